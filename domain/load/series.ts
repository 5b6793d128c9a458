import { definitions } from "../thresholds.ts";

/** One figure per day, oldest first; NaN on days when it is undefined. */
export interface LoadSeries {
  readonly load: Float64Array;
  /** Daily mean of the last 7 days, from day 7. */
  readonly acuteRolling: Float64Array;
  /** Daily mean of the last 28 days, from day 28. */
  readonly chronicRolling: Float64Array;
  /** The three ratios from day 28, undefined over a chronic load of 0. */
  readonly acwrCoupled: Float64Array;
  readonly acwrUncoupled: Float64Array;
  readonly acwrEwma: Float64Array;
  readonly acuteEwma: Float64Array;
  readonly chronicEwma: Float64Array;
  /** From day 7; undefined in a week of seven equal days. */
  readonly monotony: Float64Array;
  readonly strain: Float64Array;
  readonly fitness: Float64Array;
  readonly fatigue: Float64Array;
  readonly form: Float64Array;
}

/** The figures of one day; null if one is undefined. */
export type LoadDay = { readonly [figure in keyof LoadSeries]: number | null };

const WEEK = definitions.acuteDays.value;
const MONTH = definitions.chronicDays.value;

const ACUTE_WEIGHT = 2 / (definitions.ewmaAcuteDays.value + 1);
const CHRONIC_WEIGHT = 2 / (definitions.ewmaChronicDays.value + 1);
const FITNESS_GAIN = 1 - Math.exp(-1 / definitions.fitnessDays.value);
const FATIGUE_GAIN = 1 - Math.exp(-1 / definitions.fatigueDays.value);

/** A spread below this share of the mean is the rounding of seven equal days, not a spread. */
const NO_SPREAD = 1e-9;

/**
 * Every daily figure of a history of daily loads (empty days 0).
 *
 * - Rolling: plain means. ACWR coupled: mean of 7 days over mean of 28; uncoupled: mean of 7 over
 *   mean of the 21 before them.
 * - EWMA (Williams 2017, BJSM 51:209): x += (load − x)·2/(N+1), N 7 and 28, starting at the first
 *   day's load.
 * - Monotony and strain (Foster 1998, MSSE 30:1164): mean over SD of 7 days with rest days as 0,
 *   and the week's load times it. The paper doesn't say which SD; ours is the population's.
 * - Fitness and fatigue (Banister's model): x += (load − x)·(1 − e^(−1/τ)), τ 42 and 7 days, from
 *   0; form is yesterday's fitness less yesterday's fatigue, 0 on the first day.
 *
 * Figures of 7 and 28 days before the day `windowsFrom` (0 is the first) are left out: a caller that asks
 * for today alone needn't pay for ten years of them.
 *
 * @example
 * // 21 days of 30, then 7 of 50: the first fictitious athlete of Williams 2017
 * const { acwrEwma, acwrCoupled } = loadSeries(loads);
 * acwrEwma[27]    // 1.2497…
 * acwrCoupled[27] // 1.4285…
 */
export function loadSeries(load: Float64Array, windowsFrom = 0): LoadSeries {
  const column = () => new Float64Array(load.length);
  const series: LoadSeries = {
    load,
    acuteRolling: column(),
    chronicRolling: column(),
    acwrCoupled: column(),
    acwrUncoupled: column(),
    acwrEwma: column(),
    acuteEwma: column(),
    chronicEwma: column(),
    monotony: column(),
    strain: column(),
    fitness: column(),
    fatigue: column(),
    form: column(),
  };
  // Three plain passes, each inside the bounds of its columns: a third of the time of one pass with
  // a condition for the first weeks in it.
  fillRecursions(series);
  fillWeeks(series, windowsFrom - (MONTH - WEEK));
  fillMonths(series, windowsFrom);
  return series;
}

/** What each day makes of the day before it. */
function fillRecursions(series: LoadSeries): void {
  const { load, acuteEwma, chronicEwma, fitness, fatigue, form } = series;
  let acute = load[0] ?? 0;
  let chronic = acute;
  let fit = 0;
  let tired = 0;
  for (let day = 0; day < load.length; day += 1) {
    const today = load[day] ?? 0;
    form[day] = fit - tired;
    fit += (today - fit) * FITNESS_GAIN;
    tired += (today - tired) * FATIGUE_GAIN;
    acute += (today - acute) * ACUTE_WEIGHT;
    chronic += (today - chronic) * CHRONIC_WEIGHT;
    fitness[day] = fit;
    fatigue[day] = tired;
    acuteEwma[day] = acute;
    chronicEwma[day] = chronic;
  }
}

