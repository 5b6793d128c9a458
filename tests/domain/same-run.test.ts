import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type IdPair, isSameRun, sameRuns, type Telling } from "../../domain/same-run.ts";
import { TODAY } from "../support/make-activity.ts";
import { makeTelling } from "../support/make-telling.ts";

const START = TODAY * 86_400 + 18 * 3600;
const polar = (overrides: Partial<Telling> = {}) => makeTelling({ id: "polar:1", ...overrides });
const strava = (overrides: Partial<Telling> = {}) =>
  makeTelling({ id: "strava:1", rank: 1, ...overrides });

/**
 * Which records are one run, in no particular order: `["polar:1 strava:1", "file:2"]`, the counted one
 * first.
 */
const groupsOf = (tellings: readonly Telling[], apart: readonly IdPair[] = []) =>
  sameRuns(tellings, apart)
    .map(({ counted, others }) => [counted, ...others].map(({ id }) => id).join(" "))
    .sort();

/** Beside the usual record of an hour, neither duration is alike, and both may be true. */
const PAUSED = { movingS: 3000, elapsedS: 4200 };

describe("what is the same run", () => {
  it.each<[string, Partial<Telling>, Partial<Telling>, boolean]>([
    ["the same in all", {}, {}, true],
    ["begun exactly 2 minutes later", {}, { startS: START + 120 }, true],
    ["begun exactly 2 minutes earlier", {}, { startS: START - 120 }, true],
    ["begun 2 minutes and a second later", {}, { startS: START + 121 }, false],
    [
      "as long, and corrected to a tenth more, as after a treadmill",
      {},
      { distanceM: 11_000 },
      true,
    ],
    ["as long, with a jump of the receiver", { distanceM: 1_000_000 }, {}, true],
    ["with a pause, exactly 5 % shorter", {}, { ...PAUSED, distanceM: 9500 }, true],
    ["with a pause, 5 % and a centimetre shorter", {}, { ...PAUSED, distanceM: 9499.99 }, false],
    ["with a pause, exactly 5 % of the longer longer", { distanceM: 9500 }, PAUSED, true],
    ["with a pause, 5 % of the shorter longer", { distanceM: 10_500 }, PAUSED, true],
    ["with a pause and a jump of the receiver", { distanceM: 1_000_000 }, PAUSED, true],
    ["exactly 5 % less time", {}, { movingS: 3420, elapsedS: 3420 }, true],
    ["5 % and a second less time", {}, { movingS: 3419, elapsedS: 3419 }, false],
    ["the same in all, with other pauses cut", {}, { movingS: 3000 }, true],
    ["the same in motion, with a pause before the end", {}, { elapsedS: 4200 }, true],
    ["with a pause that the other leaves out, and stops that it counts", {}, PAUSED, true],
    ["in all, shorter than the other was in motion", {}, { movingS: 3000, elapsedS: 3419 }, false],
    ["in motion, longer than the other in all", {}, { movingS: 3790, elapsedS: 4200 }, false],
    ["in motion, exactly as long as the other in all", { elapsedS: 4200 }, { movingS: 3000 }, true],
    ["a trail run to one", {}, { sport: "trail-run" }, true],
    ["on a treadmill to one", {}, { sport: "virtual-run" }, true],
    ["a walk to one", {}, { sport: "walk" }, false],
    ["a ride to both", { sport: "ride" }, { sport: "ride" }, true],
    ["without a distance to one", { sport: "virtual-run" }, { distanceM: 0 }, true],
    ["without a distance to both", { distanceM: 0 }, { distanceM: 0 }, true],
    ["without a distance, and longer", { distanceM: 0 }, { movingS: 5000, elapsedS: 5000 }, false],
    [
      "half of it, of a watch stopped between",
      {},
      { distanceM: 5000, movingS: 1800, elapsedS: 1800 },
      false,
    ],
    ["on the next local day, at the same instant", {}, { day: "2021-09-13" }, true],
    [
      "at the same time of day, an hour on as the clocks went back",
      {},
      { startS: START + 3600 },
      false,
    ],
    ["with its time of day hidden", {}, { startS: null }, true],
    ["whose time of day the other one hides", { startS: null }, {}, true],
    ["hidden, and alike in motion only", {}, { startS: null, elapsedS: 4200 }, true],
    ["hidden, and alike in all only", {}, { startS: null, movingS: 3000 }, true],
    [
      "begun after the end of the shorter",
      { movingS: 60, elapsedS: 60 },
      { startS: START + 60, movingS: 50, elapsedS: 300 },
      false,
    ],
    [
      "begun in a pause of the shorter",
      { movingS: 60, elapsedS: 90 },
      { startS: START + 60, movingS: 60, elapsedS: 300 },
      true,
    ],
    ["with both times hidden", { startS: null }, { startS: null }, true],
    ["hidden, on the next day", {}, { startS: null, day: "2021-09-13" }, false],
    ["hidden, and 6 % longer", {}, { startS: null, distanceM: 10_700 }, false],
    ["hidden, without a distance", {}, { startS: null, distanceM: 0 }, false],
    ["hidden, without a distance to both", { distanceM: 0 }, { startS: null, distanceM: 0 }, false],
    [
      "hidden, and other in motion and in all",
      {},
      { startS: null, movingS: 3000, elapsedS: 4200 },
      false,
    ],
    ["without length", { movingS: 0, elapsedS: 0 }, { movingS: 0, elapsedS: 0 }, false],
  ])("%s", (_, a, b, isSame) => {
    expect(isSameRun(polar(a), strava(b))).toBe(isSame);
    expect(isSameRun(strava(b), polar(a))).toBe(isSame);
    expect(groupsOf([polar(a), strava(b)])).toHaveLength(isSame ? 1 : 2);
  });

  it("may come after one of another day", () => {
    const later = makeTelling({ id: "file:1", startS: START + 86_400, day: "2021-09-13" });
    for (const records of [
      [polar(), later, strava()],
      [strava(), later, polar()],
    ]) {
      expect(groupsOf(records)).toEqual(["file:1", "polar:1 strava:1"]);
    }
  });

  it("never is what one service tells twice: it knows its own", () => {
    expect(groupsOf([polar(), polar({ id: "polar:2" })])).toEqual(["polar:1", "polar:2"]);
  });

  it("is not the next repeat of a track session, recorded one by one", () => {
    const repeat = { distanceM: 400, movingS: 90, elapsedS: 90 };
    const session = [0, 1, 2].flatMap((n) => [
      polar({ ...repeat, id: `polar:${n}`, startS: START + n * 110 }),
      strava({ ...repeat, id: `strava:${n}`, startS: START + n * 110 + 15 }),
    ]);
    expect(groupsOf(session)).toEqual(["polar:0 strava:0", "polar:1 strava:1", "polar:2 strava:2"]);
  });
});

