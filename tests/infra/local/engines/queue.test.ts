import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type QueueEngine, startQueue } from "../../../../infra/local/engines/queue.ts";
import type { QueueModel } from "../../../../infra/local/template/model.ts";
import { type ManualClock, manualClock } from "../../../support/local-clock.ts";
import { until } from "../../../support/local-wait.ts";

const region = "eu-west-1";
const accountId = "000000000000";
const arn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;

function queueModel(overrides: Partial<QueueModel> = {}): QueueModel {
  const name = overrides.name ?? "runs";
  return {
    logicalId: name,
    name,
    arn: arn(name),
    url: "",
    visibilityS: 30,
    retentionS: 345_600,
    deadLetter: null,
    ...overrides,
  };
}

const open: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function start(clock: ManualClock, queues: readonly QueueModel[], file = ":memory:") {
  const engine = await startQueue({ file, queues, clock });
  const client = new SQSClient({
    endpoint: engine.url,
    region,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  const handle = { engine, client, close: () => stop({ engine, client }) };
  open.push(handle);
  return handle;
}

let stopped = new WeakSet<QueueEngine>();
async function stop({ engine, client }: { engine: QueueEngine; client: SQSClient }) {
  if (stopped.has(engine)) return;
  stopped.add(engine);
  client.destroy();
  await engine.close();
}

let clock: ManualClock;
beforeEach(() => {
  clock = manualClock();
  stopped = new WeakSet();
});

async function oneQueue(overrides: Partial<QueueModel> = {}) {
  const { engine, client } = await start(clock, [queueModel(overrides)]);
  const QueueUrl = `${engine.url}/${accountId}/runs`;
  return {
    engine,
    client,
    QueueUrl,
    send: (MessageBody: string, DelaySeconds?: number) =>
      client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody,
          ...(DelaySeconds !== undefined && { DelaySeconds }),
        }),
      ),
    receive: (options: Partial<ReceiveMessageCommandInput> = {}) =>
      client
        .send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...options }))
        .then((answer) => answer.Messages ?? []),
    remove: (message: Pick<Message, "ReceiptHandle"> | undefined) =>
      client.send(
        new DeleteMessageBatchCommand({
          QueueUrl,
          Entries: [{ Id: "1", ReceiptHandle: message?.ReceiptHandle }],
        }),
      ),
  };
}

describe("a message on its way", () => {
  it("is sent, received with what the SDK verifies, and gone once deleted", async () => {
    const { send, receive, remove } = await oneQueue();
    const sent = await send("ran 10 km — über Stock & Stein 🏃");
    const [message] = await receive({ MessageSystemAttributeNames: ["All"] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: "ran 10 km — über Stock & Stein 🏃",
      Attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: String(clock.now()),
        ApproximateFirstReceiveTimestamp: String(clock.now()),
        SenderId: "AKIATEST",
      },
    });
    await remove(message);
    clock.advance(3_600_000);
    expect(await receive()).toEqual([]);
  });

  it("carries its attributes, and gives them if asked", async () => {
    const { client, QueueUrl, receive } = await oneQueue();
    const MessageAttributes = { correlationId: { DataType: "String", StringValue: "abc" } };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageAttributes }));
    const [asked] = await receive({ MessageAttributeNames: ["All"], VisibilityTimeout: 0 });
    expect(asked?.MessageAttributes).toEqual(MessageAttributes);
    const [unasked] = await receive();
    expect(unasked?.MessageAttributes).toBeUndefined();
  });

  it("is hidden while it is in flight and comes back when its time is over", async () => {
    const { send, receive } = await oneQueue({ visibilityS: 30 });
    await send("a");
    expect(await receive()).toHaveLength(1);
    clock.advance(29_999);
    expect(await receive()).toHaveLength(0);
    clock.advance(1);
    const [again] = await receive({ MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(again?.Attributes).toEqual({ ApproximateReceiveCount: "2" });
  });

  it("is hidden for as long as its receiver asks", async () => {
    const { client, QueueUrl, send, receive } = await oneQueue();
    await send("a");
    const [message] = await receive({ VisibilityTimeout: 5 });
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout: 100,
      }),
    );
    clock.advance(99_000);
    expect(await receive()).toHaveLength(0);
    clock.advance(1000);
    expect(await receive()).toHaveLength(1);
  });

  it("is not there before its delay is over", async () => {
    const { client, QueueUrl, engine, send, receive } = await oneQueue();
    await send("a", 10);
    expect(engine.counts("runs")).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["VisibilityTimeout", "ApproximateNumberOfMessagesDelayed"],
      }),
    );
    expect(Attributes).toEqual({
      VisibilityTimeout: "30",
      ApproximateNumberOfMessagesDelayed: "1",
    });
    clock.advance(9999);
    expect(await receive()).toEqual([]);
    clock.advance(1);
    expect((await receive()).map(({ Body }) => Body)).toEqual(["a"]);
  });

  it("is thrown away when its retention is over", async () => {
    const { engine, send, receive } = await oneQueue({ retentionS: 60 });
    await send("a");
    clock.advance(60_000);
    expect(await receive()).toEqual([]);
    expect(engine.counts("runs").visible).toBe(0);
  });
});

