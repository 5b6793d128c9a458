import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLoads } from "../../../../infra/local/load/read-loads.ts";

const command = fileURLToPath(new URL("../../../../infra/local/load/load.ts", import.meta.url));

describe("reading loads", () => {
  it("takes days in any order, adds repeated ones up and fills the gaps with 0", () => {
    const read = readLoads("day,load\n2026-01-04,40\n\n2026-01-01,30.5\r\n 2026-01-01 , 5\n");
    expect(read).toEqual({ kind: "loads", first: 20_454, loads: Float64Array.of(35.5, 0, 0, 40) });
  });

  it.each([
    ["with a byte order mark", "\uFEFFday,load\n2026-01-01,1"],
    ["in quotes", '"day","load"\n"2026-01-01","1"\n'],
    ["in scientific notation", "day,load\n2026-01-01,1e0\n"],
    ["on a leap day", "day,load\n2024-02-29,1\n"],
    ["with lines that end in two ways", "day,load\r\n2026-01-01,0.5\n2026-01-01,0.5\r\n"],
    ["with lines that end in a carriage return", "day,load\r2026-01-01,1\r"],
  ])("takes them %s", (_, text) => {
    expect(readLoads(text)).toMatchObject({ kind: "loads", loads: Float64Array.of(1) });
  });

  it.each([
    ["", 1, "the header must be day,load"],
    ["date,load\n2026-01-01,1", 1, "the header must be day,load"],
    ["2026-01-01,1", 1, "the header must be day,load"],
    ['"day,load"\n2026-01-01,1', 1, "the header must be day,load"],
    ["day,load\n", 2, "there are no rows below the header"],
    ["day,load\n2026-01-01,1\n2026-01-02,-3", 3, "the load -3 is negative"],
    ["day,load\n2026-01-01,", 2, 'the load "" isn\'t a number'],
    ["day,load\n2026-01-01,12 km", 2, 'the load "12 km" isn\'t a number'],
    ["day,load\n2026-01-01,NaN", 2, 'the load "NaN" isn\'t a number'],
    ["day,load\n2026-01-01,Infinity", 2, 'the load "Infinity" isn\'t a number'],
    ["day,load\n2026-01-01,0x1f", 2, 'the load "0x1f" isn\'t a number'],
    ["day,load\n2026-01-01,1e400", 2, "the load 1e400 is more than a day can hold"],
    ["day,load\n\n2023-02-29,1", 3, '"2023-02-29" isn\'t a date'],
    ["day,load\n2026-01-01,1\r\n2026-01-02,2\n2026-01-03,x", 4, 'the load "x" isn\'t a number'],
    ["day,load\n2026-1-1,1", 2, '"2026-1-1" isn\'t a date'],
    ["day,load\n2026-01-01T10:00,1", 2, '"2026-01-01T10:00" isn\'t a date'],
    ["day,load\n0026-01-01,1", 2, "0026-01-01 is not between 1900-01-01 and 2199-12-31"],
    ["day,load\n2026-01-01", 2, "there are 1 fields, not the 2 of day,load"],
    ["day,load\n2026-01-01,1,2", 2, "there are 3 fields, not the 2 of day,load"],
    ['day,load\n2026-01-01,"1', 2, "Quote Not Closed"],
  ])("refuses %j, naming line %d", (text, line, reason) => {
    const read = readLoads(text);
    expect(read.kind).toBe("unreadable");
    expect(read).toMatchObject({ reason: expect.stringContaining(`line ${line}: ${reason}`) });
  });
});

describe("the load command", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "load-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const load = async (text: string, ...options: string[]) => {
    const file = join(folder, "loads.csv");
    await writeFile(file, text);
    return run(file, ...options);
  };
  const run = (...argv: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [command, ...argv], (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });

  it("prints an object a day with --json, from the first day to the last", async () => {
    const { code, stdout, stderr } = await load(
      "day,load\n2025-12-30,20\n2026-01-02,50\n",
      "--json",
    );
    const days = JSON.parse(stdout);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(days.map(({ day, load }: { day: string; load: number }) => [day, load])).toEqual([
      ["2025-12-30", 20],
      ["2025-12-31", 0],
      ["2026-01-01", 0],
      ["2026-01-02", 50],
    ]);
    expect(Object.keys(days[0])).toEqual([
      "day",
      "load",
      "acuteRolling",
      "chronicRolling",
      "acwrCoupled",
      "acwrUncoupled",
      "acuteEwma",
      "chronicEwma",
      "acwrEwma",
      "monotony",
      "strain",
      "fitness",
      "fatigue",
      "form",
    ]);
    expect(days[0]).toMatchObject({ acuteRolling: null, acuteEwma: 20, acwrEwma: null, form: 0 });
  });

  it("prints a table without it, a dash where a figure isn't defined", async () => {
    const { code, stdout } = await load("day,load\n2026-01-01,30\n2026-01-28,50\n");
    const lines = stdout.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(lines).toHaveLength(29);
    expect(lines[0]).toMatch(/^day +load +7 days/);
    expect(lines[1]).toMatch(/^2026-01-01 +30\.0 +- +- +- +- +30\.0 /);
    expect(lines[28]).toMatch(/^2026-01-28 +50\.0 +7\.1 +2\.9 +2\.50 +5\.00 /);
  });

  it("says what is wrong on stderr alone and ends with 2", async () => {
    const outcomes = [
      [await load("day,load\n2026-02-30,1\n", "--json"), /loads\.csv: line 2: "2026-02-30"/],
      [await run(join(folder, "none.csv")), /file not found/],
      [await run(folder), /this is a folder/],
      [await run(), /No file was given/],
      [await run("a.csv", "b.csv"), /second file/],
      [await run("--frobnicate", "a.csv"), /Unknown option/],
    ] as const;
    expect(await run("--help")).toMatchObject({ code: 0, stderr: "" });
    for (const [{ code, stdout, stderr }, message] of outcomes) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(message);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    }
  });
});