describe("which one counts", () => {
  const file = makeTelling({ id: "file:1", rank: 2 });

  it("is the one that the runner's order puts first, whole", () => {
    const watch = polar({ rank: 5, figures: 9 });
    const [run] = sameRuns([watch, file, strava()], []);
    expect(run).toEqual({ counted: strava(), others: [file, watch] });
  });

  it("is not one without a distance while another has one", () => {
    expect(groupsOf([polar({ distanceM: 0 }), strava()])).toEqual(["strava:1 polar:1"]);
    expect(groupsOf([polar({ rank: 2 }), strava({ distanceM: 0 })])).toEqual(["polar:1 strava:1"]);
  });

  it("is not one with a distance that nobody can have run", () => {
    const jumped = polar({ distanceM: 100_000 });
    expect(groupsOf([jumped, strava()])).toEqual(["strava:1 polar:1"]);
    const rides = [jumped, strava()].map((one) => ({ ...one, sport: "ride" as const }));
    expect(groupsOf(rides)).toEqual(["polar:1 strava:1"]);
  });

  it("of one rank is the one that knows more, then the lower id", () => {
    const bare = makeTelling({ id: "file:1" });
    const full = makeTelling({ id: "file:2", teller: "file:2", figures: 2 });
    const last = makeTelling({ id: "file:3", teller: "file:3" });
    expect(groupsOf([last, full, bare])).toEqual(["file:2 file:1 file:3"]);
    expect(groupsOf([last, bare])).toEqual(["file:1 file:3"]);
  });
});

