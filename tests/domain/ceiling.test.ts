import { describe, expect, it } from "vitest";
import {
  ceilingOf,
  decidingBreak,
  fewRunsBehind,
  keepsToM,
  keepsToS,
  limitFallOf,
  shownCeiling,
} from "../../domain/ceiling.ts";
import { checkup } from "../../domain/checkup.ts";
import { diaryOf } from "../../domain/diary.ts";
import type { Activity } from "../../domain/history.ts";
import { limitsFor } from "../../domain/thresholds.ts";
import { makeActivity, onDays, TODAY } from "../support/make-activity.ts";

function ceiling(...activities: Activity[]) {
  return ceilingOf(diaryOf({ activities }, TODAY), limitsFor());
}

describe("next week's ceiling", () => {
  it("is ten percent above the last week where that was the greater", () => {
    const { weekDistanceM, weekMovingS } = ceiling(
      makeActivity({ day: TODAY - 20, distanceM: 8_000, movingS: 2400 }),
      makeActivity({ day: TODAY - 6, distanceM: 12_000, movingS: 4000 }),
    );
    expect(weekDistanceM).toBeCloseTo(13_200, 6);
    expect(weekMovingS).toBeCloseTo(4400, 6);
  });

  it("is ten percent above the mean week of 28 days where that was the greater", () => {
    const days = [TODAY - 27, TODAY - 20, TODAY - 13];
    const { weekDistanceM, weekMovingS } = ceiling(
      ...onDays(days, { distanceM: 20_000, movingS: 7200 }),
      makeActivity({ day: TODAY - 28, distanceM: 99_000, movingS: 30_000 }),
      makeActivity({ distanceM: 1_000, movingS: 400 }),
    );
    expect(weekDistanceM).toBeCloseTo((1.1 * 61_000) / 4, 6);
    expect(weekMovingS).toBeCloseTo((1.1 * 22_000) / 4, 6);
  });

  it("takes the greater for distance and for time apart", () => {
    const { weekDistanceM, weekMovingS } = ceiling(
      makeActivity({ day: TODAY - 20, distanceM: 40_000, movingS: 8000 }),
      makeActivity({ day: TODAY - 1, distanceM: 5_000, movingS: 3000 }),
    );
    expect(weekDistanceM).toBeCloseTo((1.1 * 45_000) / 4, 6);
    expect(weekMovingS).toBeCloseTo(3300, 6);
  });

  it("is unknown before 14 days of history, the longest run is not", () => {
    expect(ceiling(makeActivity({ day: TODAY - 12 }), makeActivity())).toEqual({
      weekDistanceM: null,
      weekMovingS: null,
      longestRunM: 11_000,
      afterBreak: null,
    });
    expect(ceiling(makeActivity({ day: TODAY - 13 })).weekDistanceM).toBeCloseTo(2_750, 6);
  });

  it("of a week is unknown in a cyclist's first two weeks of running", () => {
    const rides = onDays([TODAY - 90, TODAY - 60, TODAY - 2], { sport: "ride" });
    expect(ceiling(...rides, makeActivity({ day: TODAY - 12 }))).toMatchObject({
      weekDistanceM: null,
      weekMovingS: null,
      longestRunM: 11_000,
    });
    expect(ceiling(...rides, makeActivity({ day: TODAY - 13 })).weekDistanceM).not.toBeNull();
  });

  it("is unknown for somebody who has never run, not 0", () => {
    const rides = onDays([TODAY - 30, TODAY - 2], { sport: "ride" });
    expect(ceiling(...rides)).toEqual({
      weekDistanceM: null,
      weekMovingS: null,
      longestRunM: null,
      afterBreak: null,
    });
  });

  it("lets the longest run of the last 30 days set that of the next one", () => {
    const recent = makeActivity({ day: TODAY - 3, distanceM: 5_000 });
    const edge = makeActivity({ day: TODAY - 29, distanceM: 18_000 });
    const beyond = makeActivity({ day: TODAY - 30, distanceM: 30_000 });
    expect(ceiling(recent, edge, beyond).longestRunM).toBeCloseTo(19_800, 6);
  });

  it.each([
    ["is unknown while more than a fifth of the time has no distance", [1, 9, 17], [5], null],
    ["is unknown on a treadmill without a sensor", [], [1, 9, 17, 25], null],
    ["counts what is known of the rest", [1, 9, 17, 25], [5], 11_000],
    ["doesn't look further back", [1, 9, 17], [28, 30, 35], 11_000],
  ])("for the distance of a week %s", (_, outdoors, treadmill, expected) => {
    const { weekDistanceM, weekMovingS } = ceiling(
      ...onDays(outdoors.map((back) => TODAY - back)),
      ...onDays(
        treadmill.map((back) => TODAY - back),
        { distanceM: 0 },
      ),
    );
    if (expected === null) expect(weekDistanceM).toBeNull();
    else expect(weekDistanceM).toBeCloseTo(expected, 6);
    expect(weekMovingS).toBeGreaterThan(0);
  });

  it("knows no distance of a week, rather than 0 km, for who ran on a treadmill before a break and after it", () => {
    const { afterBreak } = ceiling(
      ...onDays([TODAY - 40, TODAY - 35, TODAY - 30], { distanceM: 0, movingS: 3600 }),
      makeActivity({ day: TODAY - 20, distanceM: 10_000, movingS: 3600 }),
      makeActivity({ distanceM: 0, movingS: 600 }),
    );
    expect(afterBreak?.weekDistanceM).toBeNull();
    expect(afterBreak?.longestRunM).toBeCloseTo(5_000, 6);
  });

  it("knows no distance of a week for who ran outdoors before a break, and on a treadmill since", () => {
    const shown = shownCeiling(
      ceiling(
        ...onDays([TODAY - 40, TODAY - 35, TODAY - 30], { distanceM: 10_000 }),
        ...onDays([TODAY - 8, TODAY - 3], { distanceM: 0 }),
      ),
    );
    expect(shown).toMatchObject({ weekDistanceM: null, longestRunM: null });
  });

  it("knows the distance of a week for who ran on a treadmill before a break, and outdoors since", () => {
    const { weekDistanceM } = shownCeiling(
      ceiling(
        ...onDays([TODAY - 55, TODAY - 50, TODAY - 45], { distanceM: 0 }),
        ...onDays([TODAY - 15, TODAY - 5], { distanceM: 10_000 }),
      ),
    );
    expect(weekDistanceM).toBeCloseTo(11_000, 6);
  });

  it("has no longest run where none was longer than 0 m", () => {
    expect(ceiling(makeActivity({ distanceM: 0 })).longestRunM).toBeNull();
  });
});

