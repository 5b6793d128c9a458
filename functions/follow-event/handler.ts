import * as z from "zod";
import { toldActivityStore } from "../adapters/activity-store.ts";
import { connectionStore } from "../adapters/connection-store.ts";
import { providerEventQueue } from "../adapters/queue.ts";
import { rateBudgetStore } from "../adapters/rate-budget-store.ts";
import { toldShoeStore } from "../adapters/shoe-store.ts";
import { openStrava } from "../adapters/strava.ts";
import { tableOf } from "../adapters/table.ts";
import { kmsDataKeys, tokenVault } from "../adapters/token-vault.ts";
import { providerEvent } from "../messages/provider-event.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/queue-handler.ts";
import { followEvent } from "./follow-event.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  TOKEN_KEY_ARN: z.string(),
  STRAVA_PARAMETER: z.string(),
  STRAVA_RETENTION: z.enum(["cache", "keep"]),
  PROVIDER_EVENTS_QUEUE_URL: z.string(),
});

export const handler = queueHandler({
  message: providerEvent,
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      activities: toldActivityStore(table),
      shoes: toldShoeStore(table),
      connections: connectionStore(table, tokenVault(kmsDataKeys(env.TOKEN_KEY_ARN))),
      budgets: rateBudgetStore(table),
      events: providerEventQueue(env.PROVIDER_EVENTS_QUEUE_URL),
      openStrava: openStrava(env.STRAVA_PARAMETER),
      retention: env.STRAVA_RETENTION,
      nowMs: Date.now,
    };
  },
  work: followEvent,
});
