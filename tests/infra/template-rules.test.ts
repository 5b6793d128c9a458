import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { settingsSchema } from "../../infra/settings.ts";
import { settingCases, settingFactors } from "../support/setting-cases.ts";
import { synthesize } from "../support/stack.ts";

/*
 * Rules over every resource of a type, whatever the template holds today. A new part of the stack is held
 * to them without anyone having to think of it.
 */

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.array(z.string()).default([]),
});
type Resource = z.infer<typeof resourceSchema> & { readonly id: string };

const ref = z.object({ Ref: z.string() });
const arnOf = z.object({ "Fn::GetAtt": z.tuple([z.string(), z.literal("Arn")]) });
const oneOrMore = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]);
const statementSchema = z.looseObject({
  Effect: z.string(),
  Action: oneOrMore.transform((actions) => actions.map(String)),
  Resource: oneOrMore,
});
const policySchema = z.object({
  PolicyDocument: z.object({ Statement: z.array(statementSchema) }),
  Roles: z.array(ref),
});
const granting = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.looseObject({
        Effect: z.string(),
        Principal: z.unknown(),
        Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
      }),
    ),
  }),
});
const functionSchema = z.object({
  Role: arnOf,
  Timeout: z.number(),
  LoggingConfig: z.object({ LogGroup: ref }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

function read(settings: Record<string, unknown>) {
  const template = z
    .object({ Resources: z.record(z.string(), resourceSchema) })
    .parse(synthesize(settings).toJSON());
  const resources = Object.entries(template.Resources).map(([id, one]) => ({ id, ...one }));
  const all = (type: string): Resource[] => resources.filter(({ Type }) => Type === type);
  const functions = all("AWS::Lambda::Function").map(({ id, Properties }) => ({
    id,
    properties: Properties,
    ...functionSchema.parse(Properties),
  }));
  const policiesOf = (roleId: string) =>
    all("AWS::IAM::Policy")
      .map(({ id, Properties }) => ({ id, ...policySchema.parse(Properties) }))
      .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === roleId));
  const statementsOf = (roleId: string) =>
    policiesOf(roleId).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return { resources, all, functions, policiesOf, statementsOf };
}

const named = z.looseObject({ name: z.string() });
const uploadRule = z.object({
  EventPattern: z.object({
    source: z.tuple([z.literal("aws.s3")]),
    "detail-type": z.array(z.string()),
    detail: z.object({ bucket: z.object({ name: z.array(ref) }) }),
  }),
  Targets: z.array(z.unknown()),
});

/** Whether the function is told where Strava's secret is, or the other services' secrets. */
const callsService = ({ Environment: { Variables } }: z.infer<typeof functionSchema>) =>
  ["STRAVA_PARAMETER", "PROVIDER_SECRETS"].some((name) => Variables[name] !== undefined);

/** Types whose loss would lose data for good or lock others out. */
const stateful = ["AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table", "AWS::KMS::Key"];

describe.each(settingCases)("every resource with $name", ({ settings }) => {
  const { resources, all, functions, policiesOf, statementsOf } = read(settings);

  it("that holds data outlives the stack", () => {
    const holding = resources.filter(({ Type }) => stateful.includes(Type));
    expect(holding.length).toBeGreaterThanOrEqual(2);
    for (const resource of holding) {
      // Nothing is sealed with the tokens' key before a first deployment succeeds; kept, it would cost $1 a month.
      const DeletionPolicy = resource.id.startsWith("TokenKey") ? "RetainExceptOnCreate" : "Retain";
      expect(resource).toMatchObject({ DeletionPolicy, UpdateReplacePolicy: "Retain" });
    }
  });

  it("that is a function has a role of its own, with no policy of AWS's", () => {
    const roles = functions.map(({ Role }) => Role["Fn::GetAtt"][0]);
    expect(new Set(roles).size).toBe(functions.length);
    for (const { Properties } of all("AWS::IAM::Role")) {
      expect(Properties["ManagedPolicyArns"]).toBeUndefined();
    }
  });

  it("that is a function says what it is, has memory enough to start quickly, and logs as JSON", () => {
    const names = functions.map(({ Environment }) =>
      String(Environment.Variables["POWERTOOLS_SERVICE_NAME"]),
    );
    expect(new Set(names).size).toBe(functions.length);
    for (const name of names) {
      expect(existsSync(new URL(`../../functions/${name}/handler.ts`, import.meta.url))).toBe(true);
    }
    for (const { properties } of functions) {
      expect(properties).toMatchObject({
        Handler: "index.handler",
        // Otherwise Lambda gives 128 MB, and three lines of its own for each line of ours.
        MemorySize: expect.any(Number),
        LoggingConfig: { LogFormat: "JSON", SystemLogLevel: "WARN", ApplicationLogLevel: "INFO" },
      });
      expect(properties["MemorySize"]).toBeGreaterThanOrEqual(256);
    }
    const roomy = functions.filter(({ properties }) => "EphemeralStorage" in properties);
    expect(roomy).toMatchObject([
      {
        properties: { EphemeralStorage: { Size: 5120 } },
        Environment: { Variables: { POWERTOOLS_SERVICE_NAME: "import-file" } },
      },
    ]);
  });

  it("that is a role is taken on by one service, and a schedule's may start its function alone", () => {
    const trusted = (roleId: string | undefined) => {
      const role = all("AWS::IAM::Role").find(({ id }) => id === roleId);
      const { Statement } = granting
        .transform(({ PolicyDocument }) => PolicyDocument)
        .parse({ PolicyDocument: role?.Properties["AssumeRolePolicyDocument"] });
      return Statement;
    };
    for (const { Role } of functions) {
      expect(trusted(Role["Fn::GetAtt"][0])).toEqual([
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "lambda.amazonaws.com" },
        },
      ]);
    }
    const schedules = all("AWS::Scheduler::Schedule").map(({ Properties, DependsOn }) => ({
      DependsOn,
      ...z
        .looseObject({
          State: z.string().optional(),
          Target: z.looseObject({ Arn: arnOf, RoleArn: arnOf }),
        })
        .parse(Properties),
    }));
    expect(all("AWS::IAM::Role")).toHaveLength(functions.length + schedules.length);
    for (const { Target, DependsOn, ...schedule } of schedules) {
      expect(schedule).toMatchObject({ FlexibleTimeWindow: { Mode: "OFF" }, State: "ENABLED" });
      // The next tick does what is left.
      expect(Target["RetryPolicy"]).toMatchObject({ MaximumRetryAttempts: 0 });
      const roleId = Target.RoleArn["Fn::GetAtt"][0];
      expect(trusted(roleId)).toEqual([
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "scheduler.amazonaws.com" },
          // Otherwise another account's schedule might be given it.
          Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
        },
      ]);
      expect(statementsOf(roleId)).toEqual([
        { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [Target.Arn] },
      ]);
      // It ticks as soon as it is made.
      expect(DependsOn).toEqual(expect.arrayContaining(policiesOf(roleId).map(({ id }) => id)));
    }
  });

  it("that is a queue keeps what failed for longer than what waits", () => {
    for (const { Properties } of all("AWS::SQS::Queue")) {
      const days = Properties["RedrivePolicy"] === undefined ? 14 : 4;
      expect(Properties["MessageRetentionPeriod"]).toBe(days * 86_400);
    }
  });

  it("that is a function writes into its own log and no other", () => {
    expect(functions.length).toBeGreaterThanOrEqual(5);
    for (const { Role, LoggingConfig } of functions) {
      const logging = statementsOf(Role["Fn::GetAtt"][0]).filter(({ Action }) =>
        Action.some((action) => action.startsWith("logs:")),
      );
      expect(logging).toEqual([
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [{ "Fn::GetAtt": [LoggingConfig.LogGroup.Ref, "Arn"] }],
        },
      ]);
    }
  });

  it("fits into one stack, of which CloudFormation takes 500", () => {
    expect(
      resources.length,
      'One permission a function in place of one a route makes room: docs/scale.md, "When the stack is full".',
    ).toBeLessThanOrEqual(480);
  });

  it("that is a log forgets", () => {
    const logs = all("AWS::Logs::LogGroup");
    expect(logs).toHaveLength(functions.length);
    for (const { Properties } of logs) {
      expect(Properties["RetentionInDays"]).toBe(settings["logRetentionDays"] ?? 30);
    }
  });

  it("that is part of the web API is made after another, and the stage last: it takes one change at a time", () => {
    const parts = ["Route", "Integration", "Stage"].flatMap((of) =>
      all(`AWS::ApiGatewayV2::${of}`),
    );
    const waitsFor = new Map<string, ReadonlySet<string>>();
    const earlierThan = ({ id, Properties, DependsOn }: Resource): ReadonlySet<string> => {
      const known = waitsFor.get(id);
      if (known !== undefined) return known;
      const text = JSON.stringify(Properties);
      const direct = parts.filter(
        (one) => DependsOn.includes(one.id) || text.includes(`{"Ref":"${one.id}"}`),
      );
      const found = new Set(direct.flatMap((one) => [one.id, ...earlierThan(one)]));
      waitsFor.set(id, found);
      return found;
    };
    // In one chain, each waits for all that came before it: none, one, two and so on.
    const waits = parts.map((part) => earlierThan(part).size);
    expect(waits.toSorted((one, other) => one - other)).toEqual(parts.map((_, at) => at));
    expect(waits.at(-1)).toBe(parts.length - 1);
  });

  it("is told where the API is without asking API Gateway, which takes ten calls a second", () => {
    expect(all("AWS::ApiGatewayV2::Api")).toHaveLength(1);
    expect(JSON.stringify(resources)).not.toContain("ApiEndpoint");
  });

  it("that is a function takes none of the account's concurrency for itself: new accounts have 10", () => {
    for (const { properties } of functions) {
      expect(properties["ReservedConcurrentExecutions"]).toBeUndefined();
    }
    expect(all("AWS::Lambda::Url")).toEqual([]);
  });

  it("that is a function may send a message round in a circle only where that is meant", () => {
    const sources = all("AWS::Lambda::EventSourceMapping").map(({ Properties }) =>
      z.looseObject({ FunctionName: ref, EventSourceArn: arnOf }).parse(Properties),
    );
    const next = (id: string): string[] => {
      const role = functions.find((fn) => fn.id === id)?.Role["Fn::GetAtt"][0] ?? "";
      const queues = statementsOf(role)
        .filter(({ Action }) => Action.includes("sqs:SendMessage"))
        .flatMap(({ Resource }) => Resource.map((one) => arnOf.safeParse(one).data))
        .map((arn) => arn?.["Fn::GetAtt"][0]);
      return sources
        .filter(({ EventSourceArn }) => queues.includes(EventSourceArn["Fn::GetAtt"][0]))
        .map(({ FunctionName }) => FunctionName.Ref);
    };
    const reached = (from: string): ReadonlySet<string> => {
      const seen = new Set<string>();
      const open = next(from);
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (!seen.has(id)) open.push(...next(id));
        seen.add(id);
      }
      return seen;
    };
    const circling = functions.filter(({ id }) => reached(id).has(id));
    // Lambda would drop a message at its seventeenth round.
    const allowed = functions.filter(({ properties }) => properties["RecursiveLoop"] === "Allow");
    expect(allowed.map(({ id }) => id)).toEqual(circling.map(({ id }) => id));
    expect(circling.map(({ properties }) => properties["Environment"])).toMatchObject(
      ["follow-event", "follow-provider", "erase-runner", "run-checkup"].map((name) => ({
        Variables: { POWERTOOLS_SERVICE_NAME: name },
      })),
    );
  });

  it("that works off a queue and calls Strava or another service does so a few at a time", () => {
    const callers = functions.filter(callsService);
    const sources = all("AWS::Lambda::EventSourceMapping").map(({ Properties }) =>
      z
        .looseObject({
          FunctionName: ref,
          ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
        })
        .parse(Properties),
    );
    const limited = sources.filter(({ FunctionName }) =>
      callers.some(({ id }) => id === FunctionName.Ref),
    );
    expect(limited.length).toBeGreaterThanOrEqual(2);
    // A new application's limits are small; whoever has that many runners has had Strava raise them.
    const most = settings["mostRunners"] === 1_000_000 ? 40 : 5;
    for (const { ScalingConfig } of limited) {
      expect(ScalingConfig?.MaximumConcurrency).toBeLessThanOrEqual(most);
    }
  });

  it("opens runners' tokens only where they are used: in a worker that calls their service", () => {
    const workers = all("AWS::Lambda::EventSourceMapping").map(
      ({ Properties }) => ref.parse(Properties["FunctionName"]).Ref,
    );
    for (const fn of functions) {
      const { id, Role } = fn;
      const actions = statementsOf(Role["Fn::GetAtt"][0]).flatMap(({ Action }) => Action);
      // Encrypting counts too: who may choose what is sealed could store a key that workers take for one of
      // theirs.
      if (!actions.some((one) => ["kms:Decrypt", "kms:Encrypt"].includes(String(one)))) continue;
      expect(workers).toContain(id);
      expect(callsService(fn)).toBe(true);
    }
  });

  it("is granted by the action, never by a pattern of actions or of all resources", () => {
    const roles = all("AWS::IAM::Role").flatMap(({ id }) => statementsOf(id));
    expect(roles.length).toBeGreaterThan(10);
    for (const { Action, Resource } of roles) {
      expect(Action.join()).not.toContain("*");
      expect(Resource).not.toContain("*");
    }
  });

  it("mails as the one sender: not as another address of the sender's domain, though SES would let it", () => {
    const mailers = functions.filter(({ Environment }) => "SENDER" in Environment.Variables);
    expect(mailers.length).toBeGreaterThan(4);
    for (const { Role, Environment } of mailers) {
      const sending = statementsOf(Role["Fn::GetAtt"][0]).filter(({ Action }) =>
        Action.some((one) => one.startsWith("ses:Send")),
      );
      const asSomebody = sending.filter(({ Resource }) =>
        JSON.stringify(Resource).includes(":identity/"),
      );
      expect(asSomebody.length).toBeGreaterThanOrEqual(1);
      for (const statement of asSomebody) {
        expect(statement["Condition"]).toEqual({
          StringEquals: { "ses:FromAddress": Environment.Variables["SENDER"] },
        });
      }
    }
  });

  it("that works off a queue and mails lets an email wait for SES's quota, but one to sign in with, which would be too late", () => {
    const workers = all("AWS::Lambda::EventSourceMapping").map(
      ({ Properties }) => ref.parse(Properties["FunctionName"]).Ref,
    );
    const mailers = functions.filter(
      ({ id, Environment }) => workers.includes(id) && "SENDER" in Environment.Variables,
    );
    const mayHoldBack = ({ Role, Environment }: (typeof mailers)[number]) =>
      "QUEUE_URL" in Environment.Variables &&
      statementsOf(Role["Fn::GetAtt"][0]).some(({ Action }) =>
        Action.includes("sqs:ChangeMessageVisibility"),
      );
    const hurried = mailers.filter((fn) => !mayHoldBack(fn));
    expect(mailers.length).toBeGreaterThan(hurried.length);
    expect(
      hurried.map(({ Environment }) => Environment.Variables["POWERTOOLS_SERVICE_NAME"]),
    ).toEqual(["send-sign-in"]);
  });

  it("that may be called by a service may be called by one part of this stack", () => {
    for (const { Properties } of all("AWS::Lambda::Permission")) {
      expect(Properties["Principal"]).toMatch(/^[a-z]+\.amazonaws\.com$/);
      expect(Properties["SourceArn"] ?? "").not.toBe("");
      // One path of the web API, and not every path that there will ever be.
      expect(JSON.stringify(Properties["SourceArn"])).not.toMatch(/\*\/\*"/);
    }
  });

  it("that may be written to by a service may be written to by one part of this account", () => {
    const open = ["AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy"]
      .flatMap(all)
      .flatMap(({ id, Properties }) =>
        granting.parse(Properties).PolicyDocument.Statement.map((one) => ({ id, ...one })),
      )
      .filter(({ Effect, Principal }) => Effect === "Allow" && Principal !== undefined);
    // SES's and S3's events, and the alarms.
    expect(open).toHaveLength(3);
    for (const { id, Principal, Condition } of open) {
      expect(Principal).toEqual({ Service: expect.stringMatching(/^[a-z]+\.amazonaws\.com$/) });
      // Without it, any account's rule or alarm might write here.
      const sources = Object.values(Condition ?? {}).map((tested) => Object.keys(tested));
      expect({ id, sources }).toEqual({ id, sources: [["aws:SourceArn"]] });
    }
  });

  it("that answers where nothing is may do nothing but write its log: it is asked by robots most", () => {
    const [route, ...others] = all("AWS::ApiGatewayV2::Route").filter(
      ({ Properties }) => Properties["RouteKey"] === "$default",
    );
    expect(others).toEqual([]);
    const target = z.object({ "Fn::Join": z.tuple([z.literal(""), z.tuple([z.string(), ref])]) });
    const { Ref } = target.parse(route?.Properties["Target"])["Fn::Join"][1][1];
    const integration = all("AWS::ApiGatewayV2::Integration").find(({ id }) => id === Ref);
    const [functionId] = arnOf.parse(integration?.Properties["IntegrationUri"])["Fn::GetAtt"];
    const behind = functions.filter(({ id }) => id === functionId);
    expect(behind).toHaveLength(1);
    for (const { Role, Environment } of behind) {
      const actions = statementsOf(Role["Fn::GetAtt"][0]).flatMap(({ Action }) => Action);
      expect(actions).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"]);
      expect(Object.keys(Environment.Variables)).toEqual(["POWERTOOLS_SERVICE_NAME"]);
    }
  });

  it("that hears services' events reads no table, opens no token and mails nobody: anyone may call it", () => {
    const hearing = functions.filter(({ Environment }) =>
      ["receive-webhook", "receive-hint"].includes(
        String(Environment.Variables["POWERTOOLS_SERVICE_NAME"]),
      ),
    );
    expect(hearing).toHaveLength(2);
    for (const { Role } of hearing) {
      const actions = statementsOf(Role["Fn::GetAtt"][0]).flatMap(({ Action }) => Action);
      expect(actions.filter((one) => /^(dynamodb|kms|s3|ses):/.test(one))).toEqual([]);
    }
  });

  it("that takes messages or files refuses them without TLS", () => {
    for (const [holder, policy, property] of [
      ["AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"],
      ["AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"],
      ["AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"],
    ] as const) {
      const guarded = all(policy)
        .filter(({ Properties }) =>
          JSON.stringify(Properties).includes('{"Bool":{"aws:SecureTransport":"false"}}'),
        )
        .flatMap(({ Properties }) => z.array(ref).parse([Properties[property]].flat()))
        .map(({ Ref }) => Ref);
      expect(guarded.sort()).toEqual(
        all(holder)
          .map(({ id }) => id)
          .sort(),
      );
    }
  });

  it("that is a function has an environment that Lambda takes, whatever AWS calls what is in it", () => {
    const typeOf = new Map(resources.map(({ id, Type }) => [id, Type]));
    const known: Readonly<Record<string, string>> = {
      // The longest value of each.
      "AWS::Region": "ap-southeast-2",
      "AWS::Partition": "aws-us-gov",
      "AWS::AccountId": "123456789012",
      "AWS::URLSuffix": "amazonaws.com",
    };
    const place = `${known["AWS::Region"]}:${known["AWS::AccountId"]}`;
    const nameOf = (id: string) => `Stridewell-${id}-ABCDEFGHIJKL`;
    const written = (value: unknown): string => {
      if (typeof value === "string") return value;
      const join = z.object({ "Fn::Join": z.tuple([z.string(), z.array(z.unknown())]) });
      const joined = join.safeParse(value).data?.["Fn::Join"];
      if (joined !== undefined) return joined[1].map(written).join(joined[0]);
      const { Ref } = ref.safeParse(value).data ?? {};
      if (Ref !== undefined) {
        return typeOf.get(Ref) === "AWS::SQS::Queue"
          ? `https://sqs.${known["AWS::Region"]}.amazonaws.com/${known["AWS::AccountId"]}/${nameOf(Ref)}`
          : (known[Ref] ?? nameOf(Ref));
      }
      const attribute = z.object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) }).parse(value);
      // A queue's ARN, which is longer than any other attribute used in an environment.
      return `arn:aws-us-gov:sqs:${place}:${nameOf(attribute["Fn::GetAtt"][0])}`;
    };
    for (const { id, Environment } of functions) {
      const bytes = Object.entries(Environment.Variables)
        .map(([name, value]) => Buffer.byteLength(name + written(value)))
        .reduce((sum, one) => sum + one, 0);
      expect({ id, fits: bytes <= 4096, bytes }).toMatchObject({ id, fits: true });
    }
  });

  it("that rings may write to its topic, which otherwise only the account's own people could", () => {
    const rung = all("AWS::CloudWatch::Alarm").map(({ Properties }) =>
      z.tuple([ref]).parse(Properties["AlarmActions"]),
    );
    const topics = [...new Set(rung.map(([{ Ref }]) => Ref))];
    expect(topics.length).toBeGreaterThanOrEqual(1);
    for (const topic of topics) {
      const policies = all("AWS::SNS::TopicPolicy").filter(({ Properties }) =>
        JSON.stringify(Properties["Topics"]).includes(`{"Ref":"${topic}"}`),
      );
      const statements = policies.flatMap(({ Properties }) =>
        z
          .object({ Statement: z.array(z.looseObject({})) })
          .parse(Properties["PolicyDocument"])
          .Statement.map((one) => one),
      );
      expect(statements).toContainEqual(
        expect.objectContaining({
          Effect: "Allow",
          Action: "sns:Publish",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Resource: { Ref: topic },
        }),
      );
    }
  });

  it("that is a bucket is closed to the public, encrypted, and forgets within a day", () => {
    const buckets = all("AWS::S3::Bucket");
    expect(buckets.length).toBeGreaterThanOrEqual(1);
    for (const { Properties } of buckets) {
      const isOwnKey = settings["tableKey"] === "customer-managed";
      expect(JSON.stringify(Properties["BucketEncryption"])).toContain(
        isOwnKey ? '"aws:kms"' : '"AES256"',
      );
      expect(Properties["LifecycleConfiguration"]).toEqual({
        Rules: [
          {
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            ExpirationInDays: 1,
            Status: "Enabled",
          },
        ],
      });
      expect(Properties["PublicAccessBlockConfiguration"]).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
  });

  it("that is a bucket takes forms of our own pages and of nobody else's, and tells its own queue alone", () => {
    const buckets = all("AWS::S3::Bucket");
    const own = named.safeParse(settings["domain"]).data?.name;
    const [api] = all("AWS::ApiGatewayV2::Api");
    const given = [
      "https://",
      { Ref: api?.id },
      ".execute-api.",
      { Ref: "AWS::Region" },
      ".",
      { Ref: "AWS::URLSuffix" },
    ];
    for (const { Properties } of buckets) {
      expect(Properties["CorsConfiguration"]).toEqual({
        CorsRules: [
          {
            AllowedHeaders: [],
            AllowedMethods: ["POST"],
            AllowedOrigins: [own === undefined ? { "Fn::Join": ["", given] } : `https://${own}`],
          },
        ],
      });
      expect(Properties["NotificationConfiguration"]).toEqual({
        EventBridgeConfiguration: { EventBridgeEnabled: true },
      });
    }
    // The bus is the account's, so it also carries events of other applications' buckets.
    const told = all("AWS::Events::Rule")
      .map(({ Properties }) => uploadRule.safeParse(Properties).data)
      .filter((rule) => rule !== undefined);
    expect(told.map(({ EventPattern }) => EventPattern.detail.bucket.name)).toEqual(
      buckets.map(({ id }) => [{ Ref: id }]),
    );
    for (const { EventPattern, Targets } of told) {
      expect(EventPattern["detail-type"]).toEqual(["Object Created"]);
      expect(Targets).toHaveLength(1);
    }
  });

  it("that counts lines of a log has one alarm, which rings at the first within five minutes", () => {
    const filters = all("AWS::Logs::MetricFilter").map(({ Properties }) =>
      z
        .object({
          LogGroupName: ref,
          MetricTransformations: z.tuple([
            z.looseObject({ MetricNamespace: z.string().min(1), MetricName: z.string() }),
          ]),
        })
        .parse(Properties),
    );
    expect(filters.length).toBeGreaterThanOrEqual(8);
    const logs = functions.map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref);
    for (const { LogGroupName, MetricTransformations } of filters) {
      const [{ MetricNamespace, MetricName, MetricValue }] = MetricTransformations;
      expect(logs).toContain(LogGroupName.Ref);
      expect(MetricValue).toBe("1");
      const alarms = all("AWS::CloudWatch::Alarm").filter(
        ({ Properties }) => Properties["MetricName"] === MetricName,
      );
      expect(alarms).toMatchObject([
        { Properties: { Namespace: MetricNamespace, Statistic: "Sum", Period: 300, Threshold: 1 } },
      ]);
    }
  });

  it("that rings when work has waited says for how long", () => {
    const words: Readonly<Record<number, string>> = {
      300: "five minutes",
      1800: "half an hour",
      3600: "an hour",
      7200: "two hours",
      28800: "eight hours",
    };
    const late = all("AWS::CloudWatch::Alarm").filter(
      ({ Properties }) => Properties["MetricName"] === "ApproximateAgeOfOldestMessage",
    );
    expect(late).toHaveLength(all("AWS::Lambda::EventSourceMapping").length);
    for (const { id, Properties } of late) {
      const said = words[Number(Properties["Threshold"])] ?? "another time";
      expect({ id, says: Properties["AlarmDescription"] }).toEqual({
        id,
        says: expect.stringContaining(said),
      });
      expect(Properties).toMatchObject({ Statistic: "Maximum", Period: 300 });
    }
  });

  it("carries no secret of Strava's: the template is readable by whoever may look at the stack", () => {
    expect(JSON.stringify(resources)).not.toMatch(/clientSecret|client_secret/i);
  });

  it("that is an alarm has an entry in the runbook under its own name", () => {
    const runbook = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8");
    const entries = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    const alarms = all("AWS::CloudWatch::Alarm").map(({ id }) => alarmName(id));
    expect(alarms.length).toBeGreaterThanOrEqual(4);
    expect(alarms.filter((name) => !entries.includes(name))).toEqual([]);
    // Nor is an entry left for an alarm that is gone; the budget sends an email of its own, and nobody is turned
    // away where everyone who may join is named.
    const isForDomains = JSON.stringify(settings).includes('"@club.example"');
    expect(entries.filter((name) => !alarms.includes(name ?? ""))).toEqual(
      isForDomains ? ["Budget"] : ["SignInNewcomersTurnedAway", "Budget"],
    );
  });
});

/** The logical id without what CDK adds: the construct's own suffix and a hash. */
function alarmName(logicalId: string): string {
  return logicalId.replace(/(Ring)?(Alarm)?[0-9A-F]{8}$/, "");
}

describe("the cases", () => {
  it("vary every setting there is", () => {
    expect(Object.keys(settingFactors).sort()).toEqual(Object.keys(settingsSchema.shape).sort());
  });

  it("bring every two choices together", () => {
    const entries = Object.entries(settingFactors);
    for (const [a, as] of entries) {
      for (const [b, bs] of entries.filter(([name]) => name !== a)) {
        for (const x of as) {
          for (const y of bs) {
            const met = settingCases.some(
              ({ settings }) =>
                JSON.stringify([settings[a], settings[b]]) === JSON.stringify([x, y]),
            );
            expect(met, `${a}=${x} with ${b}=${y}`).toBe(true);
          }
        }
      }
    }
  });
});
