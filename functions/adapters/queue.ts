import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { CheckupMessage } from "../messages/checkup.ts";
import { correlationAttributes } from "../messages/correlation.ts";
import type { ErasureMessage } from "../messages/erasure.ts";
import type { NudgeMessage } from "../messages/nudge.ts";
import {
  type HistoryEvent,
  isHistory,
  type PromptEvent,
  type ProviderEvent,
} from "../messages/provider-event.ts";
import type { ProviderHint } from "../messages/provider-hint.ts";
import type { ReminderMessage } from "../messages/reminder.ts";
import type { SignInMessage } from "../messages/sign-in.ts";
import type { Queue } from "../ports/queue.ts";
import { correlationNow } from "../shared/events/correlation.ts";

/** SQS takes at most this many messages in one call. */
const QUEUE_BATCH = 10;

type Entry = Omit<SendMessageBatchRequestEntry, "Id">;

/** The message carries the id of the work that sends it. */
function entryOf(message: object, delayS: number): Entry {
  const correlation = correlationNow();
  return {
    MessageBody: JSON.stringify(message),
    ...(correlation !== null && { MessageAttributes: correlationAttributes(correlation) }),
    ...(delayS > 0 && { DelaySeconds: delayS }),
  };
}

/**
 * Sends each message to a queue, ten per call. Throws when the queue refuses any of them; some may then
 * have been sent, so receivers must cope with repeats.
 */
export function sendAll(
  client: SQSClient,
  queueUrl: string,
  messages: readonly object[],
  delayS = 0,
): Promise<void> {
  return sendEntries(
    client,
    queueUrl,
    messages.map((message) => entryOf(message, delayS)),
  );
}

async function sendEntries(
  client: SQSClient,
  queueUrl: string,
  all: readonly Entry[],
): Promise<void> {
  for (let from = 0; from < all.length; from += QUEUE_BATCH) {
    const some = all.slice(from, from + QUEUE_BATCH);
    const entries = some.map((entry, index) => ({ ...entry, Id: String(index) }));
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

function queueOf<Message extends object>(
  queueUrl: string,
  client = new SQSClient({}),
): Queue<Message> {
  return { send: (messages, delayS) => sendAll(client, queueUrl, messages, delayS) };
}

export const checkupQueue = queueOf<CheckupMessage>;
export const promptQueue = queueOf<PromptEvent>;
export const historyQueue = queueOf<HistoryEvent>;
export const providerHintQueue = queueOf<ProviderHint>;
export const nudgeQueue = queueOf<NudgeMessage>;
export const reminderQueue = queueOf<ReminderMessage>;
export const signInQueue = queueOf<SignInMessage>;
export const erasureQueue = queueOf<ErasureMessage>;

/** Sends each event to the queue that it belongs to. */
export function providerEventQueue(
  env: { readonly PROVIDER_EVENTS_QUEUE_URL: string; readonly PROVIDER_HISTORY_QUEUE_URL: string },
  client = new SQSClient({}),
): Queue<ProviderEvent> {
  const prompt = promptQueue(env.PROVIDER_EVENTS_QUEUE_URL, client);
  const history = historyQueue(env.PROVIDER_HISTORY_QUEUE_URL, client);
  return {
    async send(events, delayS) {
      await prompt.send(
        events.filter((event) => !isHistory(event)),
        delayS,
      );
      await history.send(events.filter(isHistory), delayS);
    },
  };
}

/** Hides a received message for longer than the queue's own time; SQS allows at most 12 hours. */
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

/** What a function needs that asks for nudges after a run. */
export const askingForNudges = (env: {
  readonly NUDGE_QUEUE_URL: string;
  readonly NUDGE_DELAY_S: number;
}) => ({ nudges: nudgeQueue(env.NUDGE_QUEUE_URL), nudgeDelayS: env.NUDGE_DELAY_S });

/** Holds messages until the end of a batch, since ten in one call cost as much as one. */
export function nudgeQueueOfBatch(
  queueUrl: string,
  client = new SQSClient({}),
): Queue<NudgeMessage> & { flush(): Promise<void> } {
  const held: Entry[] = [];
  return {
    async send(messages, delayS) {
      held.push(...messages.map((message) => entryOf(message, delayS)));
    },
    flush: () => sendEntries(client, queueUrl, held.splice(0)),
  };
}
