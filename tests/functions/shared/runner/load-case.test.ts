import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { checkup } from "../../../../domain/checkup.ts";
import { assess } from "../../../../domain/judge.ts";
import { accountStore } from "../../../../functions/adapters/account-store.ts";
import { caseStores } from "../../../../functions/adapters/case-stores.ts";
import { shoeStore, toldShoeStore } from "../../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../../functions/adapters/table.ts";
import { toldActivityStore } from "../../../../functions/adapters/told-activity-store.ts";
import type { ActivityRecord } from "../../../../functions/messages/activity.ts";
import { storedCheckIn } from "../../../../functions/messages/check-in.ts";
import { checkInId } from "../../../../functions/shared/runner/check-in-id.ts";
import { loadCase } from "../../../../functions/shared/runner/load-case.ts";
import { inOrder, recordOf, storedRuns } from "../../../../functions/shared/runner/same-runs.ts";
import { dayInZone, dayNumberOf } from "../../../../functions/shared/time.ts";
import { makeRecord } from "../../../support/make-record.ts";
import { makeRunner } from "../../../support/make-runner.ts";
import { tellShoe } from "../../../support/make-shoe.ts";
import { freshTable } from "../../../support/tables.ts";

const NOW_MS = Date.parse("2021-09-12T20:00:00Z");
const TODAY = dayNumberOf("2021-09-12");

let table: Table;
let stores: ReturnType<typeof caseStores>;

beforeEach(async () => {
  table = await freshTable();
  stores = caseStores(table, () => NOW_MS);
});

/** A run that began at this local time, in summer in Copenhagen. */
function told(source: string, day: string, time: string, overrides: Partial<ActivityRecord> = {}) {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return makeRecord({
    source,
    sourceId: `${day}-${time}`,
    day,
    startAt: new Date(Date.parse(`${day}T${time}+02:00`)).toISOString(),
    startMinute: hours * 60 + minutes + seconds / 60,
    ...overrides,
  });
}

const TEN = { distanceM: 10_000, movingS: 3000, elapsedS: 3100 };

/**
 * A week of six runs, 55 km by the watch: four from the watch's service and from Strava, two of these from
 * a file too; one from Strava and by hand; one by hand alone. And a pair of repeats that one watch recorded
 * one by one.
 */
const WEEK: readonly ActivityRecord[] = [
  told("polar", "2021-09-06", "07:00:00", { ...TEN, averageHeartRateBpm: 150 }),
  told("strava", "2021-09-06", "07:00:40", { ...TEN, distanceM: 10_120, movingS: 2950 }),
  told("file", "2021-09-06", "07:00:02", { ...TEN, distanceM: 10_050 }),
  told("polar", "2021-09-07", "18:00:00", TEN),
  told("strava", "2021-09-07", "18:01:59", { ...TEN, distanceM: 9_700 }),
  told("file", "2021-09-07", "18:00:00", TEN),
  // On a treadmill, without a distance on the watch; corrected by hand at Strava, whose figure then counts.
  told("polar", "2021-09-08", "18:00:00", { ...TEN, sport: "virtual-run", distanceM: 0 }),
  told("strava", "2021-09-08", "18:00:05", { ...TEN, sport: "virtual-run" }),
  // Strava hides its time of day.
  told("polar", "2021-09-09", "06:30:00", TEN),
  told("strava", "2021-09-09", "00:00:01", { ...TEN, startMinute: 0, distanceM: 10_200 }),
  told("strava", "2021-09-10", "19:00:00", TEN),
  told("manual", "2021-09-10", "19:00:00", { ...TEN, distanceM: 10_500, sessionRpe: 7 }),
  told("manual", "2021-09-11", "09:00:00", {
    ...TEN,
    distanceM: 4_000,
    movingS: 1500,
    elapsedS: 1500,
  }),
  ...["polar", "strava"].flatMap((source) =>
    ["17:00:00", "17:01:50"].map((time) =>
      told(source, "2021-09-12", time, { distanceM: 500, movingS: 100, elapsedS: 100 }),
    ),
  ),
];

