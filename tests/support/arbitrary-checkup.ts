import fc from "fast-check";
import { type Checkup, checkup } from "../../domain/checkup.ts";
import { makeActivity, TODAY } from "./make-activity.ts";
import { makeShoe } from "./make-shoe.ts";

const activity = fc
  .record({
    sport: fc.constantFrom("run", "trail-run", "ride", "strength"),
    ago: fc.integer({ min: 0, max: 100 }),
    startMinute: fc.integer({ min: 0, max: 1439 }),
    distanceM: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 300_000, noNaN: true })),
    movingS: fc.integer({ min: 0, max: 100_000 }),
    cadenceSpm: fc.option(fc.integer({ min: 130, max: 210 })),
    sessionRpe: fc.option(fc.integer({ min: 0, max: 10 })),
    shoeId: fc.constantFrom(null, "shoe:1", "shoe:2"),
  })
  .map(({ ago, ...rest }) => makeActivity({ ...rest, day: TODAY - ago }));

const shoes = fc
  .tuple(
    fc.string({ unit: "grapheme", maxLength: 80 }),
    fc.double({ min: 0, max: 2_000_000, noNaN: true }),
    fc.boolean(),
  )
  .map(([name, startDistanceM, retired]) => [
    makeShoe({ id: "shoe:1", name, startDistanceM }),
    makeShoe({ id: "shoe:2", name: `<b>${name}</b>`, retired }),
  ]);

/** Real check-ups of histories that nobody would think of. */
export const anyCheckup: fc.Arbitrary<Checkup> = fc
  .record({
    activities: fc.array(activity, { maxLength: 60 }),
    shoes: fc.oneof(fc.constant([]), shoes),
    pauses: fc.constantFrom([], [{ reason: "ill" as const, from: TODAY - 3, to: null }]),
    hasFrontHipPain: fc.boolean(),
  })
  .map((made) =>
    checkup({ activities: made.activities, pauses: made.pauses }, made.shoes, TODAY, {
      hasFrontHipPain: made.hasFrontHipPain,
    }),
  );
