import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneLine, oneLineOf } from "../../../functions/shared/one-line.ts";

describe("text on one line", () => {
  it.each([
    ["a line break", "a\r\nBcc: x", "a Bcc: x"],
    ["blanks at either end", "\n Morning run \t", "Morning run"],
    ["all of itself, where it is nothing but blanks", " \u2028\n ", ""],
    ["a tab and a zero byte", "a\t\u0000b", "a b"],
    ["a Unicode line separator", "a\u2028b\u2029c", "a b c"],
    ["a right-to-left override", "a\u202Eb", "a b"],
    ["what would colour a terminal", "a\u001b[31mb", "a [31mb"],
    ["half of an emoji", "a\ud83db", "a\ufffdb"],
  ])("loses %s", (_, text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });

  it("keeps emoji, accents and other scripts", () => {
    expect(oneLine("Zoë 👟 نور 東京")).toBe("Zoë 👟 نور 東京");
  });

  it("has no control character, whatever came in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe("text cut to what a record holds", () => {
  it.each([
    ["abcdef", 6, "abcdef"],
    ["abcdefg", 6, "abcdef"],
    ["abcde f", 6, "abcde"],
    ["ab👟", 3, "ab"],
  ])("%j at %d is %j", (text, longest, expected) => {
    expect(oneLineOf(text, longest)).toBe(expected);
  });
});
