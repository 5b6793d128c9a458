import { createServer } from "node:http";
import { paginateScan } from "@aws-sdk/client-dynamodb";
import { getRequestListener } from "@hono/node-server";
import { randomFrom } from "../../../infra/local/demo/demo-runner.ts";
import { listen } from "../../../infra/local/engines/listen.ts";
import { type LocalApp, startLocal } from "../../../infra/local/runtime/local-app.ts";
import type { Model } from "../../../infra/local/template/model.ts";
import { webhookEnvironment, webhookKeys } from "../../../infra/webhooks/strava-keys.ts";
import { type Strava, startStrava } from "../../infra/local/strava/make-strava.ts";
import { reachStrava } from "../../support/follow-app.ts";
import { settled, sweep, tableOf, withoutClocks } from "../../support/leaps.ts";
import type { ManualClock } from "../../support/local-clock.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { oneForEachQueue, parameterOf } from "./one-for-each-queue.ts";
import { type Counts, folderOf, sum, type Tally, tallyMeter } from "./tally.ts";

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const PLENTY = [10_000_000, 10_000_000] as const;
/** The weekdays with a run, and its distance in km: five a week, the longest on Saturday. */
const WEEK_KM = new Map([
  [1, 7],
  [2, 9],
  [3, 8],
  [5, 8],
  [6, 14],
]);
const HISTORY_DAYS = 180;
/** The labels of what calls Strava: one works through the events, the other through the comparisons. */
const EVENTS = "follow-event";
const HISTORIES = "FollowHistory";
const EMPTY_TICKS = 10;
/** A read that need not return the newest version covers 8 kB per unit. */
const BYTES_OF_UNIT = 8192;

export interface Asked {
  readonly assemblyDir: string;
  readonly runners: number;
  readonly weeks: number;
  readonly retention: "cache" | "keep";
  readonly compareNights: number;
}

export interface StravaCounts {
  calls: number;
  /** Calls for one runner that are under way together are waited for once. */
  waits: number;
}

export interface Measured {
  /** As the template declares it, schedules and all, with a function for each queue. */
  readonly model: Model;
  readonly runners: number;
  readonly weeks: number;
  /** Everything that the runners caused, function by function, without the empty ticks. */
  readonly month: Tally;
  /** By the label of the function that calls. */
  readonly strava: ReadonlyMap<string, StravaCounts>;
  /** One tick of each schedule at which nobody is due, by the function's label. */
  readonly emptyTicks: ReadonlyMap<string, Counts>;
  /** Bytes that a runner with half a year of runs takes up in the table. */
  readonly storedBytes: number;
  readonly outcomes: ReadonlyMap<string, number>;
}

/**
 * Lives through so many weeks with the whole application on a clock that jumps: each runner runs five times a
 * week, Strava sends the events, runs are compared at night, and every Monday a digest leaves. Rejects if a
 * message ended as a dead letter or a call was refused, because then it is no ordinary month.
 */
