import { randomBytes, randomInt } from "node:crypto";
import * as z from "zod/mini";
import { limitStore } from "../adapters/limit-store.ts";
import { mailer } from "../adapters/mailer.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { signInStore } from "../adapters/sign-in-store.ts";
import { tableOf } from "../adapters/table.ts";
import { signInMessage } from "../messages/sign-in.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/events/queue-handler.ts";
import { senderEnvironment } from "../shared/mail/mail-env.ts";
import { sendSignIn } from "./send-sign-in.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  ...senderEnvironment,
  MAY_JOIN: z.string(),
});

export const handler = queueHandler({
  message: signInMessage,
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      tickets: signInStore(table),
      limits: limitStore(table),
      mailer: mailer(env),
      mayJoin: env.MAY_JOIN.split(","),
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
      makeProof: () => ({
        code: String(randomInt(100_000_000)).padStart(8, "0"),
        secret: randomBytes(32).toString("base64url"),
      }),
    };
  },
  work: sendSignIn,
});
