import * as z from "zod/mini";
import { caseStores } from "../adapters/case-stores.ts";
import { tableOf } from "../adapters/table.ts";
import { publicUrl, readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { sendCalendar } from "./send-calendar.tsx";

const environment = z.object({ TABLE_NAME: z.string(), PUBLIC_URL: publicUrl });

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    return {
      ...caseStores(tableOf(env.TABLE_NAME)),
      publicUrl: env.PUBLIC_URL,
      now: () => new Date().toISOString(),
    };
  },
  work: sendCalendar,
});
