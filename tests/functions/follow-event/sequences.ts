import fc from "fast-check";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { limitStore } from "../../../functions/adapters/limit-store.ts";
import { rateBudgetStore } from "../../../functions/adapters/rate-budget-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import type { FollowDeps } from "../../../functions/follow-event/follow-event.ts";
import type { Retention } from "../../../functions/follow-event/store-activity.ts";
import { fairEvents } from "../../../functions/providers/strava/fair-events.ts";
import { sharedBudget } from "../../../functions/providers/strava/shared-budget.ts";
import { parseEvent } from "../../../functions/providers/strava/webhook.ts";
import type { SendNudgesDeps } from "../../../functions/send-nudges/send-nudges.ts";
import type { SimActivity } from "../../../infra/local/strava/model.ts";
import { type Callback, type Strava, startStrava } from "../../infra/local/strava/make-strava.ts";
import {
  compareNow,
  type House,
  type HouseDeps,
  makeHint,
  makeHouse,
} from "../../support/make-follow.ts";
import { makeRecord } from "../../support/make-record.ts";
import { freshTable } from "../../support/tables.ts";
import { makeWriters } from "./notices.ts";

/*
 * The law of the whole: whatever happens at Strava, on the way and in the workers, once the nights'
 * comparisons are through, the table holds what Strava holds, nobody else's items were touched, and nobody
 * was told the same thing twice.
 */

export type Step =
  | {
      readonly do: "run";
      readonly who: number;
      readonly agoH: number;
      readonly km: number;
      readonly gear: boolean;
      readonly rpe: number | null;
      readonly quiet: boolean;
    }
  | {
      readonly do: "edit";
      readonly who: number;
      readonly which: number;
      readonly what: "name" | "distance" | "gear" | "exertion" | "start" | "private";
    }
  | {
      readonly do: "remove" | "revoke" | "reconnect" | "shoe";
      readonly who: number;
      readonly which: number;
    }
  | {
      readonly do: "forge";
      readonly who: number;
      readonly which: number;
      readonly owner: number;
      readonly aspect: "create" | "update" | "delete";
      readonly revokes: boolean;
    }
  | {
      readonly do: "fault";
      readonly what:
        | "dropEvents"
        | "repeatEvents"
        | "serverErrors"
        | "cutConnections"
        | "lostAnswers";
      readonly times: number;
    }
  /** Strava refuses every token that it gives, or no longer does. */
  | { readonly do: "refuse"; readonly tokens: boolean }
  | { readonly do: "reorder" }
  | { readonly do: "deliver" }
  | {
      readonly do: "work";
      readonly picks: readonly number[];
      readonly crashAt: number | null;
      readonly crashAfter: boolean;
    }
  | {
      readonly do: "write";
      readonly who: number;
      readonly crashAt: number | null;
      readonly crashAfter: boolean;
    }
  | { readonly do: "together"; readonly picks: readonly number[] }
  | { readonly do: "night"; readonly who: number }
  | { readonly do: "pass"; readonly minutes: number };

const who = fc.nat({ max: 1 });
const which = fc.nat({ max: 5 });
const step = fc.oneof(
  {
    arbitrary: fc.record({
      do: fc.constant("run" as const),
      who,
      agoH: fc.integer({ min: 1, max: 480 }),
      km: fc.integer({ min: 1, max: 30 }),
      gear: fc.boolean(),
      rpe: fc.option(fc.integer({ min: 1, max: 10 })),
      quiet: fc.boolean(),
    }),
    weight: 4,
  },
  {
    arbitrary: fc.record({
      do: fc.constant("edit" as const),
      who,
      which,
      what: fc.constantFrom("name", "distance", "gear", "exertion", "start", "private"),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      do: fc.constantFrom("remove", "revoke", "reconnect", "shoe"),
      who,
      which,
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      do: fc.constant("forge" as const),
      who,
      which,
      owner: fc.nat({ max: 2 }),
      aspect: fc.constantFrom("create", "update", "delete"),
      revokes: fc.boolean(),
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      what: fc.constantFrom(
        "dropEvents",
        "repeatEvents",
        "serverErrors",
        "cutConnections",
        "lostAnswers",
      ),
      times: fc.integer({ min: 1, max: 2 }),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({ do: fc.constant("refuse" as const), tokens: fc.boolean() }),
    weight: 1,
  },
  { arbitrary: fc.constant({ do: "reorder" as const }), weight: 1 },
  { arbitrary: fc.constant({ do: "deliver" as const }), weight: 3 },
  {
    arbitrary: fc.record({
      do: fc.constant("work" as const),
      picks: fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 3 }),
      crashAt: fc.option(fc.nat({ max: 12 })),
      crashAfter: fc.boolean(),
    }),
    weight: 5,
  },
  {
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      who,
      crashAt: fc.option(fc.nat({ max: 14 })),
      crashAfter: fc.boolean(),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      do: fc.constant("together" as const),
      picks: fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 3 }),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ do: fc.constant("night" as const), who }), weight: 1 },
  {
    arbitrary: fc.record({
      do: fc.constant("pass" as const),
      minutes: fc.constantFrom(1, 20, 330, 400, 1440),
    }),
    weight: 2,
  },
);

