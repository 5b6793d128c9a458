import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { checkupQueue, providerEventQueue } from "../../../functions/adapters/queue.ts";
import type { ProviderEvent } from "../../../functions/messages/provider-event.ts";
import { correlated } from "../../../functions/shared/correlation.ts";
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
const queue = providerEventQueue(env, new SQSClient({ region: "eu-west-1" }));
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

describe("a digest that waits", () => {
  it("is sent back under the id that it came with", async () => {
    const checkups = checkupQueue("https://queue/checkups", new SQSClient({ region: "eu-west-1" }));
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
