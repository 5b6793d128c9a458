import * as z from "zod";
import { activityStore } from "../adapters/activity-store.ts";
import { checkInStore } from "../adapters/check-in-store.ts";
import { mailer } from "../adapters/mailer.ts";
import { noticeStore } from "../adapters/notice-store.ts";
import { holdBackIn } from "../adapters/queue.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { shoeStore } from "../adapters/shoe-store.ts";
import { tableOf } from "../adapters/table.ts";
import { checkupMessage } from "../messages/checkup.ts";
import { readEnv } from "../shared/env.ts";
import { mailEnvironment } from "../shared/mail-env.ts";
import { queueHandler } from "../shared/queue-handler.ts";
import { runCheckup } from "./run-checkup.ts";

const environment = z.object({ TABLE_NAME: z.string(), ...mailEnvironment });

export const handler = queueHandler({
  message: checkupMessage,
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      activities: activityStore(table),
      shoes: shoeStore(table),
      checkIns: checkInStore(table),
      notices: noticeStore(table),
      mailer: mailer({ sender: env.SENDER, configurationSet: env.CONFIGURATION_SET }),
      publicUrl: env.PUBLIC_URL.replace(/\/$/, ""),
      holdBack: holdBackIn(env.QUEUE_URL),
      now: () => new Date().toISOString(),
    };
  },
  work: runCheckup,
  holdBack: (receipt, delayS, deps) => deps.holdBack(receipt, delayS),
});
