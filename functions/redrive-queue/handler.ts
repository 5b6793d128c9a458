import * as z from "zod/mini";
import { deadLetterMover } from "../adapters/dead-letters.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { readEnv } from "../shared/env.ts";
import { operatorEnvironment, workQueueList } from "../shared/events/work-queues.ts";
import { byRoute } from "../shared/http/by-route.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { ownerOnly } from "../shared/http/owner-only.ts";
import { type RedriveDeps, redriveQueue } from "./redrive-queue.ts";

const environment = z.object({ ...operatorEnvironment, WORK_QUEUES: workQueueList });

export const handler = httpHandler({
  deps: (): RedriveDeps => {
    const env = readEnv(environment);
    return {
      runners: runnerStore(tableOf(env.TABLE_NAME)),
      deadLetters: deadLetterMover(),
      queues: env.WORK_QUEUES,
      owner: env.OWNER,
      publicUrl: env.PUBLIC_URL,
      nowMs: Date.now,
    };
  },
  work: byRoute<RedriveDeps>({ "POST /operator/redrive": ownerOnly(redriveQueue) }),
});
