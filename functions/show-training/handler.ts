import * as z from "zod/mini";
import { caseStores } from "../adapters/case-stores.ts";
import { historyQueue } from "../adapters/queue.ts";
import { tableOf } from "../adapters/table.ts";
import { windowStore } from "../adapters/window-store.ts";
import { publicUrl, readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { trainingPages } from "./routes.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: publicUrl,
  PROVIDER_HISTORY_QUEUE_URL: z.string(),
});

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      ...caseStores(table),
      windows: windowStore(table),
      events: historyQueue(env.PROVIDER_HISTORY_QUEUE_URL),
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
    };
  },
  work: trainingPages,
});
