import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { checkInStore } from "../../../functions/adapters/check-in-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import { ingestActivity } from "../../../functions/ingest-activity/ingest-activity.ts";
import { type IngestMessage, ingestMessage } from "../../../functions/messages/ingest.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { type Engine, freshTable, startDynalite } from "../../support/tables.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startDynalite();
});
afterAll(async () => {
  await engine?.close();
});

async function freshDeps() {
  const table = await freshTable(engine);
  return {
    activities: activityStore(table),
    shoes: shoeStore(table),
    checkIns: checkInStore(table),
  };
}

const sore = ingestMessage.parse({
  runnerId: "r1",
  item: { kind: "check-in", checkIn: { id: "c1", day: "2021-09-12", places: ["outside"] } },
});

describe("what a source tells", () => {
  it("is stored, each kind in its place", async () => {
    const deps = await freshDeps();
    const run: IngestMessage = {
      runnerId: "r1",
      item: { kind: "activity", activity: makeRecord() },
    };
    const shoe: IngestMessage = { runnerId: "r1", item: { kind: "shoe", shoe: makeShoeRecord() } };
    expect(await ingestActivity(run, deps)).toEqual({ outcome: "activity stored" });
    expect(await ingestActivity(shoe, deps)).toEqual({ outcome: "shoe stored" });
    expect(await ingestActivity(sore, deps)).toEqual({ outcome: "check-in stored" });
    expect(await deps.activities.all("r1")).toHaveLength(1);
    expect(await deps.shoes.all("r1")).toHaveLength(1);
    expect(await deps.checkIns.all("r1")).toEqual([
      sore.item.kind === "check-in" && sore.item.checkIn,
    ]);
  });

  it("told in any order and any number of times leaves the same table", async () => {
    const messages: IngestMessage[] = [
      ...["1", "2", "3"].map((sourceId) => ({
        runnerId: "r1",
        item: { kind: "activity" as const, activity: makeRecord({ sourceId }) },
      })),
      { runnerId: "r1", item: { kind: "shoe", shoe: makeShoeRecord() } },
      sore,
    ];
    const told = fc
      .array(fc.constantFrom(...messages), { maxLength: 8 })
      .map((more) => [...messages, ...more])
      .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
    await fc.assert(
      fc.asyncProperty(told, async (order) => {
        const deps = await freshDeps();
        for (const message of order) await ingestActivity(message, deps);
        const ids = (await deps.activities.all("r1")).map(({ sourceId }) => sourceId);
        expect(ids).toEqual(["1", "2", "3"]);
        expect(await deps.shoes.all("r1")).toHaveLength(1);
        expect(await deps.checkIns.all("r1")).toHaveLength(1);
      }),
      { numRuns: 25 },
    );
  });
});

describe("a message on the ingest queue", () => {
  const good = { runnerId: "r1", item: { kind: "activity", activity: makeRecord() } };

  it.each([
    ["no runner", { ...good, runnerId: "" }],
    ["an unknown kind", { ...good, item: { kind: "bike" } }],
    ["a negative distance", withActivity({ distanceM: -1 })],
    ["an infinite distance", withActivity({ distanceM: Number.POSITIVE_INFINITY })],
    ["a day that does not exist", withActivity({ day: "2021-02-30" })],
    ["a minute past midnight", withActivity({ startMinute: 1440 })],
    ["an effort over 10", withActivity({ sessionRpe: 11 })],
    ["a name as long as a book", withActivity({ name: "x".repeat(301) })],
  ])("with %s is refused", (_, message) => {
    expect(ingestMessage.safeParse(message).success).toBe(false);
  });

  it("as the maker makes it is good", () => {
    expect(ingestMessage.safeParse(good).success).toBe(true);
  });
});

function withActivity(overrides: object) {
  return {
    runnerId: "r1",
    item: { kind: "activity", activity: { ...makeRecord(), ...overrides } },
  };
}
