import { describe, expect, it } from "vitest";
import { checkup } from "../../domain/checkup.ts";
import type { Severity } from "../../domain/finding.ts";
import type { Activity, Athlete } from "../../domain/history.ts";
import { UNKNOWN_ATHLETE } from "../../domain/load/session-load.ts";
import { intensityProgression, volumeProgression } from "../../domain/progression.ts";
import { limitsFor } from "../../domain/thresholds.ts";
import { makeActivity, onDays, TODAY } from "../support/make-activity.ts";

const LIMITS = limitsFor();

describe("weeks partly on a treadmill without a sensor", () => {
  const week = (end: number, withDistance: number, without: number) => [
    ...onDays(Array.from({ length: withDistance }, (_, i) => end - i)),
    ...onDays(
      Array.from({ length: without }, (_, i) => end - withDistance - i),
      { distanceM: 0 },
    ),
  ];
  const distance = (now: readonly Activity[], before: readonly Activity[]) => {
    const earlier = onDays([TODAY - 20]);
    return checkup({ activities: [...now, ...before, ...earlier] }, [], TODAY).progression.distance;
  };

  it("are not compared by a distance of which more than a fifth is unknown", () => {
    const outdoors = week(TODAY, 5, 0);
    expect(distance(outdoors, week(TODAY - 7, 1, 2))).toMatchObject({
      answer: "not-enough-data",
      because: "some-distance-missing",
    });
    expect(distance(week(TODAY, 3, 1), week(TODAY - 7, 4, 0))).toMatchObject({
      because: "some-distance-missing",
    });
    expect(distance(outdoors, week(TODAY - 7, 4, 1))).toMatchObject({ answer: "raised" });
    expect(distance(outdoors, week(TODAY - 7, 0, 3))).toMatchObject({ because: "no-earlier-run" });
  });

  it("rise by what is known of this one, whatever is missing from it", () => {
    const before = week(TODAY - 7, 3, 0);
    expect(distance(week(TODAY, 4, 2), before)).toEqual({
      changePct: expect.closeTo(33.333, 3),
      answer: "raised",
      because: "some-distance-missing",
    });
    expect(distance(week(TODAY, 3, 2), before)).toEqual({
      changePct: null,
      answer: "not-enough-data",
      because: "some-distance-missing",
    });
  });

  it("have no distance to compare where this one has none at all, whatever was run before", () => {
    const none = { changePct: null, answer: "not-enough-data", because: "no-distance" };
    for (const before of [week(TODAY - 7, 3, 0), week(TODAY - 7, 0, 3), []]) {
      expect(distance(week(TODAY, 0, 3), before)).toEqual(none);
    }
  });

  it("may have risen no further than the week before, if that lacks any", () => {
    const before = week(TODAY - 7, 4, 1);
    expect(distance(week(TODAY, 5, 0), before)).toMatchObject({ answer: "raised", because: null });
    expect(distance(week(TODAY, 5, 2), before)).toEqual({
      changePct: null,
      answer: "not-enough-data",
      because: "some-distance-missing",
    });
  });

  it.each([
    ["as far as is known, and in time", 1, 3000, "info"],
    ["as far as is known, but not in time", 1, 9000, "notice"],
    ["in all", 0, 0, "info"],
  ])("rise out of an easy one, having kept to the limits %s", (_, indoors, movingS, severity) => {
    const usual = [14, 21, 28].flatMap((ago) => week(TODAY - ago, 4, 0));
    const before = [...week(TODAY - 7, 2, 0), ...usual];
    const now = [
      ...week(TODAY, 3, 0),
      ...onDays(indoors === 0 ? [] : [TODAY - 3], { distanceM: 0, movingS }),
    ];
    const { findings, isLongWeek } = checkup({ activities: [...now, ...before] }, [], TODAY);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: "distance-progression", answer: "raised", severity }),
    );
    expect(isLongWeek).toBe(severity === "notice");
  });
});

