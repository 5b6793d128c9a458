import fc from "fast-check";
import type { Table } from "../../../functions/adapters/table.ts";
import { intervals } from "../../../functions/providers/intervals/intervals.ts";
import { polar } from "../../../functions/providers/polar/polar.ts";
import { suunto } from "../../../functions/providers/suunto/suunto.ts";
import { intervalsService } from "../../../infra/local/intervals/intervals.ts";
import { polarService } from "../../../infra/local/polar/polar.ts";
import { suuntoService } from "../../../infra/local/suunto/suunto.ts";
import { makeProviderHouse, type ProviderHouse } from "../../support/make-provider-house.ts";
import { freshTable } from "../../support/tables.ts";

/*
 * The law of services other than Strava: whichever calls of the table and the queues fail, before or after they
 * were carried out, and whatever happens at the service meanwhile, a few days of calm later the table holds what
 * the service holds, and nothing of a runner who left.
 */

export const SERVICES = {
  polar: [polar, polarService, "oauth"],
  suunto: [suunto, suuntoService, "oauth"],
  intervals: [intervals, intervalsService, "oauth"],
  "intervals by a key": [intervals, intervalsService, "key"],
} as const;

type Fate = "answered" | "refused" | "answer lost";

export interface Trouble {
  /** What the table's and the queues' calls meet, one after another; any further ones are answered. */
  readonly fates: readonly Fate[];
  readonly steps: readonly Step[];
}

type Step =
  | { readonly do: "run"; readonly agoH: number; readonly isQuiet: boolean }
  | { readonly do: "edit" | "remove" | "leave" | "connect" | "settle" | "compare" | "revoke" }
  | { readonly do: "fault"; readonly faults: Parameters<ProviderHouse["control"]["setFaults"]>[0] }
  | { readonly do: "pass"; readonly minutes: number };

const one = (todo: "edit" | "remove" | "leave" | "connect" | "settle" | "compare" | "revoke") =>
  fc.constant({ do: todo } as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      do: fc.constant("run" as const),
      agoH: fc.integer({ min: 1, max: 72 }),
      isQuiet: fc.boolean(),
    }),
    weight: 4,
  },
  { arbitrary: one("settle"), weight: 4 },
  { arbitrary: one("edit"), weight: 2 },
  { arbitrary: one("remove"), weight: 2 },
  { arbitrary: one("compare"), weight: 2 },
  { arbitrary: one("connect"), weight: 2 },
  { arbitrary: one("leave"), weight: 1 },
  { arbitrary: one("revoke"), weight: 1 },
  {
    arbitrary: fc.record({
      do: fc.constant("pass" as const),
      minutes: fc.constantFrom(5, 60, 400, 1500),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      faults: fc.constantFrom(
        { serverErrors: 2 },
        { cutConnections: 1 },
        { repeatEvents: 2 },
        { dropEvents: 1 },
        { reorderEvents: true },
      ),
    }),
    weight: 1,
  },
);

export const anyTrouble: fc.Arbitrary<Trouble> = fc.record({
  fates: fc.array(
    fc.oneof(
      { arbitrary: fc.constant("answered" as const), weight: 8 },
      { arbitrary: fc.constantFrom("refused" as const, "answer lost" as const), weight: 1 },
    ),
    { minLength: 50, maxLength: 300, size: "max" },
  ),
  steps: fc.array(step, { minLength: 5, maxLength: 25, size: "max" }),
});

const DAY_MS = 24 * 3_600_000;
const CALM_DAYS = 4;
/** Each message that waits comes back every quarter of an hour, for a day or more. */
const MOST_STEPS = 5000;
const MOST_WAITING = 10;
const RUNNER = "ada";

