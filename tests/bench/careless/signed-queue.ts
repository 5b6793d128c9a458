import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { correlationAttributes } from "../../../functions/messages/correlation.ts";

/** As somebody would send who doesn't mind the time, in place of `functions/adapters/signed-queue.ts`. */
export async function sendSigned(queueUrl: string, message: object, correlationId: string) {
  const send = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: JSON.stringify(message),
    MessageAttributes: correlationAttributes(correlationId),
  });
  await new SQSClient({}).send(send);
}
