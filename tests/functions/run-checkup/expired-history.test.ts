import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { exerciseLogStore } from "../../../functions/adapters/exercise-log-store.ts";
import { noticeStore } from "../../../functions/adapters/notice-store.ts";
import { PROFILE_SK, runnerStore } from "../../../functions/adapters/runner-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import { runnerPk, type Table, toItem } from "../../../functions/adapters/table.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import type { Retention } from "../../../functions/follow-event/store-activity.ts";
import type { CheckupMessage } from "../../../functions/messages/checkup.ts";
import { runCheckup } from "../../../functions/run-checkup/run-checkup.ts";
import { TryAgain } from "../../../functions/shared/errors.ts";
import { type Strava, startStrava } from "../../infra/local/strava/make-strava.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { compareNow, type House, makeHouse } from "../../support/make-follow.ts";
import { makeRecord } from "../../support/make-record.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { freshTable } from "../../support/tables.ts";

/*
 * A check-up of a runner whose runs come from Strava, with the real stores and the worker that follows
 * Strava, all on one clock: weeks may pass without a comparison.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let table: Table;
let strava: Strava;
let post: ReturnType<typeof fakeMailer>;

beforeEach(async () => {
  table = await freshTable();
  strava = await startStrava();
  post = fakeMailer();
  waiting = [];
  paced = 0;
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

const compare = (house: House) => house.compare("r1");

function forgetRunner() {
  const Key = toItem({ pk: runnerPk("r1"), sk: PROFILE_SK });
  return table.client.send(new DeleteItemCommand({ TableName: table.name, Key }));
}

/** The digest of yesterday, which nobody says when it was due. */
function ofYesterday(): CheckupMessage {
  const day = new Date(strava.clock.now() - DAY_MS).toISOString().slice(0, 10);
  return { runnerId: "r1", day };
}

/** The same, due now. */
function dueNow(): CheckupMessage {
  return { ...ofYesterday(), dueAt: new Date(strava.clock.now()).toISOString() };
}

/** How many attempts took up the time that an email takes. */
let paced: number;
/** Digests sent again to wait, and until when. */
let waiting: { readonly message: CheckupMessage; readonly untilMs: number }[];

/** One attempt at a digest; "later" if the attempt failed and is to be repeated. */
async function check(house: House, message = ofYesterday()): Promise<string> {
  const nowMs = strava.clock.now;
  try {
    const { outcome } = await runCheckup(message, {
      ...caseStores(table, nowMs),
      exercises: exerciseLogStore(table),
      toPng: async () => Uint8Array.of(0x89),
      windows: windowStore(table),
      events: house.deps.events,
      checkups: {
        send: async (messages, delayS) => {
          const untilMs = nowMs() + delayS * 1000;
          waiting.push(...messages.map((sent) => ({ message: sent, untilMs })));
        },
      },
      notices: noticeStore(table),
      mailer: post.mailer,
      pace: (work) => {
        paced += 1;
        return work();
      },
      publicUrl: "https://run.example",
      now: () => new Date(nowMs()).toISOString(),
    });
    return outcome;
  } catch (error) {
    if (error instanceof TryAgain) return "later";
    throw error;
  }
}

/**
 * Works off both queues until no digest waits any longer, moving time on to whatever comes next. Returns
 * what became of each attempt at a digest and of each comparison, and the most comparisons that were
 * queued at once.
 */
async function workOff(house: House) {
  const digests: string[] = [];
  const comparisons: string[] = [];
  let mostQueued = 0;
  for (;;) {
    const [digest] = waiting.toSorted((a, b) => a.untilMs - b.untilMs);
    const [comparison] = house.queue.toSorted((a, b) => a.dueMs - b.dueMs);
    if (digest === undefined) return { digests, comparisons, mostQueued };
    mostQueued = Math.max(mostQueued, house.queue.length);
    const isComparison = comparison !== undefined && comparison.dueMs <= digest.untilMs;
    const atMs = isComparison ? comparison.dueMs : digest.untilMs;
    strava.clock.advance(Math.max(atMs - strava.clock.now(), 0));
    if (isComparison) {
      comparisons.push(await house.work(comparison));
    } else {
      waiting.splice(waiting.indexOf(digest), 1);
      digests.push(await check(house, digest.message));
    }
  }
}

