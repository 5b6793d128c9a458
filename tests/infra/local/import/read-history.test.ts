import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readHistory } from "../../../../infra/local/import/read-history.ts";
import { makeExport } from "../../../support/make-export.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stridewell-import-"));
  path = join(folder, "activities.csv");
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function historyOf(rows: Parameters<typeof makeExport>[0]) {
  await writeFile(path, makeExport(rows));
  const reading = await readHistory(path, "UTC");
  if (reading.kind === "unreadable") throw new Error(reading.line);
  return reading.history;
}

describe("the history in an export", () => {
  it("holds its activities, its shoes and its last day", async () => {
    const history = await historyOf([{ gear: "7.0" }, {}]);
    expect(history.records).toHaveLength(2);
    expect(history.shoes).toHaveLength(1);
    expect(history).toMatchObject({ rejected: [], lastDay: "2021-09-12" });
  });

  it("names a row that can't be used and holds the rest", async () => {
    const history = await historyOf([{ moving: "-1" }, { date: "Sep 1, 2021, 5:06:00 PM" }]);
    expect(history).toMatchObject({
      lastDay: "2021-09-01",
      rejected: [{ row: 2, reason: expect.stringContaining("Moving Time") }],
    });
    expect(history.records).toHaveLength(1);
  });

  it("takes the last day by date, not by where it stands in the file", async () => {
    const rows = ["Sep 11, 2021, 5:06:00 PM", "Sep 9, 2021, 5:06:00 PM"].map((date) => ({ date }));
    expect((await historyOf(rows)).lastDay).toBe("2021-09-11");
  });
});

describe("an export that can't be used", () => {
  it.each([
    ["is missing", null, "does not exist"],
    ["is no export", "a,b\n1,2\n", "isn't a kind of file that is read here"],
    ["holds no activity", makeExport([]), "holds no activities"],
    ["holds no row that can be used", makeExport([{ date: "soon" }]), "Fix row 2 first"],
  ])("is answered with one line that names the file once, where it %s", async (_, csv, part) => {
    if (csv !== null) await writeFile(path, csv);
    const reading = await readHistory(path, "UTC");
    expect(reading).toMatchObject({ kind: "unreadable", line: expect.stringContaining(part) });
    const line = reading.kind === "unreadable" ? reading.line : "";
    expect(line.split(path)).toHaveLength(2);
    expect(line).not.toContain("\n");
  });
});

it("a path that leads back to itself is told with what to do", async () => {
  await symlink("loop.zip", join(folder, "loop.zip"));
  expect(await readHistory(join(folder, "loop.zip"), "UTC")).toMatchObject({
    kind: "unreadable",
    line: expect.stringContaining("could not be read (ELOOP). Copy it"),
  });
});
