import { resolve } from "node:path";
import { styleText } from "node:util";
import { readExport } from "../import/read-export.ts";
import { readArguments } from "./arguments.ts";
import { judgeExport } from "./judge-export.ts";
import { report } from "./report.ts";
import { toJson } from "./to-json.ts";

/** The outcome of the whole command: what to print, or the one line that says what is wrong. */
async function run(
  argv: readonly string[],
  from: string,
): Promise<{ kind: "printed"; text: string } | { kind: "wrong"; reason: string }> {
  const read = readArguments(argv);
  if (read.kind === "wrong") return read;
  const { path, json, units, ...asked } = read.arguments;

  const file = await readExport(resolve(from, path));
  if (file.kind === "unreadable") return { kind: "wrong", reason: file.reason };
  const judged = judgeExport(file.bytes, asked);
  if (judged.kind === "unreadable") {
    return { kind: "wrong", reason: `${path}: ${judged.reason}` };
  }
  if (json) return { kind: "printed", text: `${JSON.stringify(toJson(judged), null, 2)}\n` };
  // styleText leaves the text bare where stdout is no terminal or NO_COLOR is set.
  const paint = {
    heading: (text: string) => styleText("bold", text, { stream: process.stdout }),
    raised: (text: string) => styleText("yellow", text, { stream: process.stdout }),
  };
  return { kind: "printed", text: report(judged, { units, paint }) };
}

// npm runs a script in the project's root; a relative path is meant from where npm was called.
const calledFrom = process.env["npm_lifecycle_event"] === "checkup" && process.env["INIT_CWD"];
const outcome = await run(process.argv.slice(2), calledFrom || process.cwd());
if (outcome.kind === "wrong") {
  process.stderr.write(`${outcome.reason}\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(outcome.text);
}
