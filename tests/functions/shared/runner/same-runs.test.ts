import { describe, expect, it } from "vitest";
import { readIdPair } from "../../../../functions/shared/runner/same-runs.ts";

describe("the two ids that a button carries", () => {
  const longest = "i".repeat(300);

  it("are read as they are", () => {
    expect(readIdPair('["polar:1","strava:2"]')).toEqual(["polar:1", "strava:2"]);
    expect(readIdPair(JSON.stringify(["a", longest]))).toEqual(["a", longest]);
  });

  it.each([
    ["nothing", null],
    ["no text", ""],
    ["half a list", '["polar:1",'],
    ["one id", '["polar:1"]'],
    ["three", '["a","b","c"]'],
    ["an empty one", '["polar:1",""]'],
    ["a number", '["polar:1",2]'],
    ["one of a length that none of ours has", JSON.stringify(["a", `${longest}i`])],
  ])("are none where a form sends %s", (_, text) => {
    expect(readIdPair(text)).toBeNull();
  });
});
