import * as z from "zod/mini";
import { fairlyAskingForNudges } from "../adapters/fair-nudge-queue.ts";
import { connectionsOf, openProvider } from "../adapters/providers.ts";
import { providerHintQueue } from "../adapters/queue.ts";
import { workersKeys } from "../adapters/shared-data-keys.ts";
import { tableOf } from "../adapters/table.ts";
import { toldActivityStore } from "../adapters/told-activity-store.ts";
import { providerHint } from "../messages/provider-hint.ts";
import { findProvider } from "../providers/table.ts";
import { nudgeEnvironment, readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/events/queue-handler.ts";
import { followProvider } from "./follow-provider.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  TOKEN_KEY_ARN: z.string(),
  PROVIDER_SECRETS: z.string(),
  PROVIDER_HINTS_QUEUE_URL: z.string(),
  ...nudgeEnvironment,
});

export const handler = queueHandler({
  message: providerHint,
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      findProvider,
      activities: toldActivityStore(table),
      connectionsOf: connectionsOf(table, workersKeys(table, "services", env.TOKEN_KEY_ARN)),
      openProvider: openProvider(env.PROVIDER_SECRETS),
      hints: providerHintQueue(env.PROVIDER_HINTS_QUEUE_URL),
      ...fairlyAskingForNudges(env, table),
      nowMs: Date.now,
    };
  },
  work: followProvider,
});
