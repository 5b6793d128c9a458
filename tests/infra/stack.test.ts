import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Template } from "aws-cdk-lib/assertions";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { mimeOf } from "../../functions/email/mime.ts";
import { type MEASURES, NAMESPACE, SERVICE } from "../../functions/shared/measure.ts";
import { usdFor } from "../../functions/shared/prices.ts";
import { monthEstimate } from "../../functions/show-operator/month-estimate.ts";
import { readSettings, settingsSchema } from "../../infra/settings.ts";
import { makeMail } from "../support/make-mail.ts";
import { settingCases } from "../support/setting-cases.ts";
import { synthesize } from "../support/stack.ts";

const properties = z.looseObject({});
const environment = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const resources = z.record(
  z.string(),
  z.looseObject({
    Properties: properties.default({}),
    DependsOn: z.array(z.string()).default([]),
  }),
);

function all(template: Template, type: string) {
  return Object.entries(resources.parse(template.findResources(type))).map(([id, resource]) => ({
    id,
    ...resource,
    properties: resource.Properties,
  }));
}

/** How the template refers to the owner's own key. */
const dataKeyArn = { "Fn::GetAtt": [expect.stringMatching(/^DataKey/), "Arn"] };

const good = { sender: "a@example.com", owner: "o@example.com" };

