import type { Runner } from "../ports.ts";
import { nextLocalOccurrence } from "./time.ts";

type Planned = Pick<Runner, "zone" | "reminders">;

/**
 * The next instant, strictly after `after`, at which one of the runner's days reaches their hour by
 * their own clock; null where they chose no day.
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

/** The next reminder that is to be mailed; null where none is. */
export function nextReminder(runner: Planned, after: string): string | null {
  return runner.reminders.email ? nextPractice(runner, after) : null;
}

/** Whether the runner's days and hour, as they are now, lead to this instant. */
export function isPractice(runner: Planned, instant: string): boolean {
  const justBefore = new Date(Date.parse(instant) - 1).toISOString();
  return nextPractice(runner, justBefore) === instant;
}
