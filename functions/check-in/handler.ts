import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { caseStores } from "../adapters/case-stores.ts";
import { fairlyAskingForNudges } from "../adapters/fair-nudge-queue.ts";
import { limitStore } from "../adapters/limit-store.ts";
import { tableOf } from "../adapters/table.ts";
import { nudgeEnvironment, publicUrl, readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { checkInId } from "../shared/runner/check-in-id.ts";
import { checkInPages } from "./routes.ts";

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
      ...caseStores(table),
      limits: limitStore(table),
      ...fairlyAskingForNudges(env, table),
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
      newId: () => checkInId(Date.now(), randomUUID().slice(0, 18)),
    };
  },
  work: checkInPages,
});
