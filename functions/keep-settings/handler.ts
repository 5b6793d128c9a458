import { randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { accountStores } from "../adapters/account-stores.ts";
import { mailer } from "../adapters/mailer.ts";
import { erasureQueue } from "../adapters/queue.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { senderEnvironment } from "../shared/mail/mail-env.ts";
import { settingsPages } from "./routes.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  ...senderEnvironment,
  ERASURE_QUEUE_URL: z.string(),
});

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    return {
      ...accountStores(tableOf(env.TABLE_NAME)),
      mailer: mailer(env),
      owner: env.REPLY_TO,
      erasures: erasureQueue(env.ERASURE_QUEUE_URL),
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
      randomId: () => randomBytes(32).toString("base64url"),
    };
  },
  work: settingsPages,
});
