import * as z from "zod/mini";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { unsubscribe } from "./unsubscribe.ts";

const environment = z.object({ TABLE_NAME: z.string() });

export const handler = httpHandler({
  deps: () => ({ runners: runnerStore(tableOf(readEnv(environment).TABLE_NAME)) }),
  work: unsubscribe,
});
