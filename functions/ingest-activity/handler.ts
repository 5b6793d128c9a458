import * as z from "zod";
import { activityStore } from "../adapters/activity-store.ts";
import { checkInStore } from "../adapters/check-in-store.ts";
import { shoeStore } from "../adapters/shoe-store.ts";
import { tableOf } from "../adapters/table.ts";
import { ingestMessage } from "../messages/ingest.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/queue-handler.ts";
import { ingestActivity } from "./ingest-activity.ts";

const environment = z.object({ TABLE_NAME: z.string() });

export const handler = queueHandler({
  message: ingestMessage,
  deps: () => {
    const table = tableOf(readEnv(environment).TABLE_NAME);
    return {
      activities: activityStore(table),
      shoes: shoeStore(table),
      checkIns: checkInStore(table),
    };
  },
  work: ingestActivity,
});
