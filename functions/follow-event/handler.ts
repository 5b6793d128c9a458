import * as z from "zod/mini";
import { askingForNudges, nudgeQueueOfBatch, providerEventQueue } from "../adapters/queue.ts";
import { openStrava, stravaStores } from "../adapters/strava.ts";
import { tableOf } from "../adapters/table.ts";
import { providerEvent, whomOf } from "../messages/provider-event.ts";
import { eventQueues, nudgeEnvironment, readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/events/queue-handler.ts";
import { followEvent } from "./follow-event.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  TOKEN_KEY_ARN: z.string(),
  STRAVA_PARAMETER: z.string(),
  STRAVA_RETENTION: z.enum(["cache", "keep"]),
  STRAVA_COMPARE_NIGHTS: z.coerce.number().check(z.int(), z.minimum(1)),
  STRAVA_SUBSCRIPTION_ID: z.string(),
  ...eventQueues,
  ...nudgeEnvironment,
});

export const handler = queueHandler({
  message: providerEvent,
  deps: () => {
    const env = readEnv(environment);
    return {
      ...stravaStores(tableOf(env.TABLE_NAME), env.TOKEN_KEY_ARN),
      events: providerEventQueue(env),
      ...askingForNudges(env),
      nudgesOfBatch: nudgeQueueOfBatch(env.NUDGE_QUEUE_URL),
      openStrava: openStrava(env.STRAVA_PARAMETER),
      retention: env.STRAVA_RETENTION,
      compareNights: env.STRAVA_COMPARE_NIGHTS,
      subscriptionId: env.STRAVA_SUBSCRIPTION_ID || null,
      nowMs: Date.now,
    };
  },
  work: followEvent,
  finish: ({ nudgesOfBatch }) => nudgesOfBatch.flush(),
  about: whomOf,
});