const ADA = makeRunner({ id: "ada" });
const load = () => loadCase(ADA, TODAY, stores);
const save = async (records: readonly ActivityRecord[]) => {
  for (const record of records) await stores.activities.save("ada", record);
};

async function judged() {
  const { known } = await load();
  return checkup(known.history, known.shoes, TODAY, known.options);
}

describe("a runner with three sources", () => {
  it("runs as far in a week as they ran, whatever came first", async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...WEEK], { minLength: WEEK.length }),
        async (records) => {
          const id = `ada-${++n}`;
          for (const record of records) await stores.activities.save(id, record);
          const { known } = await loadCase(makeRunner({ id }), TODAY, stores);
          const { week } = checkup(known.history, known.shoes, TODAY, known.options);
          expect(week).toMatchObject({ runs: 8, distanceM: 55_000 });
          expect(known.history.activities).toHaveLength(8);
        },
      ),
      { numRuns: 8 },
    );
  });

  it("has each run from the source that counts first, whole, and knows who else tells it", async () => {
    await save(WEEK);
    const { runs, known } = await load();
    expect(
      [...runs.values()].map(({ counted, others }) =>
        [counted, ...others].map(({ record }) => record.source),
      ),
    ).toEqual(
      expect.arrayContaining([
        ["polar", "strava", "file"],
        ["strava", "polar"],
        ["polar", "strava"],
        ["strava", "manual"],
        ["manual"],
      ]),
    );
    const monday = known.history.activities.find(({ day }) => day === TODAY - 6);
    expect(monday).toMatchObject({ distanceM: 10_000, movingS: 3000, averageHeartRateBpm: 150 });
    // How hard it was is for the runner to say, whichever record counts; how far it was is not.
    const friday = known.history.activities.find(({ day }) => day === TODAY - 2);
    expect(friday).toMatchObject({
      id: "strava:2021-09-10-19:00:00",
      sessionRpe: 7,
      distanceM: 10_000,
    });
  });

  it("has another source count first by a word, and no run more or less", async () => {
    await save(WEEK);
    await stores.sameness.setOrder("ada", ["manual", "strava"]);
    const { week } = await judged();
    expect(week).toMatchObject({
      runs: 8,
      distanceM: 10_120 + 9_700 + 10_000 + 10_200 + 10_500 + 4_000 + 1_000,
    });
  });

  it("takes a run away with its last telling only", async () => {
    await save([]);
    const strava = toldActivityStore(table, () => NOW_MS);
    const at = { atMs: NOW_MS, untilMs: null, detailAtMs: null };
    const both = [
      told("strava", "2021-09-07", "18:00:00", TEN),
      told("polar", "2021-09-07", "18:00:00", TEN),
    ];
    for (const record of both) await strava.save("ada", record, at);
    expect((await judged()).week.runs).toBe(1);
    await strava.eraseSource("ada", "polar");
    expect((await load()).records).toEqual([both[0]]);
    await strava.eraseSource("ada", "strava");
    expect((await judged()).week.runs).toBe(0);
  });
});

