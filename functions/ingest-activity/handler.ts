import * as z from "zod/mini";
import { activityStore } from "../adapters/activity-store.ts";
import { checkInStore } from "../adapters/check-in-store.ts";
import { nudgeQueue } from "../adapters/queue.ts";
import { shoeStore } from "../adapters/shoe-store.ts";
import { tableOf } from "../adapters/table.ts";
import { ingestMessage } from "../messages/ingest.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/queue-handler.ts";
import { ingestActivity } from "./ingest-activity.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  NUDGE_QUEUE_URL: z.string(),
  NUDGE_DELAY_S: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(900)),
});

export const handler = queueHandler({
  message: ingestMessage,
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      activities: activityStore(table),
      shoes: shoeStore(table),
      checkIns: checkInStore(table),
      nudges: nudgeQueue(env.NUDGE_QUEUE_URL),
      nudgeDelayS: env.NUDGE_DELAY_S,
      nowMs: Date.now,
    };
  },
  work: ingestActivity,
  about: ({ runnerId }) => runnerId,
});
