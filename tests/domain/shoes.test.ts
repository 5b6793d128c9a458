import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diaryOf } from "../../domain/diary.ts";
import type { Activity, Shoe } from "../../domain/history.ts";
import {
  type DefaultShoes,
  mostWorn,
  type ShoeWear,
  samePairs,
  soonestDueFirst,
  wearOf,
} from "../../domain/shoes.ts";
import { limitsFor } from "../../domain/thresholds.ts";
import { makeActivity, onDays, TODAY } from "../support/make-activity.ts";
import { makeShoe } from "../support/make-shoe.ts";

const MILE = 1609.344;

function wear(shoes: Shoe[], activities: Activity[], defaults: DefaultShoes = {}) {
  return wearOf(shoes, diaryOf({ activities }, TODAY), defaults, limitsFor());
}

function only(shoe: Shoe, activities: Activity[] = []) {
  const [pair] = wear([shoe], activities).shoes;
  if (pair === undefined) throw new Error("a pair went missing");
  return pair;
}

describe("how far a pair has come", () => {
  it("is what it had before plus its runs; walks and rides in it don't count", () => {
    const activities = [
      ...onDays([TODAY - 500, TODAY - 3], { shoeId: "shoe:1" }),
      makeActivity({ sport: "trail-run", shoeId: "shoe:1" }),
      makeActivity({ sport: "walk", shoeId: "shoe:1" }),
      makeActivity({ shoeId: "shoe:2" }),
    ];
    expect(only(makeShoe({ startDistanceM: 100_000 }), activities).distanceM).toBe(130_000);
  });

  it("is the provider's own total where that is given", () => {
    const shoe = makeShoe({ startDistanceM: 100_000, providerDistanceM: 321_000 });
    expect(only(shoe, onDays([TODAY], { shoeId: "shoe:1" })).distanceM).toBe(321_000);
  });
});

describe("what a pair's distance means", () => {
  it.each([
    [300 * MILE - 0.01, "ok"],
    [300 * MILE, "notice"],
    [500 * MILE - 0.01, "notice"],
    [500 * MILE, "replace"],
  ])("at %d m it is %s by the house's 300 and 500 miles", (startDistanceM, status) => {
    expect(only(makeShoe({ startDistanceM })).status).toBe(status);
  });

  it("follows the pair's own limits before the house's", () => {
    const shoe = makeShoe({ startDistanceM: 350_000, noticeAtM: 200_000, replaceAtM: 400_000 });
    expect(only(shoe)).toMatchObject({
      status: "notice",
      noticeAtM: 200_000,
      replaceAtM: 400_000,
    });
  });

  it("lets a pair's early end pull its notice down with it", () => {
    const racer = makeShoe({ startDistanceM: 399_999, replaceAtM: 400_000 });
    expect(only(racer)).toMatchObject({ status: "ok", noticeAtM: 400_000 });
  });

  it("stops counting with a retired pair", () => {
    const shoe = makeShoe({ startDistanceM: 900_000, retired: true });
    const pair = only(shoe, onDays([TODAY], { shoeId: "shoe:1" }));
    expect(pair).toMatchObject({ status: "retired", replaceOn: null, rotationShare: null });
  });
});

