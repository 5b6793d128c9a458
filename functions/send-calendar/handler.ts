import * as z from "zod/mini";
import { checkInStore } from "../adapters/check-in-store.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { publicUrl, readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http-handler.ts";
import { sendCalendar } from "./send-calendar.ts";

const environment = z.object({ TABLE_NAME: z.string(), PUBLIC_URL: publicUrl });

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      runners: runnerStore(table),
      checkIns: checkInStore(table),
      publicUrl: env.PUBLIC_URL,
      now: () => new Date().toISOString(),
    };
  },
  work: sendCalendar,
});
