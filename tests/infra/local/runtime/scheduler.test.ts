import { afterEach, describe, expect, it } from "vitest";
import { startScheduler } from "../../../../infra/local/runtime/scheduler.ts";
import type { RoleModel, ScheduleModel } from "../../../../infra/local/template/model.ts";
import { manualClock } from "../../../support/local-clock.ts";
import { functionModel } from "../../../support/local-function.ts";

const fn = functionModel();
const queueArn = "arn:aws:sqs:eu-west-1:000000000000:runs";

function scheduleModel(overrides: Partial<ScheduleModel> = {}): ScheduleModel {
  return {
    name: "planner",
    expression: "rate(5 minutes)",
    zone: "UTC",
    targetArn: fn.arn,
    roleArn: "arn:role",
    input: null,
    ...overrides,
  };
}

function roleModel(overrides: Partial<RoleModel> = {}): RoleModel {
  return {
    logicalId: "Role",
    arn: "arn:role",
    trusts: ["scheduler.amazonaws.com"],
    statements: [
      { effect: "Allow", actions: ["lambda:InvokeFunction"], resources: [fn.arn] },
      { effect: "Allow", actions: ["sqs:SendMessage"], resources: [queueArn] },
    ],
    ...overrides,
  };
}

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function start(schedule: Partial<ScheduleModel> = {}, role: Partial<RoleModel> = {}) {
  const clock = manualClock(Date.UTC(2026, 0, 5, 12));
  const invoked: unknown[] = [];
  const sent: string[] = [];
  const started = startScheduler({
    model: {
      schedules: [scheduleModel(schedule)],
      roles: [roleModel(role)],
      functions: [fn],
      accountId: "000000000000",
      region: "eu-west-1",
    },
    clock,
    log: () => undefined,
    invoke: async (_, event) => {
      invoked.push(event);
      return { kind: "returned", payload: "null" };
    },
    send: async (_, body) => {
      sent.push(body);
      return true;
    },
  });
  if (started.kind === "invalid") throw new Error(started.reason);
  const { scheduler } = started;
  open.push(() => scheduler.stop());
  return { clock, invoked, sent, scheduler };
}

describe("a schedule", () => {
  it("runs each time its time has come, with the scheduler's own event", () => {
    const { clock, invoked } = start();
    clock.advance(299_000);
    expect(invoked).toEqual([]);
    clock.advance(1000);
    expect(invoked).toMatchObject([
      { source: "aws.scheduler", time: "2026-01-05T12:05:00Z", detail: "{}" },
    ]);
    clock.advance(600_000);
    expect(invoked).toHaveLength(3);
  });

  it("hands over its input, with the keywords filled in", async () => {
    const { invoked, scheduler } = start({ input: '{"at":"<aws.scheduler.scheduled-time>"}' });
    expect(await scheduler.runNow("planner")).toEqual({ kind: "done" });
    expect(invoked).toEqual([{ at: "2026-01-05T12:00:00Z" }]);
  });

  it("sends to a queue", async () => {
    const { sent, scheduler } = start({ targetArn: queueArn, input: '{"kind":"daily"}' });
    await scheduler.runNow("planner");
    expect(sent).toEqual(['{"kind":"daily"}']);
  });

  it("runs no more once stopped", async () => {
    const { clock, invoked, scheduler } = start();
    await scheduler.stop();
    clock.advance(3_600_000);
    expect(invoked).toEqual([]);
  });

  it("is not known by another name", async () => {
    expect(await start().scheduler.runNow("other")).toEqual({ kind: "no-such-schedule" });
  });
});

describe("a schedule's role", () => {
  it.each([
    ["is not there", { arn: "arn:other" }],
    ["may be taken on by another service only", { trusts: ["lambda.amazonaws.com"] }],
    ["may not invoke the function", { statements: [] }],
  ])("stops it when it %s", async (_, role) => {
    const { invoked, scheduler } = start({}, role);
    expect(await scheduler.runNow("planner")).toMatchObject({ kind: "denied" });
    expect(invoked).toEqual([]);
  });

  it("stops it when it may not send to the queue", async () => {
    const { sent, scheduler } = start({ targetArn: queueArn }, { statements: [] });
    expect(await scheduler.runNow("planner")).toMatchObject({ kind: "denied" });
    expect(sent).toEqual([]);
  });
});
