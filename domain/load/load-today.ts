import { between, type Diary } from "../diary.ts";
import type { Activity, Athlete, DayNumber } from "../history.ts";
import { ratioOf } from "../number.ts";
import { definitions, type Limits } from "../thresholds.ts";
import { type LoadOf, type Measured, measured, sharedMethod } from "./measured.ts";
import { loadDay, loadSeries } from "./series.ts";
import { hasHeartRateFault, type LoadMethod, sessionLoad } from "./session-load.ts";

/**
 * The running load as it stands today, by one method throughout: descriptions, not predictions.
 * If no method covers enough of the last 28 days, everything but the counts is null.
 */
export interface Load {
  readonly method: LoadMethod | null;
  /** The share of the last 28 days' running time that `method` covers, 0 to 1. */
  readonly coverage: number | null;
  readonly acwrCoupled: number | null;
  readonly acwrUncoupled: number | null;
  readonly acwrEwma: number | null;
  readonly monotony: number | null;
  readonly strain: number | null;
  readonly fitness: number | null;
  readonly fatigue: number | null;
  readonly form: number | null;
  /** The runner's own earlier weeks, at most 26, whose strain is known. */
  readonly strainWeeks: number;
  /** The share of them below this week's strain, 0 to 1; null without any. */
  readonly strainAboveShare: number | null;
  /** Runs in the last 28 days whose heart rate can't be true and was set aside. */
  readonly heartRateFaults: number;
}

/**
 * The days go from the first run to today. A run that the method doesn't cover counts as 0, so figures that
 * reach far back (fitness) are too low for a runner who began to measure later.
 */
export function loadToday(diary: Diary, athlete: Athlete, limits: Limits): Load {
  const { today, runs } = diary;
  const month = between(runs, today - 27, today);
  const isEnough = ({ coverage }: Measured) => coverage >= limits.loadMinCoverage;

  const heartRateFaults = heartRateFaultsOf(diary, athlete, limits);
  const method = methodToday(diary, athlete, limits);
  const first = runs[0]?.day;
  if (method === null || first === undefined) {
    return { ...UNKNOWN, heartRateFaults };
  }

  const loadOf: LoadOf = (run) => sessionLoad(run, method, athlete, limits);
  const series = loadSeries(
    dailyLoad(runs, first, today, loadOf),
    today - first - 7 * definitions.strainWeeks.value,
  );
  const now = loadDay(series, today - first);
  const usualStrains = earlierWeekEnds(today).flatMap((end) => {
    const runsThen = between(runs, end - 6, end);
    const strain = series.strain[end - first] ?? Number.NaN;
    const isKnown = isEnough(measured(runsThen, loadOf));
    // A week without a run has no strain: there is no spread in it.
    return isKnown && !Number.isNaN(strain) ? [strain] : [];
  });
  return {
    method,
    coverage: measured(month, loadOf).coverage,
    acwrCoupled: now.acwrCoupled,
    acwrUncoupled: now.acwrUncoupled,
    acwrEwma: now.acwrEwma,
    monotony: now.monotony,
    strain: now.strain,
    fitness: now.fitness,
    fatigue: now.fatigue,
    form: now.form,
    strainWeeks: usualStrains.length,
    strainAboveShare: shareBelow(now.strain, usualStrains),
    heartRateFaults,
  };
}

/** How many runs of the last 28 days have a heart rate that can't be true and is set aside. */
export function heartRateFaultsOf(
  { runs, today }: Diary,
  athlete: Athlete,
  limits: Limits,
): number {
  const month = between(runs, today - 27, today);
  return month.filter((run) => hasHeartRateFault(run, athlete, limits)).length;
}

/** The one method used for today's load; null if none covers enough of the last 28 days. */
export function methodToday(
  { runs, today }: Diary,
  athlete: Athlete,
  limits: Limits,
): LoadMethod | null {
  const week = between(runs, today - 6, today);
  const threeWeeksBefore = between(runs, today - 27, today - 7);
  // In a month without a run every method "covers" all of it, and none of them says anything.
  if (week.length + threeWeeksBefore.length === 0) return null;
  return sharedMethod(
    [week, threeWeeksBefore],
    athlete,
    limits,
    ({ coverage }) => coverage >= limits.loadMinCoverage,
  );
}

/**
 * Loads by day from `first` to `last`; unknown ones and days without a run are 0.
 *
 * @example
 * dailyLoad([{ day: 3 }, { day: 5 }], 3, 6, () => 10) // new Float64Array([10, 0, 10, 0])
 */
export function dailyLoad(
  runs: readonly Activity[],
  first: DayNumber,
  last: DayNumber,
  loadOf: LoadOf,
): Float64Array {
  const daily = new Float64Array(last - first + 1);
  for (const run of runs) {
    const day = run.day - first;
    daily[day] = (daily[day] ?? 0) + (loadOf(run) ?? 0);
  }
  return daily;
}

function earlierWeekEnds(today: DayNumber): readonly DayNumber[] {
  return Array.from({ length: definitions.strainWeeks.value }, (_, i) => today - 7 * (i + 1));
}

function shareBelow(strain: number | null, others: readonly number[]): number | null {
  if (strain === null) return null;
  return ratioOf(others.filter((other) => other < strain).length, others.length);
}

const UNKNOWN: Omit<Load, "heartRateFaults"> = {
  method: null,
  coverage: null,
  acwrCoupled: null,
  acwrUncoupled: null,
  acwrEwma: null,
  monotony: null,
  strain: null,
  fitness: null,
  fatigue: null,
  form: null,
  strainWeeks: 0,
  strainAboveShare: null,
};
