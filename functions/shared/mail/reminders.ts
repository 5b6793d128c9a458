import type { Runner } from "../../ports/runner.ts";
import { nextLocalOccurrence } from "../time.ts";

type Planned = Pick<Runner, "zone" | "reminders">;

/**
 * The next instant, strictly after `after`, at which it is the runner's chosen hour on one of their chosen
 * days, by their own clock; null if they chose no days.
 *
 *     nextPractice({ zone: "Europe/Copenhagen", reminders: { weekdays: [2, 4], hour: 18, email: true } }, "2026-11-25T12:00:00Z")
 *     // "2026-11-26T17:00:00.000Z": Thursday
 */
export function nextPractice(
  { zone, reminders: { weekdays, hour } }: Planned,
  after: string,
): string | null {
  const next = weekdays.map((weekday) => nextLocalOccurrence({ after, zone, weekday, hour }));
  return next.toSorted()[0] ?? null;
}

/** The next reminder to be emailed; null if there is none. */
export function nextReminder(runner: Planned, after: string): string | null {
  return runner.reminders.email ? nextPractice(runner, after) : null;
}

/** Whether this instant is one of the runner's reminder times, under their current days and hour. */
export function isPractice(runner: Planned, instant: string): boolean {
  const justBefore = new Date(Date.parse(instant) - 1).toISOString();
  return nextPractice(runner, justBefore) === instant;
}
