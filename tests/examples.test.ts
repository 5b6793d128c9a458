import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { limitsFor } from "../domain/thresholds.ts";

const ROOT = new URL("../", import.meta.url);
/** Names that stand for something in an example, or a result of which only the beginning is printed. */
const FOR_READING =
  /…|\b(body|budget|checkup|checkIn|context|diary|friday|loads|role|run|runner|sha256|shoe|situation)\b/;

interface Example {
  readonly file: string;
  readonly call: string;
  readonly printed: string;
}

/** Of docstrings that say `call(…) // result` within a sentence, or on lines of their own. */
function examplesOf(folder: string): Example[] {
  return readdirSync(new URL(folder, ROOT), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => {
      const file = `${folder}/${name}`;
      const text = readFileSync(new URL(file, ROOT), "utf8");
      const comments = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
      return comments.flatMap((comment) => {
        const plain = comment.replaceAll(/^\/\*\*|\*\/$|^ *\* ?/gm, "");
        const found = [
          ...plain.matchAll(/^ *(\w+\([^`\n]*\)[\w.]*)\s*\/\/ ([^`\n]+(?:\n *\/\/[^`\n]+)*)$/gm),
          ...plain.replaceAll("\n", " ").matchAll(/`(\w+\([^`]*\)[\w.]*) \/\/ ([^`]+)`/g),
        ];
        return found
          .map(([, call = "", printed = ""]) => ({
            file,
            call,
            printed: printed.replaceAll(/\n *\/\/ */g, " "),
          }))
          .filter(({ call }) => text.includes(`export function ${call.split("(", 1)}(`));
      });
    })
    .filter(({ call, printed }) => !FOR_READING.test(call + printed));
}

describe("the worked examples of docstrings that can be run as they stand", () => {
  const examples = ["domain", "functions", "infra"].flatMap(examplesOf);

  it("are found", () => {
    expect(examples.length).toBeGreaterThan(90);
  });

  it.each(examples)("$file: $call // $printed", async ({ file, call, printed }) => {
    const module: Record<string, unknown> = await import(new URL(file, ROOT).href);
    const scope = { ...module, limits: limitsFor(), limitsFor };
    const value = (text: string): unknown =>
      new Function(...Object.keys(scope), `return (${text})`)(...Object.values(scope));
    const [, message] = /^\w+Error: (.+)$/.exec(printed) ?? [];
    if (message !== undefined) {
      expect(() => value(call)).toThrow(message);
      return;
    }
    // What follows a colon after the result is a remark.
    const expected = value(printed.replace(/^("[^"]*"|[\w.]+): .*$/, "$1"));
    if (typeof expected === "number") expect(value(call)).toBeCloseTo(expected, 9);
    else expect(value(call)).toEqual(expected);
  });
});
