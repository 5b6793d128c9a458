import type { Weekday } from "../history.ts";
import { type Dose, TIPS, type TipId, type TipKind } from "./catalogue.ts";
import { doseAt, type ExerciseEntry, stepOf } from "./exercise-log.ts";
import { shuffleKey } from "./shuffle-key.ts";
import { type Situation, suitableTips } from "./suitable.ts";

export interface RoutineInput extends Situation {
  readonly runnerId: string;
  readonly week: number;
  /** The days the runner means to run on. */
  readonly runDays: readonly Weekday[];
  readonly log: readonly ExerciseEntry[];
}

interface RoutineItem {
  readonly tip: TipId;
  readonly dose: Dose;
}

interface RoutineDay {
  readonly weekday: Weekday;
  readonly run: boolean;
  readonly beforeRun: readonly RoutineItem[];
  readonly afterRun: readonly RoutineItem[];
  readonly strength: readonly RoutineItem[];
  readonly mobility: readonly RoutineItem[];
}

export type Routine =
  | { readonly answer: "routine"; readonly days: readonly RoutineDay[] }
  | { readonly answer: "no-exercise"; readonly because: "red-flag" | "red-light" };

const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

/** One of each line a session: side of the hip, back of it, legs, trunk, front of it. */
const STRENGTH_LINES: readonly (readonly string[])[] = [
  ["G1", "G2"],
  ["G3"],
  ["G4", "G5"],
  ["G6"],
  ["G7"],
];

/**
 * A week: warm-up before every run and stretches after it, strength on two days that aren't neighbours,
 * mobility on two others. Nothing at all while a red flag or a red light is up.
 */
export function weeklyRoutine(input: RoutineInput): Routine {
  const { tips, noExercise } = suitableTips(input);
  if (noExercise !== null) return { answer: "no-exercise", because: noExercise };

  const light = input.triage?.light ?? null;
  const item = (tip: TipId): RoutineItem[] => {
    const dose = doseAt(tip, stepOf(tip, input.log, input.today, light));
    return dose === null ? [] : [{ tip, dose }];
  };
  const ofKind = (kind: TipKind) => tips.filter((tip) => TIPS[tip].kind === kind).flatMap(item);
  const session = (number: number) =>
    STRENGTH_LINES.flatMap((facts) => {
      const line = tips
        .filter((tip) => TIPS[tip].kind === "strength" && facts.includes(TIPS[tip].fact))
        .sort((a, b) => shuffled(input, a) - shuffled(input, b));
      const chosen = line[number % line.length];
      return chosen === undefined ? [] : item(chosen);
    });

  const strengthDays = chooseStrengthDays(input.runDays);
  const mobilityDays = WEEKDAYS.filter((day) => !strengthDays.includes(day))
    .sort((a, b) => Number(input.runDays.includes(b)) - Number(input.runDays.includes(a)))
    .slice(0, 2);
  const days = WEEKDAYS.map((weekday): RoutineDay => {
    const run = input.runDays.includes(weekday);
    const number = strengthDays.indexOf(weekday);
    return {
      weekday,
      run,
      beforeRun: run ? ofKind("warm-up") : [],
      afterRun: run ? ofKind("stretch") : [],
      strength: number < 0 ? [] : session(number),
      mobility: mobilityDays.includes(weekday) ? ofKind("mobility") : [],
    };
  });
  return { answer: "routine", days };
}

function shuffled({ runnerId, week }: RoutineInput, tip: TipId): number {
  return shuffleKey(`${runnerId}:${week}:${tip}`);
}

/**
 * Two days at least two apart: off running days where that still leaves a day with nothing at all, else
 * on them, so that a rest day stays one.
 */
function chooseStrengthDays(runDays: readonly Weekday[]): readonly Weekday[] {
  const pairs = WEEKDAYS.flatMap((first) =>
    WEEKDAYS.filter((second) => second - first >= 2 && second - first <= 5).map(
      (second) => [first, second] as const,
    ),
  );
  const cost = (pair: readonly Weekday[]) => {
    const free = WEEKDAYS.filter((day) => !runDays.includes(day) && !pair.includes(day)).length;
    const onRunDays = pair.filter((day) => runDays.includes(day)).length;
    return (free === 0 ? 10 : 0) + onRunDays;
  };
  return pairs.reduce((best, pair) => (cost(pair) < cost(best) ? pair : best));
}
