import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack, type Telling, unpack } from "../../../functions/adapters/activity-pack.ts";
import { localTime } from "../../../functions/shared/time.ts";
import { makeRecord } from "../../support/make-record.ts";

const told = (over: Partial<Telling> = {}): Telling => ({
  ...makeRecord({ source: "strava" }),
  v: 1,
  toldAtMs: 1_631_520_000_000,
  detailAtMs: null,
  expiresAt: 1_631_952_000,
  ...over,
});
const back = (...tellings: readonly Telling[]) => unpack(pack(tellings));

const start = fc
  .record({
    atMs: fc.integer({ min: Date.UTC(2000), max: Date.UTC(2040) }),
    zone: fc.constantFrom("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"),
    isWhole: fc.boolean(),
  })
  .map(({ atMs, zone, isWhole }) => {
    const startAt = new Date(isWhole ? Math.floor(atMs / 1000) * 1000 : atMs).toISOString();
    return { startAt, ...localTime(startAt, zone) };
  });
const telling: fc.Arbitrary<Telling> = fc
  .record({
    start,
    sourceId: fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String),
      fc.string({ minLength: 1 }),
    ),
    name: fc.string({ unit: "binary" }),
    distanceM: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    detailAtMs: fc.option(fc.nat()),
    device: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  })
  .map(({ start, device, ...rest }) =>
    told({ ...start, ...rest, ...(device !== undefined && { device }) }),
  );

describe("activities packed together", () => {
  it("come back as they were, by when they began", () => {
    fc.assert(
      fc.property(fc.array(telling, { maxLength: 30 }), (tellings) => {
        const byStart = tellings.toSorted((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt));
        expect(back(...tellings)).toStrictEqual(byStart);
      }),
    );
  });

  it.each<[string, Partial<Telling>]>([
    ["whose id has more digits than a number holds", { sourceId: "18446744073709551615" }],
    ["whose id begins with a zero", { sourceId: "007" }],
    ["whose id is no number", { sourceId: "i74" }],
    ["whose id only looks like a number", { sourceId: "1e3" }],
    ["whose id is a fraction", { sourceId: "0.3" }],
    ["whose id is a word for a number", { sourceId: "Infinity" }],
    ["that began within a second", { startAt: "2021-09-12T17:06:00.250Z" }],
    ["whose start is written without its thousandths", { startAt: "2021-09-12T17:06:00Z" }],
    ["whose runner hides the time of day", { startMinute: 0 }],
    ["whose minute is no whole second", { startMinute: 1146.123456789 }],
    ["on a day far from its start, as a wrong clock tells it", { day: "1999-12-31" }],
    ["without a device", { device: undefined }],
    ["from a device", { device: "Any watch" }],
    ["of which one thing is unknown", { cadenceSpm: null }],
  ])("say the same of one %s, between others", (_, over) => {
    const one = told({ sourceId: "2", ...over });
    const [before, after] = [told({ sourceId: "1", device: "Another" }), told({ sourceId: "3" })];
    const found = back(before, one, after).find(({ sourceId }) => sourceId === one.sourceId);
    // `toEqual`, because what is undefined isn't stored.
    expect(found).toEqual(one);
  });

  it("are none if none were packed", () => {
    expect(back()).toEqual([]);
  });

  it("take less than 2.5 kB for half a year of runs that all differ, as each further one is paid for at each write", () => {
    const random = (n: number, salt: number) => ((n * 7919 + salt * 104_729) % 9973) / 9973;
    const half = Array.from({ length: 130 }, (_, n) => {
      const startAt = new Date(
        Date.UTC(2026, 3, 1, 6) +
          Math.floor(n * 1.4) * 86_400_000 +
          Math.floor(random(n, 1) * 36_000) * 1000,
      ).toISOString();
      const distanceM = Math.round(40_000 + random(n, 2) * 120_000) / 10;
      const movingS = Math.round(distanceM * (0.3 + random(n, 3) * 0.08));
      return told({
        sourceId: String(16_000_000_000 + n * 7_000_000 + Math.floor(random(n, 4) * 7_000_000)),
        startAt,
        ...localTime(startAt, "Europe/Copenhagen"),
        distanceM,
        movingS,
        elapsedS: movingS + Math.floor(random(n, 5) * 200),
        averageHeartRateBpm: Math.round(1300 + random(n, 6) * 300) / 10,
        maxHeartRateBpm: Math.round(160 + random(n, 7) * 25),
        cadenceSpm: Math.round(1600 + random(n, 8) * 150) / 10,
        shoeSourceId: `g${n % 3}`,
      });
    });
    expect(back(...half)).toEqual(half);
    expect(pack(half).length).toBeLessThan(2560);
  });
});
