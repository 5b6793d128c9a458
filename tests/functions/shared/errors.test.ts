import { describe, expect, it } from "vitest";
import { NothingLeft, nameOf, TryAgain, UnreadableItem } from "../../../functions/shared/errors.ts";

describe("what a log may say of an error", () => {
  it("is its kind and place, never its message, which can quote a runner's data", () => {
    const said = nameOf(new RangeError("ada@example.com is no number"));
    expect(said.error).toBe("RangeError");
    expect(said.at).toMatch(/^at .*errors\.test\.ts/);
    expect(JSON.stringify(said)).not.toContain("ada@example.com");
  });

  it.each(["{\nat home of ada@example.com", "x\n    at ada@example.com", "$&\nat ada@example.com"])(
    "is no line of a message that looks like a place: %j",
    (text) => {
      const said = nameOf(new SyntaxError(text));
      expect(said.at).toMatch(/^at .*errors\.test\.ts/);
      expect(JSON.stringify(said)).not.toContain("ada@example.com");
    },
  );

  it.each([
    [new NothingLeft(new RangeError("ada@example.com")), "RangeError"],
    ["ada@example.com", "string"],
    [undefined, "undefined"],
  ])("is the kind of what lies behind it, or of what is no error (%#)", (thrown, error) => {
    const said = nameOf(thrown);
    expect(said.error).toBe(error);
    expect(JSON.stringify(said)).not.toContain("ada@example.com");
  });

  it.each([
    [new TryAgain("SES said no"), "TryAgain", "SES said no"],
    [
      new UnreadableItem("shoe", ["name"]),
      "UnreadableItem",
      "A shoe can't be read: see to its name",
    ],
  ])("is our own words, where the error is ours (%#)", (thrown, error, reason) => {
    expect(nameOf(thrown)).toEqual({ error, reason });
  });
});
