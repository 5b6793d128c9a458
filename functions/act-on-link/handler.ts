import * as z from "zod/mini";
import { exerciseLogStore } from "../adapters/exercise-log-store.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { actOnLink } from "./act-on-link.tsx";

const environment = z.object({ TABLE_NAME: z.string() });

export const handler = httpHandler({
  deps: () => {
    const table = tableOf(readEnv(environment).TABLE_NAME);
    return {
      runners: runnerStore(table),
      exercises: exerciseLogStore(table),
      now: () => new Date().toISOString(),
    };
  },
  work: actOnLink,
});