describe("long polling", () => {
  it("answers as soon as a message comes", async () => {
    const { send, receive } = await oneQueue();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await until(() => clock.waiting() > 0);
    await send("a");
    expect(await waiting).toHaveLength(1);
  });

  it("answers as soon as a hidden message is visible again", async () => {
    const { send, receive } = await oneQueue({ visibilityS: 5 });
    await send("a");
    await receive();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await until(() => clock.waiting() > 0);
    clock.advance(5000);
    expect(await waiting).toHaveLength(1);
  });

  it("answers with nothing when the wait is over", async () => {
    const { receive } = await oneQueue();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await until(() => clock.waiting() > 0);
    clock.advance(20_000);
    expect(await waiting).toEqual([]);
  });

  it("leaves the message to others when the one who waited has hung up", async () => {
    const { client, QueueUrl, send, receive } = await oneQueue();
    const hangUp = new AbortController();
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: hangUp.signal,
    });
    await until(() => clock.waiting() > 0);
    hangUp.abort();
    await expect(waiting).rejects.toThrow();
    await until(() => clock.waiting() === 0);
    await send("a");
    expect(await receive()).toHaveLength(1);
  });
});

describe("the dead-letter queue", () => {
  it("gets what was received as often as allowed", async () => {
    const { engine, client } = await start(clock, [
      queueModel({ name: "dead" }),
      queueModel({ deadLetter: { queueArn: arn("dead"), maxReceiveCount: 2 } }),
    ]);
    const QueueUrl = `${engine.url}/${accountId}/runs`;
    const receive = () => client.send(new ReceiveMessageCommand({ QueueUrl }));
    const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "bad" }));
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      expect((await receive()).Messages).toHaveLength(1);
      clock.advance(30_000);
    }
    expect((await receive()).Messages).toBeUndefined();
    expect(engine.counts("dead").visible).toBe(1);
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: `${engine.url}/${accountId}/dead`,
        MessageSystemAttributeNames: ["All"],
      }),
    );
    expect(Messages).toMatchObject([
      {
        MessageId: sent.MessageId,
        Attributes: { ApproximateReceiveCount: "1" },
      },
    ]);
  });

  it("doesn't keep the messages behind a bad one from being received", async () => {
    const { engine, client } = await start(clock, [
      queueModel({ name: "dead" }),
      queueModel({ visibilityS: 0, deadLetter: { queueArn: arn("dead"), maxReceiveCount: 1 } }),
    ]);
    const QueueUrl = `${engine.url}/${accountId}/runs`;
    const send = (MessageBody: string) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await send("bad");
    await client.send(new ReceiveMessageCommand({ QueueUrl }));
    await send("good");
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 30 }),
    );
    expect(Messages?.map(({ Body }) => Body)).toEqual(["good"]);
  });
});

