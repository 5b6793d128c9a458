import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EventBusOptions, eventBus } from "../../../../infra/local/runtime/event-bus.ts";
import type { EventPattern } from "../../../../infra/local/template/model.ts";
import { manualClock } from "../../../support/local-clock.ts";

const queueArn = "arn:aws:sqs:eu-west-1:000000000000:told";
const ruleArn = "arn:aws:events:eu-west-1:000000000000:rule/mail";
type Statement = EventBusOptions["model"]["queuePolicies"][number]["statements"][number];
const mayTell: Statement = {
  actions: ["sqs:SendMessage"],
  resources: [queueArn],
  principals: ["events.amazonaws.com"],
  sourceArns: [ruleArn],
};

async function put(pattern: EventPattern, statements: readonly Statement[] = [mayTell]) {
  const sent: string[] = [];
  const denied: string[] = [];
  const bus = eventBus({
    model: {
      accountId: "000000000000",
      region: "eu-west-1",
      eventRules: [{ name: "mail", arn: ruleArn, pattern, queueArns: [queueArn] }],
      queuePolicies: [{ queueArn, statements }],
    },
    clock: manualClock(),
    log: () => undefined,
    onDenied: ({ action }) => denied.push(action ?? ""),
    send: async (_, body) => {
      sent.push(body);
      return true;
    },
  });
  await bus.put({
    source: "aws.ses",
    detailType: "Email Sent",
    resources: [],
    detail: { mail: { tags: { set: ["ours"], n: [1] } } },
  });
  return { sent, denied };
}

describe("an event", () => {
  it.each<[EventPattern, number]>([
    [{ source: ["aws.ses"] }, 1],
    [{ source: ["aws.s3", "aws.ses"] }, 1],
    [{ source: ["aws.s3"] }, 0],
    [{ source: ["aws.ses"], "detail-type": ["Email Bounced"] }, 0],
    [{ detail: { mail: { tags: { set: ["ours"] } } } }, 1],
    [{ detail: { mail: { tags: { set: ["theirs"] } } } }, 0],
    [{ detail: { mail: { tags: { n: [1] } } } }, 1],
    [{ detail: { mail: { tags: { n: ["1"] } } } }, 0],
    [{ detail: { bounce: { type: ["x"] } } }, 0],
    [{ detail: { toString: { name: ["toString"] } } }, 0],
  ])("that %j is waiting for reaches %i queues", async (pattern, count) => {
    expect((await put(pattern)).sent).toHaveLength(count);
  });

  it("arrives with what EventBridge puts around it", async () => {
    const { sent } = await put({ source: ["aws.ses"] });
    expect(z.record(z.string(), z.unknown()).parse(JSON.parse(sent[0] ?? ""))).toMatchObject({
      version: "0",
      source: "aws.ses",
      "detail-type": "Email Sent",
      account: "000000000000",
      region: "eu-west-1",
      time: "2026-01-05T12:00:00Z",
    });
  });

  it.each<[string, readonly Statement[]]>([
    ["no policy", []],
    ["a policy for another rule", [{ ...mayTell, sourceArns: [`${ruleArn}-other`] }]],
    ["a policy for another service", [{ ...mayTell, principals: ["sns.amazonaws.com"] }]],
  ])("is kept from a queue with %s", async (_, statements) => {
    expect(await put({ source: ["aws.ses"] }, statements)).toEqual({
      sent: [],
      denied: ["sqs:SendMessage"],
    });
  });
});
