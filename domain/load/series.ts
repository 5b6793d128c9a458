import { definitions } from "../thresholds.ts";

/** One figure a day, oldest first; NaN on days when it is not defined. */
export interface LoadSeries {
  readonly load: Float64Array;
  /** Mean a day of the last 7 days, from day 7. */
  readonly acuteRolling: Float64Array;
  /** Mean a day of the last 28 days, from day 28. */
  readonly chronicRolling: Float64Array;
  /** The three ratios from day 28, undefined over a chronic load of 0. */
  readonly acwrCoupled: Float64Array;
  readonly acwrUncoupled: Float64Array;
  readonly acwrEwma: Float64Array;
  readonly acuteEwma: Float64Array;
  readonly chronicEwma: Float64Array;
  /** From day 7, undefined in a week of seven equal days. */
  readonly monotony: Float64Array;
  readonly strain: Float64Array;
  readonly fitness: Float64Array;
  readonly fatigue: Float64Array;
  readonly form: Float64Array;
}

/** The figures of one day; null where one is not defined. */
export type LoadDay = { readonly [figure in keyof LoadSeries]: number | null };

const WEEK = 7;
const MONTH = 28;

const ACUTE_WEIGHT = 2 / (definitions.ewmaAcuteDays.value + 1);
const CHRONIC_WEIGHT = 2 / (definitions.ewmaChronicDays.value + 1);
const FITNESS_GAIN = 1 - Math.exp(-1 / definitions.fitnessDays.value);
const FATIGUE_GAIN = 1 - Math.exp(-1 / definitions.fatigueDays.value);

/** Below this share of the mean a spread is the rounding of seven equal days, not a spread. */
const NO_SPREAD = 1e-9;

/**
 * Every daily figure of a history of daily loads (empty days 0), in one pass.
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
 * @example
 * // 21 days of 30, then 7 of 50: the first fictitious athlete of Williams 2017
 * const { acwrEwma, acwrCoupled } = loadSeries(loads);
 * acwrEwma[27]    // 1.2497…
 * acwrCoupled[27] // 1.4285…
 */
export function loadSeries(load: Float64Array): LoadSeries {
  const days = load.length;
  const undefinedYet = () => new Float64Array(days);
  const acuteRolling = undefinedYet();
  const chronicRolling = undefinedYet();
  const acwrCoupled = undefinedYet();
  const acwrUncoupled = undefinedYet();
  const acwrEwma = undefinedYet();
  const acuteEwma = undefinedYet();
  const chronicEwma = undefinedYet();
  const monotony = undefinedYet();
  const strain = undefinedYet();
  const fitness = undefinedYet();
  const fatigue = undefinedYet();
  const form = undefinedYet();
  const weekSums = new Float64Array(days);

  let acute = load[0] ?? 0;
  let chronic = acute;
  let fit = 0;
  let tired = 0;
  for (let day = 0; day < days; day += 1) {
    const today = load[day] ?? 0;
    form[day] = fit - tired;
    fit += (today - fit) * FITNESS_GAIN;
    tired += (today - tired) * FATIGUE_GAIN;
    fitness[day] = fit;
    fatigue[day] = tired;
    acute += (today - acute) * ACUTE_WEIGHT;
    chronic += (today - chronic) * CHRONIC_WEIGHT;
    acuteEwma[day] = acute;
    chronicEwma[day] = chronic;

    const knowsWeek = day >= WEEK - 1;
    const knowsMonth = day >= MONTH - 1;
    let week = 0;
    if (knowsWeek) {
      for (let i = day - WEEK + 1; i <= day; i += 1) week += load[i] ?? 0;
      weekSums[day] = week;
    }
    acuteRolling[day] = knowsWeek ? week / WEEK : Number.NaN;
    const evenness = knowsWeek ? monotonyOf(load, day, week / WEEK) : Number.NaN;
    monotony[day] = evenness;
    strain[day] = week * evenness;

    // Four fresh weeks instead of one running sum: that would drift, and leave crumbs of load in
    // a month without any.
    const before = (weekSums[day - 7] ?? 0) + (weekSums[day - 14] ?? 0) + (weekSums[day - 21] ?? 0);
    const month = before + week;
    chronicRolling[day] = knowsMonth ? month / MONTH : Number.NaN;
    acwrCoupled[day] = knowsMonth ? quotient(week / WEEK, month / MONTH) : Number.NaN;
    acwrUncoupled[day] = knowsMonth ? quotient(week / WEEK, before / (MONTH - WEEK)) : Number.NaN;
    acwrEwma[day] = knowsMonth ? quotient(acute, chronic) : Number.NaN;
  }
  return {
    load,
    acuteRolling,
    chronicRolling,
    acwrCoupled,
    acwrUncoupled,
    acwrEwma,
    acuteEwma,
    chronicEwma,
    monotony,
    strain,
    fitness,
    fatigue,
    form,
  };
}

/** One day of a series; `day` counts from 0. */
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

function monotonyOf(load: Float64Array, day: number, mean: number): number {
  let squares = 0;
  for (let i = day - WEEK + 1; i <= day; i += 1) {
    const deviation = (load[i] ?? 0) - mean;
    squares += deviation * deviation;
  }
  const sd = Math.sqrt(squares / WEEK);
  return sd > mean * NO_SPREAD ? mean / sd : Number.NaN;
}