describe("the ceiling of one run that is shown", () => {
  it.each([
    ["stays under the longest run's ceiling", 30_000, 11_000, 11_000],
    ["stays under what the seven days allow in all", 19_250, 22_000, 19_250],
    ["is known before a week is, and beside weeks without a distance", null, 11_000, 11_000],
    ["is unknown without a run of 30 days", 20_000, null, null],
  ])("%s", (_, weekDistanceM, longestRunM, expected) => {
    const shown = shownCeiling({ weekDistanceM, longestRunM, weekMovingS: null, afterBreak: null });
    expect(shown.longestRunM).toBe(expected);
  });
});

describe("what keeps to a limit", () => {
  it.each([
    [11_080, 11_000, true],
    [11_081, 11_000, false],
    [0, null, false],
  ])("is a distance of %d m for one of %s: %s", (distanceM, limitM, keeps) => {
    expect(keepsToM(distanceM, limitM)).toBe(keeps);
  });

  it.each([
    [3630, 3600, true],
    [3631, 3600, false],
    [0, null, false],
  ])("is a time of %d s for one of %s: %s", (timeS, limitS, keeps) => {
    expect(keepsToS(timeS, limitS)).toBe(keeps);
  });
});

describe("the ceiling after a break", () => {
  const before = [3, 10, 17, 24].map((back) => TODAY - 60 - back);

  it("starts from half of the level before it, and says so", () => {
    const activities = onDays(before, { distanceM: 20_000, movingS: 7200 });
    const { afterBreak } = ceiling(...activities);
    expect(afterBreak).toEqual({
      lastRunOn: TODAY - 63,
      days: 63,
      returnFraction: 0.5,
      weekDistanceM: 10_000,
      weekMovingS: 3600,
      longestRunM: 10_000,
    });
  });

  it("stands beside the usual figures, which fade while a runner is away, and is what is shown", () => {
    const away = ceiling(...onDays(before, { distanceM: 20_000 }));
    expect(away).toMatchObject({ weekDistanceM: 0, longestRunM: null });
    expect(shownCeiling(away)).toMatchObject({ weekDistanceM: 10_000, longestRunM: 10_000 });
    const running = ceiling(...onDays([TODAY - 20, TODAY - 1], { distanceM: 10_000 }));
    expect(shownCeiling(running)).toMatchObject({ longestRunM: 11_000 });
  });

  it("begins on the fourteenth day without a run, other sports or not", () => {
    const ride = makeActivity({ sport: "ride" });
    const thirteen = ceiling(makeActivity({ day: TODAY - 30 }), makeActivity({ day: TODAY - 13 }));
    expect(thirteen.afterBreak).toBeNull();
    const fourteen = ceiling(makeActivity({ day: TODAY - 14 }), ride);
    expect(fourteen.afterBreak).toMatchObject({
      lastRunOn: TODAY - 14,
      days: 14,
      longestRunM: 5_000,
    });
    expect(fourteen.longestRunM).toBeCloseTo(11_000, 6);
  });

  const backSince = (ago: number) =>
    ceiling(
      ...onDays(before, { distanceM: 20_000, movingS: 7200 }),
      makeActivity({ day: TODAY - ago, distanceM: 4_000, movingS: 1440 }),
    );

  it.each([0, 5])(
    "keeps the week's where they start from, %i days after the first run back",
    (ago) => {
      const { weekDistanceM, weekMovingS, longestRunM } = shownCeiling(backSince(ago));
      expect([weekDistanceM, weekMovingS]).toEqual([10_000, 3600]);
      expect(longestRunM).toBeCloseTo(4_400, 6);
    },
  );

  it("is over once seven days have passed since, which set the new level", () => {
    const { afterBreak, weekDistanceM, longestRunM } = backSince(6);
    expect(afterBreak).toBeNull();
    expect(weekDistanceM).toBeCloseTo(4_400, 6);
    expect(longestRunM).toBeCloseTo(4_400, 6);
  });

  describe("of a year or more", () => {
    const long = [3, 10, 17].map((back) => TODAY - 390 - back);
    const yearsAgo = onDays(long, { distanceM: 20_000, movingS: 7200 });
    const none = { weekDistanceM: null, weekMovingS: null, longestRunM: null };
    const back = (...ago: number[]) =>
      ceiling(
        ...yearsAgo,
        ...onDays(
          ago.map((days) => TODAY - days),
          { movingS: 1800 },
        ),
      );

    it("goes by nothing that was run before", () => {
      expect(back().afterBreak).toMatchObject({ days: 393, returnFraction: null, ...none });
      expect(decidingBreak(back())).toMatchObject({ returnFraction: null });
      expect(ceiling(...onDays([TODAY - 364])).afterBreak).toMatchObject({ returnFraction: 0.5 });
      expect(ceiling(...onDays([TODAY - 365])).afterBreak).toMatchObject({ returnFraction: null });
    });

    it("goes by what was run since, as for somebody new: by the week only after two", () => {
      const first = shownCeiling(back(12, 5, 3));
      expect(first).toEqual({ ...none, longestRunM: expect.closeTo(11_000, 6) });
      const later = back(13, 5, 3);
      expect(shownCeiling(later).weekDistanceM).toBeCloseTo(22_000, 6);
      expect(shownCeiling(later).weekMovingS).toBeCloseTo(3960, 6);
      expect(decidingBreak(later)).toBeNull();
    });
  });

  it("begins after four weeks at the latest, whatever the runner calls a break", () => {
    const own = limitsFor({ breakMinDays: 56 });
    const away = (days: number) =>
      ceilingOf(diaryOf({ activities: onDays([TODAY - days, TODAY - days - 3]) }, TODAY), own);
    expect(away(27).afterBreak).toBeNull();
    expect(shownCeiling(away(28))).toMatchObject({ weekDistanceM: 10_000, longestRunM: 5_000 });
  });

  describe("that was short, so that runs from before it still count in the usual figures", () => {
    const level = onDays([TODAY - 41, TODAY - 31, TODAY - 21], {
      distanceM: 20_000,
      movingS: 7200,
    });
    const back = (distanceM: number) =>
      ceiling(...level, makeActivity({ day: TODAY - 6, distanceM, movingS: 2100 }));

    it("goes on holding the way back down", () => {
      const { longestRunM, weekDistanceM, weekMovingS, afterBreak } = back(3_000);
      expect(longestRunM).toBeCloseTo(22_000, 6);
      expect(weekDistanceM).toBeCloseTo((1.1 * 23_000) / 4, 6);
      expect(weekMovingS).toBeCloseTo((1.1 * 9300) / 4, 6);
      expect(afterBreak).toEqual({
        lastRunOn: TODAY - 21,
        days: 14,
        returnFraction: 0.5,
        // Never below the usual week, which by now is lower than half of the level before the break.
        weekDistanceM,
        weekMovingS,
        longestRunM: 10_000,
      });
    });

    it("lets it grow with what was run since", () => {
      expect(back(14_000).afterBreak?.longestRunM).toBeCloseTo(15_400, 6);
    });

    it("is over once nothing from before it counts any more", () => {
      expect(back(20_000).afterBreak).toBeNull();
    });
  });

  it("is none where 13 days passed without a run", () => {
    const long = onDays([TODAY - 40, TODAY - 30, TODAY - 17], { distanceM: 20_000 });
    expect(ceiling(...long, makeActivity({ day: TODAY - 3 })).afterBreak).toBeNull();
    expect(ceiling(...long, makeActivity({ day: TODAY - 2 })).afterBreak).not.toBeNull();
  });

  it("follows the latest of two breaks", () => {
    const { afterBreak } = ceiling(
      ...onDays([TODAY - 60, TODAY - 24]),
      makeActivity({ day: TODAY - 2, distanceM: 2_000 }),
    );
    expect(afterBreak).toMatchObject({ lastRunOn: TODAY - 24, days: 21, longestRunM: 5_000 });
  });

  it("is none for a beginner, whose first run follows nothing", () => {
    const ride = makeActivity({ day: TODAY - 60, sport: "ride" });
    expect(ceiling(ride, makeActivity({ day: TODAY - 3 })).afterBreak).toBeNull();
  });
});

