import { weekdayOf } from "../calendar.ts";
import type { DayNumber, Weekday } from "../history.ts";
import { type Dose, TIPS, type TipId, type TipKind } from "./catalogue.ts";
import { doseAt, type ExerciseEntry, stepOf } from "./exercise-log.ts";
import { shuffleKey } from "./shuffle-key.ts";
import { type Situation, suitableTips } from "./suitable.ts";

export interface RoutineInput extends Situation {
  readonly runnerId: string;
  /** The first of the seven days. */
  readonly from: DayNumber;
  /** The days the runner means to run on. */
  readonly runDays: readonly Weekday[];
  /** The days the runner chose to practise on; empty if that is left to us. */
  readonly chosenDays: readonly Weekday[];
  readonly log: readonly ExerciseEntry[];
}

export interface RoutineItem {
  readonly tip: TipId;
  readonly dose: Dose;
}

export interface RoutineDay {
  readonly day: DayNumber;
  readonly weekday: Weekday;
  readonly run: boolean;
  readonly strength: readonly RoutineItem[];
  readonly mobility: readonly RoutineItem[];
}

export type Routine = {
  /** What asks for no effort, if it hurts: rest, ice. */
  readonly selfCare: readonly TipId[];
} & (
  | {
      readonly answer: "routine";
      /** Around each run, on whatever day it is. */
      readonly beforeRun: readonly RoutineItem[];
      readonly afterRun: readonly RoutineItem[];
      /** Seven, in order, from `from` on. */
      readonly days: readonly RoutineDay[];
      /** Other suitable strength exercises, which are on none of these days. */
      readonly others: readonly RoutineItem[];
    }
  | { readonly answer: "no-exercise"; readonly because: "red-flag" | "red-light" }
);

const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

/** A session takes one from each line: side of the hip, back of it, legs, trunk, front of it. */
const STRENGTH_LINES: readonly (readonly string[])[] = [
  ["G1", "G2"],
  ["G3"],
  ["G4", "G5"],
  ["G6"],
  ["G7"],
];

/**
 * Seven days: a warm-up before every run and stretches after it, strength on two non-consecutive days,
 * mobility on others. What a day holds depends on its date and not on when it is asked for, so that Sunday's
 * email and Friday's page agree. Nothing at all while a red flag or a red light is up.
 */
export function weeklyRoutine(input: RoutineInput): Routine {
  const { tips, noExercise } = suitableTips(input);
  const selfCare = tips.filter((tip) => TIPS[tip].kind === "self-care");
  if (noExercise !== null) return { answer: "no-exercise", because: noExercise, selfCare };

  const light = input.triage?.light ?? null;
  const before = input.from - 1;
  // What is done this week counts from next week: a dose that changes while being ticked off is confusing.
  const log = input.log.filter(({ day }) => day <= before);
  const item = (tip: TipId): RoutineItem[] => {
    const dose = doseAt(tip, stepOf(tip, log, before, light));
    return dose === null ? [] : [{ tip, dose }];
  };
  const ofKind = (kind: TipKind) => tips.filter((tip) => TIPS[tip].kind === kind).flatMap(item);
  const session = (day: DayNumber, number: number) =>
    STRENGTH_LINES.flatMap((facts) => {
      const line = tips
        .filter((tip) => TIPS[tip].kind === "strength" && facts.includes(TIPS[tip].fact))
        .sort((a, b) => shuffled(input, day, a) - shuffled(input, day, b));
      const chosen = line[number % line.length];
      return chosen === undefined ? [] : item(chosen);
    });

  const plan = chooseDays(input);
  const days = WEEKDAYS.map((_, later): RoutineDay => {
    const day = input.from + later;
    const weekday = weekdayOf(day);
    const number = plan.strength.indexOf(weekday);
    return {
      day,
      weekday,
      run: input.runDays.includes(weekday),
      strength: number < 0 ? [] : session(day, number),
      mobility: plan.mobility.includes(weekday) ? ofKind("mobility") : [],
    };
  });
  const used = new Set(days.flatMap(({ strength }) => strength.map(({ tip }) => tip)));
  return {
    answer: "routine",
    selfCare,
    beforeRun: ofKind("warm-up"),
    afterRun: ofKind("stretch"),
    days,
    others: ofKind("strength").filter(({ tip }) => !used.has(tip)),
  };
}

/** A different order each week. Weeks begin on Monday; day 4 was one. */
function shuffled({ runnerId }: RoutineInput, day: DayNumber, tip: TipId): number {
  return shuffleKey(`${runnerId}:${Math.floor((day - 4) / 7)}:${tip}`);
}

type Days = Readonly<Record<"strength" | "mobility", readonly Weekday[]>>;

/**
 * On each of the days that the runner chose: strength on two that aren't consecutive, or on one if there are
 * no such two, and mobility on the others; if none is left, after the strength.
 */
function chooseDays({ runDays, chosenDays }: RoutineInput): Days {
  const chosen = WEEKDAYS.filter((day) => chosenDays.includes(day));
  if (chosen.length === 0) {
    const strength = chooseStrengthDays(pairsOf(WEEKDAYS), runDays);
    const mobility = WEEKDAYS.filter((day) => !strength.includes(day))
      .sort((a, b) => Number(runDays.includes(b)) - Number(runDays.includes(a)))
      .slice(0, 2);
    return { strength, mobility };
  }
  const pairs = pairsOf(chosen);
  const strength = pairs.length > 0 ? chooseStrengthDays(pairs, runDays) : chosen.slice(0, 1);
  const others = chosen.filter((day) => !strength.includes(day));
  return { strength, mobility: others.length > 0 ? others : strength };
}

/** Two days at least two apart, including across the week's end. */
function pairsOf(days: readonly Weekday[]): (readonly [Weekday, Weekday])[] {
  return days.flatMap((first) =>
    days
      .filter((second) => second - first >= 2 && second - first <= 5)
      .map((second) => [first, second] as const),
  );
}

/**
 * Off running days if that still leaves a day with nothing at all, otherwise on them, so that a rest day
 * stays one.
 */
function chooseStrengthDays(
  pairs: readonly (readonly [Weekday, Weekday])[],
  runDays: readonly Weekday[],
): readonly Weekday[] {
  const cost = (pair: readonly Weekday[]) => {
    const free = WEEKDAYS.filter((day) => !runDays.includes(day) && !pair.includes(day)).length;
    const onRunDays = pair.filter((day) => runDays.includes(day)).length;
    return (free === 0 ? 10 : 0) + onRunDays;
  };
  return pairs.reduce((best, pair) => (cost(pair) < cost(best) ? pair : best));
}
