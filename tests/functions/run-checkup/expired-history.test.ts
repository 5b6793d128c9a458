import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { exerciseLogStore } from "../../../functions/adapters/exercise-log-store.ts";
import { noticeStore } from "../../../functions/adapters/notice-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import type { Retention } from "../../../functions/follow-event/store-activity.ts";
import { runCheckup } from "../../../functions/run-checkup/run-checkup.ts";
import { TryAgain } from "../../../functions/shared/errors.ts";
import { type Strava, startStrava } from "../../infra/local/strava/make-strava.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { compareNow, type House, makeHouse } from "../../support/make-follow.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { type Engine, freshTable, startDynalite } from "../../support/tables.ts";

/*
 * A check-up of a runner whose runs come from Strava, with the real stores and the worker that follows
 * Strava, all on one clock: weeks may pass without a comparison.
 */

const DAY_MS = 24 * 3_600_000;

let engine: Engine;
let table: Table;
let strava: Strava;
let post: ReturnType<typeof fakeMailer>;

beforeAll(async () => {
  engine = await startDynalite();
});
afterAll(() => engine.close());
beforeEach(async () => {
  table = await freshTable(engine);
  strava = await startStrava();
  post = fakeMailer();
});
afterEach(() => strava.close());

/** A runner who has just connected, with a run of 8 km every other day for four weeks. */
async function connected(retention: Retention): Promise<House> {
  const house = makeHouse(strava, table, { retention });
  const athlete = strava.control.addAthlete({ zone: "UTC" }).id;
  for (let day = 1; day <= 28; day += 2) {
    const startAt = new Date(strava.clock.now() - day * DAY_MS).toISOString();
    strava.control.addActivity(athlete, { startAt, distanceM: 8000 });
  }
  await runnerStore(table).create(makeRunner({ zone: "UTC" }));
  await house.connect("r1", athlete);
  return house;
}

async function compare(house: House) {
  house.send(compareNow("r1"));
  await house.drain();
}

/** A check-up of yesterday; "later" if it is to be tried again. */
async function check(house: House): Promise<string> {
  const nowMs = strava.clock.now;
  const day = new Date(nowMs() - DAY_MS).toISOString().slice(0, 10);
  try {
    const { outcome } = await runCheckup(
      { runnerId: "r1", day },
      {
        ...caseStores(table, nowMs),
        exercises: exerciseLogStore(table),
        toPng: async () => Uint8Array.of(0x89),
        windows: windowStore(table),
        events: house.deps.events,
        notices: noticeStore(table),
        mailer: post.mailer,
        publicUrl: "https://run.example",
        now: () => new Date(nowMs()).toISOString(),
      },
    );
    return outcome;
  } catch (error) {
    if (error instanceof TryAgain) return "later";
    throw error;
  }
}

describe("a check-up of a history that comes from Strava", () => {
  it.each(["cache", "keep"] as const)("judges what the night compared (%s)", async (retention) => {
    const house = await connected(retention);
    await compare(house);
    strava.clock.advance(DAY_MS);
    expect(await check(house)).toBe("sent");
    expect(post.taken[0]?.subject).toContain("24.0 km");
  });

  it.each(["cache", "keep"] as const)(
    "waits for the first comparison of a runner who just connected (%s)",
    async (retention) => {
      const house = await connected(retention);
      expect(await check(house)).toBe("later");
      expect(post.taken).toEqual([]);
      await house.drain();
      expect(await check(house)).toBe("sent");
    },
  );

  it("fetches it anew where it expired, asks for that once, and judges all of it", async () => {
    const house = await connected("cache");
    await compare(house);
    strava.clock.advance(6 * DAY_MS);
    expect(await activityStore(table, strava.clock.now).all("r1")).toEqual([]);
    expect([await check(house), await check(house)]).toEqual(["later", "later"]);
    expect(house.queue.map(({ message }) => message)).toEqual([compareNow("r1")]);
    expect(post.taken).toEqual([]);
    await house.drain();
    expect(await check(house)).toBe("sent");
    // The week before is known again.
    expect(post.taken[0]?.text).toContain("16.0 km less than last week");
  });

  it("fetches it anew where some may have expired, though not all did", async () => {
    const house = await connected("cache");
    await compare(house);
    strava.clock.advance(2 * DAY_MS);
    // This renews nothing: every copy still lasts for three more days.
    await compare(house);
    strava.clock.advance(2 * DAY_MS);
    expect(await check(house)).toBe("sent");
    strava.clock.advance(DAY_MS);
    expect(await check(house)).toBe("later");
  });

  it("needs no fetching where the owner keeps it, however long nobody compared", async () => {
    const house = await connected("keep");
    await compare(house);
    strava.clock.advance(6 * DAY_MS);
    expect(await check(house)).toBe("sent");
    expect(house.queue).toEqual([]);
  });

  it("asks again when nothing came of it for half an hour", async () => {
    const house = await connected("cache");
    await check(house);
    strava.clock.advance(31 * 60_000);
    await check(house);
    expect(house.queue).toHaveLength(2);
  });

  it("writes no digest on what is left when the runner has to connect again first", async () => {
    const house = await connected("cache");
    await compare(house);
    const athlete = (await house.deps.connections.find("r1"))?.athleteId ?? "";
    strava.control.revoke(athlete);
    strava.clock.advance(6 * DAY_MS);
    expect(await check(house)).toBe("later");
    await house.drain();
    expect(await check(house)).toContain("no digest");
    expect(post.taken).toEqual([]);
  });
});
