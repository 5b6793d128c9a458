import { describe, expect, it } from "vitest";
import { z } from "zod";
import { MEASURES, NAMESPACE, SERVICE } from "../../functions/shared/measure.ts";
import { synthesize } from "../support/stack.ts";

/*
 * No graph of the dashboard may stay empty for good: each line is one that a function measures or that AWS
 * publishes for a resource of this stack.
 */

const template = synthesize();
const idsOf = (type: string) => Object.keys(template.findResources(type));

/** The dashboard's body as CDK joins it from text and references. */
const joined = z.object({ "Fn::Join": z.tuple([z.literal(""), z.array(z.unknown())]) });
const part = z.union([
  z.string(),
  z.object({ Ref: z.string() }).transform(({ Ref }) => `\${${Ref}}`),
  z
    .object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })
    .transform(({ "Fn::GetAtt": [id, attribute] }) => `\${${id}.${attribute}}`),
]);

const [dashboard] = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
const text = joined
  .parse(dashboard?.["Properties"]?.["DashboardBody"])
  ["Fn::Join"][1].map((one) => part.parse(one))
  .join("");

const options = z.looseObject({ label: z.string().optional() });
const line = z.array(z.union([z.string(), options]));
const body = z
  .object({
    widgets: z.array(
      z.looseObject({
        type: z.string(),
        x: z.number(),
        width: z.number(),
        properties: z.looseObject({
          markdown: z.string().optional(),
          title: z.string().optional(),
          alarms: z.array(z.string()).optional(),
          metrics: z.array(line).optional(),
        }),
      }),
    ),
  })
  .parse(JSON.parse(text));

interface Line {
  readonly graph: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const lines: readonly Line[] = body.widgets.flatMap(({ properties }) =>
  (properties.metrics ?? []).flatMap((one) => {
    const [namespace, name, ...rest] = one.filter((word) => typeof word === "string");
    // A line that is calculated from others names them as lines of their own.
    if (namespace === undefined || name === undefined) return [];
    const dimensions: Record<string, string> = {};
    for (let at = 0; at < rest.length; at += 2) dimensions[rest[at] ?? ""] = rest[at + 1] ?? "";
    return [{ graph: properties.title ?? "", namespace, name, dimensions }];
  }),
);

/** Everything that the functions can measure, as `name dimension=value`. */
const measurable = Object.entries(MEASURES).flatMap(([name, dimensions]) =>
  Object.entries(dimensions).reduce<string[]>(
    (sofar, [dimension, values]: [string, readonly string[]]) =>
      sofar.flatMap((one) => values.map((value) => `${one} ${dimension}=${value}`)),
    [name],
  ),
);
const ours = lines
  .filter(({ namespace }) => namespace === NAMESPACE)
  .map(({ name, dimensions: { service, ...others } }) => ({
    service,
    text: [name, ...Object.entries(others).map(([of, value]) => `${of}=${value}`)].join(" "),
  }));

/**
 * What AWS publishes, by namespace: the metrics' names, and whether a line's dimensions name our resource.
 */
const published: Readonly<
  Record<string, { readonly names: readonly string[]; readonly of: (line: Line) => boolean }>
> = {
  "AWS/SQS": {
    names: ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesDelayed"],
    of: ({ dimensions: { QueueName, ...others } }) =>
      idsOf("AWS::SQS::Queue").some((id) => QueueName === `\${${id}.QueueName}`) &&
      Object.keys(others).length === 0,
  },
  // Without a dimension it is the sum over the account's functions in the region.
  "AWS/Lambda": {
    names: ["Errors", "Throttles", "ConcurrentExecutions"],
    of: ({ dimensions }) => Object.keys(dimensions).length === 0,
  },
  "AWS/DynamoDB": {
    names: ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"],
    of: ({ dimensions: { TableName } }) =>
      idsOf("AWS::DynamoDB::GlobalTable").some((id) => TableName === `\${${id}}`),
  },
  // Published for the account, and only if one of its configuration sets has reputation metrics.
  "AWS/SES": {
    names: ["Reputation.BounceRate", "Reputation.ComplaintRate"],
    of: ({ dimensions }) =>
      Object.keys(dimensions).length === 0 &&
      JSON.stringify(template.findResources("AWS::SES::ConfigurationSet")).includes(
        '"ReputationMetricsEnabled":true',
      ),
  },
  "AWS/Billing": {
    names: ["EstimatedCharges"],
    of: ({ dimensions }) => JSON.stringify(dimensions) === '{"Currency":"USD"}',
  },
};

describe("the dashboard", () => {
  it("shows what is measured here and nothing that isn't, under the names that it has", () => {
    expect(ours.map(({ text }) => text).sort()).toEqual([...measurable].sort());
    expect(new Set(ours.map(({ service }) => service))).toEqual(new Set([SERVICE]));
  });

  it("shows of AWS's metrics only those of this stack's own resources", () => {
    const others = lines.filter(({ namespace }) => namespace !== NAMESPACE);
    expect(others.length).toBeGreaterThan(20);
    for (const one of others) {
      const known = published[one.namespace];
      expect(known?.names, JSON.stringify(one)).toContain(one.name);
      expect(known?.of(one), JSON.stringify(one)).toBe(true);
    }
  });

  it("has every queue on it, and every alarm", () => {
    const working = idsOf("AWS::SQS::Queue").filter((id) => !id.includes("DeadLetters"));
    for (const name of ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesDelayed"]) {
      const shown = lines
        .filter((one) => one.namespace === "AWS/SQS" && one.name === name)
        .map(({ dimensions }) => dimensions["QueueName"]);
      expect(shown.sort()).toEqual(working.map((id) => `\${${id}.QueueName}`).sort());
    }
    const alarms = body.widgets.flatMap(({ properties }) => properties.alarms ?? []);
    expect(alarms.sort()).toEqual(
      idsOf("AWS::CloudWatch::Alarm")
        .map((id) => `\${${id}.Arn}`)
        .sort(),
    );
  });

  it("says beside each row of graphs in plain words what they mean", () => {
    const rows = body.widgets.filter(({ type, x }) => type === "metric" && x === 6);
    const texts = body.widgets.filter(({ type }) => type === "text");
    expect(texts).toHaveLength(rows.length);
    for (const { properties } of texts)
      expect((properties.markdown ?? "").length).toBeGreaterThan(100);
  });

  it("costs nothing: AWS gives an account three dashboards of 50 metrics, and bills any larger one", () => {
    expect(lines.length).toBeLessThanOrEqual(50);
  });
});
