import { inQuietHours } from "../../domain/nudges/decide-nudges.ts";
import { isPausedOn } from "../../domain/pauses.ts";
import { streakWeeks } from "../../domain/tips/exercise-log.ts";
import { renderReminder } from "../email/reminder.ts";
import { reminderView } from "../email/reminder-view.ts";
import { unsubscribeHeaders } from "../email/unsubscribe-headers.ts";
import type { ReminderMessage } from "../messages/reminder.ts";
import type { Runner, RunnerStore } from "../ports/runner.ts";
import { actionUrl } from "../shared/http/action-links.ts";
import { pageUrls, unsubscribeUrl } from "../shared/http/links.ts";
import { isPractice } from "../shared/mail/reminders.ts";
import { type OnceMail, type SendOnceDeps, sendOnce } from "../shared/mail/send-once.ts";
import { firstOfWeek, loadRoutine, type RoutineStores } from "../shared/runner/load-routine.ts";
import { dayNumberOf, localTime } from "../shared/time.ts";

export interface SendRemindersDeps extends SendOnceDeps, RoutineStores {
  readonly runners: Pick<RunnerStore, "find">;
  /** The address of the pages, without a trailing slash. */
  readonly publicUrl: string;
}

/** By then the evening is over or the lunch hour gone: a late reminder only nags. */
const TOO_LATE_MS = 3 * 3600_000;

/**
 * Reminds a runner of one day's exercises, once. Any reason against it is looked up now: changed settings,
 * a pause, the hip, or everything being done already. Throws like `sendOnce`.
 */
export async function sendReminders(
  message: ReminderMessage,
  deps: SendRemindersDeps,
): Promise<{ outcome: string }> {
  const runner = await deps.runners.find(message.runnerId);
  if (runner === null) return { outcome: "unknown runner" };
  const against = reasonAgainst(runner, message.dueAt, deps.now());
  if (against !== null) return { outcome: against };
  const written = await writeReminder(runner, message.dueAt, deps);
  return typeof written === "string" ? { outcome: written } : sendOnce(written, deps);
}

function reasonAgainst(runner: Runner, dueAt: string, now: string): string | null {
  const { mailStopped, reminders, nudges, zone } = runner;
  if (mailStopped !== null) return "mail is stopped";
  if (!reminders.email) return "reminders are off";
  if (!isPractice(runner, dueAt)) return "not a day or an hour of the runner's any more";
  if (Date.parse(now) - Date.parse(dueAt) > TOO_LATE_MS) return "left out, too late";
  const { day, startMinute } = localTime(now, zone);
  if (localTime(dueAt, zone).day !== day) return "left out, too late";
  const { pause } = nudges;
  if (pause !== null && isPausedOn(pause, day)) return "paused";
  const isQuiet = inQuietHours({ preferences: nudges, now: { minute: startMinute } });
  return isQuiet ? "quiet hours" : null;
}

/** The email, or why there is none. */
async function writeReminder(
  runner: Runner,
  dueAt: string,
  deps: SendRemindersDeps,
): Promise<OnceMail | string> {
  const { day } = localTime(dueAt, runner.zone);
  const today = dayNumberOf(day);
  const from = firstOfWeek(today, runner.weekStart);
  const { routine, log, credits } = await loadRoutine(runner, { today, from }, deps);
  if (routine.answer === "no-exercise") return "no exercise for now";
  const plan = routine.days.find((one) => one.day === today);
  const exercises = [...(plan?.strength ?? []), ...(plan?.mobility ?? [])];
  const done = new Set(log.filter((one) => one.day === today && one.done).map(({ tip }) => tip));
  if (exercises.every(({ tip }) => done.has(tip))) return "nothing left to do";

  const unsubscribe = unsubscribeUrl(deps.publicUrl, runner, "reminder");
  const tips = exercises.map(({ tip }) => tip);
  const action = { do: "exercises-done", day, tips } as const;
  const view = reminderView({
    day,
    exercises,
    beforeRun: plan?.run === true ? routine.beforeRun : [],
    afterRun: plan?.run === true ? routine.afterRun : [],
    streakWeeks: streakWeeks(log, today, runner.weekStart),
    generated: runner.generated,
    credits,
    urls: {
      ...pageUrls(deps.publicUrl),
      done: actionUrl(deps.publicUrl, runner, action, Date.parse(deps.now())),
      unsubscribe,
    },
  });
  const mail = {
    to: runner.email,
    ...renderReminder(view),
    headers: unsubscribeHeaders(unsubscribe),
    notice: { runnerId: runner.id, notice: `reminder:${day}` },
  };
  return { mail, kind: "reminder", remember: {} };
}
