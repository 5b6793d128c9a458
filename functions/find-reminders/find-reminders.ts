import type { ReminderMessage } from "../messages/reminder.ts";
import type { DueReminderStore } from "../ports/exercises.ts";
import type { Queue } from "../ports/queue.ts";
import type { Runner, RunnerStore } from "../ports/runner.ts";
import { askAndMove, type Moved } from "../shared/events/ask-and-move.ts";
import type { Tick } from "../shared/events/schedule-handler.ts";
import { nextReminder } from "../shared/mail/reminders.ts";

export interface FindRemindersDeps {
  readonly runners: Pick<RunnerStore, "find">;
  readonly due: DueReminderStore;
  readonly reminders: Queue<ReminderMessage>;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/**
 * Asks for one reminder for everybody who is due, then moves each to their next one. Only the profile says
 * when that is: it is read here, so that a wake that no longer fits is ended or corrected.
 */
export async function findReminders(tick: Tick, deps: FindRemindersDeps): Promise<Moved> {
  const now = deps.now();
  const found = new Map<string, Runner | null>();
  return askAndMove(
    tick,
    deps.due.dueAt(now),
    async (batch) => {
      const looked = await Promise.all(
        batch.map(async (due) => ({ due, runner: await deps.runners.find(due.runnerId) })),
      );
      for (const { due, runner } of looked) found.set(due.runnerId, runner);
      const wanted = looked.filter(({ runner }) => runner?.reminders.email === true);
      await deps.reminders.send(
        wanted.map(({ due }) => due),
        0,
      );
    },
    (due) => {
      const runner = found.get(due.runnerId) ?? null;
      found.delete(due.runnerId);
      return deps.due.move(due, runner === null ? null : nextReminder(runner, now));
    },
  );
}
