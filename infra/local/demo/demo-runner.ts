import type { CheckIn } from "../../../domain/pain/check-in.ts";
import type { ActivityRecord, ShoeRecord } from "../../../functions/messages/activity.ts";
import { dayNumberOf, instantAt, isoDay, localTime } from "../../../functions/shared/time.ts";

/**
 * The seeds of the two people whom every simulated service knows, so that services can be compared side by
 * side: two services report the same runs for the same person.
 */
export const PEOPLE_SEEDS = [11, 12];

const SOURCE = "demo";
const WEEKS = 20;
/** Weeks are counted from 0; the last one, 19, ends today. */
const SPIKE_WEEK = 17;
const SORE_WEEK = 18;

const DAILY: ShoeRecord = { source: SOURCE, sourceId: "daily", name: "Generated daily trainer" };
const LIGHT: ShoeRecord = { source: SOURCE, sourceId: "light", name: "Generated light pair" };

export interface DemoRunner {
  readonly records: readonly ActivityRecord[];
  readonly shoes: readonly ShoeRecord[];
  readonly checkIn: CheckIn;
}

/** One planned run of the week, on a day counted from the week's first. */
interface Plan {
  readonly title: string;
  readonly offset: number;
  readonly km: number;
  readonly secondsPerKm: number;
  readonly heartRateBpm: number;
  readonly rpe: number;
  readonly shoe: ShoeRecord;
}

const PLAN: readonly Plan[] = [
  {
    title: "easy run",
    offset: 0,
    km: 7,
    secondsPerKm: 360,
    heartRateBpm: 138,
    rpe: 3,
    shoe: DAILY,
  },
  {
    title: "tempo run",
    offset: 2,
    km: 7,
    secondsPerKm: 310,
    heartRateBpm: 160,
    rpe: 7,
    shoe: LIGHT,
  },
  {
    title: "easy run",
    offset: 3,
    km: 6.5,
    secondsPerKm: 365,
    heartRateBpm: 137,
    rpe: 3,
    shoe: DAILY,
  },
  {
    title: "long run",
    offset: 5,
    km: 13,
    secondsPerKm: 370,
    heartRateBpm: 145,
    rpe: 5,
    shoe: DAILY,
  },
];

/**
 * A runner made up by this program, to try the product without anyone's data: 20 weeks that end today with
 * four runs each, two pairs of shoes of which one has just passed 300 miles, one run far longer than usual
 * two weeks ago, and a sore hip after it. Every name says "Generated". The same day, zone and seed give the
 * same runner.
 *
 *     demoRunner({ today: "2026-11-22", zone: "UTC", seed: 1 }).records.at(-1)?.name // "Generated long run"
 */
export function demoRunner(asked: { today: string; zone: string; seed: number }): DemoRunner {
  const today = dayNumberOf(asked.today);
  const random = randomFrom(asked.seed);
  const around = (value: number, share: number) => value * (1 + share * (2 * random() - 1));
  const records: ActivityRecord[] = [];

  const add = (
    {
      sport,
      distanceM,
      movingS,
      ...known
    }: Pick<ActivityRecord, "sport" | "distanceM" | "movingS"> & Partial<ActivityRecord>,
    title: string,
    day: number,
  ) => {
    const minute = Math.round(around(430, 0.05));
    const startAt = instantAt({ day: isoDay(day), startMinute: minute, zone: asked.zone });
    records.push({
      source: SOURCE,
      sourceId: `${isoDay(day)}-${sport}`,
      name: `Generated ${title}`,
      sport,
      startAt,
      ...localTime(startAt, asked.zone),
      distanceM,
      movingS,
      elapsedS: movingS + Math.round(around(60, 0.5)),
      averageHeartRateBpm: null,
      maxHeartRateBpm: null,
      sessionRpe: null,
      cadenceSpm: null,
      shoeSourceId: null,
      ...known,
    });
  };

  for (let week = 0; week < WEEKS; week++) {
    const from = today - 7 * (WEEKS - week) + 1;
    for (const plan of PLAN) {
      const isSpike = week === SPIKE_WEEK && plan.title === "long run";
      const km = around(plan.km * (isSpike ? 1.65 : weekShare(week)), 0.03);
      const pace = around(plan.secondsPerKm, 0.02);
      const heartRate = Math.round(around(plan.heartRateBpm, 0.03));
      const strapped = random() < 0.9;
      add(
        {
          sport: "run",
          distanceM: Math.round(km * 1000),
          movingS: Math.round(km * pace),
          averageHeartRateBpm: strapped ? heartRate : null,
          maxHeartRateBpm: strapped ? heartRate + Math.round(around(14, 0.3)) : null,
          sessionRpe: random() < 0.85 ? plan.rpe + (isSpike ? 3 : 0) : null,
          cadenceSpm: Math.round(around(164 + (370 - plan.secondsPerKm) / 10, 0.01)),
          shoeSourceId: plan.shoe.sourceId,
        },
        isSpike ? "long run with friends" : plan.title,
        from + plan.offset,
      );
    }
    if (week % 2 === 0) {
      const minutes = Math.round(around(45, 0.2));
      const ride = { sport: "ride", distanceM: minutes * 380, movingS: minutes * 60 } as const;
      add(ride, "bike ride", from + 4);
    }
    if (week % 3 === 1) {
      add({ sport: "strength", distanceM: 0, movingS: 1500 }, "strength session", from + 1);
    }
  }
  records.sort((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt));
  return { records, shoes: [DAILY, LIGHT], checkIn: soreHip(dayOfSpike(today) + 1) };
}

/**
 * What share of the plan a week runs: a slow rise, every fourth week lighter, then easy with a sore hip and
 * back up.
 */
function weekShare(week: number): number {
  if (week === SORE_WEEK) return 0.65;
  if (week > SORE_WEEK) return 0.85;
  return (0.85 + 0.012 * week) * (week % 4 === 3 ? 0.85 : 1);
}

function dayOfSpike(today: number): number {
  return today - 7 * (WEEKS - SPIKE_WEEK) + 1 + 5;
}

/** Mild, on the outside, and with none of the signs that send a runner to a doctor. */
function soreHip(day: number): CheckIn {
  return {
    day,
    places: ["outside"],
    side: "right",
    kind: "dull-and-gradual",
    when: ["after-running", "lying-on-it"],
    painDuring: 2,
    painAfter: 4,
    painNextMorning: 1,
    daysLasted: 1,
    restTried: true,
    iceTried: false,
    clearedToRun: null,
    sleepHours: 7,
    selfScreen: null,
    cannotBearWeight: false,
    bladderOrBowelTrouble: false,
    saddleNumbness: false,
    hotSwollenCalf: false,
    fever: false,
    pop: false,
    lossOfFunction: false,
    fallOrInjury: false,
    growsDuringRun: false,
    earlierEachRun: false,
    easesWithRest: true,
    nightPain: false,
    limp: false,
    swelling: false,
    redness: false,
    warmth: false,
    numbness: false,
    tingling: false,
    radiating: false,
    spreading: false,
    troubleWalking: false,
    troubleStairs: false,
    troubleSleeping: false,
  };
}

/** Numbers from 0 to below 1, the same for the same seed (Marsaglia's 32-bit xorshift). */
export function randomFrom(seed: number): () => number {
  // 0 is the one state it never leaves, and small seeds start out alike until they are spread.
  let state = Math.imul(seed, 0x9e3779b1) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
