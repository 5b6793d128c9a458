import * as z from "zod/mini";
import { caseStores } from "../adapters/case-stores.ts";
import { mailer } from "../adapters/mailer.ts";
import { noticeStore } from "../adapters/notice-store.ts";
import { nudgeWakeStore } from "../adapters/nudge-wake-store.ts";
import { holdBackIn } from "../adapters/queue.ts";
import { tableOf } from "../adapters/table.ts";
import { nudgeMessage } from "../messages/nudge.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/events/queue-handler.ts";
import { mailEnvironment } from "../shared/mail/mail-env.ts";
import { paceOf } from "../shared/mail/pace.ts";
import { sendNudges } from "./send-nudges.ts";

const environment = z.object({ TABLE_NAME: z.string(), ...mailEnvironment });

export const handler = queueHandler({
  message: nudgeMessage,
  deps: () => {
    const env = readEnv(environment);
    const table = tableOf(env.TABLE_NAME);
    return {
      ...caseStores(table),
      notices: noticeStore(table),
      wakes: nudgeWakeStore(table),
      mailer: mailer(env),
      pace: paceOf(env.SEND_TAKES_MS),
      publicUrl: env.PUBLIC_URL,
      holdBack: holdBackIn(env.QUEUE_URL),
      now: () => new Date().toISOString(),
    };
  },
  work: sendNudges,
  about: ({ runnerId }) => runnerId,
  holdBack: (receipt, delayS, deps) => deps.holdBack(receipt, delayS),
});
