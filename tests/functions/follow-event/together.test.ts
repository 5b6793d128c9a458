import { deflateRawSync } from "node:zlib";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accountStore } from "../../../functions/adapters/account-store.ts";
import { unpack } from "../../../functions/adapters/activity-pack.ts";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { kindOfRunner } from "../../../functions/adapters/query.ts";
import { type Table, toItem } from "../../../functions/adapters/table.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import { gather } from "../../../functions/follow-event/gather.ts";
import type { Retention } from "../../../functions/follow-event/store-activity.ts";
import type { StravaClient } from "../../../functions/providers/strava/application.ts";
import { type Strava, startStrava } from "../../infra/local/strava/make-strava.ts";
import { compareNow, type House, makeHint, makeHouse } from "../../support/make-follow.ts";
import { makeRecord } from "../../support/make-record.ts";
import { freshTable } from "../../support/tables.ts";

const DAY_MS = 24 * 3_600_000;

let table: Table;
let strava: Strava;
let house: House;
let athlete: string;

beforeEach(async () => {
  table = await freshTable();
  strava = await startStrava();
  athlete = strava.control.addAthlete({}).id;
});
afterEach(() => strava.close());

const run = (daysAgo: number, name = "Run") => {
  const startAt = new Date(strava.clock.now() - daysAgo * DAY_MS).toISOString();
  return strava.control.addActivity(athlete, { startAt, name }, true);
};
const compare = () => house.compare("r1");
/** Connected and compared twice, so that the second comparison finds everything as it was. */
async function compared(retention: Retention) {
  house = makeHouse(strava, table, { retention });
  await house.connect("r1", athlete);
  await compare();
  strava.clock.advance(DAY_MS);
  await compare();
}
const together = () => kindOfRunner(table, "r1", "ACTIVITY#strava#TOGETHER");

