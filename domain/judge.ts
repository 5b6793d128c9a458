import { type Checkup, type CheckupOptions, checkup } from "./checkup.ts";
import type { Activity, DayNumber, History, Shoe, Weekday } from "./history.ts";
import type { CheckIn } from "./pain/check-in.ts";
import { hasFrontHipPain } from "./pain/sore-places.ts";
import { loadContext, type Triage, triage } from "./pain/triage.ts";
import type { TipId } from "./tips/catalogue.ts";
import type { ExerciseEntry } from "./tips/exercise-log.ts";
import { pickTips } from "./tips/pick-tips.ts";
import { usualRunDays } from "./tips/run-days.ts";
import { type Routine, weeklyRoutine } from "./tips/weekly-routine.ts";

/** What is known about a runner's running and hips on one day. */
export interface KnownRunner {
  readonly today: DayNumber;
  readonly history: History;
  readonly shoes: readonly Shoe[];
  readonly checkIns: readonly CheckIn[];
  readonly options?: CheckupOptions;
}

/** The same with everything that tips and exercises are chosen by. */
export interface Case extends KnownRunner {
  readonly runnerId: string;
  /** Tips of earlier digests, each with the day of its digest. */
  readonly shown: readonly { readonly tip: TipId; readonly day: DayNumber }[];
  /** What the runner marked as done; left out if nobody could. */
  readonly exerciseLog?: readonly ExerciseEntry[];
  /** The first day of the routine; by default the day after `today`. */
  readonly routineFrom?: DayNumber;
  /** The days the runner chose to practise on; if left out, they are chosen here. */
  readonly practiceDays?: readonly Weekday[];
}

/** How a runner stands: pain outranks training. */
export interface Assessment {
  readonly checkup: Checkup;
  /** Null if the runner never said how their hip is. */
  readonly triage: Triage | null;
}

/** The same with what to do about it; both decide the tips. */
export interface Judgement extends Assessment {
  readonly tips: readonly TipId[];
  /** For seven days, around the days that the runner usually runs on. */
  readonly routine: Routine;
}

/**
 * How one runner stands on one day, without tips and exercises. Check-ins of later days are ignored.
 *
 * @example
 * assess({ today, history: { activities: [] }, shoes: [], checkIns: [] })
 * // { checkup: { week: { runs: 0, … }, … }, triage: null }
 */
export function assess({ today, history, shoes, checkIns, options }: KnownRunner): Assessment {
  const told = upTo(today, checkIns);
  const judged = checkup(history, shoes, today, {
    ...options,
    hasFrontHipPain: hasFrontHipPain(told),
  });
  return { checkup: judged, triage: triage(told, loadContext(judged, countedOf(history))) };
}

/**
 * The whole judgement of one runner on one day.
 *
 * @example
 * judge({ runnerId: "r1", today, history: { activities: [] }, shoes: [], checkIns: [], shown: [] })
 * // { checkup: { week: { runs: 0, … }, … }, triage: null, tips: [two ids that suit the week], … }
 */
export function judge(known: Case): Judgement {
  const { runnerId, today, history, shown, routineFrom = today + 1 } = known;
  const { exerciseLog = [], practiceDays = [] } = known;
  const assessed = assess(known);
  const situation = {
    runnerId,
    today,
    findings: assessed.checkup.findings,
    checkIns: upTo(today, known.checkIns),
    triage: assessed.triage,
  };
  const { tips } = pickTips({
    ...situation,
    week: weekOf(today),
    shown: shown.map(({ tip, day }) => ({ tip, week: weekOf(day) })),
  });
  const routine = weeklyRoutine({
    ...situation,
    from: routineFrom,
    runDays: usualRunDays(countedOf(history), routineFrom - 1),
    chosenDays: practiceDays,
    log: exerciseLog,
  });
  return { ...assessed, tips, routine };
}

function upTo(today: DayNumber, checkIns: readonly CheckIn[]): readonly CheckIn[] {
  return checkIns.filter((checkIn) => checkIn.day <= today);
}

function countedOf({ activities, dismissed }: History): readonly Activity[] {
  const out = new Set(dismissed);
  return activities.filter(({ id }) => !out.has(id));
}

/** Whole weeks since 1970-01-01: the tips change with it. */
function weekOf(day: DayNumber): number {
  return Math.floor(day / 7);
}