export interface Sequence {
  readonly steps: readonly Step[];
  readonly retention: Retention;
  readonly readsPerQuarter: number;
  /** Whether Strava gives a new refresh token each time and ends the one before it. */
  readonly rotates: boolean;
}

export function anySequence(...retentions: readonly Retention[]): fc.Arbitrary<Sequence> {
  return fc.record({
    steps: fc.array(step, { minLength: 3, maxLength: 14 }),
    retention: fc.constantFrom(...retentions),
    readsPerQuarter: fc.constantFrom(12, 30, 1000),
    rotates: fc.boolean(),
  });
}

const DAY_MS = 24 * 3_600_000;
const DETAIL_MS = 28 * DAY_MS;

class Crash extends Error {}

/** A worker that crashes in one of these may hold a new token that was neither stored nor noted. */
const TOKEN_IN_HAND = ["oauth.refresh", "connections.saveTokens", "connections.releaseRefresh"];

/**
 * Of all calls that go through `wrap`, the one with this number is the last; it is made only if `isAfter`.
 */
function crashing(at: number, isAfter: boolean) {
  let calls = 0;
  let crashedIn: string | null = null;
  const wrap = <T extends object>(part: T, name: string): T =>
    new Proxy(part, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== "function") return value;
        return async (...given: unknown[]) => {
          if (crashedIn !== null) throw new Crash();
          const isLast = calls++ === at;
          if (isLast) crashedIn = `${name}.${String(key)}`;
          if (isLast && !isAfter) throw new Crash();
          const result: unknown = await Reflect.apply(value, target, given);
          if (isLast) throw new Crash();
          return result;
        };
      },
    });
  return { wrap, crashedIn: () => crashedIn };
}

type Wrap = ReturnType<typeof crashing>["wrap"];

function crashingFollower(deps: HouseDeps, table: Table, wrap: Wrap): FollowDeps {
  return {
    ...deps,
    activities: wrap(deps.activities, "activities"),
    shoes: wrap(deps.shoes, "shoes"),
    connections: wrap(deps.connections, "connections"),
    // A process of its own, which knows nothing when it starts.
    budget: sharedBudget(wrap(rateBudgetStore(table), "budgets"), deps.nowMs),
    fairEvents: fairEvents(wrap(limitStore(table), "limits"), deps.nowMs),
    events: wrap(deps.events, "events"),
    openStrava: async () => {
      const strava = await deps.openStrava();
      return { ...strava, api: wrap(strava.api, "api"), oauth: wrap(strava.oauth, "oauth") };
    },
  };
}

function crashingWriter(deps: SendNudgesDeps, wrap: Wrap): SendNudgesDeps {
  return {
    ...deps,
    cases: wrap(deps.cases, "cases"),
    notices: wrap(deps.notices, "notices"),
    wakes: wrap(deps.wakes, "wakes"),
    mailer: wrap(deps.mailer, "mailer"),
  };
}

/**
 * Plays one sequence on a new table and compares. Throws if the law is broken; returns how many emails were
 * sent.
 */
export async function play(sequence: Sequence, callback: Callback): Promise<number> {
  const table = await freshTable();
  const settings = {
    application: { maxAthletes: 100 },
    rotatesRefreshTokens: sequence.rotates,
  };
  const strava = await startStrava(settings, "in-process");
  try {
    return await playOn(sequence, strava, table, callback);
  } finally {
    await strava.close();
  }
}

