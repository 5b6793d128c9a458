import { between, type Diary } from "./diary.ts";
import type { DayNumber } from "./history.ts";

/** Other sports neither spoil a rest day nor count as running. */
export interface Rest {
  /** The last day that counts: yesterday while today may still bring its first run. */
  readonly to: DayNumber;
  /** Days in a row with a run, up to today; up to yesterday if today has none yet. */
  readonly streakDays: number;
  readonly restDaysIn7: number;
  readonly restDaysIn14: number;
}

/**
 * The days off among those up to `until`, the last day that counts.
 *
 * @example
 * // a run on each of the last three days, none before
 * restOf(diary, diary.today) // { to: diary.today, streakDays: 3, restDaysIn7: 4, restDaysIn14: 11 }
 */
export function restOf(diary: Diary, until: DayNumber): Rest {
  return {
    to: until,
    streakDays: streakDays(diary),
    restDaysIn7: restDays(diary, 7, until),
    restDaysIn14: restDays(diary, 14, until),
  };
}

function restDays({ runs: all }: Diary, days: number, until: DayNumber): number {
  const runs = between(all, until - days + 1, until);
  return days - new Set(runs.map((run) => run.day)).size;
}

function streakDays({ runs, today }: Diary): number {
  const last = runs.at(-1)?.day;
  if (last === undefined || last < today - 1) return 0;
  let first = last;
  for (let i = runs.length - 1; i >= 0; i -= 1) {
    const day = runs[i]?.day ?? first;
    if (day < first - 1) break;
    first = day;
  }
  return last - first + 1;
}
