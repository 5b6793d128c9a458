import * as z from "zod/mini";
import { runnerId } from "./runner-id.ts";

/** Asks `send-reminders` to remind a runner of the exercises of the day on which `dueAt` falls. */
export const reminderMessage = z.object({ runnerId, dueAt: z.iso.datetime() });
export type ReminderMessage = z.infer<typeof reminderMessage>;
