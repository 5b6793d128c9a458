import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { checkInStore } from "../../../functions/adapters/check-in-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import { ingestActivity } from "../../../functions/ingest-activity/ingest-activity.ts";
import { type IngestMessage, ingestMessage } from "../../../functions/messages/ingest.ts";
import type { NudgeMessage } from "../../../functions/messages/nudge.ts";
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
  const asked: { runnerId: string; delayS: number }[] = [];
  return {
    asked,
    nudges: {
      send: async (messages: readonly NudgeMessage[], delayS: number) => {
        for (const { runnerId } of messages) asked.push({ runnerId, delayS });
      },
    },
    nudgeDelayS: 60,
    nowMs: () => Date.parse("2021-09-13T16:00:00.000Z"),
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

  it.each([
    [
      "a run of yesterday",
      { startAt: "2021-09-12T17:06:00.000Z" },
      [{ runnerId: "r1", delayS: 60 }],
    ],
    ["a run of three days ago", { startAt: "2021-09-10T17:06:00.000Z" }, []],
    ["a ride of yesterday", { sport: "ride" as const }, []],
  ])("%s has the runner's nudges decided, or not", async (_, overrides, asked) => {
    const deps = await freshDeps();
    const activity = makeRecord(overrides);
    await ingestActivity({ runnerId: "r1", item: { kind: "activity", activity } }, deps);
    expect(deps.asked).toEqual(asked);
  });

  it("asks before it stores, so that a crash between the two loses nothing", async () => {
    const deps = await freshDeps();
    const message = { runnerId: "r1", item: { kind: "activity" as const, activity: makeRecord() } };
    const crashing = { ...deps, activities: { save: () => Promise.reject(new Error("crash")) } };
    await expect(ingestActivity(message, crashing)).rejects.toThrow("crash");
    await ingestActivity(message, deps);
    expect(deps.asked).toHaveLength(2);
  });

  it("a check-in asks at once, after it is stored; what is part of a history asks never", async () => {
    const deps = await freshDeps();
    await ingestActivity(sore, deps);
    expect(deps.asked).toEqual([{ runnerId: "r1", delayS: 0 }]);
    const activity = makeRecord();
    await ingestActivity(
      { runnerId: "r1", isHistory: true, item: { kind: "activity", activity } },
      deps,
    );
    await ingestActivity({ ...sore, isHistory: true }, deps);
    expect(deps.asked).toHaveLength(1);
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
