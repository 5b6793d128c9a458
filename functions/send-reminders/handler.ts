import * as z from "zod/mini";
import { mailer } from "../adapters/mailer.ts";
import { holdBackIn } from "../adapters/queue.ts";
import { runnerData } from "../adapters/runner-data.ts";
import { tableOf } from "../adapters/table.ts";
import { reminderMessage } from "../messages/reminder.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/events/queue-handler.ts";
import { mailEnvironment } from "../shared/mail/mail-env.ts";
import { takingAtLeast } from "../shared/mail/pace.ts";
import { sendReminders } from "./send-reminders.ts";

const environment = z.object({ TABLE_NAME: z.string(), ...mailEnvironment });

export const handler = queueHandler({
  message: reminderMessage,
  deps: () => {
    const env = readEnv(environment);
    return {
      ...runnerData(tableOf(env.TABLE_NAME)),
      mailer: mailer(env),
      publicUrl: env.PUBLIC_URL,
      holdBack: holdBackIn(env.QUEUE_URL),
      takesMs: env.SEND_TAKES_MS,
      now: () => new Date().toISOString(),
    };
  },
  work: (message, deps) => takingAtLeast(deps.takesMs, () => sendReminders(message, deps)),
  holdBack: (receipt, delayS, deps) => deps.holdBack(receipt, delayS),
});
