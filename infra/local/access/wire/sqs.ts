import { z } from "zod";
import { known, malformed, operationOf, type ReadWire, readBody, unknown } from "./needs.ts";

/** From the operation to the action: a batch needs the permission for the corresponding single call. */
const onQueue = new Map<string, string>([
  ["ChangeMessageVisibility", "ChangeMessageVisibility"],
  ["DeleteMessageBatch", "DeleteMessage"],
  ["GetQueueAttributes", "GetQueueAttributes"],
  ["ReceiveMessage", "ReceiveMessage"],
  ["SendMessage", "SendMessage"],
  ["SendMessageBatch", "SendMessage"],
]);
/** SQS receives, deletes and sends on behalf of the caller who has messages moved. */
const ON_SOURCE = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

const byUrl = z.object({ QueueUrl: z.string() });
const move = z.object({ SourceArn: z.string(), DestinationArn: z.string() });

/** SQS's JSON protocol: the operation is in a header, the queue's URL in the body. */
export const readSqs: ReadWire = (request, { partition, region, accountId }) => {
  const operation = operationOf(request, "AmazonSQS");
  if (operation === null) return unknown(request.headers["x-amz-target"] ?? request.url);
  if (operation === "StartMessageMoveTask") {
    const body = readBody(request, move);
    if (body === null) return malformed;
    return known(
      ...ON_SOURCE.map((one) => ({ action: `sqs:${one}`, resources: [body.SourceArn] })),
      { action: "sqs:SendMessage", resources: [body.DestinationArn] },
    );
  }
  const action = onQueue.get(operation);
  if (action === undefined) return unknown(`sqs:${operation}`);
  const body = readBody(request, byUrl);
  if (body === null) return malformed;
  const name = body.QueueUrl.slice(body.QueueUrl.lastIndexOf("/") + 1);
  const arn = `arn:${partition}:sqs:${region}:${accountId}:${name}`;
  return known({ action: `sqs:${action}`, resources: [arn] });
};
