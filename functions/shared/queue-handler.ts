import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSHandler, SQSRecord } from "aws-lambda";
import type * as z from "zod";
import { correlationOf } from "../messages/correlation.ts";
import { correlated } from "./correlation.ts";
import { TryAgain, TryLater } from "./errors.ts";
import { publishMeasures } from "./measure.ts";
import { once } from "./once.ts";

/**
 * A Lambda that takes messages off a queue, one by one. A message that the schema refuses or whose
 * work throws is reported back alone: the queue shows it again later and, in the end, lays it in the
 * dead-letter queue, where an alarm tells the operator. The rest of the batch is done.
 */
export function queueHandler<S extends z.ZodType, D>(parts: {
  message: S;
  deps: () => D;
  work: (message: z.infer<S>, deps: D) => Promise<{ outcome: string }>;
  /** The id that the work goes on under, where the message tells it itself: a service's has no attribute of ours. */
  correlation?: (message: z.infer<S>) => string | undefined;
  /** Keeps a message that came with this receipt out of sight for so long, for work that throws TryLater. */
  holdBack?: (receipt: string, delayS: number, deps: D) => Promise<void>;
}): SQSHandler {
  const logger = new Logger();
  const deps = once(parts.deps);

  const holdBack = async ({ messageId, receiptHandle }: SQSRecord, delayS: number) => {
    try {
      await parts.holdBack?.(receiptHandle, delayS, deps());
    } catch (error) {
      // Then it comes after the queue's own time.
      logger.warn("message not held back", { messageId, ...nameOf(error) });
    }
  };

  const handle = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    for (const record of event.Records) {
      let correlation = correlationOf(record);
      logger.setCorrelationId(correlation);
      try {
        const message = parts.message.safeParse(parseJson(record.body));
        if (!message.success) {
          const fields = message.error.issues.map((issue) => issue.path.join("."));
          logger.error("message refused", { messageId: record.messageId, fields });
          failed.push(record.messageId);
          continue;
        }
        correlation = parts.correlation?.(message.data) ?? correlation;
        logger.setCorrelationId(correlation);
        const { outcome } = await correlated(correlation, () => parts.work(message.data, deps()));
        logger.info("message done", { messageId: record.messageId, outcome });
      } catch (error) {
        logger.error("message failed", { messageId: record.messageId, ...nameOf(error) });
        failed.push(record.messageId);
        if (error instanceof TryLater) await holdBack(record, error.delayS);
      }
    }
    publishMeasures();
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
  if (error instanceof TryAgain) return { error: error.name, reason: error.message };
  if (!(error instanceof Error)) return { error: typeof error };
  const at = error.stack
    ?.split("\n")
    .find((line) => line.trimStart().startsWith("at "))
    ?.trim();
  return at === undefined ? { error: error.name } : { error: error.name, at };
}
