import { type Diary, longestRunM } from "./diary.ts";
import type { DayNumber } from "./history.ts";
import { definitions, type Limits } from "./thresholds.ts";
import { type Week, weekEndingOn } from "./weeks.ts";

/** What next week should not exceed: shown before the run, not after it. */
export interface Ceiling {
  readonly weekDistanceM: number | null;
  readonly weekMovingS: number | null;
  readonly longestRunM: number | null;
  /** Set while the runner is away from running; the figures then come from before the break. */
  readonly afterBreak: Break | null;
}

/** Two weeks or more without a run. */
interface Break {
  readonly lastRunOn: DayNumber;
  readonly days: number;
  /** The share of the level before the break that the ceilings start from. */
  readonly returnFraction: number;
}

/**
 * Ten percent above the greater of the last week and the mean week of the last four; for a single
 * run, ten percent above the longest of 30 days. After a break both start from a fraction of the
 * level before it, until the first run back sets a new one.
 */
export function ceilingOf(diary: Diary, limits: Limits): Ceiling {
  const afterBreak = breakOf(diary, limits);
  const from = afterBreak === null ? diary.today : afterBreak.lastRunOn;
  const ratio = afterBreak === null ? limits.ceilingRatio : afterBreak.returnFraction;
  const weeks = [0, 1, 2, 3].map((back) => weekEndingOn(diary, from - 7 * back));
  const knowsEnough = diary.runs.length > 0 && diary.days >= limits.ceilingMinHistoryDays;
  const longest = longestRunM(diary, from - definitions.spikeWindowDays.value + 1, from);
  return {
    weekDistanceM: knowsEnough ? ratio * usualWeek(weeks, (week) => week.distanceM) : null,
    weekMovingS: knowsEnough ? ratio * usualWeek(weeks, (week) => week.movingS) : null,
    longestRunM: longest === null ? null : ratio * longest,
    afterBreak,
  };
}

function usualWeek(weeks: readonly Week[], figure: (week: Week) => number): number {
  const figures = weeks.map(figure);
  return Math.max(figures[0] ?? 0, figures.reduce((sum, one) => sum + one, 0) / 4);
}

function breakOf(diary: Diary, limits: Limits): Break | null {
  const lastRunOn = diary.runs.at(-1)?.day;
  if (lastRunOn === undefined) return null;
  const days = diary.today - lastRunOn;
  return days < limits.breakMinDays
    ? null
    : { lastRunOn, days, returnFraction: limits.breakReturnFraction };
}
