import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadSeries } from "../../../domain/load/series.ts";
import { allowClosedPipe } from "../../closed-pipe.ts";
import { whyWrong } from "../../wrong-options.ts";
import { loadJson, loadTable } from "./load-table.ts";
import { readLoads } from "./read-loads.ts";

const USAGE = "load -- FILE.csv [--json], where FILE.csv has the header day,load";

function run(argv: readonly string[], from: string): { text: string } | { wrong: string } {
  if (argv.includes("--help")) return { text: `npm run -s ${USAGE}\n` };
  const asked = readArguments(argv);
  if ("wrong" in asked) return asked;
  const file = readText(resolve(from, asked.path));
  if ("wrong" in file) return { wrong: `${asked.path}: ${file.wrong}` };
  const read = readLoads(file.text);
  if (read.kind === "unreadable") return { wrong: `${asked.path}: ${read.reason}` };
  const series = loadSeries(read.loads);
  return { text: asked.json ? loadJson(series, read.first) : loadTable(series, read.first) };
}

function readArguments(
  argv: readonly string[],
): { path: string; json: boolean } | { wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: "boolean" } },
    });
    const [path, extra] = positionals;
    if (path === undefined || path === "") return { wrong: `No file was given. Usage: ${USAGE}` };
    if (extra !== undefined)
      return { wrong: `"${extra}" is a second file; give one. Usage: ${USAGE}` };
    return { path, json: values.json ?? false };
  } catch (error) {
    return { wrong: `${whyWrong(error)}. Usage: ${USAGE}` };
  }
}

function readText(path: string): { text: string } | { wrong: string } {
  try {
    return { text: readFileSync(path, "utf8") };
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (error.code === "ENOENT") return { wrong: "file not found" };
    if (error.code === "EISDIR") return { wrong: "this is a folder; name the CSV file in it" };
    return { wrong: `it can't be read (${String(error.code)})` };
  }
}

// npm runs a script in the project's root, but a relative path counts from where npm was called.
const calledFrom = process.env["npm_lifecycle_event"] === "load" && process.env["INIT_CWD"];
const outcome = run(process.argv.slice(2), calledFrom || process.cwd());
if ("wrong" in outcome) {
  process.stderr.write(`${outcome.wrong}\n`);
  process.exitCode = 2;
} else {
  allowClosedPipe();
  process.stdout.write(outcome.text);
}
