import { weekdayOf } from "../calendar.ts";
import { type Activity, type DayNumber, isRun, type Weekday } from "../history.ts";
import { PRACTICE } from "./thresholds.ts";

/**
 * The days on which a runner usually runs: those with a run in at least two of the last four weeks. None
 * for a beginner, or after a break.
 *
 * @example
 * usualRunDays([run(today - 2), run(today - 9), run(today - 8)], today) // [the weekday of today - 2]
 */
export function usualRunDays(
  activities: readonly Activity[],
  today: DayNumber,
): readonly Weekday[] {
  const { lookBackWeeks, usualInWeeksCount } = PRACTICE;
  const from = today - 7 * lookBackWeeks.value;
  const days = new Set(
    activities
      .filter((one) => isRun(one) && one.day > from && one.day <= today)
      .map(({ day }) => day),
  );
  const counts = new Map<Weekday, number>();
  for (const day of days) counts.set(weekdayOf(day), (counts.get(weekdayOf(day)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= usualInWeeksCount.value)
    .map(([weekday]) => weekday)
    .sort((a, b) => a - b);
}