export async function liveMonth(asked: Asked): Promise<Measured> {
  const strava = await startStrava({
    limits: { overall: PLENTY, read: PLENTY },
    application: { maxAthletes: 1000 },
    // Strava may rotate them, but applications live for years on one that they never have to store again
    // (ADR 30).
    rotatesRefreshTokens: false,
    // A busy machine must not look like a service that doesn't answer.
    deadlineMs: 60_000,
  });
  const { clock, application, control } = strava;
  const told = new Map<string, StravaCounts>();
  const counted = createServer(getRequestListener(countedFetch(strava, told)));
  const door = await listen(counted);
  const { clientId, clientSecret } = application;
  const secretOf = (label: string) => {
    const url = `${door.url}/${label}`;
    const urls = { apiBaseUrl: `${url}/api/v3`, oauthBaseUrl: `${url}/oauth` };
    return JSON.stringify({ clientId, clientSecret, ...urls });
  };
  const outcomes = new Map<string, number>();
  const tally = tallyMeter();
  let declared: Model | null = null;
  const started = await startLocal({
    assemblyDir: asked.assemblyDir,
    dataDir: "memory",
    appPort: 0,
    inboxPort: 0,
    clock,
    meter: tally.meter,
    parameters: {
      "/stridewell/strava": secretOf(EVENTS),
      [parameterOf(HISTORIES)]: secretOf(HISTORIES),
    },
    environment: {
      ...webhookEnvironment(clientSecret),
      STRAVA_RETENTION: asked.retention,
      STRAVA_COMPARE_NIGHTS: String(asked.compareNights),
    },
    log: ({ from, text }) => {
      const outcome = /^message done .*outcome=(.*)$/.exec(text)?.[1]?.replace(/\d+/g, "n");
      if (outcome === undefined) return;
      const key = `${from}: ${outcome}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
    },
    tamper: (model) => {
      declared = oneForEachQueue(model);
      return withoutClocks(declared);
    },
  });
  if (started.kind !== "started") throw new Error(started.lines.join("\n"));
  const { app } = started;
  tally.know(app.model);
  const settle = () => settled(app, clock);
  const labelOf = new Map(app.model.functions.map((fn) => [fn.arn, folderOf(fn)]));
  const ticks = new Map<string, number>();
  const tick = async (label: string) => {
    const schedule = app.model.schedules.find((one) => labelOf.get(one.targetArn) === label);
    if (schedule === undefined) throw new Error(`No schedule starts ${label}.`);
    ticks.set(label, (ticks.get(label) ?? 0) + 1);
    await app.runSchedule(schedule.name);
    await settle();
  };

  try {
    const athletes = await welcome(app, strava, asked.runners);
    await strava.subscriptions.create({
      callbackUrl: `${app.appUrl}/webhooks/strava/${webhookKeys(clientSecret).pathKey}`,
      verifyToken: webhookKeys(clientSecret).verifyToken,
    });
    await settle();
    if (control.subscription() === null) throw new Error("The application took no subscription.");

    const clocks = app.model.schedules.map(({ targetArn }) => labelOf.get(targetArn) ?? "");
    for (const label of clocks) await tick(label);
    tally.take();
    const emptyTicks = new Map<string, Counts>();
    for (const label of clocks) {
      for (let round = 0; round < EMPTY_TICKS; round += 1) await tick(label);
      emptyTicks.set(label, sum([tally.take().functions.get(label) ?? sum(), 1 / EMPTY_TICKS]));
    }

    // It begins on a Monday at noon, with a week that isn't counted: processes that are busy all day compiled
    // what they run long ago.
    for (let day = -7; day < asked.weeks * 7; day += 1) {
      if (day === 0) {
        tally.take();
        ticks.clear();
        told.clear();
        outcomes.clear();
      }
      await sweep(app, clock);
      await live(clock, 17 * HOUR_MS, settle);
      await tick("start-reconcile");
      await live(clock, 2.1 * HOUR_MS, settle);
      await tick("wake-nudges");
      await tick("find-due");
      await live(clock, 4.9 * HOUR_MS, settle);
      const today = new Date(clock.now());
      const km = WEEK_KM.get(today.getUTCDay());
      if (km === undefined) continue;
      for (const athleteId of athletes) addRun(strava, athleteId, clock.now(), km);
      // Now, and not at the time on their clock, which doesn't wait for a busy machine.
      for (const { answer } of await control.deliverNow()) {
        if (answer !== 200) throw new Error(`Strava's event was answered ${answer}.`);
      }
      await settle();
    }
    // What was worked on last has yet to be deleted from its queue, which takes a busy machine a moment.
    await settle();
    const deadLetters = Object.entries(app.deadLetters()).filter(([, count]) => count > 0);
    if (deadLetters.length > 0) throw new Error(`Dead letters: ${JSON.stringify(deadLetters)}`);
    if (app.denials().length > 0) throw new Error(JSON.stringify(app.denials()[0]));
    const month = tally.take();
    const faults = faultsOf(asked, month, outcomes, told);
    if (faults.length > 0) {
      throw new Error(
        `No ordinary month: ${faults.join("; ")}. It was ${JSON.stringify([...outcomes])}`,
      );
    }
    for (const [label, count] of ticks) {
      const counts = month.functions.get(label);
      if (counts === undefined) continue;
      Object.assign(counts, sum([counts, 1], [emptyTicks.get(label) ?? sum(), -count]));
    }
    const storedBytes = await bytesStored(app);
    const { runners, weeks } = asked;
    return {
      model: declared ?? app.model,
      runners,
      weeks,
      month,
      strava: told,
      emptyTicks,
      storedBytes: storedBytes / asked.runners,
      outcomes,
    };
  } finally {
    await app.close();
    await door.close(0);
    await control.deliverNow();
    await strava.close();
  }
}

/** So that calls made at the same time are under way at the same time, however quick this machine is. */
const ANSWER_MS = 10;

/** Each caller has a path of its own, which begins with its label. */
function countedFetch(strava: Strava, told: Map<string, StravaCounts>) {
  const underWay = new Map<string, number>();
  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const [, label = "", ...path] = url.pathname.split("/");
    url.pathname = path.join("/");
    const counts = told.get(label) ?? { calls: 0, waits: 0 };
    told.set(label, counts);
    const token = request.headers.get("authorization");
    const others = token === null ? 0 : (underWay.get(token) ?? 0);
    counts.calls += 1;
    if (others === 0) counts.waits += 1;
    if (token !== null) underWay.set(token, others + 1);
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    if (token !== null) underWay.set(token, (underWay.get(token) ?? 1) - 1);
    return strava.fetch(new Request(url, request));
  };
}