describe("distance and time over the week before", () => {
  it.each([
    [20_000, 22_000, 10, "clear", null],
    [20_000, 22_000.01, 10.00005, "raised", null],
    [3_000 * 1.1 * 10, 3_630 * 10, 10, "clear", null],
    [20_000, 10_000, -50, "clear", null],
    [2_000, 4_000, 100, "clear", "below-the-floor"],
    [9_000, 9_999, 11.1, "clear", "below-the-floor"],
    [9_000, 10_000, 11.111_111, "raised", null],
    [1, 50_000, 4_999_900, "raised", null],
    [0, 50_000, null, "not-enough-data", "no-earlier-run"],
    [0, 0, null, "not-enough-data", "no-earlier-run"],
  ])("from %d m to %d m: %s %%, %s, %s", (before, now, pct, answer, because) => {
    const progression = volumeProgression(now, before, 10_000, LIMITS);
    expect(progression).toMatchObject({ answer, because });
    if (pct === null) expect(progression.changePct).toBeNull();
    else expect(progression.changePct).toBeCloseTo(pct, 6);
  });

  it("gives no answer either in the first two weeks after a year without a run", () => {
    const back = onDays([TODAY - 8, TODAY - 4, TODAY - 2, TODAY], { distanceM: 5_000 });
    const answerAfter = (days: number) =>
      checkup({ activities: [...onDays([TODAY - 9 - days]), ...back] }, [], TODAY).progression
        .distance;
    expect(answerAfter(364)).toMatchObject({ changePct: 200, answer: "raised" });
    expect(answerAfter(365)).toMatchObject({ because: "short-history" });
    const anew = (first: number) =>
      checkup({ activities: [...onDays([TODAY - 400, first, TODAY])] }, [], TODAY).progression
        .distance;
    expect(anew(TODAY - 12)).toMatchObject({ because: "short-history" });
    expect(anew(TODAY - 13)).toMatchObject({ changePct: 0, answer: "clear" });
  });

  it("gives the figure but no answer before two weeks are known", () => {
    const activities = onDays([TODAY - 12, TODAY - 1], { distanceM: 15_000 });
    const { distance } = checkup({ activities }, [], TODAY).progression;
    expect(distance).toEqual({ changePct: 0, answer: "not-enough-data", because: "short-history" });
    const known = onDays([TODAY - 13, TODAY - 1], { distanceM: 15_000 });
    expect(checkup({ activities: known }, [], TODAY).progression.distance.answer).toBe("clear");
  });

  it.each([
    ["out of an easy week, up to the usual one", [30_000, 30_000, 30_000, 15_000], 24_000, "info"],
    [
      "out of an easy week, up to its line as it is shown",
      [30_000, 30_000, 30_000, 15_000],
      28_900,
      "info",
    ],
    ["out of an easy week, beyond its line", [30_000, 30_000, 30_000, 15_000], 29_000, "notice"],
    ["out of a usual week", [20_000, 20_000, 20_000, 20_000], 24_000, "notice"],
    ["with nothing known of weeks before the last", [20_000], 24_000, "notice"],
  ])("a rise %s, is told with the severity it has", (_, before, now, severity) => {
    const activities = [...before, now].flatMap((distanceM, i) =>
      onDays([TODAY - 7 * (before.length - i), TODAY - 6 - 7 * (before.length - i)], {
        distanceM: distanceM / 2,
        movingS: distanceM / 6,
      }),
    );
    const { findings } = checkup({ activities }, [], TODAY);
    for (const rule of ["distance-progression", "duration-progression"]) {
      const finding = findings.find((one) => one.rule === rule);
      expect(finding).toMatchObject({ answer: "raised", severity });
    }
  });

  it("is for information where the runs since the last digest keep to its limits, though seven days hold more", () => {
    const far = (back: number, distanceM: number) =>
      makeActivity({ day: TODAY - back, distanceM, movingS: distanceM / 3 });
    const activities = [far(24, 20_000), far(17, 20_000), far(10, 20_000), far(4, 22_000)];
    const told = (today: number, digestOn: number | null) =>
      checkup({ activities: [...activities, far(0, today)] }, [], TODAY, { digestOn })
        .findings.filter(({ rule }) => /distance-|duration-/.test(rule))
        .map(({ severity }) => severity);
    expect(told(20_000, TODAY - 3)).toEqual(["info", "info"]);
    expect(told(25_000, TODAY - 3)).toEqual(["notice", "notice"]);
    expect(told(20_000, null)).toEqual(["notice", "notice"]);
    expect(told(20_000, TODAY - 8)).toEqual(["notice", "notice"]);
  });

  it.each<[string, number, Record<number, number>, Severity]>([
    [
      "more than a week ago, whose limits were for the week after it",
      9,
      { 35: 20, 30: 20, 28: 20, 23: 20, 21: 20, 16: 20, 14: 20, 9: 20, 4: 21, 0: 21 },
      "notice",
    ],
    [
      "whose own week was no step up, though the seven days up to yesterday are one",
      5,
      { 28: 20, 21: 20, 14: 20, 9: 2, 6: 20, 2: 20 },
      "info",
    ],
    ["whose own week was a short one", 3, { 24: 2, 17: 2, 10: 2, 4: 9, 1: 5 }, "info"],
    [
      "of today, which may have left before the run",
      0,
      { 24: 20, 17: 20, 10: 20, 3: 20, 0: 15 },
      "info",
    ],
  ])("within the limits of a digest %s", (_, digestAgo, kmOfDaysAgo, severity) => {
    const activities = Object.entries(kmOfDaysAgo).map(([ago, km]) =>
      makeActivity({ day: TODAY - Number(ago), distanceM: km * 1000, movingS: km * 330 }),
    );
    const options = { digestOn: TODAY - digestAgo };
    const { findings } = checkup({ activities }, [], TODAY, options);
    const rise = findings.find(({ rule }) => rule === "distance-progression");
    expect(rise).toMatchObject({ answer: "raised", severity });
    // No digest, no limits but those of a week ago.
    const without = checkup({ activities }, [], TODAY).findings;
    expect(without).toContainEqual({ ...rise, severity: "notice" });
  });

  it("is still a step up after the digest that told of it, however little was run since", () => {
    const weeks = [1, 2, 3, 4].flatMap((ago) =>
      onDays([0, 2, 4].map((back) => TODAY - 7 * ago - back)),
    );
    const step = onDays([0, 1, 2, 3, 4, 5].map((back) => TODAY - back));
    const seen = (today: number) => {
      const { findings, isLongWeek } = checkup({ activities: [...weeks, ...step] }, [], today, {
        digestOn: TODAY,
      });
      const told = findings.filter(({ rule }) => /distance-|duration-/.test(rule));
      return { severities: told.map(({ severity }) => severity), isLongWeek };
    };
    const asTold = { severities: ["notice", "notice"], isLongWeek: true };
    expect(seen(TODAY)).toEqual(asTold);
    expect(seen(TODAY + 1)).toEqual(asTold);
    expect(seen(TODAY + 2)).toEqual(asTold);
  });

  it("holds time and distance apart", () => {
    const activities = [
      makeActivity({ day: TODAY - 13, distanceM: 20_000, movingS: 7200 }),
      makeActivity({ distanceM: 20_000, movingS: 9000 }),
    ];
    const { distance, duration } = checkup({ activities }, [], TODAY).progression;
    expect(distance).toMatchObject({ changePct: 0, answer: "clear" });
    expect(duration).toMatchObject({ changePct: 25, answer: "raised" });
  });

  it("needs an hour and a half in the week before it calls a rise in time one", () => {
    const rise = (movingS: number) => {
      const activities = [
        makeActivity({ day: TODAY - 13, movingS: 1800 }),
        makeActivity({ movingS }),
      ];
      return checkup({ activities }, [], TODAY).progression.duration;
    };
    expect(rise(5399)).toMatchObject({ answer: "clear", because: "below-the-floor" });
    expect(rise(5400)).toMatchObject({ answer: "raised" });
  });
});