describe("the break that decides the limits", () => {
  it("is the one that holds down a figure that is shown, be it one of three", () => {
    const level = onDays([TODAY - 40, TODAY - 30, TODAY - 20], {
      distanceM: 20_000,
      movingS: 7200,
    });
    const back = ceiling(...level, ...onDays([TODAY - 5, TODAY - 3], { distanceM: 5000 }));
    expect(shownCeiling(back).longestRunM).toBe(10_000);
    expect(shownCeiling({ ...back, afterBreak: null }).longestRunM).toBeGreaterThan(10_000);
    expect(decidingBreak(back)?.days).toBe(14);
  });

  it("is none where the usual figures are as low, though they still look back on one", () => {
    const long = onDays([TODAY - 28, TODAY - 32, TODAY - 39], { distanceM: 20_000, movingS: 7200 });
    const back = ceiling(...long, makeActivity({ day: TODAY - 8, distanceM: 5000, movingS: 1800 }));
    expect(back.afterBreak?.days).toBe(19);
    expect(decidingBreak(back)).toBeNull();
  });

  it("is none without one", () => {
    expect(decidingBreak(ceiling(...onDays([TODAY - 1, TODAY - 8, TODAY - 15])))).toBeNull();
  });
});

describe("the fall of a single run's limit within the week to come", () => {
  const weekly = [1, 3, 8, 10, 15, 17, 22, 24].map((back) =>
    makeActivity({ day: TODAY - back, distanceM: 10_000 }),
  );
  const fall = (...activities: Activity[]) => {
    const diary = diaryOf({ activities: [...weekly, ...activities] }, TODAY);
    return limitFallOf(diary, ceilingOf(diary, limitsFor()), limitsFor());
  };
  const far = (back: number, distanceM = 20_000) => makeActivity({ day: TODAY - back, distanceM });

  it.each([
    [23, null],
    [24, 7],
    [28, 3],
    [29, 2],
    [30, null],
  ])(
    "comes with the first day for which a run of %i days ago is no longer of the last 30",
    (back, after) => {
      const told = fall(far(back));
      expect(told?.from ?? null).toBe(after && TODAY + after);
      if (told !== null) expect(told.longestRunM).toBeCloseTo(11_000, 6);
    },
  );

  it("tells of the first of two, and of what is left after both", () => {
    const told = fall(far(29, 10_900), far(26, 10_500));
    expect(told?.from).toBe(TODAY + 2);
    expect(told?.longestRunM).toBeCloseTo(11_000, 6);
  });

  it("is none where the days of a week in all leave no more room than is left", () => {
    const diary = diaryOf({ activities: [...weekly, far(28, 10_800)] }, TODAY);
    const low = { ...ceilingOf(diary, limitsFor()), weekDistanceM: 11_000 };
    expect(limitFallOf(diary, low, limitsFor())).toBeNull();
  });

  it("comes on the way back from a break too, once no run from before it is one of the last 30 days", () => {
    const before = [far(29), far(26, 5000)];
    const since = onDays(
      Array.from({ length: 10 }, (_, back) => TODAY - back),
      { distanceM: 3000 },
    );
    const diary = diaryOf({ activities: [...before, ...since] }, TODAY);
    const ceiling = ceilingOf(diary, limitsFor());
    expect(shownCeiling(ceiling).longestRunM).toBe(10_000);
    const told = limitFallOf(diary, ceiling, limitsFor());
    expect(told?.from).toBe(TODAY + 2);
    expect(told?.longestRunM).toBeCloseTo(3300, 6);
  });

  it("is none where no run will be left to go by, as for a runner to whom four weeks are no break", () => {
    const limits = limitsFor({ breakMinDays: 40 });
    const diary = diaryOf({ activities: [far(24)] }, TODAY);
    const ceiling = ceilingOf(diary, limits);
    expect(shownCeiling(ceiling).longestRunM).toBeCloseTo(5500, 6);
    expect(limitFallOf(diary, ceiling, limits)).toBeNull();
  });

  it("is none during a break, and none without runs", () => {
    const short = [15, 16, 17, 18, 19].map((back) => far(back, 4000));
    const onBreak = diaryOf({ activities: [...short, far(28)] }, TODAY);
    const away = ceilingOf(onBreak, limitsFor());
    // What was run before it would leave room for 4.4 km in three days.
    expect(shownCeiling(away).longestRunM).toBe(10_000);
    expect(limitFallOf(onBreak, away, limitsFor())).toBeNull();
    const empty = diaryOf({ activities: [] }, TODAY);
    expect(limitFallOf(empty, ceilingOf(empty, limitsFor()), limitsFor())).toBeNull();
  });
});

