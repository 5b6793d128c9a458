import * as z from "zod/mini";
import { mailer } from "../adapters/mailer.ts";
import { checkupQueue, historyQueue, holdBackIn } from "../adapters/queue.ts";
import { runnerData } from "../adapters/runner-data.ts";
import { tableOf } from "../adapters/table.ts";
import { bundledRenderer } from "../charts/bundled-renderer.ts";
import { checkupMessage } from "../messages/checkup.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/events/queue-handler.ts";
import { mailEnvironment } from "../shared/mail/mail-env.ts";
import { paceOf } from "../shared/mail/pace.ts";
import { runCheckup } from "./run-checkup.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  ...mailEnvironment,
  PROVIDER_HISTORY_QUEUE_URL: z.string(),
});

export const handler = queueHandler({
  message: checkupMessage,
  deps: () => {
    const env = readEnv(environment);
    return {
      ...runnerData(tableOf(env.TABLE_NAME)),
      events: historyQueue(env.PROVIDER_HISTORY_QUEUE_URL),
      checkups: checkupQueue(env.QUEUE_URL),
      toPng: bundledRenderer(),
      mailer: mailer(env),
      publicUrl: env.PUBLIC_URL,
      holdBack: holdBackIn(env.QUEUE_URL),
      pace: paceOf(env.SEND_TAKES_MS),
      now: () => new Date().toISOString(),
    };
  },
  work: runCheckup,
  holdBack: (receipt, delayS, deps) => deps.holdBack(receipt, delayS),
});
