import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
const text = readFileSync(at("docs/threat-model.md"), "utf8");

/** `file.test.ts: "words", "words"`: how the document names the tests that show a claim. */
const named = [...text.matchAll(/([\w/-]+\.test\.ts): ((?:"[^"]+"(?:, )?)+)/g)].flatMap(
  ([, file = "", words = ""]) =>
    [...words.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => ({ file, title })),
);

describe("the threat model", () => {
  it("names tests for its claims", () => {
    expect(named.length).toBeGreaterThan(30);
  });

  it.each(named)("names a test that exists: $file, $title", ({ file, title }) => {
    expect(readFileSync(at(`tests/${file}`), "utf8")).toContain(title);
  });
});
