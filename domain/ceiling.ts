import { between, type Diary, daysOfRunning, knowsDistances, longestRunM } from "./diary.ts";
import type { DayNumber } from "./history.ts";
import { exceeds } from "./number.ts";
import { definitions, type Limits } from "./thresholds.ts";
import { type Week, weekEndingOn } from "./weeks.ts";

/** What next week should not exceed: shown before the run, not after it. */
export interface Ceiling extends CeilingFigures {
  /** Set on the way back from a break: what to start from again, instead of the above. */
  readonly afterBreak: Break | null;
}

export interface CeilingFigures {
  /** Null also while more than a fifth of the running time of four weeks has no distance. */
  readonly weekDistanceM: number | null;
  readonly weekMovingS: number | null;
  readonly longestRunM: number | null;
}

/** Two weeks or more without a run, and the ceilings to come back with. */
export interface Break extends CeilingFigures {
  /** The last run before it. */
  readonly lastRunOn: DayNumber;
  /** Its days without a run; those so far if it still lasts. */
  readonly days: number;
  /** The share of the level before the break that its ceilings start from; null if that was too long ago to go by. */
  readonly returnFraction: number | null;
}

/**
 * Ten per cent above the greater of the last week and the mean week of the last four; for a single
 * run, ten per cent above the longest of 30 days.
 *
 * After a break it has ceilings of its own beside these. While a runner is away the usual ones fade to
 * nothing; then the ceiling is a fraction of the level before. Once the runner is back, the usual ones may
 * still count runs from before the break; then it is that fraction or ten per cent above what was run since,
 * whichever is more, until both ways give the same. A week's ceilings are no lower than that fraction until the
 * seven days no longer reach back into the break. After a year or more, what was run since counts alone, as for
 * somebody new to running.
 *
 * @example
 * // 10 km in an hour, once a week for five weeks
 * ceilingOf(diary, limits) // { weekDistanceM: 11000, weekMovingS: 3960, longestRunM: 11000, afterBreak: null }
 */
export function ceilingOf(diary: Diary, limits: Limits): Ceiling {
  const usual = figuresOn(diary, diary.today, limits.ceilingRatio, limits);
  return { ...usual, afterBreak: breakOf(diary, usual, limits) };
}

function figuresOn(diary: Diary, day: DayNumber, ratio: number, limits: Limits): CeilingFigures {
  const weeks = [0, 1, 2, 3].map((back) => weekEndingOn(diary, day - 7 * back));
  const knowsEnough = daysOfRunning(diary) >= limits.ceilingMinHistoryDays;
  const longest = longestRunM(diary, day - definitions.spikeWindowDays.value + 1, day);
  return {
    weekDistanceM:
      knowsEnough && knowsDistance(diary, day, limits)
        ? ratio * usualWeek(weeks, (week) => week.distanceM)
        : null,
    weekMovingS: knowsEnough ? ratio * usualWeek(weeks, (week) => week.movingS) : null,
    longestRunM: longest === null ? null : ratio * longest,
  };
}

/** A treadmill without a sensor leaves its runs at 0 m, and a limit made of the others would be far too low. */
function knowsDistance({ runs }: Diary, day: DayNumber, limits: Limits): boolean {
  return knowsDistances(between(runs, day - 27, day), limits);
}

function usualWeek(weeks: readonly Week[], figure: (week: Week) => number): number {
  const figures = weeks.map(figure);
  return Math.max(figures[0] ?? 0, figures.reduce((sum, one) => sum + one, 0) / 4);
}

function breakOf(diary: Diary, usual: CeilingFigures, limits: Limits): Break | null {
  const latest = latestBreak(diary, limits);
  if (latest === null) return null;
  const { lastRunOn, days, runsSince } = latest;
  const isNew = days >= definitions.breakForgetsDays.value;
  const returnFraction = isNew ? null : limits.breakReturnFraction;
  const before =
    returnFraction === null ? NO_FIGURES : figuresOn(diary, lastRunOn, returnFraction, limits);
  const told = { lastRunOn, days, returnFraction };
  if (runsSince.length === 0) return { ...before, ...told };

  const firstRunOn = isNew ? (runsSince[0]?.day ?? null) : diary.firstRunOn;
  const anew = { ...diary, runs: runsSince, firstRunOn };
  const since = figuresOn(anew, diary.today, limits.ceilingRatio, limits);
  // Seven days that begin in the break are no week to go by yet: one short first run would be all of it.
  const isFirstWeek = lastRunOn + days >= diary.today - 6;
  const wayBack = (figure: keyof CeilingFigures) => {
    const most = usual[figure];
    if (most === null || (before[figure] === null && since[figure] === null)) return null;
    const reached = Math.max(before[figure] ?? 0, since[figure] ?? 0);
    return isFirstWeek && figure !== "longestRunM" ? reached : Math.min(most, reached);
  };
  const figures: CeilingFigures = {
    weekDistanceM: wayBack("weekDistanceM"),
    weekMovingS: wayBack("weekMovingS"),
    longestRunM: wayBack("longestRunM"),
  };
  const isUsual = FIGURES.every((figure) => figures[figure] === usual[figure]);
  return isUsual ? null : { ...figures, ...told };
}

const FIGURES = ["weekDistanceM", "weekMovingS", "longestRunM"] as const;
const NO_FIGURES: CeilingFigures = { weekDistanceM: null, weekMovingS: null, longestRunM: null };

