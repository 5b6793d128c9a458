import { z } from "zod";
import type { FunctionModel, ScheduleModel } from "../model.ts";
import { notRun, type Stack } from "./declared.ts";
import { functionArn } from "./functions.ts";

const UNITS_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;

const schedule = z.object({
  ScheduleExpression: z
    .string()
    .regex(RATE, { error: "only rate(…) is run locally" })
    .transform((text) => {
      const [, count, unit = ""] = RATE.exec(text) ?? [];
      return Number(count) * (UNITS_MS[unit] ?? 0);
    }),
  GroupName: notRun(),
  State: z.literal("ENABLED", { error: "only ENABLED is run locally" }),
  StartDate: notRun(),
  EndDate: notRun(),
  Target: z.object({ Arn: z.string(), RoleArn: z.string(), Input: notRun() }),
});

/** EventBridge Scheduler's schedules. */
export function readSchedules(stack: Stack, functions: readonly FunctionModel[]): ScheduleModel[] {
  return stack
    .all("AWS::Scheduler::Schedule", schedule)
    .flatMap(({ logicalId, ref, properties }): ScheduleModel[] => {
      const { Target: target, ScheduleExpression: everyMs } = properties;
      const targetArn = functionArn(target.Arn, functions);
      if (targetArn === null) {
        stack.refuse(`${logicalId} Properties.Target.Arn`, "is no function of this stack");
        return [];
      }
      return [{ name: ref, everyMs, targetArn, roleArn: target.RoleArn }];
    });
}