describe.each(settingCases)("the stack with $name", ({ settings }) => {
  const template = synthesize(settings);

  it("keeps the table when the stack goes, can restore it to any second, and guards its deletion", () => {
    expect(all(template, "AWS::DynamoDB::GlobalTable")).toMatchObject([
      {
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        properties: {
          BillingMode: "PAY_PER_REQUEST",
          TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
          Replicas: [
            {
              DeletionProtectionEnabled: true,
              PointInTimeRecoverySpecification: {
                PointInTimeRecoveryEnabled: true,
                RecoveryPeriodInDays: 28,
              },
            },
          ],
        },
      },
    ]);
  });

  it("runs every function on Node 24 on arm64, with logs that are forgotten", () => {
    const functions = all(template, "AWS::Lambda::Function");
    expect(functions.length).toBeGreaterThanOrEqual(5);
    for (const { properties } of functions) {
      expect(properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"] });
      expect(properties["LoggingConfig"]).toBeDefined();
    }
    for (const { properties } of all(template, "AWS::Logs::LogGroup")) {
      expect(properties["RetentionInDays"]).toBe(settings["logRetentionDays"] ?? 30);
    }
  });

  it("gives every working queue a dead-letter queue, and every dead-letter queue an alarm", () => {
    const queues = all(template, "AWS::SQS::Queue");
    const redrive = z.object({
      deadLetterTargetArn: z.object({ "Fn::GetAtt": z.tuple([z.string(), z.literal("Arn")]) }),
      // As AWS advises: a message that Lambda takes while the account is at its limit has used up an attempt.
      maxReceiveCount: z.number().min(5),
    });
    const working = queues.filter(({ properties }) => properties["RedrivePolicy"] !== undefined);
    const deadLetterIds = working.map(
      ({ properties }) =>
        redrive.parse(properties["RedrivePolicy"]).deadLetterTargetArn["Fn::GetAtt"][0],
    );
    expect(working.length).toBeGreaterThanOrEqual(2);
    expect(queues.map(({ id }) => id).sort()).toEqual(
      [...working.map(({ id }) => id), ...deadLetterIds].sort(),
    );
    const alarms = JSON.stringify(all(template, "AWS::CloudWatch::Alarm"));
    for (const id of deadLetterIds) expect(alarms).toContain(id);
  });

  it("shows a message again only after its function's time is surely up, and within half an hour", () => {
    const seconds = z.object({ Timeout: z.number() });
    const timeoutOf = new Map(
      all(template, "AWS::Lambda::Function").map(({ id, properties }) => [
        id,
        seconds.parse(properties).Timeout,
      ]),
    );
    const visibilityOf = new Map(
      all(template, "AWS::SQS::Queue").map(({ id, properties }) => [
        id,
        properties["VisibilityTimeout"],
      ]),
    );
    const source = z.object({
      FunctionName: z.object({ Ref: z.string() }),
      EventSourceArn: z.object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) }),
      FunctionResponseTypes: z.tuple([z.literal("ReportBatchItemFailures")]),
    });
    const sources = all(template, "AWS::Lambda::EventSourceMapping");
    expect(sources.length).toBeGreaterThanOrEqual(2);
    for (const { properties } of sources) {
      const { FunctionName, EventSourceArn } = source.parse(properties);
      const timeoutS = timeoutOf.get(FunctionName.Ref) ?? Number.NaN;
      expect(visibilityOf.get(EventSourceArn["Fn::GetAtt"][0])).toBe(Math.min(6 * timeoutS, 1800));
      expect(timeoutS).toBeLessThanOrEqual(900);
    }
  });

  it("grants no wildcard action, and no resource that is everything", () => {
    const statements = z.object({
      PolicyDocument: z.object({
        Statement: z.array(
          z.object({ Effect: z.string(), Action: z.unknown(), Resource: z.unknown() }),
        ),
      }),
    });
    const policies = all(template, "AWS::IAM::Policy");
    expect(policies.length).toBeGreaterThanOrEqual(4);
    for (const { properties } of policies) {
      for (const statement of statements.parse(properties).PolicyDocument.Statement) {
        expect(JSON.stringify(statement.Action)).not.toContain("*");
        expect([statement.Resource].flat()).not.toContain("*");
      }
    }
  });

  it("says in every alarm what a runner notices, and rings the operator", () => {
    const alarm = z.object({
      AlarmDescription: z.string().regex(/runner|digest/i),
      AlarmActions: z.array(z.object({ Ref: z.string().startsWith("Alarms") })).nonempty(),
    });
    const alarms = all(template, "AWS::CloudWatch::Alarm");
    expect(alarms.length).toBeGreaterThanOrEqual(4);
    for (const { properties } of alarms) alarm.parse(properties);
  });

  it("encrypts every queue and refuses it without TLS", () => {
    for (const { properties } of all(template, "AWS::SQS::Queue")) {
      if (settings["tableKey"] === "customer-managed") {
        expect(properties["KmsMasterKeyId"]).toEqual(dataKeyArn);
      } else expect(properties["SqsManagedSseEnabled"]).toBe(true);
    }
    const policies = all(template, "AWS::SQS::QueuePolicy");
    expect(policies).toHaveLength(all(template, "AWS::SQS::Queue").length);
    for (const { properties } of policies) {
      expect(JSON.stringify(properties)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it("has SES suppress addresses that bounced, and none that complained: those must still be able to sign in", () => {
    expect(all(template, "AWS::SES::ConfigurationSet")).toMatchObject([
      { properties: { SuppressionOptions: { SuppressedReasons: ["BOUNCE"] } } },
    ]);
  });

  it("throttles the webhook's routes apart, so that a flood of them stays there", () => {
    const [stage, ...others] = all(template, "AWS::ApiGatewayV2::Stage");
    expect(others).toEqual([]);
    const throttle = { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 200 };
    const strava =
      settings["mostRunners"] === 1_000_000
        ? { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 400 }
        : throttle;
    expect(stage?.properties["RouteSettings"]).toEqual({
      "GET /webhooks/strava/{key}": strava,
      "POST /webhooks/strava/{key}": strava,
      "POST /webhooks/own/{key}": { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 },
      "POST /webhooks/{provider}": throttle,
      "POST /webhooks/{provider}/{key}": throttle,
    });
    // API Gateway refuses settings for a route that is not there yet.
    const routes = all(template, "AWS::ApiGatewayV2::Route").filter(({ properties }) =>
      String(properties["RouteKey"]).includes("/webhooks/"),
    );
    expect(routes).toHaveLength(5);
    expect(stage?.DependsOn).toEqual(expect.arrayContaining(routes.map(({ id }) => id)));
  });

  it("writes no access log: a path holds a key or a token", () => {
    for (const { properties } of all(template, "AWS::ApiGatewayV2::Stage")) {
      expect(properties["AccessLogSettings"]).toBeUndefined();
    }
  });

  it("throttles the web API", () => {
    const limits = {
      ThrottlingBurstLimit: expect.any(Number),
      ThrottlingRateLimit: expect.any(Number),
    };
    expect(all(template, "AWS::ApiGatewayV2::Stage")).toMatchObject([
      { properties: { DefaultRouteSettings: limits } },
    ]);
  });
});

describe("a route with a throttle of its own", () => {
  // CloudFormation leaves a removed route's settings on the stage, which from then on refuses every change:
  // "Unable to find Route by key" (github.com/serverless/serverless/issues/12776).
  it("stays once it was released", () => {
    const folder = new URL("./", import.meta.url);
    const releases = readdirSync(folder).filter((name) => name.startsWith("released-template-"));
    const throttled = releases.flatMap((name) => {
      const text = gunzipSync(readFileSync(new URL(name, folder))).toString();
      const { Resources } = z.object({ Resources: resources }).parse(JSON.parse(text));
      return Object.values(Resources).flatMap(({ Properties }) =>
        Object.keys(properties.parse(Properties["RouteSettings"] ?? {})),
      );
    });
    expect(throttled).toContain("POST /webhooks/strava/{key}");
    const routes = all(synthesize(), "AWS::ApiGatewayV2::Route").map(
      (one) => one.properties["RouteKey"],
    );
    expect(routes).toEqual(expect.arrayContaining(throttled));
  });
});

describe("Strava's worker", () => {
  it("is sent runs by one queue and histories by another, by those who have such work and nobody else", () => {
    const template = synthesize();
    const sender = z.object({
      PolicyDocument: z.object({
        Statement: z.array(z.object({ Action: z.unknown(), Resource: z.unknown() })),
      }),
    });
    const sendersTo = (queue: string) =>
      all(template, "AWS::IAM::Policy")
        .filter(({ properties }) =>
          sender
            .parse(properties)
            .PolicyDocument.Statement.some(
              ({ Action, Resource }) =>
                Action === "sqs:SendMessage" && JSON.stringify(Resource).includes(`"${queue}Queue`),
            ),
        )
        .map(({ id }) => id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, ""))
        .sort();
    // The owner's redrive sends a dead letter back to the queue it came from.
    const redrive = "WebRedriveQueue";
    const both = ["FollowEventWorker", "WebConnectSources", redrive];
    expect(sendersTo("FollowEvent")).toEqual(
      [...both, "AccountEraseRunnerWorker", "WebReceiveWebhook"].sort(),
    );
    expect(sendersTo("FollowHistory")).toEqual(
      [...both, "RunCheckupWorker", "StartReconcileWorker", "WebShowTraining"].sort(),
    );
  });
});

describe("mail", () => {
  const template = synthesize();

  it("is followed by SES's events, of this application's mails only, into a queue that lets only that rule in", () => {
    const MatchingEventTypes = ["send", "delivery", "bounce", "complaint", "reject"];
    expect(all(template, "AWS::SES::ConfigurationSetEventDestination")).toMatchObject([
      { properties: { EventDestination: { Enabled: true, MatchingEventTypes } } },
    ]);
    const ours = { "ses:configuration-set": [{ Ref: expect.stringMatching(/^Mail/) }] };
    const rules = all(template, "AWS::Events::Rule").map(({ properties }) => properties);
    expect(rules.map(({ EventPattern }) => EventPattern)).toContainEqual(
      expect.objectContaining({ source: ["aws.ses"], detail: { mail: { tags: ours } } }),
    );
    const policies = all(template, "AWS::SQS::QueuePolicy").map(({ properties }) => properties);
    const thatRule = { "Fn::GetAtt": [expect.stringContaining("Rule"), "Arn"] };
    expect(policies.map(({ PolicyDocument }) => PolicyDocument)).toContainEqual(
      expect.objectContaining({
        Statement: expect.arrayContaining([
          expect.objectContaining({
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Condition: { ArnEquals: { "aws:SourceArn": thatRule } },
          }),
        ]),
      }),
    );
  });

  it.each([
    ["Reputation.BounceRate", 0.05],
    ["Reputation.ComplaintRate", 0.001],
  ])("rings on %s well before SES reviews the account at %d", (MetricName, reviewAt) => {
    const alarms = all(template, "AWS::CloudWatch::Alarm").filter(
      ({ properties }) => properties["MetricName"] === MetricName,
    );
    expect(alarms).toHaveLength(1);
    expect(alarms[0]?.properties).toMatchObject({
      Namespace: "AWS/SES",
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
    });
    expect(alarms[0]?.properties["Threshold"]).toBeLessThanOrEqual(0.8 * reviewAt);
  });
});

describe("an alarm on what a function measures", () => {
  it("rings when services refuse tokens that should be good five times in an hour", () => {
    const alarms = all(synthesize(), "AWS::CloudWatch::Alarm").map(({ properties }) => properties);
    expect(alarms).toContainEqual(
      expect.objectContaining({
        Namespace: NAMESPACE,
        MetricName: "TokensRefused" satisfies keyof typeof MEASURES,
        Dimensions: [{ Name: "service", Value: SERVICE }],
        Statistic: "Sum",
        Period: 3600,
        Threshold: 5,
      }),
    );
  });
});

describe("an alarm on a planner", () => {
  const template = synthesize();
  const alarms = all(template, "AWS::CloudWatch::Alarm");
  const onSchedule = alarms.filter(({ properties }) => properties["Namespace"] === "AWS/Lambda");

  it("rings when three ticks in a row fail, or none comes: nothing fails if it is never started", () => {
    const minutes = all(template, "AWS::Scheduler::Schedule").map(
      ({ properties }) =>
        /^rate\((\d+) minutes\)$/.exec(String(properties["ScheduleExpression"]))?.[1],
    );
    expect(onSchedule.map(({ properties }) => Number(properties["Period"]) / 60).sort()).toEqual(
      minutes.map(Number).sort(),
    );
    for (const { properties } of onSchedule) {
      expect(properties).toMatchObject({
        MetricName: "Errors",
        EvaluationPeriods: 3,
        TreatMissingData: "breaching",
      });
    }
  });

  it("alone takes no data for a fault: a queue, a log or the mail may well have nothing to tell", () => {
    expect(onSchedule).toHaveLength(4);
    for (const { properties } of alarms.filter((one) => !onSchedule.includes(one))) {
      expect(properties).toMatchObject({ EvaluationPeriods: 1, TreatMissingData: "notBreaching" });
    }
  });
});

describe("the README's table of costs", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const template = synthesize(good);
  const alarms = all(template, "AWS::CloudWatch::Alarm").length;
  const queues = all(template, "AWS::Lambda::EventSourceMapping").length;

  it("counts the stack's alarms and the queues that are polled", () => {
    const billed = usdFor("alarms", alarms - 10).toFixed(2);
    const row = (words: string, usd: string) => new RegExp(`^\\| ${words} +\\| +${usd} \\|$`, "m");
    expect(readme).toMatch(row(`${alarms} alarms, of which 10 are free`, billed));
    expect(readme).toMatch(
      row(`Lambda polling ${queues} empty queues every few seconds`, "[0-9.]+"),
    );
  });

  it("comes to what the owner's page estimates", () => {
    const [, usd] = /about \$([0-9.]+) a month, as `npm run cost` counts it/.exec(readme) ?? [];
    const one = { digests: 1, connections: 1, alarms, queues };
    expect(Math.abs(Number(usd) - monthEstimate(one, 30))).toBeLessThan(0.15);
  });

  it("stays below the budget's first email in every year, though the key costs more in the second and third", () => {
    const [, first] = /about \$([0-9.]+) a month, as `npm run cost` counts it/.exec(readme) ?? [];
    const [, second, third] =
      /about \$([0-9.]+) a month in the second year and \$([0-9.]+) from/.exec(readme) ?? [];
    const rotation = usdFor("kmsKeys", 1);
    expect([second, third].map(Number)).toEqual([1, 2].map((n) => Number(first) + n * rotation));
    const [, email, budget] =
      /month reaches \$([0-9.]+) of \$([0-9.]+) \(`budgetUsd`\)/.exec(readme) ?? [];
    expect(Number(budget)).toBe(readSettings(good).budgetUsd);
    expect(Number(email)).toBe(0.8 * Number(budget));
    expect(Number(email)).toBeGreaterThan(Number(third) + 0.5);
  });
});