const WAITS = "waits for the history";

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
    expect(house.queue.map(({ message }) => message)).toEqual([
      { ...compareNow("r1"), askedAtMs: strava.clock.now() },
    ]);
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

  it("asks again when nothing came of it for two hours", async () => {
    const house = await connected("cache");
    await check(house);
    strava.clock.advance(2 * HOUR_MS - 1);
    await check(house);
    expect(house.queue).toHaveLength(1);
    strava.clock.advance(1);
    await check(house);
    expect(house.queue).toHaveLength(2);
  });

  it("says whose new runs are missing where the owner keeps it and Strava accepts us no more", async () => {
    const house = await connected("keep");
    await compare(house);
    expect(await check(house)).toBe("sent");
    expect(post.taken[0]?.text).not.toContain("no longer reach us");
    const athlete = (await house.deps.connections.find("r1"))?.accountId ?? "";
    strava.control.revoke(athlete);
    await compare(house);
    strava.clock.advance(7 * DAY_MS);
    expect(await check(house)).toBe("sent");
    const text = post.taken[1]?.text.replaceAll(/\s+/g, " ");
    expect(text).toContain("Runs from Strava no longer reach us");
    expect(text).toContain("its new runs are missing from these figures");
  });
});

describe("a digest of a runner who has to connect Strava again first", () => {
  /** Strava refuses the tokens, and the copies have expired. */
  async function lost(): Promise<{ readonly house: House; readonly athlete: string }> {
    const house = await connected("cache");
    await compare(house);
    const athlete = (await house.deps.connections.find("r1"))?.accountId ?? "";
    strava.control.revoke(athlete);
    strava.clock.advance(6 * DAY_MS);
    expect(await check(house, dueNow())).toBe(WAITS);
    await workOff(house);
    post.taken.length = 0;
    strava.clock.advance(DAY_MS);
    return { house, athlete };
  }

  it("is never judged on what is left: an email says why there is none, and what to do, once", async () => {
    const { house } = await lost();
    const message = dueNow();
    expect([await check(house, message), await check(house, message)]).toEqual([
      "sent",
      "already settled",
    ]);
    expect(post.taken.map(({ subject }) => subject)).toEqual([
      "No digest this week: Strava isn't connected",
    ]);
    const [mail] = post.taken;
    const text = mail?.text.replaceAll(/\s+/g, " ");
    expect(text).toContain("What is left could look like weeks of rest");
    expect(text).toContain("https://run.example/connect");
    expect(text).toContain("you can disconnect Strava on the same page instead");
    expect(text).not.toMatch(/\d km/);
    const [, stop = ""] = /^<(.+)>$/.exec(mail?.headers["List-Unsubscribe"] ?? "") ?? [];
    expect(stop).toContain("/digest/");
    expect(mail?.text).toContain(`Stop the weekly digest: ${stop}`);
    expect(String(mail?.html)).toContain(`href="${stop}"`);
    // Like every email of the digest's, it is spread over time.
    expect(paced).toBe(3);
  });

  it("is told nothing of expired runs alone where Strava never gave them all, as the owner may keep them", async () => {
    const house = await connected("keep");
    strava.control.setFaults({ refusesTokens: true });
    await compare(house);
    strava.control.setFaults({ refusesTokens: false });
    const { cases } = caseStores(table, strava.clock.now);
    expect((await cases.read("r1")).window.kind).toBe("lost");
    expect(await check(house, dueNow())).toBe("sent");
    const text = post.taken.at(-1)?.text.replaceAll(/\s+/g, " ");
    expect(text).toContain("has expired or isn't complete");
  });

  it("hears in that email of the digests before it that were left out", async () => {
    const { house } = await lost();
    strava.clock.advance(7 * DAY_MS);
    const agoIso = (days: number) => new Date(strava.clock.now() - days * DAY_MS).toISOString();
    const dayOf = (days: number) => agoIso(days).slice(0, 10);
    const late = { runnerId: "r1", day: dayOf(5), dueAt: agoIso(4) };
    expect(await check(house, late)).toBe("left out, too late");
    expect(await check(house, { ...dueNow(), missed: [dayOf(8)] })).toBe("sent");
    const text = post.taken[0]?.text.replaceAll(/\s+/g, " ");
    expect(post.taken[0]?.subject).toContain("No digest");
    expect(text).toMatch(/The digests for \d+ \w+ \d{4} and \d+ \w+ \d{4} were skipped/);
  });

  it("comes as usual, and owes no other one, once Strava is connected again", async () => {
    const { house, athlete } = await lost();
    await check(house, dueNow());
    await house.connect("r1", athlete);
    await compare(house);
    strava.clock.advance(DAY_MS);
    expect(await check(house, dueNow())).toBe("sent");
    const digest = post.taken.at(-1)?.text ?? "";
    expect(digest).toContain("8.0 km");
    expect(digest).not.toMatch(/skipped|may not have reached you/);
  });

  it("goes on with the runs that are kept, where the owner keeps them", async () => {
    const house = await connected("keep");
    await compare(house);
    strava.control.revoke((await house.deps.connections.find("r1"))?.accountId ?? "");
    strava.clock.advance(6 * DAY_MS);
    await compare(house);
    const { cases } = caseStores(table, strava.clock.now);
    expect((await cases.read("r1")).health).toMatchObject({ kind: "lost", isKept: true });
    expect(await check(house, dueNow())).toBe("sent");
    expect(post.taken[0]?.text).toContain("8.0 km");
  });

  it("waits for Strava though another source reports runs, and does without it once Strava is disconnected", async () => {
    const { house } = await lost();
    // Every other day, as at Strava; the runner alone knows whether these are all.
    for (let day = 2; day <= 34; day += 2) {
      const startAt = new Date(strava.clock.now() - day * DAY_MS).toISOString();
      const told = { source: "polar", sourceId: `p${day}`, day: startAt.slice(0, 10), startAt };
      const record = makeRecord({ ...told, distanceM: 7000, movingS: 2400, elapsedS: 2400 });
      await activityStore(table, strava.clock.now).save("r1", record);
    }
    expect(await check(house, dueNow())).toBe("sent");
    expect(post.taken.at(-1)?.subject).toContain("No digest");

    await house.deps.connections.beginLeaving("r1", strava.clock.now());
    house.send({ kind: "leave", provider: "strava", runnerId: "r1" });
    await house.drain();
    strava.clock.advance(DAY_MS);
    expect(await check(house, dueNow())).toBe("sent");
    expect(post.taken.at(-1)?.text).toContain("7.0 km");
  });

  it("waits no longer once Strava is disconnected, though Strava can't be reached to give the access back", async () => {
    const house = await connected("cache");
    await compare(house);
    strava.control.setFaults({ serverErrors: 100_000 });
    strava.clock.advance(3 * DAY_MS);
    for (let day = 2; day <= 34; day += 2) {
      const startAt = new Date(strava.clock.now() - day * DAY_MS).toISOString();
      const told = { source: "polar", sourceId: `p${day}`, day: startAt.slice(0, 10), startAt };
      const record = makeRecord({ ...told, distanceM: 7000, movingS: 2400, elapsedS: 2400 });
      await activityStore(table, strava.clock.now).save("r1", record);
    }
    const known = async () => {
      const { window, activities } = await caseStores(table, strava.clock.now).cases.read("r1");
      return { window: window.kind, sources: new Set(activities.map(({ source }) => source)) };
    };
    strava.clock.advance(3 * DAY_MS);
    expect(await known()).toMatchObject({ window: "behind" });

    await house.deps.connections.beginLeaving("r1", strava.clock.now());
    house.send({ kind: "leave", provider: "strava", runnerId: "r1" });
    expect(await known()).toEqual({ window: "whole", sources: new Set(["polar"]) });
    // Nor does a long chart wait for what is older.
    expect(await windowStore(table).findSince("r1", 0, strava.clock.now())).toBe("here");
    expect(await check(house, dueNow())).toBe("sent");
    expect(post.taken.at(-1)?.text).toContain("7.0 km");
    const [leaving] = house.queue;
    if (leaving === undefined) throw new Error("Nothing was sent.");
    expect(await house.work(leaving)).toMatch(/^waits/);
    expect(await known()).toEqual({ window: "whole", sources: new Set(["polar"]) });
  });

  it("counts nothing of Strava's from the moment the runner disconnects it, even before it is erased", async () => {
    const house = await connected("cache");
    await compare(house);
    for (const source of ["strava", "own"]) {
      await shoeStore(table).save("r1", { source, sourceId: "g1", name: "Blue pair" });
    }
    const known = async () => {
      const { activities, shoes } = await caseStores(table, strava.clock.now).cases.read("r1");
      return { runs: activities.length, shoes: shoes.map(({ source }) => source).sort() };
    };
    expect(await known()).toEqual({ runs: 14, shoes: ["own", "strava"] });
    await house.deps.connections.beginLeaving("r1", strava.clock.now());
    expect(await known()).toEqual({ runs: 0, shoes: ["own"] });
  });
});

