import { z } from "zod";
import type { Clock } from "../engines/clock.ts";
import type { QueueModel, QueueSourceModel } from "../template/model.ts";
import type { InvokeResult } from "./function-host.ts";
import type { Log } from "./log.ts";
import type { SqsCall } from "./signed-call.ts";

export interface QueuePollerOptions {
  readonly source: QueueSourceModel;
  readonly queue: QueueModel;
  readonly region: string;
  /** The function's name in the log. */
  readonly label: string;
  /** SQS called with the function's own key, so that a permission the function lacks is missing here too. */
  readonly sqs: SqsCall;
  readonly invoke: (event: unknown) => Promise<InvokeResult>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface QueuePoller {
  /** Receives no more, and waits for the batch in hand. */
  stop(): Promise<void>;
}

/** AWS starts with five concurrent pollers; a laptop has fewer processors. */
const defaultConcurrency = 2;
const pauseAfterRefusalMs = 5000;
const longestWaitS = 20;
const mostPerCall = 10;

const message = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z
    .record(
      z.string(),
      z.object({
        DataType: z.string(),
        StringValue: z.string().optional(),
        BinaryValue: z.string().optional(),
      }),
    )
    .default({}),
});
type Message = z.infer<typeof message>;
const received = z.object({ Messages: z.array(message).default([]) });
const removed = z.object({ Failed: z.array(z.unknown()).default([]) });
const batchAnswer = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullish();

/**
 * Which messages of a batch have to come again, by Lambda's rules for ReportBatchItemFailures: an answer
 * without the list, or with an empty one, is a success; one that is malformed or names an unknown message
 * fails the whole batch.
 *
 * Source: AWS Lambda developer guide, "Implementing partial batch responses".
 *
 * @example
 * failedIds('{"batchItemFailures":[{"itemIdentifier":"b"}]}', ["a", "b"]); // ["b"]
 * failedIds('{"batchItemFailures":[{"itemIdentifier":""}]}', ["a", "b"]); // ["a", "b"]
 */
export function failedIds(payload: string, ids: readonly string[]): readonly string[] {
  const answer = batchAnswer.safeParse(readJson(payload));
  if (!answer.success) return ids;
  const failed = (answer.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => ids.includes(id)) ? failed : ids;
}

/** Lambda's event source mapping for one queue and one function. */
export function startQueuePoller(options: QueuePollerOptions): QueuePoller {
  const { source, queue, sqs, clock, log, label } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const disarm = clock.after(ms, resolve);
      signal.addEventListener("abort", () => {
        disarm();
        resolve();
      });
    });

  let refused = "";
  /** Null if SQS refused; that is logged when it begins, not each time. */
  const call = async <T>(
    action: string,
    input: object,
    answer: z.ZodType<T>,
  ): Promise<T | null> => {
    const abortable = action === "ReceiveMessage" ? signal : undefined;
    const result = await sqs(action, { QueueUrl: queue.url, ...input }, abortable);
    if (result.kind === "answered") {
      refused = "";
      return answer.parse(result.body);
    }
    if (!signal.aborted && refused !== action) {
      refused = action;
      log({ from: label, level: "error", text: `${action} on ${queue.name}: ${result.code}` });
    }
    return null;
  };

  /** What is there, at most ten. A mapping's window saves calls on AWS; here it would only make people wait. */
  const receive = () =>
    call(
      "ReceiveMessage",
      {
        MaxNumberOfMessages: Math.min(source.batchSize, mostPerCall),
        WaitTimeSeconds: longestWaitS,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      },
      received,
    );

  const work = async (batch: readonly Message[]): Promise<void> => {
    const startMs = performance.now();
    const ids = batch.map(({ MessageId }) => MessageId);
    const result = await options.invoke({
      Records: batch.map((one) => lambdaRecord(one, queue.arn, options.region)),
    });
    let failed: readonly string[] = ids;
    if (result.kind === "returned") {
      failed = source.reportBatchItemFailures ? failedIds(result.payload, ids) : [];
    }
    const done = batch.filter(({ MessageId }) => !failed.includes(MessageId));
    if (done.length > 0) {
      const Entries = done.map(({ ReceiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle,
      }));
      await call("DeleteMessageBatch", { Entries }, removed);
    }
    const tookMs = Math.round(performance.now() - startMs);
    const outcome = failed.length > 0 ? `, ${failed.length} failed and will be retried` : "";
    log({
      from: label,
      level: failed.length > 0 ? "warn" : "info",
      text: `took ${batch.length} from ${queue.name} in ${tookMs} ms${outcome}`,
    });
  };

  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const answer = await receive();
      if (answer === null) await pause(pauseAfterRefusalMs);
      else if (answer.Messages.length > 0) await work(answer.Messages);
    }
  };

  const run = async (): Promise<void> => {
    // Lambda reads the queue's attributes before it polls, and without that permission refuses the mapping.
    const shape = z.object({ Attributes: z.record(z.string(), z.string()).default({}) });
    const asked = { AttributeNames: ["VisibilityTimeout"] };
    while (!signal.aborted && (await call("GetQueueAttributes", asked, shape)) === null) {
      await pause(pauseAfterRefusalMs);
    }
    const count = Math.min(source.maximumConcurrency ?? defaultConcurrency, defaultConcurrency);
    await Promise.all(Array.from({ length: count }, loop));
  };

  const running = run().catch((error: unknown) => {
    log({ from: label, level: "error", text: `the poller ended: ${String(error)}` });
  });

  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

function lambdaRecord(one: Message, eventSourceARN: string, awsRegion: string): object {
  return {
    messageId: one.MessageId,
    receiptHandle: one.ReceiptHandle,
    body: one.Body,
    attributes: one.Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(one.MessageAttributes).map(([name, attribute]) => [
        name,
        {
          ...(attribute.StringValue !== undefined && { stringValue: attribute.StringValue }),
          ...(attribute.BinaryValue !== undefined && { binaryValue: attribute.BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: attribute.DataType,
        },
      ]),
    ),
    md5OfBody: one.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
