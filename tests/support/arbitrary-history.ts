import fc from "fast-check";
import { type Activity, HEART_RATE_BAND_BPM, type Sport } from "../../domain/history.ts";
import { TODAY } from "./make-activity.ts";

const SPORTS: readonly Sport[] = ["run", "run", "run", "trail-run", "virtual-run", "ride", "walk"];

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** Any activity that the boundaries accept, from half a year before TODAY to ten days after. */
function activity(least: number): fc.Arbitrary<Omit<Activity, "id">> {
  const upTo = (max: number) =>
    fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max }),
      fc.double({ min: least, max, noNaN: true }),
    );
  return fc.record({
    sport: fc.constantFrom(...SPORTS),
    day: fc.integer({ min: TODAY - 200, max: TODAY + 10 }),
    startMinute: fc.integer({ min: 0, max: 1439 }),
    distanceM: upTo(200_000),
    movingS: upTo(86_400),
    averageHeartRateBpm: orNull(fc.integer({ min: 30, max: 250 })),
    maxHeartRateBpm: orNull(fc.integer({ min: 30, max: 250 })),
    sessionRpe: orNull(fc.integer({ min: 0, max: 10 })),
    heartRateBands: orNull(
      fc.record({
        fromBpm: fc.integer({ min: 6, max: 40 }).map((band) => band * HEART_RATE_BAND_BPM),
        seconds: fc.array(upTo(9000), { maxLength: 20 }),
      }),
    ),
    cadenceSpm: orNull(fc.integer({ min: 120, max: 240 })),
    shoeId: fc.constantFrom(null, "shoe:1", "shoe:2", "gone"),
  });
}

// At the usual size fast-check makes ten at most, which is far from filling a month.
function history(least: number): fc.Arbitrary<Activity[]> {
  return fc
    .array(activity(least), { maxLength: 120, size: "max" })
    .map((list) => list.map((one, i) => ({ ...one, id: `any:${i}` })));
}

/** Up to 120 activities with ids of their own, in no order. */
export const activities = history(1e-6);

/**
 * The same with figures down to the smallest that a computer knows, which can no longer be halved exactly.
 */
export const extremeActivities = history(0);

const loads = (least: number) =>
  fc
    .array(
      fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: 900 }),
        fc.double({ min: least, max: 5000, noNaN: true }),
      ),
      { minLength: 1, maxLength: 70, size: "max" },
    )
    .map((values) => Float64Array.from(values));

/** Daily loads of up to ten weeks. */
export const dailyLoads = loads(1e-6);
export const extremeDailyLoads = loads(0);
