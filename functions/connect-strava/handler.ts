import { randomUUID } from "node:crypto";
import * as z from "zod";
import { connectionStore } from "../adapters/connection-store.ts";
import { onceStore } from "../adapters/limit-store.ts";
import { providerEventQueue } from "../adapters/queue.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { findStrava } from "../adapters/strava.ts";
import { tableOf } from "../adapters/table.ts";
import { kmsDataKeys, tokenVault } from "../adapters/token-vault.ts";
import { readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http-handler.ts";
import { connectPages } from "./routes.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: z.url(),
  TOKEN_KEY_ARN: z.string(),
  STRAVA_PARAMETER: z.string(),
  PROVIDER_EVENTS_QUEUE_URL: z.string(),
});

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    const publicUrl = env.PUBLIC_URL.replace(/\/$/, "");
    return {
      runners: runnerStore(table),
      connections: connectionStore(table, tokenVault(kmsDataKeys(env.TOKEN_KEY_ARN))),
      once: onceStore(table),
      events: providerEventQueue(env.PROVIDER_EVENTS_QUEUE_URL),
      openStrava: findStrava(env.STRAVA_PARAMETER, `${publicUrl}/connect/strava/callback`),
      publicUrl,
      nowMs: Date.now,
      randomId: randomUUID,
    };
  },
  work: connectPages,
});
