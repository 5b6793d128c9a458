import * as z from "zod/mini";
import { reminderQueue } from "../adapters/queue.ts";
import { dueReminderStore } from "../adapters/reminder-store.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { scheduleHandler } from "../shared/events/schedule-handler.ts";
import { findReminders } from "./find-reminders.ts";

const environment = z.object({ TABLE_NAME: z.string(), REMINDER_QUEUE_URL: z.string() });

export const handler = scheduleHandler({
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      due: dueReminderStore(table),
      reminders: reminderQueue(env.REMINDER_QUEUE_URL),
      now: () => new Date().toISOString(),
    };
  },
  work: findReminders,
});
