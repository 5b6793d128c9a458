import { Temporal } from "temporal-polyfill";
import type { DayNumber, Weekday } from "../../domain/history.ts";

const DAY_MS = 86_400_000;

/**
 * The day number of a calendar date `YYYY-MM-DD`. Throws RangeError where there is no such date.
 *
 *     dayNumberOf("1970-01-02") // 1
 *     dayNumberOf("2021-09-12") // 18882
 */
export function dayNumberOf(iso: string): DayNumber {
  // `Date` and not Temporal, which takes five times as long: half a year of runs asks at each look.
  const day = Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
  // It takes 30 February for 2 March.
  if (Number.isNaN(day) || isoDay(day) !== iso) throw new RangeError(`No such date: ${iso}`);
  return day;
}

/**
 * The calendar date of a day number, as `YYYY-MM-DD`: the way back from `dayNumberOf`.
 *
 *     isoDay(18882) // "2021-09-12"
 */
export function isoDay(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The runner's own day and minute at an instant (ISO 8601, UTC). Minutes keep their seconds as a
 * fraction, so that two runs begun in one minute stay in order.
 *
 *     localTime("2021-09-11T22:30:30Z", "Europe/Copenhagen") // { day: "2021-09-12", startMinute: 30.5 }
 */
export function localTime(instant: string, zone: string): { day: string; startMinute: number } {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return {
    day: local.toPlainDate().toString(),
    startMinute: local.hour * 60 + local.minute + local.second / 60,
  };
}

/**
 * The instant, as `Date#toISOString` writes it, of a minute of the runner's own day: the way back
 * from `localTime`. A minute that the clocks skip comes when they have moved on.
 *
 *     instantAt({ day: "2021-09-12", startMinute: 30.5, zone: "Europe/Copenhagen" }) // "2021-09-11T22:30:30.000Z"
 */
export function instantAt(local: { day: string; startMinute: number; zone: string }): string {
  const midnight = Temporal.PlainDateTime.from(local.day);
  return midnight
    .add({ seconds: Math.round(local.startMinute * 60) })
    .toZonedDateTime(local.zone, { disambiguation: "compatible" })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
}

/** The runner's own calendar date at an instant, as `YYYY-MM-DD`. */
export function dayInZone(instant: string, zone: string): string {
  return localTime(instant, zone).day;
}

/**
 * The next instant, strictly after `after`, at which it is `hour` o'clock on `weekday` (1 Monday,
 * 7 Sunday) in `zone`. An hour that the clocks skip comes when they have moved on; one that they
 * repeat comes the first time. The answer is written as `Date#toISOString` writes, so the strings sort.
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
  const after = Temporal.Instant.from(asked.after);
  const today = after.toZonedDateTimeISO(asked.zone).toPlainDate();
  const first = today.add({ days: (asked.weekday - today.dayOfWeek + 7) % 7 });
  const at = (date: Temporal.PlainDate) =>
    date
      .toPlainDateTime({ hour: asked.hour })
      .toZonedDateTime(asked.zone, { disambiguation: "compatible" })
      .toInstant();
  const soonest = at(first);
  const next = Temporal.Instant.compare(soonest, after) > 0 ? soonest : at(first.add({ days: 7 }));
  return next.toString({ fractionalSecondDigits: 3 });
}
