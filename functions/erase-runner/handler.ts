import { randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { erasureQueues, erasureStores } from "../adapters/erasure-stores.ts";
import { mailer } from "../adapters/mailer.ts";
import { tableOf } from "../adapters/table.ts";
import { unreadUploads } from "../adapters/upload-bucket.ts";
import { erasureMessage } from "../messages/erasure.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/events/queue-handler.ts";
import { senderEnvironment } from "../shared/mail/mail-env.ts";
import { eraseRunner } from "./erase-runner.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  ...senderEnvironment,
  QUEUE_URL: z.string(),
  PROVIDER_EVENTS_QUEUE_URL: z.string(),
  PROVIDER_HINTS_QUEUE_URL: z.string(),
  UPLOAD_BUCKET: z.string(),
});

export const handler = queueHandler({
  message: erasureMessage,
  deps: () => {
    const env = readEnv(environment);
    return {
      ...erasureStores(tableOf(env.TABLE_NAME)),
      ...erasureQueues(env),
      unread: unreadUploads(env.UPLOAD_BUCKET),
      mailer: mailer(env),
      publicUrl: env.PUBLIC_URL,
      now: () => new Date().toISOString(),
      randomId: () => randomBytes(32).toString("base64url"),
    };
  },
  work: eraseRunner,
  // For the last email.
  holdBack: (receipt, delayS, deps) => deps.holdBack(receipt, delayS),
});
