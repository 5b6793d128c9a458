import * as z from "zod/mini";
import { dueWakeStore } from "../adapters/nudge-wake-store.ts";
import { nudgeQueue } from "../adapters/queue.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { scheduleHandler } from "../shared/events/schedule-handler.ts";
import { wakeNudges } from "./wake-nudges.ts";

const environment = z.object({ TABLE_NAME: z.string(), NUDGE_QUEUE_URL: z.string() });

export const handler = scheduleHandler({
  deps: () => {
    const env = readEnv(environment);
    return {
      wakes: dueWakeStore(tableOf(env.TABLE_NAME)),
      nudges: nudgeQueue(env.NUDGE_QUEUE_URL),
      now: () => new Date().toISOString(),
    };
  },
  work: wakeNudges,
});
