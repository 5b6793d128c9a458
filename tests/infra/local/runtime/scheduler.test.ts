import { afterEach, describe, expect, it } from "vitest";
import { startScheduler } from "../../../../infra/local/runtime/scheduler.ts";
import type { RoleModel, ScheduleModel } from "../../../../infra/local/template/model.ts";
import { manualClock } from "../../../support/local-clock.ts";
import { functionModel } from "../../../support/local-function.ts";

const fn = functionModel();

const schedule: ScheduleModel = {
  name: "planner",
  everyMs: 300_000,
  targetArn: fn.arn,
  roleArn: "arn:role",
};

function roleModel(overrides: Partial<RoleModel> = {}): RoleModel {
  return {
    logicalId: "Role",
    arn: "arn:role",
    trusts: ["scheduler.amazonaws.com"],
    statements: [{ actions: ["lambda:InvokeFunction"], resources: [fn.arn] }],
    ...overrides,
  };
}

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function start(role: Partial<RoleModel> = {}) {
  const clock = manualClock(Date.UTC(2026, 0, 5, 12));
  const invoked: unknown[] = [];
  const scheduler = startScheduler({
    model: {
      schedules: [schedule],
      roles: [roleModel(role)],
      accountId: "000000000000",
      region: "eu-west-1",
    },
    clock,
    log: () => undefined,
    invoke: async (_, event) => {
      invoked.push(event);
      return { kind: "returned", payload: "null" };
    },
  });
  open.push(() => scheduler.stop());
  return { clock, invoked, scheduler };
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

  it("runs now if asked to", async () => {
    const { invoked, scheduler } = start();
    expect(await scheduler.runNow("planner")).toEqual({ kind: "done" });
    expect(invoked).toMatchObject([{ time: "2026-01-05T12:00:00Z" }]);
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
    const { invoked, scheduler } = start(role);
    expect(await scheduler.runNow("planner")).toMatchObject({ kind: "denied" });
    expect(invoked).toEqual([]);
  });
});
