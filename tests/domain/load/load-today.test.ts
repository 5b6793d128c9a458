import { describe, expect, it } from "vitest";
import { diaryOf } from "../../../domain/diary.ts";
import type { Activity, Athlete } from "../../../domain/history.ts";
import { loadToday } from "../../../domain/load/load-today.ts";
import { UNKNOWN_ATHLETE } from "../../../domain/load/session-load.ts";
import { limitsFor } from "../../../domain/thresholds.ts";
import { makeActivity, onDays, TODAY } from "../../support/make-activity.ts";

const TOLD: Athlete = { ...UNKNOWN_ATHLETE, maxHeartRateBpm: 190, restHeartRateBpm: 50 };

function load(activities: Activity[], athlete = UNKNOWN_ATHLETE) {
  return loadToday(diaryOf({ activities }, TODAY), athlete, limitsFor());
}

/** A run on each of the last `count` days. */
const daily = (count: number, overrides: Partial<Activity>) =>
  onDays(
    Array.from({ length: count }, (_, i) => TODAY - i),
    overrides,
  );

describe("the load as it stands today", () => {
  it("is that of the runs, by day, from the first of them", () => {
    // 21 days with a load of 30, then 7 days of 50 with two runs each.
    const activities = [
      ...daily(28, { sessionRpe: 3, movingS: 600 }),
      ...daily(7, { sessionRpe: 2, movingS: 600 }),
    ];
    const today = load(activities);
    expect(today).toMatchObject({ method: "session-rpe", coverage: 1, monotony: null });
    expect(today.acwrCoupled).toBeCloseTo(50 / 35, 12);
    expect(today.acwrUncoupled).toBeCloseTo(50 / 30, 12);
    expect(today.acwrEwma).toBeCloseTo(1.2497, 4);
    expect(today.form).toBeCloseTo(-23.99, 2);
  });

  it("has its ratios from the 28th day of running", () => {
    expect(load(daily(27, { sessionRpe: 3 })).acwrCoupled).toBeNull();
    expect(load(daily(28, { sessionRpe: 3 })).acwrCoupled).toBeCloseTo(1, 12);
  });

  it("counts a fortnight of rest as empty days, not as days that never were", () => {
    const activities = onDays([TODAY - 27, TODAY - 20], { sessionRpe: 5 });
    expect(load(activities)).toMatchObject({ acwrCoupled: 0, acwrUncoupled: 0, monotony: null });
  });

  it("is unknown in a month without a run", () => {
    expect(load(onDays([TODAY - 28], { sessionRpe: 5 }))).toMatchObject({
      method: null,
      coverage: null,
      fitness: null,
    });
    expect(load([]).method).toBeNull();
  });
});

describe("the method of a comparison", () => {
  it("is the best that knows four fifths of both the week and the three before", () => {
    const recent = onDays([TODAY - 1, TODAY - 2, TODAY - 3, TODAY - 4, TODAY - 5], {});
    const older = onDays([TODAY - 10, TODAY - 15, TODAY - 20, TODAY - 25, TODAY - 27], {});
    const rate = (runs: Activity[], count: number) =>
      runs.map((run, i) => ({ ...run, sessionRpe: i < count ? 5 : null }));
    expect(load([...rate(recent, 4), ...rate(older, 4)])).toMatchObject({
      method: "session-rpe",
      coverage: 0.8,
    });
    expect(load([...rate(recent, 3), ...rate(older, 5)])).toEqual({
      method: null,
      coverage: null,
      acwrCoupled: null,
      acwrUncoupled: null,
      acwrEwma: null,
      monotony: null,
      strain: null,
      fitness: null,
      fatigue: null,
      form: null,
      strainWeeks: 0,
      strainAboveShare: null,
      heartRateFaults: 0,
    });
    expect(load([...rate(recent, 5), ...rate(older, 3)]).method).toBeNull();
  });

  it("prefers ratings, then zones, then the average pulse, and never mixes them", () => {
    const pulse = { averageHeartRateBpm: 150 };
    const zones = { ...pulse, heartRateBands: { fromBpm: 140, seconds: [3600] } };
    const rated = { ...zones, sessionRpe: 4 };
    expect(load(daily(28, rated), TOLD).method).toBe("session-rpe");
    expect(load(daily(28, zones), TOLD).method).toBe("edwards");
    expect(load(daily(28, pulse), TOLD).method).toBe("banister");
    expect(load(daily(28, pulse)).method).toBeNull();
    const mixed = [
      ...onDays([TODAY - 1], { ...pulse, sessionRpe: 9 }),
      ...onDays([TODAY - 10], pulse),
    ];
    expect(load(mixed, TOLD)).toMatchObject({ method: "banister", coverage: 1 });
  });

  it("weighs its coverage by time in motion", () => {
    const activities = [
      makeActivity({ sessionRpe: 5, movingS: 9000 }),
      makeActivity({ movingS: 1000 }),
    ];
    expect(load(activities).coverage).toBe(0.9);
  });

  it("sets impossible pulses aside and counts those of 28 days", () => {
    const activities = [
      ...onDays([TODAY - 1, TODAY - 10, TODAY - 12, TODAY - 14, TODAY - 16], {
        averageHeartRateBpm: 150,
      }),
      makeActivity({ day: TODAY - 27, averageHeartRateBpm: 195 }),
      makeActivity({ day: TODAY - 28, averageHeartRateBpm: 195 }),
    ];
    const today = load(activities, TOLD);
    expect(today).toMatchObject({ method: "banister", heartRateFaults: 1 });
    expect(today.coverage).toBeCloseTo(5 / 6, 12);
  });
});

