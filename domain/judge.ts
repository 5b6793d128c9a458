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

/** What is known about a runner's running and hips on one day. */
export interface KnownRunner {
  readonly today: DayNumber;
  readonly history: History;
  readonly shoes: readonly Shoe[];
  readonly checkIns: readonly CheckIn[];
  /**
   * The last day whose check-ins count, and whose pauses hold for what comes, where that isn't `today`: a digest leaves
   * after the week that it judges.
   */
  readonly toldUntil?: DayNumber;
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
 * How one runner stands on one day, without tips and exercises. Check-ins of later days are ignored, but for
 * `toldUntil`.
 *
 * @example
 * assess({ today, history: { activities: [] }, shoes: [], checkIns: [] })
 * // { checkup: { week: { runs: 0, … }, … }, triage: null }
 */
export function assess(known: KnownRunner): Assessment {
  return stand(known).assessment;
}

/**
 * The whole judgement of one runner on one day.
 *
 * @example
 * judge({ runnerId: "r1", today, history: { activities: [] }, shoes: [], checkIns: [], shown: [] })
 * // { checkup: { week: { runs: 0, … }, … }, triage: null, tips: [two ids that suit the week], … }
 */
export function judge(known: Case): Judgement {
  const { runnerId, today, shown, routineFrom = today + 1 } = known;
  const { exerciseLog = [], practiceDays = [] } = known;
  const { assessment, told, counted } = stand(known);
  // It grows by one each seven days, and the tips change with it.
  const week = Math.floor(today / 7);
  const situation = {
    runnerId,
    today,
    findings: assessment.checkup.findings,
    checkIns: told,
    triage: assessment.triage,
    restDaysIn7: assessment.checkup.rest.restDaysIn7,
  };
  const tips = pickTips({
    ...situation,
    week,
    pauses: assessment.checkup.pauses,
    // Weeks before today: two digests, of which one was moved, can be in the same week.
    shown: shown.map(({ tip, day }) => ({ tip, week: week - Math.ceil((today - day) / 7) })),
  });
  const routine = weeklyRoutine({
    ...situation,
    from: routineFrom,
    runDays: usualRunDays(counted, routineFrom - 1),
    chosenDays: practiceDays,
    log: exerciseLog,
  });
  return { ...assessment, tips, routine };
}

/** The assessment, with what it went by: the check-ins told by then and the activities that count. */
function stand({ today, history, shoes, checkIns, toldUntil = today, options }: KnownRunner) {
  const told = checkIns.filter((checkIn) => checkIn.day <= toldUntil);
  const dismissed = new Set(history.dismissed);
  const counted = history.activities.filter(({ id }) => !dismissed.has(id));
  const judged = checkup(history, shoes, today, {
    ...options,
    toldUntil,
    hasFrontHipPain: hasFrontHipPain(told),
  });
  const assessment: Assessment = {
    checkup: judged,
    triage: triage(told, loadContext(judged, counted, told)),
  };
  return { assessment, told, counted };
}
