import { randomUUID } from "node:crypto";
import { unmet } from "../access/decide.ts";
import type { Clock } from "../engines/clock.ts";
import type { Model, ScheduleModel } from "../template/model.ts";
import type { InvokeResult } from "./function-host.ts";
import type { Log } from "./log.ts";

export interface SchedulerOptions {
  readonly model: Pick<Model, "schedules" | "roles" | "accountId" | "region">;
  readonly clock: Clock;
  readonly log: Log;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvokeResult>;
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

/**
 * EventBridge Scheduler: runs each schedule at its times, with the permissions of the schedule's role. AWS counts a
 * rate from when the schedule was created. Here it is counted from 1970, so that a restart doesn't shift it.
 */
export function startScheduler({ model, clock, log, invoke }: SchedulerOptions): Scheduler {
  const cancels = new Map<string, () => void>();
  const running = new Set<Promise<unknown>>();
  let stopped = false;

  const run = async (schedule: ScheduleModel, atMs: number): Promise<ScheduleOutcome> => {
    const reason = denial(schedule, model);
    if (reason !== null) {
      log({ from: "schedule", level: "error", text: `${schedule.name} denied: ${reason}` });
      return { kind: "denied", reason };
    }
    const { kind } = await invoke(schedule.targetArn, eventOf(schedule, model, atMs));
    const done = kind === "returned";
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
    // A laptop that slept through several times runs the schedule once when it wakes, and carries on from
    // there.
    const arm = (): void => {
      if (stopped) return;
      const { everyMs } = schedule;
      const atMs = (Math.floor(clock.now() / everyMs) + 1) * everyMs;
      const cancel = clock.after(atMs - clock.now(), () => {
        arm();
        void track(schedule, atMs);
      });
      cancels.set(schedule.name, cancel);
    };
    arm();
  }

  return {
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
  };
}

/** Why the schedule's role may not reach its target; null if it may. */
function denial(schedule: ScheduleModel, { roles }: SchedulerOptions["model"]): string | null {
  const role = roles.find(({ arn }) => arn === schedule.roleArn);
  if (role === undefined) return "its role does not exist";
  if (!role.trusts.includes("scheduler.amazonaws.com")) {
    return "its role does not let the scheduler assume it";
  }
  return unmet(role, { action: "lambda:InvokeFunction", resources: [schedule.targetArn] });
}

function eventOf(
  { name }: ScheduleModel,
  { region, accountId }: SchedulerOptions["model"],
  atMs: number,
): object {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: accountId,
    time: new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [`arn:aws:scheduler:${region}:${accountId}:schedule/default/${name}`],
    detail: "{}",
  };
}
