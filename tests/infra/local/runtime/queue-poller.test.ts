import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { startQueue } from "../../../../infra/local/engines/queue.ts";
import type { InvokeResult } from "../../../../infra/local/runtime/function-host.ts";
import { failedIds, startQueuePoller } from "../../../../infra/local/runtime/queue-poller.ts";
import { sqsCaller } from "../../../../infra/local/runtime/signed-call.ts";
import type { QueueSourceModel } from "../../../../infra/local/template/model.ts";
import { manualClock } from "../../../support/local-clock.ts";
import { until } from "../../../support/local-wait.ts";

describe("which messages of a batch come again", () => {
  const item = (itemIdentifier: unknown) => ({ itemIdentifier });
  it.each([
    ["none, by an empty list", { batchItemFailures: [] }, []],
    ["none, without a list", {}, []],
    ["none, with the list null", { batchItemFailures: null }, []],
    ["none, for null", null, []],
    ["those that are named", { batchItemFailures: [item("b")] }, ["b"]],
    ["all, when one named is unknown", { batchItemFailures: [item("z")] }, ["a", "b"]],
    ["all, when a name is empty", { batchItemFailures: [item("")] }, ["a", "b"]],
    ["all, when a name is null", { batchItemFailures: [item(null)] }, ["a", "b"]],
    ["all, when the name has another key", { batchItemFailures: [{ id: "a" }] }, ["a", "b"]],
    ["all, for a text", "fine", ["a", "b"]],
  ])("%s", (_, answer, expected) => {
    expect(failedIds(JSON.stringify(answer), ["a", "b"])).toEqual(expected);
  });
});

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const event = z.object({
  Records: z.array(z.looseObject({ messageId: z.string(), body: z.string() })),
});

async function poll(
  source: Partial<QueueSourceModel>,
  bodies: readonly string[],
  answer: (records: readonly { messageId: string; body: string }[]) => InvokeResult,
) {
  const clock = manualClock();
  const region = "eu-west-1";
  const arn = `arn:aws:sqs:${region}:000000000000:runs`;
  const model = {
    logicalId: "runs",
    name: "runs",
    arn,
    url: "",
    visibilityS: 30,
    retentionS: 345_600,
    deadLetter: null,
  };
  const engine = await startQueue({
    file: ":memory:",
    queues: [model],
    clock,
  });
  open.push(() => engine.close());
  const queue = { ...model, url: `${engine.url}/000000000000/runs` };
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const sqs = sqsCaller({ url: engine.url, region, credentials });
  for (const MessageBody of bodies) {
    await sqs("SendMessage", { QueueUrl: queue.url, MessageBody });
  }
  const batches: z.infer<typeof event>["Records"][] = [];
  const poller = startQueuePoller({
    source: {
      queueArn: arn,
      functionArn: "worker",
      batchSize: 10,
      windowS: 0,
      reportBatchItemFailures: true,
      maximumConcurrency: null,
      ...source,
    },
    queue,
    region,
    label: "worker",
    sqs,
    invoke: async (given) => {
      const { Records } = event.parse(given);
      batches.push(Records);
      return answer(Records);
    },
    clock,
    log: () => undefined,
  });
  open.push(() => poller.stop());
  return { clock, engine, batches, sqs, queue, left: () => engine.counts("runs") };
}

const fine: InvokeResult = { kind: "returned", payload: "null" };
const broken: InvokeResult = { kind: "failed", errorType: "Error", errorMessage: "no" };
const empty = { visible: 0, inFlight: 0, delayed: 0 };
const many = (count: number) => Array.from({ length: count }, (_, n) => String(n));

describe("a queue's messages", () => {
  it("reach the function in Lambda's words, and are deleted", async () => {
    const { batches, left } = await poll({}, ["hello"], () => fine);
    await until(() => left().inFlight === 0 && batches.length === 1);
    expect(batches[0]).toMatchObject([
      {
        body: "hello",
        md5OfBody: "5d41402abc4b2a76b9719d911017c592",
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:eu-west-1:000000000000:runs",
        awsRegion: "eu-west-1",
        attributes: { ApproximateReceiveCount: "1", SenderId: "AKIATEST" },
        messageAttributes: {},
      },
    ]);
    expect(left()).toEqual(empty);
  });

  it("come in batches no larger than asked for", async () => {
    const { batches, left } = await poll({ batchSize: 4 }, many(10), () => fine);
    await until(() => batches.flat().length === 10 && left().inFlight === 0);
    expect(Math.max(...batches.map((batch) => batch.length))).toBe(4);
  });

  it("are not held back for others, whatever the window", async () => {
    const { batches } = await poll({ windowS: 20 }, ["first"], () => fine);
    await until(() => batches.length > 0);
    expect(batches[0]).toHaveLength(1);
  });
});

describe("a batch that fails", () => {
  it("comes again as a whole when the function fails", async () => {
    const { batches, clock, left } = await poll({}, ["a", "b"], () =>
      batches.length === 1 ? broken : fine,
    );
    await until(() => batches.length === 1 && left().inFlight === 2);
    await until(() => clock.waiting() >= 2);
    clock.advance(30_000);
    await until(() => left().inFlight === 0 && left().visible === 0);
    expect(batches.flat().map(({ body }) => body)).toEqual(["a", "b", "a", "b"]);
  });

  it("comes again in part when the function names the part", async () => {
    const { batches, left } = await poll({}, ["good", "bad"], (records) => ({
      kind: "returned",
      payload: JSON.stringify({
        batchItemFailures: records
          .filter(({ body }) => body === "bad")
          .map(({ messageId }) => ({ itemIdentifier: messageId })),
      }),
    }));
    await until(() => batches.length === 1 && left().inFlight === 1);
    expect(left().visible).toBe(0);
  });

  it("is deleted whatever it answers where partial answers are not declared", async () => {
    const { batches, left } = await poll({ reportBatchItemFailures: false }, ["a"], ([record]) => ({
      kind: "returned",
      payload: JSON.stringify({
        batchItemFailures: [{ itemIdentifier: record?.messageId }],
      }),
    }));
    await until(() => batches.length === 1 && left().inFlight === 0);
    expect(left()).toEqual(empty);
  });
});
