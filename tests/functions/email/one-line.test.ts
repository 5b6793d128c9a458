import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capped, givenName, oneLine } from "../../../functions/email/one-line.ts";

describe("text on one line", () => {
  it.each([
    ["a line break", "a\r\nBcc: x", "a Bcc: x"],
    ["a tab and a zero byte", "a\t\u0000b", "a b"],
    ["a Unicode line separator", "a\u2028b\u2029c", "a b c"],
    ["a right-to-left override", "a\u202Eb", "a b"],
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

describe("a cap", () => {
  it("ends in an ellipsis and keeps within its length", () => {
    expect(capped("abcdef", 6)).toBe("abcdef");
    expect(capped("abcdefg", 6)).toBe("abcde…");
  });

  it("never cuts an emoji in two", () => {
    expect(capped("ab👨‍👩‍👧cd", 6)).toBe("ab…");
  });
});

describe("a name somebody typed", () => {
  it("is isolated where it runs from right to left, so that figures beside it stay put", () => {
    expect(givenName("نور")).toBe("\u2068نور\u2069");
    expect(givenName("Nora")).toBe("Nora");
  });

  it("is cut at 60 characters", () => {
    expect(givenName("x".repeat(200))).toHaveLength(60);
  });
});