describe("limits kept low by few runs", () => {
  const few = (activities: readonly Activity[]) => {
    const { ceiling: judged, weeks, limits } = checkup({ activities }, [], TODAY);
    return fewRunsBehind(judged, weeks, limits);
  };
  const runs = (days: readonly number[], distanceM = 5000) =>
    onDays(
      days.map((back) => TODAY - back),
      { distanceM },
    );

  it("are those of a runner whose usual run is longer than their average week", () => {
    expect(few(runs([8, 22, 36, 50]))).toBe(2);
    expect(few([...runs([8, 13, 20]), ...runs([27], 3000)])).toBe(4);
  });

  it("are none while the week holds such a run, as the limits then leave room for it", () => {
    expect(few(runs([2, 16, 30, 44]))).toBeNull();
  });

  it("are none where they leave room for the longest of these runs, though for nothing beyond it", () => {
    expect(few([...runs([7, 14], 10_000), ...runs([20, 27], 9_000)])).toBeNull();
  });

  it("are none of somebody who ran five times in these weeks, with one long run among them", () => {
    expect(few([...runs([8, 11, 15, 20]), ...runs([13], 30_000)])).toBeNull();
  });

  it("are none after a break, which has a reason of its own", () => {
    expect(few(runs([15, 22, 29]))).toBeNull();
    const back = [...runs([8]), ...runs([28, 32, 39], 20_000)];
    expect(ceiling(...back).afterBreak).not.toBeNull();
    expect(few(back)).toBeNull();
  });

  it("are none without runs, or without their distance", () => {
    expect(few([])).toBeNull();
    expect(few(runs([8, 22, 36], 0))).toBeNull();
  });
});
