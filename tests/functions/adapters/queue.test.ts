import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  checkupQueue,
  holdBackIn,
  nudgeQueueOfBatch,
  providerEventQueue,
} from "../../../functions/adapters/queue.ts";
import type { ProviderEvent } from "../../../functions/messages/provider-event.ts";
import { correlated } from "../../../functions/shared/events/correlation.ts";
import { compareNow, makeHint } from "../../support/make-follow.ts";

const sqs = mockClient(SQSClient);
// Test files in one worker share the client's class.
afterAll(() => sqs.restore());
beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageBatchCommand).resolves({});
});

const urls = { prompt: "https://queue/prompt", history: "https://queue/history" };
const env = {
  PROVIDER_EVENTS_QUEUE_URL: urls.prompt,
  PROVIDER_HISTORY_QUEUE_URL: urls.history,
};
const client = new SQSClient({ region: "eu-west-1" });
const queue = providerEventQueue(env, client);
const body = z.object({ kind: z.string() });
/** Which queue each batch was sent to, with the kinds of its messages and their delays. */
const sent = () =>
  sqs.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => ({
    to: input.QueueUrl,
    kinds: input.Entries?.map(({ MessageBody = "" }) => body.parse(JSON.parse(MessageBody)).kind),
    delays: input.Entries?.map(({ DelaySeconds }) => DelaySeconds),
  }));

const runnerId = "ada";
const whose = { provider: "strava", runnerId } as const;
const prompt: readonly ProviderEvent[] = [
  makeHint("1", { objectId: "5" }),
  { ...whose, kind: "leave" },
];
const long: readonly ProviderEvent[] = [
  compareNow(runnerId),
  { ...whose, kind: "backfill", afterS: 0, page: 1, activities: 0 },
  { ...whose, kind: "look-back", afterS: 0, beforeS: 1, page: 1, askedAtMs: 0 },
];

describe("what Strava's worker is asked for", () => {
  it("goes to the queue of its kind: neither a run nor a runner who leaves waits behind a comparison", async () => {
    await queue.send([...long, ...prompt], 0);
    expect(sent()).toMatchObject([
      { to: urls.prompt, kinds: ["event", "leave"] },
      { to: urls.history, kinds: ["reconcile", "backfill", "look-back"] },
    ]);
  });

  it("waits there for as long as it was told to", async () => {
    await queue.send(long.slice(0, 1), 900);
    await queue.send(prompt.slice(0, 1), 60);
    expect(sent()).toMatchObject([
      { to: urls.history, delays: [900] },
      { to: urls.prompt, delays: [60] },
    ]);
  });
});

describe("messages for a queue", () => {
  const checkups = checkupQueue("https://queue/checkups", client);
  const due = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ runnerId: `r${n}`, day: "2021-09-12" }));
  const entries = () =>
    sqs.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input.Entries ?? []);

  it("leave ten at a time, as SQS takes no more, and each of them once", async () => {
    await checkups.send(due(25), 0);
    expect(entries().map(({ length }) => length)).toEqual([10, 10, 5]);
    for (const call of entries()) expect(new Set(call.map(({ Id }) => Id)).size).toBe(call.length);
    const bodies = entries().flatMap((call) => call.map(({ MessageBody }) => MessageBody));
    expect(bodies).toEqual(due(25).map((message) => JSON.stringify(message)));
  });

  it("of which it refuses one fail, so that no runner is moved on to the next digest without this one", async () => {
    const Failed = [{ Id: "1", Code: "InternalError", SenderFault: false }];
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed });
    await expect(checkups.send(due(3), 0)).rejects.toThrow(
      /^The queue refused 1 of 3 messages: InternalError$/,
    );
  });

  it("from a batch of work leave together at its end, and only once", async () => {
    const nudges = nudgeQueueOfBatch("https://queue/nudges", client);
    await nudges.send([{ runnerId: "ada" }], 60);
    await nudges.send([{ runnerId: "bob" }], 0);
    expect(entries()).toEqual([]);
    await nudges.flush();
    await nudges.flush();
    expect(entries()).toEqual([
      [
        { Id: "0", MessageBody: '{"runnerId":"ada"}', DelaySeconds: 60 },
        { Id: "1", MessageBody: '{"runnerId":"bob"}' },
      ],
    ]);
  });

  it("that can't be done for hours are hidden for as long", async () => {
    sqs.on(ChangeMessageVisibilityCommand).resolves({});
    await holdBackIn("https://queue/checkups", client)("receipt-1", 21_600);
    const [call] = sqs.commandCalls(ChangeMessageVisibilityCommand);
    expect(call?.args[0].input).toEqual({
      QueueUrl: "https://queue/checkups",
      ReceiptHandle: "receipt-1",
      VisibilityTimeout: 21_600,
    });
  });
});

describe("a digest that waits", () => {
  it("is sent back under the id that it came with", async () => {
    const checkups = checkupQueue("https://queue/checkups", client);
    const message = { runnerId, day: "2021-09-12", dueAt: "2021-09-13T05:00:00.000Z" };
    await correlated("tick-1", () => checkups.send([message], 900));
    const [call] = sqs.commandCalls(SendMessageBatchCommand);
    expect(call?.args[0].input.Entries).toMatchObject([
      {
        MessageBody: JSON.stringify(message),
        DelaySeconds: 900,
        MessageAttributes: { correlationId: { StringValue: "tick-1" } },
      },
    ]);
  });
});
