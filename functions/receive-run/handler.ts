import * as z from "zod/mini";
import { limitStore } from "../adapters/limit-store.ts";
import { askingForNudges } from "../adapters/queue.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { toldActivityStore } from "../adapters/told-activity-store.ts";
import { nudgeEnvironment, readEnv } from "../shared/env.ts";
import { jsonHandler } from "../shared/http/json-handler.ts";
import { MOST_BYTES, receiveRun } from "./receive-run.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  ...nudgeEnvironment,
});

export const handler = jsonHandler({
  mostBytes: MOST_BYTES,
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      activities: toldActivityStore(table),
      limits: limitStore(table),
      ...askingForNudges(env),
      nowMs: Date.now,
    };
  },
  work: receiveRun,
});
