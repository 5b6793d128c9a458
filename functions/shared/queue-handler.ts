import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSHandler, SQSRecord } from "aws-lambda";
import type * as z from "zod/mini";
import { correlationOf } from "../messages/correlation.ts";
import { correlated } from "./correlation.ts";
import { TryAgain, TryLater, UnreadableItem } from "./errors.ts";
import { endEvent } from "./event-end.ts";
import { makeLogger } from "./logger.ts";
import { once } from "./once.ts";

/**
 * A Lambda that takes messages off a queue, all of a batch at once: a function is paid for while it
 * waits, and ten can wait together. A message that the schema refuses or whose work throws is reported
 * back alone: the queue shows it again later and, in the end, lays it in the dead-letter queue, where an
 * alarm tells the operator. The rest of the batch is done.
 */
export function queueHandler<S extends z.ZodMiniType, D>(parts: {
  message: S;
  deps: () => D;
  work: (message: z.infer<S>, deps: D) => Promise<{ outcome: string }>;
  /** Whom a message is about, where two about the same must not be worked on at once. */
  about?: (message: z.infer<S>) => string;
  /** The id that the work goes on under, where the message tells it itself: a service's has no attribute of ours. */
  correlation?: (message: z.infer<S>) => string | undefined;
  /** What is left to do for all of a batch together: when it throws, all of them have failed. */
  finish?: (deps: D) => Promise<void>;
  /** Keeps a message that came with this receipt out of sight for so long, for work that throws TryLater. */
  holdBack?: (receipt: string, delayS: number, deps: D) => Promise<void>;
}): SQSHandler {
  const logger = makeLogger();
  const deps = once(parts.deps);

  const holdBack = async ({ messageId, receiptHandle }: SQSRecord, delayS: number) => {
    try {
      await parts.holdBack?.(receiptHandle, delayS, deps());
    } catch (error) {
      // Then it comes after the queue's own time.
      logger.warn("message not held back", { messageId, ...nameOf(error) });
    }
  };

  /** Whether it is done with. The id is set before each line, as others' lines come in between. */
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
      const message = parts.message.safeParse(parseJson(record.body));
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
      if (queues.size > 0) await parts.finish?.(deps());
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An error's message can quote a runner's data, so only its kind and place are logged, save for our own. */
export function nameOf(error: unknown): { error: string; reason?: string; at?: string } {
  if (error instanceof TryAgain || error instanceof UnreadableItem) {
    return { error: error.name, reason: error.message };
  }
  if (!(error instanceof Error)) return { error: typeof error };
  const at = error.stack
    ?.split("\n")
    .find((line) => line.trimStart().startsWith("at "))
    ?.trim();
  return at === undefined ? { error: error.name } : { error: error.name, at };
}