/** Plays it on a new table. Throws if the law is broken; returns how many calls failed. */
export async function play(
  { fates, steps }: Trouble,
  [provider, service, way]: (typeof SERVICES)[keyof typeof SERVICES],
): Promise<number> {
  const table = await freshTable();
  let isCalm = true;
  let calls = 0;
  let failed = 0;
  /** A new token that is not stored is lost, as the old one works no more (ADR 10). */
  let isTokenLost = false;
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    const fate = isCalm ? "answered" : (fates[calls++] ?? "answered");
    if (fate !== "answered") failed += 1;
    if (fate === "refused") throw new Error(fate);
    const done = await work();
    if (fate === "answer lost") throw new Error(fate);
    return done;
  };
  const unreliable = through(table, (send, isToken) =>
    call(send).catch((error) => {
      if (isToken && String(error).includes("refused")) isTokenLost = true;
      throw error;
    }),
  );
  const house = await makeProviderHouse(unreliable, provider, service, way);
  const { hints, nudges } = house.deps;
  Object.assign(house.deps, {
    hints: {
      send: async (...sent: Parameters<typeof hints.send>) => {
        // A message that is sent although its sender fails is sent again: without an end, they would only multiply.
        if (house.queue.length < MOST_WAITING) await call(() => hints.send(...sent));
        else await hints.send(...sent);
      },
    },
    nudges: { send: (...sent: Parameters<typeof nudges.send>) => call(() => nudges.send(...sent)) },
  });
  try {
    const { control, clock, connections } = house;
    const athlete = control.addAthlete().id;
    await house.connect(RUNNER, athlete);
    let state: "connected" | "left" | "revoked" = "connected";
    let leftAtMs = 0;
    // A day later a single call that fails is enough to forget the tokens (ADR 10), so none does then.
    const calmIfLate = () => {
      if (state !== "left" || clock.now() - leftAtMs < DAY_MS) return;
      isCalm = true;
      control.setFaults({ serverErrors: 0, cutConnections: 0 });
    };
    const compare = async () => {
      house.send({ kind: "reconcile", provider: provider.name, runnerId: RUNNER });
      await house.drain(MOST_STEPS);
    };
    const perform = async (now: Step): Promise<void> => {
      const [latest] = control.runsOf(athlete);
      switch (now.do) {
        case "run": {
          const startAt = new Date(clock.now() - now.agoH * 3_600_000).toISOString();
          control.addRun(athlete, { startAt }, now.isQuiet);
          return;
        }
        case "edit":
          if (latest) control.edit(latest.id, { distanceM: latest.distanceM + 500 });
          return;
        case "remove":
          if (latest) control.remove(latest.id);
          return;
        case "leave":
          isCalm = true;
          if ((await connections.beginLeaving(RUNNER, clock.now())) === "begun") {
            state = "left";
            leftAtMs = clock.now();
          }
          house.send({ kind: "reconcile", provider: provider.name, runnerId: RUNNER });
          return;
        case "connect":
          isCalm = true;
          if (state === "connected") return;
          control.setFaults({ serverErrors: 0, cutConnections: 0 });
          isTokenLost = false;
          if ((await house.connect(RUNNER, athlete)) === "connected") state = "connected";
          // As the page does with an access that it can't keep.
          else control.revoke(athlete, false);
          return;
        case "settle":
          calmIfLate();
          await house.settle(MOST_STEPS);
          return;
        case "compare":
          calmIfLate();
          return compare();
        case "revoke":
          if (state !== "connected" || way === "key") return;
          control.revoke(athlete, true);
          state = "revoked";
          return;
        case "fault":
          control.setFaults(now.faults);
          return;
        case "pass":
          clock.advance(now.minutes * 60_000);
          return;
      }
    };
    for (const now of steps) {
      isCalm = false;
      await perform(now);
    }
    isCalm = true;
    const none = { serverErrors: 0, cutConnections: 0, repeatEvents: 0, dropEvents: 0 };
    control.setFaults({ ...none, reorderEvents: false });
    for (let day = 0; day < CALM_DAYS; day += 1) {
      await house.settle(MOST_STEPS);
      await compare();
      clock.advance(DAY_MS);
    }
    const connection = await connections.look(RUNNER);
    const { connectedAtMs = 0 } = connection ?? {};
    // What Polar showed an earlier connection it lists no more, and so it may be gone there or not.
    const isOutOfSight = (atMs: number) => provider.forgetsBefore && atMs < connectedAtMs;
    const nameOf = (id: string, distanceM: number | null) => `${id} of ${distanceM} m`;
    const all = await house.deps.activities.ofSource(RUNNER, provider.name);
    const stored = all
      .filter(({ atMs }) => !isOutOfSight(atMs))
      .map(({ record }) => nameOf(record.sourceId, record.distanceM));
    const runs = control.runsOf(athlete);
    const there = runs.map(({ id, distanceM }) => nameOf(id, distanceM));
    const missing = there.filter(
      (name, at) => !stored.includes(name) && !isOutOfSight(runs[at]?.uploadedAtMs ?? 0),
    );
    const tooMany = stored.filter((name, at) => !there.includes(name) || stored.indexOf(name) < at);
    const kind = connection?.state.kind ?? "none";
    const grant = control.grantOf(athlete) !== null;
    const isKept = {
      connected:
        (isTokenLost && kind === "needs-consent") ||
        (kind === "connected" && missing.length + tooMany.length === 0),
      left: kind === "none" && all.length === 0 && (!grant || isTokenLost),
      revoked: kind !== "connected",
    };
    if (!isKept[state]) {
      const found = JSON.stringify({ state, connection, missing, tooMany, grant });
      throw new Error(`The law is broken: ${found}`);
    }
    return failed;
  } finally {
    isCalm = true;
    await house.close();
  }
}

/** The same table, with each call made through `call`; `isToken`: whether it stores a token. */
function through(
  { name, client }: Table,
  call: <T>(send: () => Promise<T>, isToken: boolean) => Promise<T>,
): Table {
  return {
    name,
    client: new Proxy(client, {
      get: (target, property) =>
        property === "send"
          ? (command: Parameters<typeof target.send>[0]) =>
              call(() => target.send(command), JSON.stringify(command.input).includes("sealed"))
          : Reflect.get(target, property),
    }),
  };
}