describe("a redrive", () => {
  async function laidAside() {
    const { engine, client } = await start(clock, [
      queueModel({ name: "dead" }),
      queueModel({ visibilityS: 0, deadLetter: { queueArn: arn("dead"), maxReceiveCount: 1 } }),
    ]);
    const QueueUrl = `${engine.url}/${accountId}/runs`;
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
    const receive = async () =>
      (
        await client.send(
          new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ["All"] }),
        )
      ).Messages ?? [];
    await receive();
    expect(await receive()).toEqual([]);
    expect(engine.counts("dead").visible).toBe(1);
    const move = (SourceArn: string, DestinationArn = arn("runs")) =>
      client.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
    return { engine, client, receive, move };
  }

  it("moves dead letters to the queue that is named, as if they were new", async () => {
    const { engine, receive, move } = await laidAside();
    const { TaskHandle } = await move(arn("dead"));
    expect(TaskHandle).toBeTruthy();
    expect(engine.counts("dead").visible).toBe(0);
    const [message] = await receive();
    expect(message?.Body).toBe("poison");
    expect(message?.Attributes?.["ApproximateReceiveCount"]).toBe("1");
  });

  it("leaves what a receiver holds", async () => {
    const { engine, client, move } = await laidAside();
    const QueueUrl = `${engine.url}/${accountId}/dead`;
    await client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 30 }));
    await move(arn("dead"));
    expect(engine.counts("dead").inFlight).toBe(1);
    expect(engine.counts("runs").visible).toBe(0);
  });

  it("is refused for a queue that is nobody's dead-letter queue, or that does not exist", async () => {
    const { engine, move } = await laidAside();
    await expect(move(arn("runs"))).rejects.toThrow("Dead Letter Queue");
    await expect(move(arn("nowhere"))).rejects.toThrow();
    await expect(move(arn("dead"), arn("nowhere"))).rejects.toThrow();
    expect(engine.counts("dead").visible).toBe(1);
  });
});

describe("a stale or foreign receipt handle", () => {
  it("deletes nothing once the message was received again", async () => {
    const { send, receive, remove } = await oneQueue();
    await send("a");
    const [first] = await receive({ VisibilityTimeout: 1 });
    clock.advance(1000);
    await receive({ VisibilityTimeout: 1 });
    await remove(first);
    clock.advance(1000);
    expect(await receive()).toHaveLength(1);
  });

  it.each(["nonsense", "", Buffer.from(`other#1#${"0".repeat(32)}`).toString("base64")])(
    "is refused when it is not one of this queue's: %j",
    async (ReceiptHandle) => {
      const { remove } = await oneQueue();
      const { Failed } = await remove({ ReceiptHandle });
      expect(Failed).toMatchObject([{ Code: "ReceiptHandleIsInvalid" }]);
    },
  );

  it("can't change the visibility of a message that is not in flight or gone", async () => {
    const { client, QueueUrl, send, receive, remove } = await oneQueue();
    await send("a");
    const [message] = await receive({ VisibilityTimeout: 1 });
    const change = () =>
      client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 9,
        }),
      );
    clock.advance(1000);
    await expect(change()).rejects.toMatchObject({ name: "MessageNotInflight" });
    await remove(message);
    await expect(change()).rejects.toThrow("Message does not exist");
  });
});

