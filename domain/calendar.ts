import type { Diary } from "./diary.ts";
import type { Athlete, DayNumber, Weekday } from "./history.ts";
import { type WeekOverWeek, weekOverWeek } from "./progression.ts";
import type { Limits } from "./thresholds.ts";
import { type Week, weekEndingOn } from "./weeks.ts";

/** The same comparison by calendar weeks, as a runner plans them. */
export interface CalendarWeeks {
  /** The last whole week; on its last day, this one. */
  readonly lastWeek: Week;
  readonly weekBefore: Week;
  readonly progression: WeekOverWeek;
}

/** Only whole weeks are compared: the current one would look like a drop until its last evening. */
export function calendarWeeksOf(diary: Diary, athlete: Athlete, limits: Limits): CalendarWeeks {
  const daysIntoWeek = (weekdayOf(diary.today) - athlete.weekStart + 7) % 7;
  const end = daysIntoWeek === 6 ? diary.today : diary.today - daysIntoWeek - 1;
  const lastWeek = weekEndingOn(diary, end);
  const weekBefore = weekEndingOn(diary, end - 7);
  return {
    lastWeek,
    weekBefore,
    progression: weekOverWeek(diary, lastWeek, weekBefore, athlete, limits),
  };
}

/**
 * @example
 * weekdayOf(0)     // 4: 1970-01-01 was a Thursday
 * weekdayOf(18882) // 7: 2021-09-12 was a Sunday
 */
export function weekdayOf(day: DayNumber): Weekday {
  return (((((day + 3) % 7) + 7) % 7) + 1) as Weekday;
}
