import { describe, expect, it } from "vitest";
import { help, readCostArguments } from "./arguments.ts";

describe("what is typed after npm run cost", () => {
  it.each([
    ["nothing", [], { runners: [1, 1000, 1_000_000], retention: "cache", nights: 4, weeks: 4 }],
    [
      "another retention",
      ["--retention", "keep"],
      { runners: [1, 1000, 1_000_000], retention: "keep", nights: 7, weeks: 4 },
    ],
    [
      "everything",
      [
        "--runners",
        "250",
        "--runners",
        "9",
        "--retention",
        "keep",
        "--nights",
        "2",
        "--weeks",
        "6",
      ],
      { runners: [250, 9], retention: "keep", nights: 2, weeks: 6 },
    ],
  ])("%s is read", (_, argv, expected) => {
    expect(readCostArguments(argv)).toEqual({ kind: "arguments", arguments: expected });
  });

  it.each([
    [["--runners", "many"], "--runners many: give a whole number from 1."],
    [["--runners", "0"], "--runners 0: give a whole number from 1."],
    [["--runners", "1e3"], "--runners 1e3: give a whole number from 1."],
    [["--retention", "forget"], "--retention forget: give cache or keep."],
    [["--nights", "8"], "--nights 8: give a whole number from 1 to 7."],
    [["--weeks", "1.5"], "--weeks 1.5: give a whole number from 1."],
    [["--bogus"], "Unknown option '--bogus': see npm run cost -- --help."],
    [["stray"], /^Unexpected argument 'stray'.*: see npm run cost -- --help\.$/],
  ])("%j is refused with one line", (argv, line) => {
    expect(readCostArguments(argv)).toEqual({
      kind: "invalid",
      line: typeof line === "string" ? line : expect.stringMatching(line),
    });
  });

  it("names every option in the help", () => {
    expect(readCostArguments(["--help"])).toEqual({ kind: "help" });
    for (const option of ["--runners", "--retention", "--nights", "--weeks"]) {
      expect(help).toContain(option);
    }
  });
});
