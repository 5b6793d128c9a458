import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { manualRunStore } from "../adapters/activity-store.ts";
import { fairlyAskingForNudges } from "../adapters/fair-nudge-queue.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { nudgeEnvironment, publicUrl, readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { runsPages } from "./routes.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: publicUrl,
  ...nudgeEnvironment,
});

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      manualRuns: manualRunStore(table),
      ...fairlyAskingForNudges(env, table),
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
      randomId: randomUUID,
    };
  },
  work: runsPages,
});