describe("the day a pair is due", () => {
  const daily = (days: number, distanceM: number) =>
    onDays(
      Array.from({ length: days }, (_, i) => TODAY - i),
      { shoeId: "shoe:1", distanceM },
    );

  it("comes from its own use of the last 6 weeks, spread over all of them", () => {
    const shoe = makeShoe({ replaceAtM: 242_000 });
    expect(only(shoe, daily(42, 1_000)).replaceOn).toBe(TODAY + 200);
    const first = makeActivity({ day: TODAY - 41, shoeId: "shoe:1", distanceM: 2_000 });
    expect(only(shoe, [...daily(20, 2_000), first]).replaceOn).toBe(TODAY + 200);
  });

  it("comes from its use since its first run where that is less, and not from its first two weeks", () => {
    const shoe = makeShoe({ replaceAtM: 400_000 });
    expect(only(shoe, daily(20, 10_000)).replaceOn).toBe(TODAY + 20);
    expect(only(shoe, daily(14, 10_000)).replaceOn).toBe(TODAY + 26);
    expect(only(shoe, daily(13, 10_000)).replaceOn).toBeNull();
  });

  it("is the first day on which the limit is reached, not the last before it", () => {
    const shoe = makeShoe({ replaceAtM: 242_001 });
    expect(only(shoe, daily(42, 1_000)).replaceOn).toBe(TODAY + 201);
  });

  it("is still given once the notice has been", () => {
    const shoe = makeShoe({ noticeAtM: 40_000, replaceAtM: 242_000 });
    expect(only(shoe, daily(42, 1_000))).toMatchObject({
      status: "notice",
      replaceOn: TODAY + 200,
    });
  });

  it("leaves out what lies more than 6 weeks back", () => {
    const shoe = makeShoe({ replaceAtM: 252_000 });
    const old = makeActivity({ day: TODAY - 42, shoeId: "shoe:1", distanceM: 10_000 });
    expect(only(shoe, [...daily(42, 1_000), old]).replaceOn).toBe(TODAY + 200);
    expect(only(makeShoe(), [old]).replaceOn).toBeNull();
  });

  it("is unknown for a pair already past it, or worn so rarely that no date makes sense", () => {
    expect(only(makeShoe({ replaceAtM: 42_000 }), daily(42, 1_000)).replaceOn).toBeNull();
    expect(only(makeShoe(), daily(42, 1)).replaceOn).toBeNull();
    expect(only(makeShoe()).replaceOn).toBeNull();
  });

  it("is given up to two years ahead: further, it helps nobody", () => {
    const due = (kmLeft: number) =>
      only(makeShoe({ replaceAtM: (42 + kmLeft) * 1000, noticeAtM: 10_000 }), daily(42, 1_000));
    expect(due(730).replaceOn).toBe(TODAY + 730);
    expect(due(731).replaceOn).toBeNull();
  });
});

describe("the pairs in use, the soonest due first", () => {
  const pair = (name: string, more: Partial<ShoeWear>): ShoeWear => ({
    ...{ shoeId: name, alsoIds: [], name, rotationShare: null },
    ...{ distanceM: 100_000, noticeAtM: 480_000, replaceAtM: 800_000 },
    ...{ status: "ok", replaceOn: null },
    ...more,
  });

  it("are those past their limit, then those with a date, then those with the least left", () => {
    const pairs = [
      pair("barely worn", { distanceM: 20_000 }),
      pair("worn", { distanceM: 300_000 }),
      pair("due in a year", { replaceOn: TODAY + 365 }),
      pair("due tomorrow", { replaceOn: TODAY + 1, status: "notice" }),
      pair("retired", { status: "retired", distanceM: 900_000 }),
      pair("5 km past it", { status: "replace", distanceM: 805_000 }),
      pair("20 km past it", { status: "replace", distanceM: 820_000 }),
    ];
    expect(soonestDueFirst(pairs).map(({ name }) => name)).toEqual([
      "20 km past it",
      "5 km past it",
      "due tomorrow",
      "due in a year",
      "worn",
      "barely worn",
    ]);
    const namesOf = (worn: readonly ShoeWear[]) => mostWorn(worn).map(({ name }) => name);
    expect(namesOf(pairs)).toEqual(["20 km past it", "5 km past it"]);
    expect(namesOf(pairs.slice(0, -2))).toEqual(["due tomorrow"]);
    expect(namesOf(pairs.slice(0, 3))).toEqual([]);
  });
});