describe("two runs that look like one", () => {
  const polar = told("polar", "2021-09-07", "18:00:00", TEN);
  const strava = told("strava", "2021-09-07", "18:00:30", TEN);
  const IDS = ["strava:2021-09-07-18:00:30", "polar:2021-09-07-18:00:00"] as const;

  it("are two by the runner's word, until it is taken back, however often it is said", async () => {
    await save([polar, strava]);
    for (const _ of [1, 2]) await stores.sameness.keepApart("ada", IDS);
    await stores.sameness.keepApart("ada", [IDS[1], IDS[0]]);
    expect((await stores.sameness.read("ada")).apart).toHaveLength(1);
    expect((await judged()).week).toMatchObject({ runs: 2, distanceM: 20_000 });
    for (const _ of [1, 2]) await stores.sameness.putTogether("ada", IDS);
    expect((await judged()).week).toMatchObject({ runs: 1, distanceM: 10_000 });
  });

  it("stay two when a source tells one of them again", async () => {
    await save([polar, strava]);
    await stores.sameness.keepApart("ada", IDS);
    await save([{ ...strava, name: "Another name" }]);
    expect((await judged()).week.runs).toBe(2);
  });

  it("are forgotten with a source that is erased, and with the account", async () => {
    await stores.sameness.keepApart("ada", IDS);
    await stores.sameness.keepApart("ada", ["file:1", "polar:2"]);
    await stores.sameness.setOrder("ada", ["strava"]);
    await toldActivityStore(table).eraseSource("ada", "strava");
    expect(await stores.sameness.read("ada")).toMatchObject({
      apart: [["file:1", "polar:2"]],
      order: ["strava"],
    });
    await accountStore(table).eraseAll("ada");
    expect(await stores.sameness.read("ada")).toEqual({ order: [], apart: [], pairs: new Map() });
  });

  it("takes ids as long as any source may give", async () => {
    const long = [`a:${"語".repeat(128)}`, `b:${"本".repeat(128)}`] as const;
    await stores.sameness.keepApart("ada", long);
    expect((await stores.sameness.read("ada")).apart).toEqual([long]);
  });
});

describe("the pair that the runner put on", () => {
  it("stays with the run, whichever telling of it counts", async () => {
    await shoeStore(table).save("ada", { source: "own", sourceId: "blue", name: "Blue pair" });
    await save([told("strava", "2021-09-07", "18:00:00", TEN)]);
    await stores.wear.assign(
      "ada",
      { source: "strava", sourceId: "2021-09-07-18:00:00" },
      "own:blue",
    );
    await save([told("polar", "2021-09-07", "18:00:10", TEN)]);
    const [run] = (await load()).known.history.activities;
    expect(run).toMatchObject({ id: "polar:2021-09-07-18:00:10", shoeId: "own:blue" });
  });

  it("is the one that is still there, if two tellings became one run and the other pair was deleted", async () => {
    await shoeStore(table).save("ada", { source: "own", sourceId: "blue", name: "Blue pair" });
    await save([
      told("strava", "2021-09-07", "18:00:00", TEN),
      told("polar", "2021-09-07", "18:00:10", TEN),
    ]);
    const strava = { source: "strava", sourceId: "2021-09-07-18:00:00" };
    const polar = { source: "polar", sourceId: "2021-09-07-18:00:10" };
    await stores.wear.assign("ada", strava, "own:blue");
    await stores.wear.assign("ada", polar, "own:deleted");
    const [run] = (await load()).known.history.activities;
    expect(run).toMatchObject({ id: "polar:2021-09-07-18:00:10", shoeId: "own:blue" });
  });

  it("is never filled in from another source's telling", async () => {
    await save([
      told("strava", "2021-09-07", "18:00:00", { ...TEN, shoeSourceId: "g1" }),
      told("polar", "2021-09-07", "18:00:10", TEN),
    ]);
    expect((await load()).known.history.activities[0]?.shoeId).toBeNull();
  });

  it("counts for the pair that another source's telling names, as far as it went there", async () => {
    const shoe = { source: "strava", sourceId: "g1", name: "Nimbus" };
    const total = { distanceM: 700_000, retired: false, notificationDistanceM: null };
    await tellShoe(table, "ada", { shoe, ...total, atMs: NOW_MS, untilMs: null });
    await save([
      told("strava", "2021-07-07", "18:00:00", { ...TEN, shoeSourceId: "g1" }),
      told("strava", "2021-09-07", "18:00:00", { ...TEN, distanceM: 10_200, shoeSourceId: "g1" }),
      told("polar", "2021-09-07", "18:00:10", TEN),
    ]);
    const { week, shoes, unassigned } = await judged();
    expect(week.distanceM).toBe(10_000);
    expect(unassigned).toMatchObject({ runs: 0 });
    expect(shoes).toMatchObject([{ distanceM: 700_000, rotationShare: 1 }]);
    // At 10.2 km in six weeks, not at the watch's 10.0.
    expect(shoes[0]?.replaceOn).toBe(TODAY + Math.ceil(((804_672 - 700_000) * 42) / 10_200));
  });
});

