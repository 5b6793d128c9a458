import { type Activity, type DayNumber, type History, isRun } from "./history.ts";
import { ratioOf } from "./number.ts";
import { definitions, type Limits } from "./thresholds.ts";

/** A history as it stood on one day: what came later is left out, and so is what was dismissed. */
export interface Diary {
  readonly today: DayNumber;
  /** In order of start; 0 m where the distance can't be true. */
  readonly runs: readonly Activity[];
  readonly crossTraining: readonly Activity[];
  /** Set aside as wrong data by the runner. */
  readonly dismissed: readonly Activity[];
  /** Runs whose distance can't be true, as they came. */
  readonly distanceFaults: readonly Activity[];
  /** Days from the first activity of any sport to today, inclusive; 0 for an empty diary. */
  readonly days: number;
  /** Null without a run. */
  readonly firstRunOn: DayNumber | null;
}

/**
 * Orders the runs once, so that every window below is a slice.
 *
 * @example
 * diaryOf({ activities: [friday, monday, tomorrow] }, today).runs // [monday, friday]
 */
export function diaryOf(history: History, today: DayNumber): Diary {
  const dismissedIds = new Set(history.dismissed);
  const runs: Activity[] = [];
  const crossTraining: Activity[] = [];
  const dismissed: Activity[] = [];
  const distanceFaults: Activity[] = [];
  let first = today + 1;
  for (const activity of history.activities) {
    if (activity.day > today) continue;
    if (dismissedIds.size > 0 && dismissedIds.has(activity.id)) {
      dismissed.push(activity);
      continue;
    }
    if (activity.day < first) first = activity.day;
    if (!isRun(activity)) {
      crossTraining.push(activity);
    } else if (hasDistanceFault(activity)) {
      distanceFaults.push(activity);
      runs.push({ ...activity, distanceM: 0 });
    } else {
      runs.push(activity);
    }
  }
  crossTraining.sort(byStart);
  dismissed.sort(byStart);
  distanceFaults.sort(byStart);
  const inOrder = inOrderOfStart(runs, first, today);
  return {
    today,
    runs: inOrder,
    crossTraining,
    dismissed,
    distanceFaults,
    days: today - first + 1,
    firstRunOn: inOrder[0]?.day ?? null,
  };
}

/**
 * Faster than anyone runs, as after a jump of the receiver. A run without a time may be of any speed.
 *
 * @example
 * hasDistanceFault({ distanceM: 400_000, movingS: 3600 }) // true
 */
export function hasDistanceFault({
  distanceM,
  movingS,
}: Pick<Activity, "distanceM" | "movingS">): boolean {
  return movingS > 0 && distanceM > definitions.runFastestMPerS.value * movingS;
}

/**
 * Most stores return runs in order. For ten years in no order, sorting alone took twice the time of the
 * whole check-up; once each run is put on its day, only days with two are left to sort.
 */
function inOrderOfStart(
  runs: readonly Activity[],
  first: DayNumber,
  last: DayNumber,
): readonly Activity[] {
  if (isInOrder(runs)) return runs;
  const placed = placedByDay(runs, first, last);
  return isInOrder(placed) ? placed : placed.sort(byStart);
}

function isInOrder(runs: readonly Activity[]): boolean {
  let before = runs[0];
  for (const run of runs) {
    if (before !== undefined && before.day >= run.day && byStart(before, run) > 0) return false;
    before = run;
  }
  return true;
}

function placedByDay(runs: readonly Activity[], first: DayNumber, last: DayNumber): Activity[] {
  const placeOfDay = new Uint32Array(last - first + 2);
  for (const { day } of runs) placeOfDay[day - first + 1] = (placeOfDay[day - first + 1] ?? 0) + 1;
  for (let i = 1; i < placeOfDay.length; i += 1) {
    placeOfDay[i] = (placeOfDay[i] ?? 0) + (placeOfDay[i - 1] ?? 0);
  }
  const placed = runs.slice();
  for (const run of runs) {
    const place = placeOfDay[run.day - first] ?? 0;
    placed[place] = run;
    placeOfDay[run.day - first] = place + 1;
  }
  return placed;
}

// The id breaks ties, so that the order of the input never changes the last digit of a sum.
function byStart(a: Activity, b: Activity): number {
  return a.day - b.day || a.startMinute - b.startMinute || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The diary as it stood at the end of an earlier day. */
export function diaryUpTo(diary: Diary, day: DayNumber): Diary {
  const upTo = (ordered: readonly Activity[]) => ordered.slice(0, firstOnOrAfter(ordered, day + 1));
  const runs = upTo(diary.runs);
  return {
    today: day,
    runs,
    crossTraining: upTo(diary.crossTraining),
    dismissed: upTo(diary.dismissed),
    distanceFaults: upTo(diary.distanceFaults),
    days: Math.max(0, diary.days - (diary.today - day)),
    firstRunOn: runs[0]?.day ?? null,
  };
}

/**
 * Days from the first run to the diary's day, inclusive; 0 without a run. Years of another sport don't count:
 * they say nothing of how much running somebody is used to.
 *
 * @example
 * daysOfRunning({ firstRunOn: 10, today: 12 }) // 3
 */
export function daysOfRunning({ firstRunOn, today }: Diary): number {
  return firstRunOn === null ? 0 : today - firstRunOn + 1;
}

/**
 * Those of `ordered` (by day) from day `from` to day `to`, inclusive.
 *
 * @example
 * between([{ day: 1 }, { day: 2 }, { day: 4 }], 2, 4) // [{ day: 2 }, { day: 4 }]
 */
export function between(
  ordered: readonly Activity[],
  from: DayNumber,
  to: DayNumber,
): readonly Activity[] {
  return ordered.slice(firstOnOrAfter(ordered, from), firstOnOrAfter(ordered, to + 1));
}

function firstOnOrAfter(ordered: readonly Activity[], day: DayNumber): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle]?.day ?? day) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The longest single run from day `from` to day `to`; null if none is longer than 0 m. */
export function longestRunM(diary: Diary, from: DayNumber, to: DayNumber): number | null {
  let longest = 0;
  for (const run of between(diary.runs, from, to)) longest = Math.max(longest, run.distanceM);
  return longest > 0 ? longest : null;
}

/**
 * Whether enough of the running time has a distance to judge by that: a treadmill without a sensor has none.
 *
 * @example
 * // 75 % of the time has a distance, and 80 % is enough.
 * knowsDistances([{ distanceM: 5000, movingS: 1500 }, { distanceM: 0, movingS: 500 }], limits) // false
 */
export function knowsDistances(runs: readonly Activity[], { loadMinCoverage }: Limits): boolean {
  const timeOf = (some: readonly Activity[]) => some.reduce((sum, run) => sum + run.movingS, 0);
  const measuredS = timeOf(runs.filter(({ distanceM }) => distanceM > 0));
  return (ratioOf(measuredS, timeOf(runs)) ?? 1) >= loadMinCoverage;
}
