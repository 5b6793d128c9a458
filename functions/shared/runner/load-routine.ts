import { weekdayOf } from "../../../domain/calendar.ts";
import { type DayNumber, isRun, type PauseReason, type Weekday } from "../../../domain/history.ts";
import { judge } from "../../../domain/judge.ts";
import type { Triage } from "../../../domain/pain/triage.ts";
import type { ExerciseEntry } from "../../../domain/tips/exercise-log.ts";
import type { Routine } from "../../../domain/tips/weekly-routine.ts";
import type { ExerciseLogStore } from "../../ports/exercises.ts";
import type { Runner } from "../../ports/runner.ts";
import { creditsOf } from "../credits.ts";
import { dayNumberOf } from "../time.ts";
import { type CaseStores, type LoadedCase, loadCase } from "./load-case.ts";

export interface RoutineStores extends CaseStores {
  readonly exercises: Pick<ExerciseLogStore, "all">;
}

export interface LoadedRoutine {
  readonly triage: Triage | null;
  readonly routine: Routine;
  /** What the runner said that exercise has to heed today. */
  readonly pauses: readonly PauseReason[];
  readonly log: readonly ExerciseEntry[];
  /** The days that have a run. */
  readonly ranOn: ReadonlySet<DayNumber>;
  readonly checkIns: LoadedCase["checkIns"];
  /** The credits that the sources require beside anything made from their data. */
  readonly credits: readonly string[];
}

/** A runner's exercises for the seven days from `from`, as decided by all that is known today. */
export async function loadRoutine(
  runner: Runner,
  { today, from }: { readonly today: DayNumber; readonly from: DayNumber },
  stores: RoutineStores,
): Promise<LoadedRoutine> {
  const [{ known, records, stored, checkIns }, marks] = await Promise.all([
    loadCase(runner, today, stores),
    stores.exercises.all(runner.id),
  ]);
  const log = marks.map((mark) => ({ ...mark, day: dayNumberOf(mark.day) }));
  const { checkup, triage, routine } = judge({
    ...known,
    shown: [],
    exerciseLog: log,
    routineFrom: from,
  });
  const runs = known.history.activities.filter(isRun);
  return {
    triage,
    routine,
    pauses: checkup.pauses,
    log,
    ranOn: new Set(runs.map(({ day }) => day)),
    checkIns,
    credits: creditsOf({ records, stored }),
  };
}

/**
 * The first day of the week that a day is in.
 *
 *     firstOfWeek(18882, 1) // 18876: the week of Sunday, 2021-09-12, began on 2021-09-06
 */
export function firstOfWeek(day: DayNumber, weekStart: Weekday): DayNumber {
  return day - ((weekdayOf(day) - weekStart + 7) % 7);
}