describe("two names of one pair of shoes", () => {
  it("are one pair until it is taken back, and forgotten with the source of either", async () => {
    const shoe = { source: "strava", sourceId: "g1", name: "Nimbus" };
    const told = { distanceM: 300_000, retired: false, notificationDistanceM: null };
    await tellShoe(table, "ada", { shoe, ...told, atMs: NOW_MS, untilMs: null });
    await stores.shoes.save("ada", { source: "own", sourceId: "a", name: "My Nimbus" });
    await stores.sameness.joinPairs("ada", "own:a", "strava:g1", "2021-09-12");
    expect((await judged()).shoes).toMatchObject([
      { shoeId: "strava:g1", alsoIds: ["own:a"], name: "Nimbus", distanceM: 300_000 },
    ]);
    await stores.sameness.partPairs("ada", "own:a");
    expect((await judged()).shoes).toHaveLength(2);
    await stores.sameness.joinPairs("ada", "own:a", "strava:g1", "2021-09-12");
    await toldShoeStore(table).eraseSource("ada", "strava");
    expect((await stores.sameness.read("ada")).pairs).toEqual(new Map());
  });
});

describe("the house's order of sources", () => {
  it("puts the watch first, what is typed last, and one that nobody ranked between", () => {
    const all = [
      "manual",
      "strava-export",
      "file",
      "webhook",
      "new",
      "strava",
      "intervals",
      "suunto",
      "polar",
    ];
    const order = [
      "polar",
      "suunto",
      "intervals",
      "strava",
      "new",
      "webhook",
      "file",
      "strava-export",
      "manual",
    ];
    expect(inOrder(all, [])).toEqual(order);
    expect(inOrder(all.toReversed(), [])).toEqual(order);
    expect(inOrder(all, ["manual", "gone"])[0]).toBe("manual");
  });
});

describe("how hard a run was", () => {
  const at = ["2021-09-10", "19:00:00"] as const;
  const strava = (sessionRpe: number | null) => told("strava", ...at, { ...TEN, sessionRpe });
  const polar = (sessionRpe: number | null) => told("polar", ...at, { ...TEN, sessionRpe });
  const byHand = (sessionRpe: number | null) => told("manual", ...at, { ...TEN, sessionRpe });
  const byScript = (sessionRpe: number | null) => told("webhook", ...at, { ...TEN, sessionRpe });
  it.each<[string, ActivityRecord[], number | null]>([
    ["is what the runner's script says", [strava(3), byScript(8)], 8],
    [
      "is what the record says that counts, where a script says nothing",
      [strava(3), byScript(null)],
      3,
    ],
    [
      "is what the runner's script says before what was typed",
      [byHand(5), byScript(8), strava(3)],
      8,
    ],
    [
      "is what the script says though the record that counts is its own",
      [byHand(5), byScript(8)],
      8,
    ],
    ["is not what another service says", [polar(null), strava(3)], null],
  ])("%s", (_, records, expected) => {
    const runs = storedRuns(records, { order: [], apart: [] });
    expect(runs.map((run) => recordOf(run).sessionRpe)).toEqual([expected]);
  });
});

describe("files", () => {
  it("of two archives that hold one run are one, the fuller one counts", () => {
    const bare = told("file", "2021-09-07", "18:00:00", TEN);
    const full = told("file", "2021-09-07", "18:00:02", { ...TEN, averageHeartRateBpm: 150 });
    const runs = storedRuns([bare, full], { order: [], apart: [] });
    expect(runs.map(({ counted, others }) => [counted.record, others.length])).toEqual([[full, 1]]);
    const service = [bare, full].map((record) => ({ ...record, source: "polar" }));
    expect(storedRuns(service, { order: [], apart: [] })).toHaveLength(2);
  });
});

