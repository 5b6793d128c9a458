import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Table } from "../../../functions/adapters/table.ts";
import type { StravaClient } from "../../../functions/providers/strava/application.ts";
import { type Strava, startStrava } from "../../infra/local/strava/make-strava.ts";
import { compareNow, makeHint, makeHouse } from "../../support/make-follow.ts";
import { freshTable } from "../../support/tables.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let table: Table;
let strava: Strava;

beforeEach(async () => {
  table = await freshTable();
  strava = await startStrava({ application: { maxAthletes: 1000 } });
});
afterEach(() => strava.close());

/** From one comparison to the next: how late it is, whether it comes at all, and what was edited meanwhile. */
const night = fc.record({
  lateH: fc.double({ min: 0, max: 5.9, noNaN: true }),
  isOff: fc.boolean(),
  edited: fc.option(fc.record({ at: fc.nat(99), afterH: fc.integer({ min: 1, max: 23 }) })),
});
type Night = typeof night extends fc.Arbitrary<infer T> ? T : never;

/**
 * A runner who connects some hours before their first night, with a run on most days of six weeks that each have
 * an exertion.
 */
async function live(
  { nights, firstH, steps }: { nights: number; firstH: number; steps: readonly Night[] },
  see: {
    /** `isOrdinary`: the comparison before was made. `missing`: runs that are not there. */
    readonly before: (untilMs: number, isOrdinary: boolean, missing: readonly string[]) => void;
    /** For each copy with an exertion: when it ends, and when Strava told the exertion. */
    readonly after: (endsMs: number, readAtMs: number) => void;
  },
) {
  const { clock, control } = strava;
  const athlete = control.addAthlete({}).id;
  const runnerId = `r${athlete}`;
  const all = Array.from({ length: 20 }, (_, index) => {
    const startAt = new Date(clock.now() - (0.2 + 2.1 * index) * DAY_MS).toISOString();
    return control.addActivity(athlete, { startAt, perceivedExertion: 6 }, true).id;
  });
  const readAtMs = new Map<string, number>();
  const openStrava = async (): Promise<StravaClient> => {
    const activity: typeof strava.api.activity = (token, id) => {
      readAtMs.set(id, clock.now());
      return strava.api.activity(token, id);
    };
    return { ...strava, api: { ...strava.api, activity } };
  };
  const house = makeHouse(strava, table, { compareNights: nights });
  const deps = { ...house.deps, openStrava };
  const work = async () => {
    for (const queued of [...house.queue]) await house.work(queued, deps);
  };
  const compare = async () => {
    house.send(compareNow(runnerId));
    await work();
    for (const { record, untilMs } of await house.deps.activities.ofSource(runnerId, "strava")) {
      if (record.sessionRpe === null || untilMs === null) continue;
      see.after(untilMs, readAtMs.get(record.sourceId) ?? 0);
    }
  };
  await house.connect(runnerId, athlete);
  await compare();
  let dueMs = clock.now() + firstH * HOUR_MS;
  let isOrdinary = true;
  for (const { lateH, isOff, edited } of steps) {
    const editedAtMs = dueMs - (edited?.afterH ?? 0) * HOUR_MS;
    if (edited !== null && editedAtMs > clock.now()) {
      clock.advance(editedAtMs - clock.now());
      const objectId = all[edited.at % all.length] ?? "";
      house.send(makeHint(athlete, { objectId, aspect: "update" }));
      await work();
    }
    clock.advance(dueMs + lateH * HOUR_MS - clock.now());
    const { completeUntilMs } = (await house.deps.connections.find(runnerId)) ?? {};
    const stored = await house.deps.activities.ofSource(runnerId, "strava");
    const ids = stored.map(({ record }) => record.sourceId);
    see.before(
      completeUntilMs ?? 0,
      isOrdinary,
      all.filter((id) => !ids.includes(id)),
    );
    if (!isOff) await compare();
    isOrdinary = !isOff;
    dueMs += nights * DAY_MS;
  }
}

const anyLife = fc.record({
  nights: fc.integer({ min: 1, max: 4 }),
  firstH: fc.double({ min: 0.2, max: 24, noNaN: true }),
  steps: fc.array(night, { minLength: 2, maxLength: 6 }),
});
const ON_TIME: Night = { lateH: 0, isOff: false, edited: null };
const OFF: Night = { ...ON_TIME, isOff: true };

describe("what a comparison leaves", () => {
  it("lasts until the next one is done, and holds what only a run's own page tells for seven days at most", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(anyLife, async (life) => {
        await live(life, {
          before(untilMs, isOrdinary, missing) {
            const isWhole = untilMs > strava.clock.now();
            if (isOrdinary) expect(isWhole).toBe(true);
            if (isWhole) expect(missing).toEqual([]);
          },
          after: (endsMs, readAtMs) => expect(endsMs - readAtMs).toBeLessThanOrEqual(7 * DAY_MS),
        });
      }),
      {
        numRuns: 8,
        examples: [
          [{ nights: 3, firstH: 10, steps: [ON_TIME, ON_TIME, ON_TIME] }],
          [{ nights: 4, firstH: 10, steps: [ON_TIME, ON_TIME, ON_TIME] }],
          [{ nights: 1, firstH: 24, steps: [...Array<Night>(5).fill(ON_TIME), OFF, OFF, OFF] }],
        ],
      },
    );
  });
});
