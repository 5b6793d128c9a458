import * as z from "zod";
import { runnerData } from "../adapters/runner-data.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http-handler.ts";
import { todayPages } from "./routes.ts";

const environment = z.object({ TABLE_NAME: z.string(), PUBLIC_URL: z.url() });

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    return {
      ...runnerData(tableOf(env.TABLE_NAME)),
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
    };
  },
  work: todayPages,
});
