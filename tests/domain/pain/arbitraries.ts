import fc from "fast-check";
import type { RuleId } from "../../../domain/finding.ts";
import {
  type CheckIn,
  type Kind,
  type Place,
  type SelfScreen,
  SIGNS,
  type Side,
  type Sign,
  type When,
} from "../../../domain/pain/check-in.ts";
import type { LoadContext } from "../../../domain/pain/episode.ts";
import { makeCheckIn } from "../../support/make-check-in.ts";

export const PLACES: readonly Place[] = [
  "front-or-groin",
  "outside",
  "buttock",
  "deep",
  "sit-bone",
  "inner-thigh",
  "outer-knee",
];
const WHENS: readonly When[] = [
  "only-running",
  "after-running",
  "at-rest",
  "stairs",
  "standing-on-one-leg",
  "lying-on-it",
  "sitting",
];
export const RULES: readonly RuleId[] = [
  "session-spike",
  "distance-progression",
  "duration-progression",
  "intensity-progression",
  "rest-days",
  "training-strain",
  "cadence",
  "shoe-wear",
];

export const TODAY = 20_000;

const yesNo = fc.constantFrom(true, false, null);
/** Mostly no: a runner with every danger sign at once would hide everything else. */
const mostlyNo = fc.constantFrom(true, null, null, ...new Array<false>(20).fill(false));
const score = fc.option(fc.integer({ min: 0, max: 10 }), { nil: null, freq: 6 });
const lowScore = fc.integer({ min: 0, max: 5 });

const selfScreen: fc.Arbitrary<SelfScreen> = fc.record({
  kneesInward: yesNo,
  pelvicDrop: yesNo,
  trunkSways: yesNo,
  tightHipFlexors: yesNo,
  tightHamstrings: yesNo,
  tightItBand: yesNo,
  shoesWornOnInnerEdge: yesNo,
});

function checkInWith(
  sign: fc.Arbitrary<boolean | null>,
  pain: fc.Arbitrary<number | null>,
): fc.Arbitrary<CheckIn> {
  const signs: fc.Arbitrary<Map<Sign, boolean | null>> = fc
    .tuple(...SIGNS.map((name) => sign.map((answer) => [name, answer] as const)))
    .map((entries) => new Map(entries));
  return fc
    .record({
      day: fc.integer({ min: TODAY - 60, max: TODAY }),
      places: fc.subarray([...PLACES], { maxLength: 2 }),
      side: fc.constantFrom<Side | null>("left", "right", "both", null),
      kind: fc.constantFrom<Kind | null>("sharp-and-sudden", "dull-and-gradual", "radiating", null),
      when: fc.subarray([...WHENS], { maxLength: 3 }),
      painDuring: pain,
      painAfter: pain,
      painNextMorning: pain,
      daysLasted: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
      restTried: yesNo,
      iceTried: yesNo,
      clearedToRun: fc.constantFrom(null, null, null, true, false),
      sleepHours: fc.option(fc.double({ min: 0, max: 14, noNaN: true }), { nil: null }),
      selfScreen: fc.option(selfScreen, { nil: null }),
      signs,
    })
    .map(({ signs: answers, ...rest }) => makeCheckIn({ ...Object.fromEntries(answers), ...rest }));
}

/** Anything a runner might answer. */
const anyCheckIn = checkInWith(yesNo, score);
/** What most runners answer: some pain, and hardly any danger signs. */
const mildCheckIn = checkInWith(mostlyNo, lowScore);
/** A short, mild ache without a danger sign. */
export const harmlessCheckIn = fc
  .tuple(
    checkInWith(fc.constant(false), fc.integer({ min: 0, max: 2 })),
    fc.integer({ max: 13, min: 0 }),
  )
  .map(([checkIn, daysLasted]) => ({
    ...checkIn,
    kind: checkIn.kind === null ? null : ("dull-and-gradual" as const),
    daysLasted,
  }));

export const anyHistory: fc.Arbitrary<CheckIn[]> = fc.oneof(
  fc.array(anyCheckIn, { minLength: 1, maxLength: 6 }),
  fc.array(mildCheckIn, { minLength: 1, maxLength: 6 }),
  fc.array(harmlessCheckIn, { minLength: 1, maxLength: 2 }),
);

export const anyLoadContext: fc.Arbitrary<LoadContext> = fc.record({
  lastRunDay: fc.option(fc.integer({ min: TODAY - 60, max: TODAY }), { nil: null }),
  weeks: fc.constant(
    Array.from({ length: 12 }, (_, index) => ({
      from: TODAY - 6 - 7 * (11 - index),
      to: TODAY - 7 * (11 - index),
      runs: index % 5,
      distanceM: index * 1000,
    })),
  ),
  raised: fc.subarray([...RULES]),
});

/** Whether every number anywhere inside is finite. */
export function everyNumberIsFinite(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(everyNumberIsFinite);
}
