import { tzOffset } from "@date-fns/tz/tzOffset";
import { weekdayOf } from "../../domain/calendar.ts";
import type { DayNumber, Weekday } from "../../domain/history.ts";

const NOON_MIN = 12 * 60;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The day number of a calendar date `YYYY-MM-DD`. Throws RangeError if there is no such date.
 *
 *     dayNumberOf("1970-01-02") // 1
 *     dayNumberOf("2021-09-12") // 18882
 */
export function dayNumberOf(iso: string): DayNumber {
  // `Date` rather than Temporal, which takes five times as long: this is called for half a year of runs on
  // each view.
  const day = Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
  // Date takes 30 February for 2 March.
  if (Number.isNaN(day) || isoDay(day) !== iso) throw new RangeError(`No such date: ${iso}`);
  return day;
}

/**
 * The calendar date of a day number, as `YYYY-MM-DD`: the inverse of `dayNumberOf`.
 *
 *     isoDay(18882) // "2021-09-12"
 */
export function isoDay(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The runner's own day and minute at an instant (ISO 8601, UTC). Minutes keep their seconds as a fraction,
 * so that two runs that began in the same minute stay in order. Throws RangeError if there is no such
 * instant or zone.
 *
 *     localTime("2021-09-11T22:30:30Z", "Europe/Copenhagen") // { day: "2021-09-12", startMinute: 30.5 }
 */
export function localTime(instant: string, zone: string): { day: string; startMinute: number } {
  return wallTime(wallMs(Date.parse(instant), zone));
}

/**
 * The day and minute that the clock on the wall shows; `ms` is that clock's reading as if it were UTC. Throws
 * RangeError if there is no such instant.
 *
 *     wallTime(Date.UTC(2021, 8, 12, 0, 30, 30)) // { day: "2021-09-12", startMinute: 30.5 }
 */
export function wallTime(ms: number): { day: string; startMinute: number } {
  const wall = new Date(ms);
  return {
    day: wall.toISOString().slice(0, 10),
    startMinute: wall.getUTCHours() * 60 + wall.getUTCMinutes() + wall.getUTCSeconds() / 60,
  };
}

/**
 * The instant, as `Date#toISOString` writes it, of a minute of the runner's own day: the inverse of
 * `localTime`. A minute that the clocks skip is moved on by as much as they are (02:30 becomes 03:30), and one
 * that they repeat is taken the first time it comes. Throws RangeError if there is no such day or zone.
 *
 *     instantAt({ day: "2021-09-12", startMinute: 30.5, zone: "Europe/Copenhagen" }) // "2021-09-11T22:30:30.000Z"
 */
export function instantAt(local: { day: string; startMinute: number; zone: string }): string {
  const atMs = dayNumberOf(local.day) * DAY_MS + Math.round(local.startMinute * 60) * 1000;
  return new Date(instantMs(atMs, local.zone)).toISOString();
}

/** What the clock on the wall shows, as if that were UTC. */
function wallMs(instantMs: number, zone: string): number {
  return instantMs + tzOffset(zone, new Date(instantMs)) * MINUTE_MS;
}

/**
 * The inverse. No zone moves its clocks twice within two days, so the offsets a day before and a day after
 * are the only candidates. The earlier offset holds unless the clocks have moved by then; it also holds for
 * a minute that they skip or repeat.
 */
function instantMs(wall: number, zone: string): number {
  const byOffsetAt = (nearMs: number) => wall - tzOffset(zone, new Date(nearMs)) * MINUTE_MS;
  const before = byOffsetAt(wall - DAY_MS);
  const after = byOffsetAt(wall + DAY_MS);
  return wallMs(before, zone) !== wall && wallMs(after, zone) === wall ? after : before;
}

/**
 * The day and minute as written in a text, whatever its offset: these are the runner's own when the text
 * was written by the runner's own clock. `text` is ISO 8601 with a time.
 *
 *     asWritten("2026-11-22T08:49:30+01:00") // { day: "2026-11-22", startMinute: 529.5 }
 */
export function asWritten(text: string): { day: string; startMinute: number } {
  return wallTime(Date.parse(`${text.replace(/(Z|[+-]\d\d:?\d\d)$/i, "")}Z`));
}

/** The runner's own calendar date at an instant in milliseconds, as `YYYY-MM-DD`. */
export function dayInZone(atMs: number, zone: string): string {
  return wallTime(wallMs(atMs, zone)).day;
}

/**
 * The day that a digest judges: sent before noon, it looks back on the whole day before; sent later, on its
 * own day.
 *
 *     judgedDay("2021-09-13T05:00:00.000Z", "Europe/Copenhagen") // "2021-09-12": Monday, 7 o'clock
 *     judgedDay("2021-09-12T17:00:00.000Z", "Europe/Copenhagen") // "2021-09-12": Sunday, 19 o'clock
 */
export function judgedDay(sendAt: string, zone: string): string {
  const { day, startMinute } = localTime(sendAt, zone);
  return startMinute < NOON_MIN ? isoDay(dayNumberOf(day) - 1) : day;
}

/**
 * The next instant, strictly after `after`, at which it is `hour` o'clock on `weekday` (1 Monday, 7 Sunday)
 * in `zone`. An hour that the clocks skip is moved on by as much as they are, and one that they repeat is
 * taken the first time it comes. The result is written as by `Date#toISOString`, so the strings sort.
 *
 *     nextLocalOccurrence({ after: "2021-10-30T12:00:00Z", zone: "Europe/Copenhagen", weekday: 7, hour: 18 })
 *     // "2021-10-31T17:00:00.000Z"
 */
export function nextLocalOccurrence(asked: {
  after: string;
  zone: string;
  weekday: Weekday;
  hour: number;
}): string {
  const afterMs = Date.parse(asked.after);
  const today = Math.floor(wallMs(afterMs, asked.zone) / DAY_MS);
  const at = (day: DayNumber) => instantMs(day * DAY_MS + asked.hour * HOUR_MS, asked.zone);
  const first = today + ((asked.weekday - weekdayOf(today) + 7) % 7);
  const soonest = at(first);
  return new Date(soonest > afterMs ? soonest : at(first + 7)).toISOString();
}