/** The figures of seven days, NaN before the seventh and before `from`. */
function fillWeeks({ load, acuteRolling, monotony, strain }: LoadSeries, from: number): void {
  const start = Math.max(WEEK - 1, from);
  for (const column of [acuteRolling, monotony, strain]) column.fill(Number.NaN, 0, start);
  for (let day = start; day < load.length; day += 1) {
    // Written out, seven days take half the time of a loop over them.
    const a = load[day - 6] ?? 0;
    const b = load[day - 5] ?? 0;
    const c = load[day - 4] ?? 0;
    const d = load[day - 3] ?? 0;
    const e = load[day - 2] ?? 0;
    const f = load[day - 1] ?? 0;
    const g = load[day] ?? 0;
    const sum = a + b + c + d + e + f + g;
    const mean = sum / WEEK;
    const squares =
      (a - mean) ** 2 +
      (b - mean) ** 2 +
      (c - mean) ** 2 +
      (d - mean) ** 2 +
      (e - mean) ** 2 +
      (f - mean) ** 2 +
      (g - mean) ** 2;
    const sd = Math.sqrt(squares / WEEK);
    const evenness = sd > mean * NO_SPREAD ? mean / sd : Number.NaN;
    acuteRolling[day] = mean;
    monotony[day] = evenness;
    strain[day] = sum * evenness;
  }
}

/** The figures of 28 days, NaN before the last of them and before `from`. */
function fillMonths(series: LoadSeries, from: number): void {
  const start = Math.max(MONTH - 1, from);
  const { acuteRolling, chronicRolling, acuteEwma, chronicEwma } = series;
  const { acwrCoupled, acwrUncoupled, acwrEwma } = series;
  for (const column of [chronicRolling, acwrCoupled, acwrUncoupled, acwrEwma]) {
    column.fill(Number.NaN, 0, start);
  }
  for (let day = start; day < acuteRolling.length; day += 1) {
    const week = acuteRolling[day] ?? 0;
    // Four fresh weeks instead of one running sum, which would drift and leave traces of load in a month
    // without any.
    const threeBefore =
      (acuteRolling[day - 7] ?? 0) + (acuteRolling[day - 14] ?? 0) + (acuteRolling[day - 21] ?? 0);
    const month = (week + threeBefore) / 4;
    chronicRolling[day] = month;
    acwrCoupled[day] = quotient(week, month);
    acwrUncoupled[day] = quotient(3 * week, threeBefore);
    acwrEwma[day] = quotient(acuteEwma[day] ?? 0, chronicEwma[day] ?? 0);
  }
}

/**
 * One day of a series; `day` counts from 0.
 *
 * @example
 * loadDay(loadSeries(new Float64Array(28).fill(30)), 27).chronicRolling // 30
 * loadDay(loadSeries(new Float64Array(28).fill(30)), 27).monotony       // null: every day is alike
 */
export function loadDay(series: LoadSeries, day: number): LoadDay {
  const at = (figures: Float64Array) => {
    const figure = figures[day];
    return figure === undefined || Number.isNaN(figure) ? null : figure;
  };
  return {
    load: at(series.load),
    acuteRolling: at(series.acuteRolling),
    chronicRolling: at(series.chronicRolling),
    acwrCoupled: at(series.acwrCoupled),
    acwrUncoupled: at(series.acwrUncoupled),
    acuteEwma: at(series.acuteEwma),
    chronicEwma: at(series.chronicEwma),
    acwrEwma: at(series.acwrEwma),
    monotony: at(series.monotony),
    strain: at(series.strain),
    fitness: at(series.fitness),
    fatigue: at(series.fatigue),
    form: at(series.form),
  };
}

function quotient(part: number, whole: number): number {
  const ratio = part / whole;
  return ratio < Number.POSITIVE_INFINITY ? ratio : Number.NaN;
}
