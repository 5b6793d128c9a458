import { type Activity, type DayNumber, type History, isRun } from "./history.ts";

/** A history as it stood on one day: what came later is left out, so is what was dismissed. */
export interface Diary {
  readonly today: DayNumber;
  /** In order of start. */
  readonly runs: readonly Activity[];
  readonly crossTraining: readonly Activity[];
  /** Set aside as wrong data by the runner. */
  readonly dismissed: readonly Activity[];
  /** Days from the first activity of any sport to today, both counted; 0 for an empty diary. */
  readonly days: number;
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
  let first = today + 1;
  let inOrder = true;
  let latest: Activity | undefined;
  for (const activity of history.activities) {
    if (activity.day > today) continue;
    if (dismissedIds.size > 0 && dismissedIds.has(activity.id)) {
      dismissed.push(activity);
      continue;
    }
    if (activity.day < first) first = activity.day;
    if (!isRun(activity)) {
      crossTraining.push(activity);
      continue;
    }
    inOrder &&= latest === undefined || byStart(latest, activity) <= 0;
    latest = activity;
    runs.push(activity);
  }
  crossTraining.sort(byStart);
  dismissed.sort(byStart);
  const ordered = inOrder ? runs : placedByDay(runs, first, today).sort(byStart);
  return { today, runs: ordered, crossTraining, dismissed, days: today - first + 1 };
}

/**
 * Puts each run on its day, so that what remains to be sorted is nearly so. Of ten years in no
 * order, sorting alone took twice the time of the whole check-up.
 */
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

// The id settles ties, so that the order of the input never changes a sum in its last digit.
function byStart(a: Activity, b: Activity): number {
  return a.day - b.day || a.startMinute - b.startMinute || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Those of `ordered` (by day) from day `from` to day `to`, both counted. */
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

/** The longest single run from day `from` to day `to`; null without one longer than 0 m. */
export function longestRunM(diary: Diary, from: DayNumber, to: DayNumber): number | null {
  let longest = 0;
  for (const run of between(diary.runs, from, to)) longest = Math.max(longest, run.distanceM);
  return longest > 0 ? longest : null;
}