/** The current break, or otherwise the last one that ended while the usual figures still look back on it. */
function latestBreak({ runs, today }: Diary, limits: Limits) {
  const from = today - definitions.spikeWindowDays.value;
  // Today may still bring a run, so a current break is counted as if a run came tomorrow.
  let nextRunOn = today + 1;
  for (let i = runs.length - 1; i >= 0 && nextRunOn > from; i -= 1) {
    const lastRunOn = runs[i]?.day ?? today;
    const days = nextRunOn - lastRunOn - 1;
    if (days >= limits.breakMinDays) return { lastRunOn, days, runsSince: runs.slice(i + 1) };
    nextRunOn = lastRunOn;
  }
  return null;
}

/**
 * The figures to show: those for the way back from a break, if there is one. One long run weeks ago can leave
 * more room for a single run than the seven days have in all; then the seven days decide.
 *
 * @example
 * shownCeiling({ weekDistanceM: 19_250, longestRunM: 22_000, weekMovingS: null, afterBreak: null })
 * // { weekDistanceM: 19250, longestRunM: 19250, weekMovingS: null }
 */
export function shownCeiling({ afterBreak, ...usual }: Ceiling): CeilingFigures {
  const { weekDistanceM, weekMovingS, longestRunM } = afterBreak ?? usual;
  const hasLine = longestRunM !== null && weekDistanceM !== null;
  return {
    weekDistanceM,
    weekMovingS,
    longestRunM: hasLine ? Math.min(longestRunM, weekDistanceM) : longestRunM,
  };
}

/**
 * Whether a distance keeps to a limit as both are shown, in tenths: what reads like its limit hasn't gone beyond
 * it. Nothing keeps to an unknown limit.
 *
 * @example
 * keepsToM(11_020, 11_000) // true
 * keepsToM(11_100, 11_000) // false
 */
export function keepsToM(distanceM: number, limitM: number | null): boolean {
  return limitM !== null && !exceeds(distanceM, limitM + definitions.limitSlackM.value);
}

/**
 * The same for a time, which is shown in minutes.
 *
 * @example
 * keepsToS(5_425, 5_400) // true
 * keepsToS(5_460, 5_400) // false
 */
export function keepsToS(timeS: number, limitS: number | null): boolean {
  return limitS !== null && !exceeds(timeS, limitS + definitions.limitSlackS.value);
}

/** A day within the week from which on a single run has less room than the limits say. */
export interface LimitFall {
  readonly from: DayNumber;
  /** What is left by the end of that week. */
  readonly longestRunM: number;
}

/**
 * When the limit of a single run will fall within the seven days after the diary's, should no longer run come before:
 * the run it goes by will then be more than 30 days ago. Null if it stays, as during a break, whose limits go by what
 * was run before it.
 *
 * @example
 * // 10 km each week, and 20 km on the day 28 days before `today`, a Sunday
 * limitFallOf(diary, ceilingOf(diary, limits), limits) // { from: today + 3, longestRunM: 11000 }
 */
export function limitFallOf(diary: Diary, ceiling: Ceiling, limits: Limits): LimitFall | null {
  const shown = shownCeiling(ceiling).longestRunM;
  if (shown === null || isStillAway(ceiling, diary.today)) return null;
  const windowDays = definitions.spikeWindowDays.value;
  const limitOn = (day: DayNumber) => {
    const longest = longestRunM(diary, day - windowDays, diary.today);
    return longest === null ? null : limits.ceilingRatio * longest;
  };
  const week = [1, 2, 3, 4, 5, 6, 7].map((after) => diary.today + after);
  const from = week.find((day) => !keepsToM(shown, limitOn(day)));
  const left = limitOn(diary.today + 7);
  return from === undefined || left === null ? null : { from, longestRunM: left };
}

/** Whether the break of a ceiling that stands at the end of `today` still lasts: its limits stay until the first run. */
export function isStillAway({ afterBreak }: Ceiling, today: DayNumber): boolean {
  return afterBreak !== null && afterBreak.lastRunOn + afterBreak.days === today;
}

/** The break, where it decides a figure that is shown; null where the usual figures are the same. */
export function decidingBreak(ceiling: Ceiling): Break | null {
  const told = shownCeiling(ceiling);
  const usual = shownCeiling({ ...ceiling, afterBreak: null });
  return FIGURES.every((figure) => told[figure] === usual[figure]) ? null : ceiling.afterBreak;
}

/**
 * How many runs the last four weeks hold, where they are so few that the limit of a single run is lower than a
 * run the runner is used to: it goes by the average week, and few runs make that a short one. Null otherwise, and
 * on the way back from a break, when runs from before it are no longer what the runner is used to.
 *
 * @example
 * // 5 km every other week, the last of them eight days ago
 * fewRunsBehind(checkup.ceiling, checkup.weeks, checkup.limits) // 2
 */
export function fewRunsBehind(
  ceiling: Ceiling,
  weeks: readonly Week[],
  limits: Limits,
): number | null {
  const runs = weeks.slice(-4).reduce((sum, week) => sum + week.runs, 0);
  const usualM = (ceiling.longestRunM ?? 0) / limits.ceilingRatio;
  const isHeld = (shownCeiling(ceiling).longestRunM ?? 0) < usualM;
  const isFew = runs <= definitions.fewRunsCount.value;
  return isFew && isHeld && ceiling.afterBreak === null ? runs : null;
}
