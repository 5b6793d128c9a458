import * as z from "zod/mini";
import { limitStore } from "../adapters/limit-store.ts";
import { noticeStore } from "../adapters/notice-store.ts";
import { runnerStore } from "../adapters/runner-store.ts";
import { tableOf } from "../adapters/table.ts";
import { mailEvent } from "../messages/mail-event.ts";
import { readEnv } from "../shared/env.ts";
import { queueHandler } from "../shared/events/queue-handler.ts";
import { recordDelivery } from "./record-delivery.ts";

const environment = z.object({ TABLE_NAME: z.string() });

export const handler = queueHandler({
  message: mailEvent,
  deps: () => {
    const table = tableOf(readEnv(environment).TABLE_NAME);
    return {
      notices: noticeStore(table),
      runners: runnerStore(table),
      limits: limitStore(table),
    };
  },
  correlation: ({ detail }) => detail.mail.tags["correlation"]?.[0],
  work: recordDelivery,
});
