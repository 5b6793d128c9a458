import { createHash } from "node:crypto";
import { z } from "zod";
import type { QueueModel } from "../../template/model.ts";
import type { Clock } from "../clock.ts";
import { Fault } from "./fault.ts";
import { messageAttributes, type QueueStore, type ReceivedMessage } from "./store.ts";

export interface Caller {
  readonly accessKeyId: string;
  /** Aborted when the caller hangs up or the queue stops. */
  readonly signal: AbortSignal;
}

export interface QueueContext {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly queues: readonly QueueModel[];
}

type Answer = Fault | Readonly<Record<string, unknown>>;
type Action = (input: unknown, caller: Caller) => Answer | Promise<Answer>;

/** The largest size of one message, or of one batch altogether: 1 MiB, as on SQS since August 2025. */
const MOST_BYTES = 1_048_576;
const MOST_IN_BATCH = 10;
const notXmlText = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const newMessage = z
  .object({
    MessageBody: z
      .string()
      .min(1)
      .refine((body) => !notXmlText.test(body), { error: "holds characters that XML can't" }),
    DelaySeconds: z.int().min(0).max(900).default(0),
    MessageAttributes: messageAttributes.default({}),
  })
  .refine((message) => bytesOf(message) <= MOST_BYTES, {
    error: `must be shorter than ${MOST_BYTES} bytes`,
  });
const held = z.object({ ReceiptHandle: z.string() });
const hiddenS = z.int().min(0).max(43_200);
const visibility = held.extend({ VisibilityTimeout: hiddenS });
const batch = z.object({ Entries: z.array(z.looseObject({ Id: z.string() })).min(1) });
const receiving = z.object({
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  WaitTimeSeconds: z.int().min(0).max(20).default(0),
  VisibilityTimeout: hiddenS.optional(),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.literal("All")).default([]),
});
const move = z.object({ SourceArn: z.string(), DestinationArn: z.string() });

/** Every SQS action that Stridewell uses, by its name on the wire. */
export function queueActions(context: QueueContext): Readonly<Record<string, Action>> {
  const { store, clock, queues } = context;

  /** Runs `work` on a parsed input and the queue that its QueueUrl names. */
  const onQueue =
    <T>(
      shape: z.ZodType<T>,
      work: (queue: QueueModel, input: T, caller: Caller) => Answer | Promise<Answer>,
    ): Action =>
    (raw, caller) => {
      const url = z.object({ QueueUrl: z.string() }).safeParse(raw).data?.QueueUrl;
      const queue = queues.find(({ name }) => name === url?.split("/").at(-1));
      if (queue === undefined) return noSuchQueue;
      const input = shape.safeParse(raw);
      return input.success ? work(queue, input.data, caller) : invalid(input.error);
    };

  /** Does each entry of a batch by itself. */
  const onBatch = <T>(
    shape: z.ZodType<T>,
    work: (queue: QueueModel, entry: T, caller: Caller) => Answer,
  ): Action =>
    onQueue(batch, (queue, { Entries }, caller) => {
      const fault = batchFault(Entries);
      if (fault !== null) return fault;
      const successful: unknown[] = [];
      const failed: unknown[] = [];
      for (const entry of Entries) {
        const { Id } = entry;
        const input = shape.safeParse(entry);
        const answer = input.success ? work(queue, input.data, caller) : invalid(input.error);
        if (answer instanceof Fault) {
          failed.push({ Id, SenderFault: true, Code: answer.code, Message: answer.message });
        } else successful.push({ Id, ...answer });
      }
      return { Successful: successful, ...(failed.length > 0 && { Failed: failed }) };
    });

  const send = (queue: QueueModel, message: z.infer<typeof newMessage>, caller: Caller) => {
    const MessageId = store.send(queue.name, {
      body: message.MessageBody,
      attributes: message.MessageAttributes,
      senderId: caller.accessKeyId,
      delayS: message.DelaySeconds,
    });
    return { MessageId, MD5OfMessageBody: md5Of(message.MessageBody) };
  };

  return {
    GetQueueAttributes: onQueue(
      z.object({ AttributeNames: z.array(z.string()) }),
      (queue, { AttributeNames: names }) => {
        const { visible, inFlight, delayed } = store.counts(queue);
        const all: Readonly<Record<string, number>> = {
          VisibilityTimeout: queue.visibilityS,
          ApproximateNumberOfMessages: visible,
          ApproximateNumberOfMessagesNotVisible: inFlight,
          ApproximateNumberOfMessagesDelayed: delayed,
        };
        const unknown = names.find((name) => all[name] === undefined);
        if (unknown !== undefined) {
          return new Fault("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
        }
        return { Attributes: Object.fromEntries(names.map((name) => [name, String(all[name])])) };
      },
    ),

    StartMessageMoveTask: (raw) => {
      const input = move.safeParse(raw);
      if (!input.success) return invalid(input.error);
      const { SourceArn, DestinationArn } = input.data;
      const source = queues.find(({ arn }) => arn === SourceArn);
      const to = queues.find(({ arn }) => arn === DestinationArn);
      if (source === undefined || to === undefined) return noSuchQueue;
      if (!queues.some(({ deadLetter }) => deadLetter?.queueArn === SourceArn)) {
        return new Fault(
          "InvalidParameterValue",
          "Source queue must be configured as a Dead Letter Queue.",
        );
      }
      store.move(source.name, to.name);
      return { TaskHandle: Buffer.from(`${source.name} ${clock.now()}`).toString("base64") };
    },

    SendMessage: onQueue(newMessage, send),
    SendMessageBatch: onBatch(newMessage, send),

    ReceiveMessage: onQueue(receiving, async (queue, input, { signal }) => {
      const deadlineMs = clock.now() + input.WaitTimeSeconds * 1000;
      const take = () =>
        store.receive(
          queue,
          input.MaxNumberOfMessages,
          input.VisibilityTimeout ?? queue.visibilityS,
        );
      let messages = take();
      while (messages.length === 0 && clock.now() < deadlineMs && !signal.aborted) {
        await untilMaybeVisible(context, queue.name, deadlineMs, signal);
        // A caller that has hung up in the meantime must not take a message with it.
        if (!signal.aborted) messages = take();
      }
      return messages.length === 0
        ? {}
        : { Messages: messages.map((message) => wireMessage(message, input)) };
    }),

    DeleteMessageBatch: onBatch(held, (queue, { ReceiptHandle }) =>
      store.remove(queue.name, ReceiptHandle) === "accepted" ? {} : badHandle,
    ),

    ChangeMessageVisibility: onQueue(visibility, (queue, { ReceiptHandle, VisibilityTimeout }) => {
      switch (store.changeVisibility(queue.name, ReceiptHandle, VisibilityTimeout)) {
        case "changed":
          return {};
        case "invalid-handle":
          return badHandle;
        case "gone":
          return new Fault(
            "InvalidParameterValue",
            "Message does not exist or is not available for visibility timeout change.",
          );
        case "not-in-flight":
          return new Fault("MessageNotInflight", "The specified message isn't in flight.");
      }
    }),
  };
}

function untilMaybeVisible(
  { store, clock }: QueueContext,
  queueName: string,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const wakeMs = Math.min(deadlineMs, store.nextVisibleMs(queueName) ?? deadlineMs);
    const done = (): void => {
      unlisten();
      disarm();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const unlisten = store.listen(queueName, done);
    const disarm = clock.after(wakeMs - clock.now(), done);
    signal.addEventListener("abort", done);
  });
}

