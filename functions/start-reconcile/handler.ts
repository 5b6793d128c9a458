import * as z from "zod/mini";
import { historyQueue, providerHintQueue } from "../adapters/queue.ts";
import { syncStore } from "../adapters/sync-store.ts";
import { tableOf } from "../adapters/table.ts";
import { findProvider } from "../providers/table.ts";
import { readEnv } from "../shared/env.ts";
import { scheduleHandler } from "../shared/events/schedule-handler.ts";
import { startReconcile } from "./start-reconcile.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PROVIDER_HISTORY_QUEUE_URL: z.string(),
  PROVIDER_HINTS_QUEUE_URL: z.string(),
  STRAVA_COMPARE_NIGHTS: z.coerce.number().check(z.int(), z.minimum(1)),
});

export const handler = scheduleHandler({
  deps: () => {
    const env = readEnv(environment);
    return {
      syncs: syncStore(tableOf(env.TABLE_NAME), env.STRAVA_COMPARE_NIGHTS),
      events: historyQueue(env.PROVIDER_HISTORY_QUEUE_URL),
      hints: providerHintQueue(env.PROVIDER_HINTS_QUEUE_URL),
      findProvider,
      now: () => new Date().toISOString(),
    };
  },
  work: startReconcile,
});
