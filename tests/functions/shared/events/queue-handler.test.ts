import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { TryAgain, TryLater } from "../../../../functions/shared/errors.ts";
import { queueHandler } from "../../../../functions/shared/events/queue-handler.ts";
import { makeContext, makeSqsEvent } from "../../../support/make-event.ts";

async function run(
  work: (message: { n: number }) => Promise<{ outcome: string }>,
  event: SQSEvent,
): Promise<SQSBatchResponse> {
  const handler = queueHandler({
    message: z.object({ n: z.number() }),
    deps: () => ({}),
    work,
  });
  const answer = await handler(event, makeContext(), () => undefined);
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

const done = async () => ({ outcome: "done" });

describe("a batch of messages", () => {
  it("all done reports no failure", async () => {
    const event = makeSqsEvent(['{"n":1}', '{"n":2}']);
    expect(await run(done, event)).toEqual({ batchItemFailures: [] });
  });

  it("reports back only the ones that failed, and works on the rest", async () => {
    const worked: number[] = [];
    const event = makeSqsEvent(['{"n":1}', "not json", '{"n":"3"}', '{"n":4}', '{"n":5}']);
    const answer = await run(async ({ n }) => {
      if (n === 4) throw new TryAgain("later");
      worked.push(n);
      return { outcome: "done" };
    }, event);
    expect(worked).toEqual([1, 5]);
    expect(answer.batchItemFailures.map((item) => item.itemIdentifier)).toEqual([
      "message-1",
      "message-2",
      "message-3",
    ]);
  });

  it.each([
    ["is finished once, when all are done", 0, 0],
    ["that can't be finished has failed as a whole", 1, 3],
  ])("%s", async (_, failures, failed) => {
    const steps: string[] = [];
    const handler = queueHandler({
      message: z.object({ n: z.number() }),
      deps: () => ({ failures }),
      work: async ({ n }) => {
        steps.push(String(n));
        return { outcome: "done" };
      },
      finish: async (deps) => {
        steps.push("finished");
        if (deps.failures > 0) throw new TryAgain("later");
      },
    });
    const event = makeSqsEvent(['{"n":1}', '{"n":2}', '{"n":3}']);
    const answer = await handler(event, makeContext(), () => undefined);
    expect(steps).toEqual(["1", "2", "3", "finished"]);
    expect(answer?.batchItemFailures).toHaveLength(failed);
  });

  /** The steps of work that takes a moment, on two messages about the same and one about another. */
  async function stepsOf(more: { about?: (message: { of: string }) => string } = {}) {
    const steps: string[] = [];
    const handler = queueHandler({
      message: z.object({ n: z.number(), of: z.string() }),
      deps: () => ({}),
      work: async ({ n }) => {
        steps.push(`${n} begins`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        steps.push(`${n} ends`);
        return { outcome: "done" };
      },
      ...more,
    });
    const bodies = ['{"n":1,"of":"a"}', '{"n":2,"of":"a"}', '{"n":3,"of":"b"}'];
    await handler(makeSqsEvent(bodies), makeContext(), () => undefined);
    return steps;
  }

  it("about nobody in particular waits for all of its messages together", async () => {
    expect((await stepsOf()).slice(0, 3)).toEqual(["1 begins", "2 begins", "3 begins"]);
  });

  it("waits for all of its messages together, and for those about the same one after the other", async () => {
    const steps = await stepsOf({ about: ({ of }) => of });
    expect(steps.slice(0, 2)).toEqual(["1 begins", "3 begins"]);
    expect(steps.indexOf("2 begins")).toBeGreaterThan(steps.indexOf("1 ends"));
  });

  it("holds back what can't be done soon, and nothing else; where that fails the queue's time holds", async () => {
    const heldBack: [string, number][] = [];
    const handler = queueHandler({
      message: z.object({ n: z.number() }),
      deps: () => ({}),
      work: async ({ n }) => {
        if (n > 1) throw new TryLater("the quota is used up", n * 100);
        throw new TryAgain("soon");
      },
      holdBack: async (receipt, delayS) => {
        // Once a batch is answered, Lambda stops the process, and what is still under way with it.
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (delayS === 300) throw new Error("refused");
        heldBack.push([receipt, delayS]);
      },
    });
    const event = makeSqsEvent(['{"n":1}', '{"n":2}', '{"n":3}']);
    const answer = await handler(event, makeContext(), () => undefined);
    expect(answer?.batchItemFailures).toHaveLength(3);
    expect(heldBack).toEqual([[event.Records[1]?.receiptHandle, 200]]);
  });

  it("builds what the work needs once, and not before the first good message", async () => {
    let built = 0;
    const handler = queueHandler({
      message: z.object({ n: z.number() }),
      deps: () => {
        built += 1;
        return {};
      },
      work: done,
    });
    expect(built).toBe(0);
    await handler(makeSqsEvent(["not json"]), makeContext(), () => undefined);
    expect(built).toBe(0);
    await handler(makeSqsEvent(['{"n":1}', '{"n":2}']), makeContext(), () => undefined);
    await handler(makeSqsEvent(['{"n":3}']), makeContext(), () => undefined);
    expect(built).toBe(1);
  });
});
