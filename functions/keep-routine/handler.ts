import { randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { caseStores } from "../adapters/case-stores.ts";
import { exerciseLogStore } from "../adapters/exercise-log-store.ts";
import { tableOf } from "../adapters/table.ts";
import { publicUrl, readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { routinePages } from "./routes.ts";

const environment = z.object({ TABLE_NAME: z.string(), PUBLIC_URL: publicUrl });

export const handler = httpHandler({
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      ...caseStores(table),
      exercises: exerciseLogStore(table),
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
      randomKey: () => randomBytes(32).toString("base64url"),
    };
  },
  work: routinePages,
});