describe("three that don't all agree", () => {
  const at = (id: string, startS: number) => makeTelling({ id, startS: START + startS });

  it("leave the farthest alone: A like B, B like C, A unlike C", () => {
    const [a, b, c] = [at("a:1", 0), at("b:1", 100), at("c:1", 190)];
    expect(groupsOf([a, b, c])).toEqual(["a:1", "b:1 c:1"]);
    expect(groupsOf([a, at("b:1", 90), c])).toEqual(["a:1 b:1", "c:1"]);
  });

  it("are settled by their names where both are as near", () => {
    expect(groupsOf([at("c:1", 200), at("b:1", 100), at("a:1", 0)])).toEqual(["a:1 b:1", "c:1"]);
  });

  it("are settled by their distances where all began at once", () => {
    const near = { ...PAUSED, distanceM: 10_050 };
    const far = { distanceM: 9520 };
    const three = (one: Partial<Telling>, other: Partial<Telling>) =>
      groupsOf([strava(one), polar(), makeTelling({ id: "suunto:1", rank: 2, ...other })]);
    expect(three(near, far)).toEqual(["polar:1 strava:1", "suunto:1"]);
    expect(three(far, near)).toEqual(["polar:1 suunto:1", "strava:1"]);
  });

  it("are settled by times of day before a hidden one, though that is closer in length", () => {
    const hidden = strava({ startS: null, distanceM: 10_010 });
    const later = makeTelling({ id: "suunto:1", startS: START + 60, distanceM: 9500 });
    expect(groupsOf([hidden, polar(), later])).toEqual(["polar:1 suunto:1", "strava:1"]);
  });

  it("lose no run to a hidden time of day: one in the morning, one in the evening", () => {
    const morning = polar({ id: "polar:am", startS: START - 10 * 3600 });
    const evening = makeTelling({ id: "file:pm", distanceM: 10_100 });
    const hidden = (id: string) => strava({ id, startS: null });
    expect(groupsOf([morning, evening, hidden("strava:1")])).toEqual([
      "file:pm",
      "polar:am strava:1",
    ]);
    const both = [hidden("strava:1"), hidden("strava:2")];
    expect(groupsOf([morning, evening, ...both])).toHaveLength(2);
  });
});

describe("a crowd of files that all claim the same run", () => {
  /** Counts how often a start is looked at. */
  const crowd = (size: number, startS: number | null) => {
    const looks = { count: 0 };
    const list = Array.from({ length: size }, (_, i) => ({
      ...makeTelling({ id: `file:${i}`, teller: `file:${i}` }),
      get startS() {
        looks.count += 1;
        return startS;
      },
    }));
    return { list, looks };
  };

  it.each([
    ["at an instant", START],
    ["on a day", null],
  ])("begun %s is not compared each with each", (_, startS) => {
    const [few, many] = [crowd(200, startS), crowd(2000, startS)];
    for (const { list } of [few, many]) sameRuns(list, []);
    expect(many.looks.count).toBeLessThan(20 * few.looks.count);
  });

  it("is told as runs of at most twenty records each, and none is lost", () => {
    const { list } = crowd(100, START);
    const runs = sameRuns(list, []);
    for (const { others } of runs) expect(others.length).toBeLessThan(20);
    expect(runs.flatMap(({ counted, others }) => [counted, ...others])).toHaveLength(100);
  });

  it.each([
    ["at an instant", START],
    ["on a day", null],
  ])("begun %s makes the same runs in whatever order it came", (_, startS) => {
    const { list } = crowd(50, startS);
    expect(groupsOf(list.toReversed())).toEqual(groupsOf(list));
  });

  it("of twenty is one run", () => {
    expect(sameRuns(crowd(20, START).list, [])).toHaveLength(1);
  });
});

describe("what the runner calls two runs", () => {
  const file = makeTelling({ id: "file:1", rank: 2 });

  it("stays two, in whatever order it is said", () => {
    for (const pair of [
      ["polar:1", "strava:1"],
      ["strava:1", "polar:1"],
    ] as const) {
      expect(groupsOf([polar(), strava()], [pair])).toEqual(["polar:1", "strava:1"]);
    }
  });

  it("keeps a third with one of them alone", () => {
    expect(groupsOf([polar(), strava(), file], [["polar:1", "strava:1"]])).toEqual([
      "polar:1 file:1",
      "strava:1",
    ]);
  });

  it("is not mixed up with ids that only look alike run together", () => {
    const [a, b] = [makeTelling({ id: "a b" }), makeTelling({ id: "c" })];
    expect(groupsOf([a, b], [["a", "b c"]])).toEqual(["a b c"]);
  });
});