async function playOn(
  sequence: Sequence,
  strava: Strava,
  table: Table,
  callback: Callback,
): Promise<number> {
  const { control, clock } = strava;
  const house = makeHouse(strava, table, { retention: sequence.retention });
  const reads = sequence.readsPerQuarter;
  control.setLimits({ overall: [100_000, 1_000_000], read: [reads, 1_000_000] });
  callback.bodies.length = 0;
  await strava.subscriptions.create({ callbackUrl: callback.url, verifyToken: "right" });

  const shoe = (id: string) => ({
    id,
    name: id,
    startDistanceM: 0,
    retired: false,
    notificationDistanceM: 0,
  });
  const athletes = ["71", "72"].map((id) => control.addAthlete({ id, shoes: [shoe(`g${id}`)] }).id);
  const runners = ["r1", "r2"];
  const bystander = makeRecord({ sourceId: "b1" });
  await activityStore(table, clock.now).save("r3", bystander);
  // The same runner, another source: what happens at Strava must not touch it.
  await activityStore(table, clock.now).save("r1", bystander);
  for (const [index, id] of athletes.entries()) await house.connect(runners[index] ?? "", id);

  const writers = await makeWriters(table, runners, clock.now);

  /** A refresh token may have been lost with an answer that nobody received or stored. */
  let mayLoseToken = false;
  /** The same, and nobody could note it: then an event that says the runner left is believed (ADR 30). */
  let mayLoseUnnoted = false;
  /** Athletes about whom such an event came, true or forged. */
  const toldToLeave = new Set<string>();
  const athleteOf = (index: number) => athletes[index] ?? "1";
  const pickOf = (athlete: string, index: number): SimActivity | undefined => {
    const all = control.activitiesOf(athlete);
    return all[index % Math.max(1, all.length)];
  };
  const take = (picks: readonly number[]) => {
    const due = house.queue.filter(({ dueMs }) => dueMs <= clock.now());
    const chosen = picks.flatMap((pick) => due[pick % Math.max(1, due.length)] ?? []);
    return [...new Set(chosen)];
  };
  const deliver = async () => {
    await control.deliverNow();
    for (const body of callback.bodies.splice(0)) {
      const reading = parseEvent(body);
      if (reading.kind !== "event") throw new Error("The simulator sent no event.");
      house.send({ kind: "event", provider: "strava", event: reading.event });
    }
  };

  const perform = async (step: Step): Promise<void> => {
    switch (step.do) {
      case "run": {
        const athlete = athleteOf(step.who);
        const startAt = new Date(clock.now() - step.agoH * 3_600_000).toISOString();
        const gearId = step.gear ? `g${athlete}` : null;
        const given = { startAt, gearId, distanceM: step.km * 1000, perceivedExertion: step.rpe };
        control.addActivity(athlete, given, step.quiet);
        return;
      }
      case "edit": {
        const activity = pickOf(athleteOf(step.who), step.which);
        if (activity === undefined) return;
        const { id } = activity;
        if (step.what === "name") control.edit(id, { name: `${activity.name}.` });
        if (step.what === "distance") control.edit(id, { distanceM: activity.distanceM + 100 });
        if (step.what === "gear") control.edit(id, { gearId: null });
        if (step.what === "exertion") control.edit(id, { perceivedExertion: 7 });
        if (step.what === "private") control.edit(id, { isPrivate: !activity.isPrivate });
        if (step.what === "start") {
          const startAt = new Date(Date.parse(activity.startAt) - 7_200_000).toISOString();
          control.edit(id, { startAt });
        }
        return;
      }
      case "remove": {
        const activity = pickOf(athleteOf(step.who), step.which);
        if (activity !== undefined) control.remove(activity.id);
        return;
      }
      case "shoe": {
        const athlete = athleteOf(step.who);
        control.editShoe(athlete, `g${athlete}`, {
          startDistanceM: step.which * 1000,
          retired: true,
        });
        return;
      }
      case "revoke":
        toldToLeave.add(athleteOf(step.who));
        control.revoke(athleteOf(step.who));
        return;
      case "reconnect":
        await reconnect(step.who);
        return;
      case "forge": {
        const objectId = pickOf(athleteOf(step.who), step.which)?.id ?? "5";
        const { aspect, revokes } = step;
        if (revokes) toldToLeave.add(athleteOf(step.owner));
        const object = revokes ? ("athlete" as const) : ("activity" as const);
        house.send(
          makeHint(athleteOf(step.owner), { objectId, aspect, object, revokesAccess: revokes }),
        );
        return;
      }
      case "fault":
        if (step.what === "lostAnswers") mayLoseToken = true;
        control.setFaults({ [step.what]: step.times });
        return;
      case "refuse":
        control.setFaults({ refusesTokens: step.tokens });
        return;
      case "reorder":
        control.setFaults({ reorderEvents: true });
        return;
      case "deliver":
        await deliver();
        return;
      case "work":
        for (const queued of take(step.picks)) {
          if (step.crashAt === null) await house.work(queued);
          else {
            const { wrap, crashedIn } = crashing(step.crashAt, step.crashAfter);
            await house.work(queued, crashingFollower(house.deps, table, wrap));
            const where = crashedIn();
            if (where !== null && TOKEN_IN_HAND.includes(where)) mayLoseUnnoted = true;
            if (mayLoseUnnoted) mayLoseToken = true;
          }
        }
        return;
      case "write": {
        const runner = runners[step.who] ?? "";
        const { crashAt, crashAfter } = step;
        if (crashAt === null) await writers.write(runner);
        else {
          const { wrap } = crashing(crashAt, crashAfter);
          await writers.write(runner, crashingWriter(writers.deps, wrap));
        }
        return;
      }
      case "together":
        await Promise.all(take(step.picks).map((queued) => house.work(queued)));
        return;
      case "night":
        house.send(compareNow(runners[step.who] ?? ""));
        return;
      case "pass":
        clock.advance(step.minutes * 60_000);
        return;
    }
  };

  /** The runner says yes on Strava's page. Faults there are for other tests. */
  const reconnect = async (index: number): Promise<void> => {
    control.setFaults({ serverErrors: 0, cutConnections: 0, lostAnswers: 0 });
    const runnerId = runners[index] ?? "";
    const said = await house.connect(runnerId, athleteOf(index));
    if (said === "being-erased") {
      // The page asks for a few minutes' patience; until then the new grant is of no use.
      toldToLeave.add(athleteOf(index));
      control.revoke(athleteOf(index));
    } else if (said !== "connected") throw new Error(`connect: ${said}`);
  };

  for (const one of sequence.steps) await perform(one);

  control.setFaults({
    dropEvents: 0,
    repeatEvents: 0,
    serverErrors: 0,
    cutConnections: 0,
    lostAnswers: 0,
  });
  control.setFaults({ reorderEvents: false, refusesTokens: false });
  await night(1);
  if ((await unanswered()).length > 0) {
    await answerConsent();
    await night(24);
  }
  if ((await unanswered()).length > 0) {
    // What nobody has answered for a month is over.
    clock.advance(31 * DAY_MS);
    await night(1);
  }
  // An exertion that changed without an event is seen when its run's detail is next due.
  await night(96);
  await compare();
  await writers.check();
  return writers.mails();

  async function night(hours: number): Promise<void> {
    clock.advance(hours * 3_600_000);
    await deliver();
    await house.drain();
    for (const runner of runners) house.send(compareNow(runner));
    await house.drain();
    for (const runner of new Set(house.asked.splice(0).map(({ runnerId }) => runnerId))) {
      // What a crashed attempt still holds is waited for, as a queue would.
      while ((await writers.write(runner)) === "again") clock.advance(11 * 60_000);
    }
  }

  async function unanswered(): Promise<number[]> {
    const found = await Promise.all(runners.map((runner) => house.deps.connections.find(runner)));
    return found.flatMap((connection, index) => {
      const athlete = athleteOf(index);
      const isGone = connection === null && control.isConnected(athlete);
      if (isGone && !(mayLoseUnnoted && toldToLeave.has(athlete))) {
        throw new Error(`${runners[index]}: erased, and wrongly`);
      }
      return isGone || connection?.state.kind === "needs-consent" ? [index] : [];
    });
  }

  /** Every runner who is still connected at Strava is asked to say yes again, and does. */
  async function answerConsent(): Promise<void> {
    for (const index of await unanswered()) {
      if (!control.isConnected(athleteOf(index))) continue;
      if (!mayLoseToken || !sequence.rotates)
        throw new Error(`${runners[index]}: a token was lost`);
      await reconnect(index);
    }
  }

  async function compare(): Promise<void> {
    for (const [index, runner] of runners.entries()) {
      const athlete = athleteOf(index);
      const connection = await house.deps.connections.find(runner);
      const isConnected = control.isConnected(athlete);
      if (isConnected !== (connection?.state.kind === "connected")) {
        throw new Error(
          `${runner}: at Strava ${isConnected}, here ${JSON.stringify(connection?.state)}`,
        );
      }
      if ((await house.deps.connections.ownerOf(athlete)) !== (isConnected ? runner : null)) {
        throw new Error(`${runner}: the owner pointer is wrong`);
      }
      if (connection !== null) {
        if (connection.callsRefused) throw new Error(`${runner}: a doubt is left`);
        const answer = await strava.oauth.refresh(connection.tokens?.refreshToken ?? "");
        if (answer.kind !== "refreshed") throw new Error(`${runner}: its token is ${answer.kind}`);
      }
      const truth = isConnected
        ? control.activitiesOf(athlete).map((one) => truthOf(one, clock.now()))
        : [];
      const known = await house.deps.activities.ofSource(runner, "strava");
      const stored = known.map(({ record }) => storedOf(record, clock.now()));
      same(`${runner}'s runs`, byId(truth), byId(stored));

      const shoes = (await shoeStore(table, clock.now).all(runner)).map(
        ({ sourceId, providerDistanceM, retired }) => ({ sourceId, providerDistanceM, retired }),
      );
      const own = control.shoe(athlete, `g${athlete}`);
      if (own === null) throw new Error("The simulator lost a shoe.");
      const trueShoe = {
        sourceId: own.shoe.id,
        providerDistanceM: own.distanceM,
        retired: own.shoe.retired,
      };
      same(`${runner}'s shoes`, isConnected ? [trueShoe] : [], shoes);
    }
    const others = await activityStore(table, clock.now).all("r3");
    same("the bystander's runs", [bystander], others);
    const own = (await activityStore(table, clock.now).all("r1")).filter(
      ({ source }) => source !== "strava",
    );
    same("another source's runs", [bystander], own);
  }
}

