import { z } from "zod";
import { matches } from "../../access/decide.ts";
import type {
  FunctionModel,
  PermissionModel,
  QueueModel,
  RoleModel,
  ScheduleModel,
  Statement,
} from "../model.ts";
import { notRun, type Stack } from "./declared.ts";
import { functionArn } from "./functions.ts";

const expression = z
  .string()
  .regex(/^(rate|cron)\(.+\)$/, { error: "only rate(…) and cron(…) are run locally" });
const state = z.string().default("ENABLED");

const schedule = z.object({
  ScheduleExpression: expression,
  ScheduleExpressionTimezone: z.string().default("UTC"),
  GroupName: z.string().default("default"),
  State: state,
  StartDate: notRun(),
  EndDate: notRun(),
  Target: z.object({ Arn: z.string(), RoleArn: z.string(), Input: z.string().optional() }),
});

const rule = z.object({
  ScheduleExpression: expression.optional(),
  EventPattern: z.unknown().optional(),
  EventBusName: notRun(),
  State: state,
  Targets: z
    .array(
      z.object({
        Arn: z.string(),
        Id: z.string(),
        Input: z.string().optional(),
        InputPath: notRun(),
        InputTransformer: notRun(),
        RoleArn: notRun("a rule's target with a role is not run locally"),
      }),
    )
    .default([]),
});

export interface Schedules {
  readonly schedules: readonly ScheduleModel[];
  /** From a role's ARN to the ARNs that the scheduler gives as its source when it assumes the role. */
  readonly sourceArns: ReadonlyMap<string, readonly string[]>;
}

/** EventBridge Scheduler's schedules. */
export function readSchedules(
  stack: Stack,
  functions: readonly FunctionModel[],
  queues: readonly QueueModel[],
): Schedules {
  const { partition, region, accountId } = stack.place;
  const sourceArns = new Map<string, string[]>();
  const schedules = stack
    .all("AWS::Scheduler::Schedule", schedule)
    .flatMap(({ logicalId, ref, properties }): ScheduleModel[] => {
      const { Target: target } = properties;
      const isQueue = queues.some(({ arn }) => arn === target.Arn);
      if (!isQueue && functionArn(target.Arn, functions) === null) {
        stack.refuse(`${logicalId} Properties.Target.Arn`, "is no function or queue of this stack");
        return [];
      }
      const group = `arn:${partition}:scheduler:${region}:${accountId}:schedule-group/${properties.GroupName}`;
      sourceArns.set(target.RoleArn, [...(sourceArns.get(target.RoleArn) ?? []), group]);
      if (properties.State !== "ENABLED") return [];
      return [
        {
          name: ref,
          expression: properties.ScheduleExpression,
          zone: properties.ScheduleExpressionTimezone,
          targetArn: target.Arn,
          roleArn: target.RoleArn,
          input: target.Input ?? null,
        },
      ];
    });
  return { schedules, sourceArns };
}

/**
 * EventBridge rules with a schedule and functions as targets.
 *
 * A rule assumes no role: the function's own permissions let it in. They are represented as a role that
 * `events.amazonaws.com` may assume, so that whatever runs a schedule has one way to ask.
 */
export function readRules(
  stack: Stack,
  functions: readonly FunctionModel[],
  permissions: readonly PermissionModel[],
): { readonly schedules: readonly ScheduleModel[]; readonly roles: readonly RoleModel[] } {
  const schedules: ScheduleModel[] = [];
  const roles: RoleModel[] = [];
  for (const { logicalId, ref, properties } of stack.all("AWS::Events::Rule", rule)) {
    const { ScheduleExpression: when, EventPattern: pattern } = properties;
    if (when === undefined && pattern !== undefined) continue;
    if (when === undefined || pattern !== undefined) {
      stack.refuse(
        `${logicalId} Properties`,
        "only rules with a schedule or a pattern are run locally",
      );
      continue;
    }
    const ruleArn = stack.attribute(logicalId, "Arn");
    const roleArn = `arn:${stack.place.partition}:iam::${stack.place.accountId}:role/events/${ref}`;
    const statements = permissions
      .filter(({ principal }) => principal === "events.amazonaws.com" || principal === "*")
      .filter(({ sourceArn }) => sourceArn === null || matches(sourceArn, ruleArn))
      .map(({ action, functionArn: arn }): Statement => {
        return { effect: "Allow", actions: [action], resources: [arn] };
      });
    roles.push({ logicalId, arn: roleArn, trusts: ["events.amazonaws.com"], statements });

    for (const [index, target] of properties.Targets.entries()) {
      if (functionArn(target.Arn, functions) === null) {
        stack.refuse(
          `${logicalId} Properties.Targets.${index}.Arn`,
          "is no function of this stack",
        );
        continue;
      }
      if (properties.State === "DISABLED") continue;
      schedules.push({
        name: properties.Targets.length > 1 ? `${ref}-${target.Id}` : ref,
        expression: when,
        zone: "UTC",
        targetArn: target.Arn,
        roleArn,
        input: target.Input ?? null,
      });
    }
  }
  return { schedules, roles };
}
