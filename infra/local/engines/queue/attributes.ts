import { z } from "zod";
import { jsonOf } from "../../../../functions/shared/json.ts";
import { Fault } from "./fault.ts";
import type { QueueAttributes } from "./store.ts";

/** The largest size of one message, or of one batch altogether: 1 MiB, as on SQS since August 2025. */
export const maxMessageBytes = 1_048_576;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly default: number;
}
const ranges: Readonly<Record<string, Range>> = {
  DelaySeconds: { from: 0, to: 900, default: 0 },
  MaximumMessageSize: { from: 1024, to: maxMessageBytes, default: maxMessageBytes },
  MessageRetentionPeriod: { from: 60, to: 1_209_600, default: 345_600 },
  ReceiveMessageWaitTimeSeconds: { from: 0, to: 20, default: 0 },
  VisibilityTimeout: { from: 0, to: 43_200, default: 30 },
};
/** Kept and returned; they change nothing here, where the front door controls access. */
const carried = new Set([
  "Policy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "SqsManagedSseEnabled",
]);
const computed = [
  "QueueArn",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
];
export const knownAttributes: ReadonlySet<string> = new Set([
  ...Object.keys(ranges),
  ...carried,
  ...computed,
  "RedrivePolicy",
  "All",
]);

export const defaultAttributes: QueueAttributes = Object.fromEntries(
  Object.entries(ranges).map(([name, range]) => [name, String(range.default)]),
);

const redrivePolicy = z.object({
  deadLetterTargetArn: z.string().min(1),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});

/** Null if SQS would accept these attributes; otherwise the fault it would answer with. */
export function attributeFault(
  given: QueueAttributes,
  queueExists: (arn: string) => boolean,
): Fault | null {
  for (const [name, value] of Object.entries(given)) {
    const range = ranges[name];
    if (range !== undefined) {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < range.from || number > range.to) return badValue(name);
    } else if (name === "RedrivePolicy") {
      if (value === "") continue;
      const policy = redrivePolicy.safeParse(jsonOf(value));
      if (!policy.success) return badValue(name);
      if (!queueExists(policy.data.deadLetterTargetArn)) {
        return new Fault(
          "InvalidParameterValue",
          `Value ${value} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
        );
      }
    } else if (!carried.has(name)) {
      return new Fault("InvalidAttributeName", `Unknown Attribute ${name}.`);
    }
  }
  return null;
}

const badValue = (name: string): Fault =>
  new Fault("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
