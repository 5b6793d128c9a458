import { randomUUID } from "node:crypto";
import { matches, unmet } from "../access/decide.ts";
import type { Denial } from "../access/front-door.ts";
import type { Clock } from "../engines/clock.ts";
import type { EventPattern, EventRuleModel, Model } from "../template/model.ts";
import type { Log } from "./log.ts";

/** What a service reports; the bus adds the fields that every event has. */
export interface Told {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: object;
}

export interface EventBus {
  /**
   * Passes the event to every queue whose rule matches it. Never rejects: an event that is lost is logged.
   */
  put(told: Told): Promise<void>;
}

export interface EventBusOptions {
  readonly model: Pick<Model, "eventRules" | "queuePolicies" | "accountId" | "region">;
  readonly clock: Clock;
  readonly log: Log;
  readonly onDenied: (denial: Denial) => void;
  /** Puts a message on a queue; false if that failed. */
  readonly send: (queueArn: string, body: string) => Promise<boolean>;
}

const bridge = "events.amazonaws.com";

/** EventBridge's default bus, limited to rules with patterns and with queues as targets. */
export function eventBus({ model, clock, log, onDenied, send }: EventBusOptions): EventBus {
  const mayReach = (rule: EventRuleModel, queueArn: string): boolean => {
    const statements = model.queuePolicies
      .filter((policy) => policy.queueArn === queueArn)
      .flatMap((policy) => policy.statements)
      .filter(({ principals }) => principals.includes(bridge))
      .filter(({ sourceArns }) => sourceArns.some((arn) => matches(arn, rule.arn)));
    const action = "sqs:SendMessage";
    if (unmet({ statements }, { action, resources: [queueArn] }) === null) return true;
    onDenied({
      service: "sqs",
      roleArn: null,
      action,
      resource: queueArn,
      reason: `because no queue policy lets ${bridge} in for the rule ${rule.name}`,
    });
    return false;
  };

  return {
    async put({ source, detailType, resources, detail }) {
      const event = {
        version: "0",
        id: randomUUID(),
        "detail-type": detailType,
        source,
        account: model.accountId,
        time: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "Z"),
        region: model.region,
        resources,
        detail,
      };
      for (const rule of model.eventRules) {
        if (!fits(rule.pattern, event)) continue;
        for (const queueArn of rule.queueArns) {
          if (mayReach(rule, queueArn) && !(await send(queueArn, JSON.stringify(event)))) {
            log({ from: "event bus", level: "error", text: `${rule.name} lost an event` });
          }
        }
      }
    },
  };
}

/**
 * Whether the event has one of the listed values in every field of the pattern; a list in the event matches
 * with any of its items.
 */
function fits(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const found = fieldOf(event, field);
    if (!isList(wanted)) return fits(wanted, found);
    const offered: readonly unknown[] = Array.isArray(found) ? found : [found];
    return wanted.some((value) => offered.includes(value));
  });
}

function isList(
  wanted: EventPattern[string],
): wanted is Extract<typeof wanted, readonly unknown[]> {
  return Array.isArray(wanted);
}

function fieldOf(event: unknown, field: string): unknown {
  if (typeof event !== "object" || event === null || !Object.hasOwn(event, field)) return undefined;
  return Reflect.get(event, field);
}
