import * as z from "zod/mini";
import { censusStore } from "../adapters/census-store.ts";
import { deadLetterWatch } from "../adapters/dead-letters.ts";
import { noticeStore } from "../adapters/notice-store.ts";
import { rateBudgetStore } from "../adapters/rate-budget-store.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { deadLettersList, operatorEnvironment } from "../shared/events/work-queues.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { operatorPages } from "./routes.ts";

const environment = z.object({
  ...operatorEnvironment,
  DEAD_LETTERS: deadLettersList,
  VERSION: z.string(),
  ALARMS: z.coerce.number().check(z.int()),
});

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      census: censusStore(table),
      notices: noticeStore(table),
      budget: rateBudgetStore(table),
      deadLetters: deadLetterWatch(),
      queues: env.DEAD_LETTERS,
      version: env.VERSION,
      alarms: env.ALARMS,
      owner: env.OWNER,
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
    };
  },
  work: operatorPages,
});
