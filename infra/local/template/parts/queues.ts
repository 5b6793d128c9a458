import { z } from "zod";
import type { FunctionModel, QueueModel, QueueSourceModel } from "../model.ts";
import { notRun, type Stack } from "./declared.ts";
import { functionArn } from "./functions.ts";

const redrive = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.int() });
const queue = z.object({
  VisibilityTimeout: z.int().default(30),
  MessageRetentionPeriod: z.int().default(345_600),
  DelaySeconds: notRun(),
  RedrivePolicy: redrive.optional(),
  FifoQueue: notRun("FIFO queues are not run locally"),
});

const source = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.int().default(10),
  MaximumBatchingWindowInSeconds: z.int().default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.int().optional() }).optional(),
  Enabled: notRun(),
  FilterCriteria: notRun(),
});

export function readQueues(stack: Stack): QueueModel[] {
  return stack.all("AWS::SQS::Queue", queue).map(({ logicalId, ref, properties }) => ({
    logicalId,
    name: stack.attribute(logicalId, "QueueName"),
    arn: stack.attribute(logicalId, "Arn"),
    url: ref,
    visibilityS: properties.VisibilityTimeout,
    retentionS: properties.MessageRetentionPeriod,
    deadLetter:
      properties.RedrivePolicy === undefined
        ? null
        : {
            queueArn: properties.RedrivePolicy.deadLetterTargetArn,
            maxReceiveCount: properties.RedrivePolicy.maxReceiveCount,
          },
  }));
}

export function readQueueSources(
  stack: Stack,
  queues: readonly QueueModel[],
  functions: readonly FunctionModel[],
): QueueSourceModel[] {
  for (const { logicalId, deadLetter } of queues) {
    if (deadLetter !== null && !queues.some(({ arn }) => arn === deadLetter.queueArn)) {
      stack.refuse(
        `${logicalId} Properties.RedrivePolicy.deadLetterTargetArn`,
        "is no queue of this stack",
      );
    }
  }
  const sources = stack.all("AWS::Lambda::EventSourceMapping", source);
  return sources.flatMap(({ logicalId, properties }) => {
    const arn = functionArn(properties.FunctionName, functions);
    if (arn === null) {
      stack.refuse(`${logicalId} Properties.FunctionName`, "is no function of this stack");
    }
    if (!queues.some((candidate) => candidate.arn === properties.EventSourceArn)) {
      stack.refuse(`${logicalId} Properties.EventSourceArn`, "is no queue of this stack");
    }
    if (arn === null) return [];
    return [
      {
        queueArn: properties.EventSourceArn,
        functionArn: arn,
        batchSize: properties.BatchSize,
        windowS: properties.MaximumBatchingWindowInSeconds,
        reportBatchItemFailures:
          properties.FunctionResponseTypes.includes("ReportBatchItemFailures"),
        maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? null,
      },
    ];
  });
}