describe("which pair a run belongs to", () => {
  const pairs = [
    makeShoe({ id: "road" }),
    makeShoe({ id: "trail" }),
    makeShoe({ id: "old", retired: true }),
  ];

  it("is the default of its sport when it names none", () => {
    const activities = [
      makeActivity({ distanceM: 5_000 }),
      makeActivity({ sport: "trail-run", distanceM: 7_000 }),
      makeActivity({ shoeId: "trail", distanceM: 1_000 }),
    ];
    const { shoes, unassigned } = wear(pairs, activities, { run: "road", "trail-run": "trail" });
    expect(shoes.map(({ distanceM }) => distanceM)).toEqual([5_000, 8_000, 0]);
    expect(unassigned.runs).toBe(0);
  });

  it("is what another record of the run names where its own names none, with that record's distance", () => {
    const wornAs = { shoeId: "trail", distanceM: 10_120 };
    const activities = [
      makeActivity({ day: TODAY - 1, wornAs }),
      makeActivity({ shoeId: "road", wornAs }),
    ];
    const { shoes } = wear(pairs, activities);
    expect(shoes.map(({ distanceM }) => distanceM)).toEqual([10_000, 10_120, 0]);
  });

  it("is listed as unknown without a default, with an unknown pair, or a retired default", () => {
    const none = makeActivity({ day: TODAY - 41, distanceM: 5_000 });
    const stranger = makeActivity({ day: TODAY - 2, shoeId: "gone", distanceM: 6_000 });
    const old = makeActivity({ day: TODAY - 42, distanceM: 7_000 });
    const { shoes, unassigned } = wear(pairs, [none, stranger, old], { run: "old" });
    expect(unassigned).toEqual({
      runs: 3,
      distanceM: 18_000,
      recentActivityIds: [none.id, stranger.id],
    });
    expect(shoes.every(({ distanceM }) => distanceM === 0)).toBe(true);
  });

  it("shows what part of six weeks each pair not retired has taken", () => {
    const activities = [
      makeActivity({ shoeId: "road", distanceM: 30_000, day: TODAY - 41 }),
      makeActivity({ shoeId: "road", distanceM: 25_000, day: TODAY - 42 }),
      makeActivity({ shoeId: "trail", distanceM: 10_000 }),
      makeActivity({ shoeId: "old", distanceM: 20_000 }),
    ];
    const shares = wear(pairs, activities).shoes.map(({ rotationShare }) => rotationShare);
    expect(shares).toEqual([0.75, 0.25, null]);
    expect(wear(pairs, []).shoes[0]?.rotationShare).toBeNull();
  });
});

