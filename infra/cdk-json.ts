import { readFileSync } from "node:fs";
import { z } from "zod";

const file = new URL("../cdk.json", import.meta.url);
const cdkJson = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

/** Throws one line that names the file. */
export function parseCdkJson(text: string, name = "cdk.json"): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} isn't valid JSON: ${error instanceof Error ? error.message : ""}`);
  }
}

/** The context in cdk.json. */
export function readContext(): Readonly<Record<string, unknown>> {
  return cdkJson.parse(parseCdkJson(readFileSync(file, "utf8"))).context;
}

/** What is wrong in cdk.json ends the program with its one line, and not with a stack trace. */
export function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
