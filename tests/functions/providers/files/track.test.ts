import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Point, trackOf } from "../../../../functions/providers/files/track.ts";

const NOWHERE = { latitude: null, longitude: null, distanceM: null, cadence: null };

/** Medians of five readings in a row, or of all if there are fewer; of two in the middle the lower one. */
function highestMedian(bpms: readonly number[]): number {
  const windows = Math.max(1, bpms.length - 4);
  const medians = Array.from({ length: windows }, (_, from) => {
    const window = bpms.slice(from, from + 5).sort((a, b) => a - b);
    return window[Math.floor((window.length - 1) / 2)] ?? 0;
  });
  return Math.max(...medians);
}

it("a track's highest heart rate is the highest median of five readings in a row", () => {
  const bpm = fc.integer({ min: 60, max: 64 });
  fc.assert(
    fc.property(fc.array(bpm, { minLength: 2, maxLength: 40 }), (bpms) => {
      const track = trackOf({ fastestMPerS: 15 });
      for (const [at, heartRateBpm] of bpms.entries()) {
        track.add({ ...NOWHERE, atMs: at * 1000, heartRateBpm });
      }
      expect(track.sums()?.maxHeartRateBpm).toBe(highestMedian(bpms));
    }),
  );
});

describe("what a track comes to", () => {
  const METRE = 1 / 111_195;
  const EMPTY = { ...NOWHERE, heartRateBpm: null };
  type Reading = Partial<Point> & { readonly s: number };

  function sumsOf(...readings: readonly (Reading | "pause")[]) {
    const track = trackOf({ fastestMPerS: 10 });
    for (const one of readings) {
      if (one === "pause") track.pause();
      else track.add({ ...EMPTY, ...one, atMs: one.s * 1000 });
    }
    const sums = track.sums();
    if (sums === null) throw new Error("Two readings are a track.");
    return sums;
  }
  const north = (s: number, metres: number): Reading => ({
    s,
    latitude: 55 + metres * METRE,
    longitude: 12,
  });
  const farAway = (s: number, metres = 0) => north(s, metres + 40_000);

  it.each([
    [5, 10],
    [4.9, 0],
  ])("%d m in ten seconds are %i s of movement", (distanceM, movingS) => {
    expect(sumsOf({ s: 0, distanceM: 0 }, { s: 10, distanceM }).movingS).toBe(movingS);
  });

  it.each([
    [29, 100],
    [30, 65],
    [230, 165],
    [231, 100],
  ])("a heart rate of %i beside one of 100 makes a mean of %i", (heartRateBpm, mean) => {
    const sums = sumsOf({ s: 0, heartRateBpm }, { s: 1, heartRateBpm: 100 });
    expect(sums.averageHeartRateBpm).toBe(mean);
  });

  it("the cadence after a pause stands for a second, as nobody knows it during the pause", () => {
    const before = [0, 10].map((s) => ({ s, cadence: 80 }));
    const { averageCadence } = sumsOf(...before, "pause", { s: 1000, cadence: 90 });
    expect(averageCadence).toBeCloseTo((80 * 11 + 90) / 12, 6);
  });

  it("is out of order where more than one reading in twenty goes back", () => {
    const ahead = (count: number) => Array.from({ length: count }, (_, s) => ({ s }));
    expect(sumsOf(...ahead(19), { s: 3 }).isOutOfOrder).toBe(false);
    expect(sumsOf(...ahead(18), { s: 3 }).isOutOfOrder).toBe(true);
  });

  it("a position five metres beyond what its runner can reach is none", () => {
    expect(sumsOf(north(0, 0), north(1, 14.9)).distanceM).toBeCloseTo(14.9, 1);
    expect(sumsOf(north(0, 0), north(1, 15.1)).distanceM).toBe(0);
  });

  it("a jump is believed once all positions have gone on from there for a minute", () => {
    expect(sumsOf(north(0, 0), farAway(1), farAway(60, 118)).distanceM).toBe(0);
    expect(sumsOf(north(0, 0), farAway(1), farAway(61, 120)).distanceM).toBeCloseTo(120, 0);
  });

  it.each<[string, (Reading | "pause")[], movingS: number, distanceM: number]>([
    ["a run", [farAway(63, 186), farAway(73, 216)], 72, 216],
    ["standing", [farAway(63, 30), farAway(73, 60)], 20, 60],
    ["a pause", ["pause", farAway(63, 186), farAway(73, 216)], 20, 60],
  ])(
    "a jump that is believed has %s after it as any other place",
    (_, then, movingS, distanceM) => {
      const sums = sumsOf(north(0, 0), farAway(1), farAway(11, 30), ...then);
      expect(sums.movingS).toBe(movingS);
      expect(sums.distanceM).toBeCloseTo(distanceM, 0);
    },
  );

  it("two jumps to one place a minute apart lose nothing of the run between them", () => {
    const run = Array.from({ length: 101 }, (_, s) =>
      s === 10 || s === 71 ? farAway(s) : north(s, 3 * s),
    );
    expect(sumsOf(...run).distanceM).toBeCloseTo(300, 0);
  });

  it("a distance below nothing is not known", () => {
    const told = [-1, 10, 20].map((distanceM, s) => ({ s: 10 * s, distanceM }));
    expect(sumsOf(...told).distanceM).toBe(10);
  });

  // At 60 degrees a degree of longitude is half as long as on the equator.
  it.each<[string, latitude: number, longitude: number, way: "north" | "east", metres: number]>([
    ["along the equator", 0, 10, "east", 30],
    ["along Greenwich's meridian", 51, 0, "north", 30],
    ["eastwards at 60 degrees", 60, 10, "east", 15],
    ["southwards of it", -60, 10, "east", 15],
    ["beyond the pole, where no place is", 90.5, 12, "north", 0],
    ["beyond the date line, where no longitude is", 10, 180.5, "north", 0],
  ])("is the way %s", (_, latitude, longitude, way, metres) => {
    const places = [0, 10].map((s) => {
      const degrees = 3 * s * METRE;
      return way === "north"
        ? { s, latitude: latitude + degrees, longitude }
        : { s, latitude, longitude: longitude + degrees };
    });
    expect(sumsOf(...places).distanceM).toBeCloseTo(metres, 1);
  });

  it("takes the position of the second of two readings of a second where the first has no fix", () => {
    const noFix = { s: 0, latitude: 0, longitude: 0 };
    expect(sumsOf(noFix, north(0, 0), north(60, 111)).distanceM).toBeCloseTo(111, 0);
  });
});
