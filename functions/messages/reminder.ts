import * as z from "zod/mini";
import { runnerId } from "./runner-id.ts";

/** Asks `send-reminders` to remind a runner of the exercises for the day that `dueAt` is on. */
export const reminderMessage = z.object({ runnerId, dueAt: z.iso.datetime() });
export type ReminderMessage = z.infer<typeof reminderMessage>;
