import { between, type Diary } from "./diary.ts";
import type { Activity, DayNumber } from "./history.ts";

/** Seven days. `restDays` are days without a run; other sports don't spoil one. */
export interface Week {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly runs: number;
  readonly distanceM: number;
  readonly movingS: number;
  readonly restDays: number;
}

/**
 * The seven days that end on `to`. A run of 0 m counts as a run, by its time and its day.
 *
 * @example
 * // 10 km in an hour, today
 * weekEndingOn(diary, today) // { from: today - 6, to: today, runs: 1, distanceM: 10000, movingS: 3600, restDays: 6 }
 */
export function weekEndingOn(diary: Diary, to: DayNumber): Week {
  const from = to - 6;
  const runs = between(diary.runs, from, to);
  let runningDays = 0;
  let lastDay = from - 1;
  for (const run of runs) {
    if (run.day !== lastDay) runningDays += 1;
    lastDay = run.day;
  }
  return { from, to, runs: runs.length, ...sumOf(runs), restDays: 7 - runningDays };
}

/**
 * How far they went, and how long they took, all together.
 *
 * @example
 * sumOf([{ distanceM: 5000, movingS: 1500 }, { distanceM: 3000, movingS: 1000 }]) // { distanceM: 8000, movingS: 2500 }
 */
export function sumOf(runs: readonly Activity[]): Pick<Week, "distanceM" | "movingS"> {
  let distanceM = 0;
  let movingS = 0;
  for (const run of runs) {
    distanceM += run.distanceM;
    movingS += run.movingS;
  }
  return { distanceM, movingS };
}

/** The last `count` seven-day weeks that end on the diary's day, oldest first. */
export function lastWeeks(diary: Diary, count: number): readonly Week[] {
  return Array.from({ length: count }, (_, i) =>
    weekEndingOn(diary, diary.today - 7 * (count - 1 - i)),
  );
}
