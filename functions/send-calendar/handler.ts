import * as z from "zod";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http-handler.ts";
import { sendCalendar } from "./send-calendar.ts";

const environment = z.object({ TABLE_NAME: z.string(), PUBLIC_URL: z.url() });

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    return {
      runners: runnerStore(tableOf(env.TABLE_NAME)),
      publicUrl: env.PUBLIC_URL.replace(/\/$/, ""),
      now: () => new Date().toISOString(),
    };
  },
  work: sendCalendar,
});