function wireMessage(
  message: ReceivedMessage,
  wanted: Pick<z.infer<typeof receiving>, "MessageSystemAttributeNames" | "MessageAttributeNames">,
) {
  const names = wanted.MessageSystemAttributeNames;
  const system = Object.entries({
    SenderId: message.senderId,
    SentTimestamp: String(message.sentMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
  }).filter(([name]) => names.includes("All") || names.includes(name));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5Of(message.body),
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(wanted.MessageAttributeNames.length > 0 && { MessageAttributes: message.attributes }),
  };
}

/** The SDK's client compares it with its own. */
function md5Of(body: string): string {
  return createHash("md5").update(body, "utf8").digest("hex");
}

function bytesOf({
  MessageBody,
  MessageAttributes,
}: {
  readonly MessageBody: string;
  readonly MessageAttributes: z.infer<typeof messageAttributes>;
}): number {
  return Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType, StringValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue),
    Buffer.byteLength(MessageBody),
  );
}

/** What is wrong with a batch as a whole. */
function batchFault(entries: z.infer<typeof batch>["Entries"]): Fault | null {
  if (entries.length > MOST_IN_BATCH) {
    return new Fault(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MOST_IN_BATCH}. You have sent ${entries.length}.`,
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    return new Fault("BatchEntryIdsNotDistinct", "Two entries have the same Id.");
  }
  const bytes = entries.reduce((sum, entry) => {
    const message = newMessage.safeParse(entry).data;
    return sum + (message === undefined ? 0 : bytesOf(message));
  }, 0);
  return bytes > MOST_BYTES
    ? new Fault(
        "BatchRequestTooLong",
        `Batch requests cannot be longer than ${MOST_BYTES} bytes. You have sent ${bytes} bytes.`,
      )
    : null;
}

function invalid({ issues: [issue] }: z.ZodError): Fault {
  const name = issue?.path.join(".") ?? "";
  return new Fault("InvalidParameterValue", `Invalid value for ${name}: ${issue?.message}`);
}

const noSuchQueue = new Fault("QueueDoesNotExist", "The specified queue does not exist.");
const badHandle = new Fault("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
