import * as z from "zod";
import { mailer } from "../adapters/mailer.ts";
import { holdBackIn } from "../adapters/queue.ts";
import { runnerData } from "../adapters/runner-data.ts";
import { tableOf } from "../adapters/table.ts";
import { bundledRenderer } from "../charts/bundled-renderer.ts";
import { checkupMessage } from "../messages/checkup.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/queue-handler.ts";
import { runCheckup } from "./run-checkup.ts";

const environment = z.object({
  TABLE_NAME: z.string(),
  PUBLIC_URL: z.url(),
  SENDER: z.email(),
  CONFIGURATION_SET: z.string(),
  QUEUE_URL: z.string(),
});

export const handler = queueHandler({
  message: checkupMessage,
  deps: () => {
    const env = readEnv(environment);
    return {
      ...runnerData(tableOf(env.TABLE_NAME)),
      toPng: bundledRenderer(),
      mailer: mailer({ sender: env.SENDER, configurationSet: env.CONFIGURATION_SET }),
      publicUrl: env.PUBLIC_URL.replace(/\/$/, ""),
      holdBack: holdBackIn(env.QUEUE_URL),
      now: () => new Date().toISOString(),
    };
  },
  work: runCheckup,
  holdBack: (receipt, delayS, deps) => deps.holdBack(receipt, delayS),
});
