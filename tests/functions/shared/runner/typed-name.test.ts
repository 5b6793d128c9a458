import { describe, expect, it } from "vitest";
import { capped, givenName } from "../../../../functions/shared/runner/typed-name.ts";

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