describe("runs that a comparison found as they were", () => {
  it("are there for as long as the window says that all are", async () => {
    run(176.5);
    for (let day = 1; day < 28; day += 2) run(day);
    await compared("cache");
    strava.clock.advance(2 * DAY_MS);
    await compare();
    // A new run; and one that the window no longer reaches, so its copy is no longer renewed.
    strava.clock.advance(DAY_MS);
    run(0.2);
    await compare();
    const { cases } = caseStores(table, strava.clock.now);
    for (let hours = 0; hours < 6 * 24; hours += 6) {
      const { window, activities } = await cases.read("r1");
      if (window.kind === "whole") expect(activities.length).toBeGreaterThanOrEqual(15);
      else expect(hours).toBeGreaterThan(4 * 24);
      strava.clock.advance(DAY_MS / 4);
    }
    expect((await cases.read("r1")).window.kind).toBe("behind");
  });

  it.each([["cache"], ["keep"]] as const)(
    "stay away when they were deleted, however long nobody compares (%s)",
    async (retention) => {
      const { id } = run(2);
      run(3);
      await compared(retention);
      strava.clock.advance(DAY_MS / 10);
      strava.control.remove(id);
      house.send(makeHint(athlete, { objectId: id, aspect: "delete" }));
      await house.drain();
      for (let day = 0; day < 8; day += 1) {
        expect(await house.storedIds()).not.toContain(id);
        strava.clock.advance(DAY_MS);
      }
    },
  );

  it("are exported once, as they were told last, and not when they are gone", async () => {
    const gone = run(2, "deleted");
    const renamed = run(3, "old name");
    run(4, "as it was");
    await compared("cache");
    strava.control.remove(gone.id);
    strava.control.edit(renamed.id, { name: "new name" });
    house.send(makeHint(athlete, { objectId: gone.id, aspect: "delete" }));
    house.send(makeHint(athlete, { objectId: renamed.id, aspect: "update" }));
    await house.drain();
    const items = await accountStore(table, strava.clock.now).items("r1");
    const runs = items.filter(({ sk }) => String(sk).startsWith("ACTIVITY#"));
    expect(runs.map(({ name }) => name).toSorted()).toEqual(["as it was", "new name"]);
    expect(runs.flatMap((one) => Object.keys(one))).not.toContain("isTogether");
  });

  it("take no more room with the years where they are kept for good", async () => {
    const looked = async () =>
      (await together()).map(({ lookedAtMs }) => Object.keys(lookedAtMs ?? {}).length);
    for (let day = 1; day < 20; day += 1) run(day);
    await compared("keep");
    expect(await looked()).toEqual([19]);
    for (let month = 0; month < 3; month += 1) {
      strava.clock.advance(30 * DAY_MS);
      for (let day = 1; day < 20; day += 1) run(day);
      await compare();
      strava.clock.advance(DAY_MS);
      await compare();
    }
    const [most = 0, ...others] = await looked();
    expect(others).toEqual([]);
    expect(most).toBeLessThanOrEqual(2 * 19);
    expect(await house.storedIds()).toHaveLength(4 * 19);
  });

  it("are not asked for again when Strava fails in the middle of it", async () => {
    for (let day = 1; day < 28; day += 1) run(day);
    house = makeHouse(strava, table, { retention: "cache" });
    await house.connect("r1", athlete);
    let asked = 0;
    const openStrava = async (): Promise<StravaClient> => {
      const client = await house.deps.openStrava();
      const activity: typeof client.api.activity = async (token, id) => {
        asked += 1;
        // Both times, because whatever fails among others is asked for once more on its own.
        return [10, 11, 21, 22].includes(asked)
          ? { kind: "unavailable", reason: "timeout", status: null, said: null, budget: null }
          : client.api.activity(token, id);
      };
      return { ...client, api: { ...client.api, activity } };
    };
    house.send(compareNow("r1"));
    const [message] = house.queue;
    if (message === undefined) throw new Error("nothing was sent");
    const work = () => house.work(message, { ...house.deps, openStrava });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await work()).toContain("timeout");
      strava.clock.advance(6 * 60_000);
    }
    expect(await work()).toContain("reconciled");
    expect(asked).toBe(27 + 4);
    // Once for each run of the last days, when it was first heard of.
    expect(house.asked).toHaveLength(2);
  });

  it("fit with the longest names that a day of four activities can have", async () => {
    const activities = toldActivityStore(table, () => 0);
    const letter = (seed: number) => String.fromCodePoint(0x4e00 + ((seed * 7919) % 20_000));
    const copies = Array.from({ length: 4 * 180 }, (_, n) => ({
      record: makeRecord({
        source: "strava",
        sourceId: String(n),
        name: Array.from({ length: 300 }, (_, at) => letter(n * 300 + at)).join(""),
      }),
      atMs: 1,
      untilMs: DAY_MS,
      detailAtMs: null,
    }));
    const saved = await activities.saveTogether(
      "r1",
      "strava",
      { copies, lookedAtMs: new Map(), seenAtMs: null },
      1,
    );
    expect(saved).toBe("stored");
    const parts = await together();
    expect(parts).toHaveLength(3);
    for (const { packed } of parts) {
      expect(packed instanceof Uint8Array ? packed.length : 0).toBeLessThan(300_000);
    }
    expect(await activities.ofSource("r1", "strava")).toHaveLength(copies.length);
  });

  it("are what the run's own page told last, where a list told it otherwise a moment before", async () => {
    const activities = toldActivityStore(table, () => 0);
    const record = makeRecord({ source: "strava", sourceId: "1", name: "as it is" });
    const told = (atMs: number) => ({ atMs, untilMs: null, detailAtMs: atMs });
    await activities.save("r1", record, told(1));
    const known = await activities.toldOf("r1", "strava");
    const gathered = gather("r1", "strava", known, activities);
    await gathered.activities.save("r1", { ...record, name: "as it was" }, told(2));
    await gathered.activities.save("r1", record, told(3));
    await gathered.store(2, null);
    const [stored] = await activities.ofSource("r1", "strava");
    expect(stored).toMatchObject({ record: { name: "as it is" }, detailAtMs: 3 });
  });

  it("are left to the comparison that began last", async () => {
    run(2);
    await compared("cache");
    strava.clock.advance(3 * DAY_MS);
    const nowMs = strava.clock.now();
    const { activities } = house.deps;
    const { known, togetherAtMs } = await activities.toldOf("r1", "strava");
    const copies = known.map((copy) => ({ ...copy, untilMs: nowMs + 5 * DAY_MS }));
    const later = { copies, lookedAtMs: new Map(), seenAtMs: togetherAtMs };
    expect(await activities.saveTogether("r1", "strava", later, nowMs + 1000)).toBe("stored");
    expect(await compare()).toContain("waits: another comparison was quicker");
  });

  it("packed before there were columns are read as ever, and packed anew by the next comparison", async () => {
    for (let day = 1; day < 28; day += 2) run(day);
    await compared("cache");
    const before = await house.deps.activities.ofSource("r1", "strava");
    const [item] = await together();
    if (!(item?.["packed"] instanceof Uint8Array)) throw new Error("Nothing is packed.");
    const packed = deflateRawSync(JSON.stringify(unpack(item["packed"])));
    const Item = toItem({ ...item, packed, v: 1 });
    await table.client.send(new PutItemCommand({ TableName: table.name, Item }));
    expect(await house.deps.activities.ofSource("r1", "strava")).toEqual(before);
    strava.clock.advance(3 * DAY_MS);
    expect(await compare()).toEqual([expect.stringMatching(/^reconciled: 14 listed/)]);
    const [after] = await together();
    expect(after?.["v"]).toBe(2);
    const ids = (known: typeof before) => known.map(({ record }) => record.sourceId).sort();
    expect(ids(await house.deps.activities.ofSource("r1", "strava"))).toEqual(ids(before));
  });

  it("are compared in the end, though of two comparisons the quicker one is cut off by a limit", async () => {
    run(2);
    await compared("cache");
    strava.clock.advance(3 * DAY_MS);
    const { activities, budget } = house.deps;
    const askedAtMs = strava.clock.now();
    const night = { ...compareNow("r1"), askedAtMs: askedAtMs - 1 };
    const digests = { ...compareNow("r1"), askedAtMs };
    await windowStore(table).noteAsked("r1", "window", askedAtMs);

    let isClosed = false;
    const quicker = {
      ...house.deps,
      activities: {
        ...activities,
        saveTogether: async (...given: Parameters<typeof activities.saveTogether>) => {
          const saved = await activities.saveTogether(...given);
          isClosed = true;
          return saved;
        },
      },
      budget: {
        ...budget,
        history: {
          ...budget.history,
          may: async (calls: number) =>
            isClosed
              ? ({ kind: "wait", retryAtMs: strava.clock.now() + 900_000 } as const)
              : budget.history.may(calls),
        },
      },
    };
    const slower = {
      ...house.deps,
      activities: {
        ...activities,
        saveTogether: async (...given: Parameters<typeof activities.saveTogether>) => {
          strava.clock.advance(1000);
          const dueMs = strava.clock.now();
          expect(await house.work({ message: night, dueMs }, quicker)).toBe("asked again since");
          return activities.saveTogether(...given);
        },
      },
    };
    await house.work({ message: digests, dueMs: strava.clock.now() }, slower);
    await house.drain();
    expect((await caseStores(table, strava.clock.now).cases.read("r1")).window.kind).toBe("whole");
  });

  it("are not taken back by a comparison that saw them before another renewed them", async () => {
    for (let day = 1; day < 60; day += 3) run(day);
    await compared("cache");
    strava.clock.advance(DAY_MS);
    const { activities } = house.deps;
    const seen = await activities.toldOf("r1", "strava");
    // Another comparison begins, finds a new run, and so renews every copy.
    run(0.1);
    expect(await compare()).toEqual([expect.stringContaining("reconciled")]);
    strava.clock.advance(1000);
    const nowMs = strava.clock.now();
    const slow = gather("r1", "strava", seen, activities);
    for (const { record } of seen.known.slice(0, 3)) {
      const untilMs = nowMs + 5 * DAY_MS;
      await slow.activities.save("r1", record, { atMs: nowMs, untilMs, detailAtMs: nowMs });
    }
    expect(await slow.store(nowMs, null)).toBe("outdated");
    const { cases } = caseStores(table, strava.clock.now);
    for (let hours = 0; hours < 5 * 24; hours += 6) {
      const { window, activities } = await cases.read("r1");
      if (window.kind === "whole") expect(activities).toHaveLength(21);
      strava.clock.advance(DAY_MS / 4);
    }
  });

  it("expire in the end where the owner kept them before, however old they are", async () => {
    run(178);
    await compared("keep");
    strava.clock.advance(10 * DAY_MS);
    house = makeHouse(strava, table, { retention: "cache" });
    await house.connect("r1", athlete);
    expect(await house.storedIds()).toHaveLength(1);
    await compare();
    const [old] = await house.deps.activities.ofSource("r1", "strava");
    expect(old?.untilMs).toBe(strava.clock.now() + 5 * DAY_MS);
  });
});