const byId = <T extends { sourceId: string }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => Number(a.sourceId) - Number(b.sourceId));

/** Read from the simulator by hand, and not with the code under test. */
function truthOf(activity: SimActivity, nowMs: number) {
  return {
    sourceId: activity.id,
    name: activity.name,
    startAt: activity.startAt.replace(/\.\d+Z$/, ".000Z"),
    distanceM: activity.distanceM,
    movingS: activity.movingS,
    cadenceSpm: (activity.cadencePerLeg ?? 0) * 2,
    shoeSourceId: activity.gearId,
    sessionRpe: isDetailed(activity.startAt, nowMs) ? activity.perceivedExertion : "not asked",
  };
}

function storedOf(
  record: Awaited<ReturnType<House["deps"]["activities"]["ofSource"]>>[number]["record"],
  nowMs: number,
): ReturnType<typeof truthOf> {
  const { sourceId, name, startAt, distanceM, movingS, shoeSourceId } = record;
  return {
    sourceId,
    name,
    startAt,
    distanceM,
    movingS,
    cadenceSpm: record.cadenceSpm ?? 0,
    shoeSourceId,
    sessionRpe: isDetailed(startAt, nowMs) ? record.sessionRpe : "not asked",
  };
}

/** Only a run's detail holds its exertion, and details are asked for only for the last 28 days. */
function isDetailed(startAt: string, nowMs: number): boolean {
  return nowMs - Date.parse(startAt) < DETAIL_MS - DAY_MS;
}

function same(what: string, wanted: unknown, found: unknown): void {
  const [a, b] = [JSON.stringify(wanted), JSON.stringify(found)];
  if (a !== b) throw new Error(`${what}\nat Strava ${a}\nhere      ${b}`);
}