describe("the settings", () => {
  it("decide whose key encrypts the table", () => {
    const encryption = (settings: Record<string, unknown>) =>
      all(synthesize(settings), "AWS::DynamoDB::GlobalTable").map(
        ({ properties }) => properties["SSESpecification"],
      );
    expect(encryption({ tableKey: "aws-managed" })).toEqual([{ SSEEnabled: true, SSEType: "KMS" }]);
    expect(encryption({})).toEqual([{ SSEEnabled: false }]);
  });

  it("put all that holds data under a key of the owner's own, which stays and is used through no other door", () => {
    const template = synthesize({ tableKey: "customer-managed" });
    for (const [type, property] of [
      ["AWS::SQS::Queue", "KmsMasterKeyId"],
      ["AWS::SNS::Topic", "KmsMasterKeyId"],
      ["AWS::Logs::LogGroup", "KmsKeyId"],
    ] as const) {
      const found = all(template, type).map(({ properties }) => properties[property]);
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(found.map(() => dataKeyArn));
    }
    expect(all(template, "AWS::DynamoDB::GlobalTable")).toMatchObject([
      {
        properties: {
          SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
          Replicas: [{ SSESpecification: { KMSMasterKeyId: dataKeyArn } }],
        },
      },
    ]);
    const [key, ...others] = all(template, "AWS::KMS::Key").filter(({ id }) =>
      id.startsWith("DataKey"),
    );
    expect(others).toEqual([]);
    expect(key?.properties["EnableKeyRotation"]).toBe(true);
    const [owner, ...open] = z
      .object({ KeyPolicy: z.object({ Statement: z.array(z.looseObject({})) }) })
      .parse(key?.properties).KeyPolicy.Statement;
    expect(JSON.stringify(owner)).toContain(":root");
    const joined = (...parts: readonly unknown[]) => ({ "Fn::Join": ["", parts] });
    const [region, account] = [{ Ref: "AWS::Region" }, { Ref: "AWS::AccountId" }];
    const inAccount = (service: string, rest: string) =>
      joined("arn:", { Ref: "AWS::Partition" }, `:${service}:`, region, ":", account, `:${rest}`);
    expect(open.map(({ Principal, Condition }) => ({ Principal, Condition }))).toEqual([
      {
        // Whoever may use what is encrypted, in this account and through its service alone.
        Principal: { AWS: "*" },
        Condition: {
          StringEquals: {
            "kms:CallerAccount": account,
            "kms:ViaService": ["dynamodb", "sqs", "s3"].map((service) =>
              joined(`${service}.`, region, ".amazonaws.com"),
            ),
          },
        },
      },
      {
        Principal: { Service: joined("logs.", region, ".amazonaws.com") },
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": inAccount("logs", "log-group:*") },
        },
      },
      {
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": inAccount("sns", "*") },
        },
      },
      {
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnLike: { "kms:EncryptionContext:aws:sqs:arn": inAccount("sqs", "*") } },
      },
    ]);
    // What AWS says that the services need, and nothing that changes the key or who may use it.
    const both = ["kms:Decrypt", "kms:GenerateDataKey"];
    const reading = ["kms:Encrypt", ...both, "kms:GenerateDataKeyWithoutPlaintext"];
    const storing = [...reading, "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:DescribeKey"];
    expect(open.map(({ Action }) => [Action].flat().map(String).sort())).toEqual(
      [[...storing, "kms:CreateGrant"], storing, both, both].map((actions) => actions.toSorted()),
    );
    expect(all(synthesize(), "AWS::KMS::Key").map(({ id }) => id)).toEqual([
      expect.stringMatching(/^TokenKey/),
    ]);
  });

  const domainOf = (domain?: Record<string, string>) => {
    const template = synthesize(domain === undefined ? {} : { domain });
    const urls = all(template, "AWS::Lambda::Function").flatMap(
      ({ properties }) => environment.parse(properties).Environment.Variables["PUBLIC_URL"] ?? [],
    );
    const outputs = z
      .record(z.string(), z.object({ Value: z.unknown() }))
      .parse(template.findOutputs("*"));
    const types = ["CertificateManager::Certificate", "Route53::RecordSet"].filter(
      (type) => all(template, `AWS::${type}`).length > 0,
    );
    return { template, urls, outputs, types };
  };

  it("give it a name of its own, to which every link and form leads", () => {
    const named = domainOf({ name: "run.example.com", hostedZoneId: "Z0123456789ABC" });
    expect(named.urls.length).toBeGreaterThan(5);
    expect(new Set(named.urls)).toEqual(new Set(["https://run.example.com"]));
    expect(named.outputs["AppUrl"]?.Value).toBe("https://run.example.com");
    const [domain, ...otherDomains] = all(named.template, "AWS::ApiGatewayV2::DomainName");
    const [certificate] = all(named.template, "AWS::CertificateManager::Certificate");
    const [api] = all(named.template, "AWS::ApiGatewayV2::Api");
    expect(otherDomains).toEqual([]);
    expect(domain?.properties).toMatchObject({
      DomainName: "run.example.com",
      DomainNameConfigurations: [
        {
          CertificateArn: { Ref: certificate?.id },
          EndpointType: "REGIONAL",
          SecurityPolicy: "TLS_1_2",
        },
      ],
    });
    expect(all(named.template, "AWS::ApiGatewayV2::ApiMapping")).toMatchObject([
      {
        properties: {
          ApiId: { Ref: api?.id },
          DomainName: { Ref: domain?.id },
          Stage: "$default",
        },
      },
    ]);
    expect(named.types).toEqual(["CertificateManager::Certificate", "Route53::RecordSet"]);
    expect(certificate?.properties).toMatchObject({
      DomainName: "run.example.com",
      ValidationMethod: "DNS",
      DomainValidationOptions: [{ DomainName: "run.example.com", HostedZoneId: "Z0123456789ABC" }],
    });
    const target = (attribute: string) => ({ "Fn::GetAtt": [domain?.id, attribute] });
    expect(all(named.template, "AWS::Route53::RecordSet")).toMatchObject([
      {
        properties: {
          Name: "run.example.com",
          Type: "A",
          HostedZoneId: "Z0123456789ABC",
          AliasTarget: {
            DNSName: target("RegionalDomainName"),
            HostedZoneId: target("RegionalHostedZoneId"),
          },
        },
      },
    ]);
    expect(named.outputs["DomainTarget"]).toBeUndefined();
  });

  it("tell the record to set where the name's DNS is elsewhere", () => {
    const certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/0f0f-11";
    const named = domainOf({ name: "run.example.com", certificateArn });
    expect(named.types).toEqual([]);
    expect(named.outputs["DomainTarget"]?.Value).toEqual({
      "Fn::GetAtt": [expect.stringMatching(/^WebDomain/), "RegionalDomainName"],
    });
    expect(all(named.template, "AWS::ApiGatewayV2::DomainName")).toMatchObject([
      { properties: { DomainNameConfigurations: [{ CertificateArn: certificateArn }] } },
    ]);
    const unnamed = domainOf();
    expect(JSON.stringify(unnamed.urls)).not.toContain("example.com");
    expect(all(unnamed.template, "AWS::ApiGatewayV2::DomainName")).toEqual([]);
  });

  it("decide from which month's bill on the owner is written to", () => {
    const budget = (settings: Record<string, unknown>) =>
      all(synthesize(settings), "AWS::Budgets::Budget").map(({ properties }) =>
        JSON.stringify(properties),
      );
    const ten = '"BudgetLimit":{"Amount":10,"Unit":"USD"}';
    expect(budget({})).toEqual([expect.stringContaining(ten)]);
    expect(budget({ budgetUsd: 20 })).toEqual([
      expect.stringContaining('"Address":"owner@example.com"'),
    ]);
    expect(budget({ budgetUsd: 0 })).toEqual([]);
    // A template with a budget is refused as a whole where CloudFormation makes none.
    expect(budget({ region: "eu-north-1" })).toEqual([]);
    expect(budget({ region: "eu-west-1" })).toEqual([expect.stringContaining(ten)]);
  });

  it("decide who is told of an alarm", () => {
    expect(all(synthesize({ owner: "op@example.com" }), "AWS::SNS::Subscription")).toMatchObject([
      { properties: { Protocol: "email", Endpoint: "op@example.com" } },
    ]);
  });

  it("decide who may join besides the owner", () => {
    const mayJoin = (settings: Record<string, unknown>) =>
      all(synthesize(settings), "AWS::Lambda::Function").flatMap(
        ({ properties }) => environment.parse(properties).Environment.Variables["MAY_JOIN"] ?? [],
      );
    expect(mayJoin({ owner: "op@example.com" })).toEqual(["op@example.com"]);
    expect(mayJoin({ owner: "op@example.com", mayJoin: ["a@b.example", "@club.example"] })).toEqual(
      ["op@example.com,a@b.example,@club.example"],
    );
  });

  it("decide which time zone is chosen beforehand for whoever joins", () => {
    const zones = (settings: Record<string, unknown>) =>
      all(synthesize(settings), "AWS::Lambda::Function").flatMap(
        ({ properties }) =>
          environment.parse(properties).Environment.Variables["DEFAULT_ZONE"] ?? [],
      );
    expect(zones({})).toEqual(["UTC"]);
    expect(zones({ zone: "Europe/Berlin" })).toEqual(["Europe/Berlin"]);
  });

  it("tell the worker which of Strava's subscriptions to look for, and tell it where none is known", () => {
    const toldTo = (settings: Record<string, unknown>) =>
      all(synthesize(settings), "AWS::Lambda::Function")
        .map(({ properties }) => environment.parse(properties).Environment.Variables)
        .find((one) => one["POWERTOOLS_SERVICE_NAME"] === "follow-event")?.[
        "STRAVA_SUBSCRIPTION_ID"
      ];
    expect(toldTo({ stravaSubscriptionId: "131300" })).toBe("131300");
    expect(toldTo({})).toBe("");
  });

  it("decide what the webhook is checked with; without them it knows no key", () => {
    const environmentOf = (settings: Record<string, unknown>) => {
      const [found] = all(synthesize(settings), "AWS::Lambda::Function")
        .map(({ properties }) => environment.parse(properties).Environment.Variables)
        .filter((one) => one["POWERTOOLS_SERVICE_NAME"] === "receive-webhook");
      return Object.fromEntries(
        Object.entries(found ?? {}).filter(([name]) => name.startsWith("STRAVA_")),
      );
    };
    const hash = "0f".repeat(32);
    expect(
      environmentOf({
        stravaPathKeySha256: hash,
        stravaVerifyTokenSha256: hash,
        stravaSubscriptionId: "131300",
        stravaSigningKey: "key",
      }),
    ).toEqual({
      STRAVA_PATH_KEY_SHA256: hash,
      STRAVA_VERIFY_TOKEN_SHA256: hash,
      STRAVA_SUBSCRIPTION_ID: "131300",
      STRAVA_SIGNING_KEY: "key",
    });
    expect(Object.values(environmentOf({}))).toEqual(["", "", "", ""]);
  });

  it.each([
    [{ ...good, stravaPathKeySha256: "key" }, "must be a SHA-256"],
    [{ ...good, stravaSubscriptionId: 131_300 }, "stravaSubscriptionId"],
    [{ ...good, mayJoin: ["club"] }, "stridewell.mayJoin.0 must be an address, or a domain"],
    [{ sender: "a@example.com" }, "stridewell.owner"],
    [{ sender: "nobody" }, "stridewell.sender must be one email address"],
    [{ ...good, tableKey: "none" }, "stridewell.tableKey"],
    [{ ...good, colour: "blue" }, "colour"],
    [{ ...good, zone: "+02:00" }, "stridewell.zone must be a time zone such as Europe/Berlin"],
    [{ ...good, zone: "GMT+02:00" }, "stridewell.zone must be a time zone such as Europe/Berlin"],
    [{ ...good, region: "Ireland" }, "stridewell.region must be"],
    [{ ...good, accountEndsIn: 9012 }, "stridewell.accountEndsIn must be the last four digits"],
    [{ ...good, accountEndsIn: "123456789012" }, "stridewell.accountEndsIn"],
    [{ ...good, domain: { name: "run.example.com" } }, "stridewell.domain must be"],
    [{ ...good, domain: { name: "https://run.example.com/", hostedZoneId: "Z012345" } }, "domain"],
    [undefined, "stridewell.sender"],
    [[], "stridewell must be an object"],
    [{ ...good, colour: "blue", shade: 1 }, "stridewell has no setting colour, shade."],
    [{ ...good, mayJoin: "a@b.example" }, "stridewell.mayJoin must be a list"],
    [{ ...good, tableKey: null }, "must be aws-owned, aws-managed or customer-managed"],
    [{ ...good, logRetentionDays: "30" }, "stridewell.logRetentionDays must be 7, 30 or 90"],
    [{ ...good, budgetUsd: -1 }, "stridewell.budgetUsd must be 0 or more"],
    [{ ...good, stravaRetention: "forever" }, "must be cache or keep"],
    [{ ...good, stravaSigningKey: "" }, "stridewell.stravaSigningKey must be one word"],
    // Lambda would refuse the webhook's environment.
    [{ ...good, stravaSigningKey: "k".repeat(1001) }, "1,000 characters"],
    [
      { ...good, domain: { name: "run.example.com", hostedZoneId: "/hostedzone/Z0123456789ABC" } },
      "stridewell.domain.hostedZoneId must be a zone's ID",
    ],
    [
      { ...good, domain: { name: "run.example.com", certificateArn: "arn:aws:iam::1:x" } },
      "stridewell.domain.certificateArn must be a certificate's ARN",
    ],
    [
      { ...good, domain: { name: "Run.example.com", hostedZoneId: "Z0123456789ABC" } },
      "stridewell.domain.name must be a name such as run.example.com, in small letters",
    ],
    // ACM issues no certificate for a longer one, nor is a longer part a name.
    [
      { ...good, domain: { name: `${"a.".repeat(31)}com`, hostedZoneId: "Z0123456789ABC" } },
      "64 characters",
    ],
    [
      { ...good, domain: { name: `${"a".repeat(64)}.c`, hostedZoneId: "Z0123456789ABC" } },
      "64 characters",
    ],
  ])("%j are refused, naming what is wrong", (settings, words) => {
    expect(() => readSettings(settings)).toThrow(words);
  });

  it.each(Object.keys(settingsSchema.shape))("say what %s must be, in our own words", (name) => {
    for (const odd of ["", "zwei läufer", 0.5, -1, null, true, {}, [""], Number.NaN]) {
      let said = "";
      try {
        readSettings({ ...good, [name]: odd });
      } catch (error) {
        said = String(error);
      }
      // Some take a number such as 0.5.
      const fault = typeof odd === "number" ? /^$|must be/ : /must be/;
      expect(said).toMatch(fault);
      expect(said).not.toMatch(/invalid|expected|received|too (small|big)/i);
      if (said !== "") expect(said).toContain(`stridewell.${name}`);
    }
  });

  it("take a longer name whose certificate is the owner's: only the first of a certificate's names has 64 at most", () => {
    const certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/0f0f0f0f-1111";
    const domain = { name: `${"a.".repeat(31)}com`, certificateArn };
    expect(readSettings({ ...good, domain }).domain).toEqual(domain);
  });

  it.each(["run.xn--p1ai", `${"a".repeat(60)}.com`])("take %s for a name", (name) => {
    const domain = { name, hostedZoneId: "Z0123456789ABC" };
    expect(readSettings({ ...good, domain }).domain).toEqual(domain);
  });

  it("name the sender as its emails do, whose domain is in small letters: a role may send as that alone", async () => {
    const { sender } = readSettings({ ...good, sender: "Coach@Example.COM" });
    const mime = await mimeOf(makeMail(), { sender, replyTo: good.owner });
    expect(String(Buffer.from(mime))).toContain(`From: Stridewell <${sender}>`);
  });

  it("of any shape are either read or refused in one message", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          expect(readSettings(value).sender).toContain("@");
        } catch (error) {
          expect(String(error)).toMatch(/Unusable settings in cdk.json: .+\./);
        }
      }),
    );
  });
});
