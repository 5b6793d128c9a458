import { type Checkup, type CheckupOptions, checkup } from "./checkup.ts";
import type { DayNumber, History, Shoe, Weekday } from "./history.ts";
import type { CheckIn } from "./pain/check-in.ts";
import { hasFrontHipPain } from "./pain/sore-places.ts";
import { loadContext, type Triage, triage } from "./pain/triage.ts";
import type { TipId } from "./tips/catalogue.ts";
import type { ExerciseEntry } from "./tips/exercise-log.ts";
import { pickTips } from "./tips/pick-tips.ts";
import { usualRunDays } from "./tips/run-days.ts";
import { type Routine, weeklyRoutine } from "./tips/weekly-routine.ts";

/** Everything known about a runner on one day. */
export interface Case {
  readonly runnerId: string;
  readonly today: DayNumber;
  readonly history: History;
  readonly shoes: readonly Shoe[];
  readonly checkIns: readonly CheckIn[];
  /** Tips of earlier digests, each with the day of its digest. */
  readonly shown: readonly { readonly tip: TipId; readonly day: DayNumber }[];
  /** What the runner marked as done; left out if nobody could. */
  readonly exerciseLog?: readonly ExerciseEntry[];
  /** The first day of the routine; by default the day after `today`. */
  readonly routineFrom?: DayNumber;
  /** The days the runner chose to practise on; if left out, they are chosen here. */
  readonly practiceDays?: readonly Weekday[];
  readonly options?: CheckupOptions;
}

/** What is said about it: pain outranks training, and both decide the tips. */
export interface Judgement {
  readonly checkup: Checkup;
  /** Null if the runner never said how their hip is. */
  readonly triage: Triage | null;
  readonly tips: readonly TipId[];
  /** For seven days, around the days that the runner usually runs on. */
  readonly routine: Routine;
}

/**
 * The whole judgement of one runner on one day.
 *
 * @example
 * judge({ runnerId: "r1", today, history: { activities: [] }, shoes: [], checkIns: [], shown: [] })
 * // { checkup: { week: { runs: 0, … }, … }, triage: null, tips: [two ids that suit the week] }
 */
export function judge({
  runnerId,
  today,
  history,
  shoes,
  shown,
  exerciseLog = [],
  routineFrom = today + 1,
  practiceDays = [],
  options,
  ...told
}: Case): Judgement {
  const checkIns = told.checkIns.filter((checkIn) => checkIn.day <= today);
  const judged = checkup(history, shoes, today, {
    ...options,
    hasFrontHipPain: hasFrontHipPain(checkIns),
  });
  const dismissed = new Set(history.dismissed);
  const counted = history.activities.filter(({ id }) => !dismissed.has(id));
  const pain = triage(checkIns, loadContext(judged, counted));
  const situation = {
    runnerId,
    today,
    findings: judged.findings,
    checkIns,
    triage: pain,
  };
  const { tips } = pickTips({
    ...situation,
    week: weekOf(today),
    shown: shown.map(({ tip, day }) => ({ tip, week: weekOf(day) })),
  });
  const routine = weeklyRoutine({
    ...situation,
    from: routineFrom,
    runDays: usualRunDays(counted, routineFrom - 1),
    chosenDays: practiceDays,
    log: exerciseLog,
  });
  return { checkup: judged, triage: pain, tips, routine };
}

/** Whole weeks since 1970-01-01: the tips change with it. */
function weekOf(day: DayNumber): number {
  return Math.floor(day / 7);
}