describe("intervals.icu, to which several services bring a run", () => {
  const once = (...records: ActivityRecord[]) =>
    storedRuns(records, { order: [], apart: [] }).map(({ counted }) => counted.record);
  const garmin = told("intervals", "2021-09-07", "18:00:00", TEN);

  it("has it once, the fuller record", () => {
    const other = { ...TEN, averageHeartRateBpm: 150, sourceId: "i2" };
    const suunto = told("intervals", "2021-09-07", "18:00:30", other);
    expect(once(garmin, suunto)).toEqual([suunto]);
  });

  it("has two of a day whose time of day nobody told twice, as the way to work and the way home", () => {
    const there = told("intervals", "2021-09-07", "00:00:00", TEN);
    const back = told("intervals", "2021-09-07", "00:00:00", { ...TEN, sourceId: "i4" });
    expect(once(there, back)).toHaveLength(2);
  });

  it("has one after the other twice", () => {
    const next = told("intervals", "2021-09-07", "18:52:00", { ...TEN, sourceId: "i3" });
    expect(once(garmin, next)).toHaveLength(2);
  });
});

describe("the day of the last digest", () => {
  it.each([
    ["is a week before the next", "2021-09-15T05:00:00.000Z", TODAY - 5],
    ["is today after this evening's", "2021-09-19T17:00:00.000Z", TODAY],
    ["is unknown where another weekday put the next one off", "2021-09-22T05:00:00.000Z", null],
    ["is unknown without digests", null, null],
  ])("%s", async (_, nextDigestAt, digestOn) => {
    const { known } = await loadCase({ ...ADA, nextDigestAt }, TODAY, stores);
    expect(known.options).toMatchObject({ digestOn });
  });

  it.each([
    ["the usual day", "2021-09-15T05:00:00.000Z"],
    ["an earlier one", "2021-09-13T05:00:00.000Z"],
    ["a later one", "2021-09-18T05:00:00.000Z"],
    ["a much later one", "2021-09-22T05:00:00.000Z"],
    ["none, as the runner wants no more", null],
  ])("is that of the last that was due, if the next comes on %s", async (_, nextDigestAt) => {
    const due = { nextDigestAt, lastDigestAt: "2021-09-08T05:00:00.000Z" };
    const { known } = await loadCase({ ...ADA, ...due }, TODAY, stores);
    expect(known.options).toMatchObject({ digestOn: TODAY - 5 });
  });
});