/** What didn't happen as often as was asked for, in words: a month that lacks a run costs too little. */
function faultsOf(
  { runners, weeks, compareNights }: Pick<Asked, "runners" | "weeks" | "compareNights">,
  month: Pick<Tally, "functions">,
  outcomes: ReadonlyMap<string, number>,
  told: ReadonlyMap<string, StravaCounts>,
): readonly string[] {
  const runs = runners * weeks * WEEK_KM.size;
  const digests = runners * weeks;
  const compared = runners * Math.floor((weeks * 7) / compareNights);
  const happened = (outcome: RegExp) =>
    [...outcomes].reduce((sum, [text, count]) => sum + (outcome.test(text) ? count : 0), 0);
  const decided = month.functions.get("send-nudges")?.messages ?? 0;
  const asked = [
    ["events of runs received", month.functions.get("receive-webhook")?.runs ?? 0, runs],
    ["runs stored", happened(/^FollowEvent\w*: stored$/), runs],
    // A runner who is woken after quiet hours is looked at once more.
    ["runs looked at for nudges", Math.min(decided, runs), runs],
    ["comparisons", happened(/^FollowEvent\w*: reconciled/), compared],
    ["who call Strava, by their queue", told.size, 2],
    ["digests sent", happened(/^RunCheckup\w*: sent$/), digests],
    ["digests' mails", month.functions.get("run-checkup")?.ses ?? 0, digests],
    // An ordinary week is news to no rule. A nudge's email would also count as SES's price, which the share is of.
    ["nudges' mails", month.functions.get("send-nudges")?.ses ?? 0, 0],
  ] as const;
  return asked
    .filter(([, count, wanted]) => count !== wanted)
    .map(([what, count, wanted]) => `${count} ${what} and not ${wanted}`);
}

/** Runners who have been running for half a year, all of it already fetched. */
async function welcome(app: LocalApp, strava: Strava, count: number): Promise<readonly string[]> {
  const { clock, control } = strava;
  const { runners, connections, send } = reachStrava(app);
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const shoes = ["a", "b", "c", "d"].map((name) => ({
      id: `g${index}${name}`,
      name: `Pair ${name}`,
      startDistanceM: 0,
      retired: false,
      notificationDistanceM: 0,
    }));
    const athlete = control.addAthlete({ zone: "UTC", shoes });
    for (let day = HISTORY_DAYS; day >= 1; day -= 1) {
      const atMs = clock.now() - day * DAY_MS;
      const km = WEEK_KM.get(new Date(atMs).getUTCDay());
      if (km !== undefined) addRun(strava, athlete.id, atMs, km, true);
    }
    const id = `runner-${index}`;
    const next = new Date(clock.now() + 7 * DAY_MS);
    next.setUTCHours(7, 0, 0, 0);
    await runners.create(
      makeRunner({
        id,
        zone: "UTC",
        digest: { on: true, weekday: 1, hour: 7 },
        nextDigestAt: next.toISOString(),
      }),
    );
    const tokens = await strava.connect(athlete.id);
    await connections.connect(
      { runnerId: id, accountId: athlete.id, granted: [], tokens },
      clock.now(),
    );
    await send({ kind: "reconcile", provider: "strava", runnerId: id });
    ids.push(athlete.id);
  }
  return ids;
}

/** What Strava calls a run that nobody names, and some that somebody does. */
const NAMES = [
  "Morning Run",
  "Morning Run",
  "Morning Run",
  "Easy with the club",
  "Tempo, 3 × 10 min",
];

/**
 * A run like no other, but the same in every month that is simulated: runs that differ in nothing but their day
 * would be compressed to a third of what real ones take.
 */
function addRun(
  strava: Strava,
  athleteId: string,
  endMs: number,
  km: number,
  quietly = false,
): void {
  const day = Math.floor(endMs / DAY_MS);
  const random = randomFrom(day * 1000 + Number(athleteId));
  const between = (from: number, to: number) => from + random() * (to - from);
  const tenth = (figure: number) => Math.round(10 * figure) / 10;
  // What fits into the weeks: a run that is news to the rules would cost an email.
  const distanceM = tenth(km * 1000 + between(0, 600));
  const movingS = Math.round((distanceM / 1000) * between(340, 375));
  const elapsedS = movingS + Math.round(between(0, 180));
  const averageHeartRateBpm = tenth(between(134, 152));
  const shoes = strava.control.athlete(athleteId)?.shoes ?? [];
  strava.control.addActivity(
    athleteId,
    {
      id: String(Math.round((day - 17_500 + random()) * 5_000_000)),
      name: NAMES[Math.floor(random() * NAMES.length)] ?? "",
      startAt: new Date(
        1000 * Math.floor(endMs / 1000 - elapsedS - between(0, 4 * 3600)),
      ).toISOString(),
      distanceM,
      movingS,
      elapsedS,
      averageHeartRateBpm,
      maxHeartRateBpm: Math.round(averageHeartRateBpm + between(8, 25)),
      cadencePerLeg: tenth(between(82, 87)),
      perceivedExertion: 4,
      gearId: shoes[day % shoes.length]?.id ?? null,
    },
    quietly,
  );
}

async function live(clock: ManualClock, ms: number, settle: () => Promise<void>): Promise<void> {
  clock.advance(ms);
  await settle();
}

async function bytesStored(app: LocalApp): Promise<number> {
  const { client, TableName } = tableOf(app);
  let units = 0;
  for await (const page of paginateScan(
    { client },
    { TableName, ReturnConsumedCapacity: "TOTAL" },
  )) {
    units += page.ConsumedCapacity?.CapacityUnits ?? 0;
  }
  return units * BYTES_OF_UNIT;
}
