import { randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { erasureStores } from "../adapters/erasure-stores.ts";
import { mailer } from "../adapters/mailer.ts";
import { erasureQueue, holdBackIn, promptQueue, providerHintQueue } from "../adapters/queue.ts";
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
  /** Its own queue. */
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
      events: promptQueue(env.PROVIDER_EVENTS_QUEUE_URL),
      hints: providerHintQueue(env.PROVIDER_HINTS_QUEUE_URL),
      erasures: erasureQueue(env.QUEUE_URL),
      unread: unreadUploads(env.UPLOAD_BUCKET),
      mailer: mailer(env),
      publicUrl: env.PUBLIC_URL,
      holdBack: holdBackIn(env.QUEUE_URL),
      now: () => new Date().toISOString(),
      randomId: () => randomBytes(32).toString("base64url"),
    };
  },
  work: eraseRunner,
  // The last email waits for SES's quota, and with it the rest of the erasure: the profile says whom to tell.
  holdBack: (receipt, delayS, deps) => deps.holdBack(receipt, delayS),
});
