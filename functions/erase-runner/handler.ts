import { randomBytes } from "node:crypto";
import * as z from "zod";
import { accountStore } from "../adapters/account-store.ts";
import { connectionStore } from "../adapters/connection-store.ts";
import { mailer } from "../adapters/mailer.ts";
import { noVault } from "../adapters/no-vault.ts";
import { noticeStore } from "../adapters/notice-store.ts";
import { erasureQueue, holdBackIn, providerEventQueue } from "../adapters/queue.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { erasureMessage } from "../messages/erasure.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/queue-handler.ts";
import { eraseRunner } from "./erase-runner.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: z.url(),
  SENDER: z.email(),
  CONFIGURATION_SET: z.string(),
  QUEUE_URL: z.string(),
  PROVIDER_EVENTS_QUEUE_URL: z.string(),
});

export const handler = queueHandler({
  message: erasureMessage,
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      accounts: accountStore(table),
      connections: connectionStore(table, noVault),
      notices: noticeStore(table),
      events: providerEventQueue(env.PROVIDER_EVENTS_QUEUE_URL),
      erasures: erasureQueue(env.QUEUE_URL),
      mailer: mailer({ sender: env.SENDER, configurationSet: env.CONFIGURATION_SET }),
      publicUrl: env.PUBLIC_URL.replace(/\/$/, ""),
      holdBack: holdBackIn(env.QUEUE_URL),
      now: () => new Date().toISOString(),
      randomId: () => randomBytes(32).toString("base64url"),
    };
  },
  work: eraseRunner,
  holdBack: (receipt, delayS, deps) => deps.holdBack(receipt, delayS),
});
