import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Checkup, type CheckupOptions, checkup } from "../../domain/checkup.ts";
import type { Activity } from "../../domain/history.ts";
import { activities, extremeActivities } from "../support/arbitrary-history.ts";
import { makeActivity, TODAY } from "../support/make-activity.ts";
import { makeShoe } from "../support/make-shoe.ts";

const SHOES = [makeShoe(), makeShoe({ id: "shoe:2", startDistanceM: 400_000 })];
const OPTIONS: CheckupOptions = {
  athlete: { sex: "female", maxHeartRateBpm: 190, restHeartRateBpm: 50, weekStart: 1 },
  defaultShoes: { run: "shoe:1" },
};

function judge(history: readonly Activity[], today = TODAY): Checkup {
  return checkup({ activities: history }, SHOES, today, OPTIONS);
}

/** Every number anywhere in a value, with the path that leads to it. */
function numbers(value: unknown, path = ""): [string, number][] {
  if (typeof value === "number") return [[path, value]];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => numbers(inner, `${path}.${key}`));
}

describe("for any history", () => {
  it("the order of its activities changes nothing, not the last digit", () => {
    const shuffled = activities.chain((history) =>
      fc.tuple(
        fc.constant(history),
        fc.shuffledSubarray(history, { minLength: history.length, maxLength: history.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([history, other]) => {
        expect(judge(other)).toEqual(judge(history));
      }),
    );
  });

  it("no figure is NaN or infinite", () => {
    fc.assert(
      fc.property(extremeActivities, (history) => {
        const broken = numbers(judge(history)).filter(([, figure]) => !Number.isFinite(figure));
        expect(broken).toEqual([]);
      }),
    );
  });

  it("a history cut at a day gives the same answer as the whole judged on that day", () => {
    fc.assert(
      fc.property(activities, fc.integer({ min: 0, max: 150 }), (history, back) => {
        const day = TODAY - back;
        const cut = history.filter((activity) => activity.day <= day);
        expect(judge(history, day)).toEqual(judge(cut, day));
      }),
    );
  });

  it("moving every day by the same number moves the days of the answer and nothing else", () => {
    const still = activities.map((history) =>
      history.map((activity) => ({ ...activity, shoeId: null })),
    );
    fc.assert(
      // Whole weeks, so that calendar weeks move along with the days.
      fc.property(still, fc.integer({ min: -900, max: 900 }), (history, weeks) => {
        const moved = history.map((activity) => ({ ...activity, day: activity.day + 7 * weeks }));
        const then = judge(moved, TODAY + 7 * weeks);
        const now = judge(history);
        expect(then.progression).toEqual(now.progression);
        expect(then.calendar.progression).toEqual(now.calendar.progression);
        expect(then.load).toEqual(now.load);
        expect(then.findings).toEqual(now.findings);
      }),
    );
  });

  it("doubling every distance doubles distances and changes no ratio", () => {
    // Slow enough that the doubled distances can still be true.
    const slow = activities.map((history) =>
      history.map((one) => ({ ...one, distanceM: Math.min(one.distanceM, 5 * one.movingS) })),
    );
    fc.assert(
      fc.property(slow, (history) => {
        const doubled = history.map((activity) => ({
          ...activity,
          distanceM: activity.distanceM * 2,
        }));
        const before = judge(history);
        const after = judge(doubled);
        expect(after.week).toEqual({ ...before.week, distanceM: before.week.distanceM * 2 });
        expect(after.progression.distance.changePct).toBe(before.progression.distance.changePct);
        expect(after.progression.duration).toEqual(before.progression.duration);
        expect(after.sessions.map(({ ratio, band }) => [ratio, band])).toEqual(
          before.sessions.map(({ ratio, band }) => [ratio, band]),
        );
        expect(after.ceiling.weekMovingS).toBe(before.ceiling.weekMovingS);
        expect(after.ceiling.weekDistanceM).toBe(twice(before.ceiling.weekDistanceM));
        expect(after.ceiling.longestRunM).toBe(twice(before.ceiling.longestRunM));
        expect(after.load).toEqual(before.load);
        expect(after.cadence).toEqual(before.cadence);
        expect(after.shoes.map(({ rotationShare }) => rotationShare)).toEqual(
          before.shoes.map(({ rotationShare }) => rotationShare),
        );
      }),
    );
  });

  it("splitting a run in two of the same day leaves the day's sums alone", () => {
    const halved = activities.filter((history) => history.some(isRunOfTheWeek));
    fc.assert(
      fc.property(halved, (history) => {
        const index = history.findIndex(isRunOfTheWeek);
        const run = history[index] ?? makeActivity();
        const bands = run.heartRateBands;
        const half = {
          ...run,
          distanceM: run.distanceM / 2,
          movingS: run.movingS / 2,
          heartRateBands: bands && { ...bands, seconds: bands.seconds.map((some) => some / 2) },
        };
        const second = { ...half, id: `${run.id}:2`, startMinute: run.startMinute + 0.5 };
        const before = judge(history);
        const after = judge(history.with(index, half).concat(second));
        expect(after.week.runs).toBe(before.week.runs + 1);
        expect(after.week.restDays).toBe(before.week.restDays);
        expect(after.week.distanceM).toBeCloseTo(before.week.distanceM, 4);
        expect(after.week.movingS).toBeCloseTo(before.week.movingS, 4);
        expect(after.rest).toEqual(before.rest);
        expect(after.load.method).toBe(before.load.method);
        expect(after.load.acwrCoupled ?? 0).toBeCloseTo(before.load.acwrCoupled ?? 0, 6);
        expect(after.load.strain ?? 0).toBeCloseTo(before.load.strain ?? 0, 3);
        expect(after.load.fitness ?? 0).toBeCloseTo(before.load.fitness ?? 0, 6);
      }),
    );
  });

  it("turning a day of the week into a rest day never raises the week's figures", () => {
    fc.assert(
      fc.property(activities, fc.integer({ min: 0, max: 6 }), (history, back) => {
        const rested = history.filter(({ day }) => day !== TODAY - back);
        const before = judge(history).week;
        const after = judge(rested).week;
        expect(after.distanceM).toBeLessThanOrEqual(before.distanceM + 1e-6);
        expect(after.movingS).toBeLessThanOrEqual(before.movingS + 1e-6);
        expect(after.restDays).toBeGreaterThanOrEqual(before.restDays);
      }),
    );
  });

  it("one run less never raises a usual limit", () => {
    fc.assert(
      fc.property(activities, fc.nat(119), (history, pick) => {
        const run = history[pick % Math.max(1, history.length)];
        const more = judge(history).ceiling;
        const less = judge(history.filter((activity) => activity !== run)).ceiling;
        for (const figure of ["weekDistanceM", "weekMovingS", "longestRunM"] as const) {
          // Unknown is neither more nor less.
          const [before, after] = [more[figure], less[figure]];
          if (before !== null && after !== null) {
            expect(after).toBeLessThanOrEqual(before * (1 + 1e-9));
          }
        }
      }),
    );
  });

  it("dismissing an activity is as if it had never been, but for its being listed", () => {
    fc.assert(
      fc.property(activities, fc.nat(119), (history, pick) => {
        const wrong = history[pick % Math.max(1, history.length)];
        const dismissed = wrong === undefined ? [] : [wrong.id];
        const judged = checkup({ activities: history, dismissed }, SHOES, TODAY, OPTIONS);
        const without = judge(history.filter((activity) => activity !== wrong));
        expect({ ...judged, dismissed: [] }).toEqual(without);
      }),
    );
  });
});

function twice(figure: number | null): number | null {
  return figure === null ? null : figure * 2;
}

/** A run of no time has no load to halve. */
function isRunOfTheWeek({ sport, day, movingS }: Activity): boolean {
  return sport === "run" && day <= TODAY && day > TODAY - 7 && movingS > 0;
}
