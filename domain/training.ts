import { type CeilingFigures, ceilingOf, shownCeiling } from "./ceiling.ts";
import type { CheckupOptions } from "./checkup.ts";
import { between, type Diary, daysOfRunning, diaryOf, diaryUpTo } from "./diary.ts";
import type { DayNumber, History } from "./history.ts";
import { dailyLoad, heartRateFaultsOf, methodToday } from "./load/load-today.ts";
import { type LoadOf, measured } from "./load/measured.ts";
import { loadSeries } from "./load/series.ts";
import { type LoadMethod, sessionLoad, UNKNOWN_ATHLETE } from "./load/session-load.ts";
import { type Session, sessionsFrom } from "./sessions.ts";
import { type Limits, limitsFor } from "./thresholds.ts";
import { lastWeeks, type Week } from "./weeks.ts";

export interface TrainingWeek extends Week {
  /** In the method's unit; null if none is shared, or it covers too little of this week. */
  readonly load: number | null;
  /** What the week should have stayed under, as it stood on the day before its first. */
  readonly ceiling: Pick<CeilingFigures, "weekDistanceM" | "weekMovingS"> & {
    readonly load: number | null;
  };
}

export interface TrainingDay {
  readonly day: DayNumber;
  readonly fitness: number;
  readonly fatigue: number;
  readonly form: number;
}

/** Some weeks of training to look back on. For information: nothing here raises anything. */
export interface Training {
  /** The method of every load below: the one used for today's load. */
  readonly method: LoadMethod | null;
  /** Oldest first, starting with the first week that has an activity, so there may be fewer than asked for. */
  readonly weeks: readonly TrainingWeek[];
  /** Each run of these weeks against the longest of the 30 days before it. */
  readonly sessions: readonly Session[];
  /** One for each day of these weeks since the first run; none without a method. */
  readonly days: readonly TrainingDay[];
  /** Runs of the last 28 days whose heart rate can't be true and was set aside. */
  readonly heartRateFaults: number;
}

/**
 * The last `count` seven-day weeks up to `today`, with the ceilings that held before each.
 *
 * @example
 * trainingOf({ activities: [run(today - 3, 10_000)] }, today, 12).weeks
 * // [{ from: today - 6, to: today, runs: 1, distanceM: 10000, load: null, … }]
 */
export function trainingOf(
  history: History,
  today: DayNumber,
  count: number,
  options: Pick<CheckupOptions, "athlete" | "limits"> = {},
): Training {
  const limits = limitsFor(options.limits);
  const athlete = options.athlete ?? UNKNOWN_ATHLETE;
  const diary = diaryOf(history, today);
  const method = methodToday(diary, athlete, limits);
  const known = Math.min(count, Math.ceil(daysOfRunning(diary) / 7));
  // Four more weeks, for the load that the first week's ceiling is based on.
  const weeks = lastWeeks(diary, known + 4);
  const loadOf: LoadOf | null = method && ((run) => sessionLoad(run, method, athlete, limits));
  const loads = weeks.map((week) => loadOf && weekLoad(week, diary, loadOf, limits));
  const shown = weeks.slice(4).map((week, i): TrainingWeek => {
    const before = diaryUpTo(diary, week.from - 1);
    const { weekDistanceM, weekMovingS } = shownCeiling(ceilingOf(before, limits));
    const isLongEnough = daysOfRunning(before) >= limits.ceilingMinHistoryDays;
    const load = isLongEnough ? loadCeiling(loads.slice(i, i + 4), limits) : null;
    return { ...week, load: loads[i + 4] ?? null, ceiling: { weekDistanceM, weekMovingS, load } };
  });
  const from = shown[0]?.from ?? today + 1;
  return {
    method,
    weeks: shown,
    sessions: sessionsFrom(diary, from, limits, history.pauses),
    days: loadOf === null ? [] : daysFrom(from, diary, loadOf),
    heartRateFaults: heartRateFaultsOf(diary, athlete, limits),
  };
}

function weekLoad(
  { from, to }: Week,
  { runs }: Diary,
  loadOf: LoadOf,
  limits: Limits,
): number | null {
  const { load, coverage } = measured(between(runs, from, to), loadOf);
  return coverage >= limits.loadMinCoverage ? load : null;
}

/**
 * Like the other ceilings: above the greater of the last week and the mean of four, oldest first. By our own
 * choice one of the four may be unknown; then the mean is that of the other three.
 */
function loadCeiling(loads: readonly (number | null)[], limits: Limits): number | null {
  const known = loads.flatMap((load) => (load === null ? [] : [load]));
  if (known.length < 3) return null;
  const mean = known.reduce((sum, load) => sum + load, 0) / known.length;
  const usual = Math.max(loads.at(-1) ?? 0, mean);
  return usual > 0 ? limits.ceilingRatio * usual : null;
}

function daysFrom(from: DayNumber, { runs, today }: Diary, loadOf: LoadOf): readonly TrainingDay[] {
  const first = runs[0]?.day;
  if (first === undefined) return [];
  const { fitness, fatigue, form } = loadSeries(dailyLoad(runs, first, today, loadOf));
  const start = Math.max(from, first);
  return Array.from({ length: today - start + 1 }, (_, i) => {
    const at = start - first + i;
    return {
      day: start + i,
      fitness: fitness[at] ?? 0,
      fatigue: fatigue[at] ?? 0,
      form: form[at] ?? 0,
    };
  });
}
