import { z } from "zod";
import type { Clock } from "../clock.ts";
import {
  attributeFault,
  defaultAttributes,
  knownAttributes,
  maxMessageBytes,
} from "./attributes.ts";
import { Fault, invalid, missing } from "./fault.ts";
import {
  attributeBytes,
  type MessageAttributes,
  md5OfAttributes,
  md5OfBody,
  messageAttributes,
} from "./md5.ts";
import type { NewMessage, QueueStore, ReceivedMessage, StoredQueue } from "./store.ts";

export interface Caller {
  /** The address at which the caller reached us, so that queue URLs lead back the same way. */
  readonly origin: string;
  readonly accessKeyId: string;
  /** Aborted when the caller hangs up or the queue stops. */
  readonly signal: AbortSignal;
}

export interface QueueContext {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
}

type Answer = Fault | Readonly<Record<string, unknown>>;
type Action = (input: unknown, caller: Caller) => Answer | Promise<Answer>;

const integer = z.number().int().optional();
const attributeMap = z.record(z.string(), z.string()).optional();
const systemAttributes = messageAttributes.optional();
const messageInput = z.object({
  MessageBody: z.string(),
  DelaySeconds: integer,
  MessageAttributes: messageAttributes.optional(),
  MessageSystemAttributes: systemAttributes,
});
const batchEntry = z.object({ Id: z.string() });
const receiveInput = z.object({
  MaxNumberOfMessages: integer,
  VisibilityTimeout: integer,
  WaitTimeSeconds: integer,
  AttributeNames: z.array(z.string()).optional(),
  MessageSystemAttributeNames: z.array(z.string()).optional(),
  MessageAttributeNames: z.array(z.string()).optional(),
});