describe("a digest whose history has to be fetched first", () => {
  /** Connected, compared, and then not for so long that the copies expired. */
  async function expired(): Promise<House> {
    const house = await connected("cache");
    await compare(house);
    strava.clock.advance(6 * DAY_MS);
    return house;
  }

  it.each([
    [0, 60],
    [5 * 60_000, 300],
    [2 * HOUR_MS, 900],
  ])("that is %d ms late is sent again to wait for %d s", async (lateMs, delayS) => {
    const house = await expired();
    const message = { ...dueNow(), missed: ["2026-01-01"] };
    strava.clock.advance(lateMs);
    expect(await check(house, message)).toBe(WAITS);
    expect(waiting).toEqual([{ message, untilMs: strava.clock.now() + delayS * 1000 }]);
    expect(post.taken).toEqual([]);
    expect(paced).toBe(0);
  });

  it("leaves a minute later if Strava answers", async () => {
    const house = await expired();
    await check(house, dueNow());
    expect((await workOff(house)).digests).toEqual(["sent"]);
    expect(paced).toBe(1);
  });

  it("waits for Strava's next day, asking every two hours, and only the last request stays", async () => {
    const house = await expired();
    const noonMs = strava.clock.now();
    strava.control.setLimits({ overall: [200, 2000], read: [100, 16] });
    const message = dueNow();
    await check(house, message);
    const { digests, comparisons, mostQueued } = await workOff(house);
    expect(new Set(digests.slice(0, -1))).toEqual(new Set([WAITS]));
    expect(digests.at(-1)).toBe("sent");
    expect(digests.length).toBeLessThan(4 * 12 + 6);
    const outcomes = comparisons.map((outcome) => outcome.replace(/:.*/, ""));
    expect(outcomes.filter((outcome) => outcome === "asked again since")).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === "reconciled")).toHaveLength(1);
    expect(mostQueued).toBe(2);
    expect(house.queue).toEqual([]);
    expect(strava.clock.now() - noonMs).toBeLessThan(12.5 * HOUR_MS);
    expect(post.taken.map(({ notice }) => notice)).toEqual([
      { runnerId: "r1", notice: `digest:${message.day}` },
    ]);
  });

  it("is left out after three days, and the next one says so", async () => {
    const house = await expired();
    strava.control.setFaults({ serverErrors: 100_000 });
    const message = dueNow();
    await check(house, message);
    house.queue.length = 0;
    strava.clock.advance(3 * DAY_MS);
    expect(await check(house, message)).toBe(WAITS);
    strava.clock.advance(1);
    expect(await check(house, message)).toBe("left out, too late");

    strava.control.setFaults({ serverErrors: 0 });
    strava.clock.advance(4 * DAY_MS);
    waiting = [];
    await check(house, dueNow());
    expect((await workOff(house)).digests).toEqual(["sent"]);
    expect(post.taken[0]?.text.replaceAll(/\s+/g, " ")).toMatch(/The digest for .* was skipped/);
  });

  it("leaves once, though two copies of it wait", async () => {
    const house = await expired();
    const message = dueNow();
    await check(house, message);
    await check(house, message);
    expect((await workOff(house)).digests.sort()).toEqual(["already settled", "sent"]);
    expect(post.taken).toHaveLength(1);
  });

  it.each([
    ["stops the digest", "digest is off", () => runnerStore(table).stop("r1", "digest")],
    ["deletes the account", "unknown runner", forgetRunner],
  ])("ends when the runner %s meanwhile", async (_, outcome, leave) => {
    const house = await expired();
    await check(house, dueNow());
    await leave();
    expect((await workOff(house)).digests).toEqual([outcome]);
    expect(post.taken).toEqual([]);
  });

  it("uses up its attempts and rings if nobody says when it was due, so that it can't wait for ever", async () => {
    const house = await expired();
    expect(await check(house, ofYesterday())).toBe("later");
    expect(waiting).toEqual([]);
  });
});