describe("laws", () => {
  const TELLERS = ["polar", "suunto", "strava", "file", "manual"];
  const near = <T>(...values: T[]) => fc.constantFrom(...values);
  const tellings = fc
    .array(
      fc.record({
        teller: near(...TELLERS),
        rank: fc.nat(3),
        figures: fc.nat(3),
        sport: near<Telling["sport"]>("run", "run", "trail-run", "virtual-run", "ride"),
        day: near("2021-09-12", "2021-09-13"),
        startS: fc.option(
          fc.integer({ min: 0, max: 400 }).map((s) => START + s),
          { nil: null, freq: 6 },
        ),
        distanceM: near(0, 9400, 9500, 9800, 10_000, 10_300),
        movingS: near(0, 60, 3300, 3500, 3600),
        elapsedS: near(60, 3500, 3600, 3900),
      }),
      { maxLength: 14 },
    )
    .map((list): Telling[] => list.map((one, i) => ({ ...one, id: `${one.teller}:${i}` })));
  const shuffled = (list: readonly Telling[]) =>
    fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });
  const someApart = (list: readonly Telling[]) =>
    fc.array(fc.tuple(near(...list.map(({ id }) => id)), near(...list.map(({ id }) => id))), {
      maxLength: 4,
    });
  const told = tellings
    .filter((list) => list.length > 0)
    .chain((list) => fc.tuple(fc.constant(list), shuffled(list), someApart(list)));

  it("the order of arrival changes nothing", () => {
    fc.assert(
      fc.property(told, ([list, other, apart]) => {
        expect(groupsOf(other, apart)).toEqual(groupsOf(list, apart));
      }),
      { numRuns: 1000 },
    );
  });

  it("each telling is in one run, and never with one that is unlike it, of its own teller or kept apart from it", () => {
    fc.assert(
      fc.property(told, ([list, , apart]) => {
        const groups = sameRuns(list, apart).map(({ counted: best, others }) => [best, ...others]);
        expect(
          groups
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(list.map(({ id }) => id).sort());
        for (const group of groups) {
          for (const [i, a] of group.entries()) {
            for (const b of group.slice(i + 1)) {
              expect(isSameRun(a, b)).toBe(true);
              expect(apart.some((pair) => pair.includes(a.id) && pair.includes(b.id))).toBe(false);
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("which source wins changes neither how many runs there are nor who belongs together", () => {
    fc.assert(
      fc.property(told, fc.func(fc.nat(9)), ([list, , apart], rankOf) => {
        const ranked = list.map((telling) => ({ ...telling, rank: rankOf(telling.teller) }));
        const members = (all: readonly Telling[]) =>
          groupsOf(all, apart)
            .map((group) => group.split(" ").sort().join(" "))
            .sort();
        expect(members(ranked)).toEqual(members(list));
      }),
    );
  });

  it("what counts is one of the tellings, untouched", () => {
    fc.assert(
      fc.property(told, ([list, , apart]) => {
        for (const run of sameRuns(list, apart)) expect(list).toContain(run.counted);
      }),
    );
  });

  it("another source that tells all of it again, as it was, adds no run", () => {
    const once = tellings.map((list) => list.filter(({ movingS }) => movingS > 0).slice(0, 1));
    fc.assert(
      fc.property(once, (list) => {
        const again = list.map((one) => ({ ...one, id: "again:1", teller: "again" }));
        const isHard = list.some(({ startS, distanceM }) => startS === null && distanceM === 0);
        expect(sameRuns([...list, ...again], [])).toHaveLength(list.length * (isHard ? 2 : 1));
      }),
    );
  });

  it("far from each other nobody is merged, however many there are", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { maxLength: 30 }), (hours) => {
        const list = hours.map((hour, i) =>
          makeTelling({ id: `${TELLERS[i % 5]}:${i}`, startS: START + hour * 3600 }),
        );
        expect(sameRuns(list, [])).toHaveLength(list.length);
      }),
    );
  });
});
