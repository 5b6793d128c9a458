import { isoDay } from "../../functions/shared/time.ts";
import { dayName } from "../../functions/wording/en.ts";
import type { Advice, Planned } from "./follower.ts";

/** A run that somebody would like to make: on which day of their week, when, and how far. */
interface Wish {
  readonly on: number;
  readonly minute: number;
  readonly km: number;
  readonly zone?: string;
}

export interface Habit {
  readonly sPerKm: number;
  readonly wishes: (week: number, roll: () => number) => readonly Wish[];
}

/** Numbers from 0 to 1, the same ones for the same seed. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const run = (on: number, km: number, minute = 18 * 60): Wish => ({ on, minute, km });
/** As far as the limits allow. */
const ALL = 99;

export const HABITS: Readonly<Record<string, Habit>> = {
  steady: { sPerKm: 330, wishes: () => [run(1, 8), run(3, 10), run(6, 16, 540)] },
  builder: { sPerKm: 340, wishes: () => [0, 2, 4, 6].map((on) => run(on, ALL)) },
  "marathon block with a taper": {
    sPerKm: 320,
    wishes: (week) => {
      const of = week % 18;
      const share = of < 15 ? (of % 4 === 3 ? 0.6 : 1) : (18 - of) * 0.25;
      return [run(0, 10), run(1, 14), run(3, 12), run(6, 18 + of, 480)].map((wish) => ({
        ...wish,
        km: wish.km * share,
      }));
    },
  },
  "long run every fourth week": {
    sPerKm: 340,
    wishes: (week) => [run(1, 8), run(3, 8), run(4, 6), run(6, week % 4 === 1 ? ALL : 9, 500)],
  },
  "long run every fifth week": {
    sPerKm: 340,
    wishes: (week) => (week % 5 === 1 ? [run(6, ALL, 500)] : [1, 3, 5].map((on) => run(on, 3))),
  },
  "back with a short run first": {
    sPerKm: 360,
    wishes: (week) => {
      const of = week % 9;
      if (of >= 4 && of < 8) return [];
      return [run(1, of === 8 ? 2 : ALL), run(3, of === 8 ? 2 : 12), run(6, ALL, 500)];
    },
  },
  "back after an injury": {
    sPerKm: 360,
    wishes: (week) => (week % 12 >= 7 && week % 12 < 10 ? [] : [1, 3, 5].map((on) => run(on, ALL))),
  },
  beginner: {
    sPerKm: 450,
    wishes: (week) => [0, 2, 5].map((on) => run(on, 1 + 0.3 * week)),
  },
  ultra: {
    sPerKm: 420,
    wishes: (week) => [
      ...[run(0, 15), run(1, 20), run(2, 15)],
      ...[run(5, week % 3 === 0 ? ALL : 35, 360), run(6, week % 3 === 0 ? 60 : 25, 360)],
    ],
  },
  "twice a day": {
    sPerKm: 290,
    wishes: () => [0, 1, 2, 4, 5].flatMap((on) => [run(on, 9, 390), run(on, 12, 1110)]),
  },
  traveller: {
    sPerKm: 330,
    wishes: (week) => {
      const zones = ["Europe/Copenhagen", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Auckland"];
      const zone = zones[week % zones.length] ?? "UTC";
      const runs = [run(0, 12, 420), run(2, 14, 1200), run(4, 10, 300), run(6, ALL, 600)];
      return runs.map((wish) => ({ ...wish, zone }));
    },
  },
  irregular: {
    sPerKm: 350,
    wishes: (_, roll) =>
      Array.from({ length: Math.floor(6 * roll()) }, () =>
        run(Math.floor(7 * roll()), 3 + 25 * roll(), 300 + Math.floor(900 * roll())),
      ),
  },
};

const FIRST_LONGEST_M = 8000;
const FIRST_WEEKS_M = 20_000;

/**
 * A week's wishes, cut down to what the last digest said in figures and in words. Before it gives any, it is like
 * the first week.
 */
export function follow(
  { sPerKm, wishes }: Habit,
  roll: () => number,
  advice: Advice | null,
  from: number,
  week: number,
): Planned[] {
  const words = advice?.words ?? "";
  let longestM = advice?.longestM ?? FIRST_LONGEST_M;
  let leftM = advice?.weekM ?? FIRST_WEEKS_M;
  let leftS = advice?.weekS ?? Number.POSITIVE_INFINITY;
  const planned: Planned[] = [];
  for (const { on, minute, km, zone } of wishes(week, roll).toSorted((a, b) => a.on - b.on)) {
    if (on === 0 && words.includes("First take a day without a run")) continue;
    // "From Thursday": Today gives room again to who has run further since, but the email's word is enough to keep to.
    const later = advice?.laterM ?? null;
    const soFar = Array.from({ length: on + 1 }, (_, after) => dayName(isoDay(from + after)));
    if (later !== null && soFar.includes(later.from)) longestM = later.longestM;
    const mustBeEasy = planned.length < 3 && words.includes("two or three runs short and easy");
    const sPerM = (sPerKm / 1000) * (0.95 + 0.1 * roll());
    const most = Math.min(mustBeEasy ? longestM / 2 : longestM, leftM, leftS / sPerM);
    const distanceM = Math.floor(Math.min(1000 * km, most));
    if (distanceM < 300) continue;
    const movingS = Math.floor(distanceM * sPerM);
    leftM -= distanceM;
    leftS -= movingS;
    planned.push({
      day: from + on,
      minute,
      distanceM,
      movingS,
      ...(zone !== undefined && { zone }),
    });
  }
  return planned;
}
