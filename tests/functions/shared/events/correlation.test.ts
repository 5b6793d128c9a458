import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { nudgeQueueOfBatch, sendAll } from "../../../../functions/adapters/queue.ts";
import { correlationOf } from "../../../../functions/messages/correlation.ts";
import { correlated, correlationNow } from "../../../../functions/shared/events/correlation.ts";
import { endEvent } from "../../../../functions/shared/events/event-end.ts";
import { queueHandler } from "../../../../functions/shared/events/queue-handler.ts";
import { scheduleHandler } from "../../../../functions/shared/events/schedule-handler.ts";
import { httpHandler } from "../../../../functions/shared/http/http-handler.ts";
import { makeContext, makeHttpEvent, makeSqsEvent } from "../../../support/make-event.ts";

const sqs = mockClient(SQSClient);
// Test files in one worker share the client's class.
afterAll(() => sqs.restore());
const client = new SQSClient({ region: "eu-west-1" });
const printed: { message?: string; correlation_id?: string }[] = [];

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageBatchCommand).resolves({});
  // What another file of this worker measured without ending its event would be printed with ours.
  endEvent();
  printed.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((line) => {
      printed.push(JSON.parse(String(line)));
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

const send = (...messages: object[]) => sendAll(client, "https://queue", messages);
/** The ids that were sent along with the messages. */
const sent = () =>
  sqs
    .commandCalls(SendMessageBatchCommand)
    .flatMap(({ args }) => args[0].input.Entries ?? [])
    .map(({ MessageAttributes }) => MessageAttributes?.["correlationId"]?.StringValue);
const logged = () => printed.map(({ correlation_id }) => correlation_id);

/** A received message that carries this id. */
function carrying(id: string, body = "{}") {
  const [record] = makeSqsEvent([body]).Records;
  if (record === undefined) throw new Error("no record");
  return {
    ...record,
    messageAttributes: { correlationId: { stringValue: id, dataType: "String" } },
  };
}

const answered = { outcome: "done", redirect: "/today" };

describe("the id of an event", () => {
  it("stays beside each message that is kept to the end of its batch, where all go in one call", async () => {
    const nudges = nudgeQueueOfBatch("https://queue", client);
    const ids = Array.from({ length: 11 }, (_, n) => `id-${n}`);
    for (const id of ids) await correlated(id, () => nudges.send([{ runnerId: id }], 60));
    expect(sent()).toEqual([]);
    await nudges.flush();
    await nudges.flush();
    expect(sent()).toEqual(ids);
    const calls = sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input);
    expect(calls.map(({ Entries }) => Entries?.length)).toEqual([10, 1]);
    expect(calls[0]?.Entries?.[0]).toMatchObject({
      Id: "0",
      MessageBody: '{"runnerId":"id-0"}',
      DelaySeconds: 60,
    });
  });

  it("is the request's, at the edge: in its line and beside what it sends", async () => {
    const handler = httpHandler({
      deps: () => ({}),
      work: async () => {
        await send({ n: 1 });
        return answered;
      },
    });
    await handler(makeHttpEvent("GET", "/today"), makeContext(), () => undefined);
    expect(sent()).toEqual(["request-1"]);
    expect(logged()).toEqual(["request-1"]);
  });

  it("is one for each message of a planner's tick, whose own line has what they begin with", async () => {
    const handler = scheduleHandler({
      deps: () => ({}),
      work: async () => {
        await send({ n: 1 }, { n: 2 });
        await send({ n: 3 });
        return { asked: 3 };
      },
    });
    await handler({}, makeContext(), () => undefined);
    expect(sent()).toEqual(["request-1-1", "request-1-2", "request-1-3"]);
    expect(logged()).toEqual(["request-1"]);
  });

  it("goes on from each message of a batch to what comes of it, whether it ends well or not", async () => {
    const handler = queueHandler({
      message: z.object({ fails: z.boolean().default(false) }),
      deps: () => ({}),
      work: async ({ fails }) => {
        await send({}, {});
        if (fails) throw new Error("no");
        return { outcome: "done" };
      },
    });
    const Records = [carrying("a"), carrying("b", '{"fails":true}'), carrying("c", "no json")];
    await handler({ Records }, makeContext(), () => undefined);
    // A batch's messages are worked on all at once, in no order; each line has its own message's id.
    expect(sent().sort()).toEqual(["a", "a", "b", "b"]);
    expect(Object.fromEntries(printed.map(({ message }, at) => [message, logged()[at]]))).toEqual({
      "message done": "a",
      "message failed": "b",
      "message refused": "c",
    });
  });

  it("is told by the message itself where a service sent it", async () => {
    const handler = queueHandler({
      message: z.object({ tag: z.string().optional() }),
      deps: () => ({}),
      correlation: ({ tag }) => tag,
      work: async () => ({ outcome: String(correlationNow()) }),
    });
    const event = makeSqsEvent(['{"tag":"told"}', "{}"]);
    await handler(event, makeContext(), () => undefined);
    expect(logged()).toEqual(["told", "message-1"]);
    expect(printed).toMatchObject([{ outcome: "told" }, { outcome: "message-1" }]);
  });

  it("does not get mixed up between two that go on at once", async () => {
    const seen = await Promise.all(
      ["a", "b"].map((id) =>
        correlated(id, async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return correlationNow();
        }),
      ),
    );
    expect(seen).toEqual(["a", "b"]);
  });

  it("is nothing outside of an event, as in a script", async () => {
    await send({});
    expect(sent()).toEqual([undefined]);
  });

  it.each([
    ["none", undefined],
    ["one that would break a log or a tag", "a b\n"],
    ["one that is too long", "x".repeat(65)],
  ])("is the message's own where it carries %s", (_what, id) => {
    const [plain] = makeSqsEvent(["{}"]).Records;
    expect(correlationOf(id === undefined ? (plain ?? carrying("")) : carrying(id))).toBe(
      "message-0",
    );
  });
});
