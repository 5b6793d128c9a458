import {
  GetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import type { DeadLetterMover, DeadLetterWatch } from "../ports/operator.ts";

export function deadLetterWatch(): DeadLetterWatch {
  const client = new SQSClient({});
  return {
    async count({ deadLettersUrl }) {
      const told = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: deadLettersUrl,
          AttributeNames: ["ApproximateNumberOfMessages"],
        }),
      );
      return Number(told.Attributes?.["ApproximateNumberOfMessages"] ?? 0);
    },
  };
}

/** SQS itself moves the messages, so that none passes through a function of ours. */
export function deadLetterMover(client = new SQSClient({})): DeadLetterMover {
  return {
    async sendAgain({ deadLettersArn, queueArn }) {
      try {
        await client.send(
          new StartMessageMoveTaskCommand({
            SourceArn: deadLettersArn,
            DestinationArn: queueArn,
          }),
        );
        return "started";
      } catch (error) {
        // Only one move can run at a time. SQS says so in words alone: it gives the name of any refused parameter.
        if (error instanceof Error && /already a task running/i.test(error.message))
          return "moving";
        throw error;
      }
    },
  };
}
