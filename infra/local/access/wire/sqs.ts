import { z } from "zod";
import {
  known,
  malformed,
  operationOf,
  type ReadWire,
  readBody,
  type Territory,
  unknown,
} from "./needs.ts";

/** A batch needs the permission for the corresponding single call. */
const onUrl = new Map<string, string>([
  ["ChangeMessageVisibility", "ChangeMessageVisibility"],
  ["ChangeMessageVisibilityBatch", "ChangeMessageVisibility"],
  ["DeleteMessage", "DeleteMessage"],
  ["DeleteMessageBatch", "DeleteMessage"],
  ["DeleteQueue", "DeleteQueue"],
  ["GetQueueAttributes", "GetQueueAttributes"],
  ["ListDeadLetterSourceQueues", "ListDeadLetterSourceQueues"],
  ["ListQueueTags", "ListQueueTags"],
  ["PurgeQueue", "PurgeQueue"],
  ["ReceiveMessage", "ReceiveMessage"],
  ["SendMessage", "SendMessage"],
  ["SendMessageBatch", "SendMessage"],
  ["SetQueueAttributes", "SetQueueAttributes"],
  ["TagQueue", "TagQueue"],
  ["UntagQueue", "UntagQueue"],
]);
const onName = new Set(["CreateQueue", "GetQueueUrl"]);

const byUrl = z.object({ QueueUrl: z.string() });
const move = z.object({ SourceArn: z.string(), DestinationArn: z.string().optional() });
const byName = z.object({ QueueName: z.string() });

/** SQS's JSON protocol: the operation is in a header, the queue's URL or name in the body. */
export const readSqs: ReadWire = (request, territory) => {
  const operation = operationOf(request, "AmazonSQS");
  if (operation === null) return unknown(request.headers["x-amz-target"] ?? request.url);
  const action = onUrl.get(operation);
  if (action !== undefined) {
    const body = readBody(request, byUrl);
    if (body === null) return malformed;
    return known({ action: `sqs:${action}`, resources: [arnOf(nameIn(body.QueueUrl), territory)] });
  }
  if (onName.has(operation)) {
    const body = readBody(request, byName);
    if (body === null) return malformed;
    return known({ action: `sqs:${operation}`, resources: [arnOf(body.QueueName, territory)] });
  }
  if (operation === "StartMessageMoveTask") {
    const body = readBody(request, move);
    if (body === null) return malformed;
    const { SourceArn, DestinationArn } = body;
    // SQS receives, deletes and sends on behalf of the caller.
    const onSource = [
      "StartMessageMoveTask",
      "ReceiveMessage",
      "DeleteMessage",
      "GetQueueAttributes",
    ];
    return known(
      ...onSource.map((one) => ({ action: `sqs:${one}`, resources: [SourceArn] })),
      ...(DestinationArn === undefined
        ? []
        : [{ action: "sqs:SendMessage", resources: [DestinationArn] }]),
    );
  }
  if (operation === "ListQueues") return known({ action: "sqs:ListQueues", resources: ["*"] });
  return unknown(`sqs:${operation}`);
};

function nameIn(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
}

function arnOf(name: string, { partition, region, accountId }: Territory): string {
  return `arn:${partition}:sqs:${region}:${accountId}:${name}`;
}
