import { randomUUID } from "node:crypto";
import { decide } from "../access/decide.ts";
import type { Clock } from "../engines/clock.ts";
import type { Model, ScheduleModel } from "../template/model.ts";
import type { InvokeResult } from "./function-host.ts";
import type { Log } from "./log.ts";
import { readSchedule } from "./schedule-expression.ts";

export interface SchedulerOptions {
  readonly model: Pick<Model, "schedules" | "roles" | "functions" | "accountId" | "region">;
  readonly clock: Clock;
  readonly log: Log;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvokeResult>;
  /** Puts a message on a queue; false if that failed. */
  readonly send: (queueArn: string, body: string) => Promise<boolean>;
}

export type ScheduleOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "failed" }
  | { readonly kind: "denied"; readonly reason: string }
  | { readonly kind: "no-such-schedule" };

export interface Scheduler {
  /** Runs a schedule now, as if its time had come. */
  runNow(name: string): Promise<ScheduleOutcome>;
  inFlight(): number;
  /** Starts no more runs and waits for those under way. */
  stop(): Promise<void>;
}

export type SchedulerStart =
  | { readonly kind: "started"; readonly scheduler: Scheduler }
  | { readonly kind: "invalid"; readonly scheduleName: string; readonly reason: string };

const schedulers = ["scheduler.amazonaws.com", "events.amazonaws.com"];

/** EventBridge Scheduler: runs each schedule at its times, with the permissions of the schedule's role. */
export function startScheduler(options: SchedulerOptions): SchedulerStart {
  const { model, clock, log } = options;
  const cancels = new Map<string, () => void>();
  const running = new Set<Promise<unknown>>();
  let stopped = false;

  const run = async (schedule: ScheduleModel, atMs: number): Promise<ScheduleOutcome> => {
    const reason = denial(schedule, model);
    if (reason !== null) {
      log({ from: "schedule", level: "error", text: `${schedule.name} denied: ${reason}` });
      return { kind: "denied", reason };
    }
    const text =
      schedule.input === null ? null : fillIn(schedule.input, scheduleArn(schedule, model), atMs);
    const event = text === null ? ownEvent(schedule, model, atMs) : readJson(text);
    const isFunction = model.functions.some(({ arn }) => arn === schedule.targetArn);
    const done = isFunction
      ? (await options.invoke(schedule.targetArn, event)).kind === "returned"
      : await options.send(schedule.targetArn, text ?? JSON.stringify(event));
    log({
      from: "schedule",
      level: done ? "info" : "error",
      text: `${schedule.name} ${done ? "done" : "failed"}`,
    });
    return { kind: done ? "done" : "failed" };
  };

  const track = (schedule: ScheduleModel, atMs: number): Promise<ScheduleOutcome> => {
    const work = run(schedule, atMs).finally(() => running.delete(work));
    running.add(work);
    return work;
  };

  for (const schedule of model.schedules) {
    const timetable = readSchedule(schedule.expression, schedule.zone);
    if (timetable.kind === "invalid") {
      return { kind: "invalid", scheduleName: schedule.name, reason: timetable.reason };
    }
    // A laptop that slept through several times runs the schedule once when it wakes, and carries on from
    // there.
    const arm = (): void => {
      const atMs = timetable.next(clock.now());
      if (atMs === null || stopped) return;
      const cancel = clock.after(atMs - clock.now(), () => {
        arm();
        void track(schedule, atMs);
      });
      cancels.set(schedule.name, cancel);
    };
    arm();
  }

  return {
    kind: "started",
    scheduler: {
      runNow: async (name) => {
        const schedule = model.schedules.find((candidate) => candidate.name === name);
        return schedule === undefined ? { kind: "no-such-schedule" } : track(schedule, clock.now());
      },
      inFlight: () => running.size,
      stop: async () => {
        stopped = true;
        for (const cancel of cancels.values()) cancel();
        await Promise.allSettled(running);
      },
    },
  };
}

/** Why the schedule's role may not reach its target; null if it may. */
function denial(schedule: ScheduleModel, model: SchedulerOptions["model"]): string | null {
  const role = model.roles.find(({ arn }) => arn === schedule.roleArn);
  if (role === undefined) return "its role does not exist";
  if (!role.trusts.some((service) => schedulers.includes(service))) {
    return "its role does not let the scheduler assume it";
  }
  const isFunction = model.functions.some(({ arn }) => arn === schedule.targetArn);
  const action = isFunction ? "lambda:InvokeFunction" : "sqs:SendMessage";
  const decision = decide(role, action, schedule.targetArn);
  return decision === "allowed" ? null : decision.denied;
}

function scheduleArn(schedule: ScheduleModel, { region, accountId }: SchedulerOptions["model"]) {
  return `arn:aws:scheduler:${region}:${accountId}:schedule/default/${schedule.name}`;
}

function ownEvent(schedule: ScheduleModel, model: SchedulerOptions["model"], atMs: number): object {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: model.accountId,
    time: instant(atMs),
    region: model.region,
    resources: [scheduleArn(schedule, model)],
    detail: "{}",
  };
}

/** The keywords that EventBridge Scheduler replaces in an input. */
function fillIn(input: string, arn: string, atMs: number): string {
  return input
    .replaceAll("<aws.scheduler.scheduled-time>", instant(atMs))
    .replaceAll("<aws.scheduler.execution-id>", randomUUID())
    .replaceAll("<aws.scheduler.attempt-number>", "1")
    .replaceAll("<aws.scheduler.schedule-arn>", arn);
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