describe("intensity over the week before", () => {
  const half = { movingS: 1800 };
  const told: Athlete = { ...UNKNOWN_ATHLETE, maxHeartRateBpm: 190, restHeartRateBpm: 50 };
  const intensity = (now: Activity[], before: Activity[], athlete = UNKNOWN_ATHLETE) =>
    intensityProgression(now, before, athlete, LIMITS);
  const twice = (overrides: Partial<Activity>) => [
    makeActivity({ ...half, ...overrides }),
    makeActivity({ ...half, ...overrides }),
  ];

  it("is load per minute, so longer runs at the same effort don't raise it", () => {
    const longer = twice({ sessionRpe: 5, movingS: 5400 });
    expect(intensity(longer, twice({ sessionRpe: 5 }))).toEqual({
      changePct: 0,
      answer: "clear",
      because: null,
      method: "session-rpe",
    });
  });

  it("is never taken from speed", () => {
    const faster = twice({ distanceM: 9_000 });
    expect(intensity(faster, twice({ distanceM: 5_000 }), told)).toMatchObject({
      changePct: null,
      answer: "not-enough-data",
      because: "no-shared-load-method",
      method: null,
    });
  });

  it.each([
    [5, 5.5, 10, "clear"],
    [5, 6, 20, "raised"],
    [6, 4.5, -25, "clear"],
  ])("from a rating of %d to one of %d is %d %%, %s", (before, now, pct, answer) => {
    const change = intensity(twice({ sessionRpe: now }), twice({ sessionRpe: before }));
    expect(change.changePct).toBeCloseTo(pct, 9);
    expect(change.answer).toBe(answer);
  });

  it("weighs each run by its minutes", () => {
    const now = [
      makeActivity({ sessionRpe: 2, movingS: 5400 }),
      makeActivity({ sessionRpe: 10, movingS: 1800 }),
    ];
    const before = twice({ sessionRpe: 4 });
    expect(intensity(now, before).changePct).toBeCloseTo(0, 9);
  });

  it.each([
    ["one run in a week", [makeActivity({ sessionRpe: 5, movingS: 7200 })]],
    ["59 minutes in a week", twice({ sessionRpe: 5, movingS: 59 * 30 })],
  ])("has no figure with %s", (_, little) => {
    const enough = twice({ sessionRpe: 5 });
    const expected = {
      changePct: null,
      answer: "not-enough-data",
      because: "too-few-measured-sessions",
      method: null,
    };
    expect(intensity(little, enough)).toEqual(expected);
    expect(intensity(enough, little)).toEqual(expected);
  });

  it("counts 2 sessions and 60 minutes as enough, and doesn't count unmeasured runs in", () => {
    const now = [...twice({ sessionRpe: 5 }), makeActivity({ movingS: 9000 })];
    expect(intensity(now, twice({ sessionRpe: 5 })).changePct).toBe(0);
    const one = [makeActivity({ sessionRpe: 5, movingS: 3600 }), makeActivity({ movingS: 9000 })];
    expect(intensity(one, twice({ sessionRpe: 5 })).changePct).toBeNull();
  });

  it("falls back to heart rate for both weeks where one has no ratings", () => {
    const rated = twice({ sessionRpe: 9, averageHeartRateBpm: 150 });
    const unrated = twice({ averageHeartRateBpm: 150 });
    expect(intensity(rated, unrated, told)).toMatchObject({ changePct: 0, method: "banister" });
    const zones = { heartRateBands: { fromBpm: 120, seconds: [3600] } };
    expect(intensity(twice(zones), twice(zones), told)).toMatchObject({ method: "edwards" });
  });

  it("has no percentage over a week rated 0 throughout", () => {
    const change = intensity(twice({ sessionRpe: 5 }), twice({ sessionRpe: 0 }));
    expect(change).toEqual({
      changePct: null,
      answer: "not-enough-data",
      because: "too-few-measured-sessions",
      method: "session-rpe",
    });
  });
});
