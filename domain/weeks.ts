import { between, type Diary } from "./diary.ts";
import type { DayNumber } from "./history.ts";

/** Seven days. `restDays` are days without a run; other sports don't spoil one. */
export interface Week {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly runs: number;
  readonly distanceM: number;
  readonly movingS: number;
  readonly restDays: number;
}

/** The seven days that end on `to`. A run of 0 m counts as a run, by its time and its day. */
export function weekEndingOn(diary: Diary, to: DayNumber): Week {
  const from = to - 6;
  const runs = between(diary.runs, from, to);
  let distanceM = 0;
  let movingS = 0;
  let runningDays = 0;
  let lastDay = from - 1;
  for (const run of runs) {
    distanceM += run.distanceM;
    movingS += run.movingS;
    if (run.day !== lastDay) runningDays += 1;
    lastDay = run.day;
  }
  return { from, to, runs: runs.length, distanceM, movingS, restDays: 7 - runningDays };
}

/** The last `count` seven-day weeks that end on the diary's day, oldest first. */
export function lastWeeks(diary: Diary, count: number): readonly Week[] {
  return Array.from({ length: count }, (_, i) =>
    weekEndingOn(diary, diary.today - 7 * (count - 1 - i)),
  );
}
