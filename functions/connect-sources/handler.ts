import { randomBytes, randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { connectStores } from "../adapters/connect-stores.ts";
import { openProvider } from "../adapters/providers.ts";
import { providerEventQueue, providerHintQueue } from "../adapters/queue.ts";
import { openStrava } from "../adapters/strava.ts";
import { tableOf } from "../adapters/table.ts";
import { allProviders } from "../providers/table.ts";
import { eventQueues, publicUrl, readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { connectPages } from "./routes.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: publicUrl,
  TOKEN_KEY_ARN: z.string(),
  STRAVA_PARAMETER: z.string(),
  PROVIDER_SECRETS: z.string(),
  ...eventQueues,
  PROVIDER_HINTS_QUEUE_URL: z.string(),
});

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    return {
      ...connectStores(tableOf(env.TABLE_NAME), env.TOKEN_KEY_ARN),
      events: providerEventQueue(env),
      hints: providerHintQueue(env.PROVIDER_HINTS_QUEUE_URL),
      openStrava: openStrava(env.STRAVA_PARAMETER, `${env.PUBLIC_URL}/connect/strava/callback`),
      providers: allProviders,
      openProvider: openProvider(env.PROVIDER_SECRETS),
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
      randomId: randomUUID,
      randomKey: () => randomBytes(32).toString("base64url"),
    };
  },
  work: connectPages,
});