describe("strain beside the runner's own half year", () => {
  /** Two runs in the week that many weeks back; their ratings give the week its strain. */
  const week = (back: number, sessionRpe: number | null) =>
    onDays([TODAY - 7 * back, TODAY - 7 * back - 3], { sessionRpe });
  const weeks = (count: number, sessionRpe: number | null) =>
    Array.from({ length: count }, (_, i) => week(i + 1, sessionRpe)).flat();

  it("is above those of its own earlier weeks that were lower, equal ones not", () => {
    const harder = load([...week(0, 6), ...weeks(10, 5)]);
    expect(harder).toMatchObject({ strainWeeks: 9, strainAboveShare: 1 });
    expect(load([...week(0, 5), ...weeks(10, 5)]).strainAboveShare).toBe(0);
    const mixed = [...week(0, 5), ...weeks(3, 4), ...week(4, 8), ...week(5, 5)];
    expect(load(mixed)).toMatchObject({ strainWeeks: 4, strainAboveShare: 0.75 });
  });

  it("looks back 26 weeks", () => {
    expect(load([...week(0, 6), ...weeks(40, 5)]).strainWeeks).toBe(26);
  });

  it("leaves out weeks without a run, hardly measured ones, and the first, cut short", () => {
    expect(load([...week(0, 6), ...week(1, 5), ...week(3, 5), ...week(5, 5)]).strainWeeks).toBe(2);
    const gap = [...week(0, 6), ...weeks(3, 5), ...week(5, null), ...week(6, 5), ...week(8, 5)];
    expect(load(gap).strainWeeks).toBe(4);
    const half = onDays([TODAY - 14], {});
    expect(load([...week(0, 6), ...weeks(3, 5), ...half]).strainWeeks).toBe(1);
  });

  it("counts an earlier week of which four fifths are measured, and none of which less is", () => {
    const known = (rated: number) => {
      const partly = [0, 1, 2, 3, 5].map((ago, i) =>
        makeActivity({ day: TODAY - 35 - ago, sessionRpe: i < rated ? 5 : null }),
      );
      return load([...week(0, 6), ...weeks(4, 5), ...partly, ...week(6, 5)]).strainWeeks;
    };
    expect([known(3), known(4)]).toEqual([4, 5]);
  });

  it("is unknown without any", () => {
    expect(load(week(0, 5))).toMatchObject({ strainWeeks: 0, strainAboveShare: null });
  });

  it("is unknown after seven equal days, whatever the weeks before were", () => {
    const equal = load([...daily(7, { sessionRpe: 5 }), ...weeks(10, 5)]);
    expect(equal).toMatchObject({ strain: null, strainAboveShare: null });
    expect(equal.strainWeeks).toBeGreaterThan(0);
  });
});
