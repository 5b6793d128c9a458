import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSHandler, SQSRecord } from "aws-lambda";
import type * as z from "zod/mini";
import { correlationOf } from "../../messages/correlation.ts";
import { nameOf, TryLater } from "../errors.ts";
import { jsonOf } from "../json.ts";
import { makeLogger } from "../logger.ts";
import { once } from "../once.ts";
import { correlated } from "./correlation.ts";
import { endEvent } from "./event-end.ts";

/**
 * A Lambda that takes messages off a queue, a whole batch at once: a function is paid for while it waits,
 * and ten can wait together. A message that the schema refuses, or whose work throws, is reported back
 * alone: the queue delivers it again later and finally moves it to the dead-letter queue, where an alarm
 * tells the operator. The rest of the batch is done.
 */
export function queueHandler<S extends z.ZodMiniType, D>(parts: {
  message: S;
  deps: () => D;
  work: (message: z.infer<S>, deps: D) => Promise<{ outcome: string }>;
  /** Whom a message is about, when two messages about the same runner must not be worked on at once. */
  about?: (message: z.infer<S>) => string;
  /**
   * The id to work under, when the message itself carries one: a message from a service has none of our
   * attributes.
   */
  correlation?: (message: z.infer<S>) => string | undefined;
  /** What remains to be done for the whole batch: when it throws, every message of the batch has failed. */
  finish?: (deps: D) => Promise<void>;
  /** Hides the message with this receipt for `delayS`, for work that throws TryLater. */
  holdBack?: (receipt: string, delayS: number, deps: D) => Promise<void>;
}): SQSHandler {
  const logger = makeLogger();
  const deps = once(parts.deps);

  const holdBack = async ({ messageId, receiptHandle }: SQSRecord, delayS: number) => {
    try {
      await parts.holdBack?.(receiptHandle, delayS, deps());
    } catch (error) {
      // The message then comes back after the queue's own time.
      logger.warn("message not held back", { messageId, ...nameOf(error) });
    }
  };

  /**
   * Whether the message is done. The id is set before each line, as lines of other messages come in
   * between.
   */
  const take = async (record: SQSRecord, message: z.infer<S>): Promise<boolean> => {
    const { messageId } = record;
    const correlation = parts.correlation?.(message) ?? correlationOf(record);
    try {
      const { outcome } = await correlated(correlation, () => parts.work(message, deps()));
      logger.setCorrelationId(correlation);
      logger.info("message done", { outcome });
      return true;
    } catch (error) {
      logger.setCorrelationId(correlation);
      logger.error("message failed", { messageId, ...nameOf(error) });
      if (error instanceof TryLater) await holdBack(record, error.delayS);
      return false;
    }
  };

  const handle = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    const queues = new Map<string, (() => Promise<void>)[]>();
    for (const record of event.Records) {
      const { messageId } = record;
      const message = parts.message.safeParse(jsonOf(record.body));
      if (!message.success) {
        const fields = message.error.issues.map((issue) => issue.path.join("."));
        logger.setCorrelationId(correlationOf(record));
        logger.error("message refused", { messageId, fields });
        failed.push(messageId);
        continue;
      }
      const whom = parts.about?.(message.data) ?? messageId;
      const queue = queues.get(whom) ?? [];
      queues.set(whom, queue);
      queue.push(async () => {
        if (!(await take(record, message.data))) failed.push(messageId);
      });
    }
    await Promise.all(
      [...queues.values()].map(async (queue) => {
        for (const next of queue) await next();
      }),
    );
    try {
      await parts.finish?.(deps());
    } catch (error) {
      failed.length = 0;
      for (const record of event.Records) {
        const { messageId } = record;
        logger.setCorrelationId(correlationOf(record));
        logger.error("message failed", { messageId, ...nameOf(error) });
        failed.push(messageId);
      }
    }
    endEvent();
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

  return middy<SQSEvent, SQSBatchResponse>(handle).use(injectLambdaContext(logger));
}