describe("a runner who is away, where the day is further on than at home", () => {
  /** It is 00:30 on the 13th in Auckland, and 14:30 on the 12th in Copenhagen. */
  const away = makeRecord({
    sourceId: "away",
    startAt: "2021-09-12T12:30:00.000Z",
    day: "2021-09-13",
    startMinute: 30,
  });

  it("has a run that has begun judged at once, by the day and the minute at home", async () => {
    await save([away]);
    const { known, records } = await load();
    expect(known.history.activities).toMatchObject([{ day: TODAY, startMinute: 14 * 60 + 30 }]);
    expect(records).toMatchObject([{ day: "2021-09-13", startMinute: 30 }]);
  });

  it("has it on its own day once that has come at home too", async () => {
    await save([away]);
    const { known } = await loadCase(ADA, TODAY + 1, stores);
    expect(known.history.activities).toMatchObject([{ day: TODAY + 1, startMinute: 30 }]);
  });

  it("has it on its own day alone in a digest, which tells each week once", async () => {
    await save([away]);
    const { known } = await loadCase(ADA, TODAY, stores, { isDigest: true });
    expect(known.history.activities).toMatchObject([{ day: TODAY + 1, startMinute: 30 }]);
  });

  it("has a run that a wrong clock lays ahead left where it lies", async () => {
    await save([{ ...away, startAt: "2021-09-13T12:30:00.000Z" }]);
    const { known } = await load();
    expect(known.history.activities).toMatchObject([{ day: TODAY + 1, startMinute: 30 }]);
  });

  it("has a check-in that was told there count here at once, as told today, after all else of today", async () => {
    const limps = { places: ["deep"], limp: true };
    for (const [at, day, answers] of [
      ["2021-09-12T18:00:00.000Z", "2021-09-12", { places: [], limp: false, painDuring: 0 }],
      ["2021-09-12T12:30:00.000Z", "2021-09-13", limps],
    ] as const) {
      const id = checkInId(Date.parse(at), "4c4f7d6b");
      await stores.checkIns.save("ada", storedCheckIn.parse({ ...answers, id, day }));
    }
    const inOrder = async (today: number) =>
      (await loadCase(ADA, today, stores)).known.checkIns.map(({ day, limp }) => [day, limp]);
    expect(await inOrder(TODAY)).toEqual([
      [TODAY, true],
      [TODAY, false],
    ]);
  });

  const NOTHING = { painDuring: 0, painAfter: 0, painNextMorning: 0, growsDuringRun: false };
  const GREW = { places: ["front-or-groin"], painDuring: 3, growsDuringRun: true };

  /** The flags, each check-in told at an instant and about that day at home. */
  async function flagsOf(
    run: { startAt: string; day: string; startMinute: number },
    ...told: (readonly [string, object])[]
  ) {
    await save([makeRecord(run)]);
    for (const [at, answers] of told) {
      const id = checkInId(Date.parse(at), "4c4f7d6b");
      const day = dayInZone(Date.parse(at), ADA.zone);
      await stores.checkIns.save("ada", storedCheckIn.parse({ places: [], ...answers, id, day }));
    }
    const { known } = await loadCase(ADA, TODAY + 2, stores);
    return assess(known).triage?.flags.map(({ id }) => id);
  }

  it.each([
    {
      // 06:00 and 06:45 in Tokyo on the 13th, and 08:00 on the 14th.
      name: "hold over a day off, told of a morning's run when it was the evening before at home",
      run: { startAt: "2021-09-12T21:00:00.000Z", day: "2021-09-13", startMinute: 360 },
      told: ["2021-09-12T21:45:00.000Z", "2021-09-13T23:00:00.000Z"],
      flags: ["R11"],
    },
    {
      name: "hold as well when they were told three weeks ago",
      run: { startAt: "2021-08-23T21:00:00.000Z", day: "2021-08-24", startMinute: 360 },
      told: ["2021-08-23T21:45:00.000Z", "2021-09-13T23:00:00.000Z"],
      flags: ["R11"],
    },
    {
      // 06:45 and 08:00 in New York, on the day after the signs were told.
      name: "hold over a run that began after the check-in of its day, by the clocks at home",
      run: { startAt: "2021-09-13T12:00:00.000Z", day: "2021-09-13", startMinute: 480 },
      told: ["2021-09-12T20:00:00.000Z", "2021-09-13T10:45:00.000Z"],
      flags: ["R11"],
    },
    {
      // 06:00 and 07:00 in Tokyo on the 14th: still the 13th at home.
      name: "end by a run that was over when it was told of, whatever its clock showed",
      run: { startAt: "2021-09-13T21:00:00.000Z", day: "2021-09-14", startMinute: 360 },
      told: ["2021-09-12T10:00:00.000Z", "2021-09-13T21:59:00.000Z"],
      flags: [],
    },
  ])(
    "signs of a bone stress injury $name",
    async ({ run, told: [first = "", then = ""], flags }) => {
      expect(await flagsOf(run, [first, GREW], [then, NOTHING])).toEqual(flags);
    },
  );

  it("signs of a bone stress injury are compared by the clock at home however late another check-in is begun", async () => {
    const run = { startAt: "2021-05-23T21:00:00.000Z", day: "2021-05-24", startMinute: 360 };
    const grew = ["2021-05-23T21:45:00.000Z", GREW] as const;
    const well = ["2021-05-30T10:00:00.000Z", NOTHING] as const;
    const begun = ["2021-09-13T10:00:00.000Z", {}] as const;
    expect(await flagsOf(run, grew, well, begun)).toEqual(["R11"]);
  });
});
