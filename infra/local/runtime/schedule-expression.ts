import { Cron } from "croner";

export type Timetable =
  | {
      readonly kind: "timetable";
      /** The first time after `afterMs`, or null if there are no more. */
      readonly next: (afterMs: number) => number | null;
    }
  | { readonly kind: "invalid"; readonly reason: string };

const unitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const monthOrMinuteEnd = [59, 23, 31, 12, 7, 2199];

/**
 * When a schedule runs, from an expression as EventBridge Scheduler writes it: `rate(5 minutes)`, or `cron(`
 * minutes hours day-of-month month day-of-week year `)` in a time zone, with days of the week from 1 for
 * Sunday.
 *
 * AWS counts a rate from when the schedule was created. Here it is counted from 1970, so that a restart
 * doesn't shift it.
 *
 * @example
 * const timetable = readSchedule("cron(30 6 ? * MON *)", "Europe/Berlin");
 * // timetable.next(Date.UTC(2026, 0, 1)) is Monday 2026-01-05T05:30:00Z
 */
export function readSchedule(expression: string, zone: string): Timetable {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const everyMs = Number(rate[1]) * (unitMs[rate[2] ?? ""] ?? 0);
    if (everyMs === 0) return invalid(expression);
    return {
      kind: "timetable",
      next: (afterMs) => (Math.floor(afterMs / everyMs) + 1) * everyMs,
    };
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  const [minutes, hours, days, months, weekdays, years] = fields.map(fieldForCroner);
  if (fields.length !== 6 || (fields[2] === "?") === (fields[4] === "?"))
    return invalid(expression);
  try {
    const pattern = ["0", minutes, hours, days, months, weekdays, years].join(" ");
    const cron = new Cron(pattern, { timezone: zone, mode: "7-part" });
    return {
      kind: "timetable",
      next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() ?? null,
    };
  } catch {
    return invalid(expression);
  }
}

function invalid(expression: string): Timetable {
  return { kind: "invalid", reason: `${expression} is not a schedule that EventBridge would take` };
}

/** Translates AWS's dialect into croner's: `?`, a step from a bare number, and weekdays that start at 1. */
function fieldForCroner(field: string, position: number): string {
  if (field === "?") return "*";
  const stepped = field.replace(
    /^(\d+)\/(\d+)$/,
    (_, from: string, step: string) => `${from}-${monthOrMinuteEnd[position]}/${step}`,
  );
  if (position !== 4) return stepped;
  if (stepped === "L") return "6";
  // The number after # is a week of the month and the one after / a step: neither is a weekday.
  return stepped.replace(/(?<![#/\d])\d/g, (weekday) => String(Number(weekday) - 1));
}
