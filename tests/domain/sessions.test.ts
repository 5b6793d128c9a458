import { describe, expect, it } from "vitest";
import { diaryOf } from "../../domain/diary.ts";
import {
  hasRunBeyondLimit,
  isAfterLongRun,
  longestSessionM,
  sessionsOfWeek,
  spikeBand,
  wentTooFar,
} from "../../domain/sessions.ts";
import { limitsFor } from "../../domain/thresholds.ts";
import { makeActivity, TODAY } from "../support/make-activity.ts";

const LIMITS = limitsFor();

function sessions(...activities: ReturnType<typeof makeActivity>[]) {
  return sessionsOfWeek(diaryOf({ activities }, TODAY), LIMITS);
}

describe("the band of a run", () => {
  it.each([
    [5_000, "reference"],
    [11_000, "reference"],
    [11_000.01, "small"],
    [13_000, "small"],
    [13_000.01, "moderate"],
    [20_000, "moderate"],
    [20_000.01, "large"],
  ])("of %d m after a longest of 10 km is %s", (distanceM, band) => {
    expect(spikeBand(distanceM / 10_000, LIMITS)).toBe(band);
  });

  it.each([
    [3.3 * 1000, 3 * 1000, "reference"],
    [1.1 * 3 * 1000, 3 * 1000, "reference"],
    [1.1 * 1609.344 * 7, 1609.344 * 7, "reference"],
    [1.3 * 6.1 * 1000, 6.1 * 1000, "small"],
    [0.1 + 0.1 + 0.1 + 0.09, 0.3, "small"],
  ])(
    "keeps to the inner side of its edge when sums round: %d over %d is %s",
    (run, longest, band) => {
      expect(spikeBand(run / longest, LIMITS)).toBe(band);
    },
  );
});

describe("a run longer than the reference", () => {
  const weekly = [3, 10, 17, 24, 31, 38].map((back) =>
    makeActivity({ day: TODAY - back, distanceM: 20_000 }),
  );
  const last = (run: Partial<ReturnType<typeof makeActivity>>, ...others: typeof weekly) =>
    sessions(...weekly, ...others, makeActivity(run)).at(-1);

  it("kept to no limit that went by a run of more than 30 days ago, however lately it was shown", () => {
    const far = makeActivity({ day: TODAY - 31, distanceM: 30_000 });
    const run = last({ distanceM: 24_200 }, far);
    expect(run).toMatchObject({ longestPrior30dM: 20_000, keptToLimit: false });
    expect(run && wentTooFar(run)).toBe(true);
  });

  it("is of somebody who has just come for the first two weeks after the first known run", () => {
    const isNewHere = (days: number) =>
      sessions(makeActivity({ day: TODAY - days }), makeActivity()).at(-1)?.isNewHere;
    expect([0, 13, 14].map(isNewHere)).toEqual([true, true, false]);
  });

  it.each([
    ["within", 10_000, true],
    ["beyond", 10_200, false],
  ])(
    "that is %s half of the level before a break kept to its limit, or didn't, after a short one too",
    (_, distanceM, kept) => {
      const before = [35, 42, 49].map((back) =>
        makeActivity({ day: TODAY - back, distanceM: 20_000 }),
      );
      const short = makeActivity({ day: TODAY - 3, distanceM: 2000 });
      const run = sessions(...before, short, makeActivity({ distanceM })).at(-1);
      expect(run).toMatchObject({ longestPrior30dM: 2000, band: "large", keptToLimit: kept });
      expect(run && wentTooFar(run)).toBe(!kept);
    },
  );

  it("may follow a shorter one of its day, as Today said by then, but not the other way round", () => {
    const morning = makeActivity({ startMinute: 400, distanceM: 21_900 });
    expect(last({ startMinute: 1100, distanceM: 24_000 }, morning)?.keptToLimit).toBe(true);
    const later = makeActivity({ startMinute: 1200, distanceM: 24_000 });
    expect(sessions(...weekly, makeActivity({ distanceM: 24_000 }), later).at(-2)).toMatchObject({
      keptToLimit: false,
    });
  });

  it("may not follow one of its day that went too far, be there a short one between them or not", () => {
    const far = { distanceM: 60_000, movingS: 25_200 };
    const morning = makeActivity({ startMinute: 200, ...far });
    const noon = makeActivity({ startMinute: 700, distanceM: 5000 });
    const evening = { startMinute: 1000, ...far };
    expect(last(evening, morning)).toMatchObject({ band: "large", keptToLimit: false });
    expect(last(evening, morning, noon)).toMatchObject({ band: "large", keptToLimit: false });
  });

  it("kept to no limit of the way back from a break that went by a run of more than 30 days ago", () => {
    const before = [36, 43, 50].map((back) =>
      makeActivity({ day: TODAY - back, distanceM: 20_000 }),
    );
    const last = makeActivity({ day: TODAY - 33, distanceM: 5000 });
    const since = Array.from({ length: 17 }, (_, back) =>
      makeActivity({ day: TODAY - 1 - back, distanceM: 3000 }),
    );
    const run = sessions(...before, last, ...since, makeActivity({ distanceM: 10_000 })).at(-1);
    expect(run).toMatchObject({ longestPrior30dM: 3000, band: "large", keptToLimit: false });
  });

  it("may read like its limit and yet be a hair longer", () => {
    expect(last({ distanceM: 22_070 })?.keptToLimit).toBe(true);
    expect(last({ distanceM: 22_100 })?.keptToLimit).toBe(false);
  });

  it("is compared with the limits of its day as often among many runs of that day as among few", () => {
    let looks = 0;
    class Looked<T> extends Array<T> {
      override slice(from?: number, to?: number) {
        looks += 1;
        return super.slice(from, to);
      }
    }
    const looksAt = (count: number) => {
      const far = [5000, 25_000].flatMap((distanceM, late) =>
        Array.from({ length: count }, (_, minute) =>
          makeActivity({ startMinute: 600 * late + minute, distanceM, movingS: 9000 }),
        ),
      );
      const diary = diaryOf({ activities: [...weekly, ...far] }, TODAY);
      looks = 0;
      sessionsOfWeek({ ...diary, runs: Looked.from(diary.runs) }, LIMITS);
      return looks;
    };
    expect(looksAt(20)).toBeGreaterThan(20);
    expect(looksAt(40)).toBeLessThan(2.2 * looksAt(20));
  });

  it("is told of sooner than the limits say to a runner who asked for that", () => {
    const limits = limitsFor({ spikeReferenceRatio: 1.02 });
    const activities = [...weekly, makeActivity({ distanceM: 21_000 })];
    const [, run] = sessionsOfWeek(diaryOf({ activities }, TODAY), limits);
    expect(run).toMatchObject({ band: "small", keptToLimit: false });
  });
});

