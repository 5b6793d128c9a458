import * as z from "zod/mini";
import { dueStore } from "../adapters/due-store.ts";
import { checkupQueue } from "../adapters/queue.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { scheduleHandler } from "../shared/events/schedule-handler.ts";
import { findDue } from "./find-due.ts";

const environment = z.object({ TABLE_NAME: z.string(), CHECKUP_QUEUE_URL: z.string() });

export const handler = scheduleHandler({
  deps: () => {
    const env = readEnv(environment);
    return {
      due: dueStore(tableOf(env.TABLE_NAME)),
      checkups: checkupQueue(env.CHECKUP_QUEUE_URL),
      now: () => new Date().toISOString(),
    };
  },
  work: findDue,
});