describe("a pair under several names", () => {
  const run = (back: number, shoeId: string | null, distanceM = 10_000) =>
    makeActivity({ day: TODAY - back, shoeId, distanceM });
  const strava = (overrides: Partial<Shoe> = {}) =>
    makeShoe({ id: "strava:g1", name: "Nimbus", ...overrides });
  const own = (overrides: Partial<Shoe> = {}) =>
    makeShoe({
      id: "own:a",
      name: "My Nimbus",
      sameAs: { id: "strava:g1", since: TODAY },
      ...overrides,
    });

  it("has the name and the limits of the pair that it is, and each run once", () => {
    const { shoes } = wear(
      [own({ replaceAtM: 1 }), strava({ replaceAtM: 600_000 })],
      [run(9, "own:a"), run(5, "strava:g1"), run(1, "own:a")],
    );
    expect(shoes).toMatchObject([
      {
        shoeId: "strava:g1",
        alsoIds: ["own:a"],
        name: "Nimbus",
        distanceM: 30_000,
        replaceAtM: 600_000,
        rotationShare: 1,
      },
    ]);
  });

  it.each([
    ["adds what it had before its first run here", 120_000, 0, null, 120_000 + 40_000],
    ["never adds what both had before: the larger way counts", 120_000, 100_000, null, 160_000],
    // The younger name's start already holds what was run in the pair before the first run under that name.
    ["nor what a start covers that was typed later", 5_000, 120_000, null, 120_000 + 20_000],
    ["is a service's own total where that is more", 0, 0, 300_000, 300_000],
    ["is what was counted here where that is more", 120_000, 0, 130_000, 160_000],
  ])("%s", (_, olderM, youngerM, providerDistanceM, distanceM) => {
    const older = strava({ startDistanceM: olderM, providerDistanceM: null });
    const younger = own({ startDistanceM: youngerM });
    const told = makeShoe({
      id: "other:1",
      sameAs: { id: "own:a", since: TODAY },
      providerDistanceM,
    });
    const runs = [run(9, "strava:g1"), run(8, "strava:g1"), run(5, "own:a"), run(1, "strava:g1")];
    expect(wear([older, younger, told], runs).shoes).toMatchObject([{ distanceM }]);
  });

  it("goes on from what any of its names had before, once they are one", () => {
    const joined = own({ startDistanceM: 120_000, sameAs: { id: "strava:g1", since: TODAY - 5 } });
    const runs = [9, 5, 4, 1].map((back) => run(back, "strava:g1"));
    // Nobody knows whether the 120 km include the first two; the run on the day itself counts as included.
    expect(wear([joined, strava()], runs).shoes).toMatchObject([{ distanceM: 140_000 }]);
  });

  it("has what a name had before, though no run came under that name since", () => {
    const runs = [9, 5, 4, 1].map((back) => run(back, "strava:g1"));
    const joined = [own({ startDistanceM: 120_000 }), strava()];
    expect(wear(joined, runs).shoes).toMatchObject([{ distanceM: 120_000 }]);
  });

  it("takes a name as joined from when it was, whatever the pair itself was once joined to", () => {
    const gone = { id: "polar:9", since: TODAY - 9 };
    const joined = [own({ startDistanceM: 120_000 }), strava({ sameAs: gone })];
    const runs = [run(5, "strava:g1")];
    expect(wear(joined, runs).shoes).toMatchObject([{ distanceM: 120_000 }]);
  });

  it("counts a run that names none for the usual pair, under whichever name that is", () => {
    const { shoes, unassigned } = wear([own(), strava()], [run(1, null)], { run: "own:a" });
    expect(shoes).toMatchObject([{ shoeId: "strava:g1", distanceM: 10_000 }]);
    expect(unassigned.runs).toBe(0);
    const retired = wear([own(), strava({ retired: true })], [run(1, null)], { run: "own:a" });
    expect(retired.unassigned.runs).toBe(1);
  });

  it("stays apart where the other is not there", () => {
    expect(wear([own()], [run(1, "own:a")]).shoes).toMatchObject([
      { shoeId: "own:a", alsoIds: [], distanceM: 10_000 },
    ]);
  });

  it("is one where two were called each other", () => {
    const circle = [
      own(),
      strava({ sameAs: { id: "own:a", since: TODAY } }),
      makeShoe({ id: "coros:1", sameAs: { id: "strava:g1", since: TODAY } }),
    ];
    expect(samePairs(circle)).toEqual(
      new Map([
        ["own:a", "own:a"],
        ["strava:g1", "own:a"],
        ["coros:1", "own:a"],
      ]),
    );
  });

  it("is itself where it was called the same as itself", () => {
    const itself = own({ sameAs: { id: "own:a", since: TODAY } });
    expect(samePairs([itself])).toEqual(new Map([["own:a", "own:a"]]));
  });

  it("never comes to more than all that is known of it, nor to less than any name tells", () => {
    const names = ["a", "b", "c"];
    const shoes = fc.tuple(
      ...names.map((id, i) =>
        fc.record({ startDistanceM: fc.nat(500), isTold: fc.boolean(), toldM: fc.nat(900) }).map(
          ({ startDistanceM, isTold, toldM }): Shoe =>
            makeShoe({
              id,
              startDistanceM,
              providerDistanceM: isTold ? toldM : null,
              sameAs: i === 2 ? undefined : { id: names[i + 1] ?? "", since: TODAY - 15 },
            }),
        ),
      ),
    );
    const runs = fc.array(
      fc
        .tuple(fc.nat(30), fc.constantFrom("a", "b", "c", null), fc.nat(50))
        .map((one) => run(...one)),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(shoes, runs, (pairs, activities) => {
        const [joined] = wear(pairs, activities).shoes;
        const apart = wear(
          pairs.map((shoe) => ({ ...shoe, sameAs: undefined })),
          activities,
        ).shoes;
        const each = apart.map(({ distanceM }) => distanceM);
        const ranM = activities.reduce(
          (sum, one) => sum + (one.shoeId === null ? 0 : one.distanceM),
          0,
        );
        const mostBefore = Math.max(...pairs.map((p) => p.providerDistanceM ?? p.startDistanceM));
        expect(joined?.distanceM).toBeGreaterThanOrEqual(Math.max(...each));
        expect(joined?.distanceM).toBeLessThanOrEqual(mostBefore + ranM);
      }),
    );
  });
});