describe("the sessions of a week", () => {
  it("come in order of start, whatever the order they arrived in", () => {
    const evening = makeActivity({ day: TODAY - 1, startMinute: 1100 });
    const morning = makeActivity({ day: TODAY - 1, startMinute: 400 });
    const first = makeActivity({ day: TODAY - 6 });
    const before = makeActivity({ day: TODAY - 7 });
    expect(sessions(evening, before, first, morning).map(({ activityId }) => activityId)).toEqual([
      first.id,
      morning.id,
      evening.id,
    ]);
  });

  it("look back 30 days from their own day and no further", () => {
    const run = makeActivity({ day: TODAY - 2, distanceM: 12_000 });
    const edge = makeActivity({ day: TODAY - 32, distanceM: 8_000 });
    const beyond = makeActivity({ day: TODAY - 33, distanceM: 30_000 });
    expect(sessions(run, edge, beyond)).toEqual([
      {
        activityId: run.id,
        day: TODAY - 2,
        distanceM: 12_000,
        longestPrior30dM: 8_000,
        ratio: 1.5,
        band: "moderate",
        isRace: false,
        keptToLimit: true,
        isNewHere: false,
      },
    ]);
  });

  it("are never compared with a run of their own day, but with one of the week before their day", () => {
    const long = makeActivity({ day: TODAY - 1, startMinute: 300, distanceM: 15_000 });
    const short = makeActivity({ day: TODAY - 1, startMinute: 900, distanceM: 5_000 });
    const next = makeActivity({ day: TODAY, distanceM: 15_000 });
    expect(sessions(long, short, next).map(({ ratio, band }) => [ratio, band])).toEqual([
      [null, "not-enough-data"],
      [null, "not-enough-data"],
      [1, "reference"],
    ]);
  });

  it("have no longest run to compare with where all were of 0 m, or other sports", () => {
    const treadmill = makeActivity({ day: TODAY - 9, distanceM: 0 });
    const ride = makeActivity({ day: TODAY - 8, sport: "ride", distanceM: 40_000 });
    expect(sessions(treadmill, ride, makeActivity())).toMatchObject([
      { longestPrior30dM: null, ratio: null, band: "not-enough-data" },
    ]);
  });

  it("hold a run of 0 m as what it is", () => {
    const treadmill = makeActivity({ distanceM: 0 });
    expect(sessions(makeActivity({ day: TODAY - 9 }), treadmill)).toMatchObject([
      { distanceM: 0, ratio: 0, band: "reference" },
    ]);
  });

  it("count trail and virtual runs, not walks", () => {
    const week = sessions(
      makeActivity({ sport: "trail-run" }),
      makeActivity({ sport: "virtual-run" }),
      makeActivity({ sport: "walk" }),
    );
    expect(week).toHaveLength(2);
  });
});

describe("the easy runs after several long ones", () => {
  const runs = (...some: (readonly [ago: number, distanceM: number])[]) =>
    some.map(([ago, distanceM]) => makeActivity({ day: TODAY - ago, distanceM }));
  const usual = runs([42, 10_000], [35, 10_000], [28, 10_000]);

  it.each([
    ["the first one, for as long as both may be of one race", 26, true],
    ["the last one, where a break's days lie between them", 27, false],
  ])("are no longer than what the runner was used to before %s", (_, ago, isAfter) => {
    const long = runs([ago, 15_000], [13, 25_000]);
    const diary = diaryOf(
      { activities: [...usual, ...long, ...runs([4, 14_000], [2, 14_000])] },
      TODAY,
    );
    expect(isAfterLongRun(diary, LIMITS)).toBe(isAfter);
  });
});

describe("the runs beyond every limit shown for them", () => {
  const diary = diaryOf(
    {
      activities: [35, 28, 21, 14, 7]
        .map((ago) => makeActivity({ day: TODAY - ago }))
        .concat(makeActivity({ day: TODAY - 3, distanceM: 15_000 })),
    },
    TODAY,
  );

  it.each([
    [TODAY - 3, 15_000, true],
    [TODAY - 2, 15_000, false],
    [TODAY - 3, 15_001, false],
  ])("are looked for from day %i on and from %i m: %s", (from, leastM, isFound) => {
    expect(hasRunBeyondLimit(diary, from, LIMITS, leastM)).toBe(isFound);
  });
});

it("the longest of some runs is 0 m where there is none, or none has a distance", () => {
  const made = (...metres: number[]) =>
    sessions(...metres.map((distanceM) => makeActivity({ distanceM })));
  expect(longestSessionM(made(5000, 12_000, 8000))).toBe(12_000);
  expect(longestSessionM(made(0, 0))).toBe(0);
  expect(longestSessionM([])).toBe(0);
});
