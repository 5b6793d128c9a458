import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { correlationAttributes } from "../../../functions/messages/correlation.ts";

/** Replaces `functions/adapters/signed-queue.ts` with what one would write without a thought for time. */
export async function sendSigned(queueUrl: string, message: object, correlationId: string) {
  const send = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: JSON.stringify(message),
    MessageAttributes: correlationAttributes(correlationId),
  });
  await new SQSClient({}).send(send);
}
