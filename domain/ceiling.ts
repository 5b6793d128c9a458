import { type Diary, longestRunM } from "./diary.ts";
import type { DayNumber } from "./history.ts";
import { definitions, type Limits } from "./thresholds.ts";
import { type Week, weekEndingOn } from "./weeks.ts";

/** What next week should not exceed: shown before the run, not after it. */
export interface Ceiling extends CeilingFigures {
  /** Set while the runner is away from running: what to start from again, in place of the above. */
  readonly afterBreak: Break | null;
}

interface CeilingFigures {
  readonly weekDistanceM: number | null;
  readonly weekMovingS: number | null;
  readonly longestRunM: number | null;
}

/** Two weeks or more without a run, and the ceilings to come back with. */
export interface Break extends CeilingFigures {
  readonly lastRunOn: DayNumber;
  readonly days: number;
  /** The share of the level before the break that its ceilings start from. */
  readonly returnFraction: number;
}

/**
 * Ten percent above the greater of the last week and the mean week of the last four; for a single
 * run, ten percent above the longest of 30 days. These fade to nothing while a runner is away, so
 * after a break its own ceilings stand beside them: a fraction of the level before it, until the
 * first run back sets a new one.
 */
export function ceilingOf(diary: Diary, limits: Limits): Ceiling {
  return {
    ...figuresOn(diary, diary.today, limits.ceilingRatio, limits),
    afterBreak: breakOf(diary, limits),
  };
}

function figuresOn(diary: Diary, day: DayNumber, ratio: number, limits: Limits): CeilingFigures {
  const weeks = [0, 1, 2, 3].map((back) => weekEndingOn(diary, day - 7 * back));
  const knowsEnough = diary.runs.length > 0 && diary.days >= limits.ceilingMinHistoryDays;
  const longest = longestRunM(diary, day - definitions.spikeWindowDays.value + 1, day);
  return {
    weekDistanceM: knowsEnough ? ratio * usualWeek(weeks, (week) => week.distanceM) : null,
    weekMovingS: knowsEnough ? ratio * usualWeek(weeks, (week) => week.movingS) : null,
    longestRunM: longest === null ? null : ratio * longest,
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
  if (days < limits.breakMinDays) return null;
  const returnFraction = limits.breakReturnFraction;
  return {
    ...figuresOn(diary, lastRunOn, returnFraction, limits),
    lastRunOn,
    days,
    returnFraction,
  };
}

/** The figures to show: those of the way back from a break, where there is one. */
export function shownCeiling({ afterBreak, ...usual }: Ceiling): CeilingFigures {
  return afterBreak ?? usual;
}
