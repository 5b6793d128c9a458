import * as z from "zod";
import { activityStore } from "../adapters/activity-store.ts";
import { checkInStore } from "../adapters/check-in-store.ts";
import { mailer } from "../adapters/mailer.ts";
import { noticeStore } from "../adapters/notice-store.ts";
import { providerEventQueue } from "../adapters/queue.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { shoeStore } from "../adapters/shoe-store.ts";
import { tableOf } from "../adapters/table.ts";
import { windowStore } from "../adapters/window-store.ts";
import { checkupMessage } from "../messages/checkup.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/queue-handler.ts";
import { runCheckup } from "./run-checkup.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: z.url(),
  SENDER: z.email(),
  CONFIGURATION_SET: z.string(),
  PROVIDER_EVENTS_QUEUE_URL: z.string(),
});

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
      windows: windowStore(table),
      events: providerEventQueue(env.PROVIDER_EVENTS_QUEUE_URL),
      notices: noticeStore(table),
      mailer: mailer({ sender: env.SENDER, configurationSet: env.CONFIGURATION_SET }),
      publicUrl: env.PUBLIC_URL.replace(/\/$/, ""),
      now: () => new Date().toISOString(),
    };
  },
  work: runCheckup,
});