const queueNameShape = /^[A-Za-z0-9_-]{1,80}$/;
const notXmlText = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Every SQS action that Stridewell's engine supports, by its name on the wire. */
export function queueActions(context: QueueContext): Readonly<Record<string, Action>> {
  const { store, clock } = context;
  const arnOf = (name: string) => `arn:aws:sqs:${context.region}:${context.accountId}:${name}`;
  const urlOf = (name: string, caller: Caller) => `${caller.origin}/${context.accountId}/${name}`;
  const arnExists = (arn: string) =>
    store.queues().some((queue) => queue.attributes["QueueArn"] === arn);
  const lastPurgeMs = new Map<string, number>();

  /** Runs `work` on a parsed input and the queue that its QueueUrl names. */
  const onQueue =
    <Shape extends z.ZodObject>(
      shape: Shape,
      work: (queue: StoredQueue, input: z.infer<Shape>, caller: Caller) => Answer | Promise<Answer>,
    ): Action =>
    (raw, caller) => {
      const address = z.object({ QueueUrl: z.string().min(1) }).safeParse(raw);
      if (!address.success) return missing("QueueUrl");
      const queue = store.queue(address.data.QueueUrl.split("/").at(-1) ?? "");
      if (queue === undefined) return noSuchQueue();
      const input = shape.safeParse(raw);
      return input.success ? work(queue, input.data, caller) : shapeFault(input.error);
    };

  /** Runs a batch action: first the faults of the batch as a whole, then each entry by itself. */
  const onBatch = (
    name: string,
    work: (queue: StoredQueue, entry: unknown, caller: Caller) => Answer,
    checkWhole: (entries: readonly unknown[]) => Fault | null = () => null,
  ): Action =>
    onQueue(z.object({ Entries: z.array(z.unknown()).optional() }), (queue, input, caller) => {
      const entries = input.Entries ?? [];
      const ids = entries.map((entry) => batchEntry.safeParse(entry).data?.Id);
      const fault = batchFault(ids, name) ?? checkWhole(entries);
      if (fault !== null) return fault;
      const successful: unknown[] = [];
      const failed: unknown[] = [];
      entries.forEach((entry, index) => {
        const answer = work(queue, entry, caller);
        const Id = ids[index];
        if (answer instanceof Fault) {
          failed.push({ Id, SenderFault: true, Code: answer.code, Message: answer.message });
        } else successful.push({ Id, ...answer });
      });
      return { Successful: successful, ...(failed.length > 0 && { Failed: failed }) };
    });

  const sendOne = (queue: StoredQueue, raw: unknown, caller: Caller): Answer => {
    const parsed = messageInput.safeParse(raw);
    if (!parsed.success) return shapeFault(parsed.error);
    const message = parsed.data;
    const fault = messageFault(queue, message);
    if (fault !== null) return fault;
    const stored: NewMessage = {
      body: message.MessageBody,
      attributes: message.MessageAttributes ?? {},
      traceHeader: message.MessageSystemAttributes?.["AWSTraceHeader"]?.StringValue ?? null,
      senderId: caller.accessKeyId,
      delayS: message.DelaySeconds ?? Number(queue.attributes["DelaySeconds"]),
    };
    const [id] = store.send(queue.name, [stored]);
    return {
      MessageId: id,
      MD5OfMessageBody: md5OfBody(stored.body),
      ...(Object.keys(stored.attributes).length > 0 && {
        MD5OfMessageAttributes: md5OfAttributes(stored.attributes),
      }),
      ...(message.MessageSystemAttributes !== undefined && {
        MD5OfMessageSystemAttributes: md5OfAttributes(message.MessageSystemAttributes),
      }),
    };
  };

  const receiptInput = z.object({ ReceiptHandle: z.string() });
  const deleteOne = (queue: StoredQueue, raw: unknown): Answer => {
    const input = receiptInput.safeParse(raw);
    if (!input.success) return missing("ReceiptHandle");
    return store.remove(queue.name, input.data.ReceiptHandle) === "accepted" ? {} : badHandle();
  };

  const visibilityInput = receiptInput.extend({ VisibilityTimeout: z.number().int() });
  const changeOne = (queue: StoredQueue, raw: unknown): Answer => {
    const input = visibilityInput.safeParse(raw);
    if (!input.success) return shapeFault(input.error);
    const { ReceiptHandle, VisibilityTimeout } = input.data;
    if (VisibilityTimeout < 0 || VisibilityTimeout > 43_200) {
      return badVisibility(VisibilityTimeout);
    }
    switch (store.changeVisibility(queue.name, ReceiptHandle, VisibilityTimeout)) {
      case "changed":
        return {};
      case "invalid-handle":
        return badHandle();
      case "gone":
        return invalid(
          ReceiptHandle,
          "ReceiptHandle",
          "Message does not exist or is not available for visibility timeout change.",
        );
      case "not-in-flight":
        return new Fault("MessageNotInflight", "The specified message isn't in flight.");
    }
  };

  return {
    CreateQueue: (raw, caller) => {
      const input = z.object({ QueueName: z.string(), Attributes: attributeMap }).safeParse(raw);
      if (!input.success) return missing("QueueName");
      const { QueueName: name, Attributes: given = {} } = input.data;
      if (name.endsWith(".fifo") || given["FifoQueue"] === "true") {
        return invalid(name, "QueueName", "FIFO queues are not part of this local queue.");
      }
      if (!queueNameShape.test(name)) {
        return new Fault(
          "InvalidParameterValue",
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        );
      }
      const fault = attributeFault(given, arnExists);
      if (fault !== null) return fault;
      const existing = store.queue(name);
      if (existing !== undefined) {
        const differing = Object.keys(given).find((key) => existing.attributes[key] !== given[key]);
        if (differing !== undefined) {
          return new Fault(
            "QueueNameExists",
            `A queue already exists with the same name and a different value for attribute ${differing}`,
          );
        }
      } else {
        store.saveQueue(name, { ...defaultAttributes, ...given, QueueArn: arnOf(name) });
      }
      return { QueueUrl: urlOf(name, caller) };
    },

    GetQueueUrl: (raw, caller) => {
      const input = z.object({ QueueName: z.string() }).safeParse(raw);
      if (!input.success) return missing("QueueName");
      const queue = store.queue(input.data.QueueName);
      return queue === undefined ? noSuchQueue() : { QueueUrl: urlOf(queue.name, caller) };
    },

    ListQueues: (raw, caller) => {
      const prefix = z.object({ QueueNamePrefix: z.string().optional() }).safeParse(raw).data;
      const names = store
        .queues()
        .map((queue) => queue.name)
        .filter((name) => name.startsWith(prefix?.QueueNamePrefix ?? ""))
        .sort();
      return names.length > 0 ? { QueueUrls: names.map((name) => urlOf(name, caller)) } : {};
    },

    GetQueueAttributes: onQueue(
      z.object({ AttributeNames: z.array(z.string()).optional() }),
      (queue, { AttributeNames: names = [] }) => {
        const unknown = names.find((name) => !knownAttributes.has(name));
        if (unknown !== undefined) {
          return new Fault("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
        }
        const counts = store.counts(queue);
        const all: Readonly<Record<string, string>> = {
          ...queue.attributes,
          CreatedTimestamp: String(Math.floor(queue.createdMs / 1000)),
          LastModifiedTimestamp: String(Math.floor(queue.modifiedMs / 1000)),
          ApproximateNumberOfMessages: String(counts.visible),
          ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
          ApproximateNumberOfMessagesDelayed: String(counts.delayed),
        };
        const wanted = names.includes("All") ? Object.keys(all) : names;
        const chosen = Object.entries(all).filter(([name]) => wanted.includes(name));
        return chosen.length > 0 ? { Attributes: Object.fromEntries(chosen) } : {};
      },
    ),

    SetQueueAttributes: onQueue(z.object({ Attributes: attributeMap }), (queue, input) => {
      const given = input.Attributes ?? {};
      const fault = attributeFault(given, arnExists);
      if (fault !== null) return fault;
      store.saveQueue(queue.name, { ...queue.attributes, ...given });
      return {};
    }),

    StartMessageMoveTask: (raw) => {
      const input = z
        .object({ SourceArn: z.string(), DestinationArn: z.string().optional() })
        .safeParse(raw);
      if (!input.success) return missing("SourceArn");
      const { SourceArn, DestinationArn } = input.data;
      const byArn = (arn: string) =>
        store.queues().find((queue) => queue.attributes["QueueArn"] === arn);
      const source = byArn(SourceArn);
      if (source === undefined) return noSuchQueue();
      const sources = store
        .queues()
        .filter(({ attributes }) => attributes["RedrivePolicy"]?.includes(`"${SourceArn}"`));
      if (sources.length === 0) {
        return new Fault(
          "InvalidParameterValue",
          "Source queue must be configured as a Dead Letter Queue.",
        );
      }
      // Without a destination, each message goes back to its source queue; here all come from one queue.
      const to = DestinationArn === undefined ? sources[0] : byArn(DestinationArn);
      if (to === undefined) return noSuchQueue();
      store.move(source.name, to.name);
      return { TaskHandle: Buffer.from(`${source.name} ${clock.now()}`).toString("base64") };
    },

    PurgeQueue: onQueue(z.object({}), (queue) => {
      const last = lastPurgeMs.get(queue.name);
      if (last !== undefined && clock.now() - last < 60_000) {
        return new Fault(
          "PurgeQueueInProgress",
          `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        );
      }
      lastPurgeMs.set(queue.name, clock.now());
      store.purge(queue.name);
      return {};
    }),

    SendMessage: onQueue(z.looseObject({}), sendOne),
    SendMessageBatch: onBatch("SendMessageBatchRequestEntry", sendOne, (entries) => {
      const bytes = entries.reduce<number>((sum, entry) => {
        const message = messageInput.safeParse(entry).data;
        return sum + (message === undefined ? 0 : messageBytes(message));
      }, 0);
      return bytes > maxMessageBytes
        ? new Fault(
            "BatchRequestTooLong",
            `Batch requests cannot be longer than ${maxMessageBytes} bytes. You have sent ${bytes} bytes.`,
          )
        : null;
    }),

    ReceiveMessage: onQueue(receiveInput, async (queue, input, caller) => {
      const max = input.MaxNumberOfMessages ?? 1;
      const waitS =
        input.WaitTimeSeconds ?? Number(queue.attributes["ReceiveMessageWaitTimeSeconds"]);
      const visibilityS = input.VisibilityTimeout ?? Number(queue.attributes["VisibilityTimeout"]);
      if (max < 1 || max > 10) {
        return invalid(max, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.");
      }
      if (waitS < 0 || waitS > 20) {
        return invalid(waitS, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.");
      }
      if (visibilityS < 0 || visibilityS > 43_200) return badVisibility(visibilityS);
      const deadlineMs = clock.now() + waitS * 1000;
      let messages = store.receive(queue, max, visibilityS);
      while (messages.length === 0 && clock.now() < deadlineMs && !caller.signal.aborted) {
        await untilMaybeVisible(context, queue.name, deadlineMs, caller.signal);
        // A caller that has hung up in the meantime must not take a message with it.
        if (!caller.signal.aborted) messages = store.receive(queue, max, visibilityS);
      }
      if (messages.length === 0) return {};
      const system = [
        ...(input.AttributeNames ?? []),
        ...(input.MessageSystemAttributeNames ?? []),
      ];
      return {
        Messages: messages.map((message) =>
          wireMessage(message, system, input.MessageAttributeNames ?? []),
        ),
      };
    }),

    DeleteMessage: onQueue(z.looseObject({}), deleteOne),
    DeleteMessageBatch: onBatch("DeleteMessageBatchRequestEntry", deleteOne),
    ChangeMessageVisibility: onQueue(z.looseObject({}), changeOne),
    ChangeMessageVisibilityBatch: onBatch("ChangeMessageVisibilityBatchRequestEntry", changeOne),
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
  systemNames: readonly string[],
  attributeNames: readonly string[],
) {
  const system: Readonly<Record<string, string | null>> = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
  };
  const all = systemNames.includes("All");
  const chosenSystem = Object.entries(system).filter(
    ([name, value]) => value !== null && (all || systemNames.includes(name)),
  );
  const chosen = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) =>
      attributeNames.some(
        (wanted) =>
          wanted === "All" ||
          wanted === name ||
          (wanted.endsWith(".*") && name.startsWith(wanted.slice(0, -2))),
      ),
    ),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5OfBody(message.body),
    ...(chosenSystem.length > 0 && { Attributes: Object.fromEntries(chosenSystem) }),
    ...(Object.keys(chosen).length > 0 && {
      MessageAttributes: chosen,
      MD5OfMessageAttributes: md5OfAttributes(chosen),
    }),
  };
}

function messageBytes(message: z.infer<typeof messageInput>): number {
  const attributes: MessageAttributes = message.MessageAttributes ?? {};
  return Object.entries(attributes).reduce(
    (sum, [name, attribute]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(attribute.DataType) +
      attributeBytes(attribute).length,
    Buffer.byteLength(message.MessageBody),
  );
}

function messageFault(queue: StoredQueue, message: z.infer<typeof messageInput>): Fault | null {
  if (message.MessageBody === "") return missing("MessageBody");
  if (notXmlText.test(message.MessageBody)) {
    return new Fault(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  }
  const limit = Number(queue.attributes["MaximumMessageSize"]);
  if (messageBytes(message) > limit) {
    return new Fault(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  const delayS = message.DelaySeconds;
  if (delayS !== undefined && (delayS < 0 || delayS > 900)) {
    return invalid(delayS, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
  }
  const attributes = Object.entries(message.MessageAttributes ?? {});
  if (attributes.length > 10) {
    return new Fault(
      "InvalidParameterValue",
      `Number of message attributes [${attributes.length}] exceeds the allowed maximum [10].`,
    );
  }
  for (const [name, attribute] of attributes) {
    if (!/^(String|Number|Binary)(\..+)?$/.test(attribute.DataType)) {
      return new Fault(
        "InvalidParameterValue",
        `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
      );
    }
    if (attributeBytes(attribute).length === 0) {
      return new Fault(
        "InvalidParameterValue",
        `Message (user) attribute '${name}' must contain a non-empty value of type '${attribute.DataType}'.`,
      );
    }
  }
  return null;
}

function batchFault(ids: readonly (string | undefined)[], entryName: string): Fault | null {
  if (ids.length === 0) {
    return new Fault(
      "EmptyBatchRequest",
      `There should be at least one ${entryName} in the request.`,
    );
  }
  if (ids.length > 10) {
    return new Fault(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${ids.length}.`,
    );
  }
  if (ids.some((id) => id === undefined || !/^[A-Za-z0-9_-]{1,80}$/.test(id))) {
    return new Fault(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  return repeated === undefined
    ? null
    : new Fault("BatchEntryIdsNotDistinct", `Id ${repeated} repeated.`);
}

function shapeFault(error: z.ZodError): Fault {
  const issue = error.issues[0];
  const parameter = issue?.path.join(".") ?? "";
  return issue?.code === "invalid_type" && issue.message.includes("undefined")
    ? missing(parameter)
    : new Fault("InvalidParameterValue", `Invalid value for the parameter ${parameter}.`);
}

const noSuchQueue = (): Fault =>
  new Fault("QueueDoesNotExist", "The specified queue does not exist.");

const badHandle = (): Fault =>
  new Fault("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");

const badVisibility = (given: number): Fault =>
  invalid(given, "VisibilityTimeout", "VisibilityTimeout must be an integer between 0 and 43200.");
