import { z } from "zod";
import type {
  EventPattern,
  EventRuleModel,
  MailEventsModel,
  QueueModel,
  QueuePolicyModel,
} from "../model.ts";
import { notRun, oneOrMore, overTls, type Stack, undecided } from "./declared.ts";

const rule = z.object({
  ScheduleExpression: notRun(),
  EventPattern: z.record(z.string(), z.unknown()),
  EventBusName: notRun(),
  State: z.literal("ENABLED", { error: "only ENABLED is run locally" }),
  Targets: z
    .array(
      z.object({
        Arn: z.string(),
        Input: notRun(),
        InputPath: notRun(),
        InputTransformer: notRun(),
        SqsParameters: notRun(),
        DeadLetterConfig: notRun(),
      }),
    )
    .default([]),
});

const mailEvent = z.enum(["send", "reject", "bounce", "complaint", "delivery"]);

const destination = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    Enabled: z.boolean(),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z
      .object({
        EventBusArn: z.string().endsWith(":event-bus/default", {
          error: "only the default event bus is run locally",
        }),
      })
      // Topics and metrics receive nothing here, just as alarms don't.
      .optional(),
  }),
});

const fromRule = z.object({
  NotAction: undecided,
  NotResource: undecided,
  NotPrincipal: undecided,
  Effect: z.literal("Allow"),
  Action: oneOrMore,
  Resource: oneOrMore,
  Principal: z.strictObject({ Service: oneOrMore }),
  Condition: z.strictObject({ ArnEquals: z.strictObject({ "aws:SourceArn": oneOrMore }) }),
});
const policy = z.object({
  Queues: z.array(z.string()),
  PolicyDocument: z.object({
    Statement: z.array(z.discriminatedUnion("Effect", [overTls, fromRule])),
  }),
});

/** Rules that wait for events and pass them to queues. */
export function readEventRules(stack: Stack, queues: readonly QueueModel[]): EventRuleModel[] {
  return stack.all("AWS::Events::Rule", rule).map(({ logicalId, ref, properties }) => {
    const at = `${logicalId} Properties.EventPattern`;
    const pattern = readPattern(properties.EventPattern, at, stack);
    for (const [index, { Arn }] of properties.Targets.entries()) {
      if (!queues.some(({ arn }) => arn === Arn)) {
        stack.refuse(`${logicalId} Properties.Targets.${index}.Arn`, "is no queue of this stack");
      }
    }
    const queueArns = properties.Targets.map(({ Arn }) => Arn);
    return { name: ref, arn: stack.attribute(logicalId, "Arn"), pattern, queueArns };
  });
}

const exact = z.union([z.string(), z.number(), z.boolean(), z.null()]);

function readPattern(given: Record<string, unknown>, at: string, stack: Stack): EventPattern {
  const fields = Object.entries(given).map(([field, wanted]): [string, EventPattern[string]] => {
    const where = `${at}.${field}`;
    if (field.startsWith("$")) stack.refuse(where, "is not known locally");
    if (Array.isArray(wanted)) {
      return [field, wanted.flatMap((value) => readValue(value, where, stack))];
    }
    const nested = z.record(z.string(), z.unknown()).safeParse(wanted);
    if (!nested.success) {
      stack.refuse(where, "must be a list of values, or fields of its own");
      return [field, []];
    }
    return [field, readPattern(nested.data, where, stack)];
  });
  return Object.fromEntries(fields);
}

/** A literal value; a pattern that matches more than that, such as `prefix`, is refused by name. */
function readValue(given: unknown, where: string, stack: Stack) {
  const value = exact.safeParse(given);
  if (value.success) return [value.data];
  const named = z.record(z.string(), z.unknown()).safeParse(given).data ?? {};
  stack.refuse(where, `the pattern feature ${Object.keys(named).join(", ")} is not known locally`);
  return [];
}

export function readMailEvents(stack: Stack): MailEventsModel[] {
  return stack
    .all("AWS::SES::ConfigurationSetEventDestination", destination)
    .flatMap(({ logicalId, properties }) => {
      const { Enabled, EventBridgeDestination, MatchingEventTypes } = properties.EventDestination;
      if (!Enabled || EventBridgeDestination === undefined) return [];
      const types = MatchingEventTypes.flatMap((type) => {
        const known = mailEvent.safeParse(type);
        if (known.success) return [known.data];
        const at = `${logicalId} Properties.EventDestination.MatchingEventTypes`;
        stack.refuse(at, `the event ${type} is not known locally`);
        return [];
      });
      return [{ configurationSet: properties.ConfigurationSetName, types }];
    });
}

export function readQueuePolicies(stack: Stack, queues: readonly QueueModel[]): QueuePolicyModel[] {
  return stack.all("AWS::SQS::QueuePolicy", policy).flatMap(({ logicalId, properties }) =>
    properties.Queues.flatMap((url) => {
      const queue = queues.find((candidate) => candidate.url === url);
      if (queue === undefined) {
        stack.refuse(`${logicalId} Properties.Queues`, "holds no queue of this stack");
        return [];
      }
      const statements = properties.PolicyDocument.Statement.filter(
        (one) => one.Effect === "Allow",
      ).map(({ Action, Resource, Principal, Condition }) => ({
        actions: Action,
        resources: Resource,
        principals: Principal.Service,
        sourceArns: Condition.ArnEquals["aws:SourceArn"],
      }));
      return [{ queueArn: queue.arn, statements }];
    }),
  );
}
