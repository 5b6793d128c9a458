import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { correlationAttributes } from "../messages/correlation.ts";
import type {
  CheckupQueue,
  ErasureQueue,
  NudgeQueue,
  ProviderEventQueue,
  ProviderHintQueue,
  ReminderQueue,
  SignInQueue,
} from "../ports.ts";
import { correlationNow } from "../shared/correlation.ts";

/** SQS takes at most this many messages in one call. */
const QUEUE_BATCH = 10;

/**
 * Sends each message to a queue, ten a call. Throws when the queue refuses one of them, in which
 * case some may have been sent: receivers bear a repeat.
 */
export async function sendAll(
  client: SQSClient,
  queueUrl: string,
  messages: readonly object[],
  delayS = 0,
): Promise<void> {
  for (let from = 0; from < messages.length; from += QUEUE_BATCH) {
    const entries = messages.slice(from, from + QUEUE_BATCH).map((message, index) => {
      const correlation = correlationNow();
      return {
        Id: String(index),
        MessageBody: JSON.stringify(message),
        ...(correlation !== null && { MessageAttributes: correlationAttributes(correlation) }),
        ...(delayS > 0 && { DelaySeconds: delayS }),
      };
    });
    const sent = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
    );
    const refused = sent.Failed ?? [];
    if (refused.length > 0) {
      const codes = [...new Set(refused.map((failure) => failure.Code))].join(", ");
      throw new Error(
        `The queue refused ${refused.length} of ${entries.length} messages: ${codes}`,
      );
    }
  }
}

export function checkupQueue(queueUrl: string, client = new SQSClient({})): CheckupQueue {
  return { send: (messages) => sendAll(client, queueUrl, messages) };
}

export function providerEventQueue(
  queueUrl: string,
  client = new SQSClient({}),
): ProviderEventQueue {
  return { send: (events, delayS) => sendAll(client, queueUrl, events, delayS) };
}

export function providerHintQueue(queueUrl: string, client = new SQSClient({})): ProviderHintQueue {
  return { send: (hints, delayS) => sendAll(client, queueUrl, hints, delayS) };
}

export function signInQueue(queueUrl: string, client = new SQSClient({})): SignInQueue {
  return { send: (ticketId) => sendAll(client, queueUrl, [{ ticketId }]) };
}

/** Keeps a received message out of sight for longer than the queue's own time; SQS allows 12 hours. */
export function holdBackIn(
  queueUrl: string,
  client = new SQSClient({}),
): (receipt: string, delayS: number) => Promise<void> {
  return async (receipt, delayS) => {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receipt,
        VisibilityTimeout: delayS,
      }),
    );
  };
}

export function nudgeQueue(queueUrl: string, client = new SQSClient({})): NudgeQueue {
  return { send: (messages, delayS) => sendAll(client, queueUrl, messages, delayS) };
}

export function erasureQueue(queueUrl: string, client = new SQSClient({})): ErasureQueue {
  return { send: (message, delayS) => sendAll(client, queueUrl, [message], delayS) };
}

export function reminderQueue(queueUrl: string, client = new SQSClient({})): ReminderQueue {
  return { send: (messages) => sendAll(client, queueUrl, messages) };
}
