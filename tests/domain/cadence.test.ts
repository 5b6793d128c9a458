import { describe, expect, it } from "vitest";
import { cadenceOf, stepsPerMinute } from "../../domain/cadence.ts";
import { diaryOf } from "../../domain/diary.ts";
import type { Activity } from "../../domain/history.ts";
import { limitsFor } from "../../domain/thresholds.ts";
import { makeActivity, onDays, TODAY } from "../support/make-activity.ts";

const LIMITS = limitsFor();

function cadence(...activities: Activity[]) {
  return cadenceOf(diaryOf({ activities }, TODAY), LIMITS);
}

describe("a source's cadence as steps a minute", () => {
  it.each([
    [78.7, "strides", 157.4, "Strava's API counts one leg"],
    [91.2, "strides", 182.4, "so does FIT"],
    [172, "steps", 172, "HealthKit counts steps"],
    [172, "unclear", 172, "many GPX files hold steps"],
    [86, "unclear", 172, "others hold one leg's"],
    [86, "steps", 172, "no runner takes 86 steps a minute, whatever the source promises"],
    [172, "strides", 172, "no runner takes 344 steps a minute, whatever the source promises"],
    [120, "steps", 120, "the lowest that stands as it is"],
    [119.9, "steps", null, "a run that was walked in part: no leg takes so many"],
    [118, "unclear", null, "the same, where nobody says what is counted"],
    [105, "steps", 210, "the highest that is taken for one leg's"],
    [105.1, "steps", null, "too many for one leg, too few for two"],
    [115, "strides", 230, "one leg's, as its source says"],
    [240, "steps", 240, "the highest"],
    [240.1, "steps", null, "a fault"],
    [120.1, "strides", 120.1, "twice that would be a fault, so it counts steps"],
    [120, "strides", 240, "the highest of one leg"],
    [59, "strides", null, "a standstill"],
    [0, "unclear", null, "no sensor"],
  ] as const)("takes %d counted in %s for %s: %s", (figure, convention, spm, _why) => {
    expect(stepsPerMinute(figure, convention, LIMITS)).toBe(spm);
  });
});

describe("a week's cadence", () => {
  it("leaves out trail runs, this week's and the earlier ones", () => {
    const trail = { sport: "trail-run", cadenceSpm: 150 } as const;
    expect(cadence(makeActivity(trail))).toMatchObject({ runs: 0, spm: null });
    const road = onDays([TODAY - 8, TODAY - 10, TODAY - 12], { cadenceSpm: 176 });
    const trails = onDays([TODAY - 9, TODAY - 11, TODAY - 13, TODAY - 15], trail);
    expect(cadence(makeActivity({ cadenceSpm: 176 }), ...road, ...trails)).toMatchObject({
      runs: 1,
      baselineSpm: 176,
    });
  });

  const usual = onDays([TODAY - 10, TODAY - 20, TODAY - 30], { cadenceSpm: 170 });

  it("is the median of its runs that have one", () => {
    const week = [160, 166, 180].map((cadenceSpm) => makeActivity({ cadenceSpm }));
    expect(cadence(...week, makeActivity())).toMatchObject({ runs: 3, spm: 166 });
    expect(cadence(...week.slice(0, 2))).toMatchObject({ runs: 2, spm: 163 });
  });

  it("stands beside the runner's own median and the usual reference", () => {
    expect(cadence(makeActivity({ cadenceSpm: 153 }), ...usual)).toEqual({
      runs: 1,
      spm: 153,
      baselineSpm: 170,
      changePct: -10,
      usualFromSpm: 170,
      usualToSpm: 180,
    });
  });

  it("is compared at like speed only, within a tenth", () => {
    const slow = (movingS: number) =>
      onDays([TODAY - 9, TODAY - 8, TODAY - 7], { cadenceSpm: 150, movingS });
    const run = makeActivity({ cadenceSpm: 170, movingS: 3600 });
    expect(cadence(run, ...slow(3600 / 0.91)).baselineSpm).toBe(150);
    expect(cadence(run, ...slow(3600 / 0.89)).baselineSpm).toBeNull();
    expect(cadence(run, ...slow(3600 / 1.09)).baselineSpm).toBe(150);
    expect(cadence(run, ...slow(3600 / 1.11)).baselineSpm).toBeNull();
  });

  it("has a baseline of the 8 weeks before the week and from no fewer than 3 runs", () => {
    const run = makeActivity({ day: TODAY - 6, cadenceSpm: 170 });
    const edge = onDays([TODAY - 7, TODAY - 40, TODAY - 62], { cadenceSpm: 160 });
    expect(cadence(run, ...edge).baselineSpm).toBe(160);
    const unmeasured = onDays([TODAY - 8, TODAY - 9, TODAY - 10], { cadenceSpm: null });
    expect(cadence(run, ...edge, ...unmeasured).baselineSpm).toBe(160);
    expect(cadence(run, ...unmeasured).baselineSpm).toBeNull();
    const beyond = onDays([TODAY - 7, TODAY - 40, TODAY - 63], { cadenceSpm: 160 });
    expect(cadence(run, ...beyond).baselineSpm).toBeNull();
  });

  it("doesn't compare a run without distance, whose speed nobody knows", () => {
    const treadmill = makeActivity({ cadenceSpm: 150, distanceM: 0 });
    const others = onDays([TODAY - 9, TODAY - 19, TODAY - 29], { cadenceSpm: 170, distanceM: 0 });
    expect(cadence(treadmill, ...usual, ...others)).toMatchObject({
      spm: 150,
      baselineSpm: null,
      changePct: null,
    });
    const still = makeActivity({ cadenceSpm: 150, distanceM: 0, movingS: 0 });
    expect(cadence(still, ...usual).changePct).toBeNull();
  });

  it("doesn't compare a run without a time either", () => {
    const timeless = makeActivity({ cadenceSpm: 150, distanceM: 10_000, movingS: 0 });
    expect(cadence(timeless, ...usual)).toMatchObject({ spm: 150, changePct: null });
  });

  it("is unknown without any", () => {
    expect(cadence(makeActivity(), ...usual)).toMatchObject({
      runs: 0,
      spm: null,
      changePct: null,
    });
  });
});