describe("batches", () => {
  it("do each entry by itself and report the ones that failed", async () => {
    const { client, QueueUrl, receive, send } = await oneQueue();
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "good", MessageBody: "a" },
          { Id: "late", MessageBody: "b", DelaySeconds: 901 },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
    expect(sent.Failed).toMatchObject([
      { Id: "late", Code: "InvalidParameterValue", SenderFault: true },
    ]);
    await send("c");
    const messages = await receive();
    const removed = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "one", ReceiptHandle: messages[0]?.ReceiptHandle },
          { Id: "two", ReceiptHandle: "nonsense" },
        ],
      }),
    );
    expect(removed.Successful?.map(({ Id }) => Id)).toEqual(["one"]);
    expect(removed.Failed).toMatchObject([{ Id: "two", Code: "ReceiptHandleIsInvalid" }]);
  });

  it.each([
    ["no entry", [], "InvalidParameterValue"],
    [
      "eleven entries",
      Array.from({ length: 11 }, (_, n) => ({ Id: `m${n}`, MessageBody: "x" })),
      "TooManyEntriesInBatchRequest",
    ],
    ["an id twice", ["a", "a"].map((Id) => ({ Id, MessageBody: "x" })), "BatchEntryIdsNotDistinct"],
    [
      "more than 1 MiB together",
      ["a", "b"].map((Id) => ({ Id, MessageBody: "x".repeat(600_000) })),
      "BatchRequestTooLong",
    ],
  ])("are refused as a whole with %s", async (_, Entries, name) => {
    const { client, QueueUrl } = await oneQueue();
    await expect(
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
    ).rejects.toMatchObject({ name });
  });
});

describe("limits", () => {
  it("takes a message of 1 MiB and refuses one byte more", async () => {
    const { send, receive } = await oneQueue();
    await send("é".repeat(1_048_576 / 2));
    expect((await receive())[0]?.Body).toHaveLength(1_048_576 / 2);
    await expect(send("x".repeat(1_048_577))).rejects.toThrow("must be shorter than 1048576 bytes");
  });

  it("refuses an empty body and characters that XML can't hold", async () => {
    const { send } = await oneQueue();
    await expect(send("")).rejects.toThrow("MessageBody");
    await expect(send("a\u0000b")).rejects.toThrow("characters that XML can't");
  });

  it.each([{ MaxNumberOfMessages: 11 }, { WaitTimeSeconds: 21 }, { VisibilityTimeout: 43_201 }])(
    "refuses to receive with %j",
    async (options) => {
      const { receive } = await oneQueue();
      await expect(receive(options)).rejects.toThrow(Object.keys(options)[0]);
    },
  );
});

describe("queues", () => {
  it("that nobody made are reported as SQS does", async () => {
    const { client, engine } = await start(clock, []);
    await expect(
      client.send(
        new SendMessageCommand({ QueueUrl: `${engine.url}/${accountId}/none`, MessageBody: "x" }),
      ),
    ).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
  });
});

describe("a restart", () => {
  it("keeps the messages, and gives back at once what was in flight", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stridewell-queue-"));
    open.push({ close: () => rmSync(folder, { recursive: true }) });
    const file = join(folder, "queue.db");
    const before = await start(clock, [queueModel()], file);
    const url = (engine: QueueEngine) => `${engine.url}/${accountId}/runs`;
    for (const MessageBody of ["taken", "waiting"]) {
      await before.client.send(
        new SendMessageCommand({ QueueUrl: url(before.engine), MessageBody }),
      );
    }
    await before.client.send(new ReceiveMessageCommand({ QueueUrl: url(before.engine) }));
    await before.close();

    const after = await start(clock, [queueModel()], file);
    const { Messages } = await after.client.send(
      new ReceiveMessageCommand({
        QueueUrl: url(after.engine),
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
    );
    expect(
      Object.fromEntries(
        (Messages ?? []).map(({ Body, Attributes }) => [
          Body,
          Attributes?.["ApproximateReceiveCount"],
        ]),
      ),
    ).toEqual({ taken: "2", waiting: "1" });
  });
});

describe("many messages", () => {
  it("are each received once", async () => {
    const { client, QueueUrl, receive, engine } = await oneQueue();
    for (let batch = 0; batch < 30; batch += 1) {
      const Entries = Array.from({ length: 10 }, (_, n) => ({
        Id: String(n),
        MessageBody: String(batch * 10 + n),
      }));
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
    const seen: (string | undefined)[] = [];
    for (let batch = 0; batch < 30; batch += 1) {
      const messages = await receive();
      seen.push(...messages.map(({ Body }) => Body));
      const Entries = messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
    expect(seen).toEqual(Array.from({ length: 300 }, (_, n) => String(n)));
    expect(engine.counts("runs")).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });
});
