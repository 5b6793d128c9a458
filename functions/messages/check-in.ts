import * as z from "zod/mini";

const yesNo = z._default(
  z.nullable(z.boolean({ error: "must be true, false, or null where it isn't known" })),
  null,
);

function between(min: number, max: number, what: string) {
  const error = `must be ${what} from ${min} to ${max}, or null where it isn't known`;
  return z._default(
    z.nullable(z.number({ error }).check(z.minimum(min, { error }), z.maximum(max, { error }))),
    null,
  );
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be one of ${values.join(", ")}` });
}

function listOf<Item extends z.ZodMiniType>(item: Item) {
  return z.array(item, { error: 'must be a list, such as ["outside"], or [] for nothing' });
}

const wrongObject = (issue: { code?: string; keys?: string[] }) =>
  issue.code === "unrecognized_keys"
    ? `not a field of a check-in: ${issue.keys?.join(", ")}; take it out or correct its name`
    : "must be an object";

const selfScreen = z.strictObject(
  {
    kneesInward: yesNo,
    pelvicDrop: yesNo,
    trunkSways: yesNo,
    tightHipFlexors: yesNo,
    tightHamstrings: yesNo,
    tightItBand: yesNo,
    shoesWornOnInnerEdge: yesNo,
  },
  { error: wrongObject },
);

/** A check-in as JSON: `places` is required; anything else may be left out and is then null. */
export const checkInRecord = z.strictObject(
  {
    /** YYYY-MM-DD, the runner's own day; if left out, the day being judged. */
    day: z._default(z.nullable(z.iso.date({ error: "must be a day such as 2026-11-22" })), null),
    places: listOf(
      oneOf([
        "front-or-groin",
        "outside",
        "buttock",
        "deep",
        "sit-bone",
        "inner-thigh",
        "outer-knee",
      ]),
    ),
    side: z._default(z.nullable(oneOf(["left", "right", "both"])), null),
    kind: z._default(
      z.nullable(oneOf(["sharp-and-sudden", "dull-and-gradual", "radiating"])),
      null,
    ),
    when: z._default(
      listOf(
        oneOf([
          "only-running",
          "after-running",
          "at-rest",
          "stairs",
          "standing-on-one-leg",
          "lying-on-it",
          "sitting",
        ]),
      ),
      [],
    ),
    painDuring: between(0, 10, "a number"),
    painAfter: between(0, 10, "a number"),
    painNextMorning: between(0, 10, "a number"),
    daysLasted: between(0, 36_500, "a number of days"),
    restTried: yesNo,
    iceTried: yesNo,
    clearedToRun: yesNo,
    sleepHours: between(0, 24, "a number of hours"),
    cannotBearWeight: yesNo,
    bladderOrBowelTrouble: yesNo,
    saddleNumbness: yesNo,
    hotSwollenCalf: yesNo,
    fever: yesNo,
    pop: yesNo,
    lossOfFunction: yesNo,
    fallOrInjury: yesNo,
    growsDuringRun: yesNo,
    earlierEachRun: yesNo,
    easesWithRest: yesNo,
    nightPain: yesNo,
    limp: yesNo,
    swelling: yesNo,
    redness: yesNo,
    warmth: yesNo,
    numbness: yesNo,
    tingling: yesNo,
    radiating: yesNo,
    spreading: yesNo,
    troubleWalking: yesNo,
    troubleStairs: yesNo,
    troubleSleeping: yesNo,
    selfScreen: z._default(z.nullable(selfScreen), null),
  },
  { error: wrongObject },
);
export type CheckInRecord = z.infer<typeof checkInRecord>;

/**
 * A check-in with the id that its form was given: sent twice it is stored once, and two on one day are two.
 */
export const storedCheckIn = z.extend(checkInRecord, {
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  day: z.iso.date(),
});
export type StoredCheckIn = z.infer<typeof storedCheckIn>;
