import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { CheckInRecord } from "../../../functions/messages/check-in.ts";
import { type CommandResult, wrong } from "../../command-result.ts";
import { readHistory } from "../import/read-history.ts";
import { readArguments, USAGE } from "./arguments.ts";
import { judgeHistory } from "./judge-history.ts";
import { readCheckIns } from "./read-check-ins.ts";
import { type Paint, report } from "./report.ts";
import { toJson } from "./to-json.ts";

/** `checkup`, from its arguments to its output; a relative path counts from `from`. */
export async function checkupCommand(
  argv: readonly string[],
  { from, paint }: { from: string; paint: Paint },
): Promise<CommandResult> {
  if (argv.includes("--help")) return { exitCode: 0, stdout: `npm run -s ${USAGE}\n`, stderr: "" };
  const read = readArguments(argv);
  if (read.kind === "wrong") return wrong(read.reason);
  const { path, json, units, checkIn, ...asked } = read.arguments;

  const reading = await readHistory(resolve(from, path), asked.zone);
  if (reading.kind === "unreadable") return wrong(reading.line);
  const told = checkIn === null ? [] : await readCheckInFile(resolve(from, checkIn));
  if (typeof told === "string") return wrong(`--check-in ${checkIn}: ${told}`);
  const { asOf } = asked;
  if (asOf !== null && told.length > 0 && told.every(({ day }) => day !== null && day > asOf)) {
    return wrong(
      `--check-in ${checkIn}: day: every check-in is after ${asOf}, the day being judged; give a later --as-of, or leave it out`,
    );
  }
  const judged = judgeHistory(reading.history, asked, told);

  const stdout = json
    ? `${JSON.stringify(toJson(judged), null, 2)}\n`
    : report(judged, { units, paint });
  return { exitCode: 0, stdout, stderr: "" };
}

/** The check-ins of a file, or what is wrong with it. */
async function readCheckInFile(path: string): Promise<readonly CheckInRecord[] | string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return "it can't be read; check its name and its permissions";
  }
  const read = readCheckIns(text);
  return read.answer === "check-ins" ? read.checkIns : read.problems.join("; ");
}
