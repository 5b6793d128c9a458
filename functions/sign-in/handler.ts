import { randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { limitStore } from "../adapters/limit-store.ts";
import { signInQueue } from "../adapters/queue.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { signInStore } from "../adapters/sign-in-store.ts";
import { tableOf } from "../adapters/table.ts";
import { publicUrl, readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { signInPages } from "./routes.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: publicUrl,
  SIGN_IN_QUEUE_URL: z.string(),
  DEFAULT_ZONE: z.string(),
});

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      tickets: signInStore(table),
      limits: limitStore(table),
      mails: signInQueue(env.SIGN_IN_QUEUE_URL),
      publicUrl: env.PUBLIC_URL,
      defaultZone: env.DEFAULT_ZONE,
      nowMs: Date.now,
      randomId: () => randomBytes(32).toString("base64url"),
    };
  },
  work: signInPages,
});
