import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type IngestMessage, ingestMessage } from "../../../../functions/messages/ingest.ts";
import { importExport } from "../../../../infra/local/import/import-export.ts";
import { makeExport } from "../../../support/make-export.ts";

let folder: string;
let path: string;
let batches: (readonly IngestMessage[])[];

const send = async (messages: readonly IngestMessage[]) => {
  batches.push(messages);
};
const importIt = () => importExport({ path, zone: "UTC", runnerId: "anna", send });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stridewell-import-"));
  path = join(folder, "activities.csv");
  batches = [];
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("importing an export", () => {
  it("sends shoes first, then activities, at most ten at a time", async () => {
    await writeFile(path, makeExport(Array.from({ length: 21 }, () => ({ gear: "7.0" }))));
    expect(await importIt()).toEqual({
      kind: "imported",
      activities: 21,
      shoes: 1,
      rejected: [],
      lastDay: "2021-09-12",
    });
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 2]);
    const messages = batches.flat();
    expect(messages.map(({ item }) => item.kind)).toEqual(["shoe", ...Array(21).fill("activity")]);
    for (const message of messages) expect(ingestMessage.parse(message)).toEqual(message);
  });

  it("sends the same messages the second time", async () => {
    await writeFile(path, makeExport([{ gear: "7.0" }, {}]));
    await importIt();
    const first = batches;
    batches = [];
    await importIt();
    expect(batches).toEqual(first);
  });

  it("reports a row it cannot use and sends the rest", async () => {
    await writeFile(path, makeExport([{ moving: "-1" }, { date: "Sep 1, 2021, 5:06:00 PM" }]));
    expect(await importIt()).toMatchObject({
      activities: 1,
      lastDay: "2021-09-01",
      rejected: [{ row: 2, reason: expect.stringContaining("Moving Time") }],
    });
    expect(batches.flat()).toHaveLength(1);
  });

  it("takes the last day by date, not by where it stands in the file", async () => {
    const rows = ["Sep 11, 2021, 5:06:00 PM", "Sep 9, 2021, 5:06:00 PM"].map((date) => ({ date }));
    await writeFile(path, makeExport(rows));
    expect(await importIt()).toMatchObject({ lastDay: "2021-09-11" });
  });

  it("sends nothing from a file that holds nothing", async () => {
    await writeFile(path, makeExport([]));
    expect(await importIt()).toMatchObject({ activities: 0, lastDay: null });
    expect(batches).toEqual([]);
  });

  it.each([
    ["is missing", null],
    ["is no export", "a,b\n1,2\n"],
  ])("sends nothing where the file %s", async (_, content) => {
    if (content !== null) await writeFile(path, content);
    expect((await importIt()).kind).toBe("unreadable");
    expect(batches).toEqual([]);
  });

  it("leaves a failing queue to its caller", async () => {
    await writeFile(path, makeExport([{}]));
    const broken = async () => {
      throw new Error("queue is gone");
    };
    await expect(
      importExport({ path, zone: "UTC", runnerId: "anna", send: broken }),
    ).rejects.toThrow("queue is gone");
  });
});
