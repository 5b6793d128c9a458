import { readFileSync } from "node:fs";
import { z } from "zod";

const file = new URL("../cdk.json", import.meta.url);

/** A record and not an object with known keys, which would be written first. */
const json = z.record(z.string(), z.unknown());

export interface CdkJson {
  readonly whole: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Throws one line that names the file. */
export function parseCdkJson(text: string, name = "cdk.json"): CdkJson {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} isn't valid JSON: ${error instanceof Error ? error.message : ""}`);
  }
  const whole = objectFrom(parsed, name);
  return { whole, context: objectFrom(whole["context"] ?? {}, `context in ${name}`) };
}

/** Throws one line that says what must be an object. */
export function objectFrom(value: unknown, what: string): Readonly<Record<string, unknown>> {
  const parsed = json.safeParse(value);
  if (!parsed.success) throw new Error(`${what} must be an object: {…}`);
  return parsed.data;
}

/** The context in cdk.json. */
export function readContext(): Readonly<Record<string, unknown>> {
  return parseCdkJson(readFileSync(file, "utf8")).context;
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
