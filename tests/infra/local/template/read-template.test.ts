// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub spells its holes this way.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import * as cdk from "aws-cdk-lib";
import * as apigateway from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as cloudwatchActions from "aws-cdk-lib/aws-cloudwatch-actions";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as ecr from "aws-cdk-lib/aws-ecr";
import * as events from "aws-cdk-lib/aws-events";
import * as eventTargets from "aws-cdk-lib/aws-events-targets";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import * as logs from "aws-cdk-lib/aws-logs";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import * as schedulerTargets from "aws-cdk-lib/aws-scheduler-targets";
import * as ses from "aws-cdk-lib/aws-ses";
import * as sns from "aws-cdk-lib/aws-sns";
import * as snsSubscriptions from "aws-cdk-lib/aws-sns-subscriptions";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unmet } from "../../../../infra/local/access/decide.ts";
import type { Model } from "../../../../infra/local/template/model.ts";
import {
  readTemplate,
  type TemplateReading,
} from "../../../../infra/local/template/read-template.ts";

const account = "000000000000";
const region = "eu-west-1";
const app = "http://127.0.0.1:3000";
const queueUrl = (name: string) => `http://127.0.0.1:3002/${account}/${name}`;

let root: string;
let codeDir: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "stridewell-template-"));
  codeDir = join(root, "code");
  mkdirSync(codeDir);
  writeFileSync(join(codeDir, "index.js"), "exports.handler = async () => 1;\n");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Build = (stack: cdk.Stack) => void;

/** Synthesizes one stack in this process, as `cdk synth` does, and reads what it wrote. */
function readApp(build: Build, props: cdk.StackProps = {}): TemplateReading {
  const assemblyDir = mkdtempSync(join(root, "out-"));
  const cdkApp = new cdk.App({ outdir: assemblyDir, analyticsReporting: false });
  build(new cdk.Stack(cdkApp, "Stridewell", props));
  cdkApp.synth();
  return readTemplate({ assemblyDir, account, region, urls: { app, queue: queueUrl } });
}

function modelOf(build: Build, props: cdk.StackProps = {}): Model {
  const reading = readApp(build, props);
  if (reading.kind === "refused") throw new Error(reading.lines.join("\n"));
  return reading.model;
}

function linesOf(reading: TemplateReading): readonly string[] {
  return reading.kind === "refused" ? reading.lines : [];
}

function aFunction(stack: cdk.Stack, props: Partial<lambda.FunctionProps> = {}, id = "Intake") {
  return new lambda.Function(stack, id, {
    role: new iam.Role(stack, `${id}Role`, {
      assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
    }),
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: "index.handler",
    code: lambda.Code.fromAsset(codeDir),
    ...props,
  });
}

/** Reads a template written by hand, for what CDK itself would not write. */
function readByHand(
  template: Record<string, unknown>,
  options: {
    stacks?: readonly string[];
    /** From S3 key to folder. */
    assets?: Record<string, string>;
  } = {},
): TemplateReading {
  const assemblyDir = mkdtempSync(join(root, "hand-"));
  const stacks = options.stacks ?? ["Stridewell"];
  const artifacts = Object.fromEntries(
    stacks.map((id) => [
      id,
      {
        type: "aws:cloudformation:stack",
        environment: "aws://unknown-account/unknown-region",
        properties: { templateFile: "stack.template.json" },
      },
    ]),
  );
  const assets = {
    type: "cdk:asset-manifest",
    properties: { file: "stack.assets.json" },
  };
  const files = Object.entries(options.assets ?? {}).map(([objectKey, folder]) => [
    objectKey,
    {
      source: { path: relative(assemblyDir, folder), packaging: "zip" },
      destinations: { here: { objectKey } },
    },
  ]);
  const manifest = { artifacts: { ...artifacts, "stack.assets": assets } };
  writeFileSync(join(assemblyDir, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(
    join(assemblyDir, "stack.assets.json"),
    JSON.stringify({ files: Object.fromEntries(files) }),
  );
  writeFileSync(join(assemblyDir, "stack.template.json"), JSON.stringify(template));
  return readTemplate({ assemblyDir, account, region, urls: { app, queue: queueUrl } });
}

// The first synthesis loads CDK, which takes seconds on a busy machine.
const patient = { timeout: 60_000 };

describe("a stack that CDK synthesized", patient, () => {
  it("reads a function with its code, environment and role", () => {
    const model = modelOf((stack) => {
      const table = new dynamodb.TableV2(stack, "Table", {
        partitionKey: { name: "pk", type: dynamodb.AttributeType.STRING },
      });
      const queue = new sqs.Queue(stack, "Queue");
      aFunction(stack, {
        timeout: cdk.Duration.seconds(20),
        memorySize: 512,
        environment: { TABLE: table.tableName, QUEUE: queue.queueUrl, LEVEL: "info" },
        logGroup: new logs.LogGroup(stack, "Log"),
      });
    });
    const [fn] = model.functions;
    expect(fn).toMatchObject({
      handler: "index.handler",
      timeoutS: 20,
      memoryMb: 512,
      environment: {
        TABLE: model.tables[0]?.name,
        QUEUE: model.queues[0]?.url,
        LEVEL: "info",
      },
      roleArn: model.roles[0]?.arn,
    });
    expect(fn?.name).toMatch(/^Stridewell-Intake[0-9A-F]{8}$/);
    expect(fn?.arn).toBe(`arn:aws:lambda:${region}:${account}:function:${fn?.name}`);
    expect(fn?.codeDir).toContain("asset.");
  });

  it("gives a function Lambda's own defaults where nothing is said", () => {
    const model = modelOf((stack) => void aFunction(stack));
    expect(model.functions[0]).toMatchObject({ timeoutS: 3, memoryMb: 128, environment: {} });
  });

  it("reads routes, and the permission fits what the gateway presents", () => {
    const model = modelOf((stack) => {
      const integration = new HttpLambdaIntegration("Receive", aFunction(stack));
      const api = new apigateway.HttpApi(stack, "Api", { defaultIntegration: integration });
      api.addRoutes({
        path: "/webhooks/{key}",
        methods: [apigateway.HttpMethod.POST],
        integration,
      });
      api.addRoutes({ path: "/{proxy+}", integration });
    });
    const arn = model.functions[0]?.arn;
    expect(model.routes.map(({ routeKey }) => routeKey).sort()).toEqual([
      "$default",
      "ANY /{proxy+}",
      "POST /webhooks/{key}",
    ]);
    expect(model.routes.every(({ functionArn }) => functionArn === arn)).toBe(true);
    for (const { sourceArn } of model.routes) {
      const letIn = model.permissions.filter((permission) => {
        const { action } = permission;
        const statements = [{ actions: [action], resources: [permission.sourceArn ?? "*"] }];
        return unmet({ statements }, { action, resources: [sourceArn] }) === null;
      });
      expect(letIn, sourceArn).not.toEqual([]);
      expect(letIn[0]).toMatchObject({ functionArn: arn, principal: "apigateway.amazonaws.com" });
    }
  });

  it("answers the API's address with the local one", () => {
    const model = modelOf((stack) => {
      const api = new apigateway.HttpApi(stack, "Api");
      aFunction(stack, { environment: { URL: api.url ?? "" } });
      new cdk.CfnOutput(stack, "Address", { value: api.url ?? "" });
    });
    expect(model.functions[0]?.environment).toEqual({ URL: `${app}/` });
    expect(model.outputs["Address"]).toBe(`${app}/`);
  });

  it("leads the owner's own name to this machine, in the functions' addresses and in the outputs", () => {
    const model = modelOf((stack) => {
      const domainName = new apigateway.DomainName(stack, "Domain", {
        domainName: "run.example.com",
        certificate: Certificate.fromCertificateArn(
          stack,
          "Issued",
          "arn:aws:acm:x:y:certificate/z",
        ),
      });
      new apigateway.HttpApi(stack, "Api", { defaultDomainMapping: { domainName } });
      const other = "https://www.example.com";
      aFunction(stack, { environment: { URL: "https://run.example.com/a", other } });
      new cdk.CfnOutput(stack, "Address", { value: "https://run.example.com" });
    });
    expect(model.functions[0]?.environment).toEqual({
      URL: `${app}/a`,
      other: "https://www.example.com",
    });
    expect(model.outputs["Address"]).toBe(app);
  });

  it("reads a queue, its dead-letter queue and the mapping to a function", () => {
    const model = modelOf((stack) => {
      const deadLetters = new sqs.Queue(stack, "DeadLetters", {
        retentionPeriod: cdk.Duration.days(14),
        enforceSSL: true,
      });
      const queue = new sqs.Queue(stack, "Queue", {
        queueName: "intake",
        visibilityTimeout: cdk.Duration.seconds(90),
        deadLetterQueue: { queue: deadLetters, maxReceiveCount: 4 },
      });
      aFunction(stack).addEventSource(
        new SqsEventSource(queue, {
          batchSize: 5,
          maxBatchingWindow: cdk.Duration.seconds(1),
          reportBatchItemFailures: true,
          maxConcurrency: 3,
        }),
      );
    });
    const deadLetters = model.queues.find(({ name }) => name !== "intake");
    expect(deadLetters).toMatchObject({
      retentionS: 14 * 86_400,
      visibilityS: 30,
      deadLetter: null,
    });
    expect(model.queues.find(({ name }) => name === "intake")).toMatchObject({
      arn: `arn:aws:sqs:${region}:${account}:intake`,
      url: queueUrl("intake"),
      visibilityS: 90,
      retentionS: 4 * 86_400,
      deadLetter: { queueArn: deadLetters?.arn, maxReceiveCount: 4 },
    });
    expect(model.queueSources).toEqual([
      {
        queueArn: `arn:aws:sqs:${region}:${account}:intake`,
        functionArn: model.functions[0]?.arn,
        batchSize: 5,
        windowS: 1,
        reportBatchItemFailures: true,
        maximumConcurrency: 3,
      },
    ]);
  });

  it("reads a schedule and the role it takes on", () => {
    const model = modelOf((stack) => {
      const role = new iam.Role(stack, "Clock", {
        assumedBy: new iam.ServicePrincipal("scheduler.amazonaws.com", {
          conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
        }),
      });
      new scheduler.Schedule(stack, "Often", {
        schedule: scheduler.ScheduleExpression.rate(cdk.Duration.hours(1)),
        target: new schedulerTargets.LambdaInvoke(aFunction(stack), { role }),
      });
    });
    const [schedule] = model.schedules;
    expect(schedule).toMatchObject({
      everyMs: 3_600_000,
      targetArn: model.functions[0]?.arn,
    });
    const role = model.roles.find(({ arn }) => arn === schedule?.roleArn);
    expect(role?.trusts).toEqual(["scheduler.amazonaws.com"]);
    const resources = [schedule?.targetArn ?? ""];
    expect(role && unmet(role, { action: "lambda:InvokeFunction", resources })).toBeNull();
  });

  it("takes a trust in another account for none", () => {
    const { roles } = modelOf((stack) => {
      new iam.Role(stack, "Clock", {
        assumedBy: new iam.ServicePrincipal("scheduler.amazonaws.com", {
          conditions: { StringEquals: { "aws:SourceAccount": "111111111111" } },
        }),
      });
    });
    expect(roles).toMatchObject([{ trusts: [] }]);
  });

  it("reads a table as the body of a CreateTable call", () => {
    const model = modelOf((stack) => {
      const key = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
      const table = new dynamodb.TableV2(stack, "T", {
        tableName: "stridewell",
        partitionKey: key("pk"),
        sortKey: key("sk"),
        timeToLiveAttribute: "expiresAt",
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      });
      table.addGlobalSecondaryIndex({
        indexName: "due",
        partitionKey: key("dueShard"),
        sortKey: key("nextDigestAt"),
        projectionType: dynamodb.ProjectionType.KEYS_ONLY,
      });
    });
    const attribute = (name: string) => ({ AttributeName: name, AttributeType: "S" });
    const keys = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: "HASH" },
      { AttributeName: range, KeyType: "RANGE" },
    ];
    expect(model.tables).toEqual([
      {
        name: "stridewell",
        ttlAttribute: "expiresAt",
        create: {
          TableName: "stridewell",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: ["pk", "sk", "dueShard", "nextDigestAt"].map(attribute),
          KeySchema: keys("pk", "sk"),
          GlobalSecondaryIndexes: [
            {
              IndexName: "due",
              KeySchema: keys("dueShard", "nextDigestAt"),
              Projection: { ProjectionType: "KEYS_ONLY" },
            },
          ],
        },
      },
    ]);
  });

  it("reads a role's grants as what they allow", () => {
    const model = modelOf((stack) => {
      const fn = aFunction(stack, {
        initialPolicy: [new iam.PolicyStatement({ actions: ["ses:SendEmail"], resources: ["*"] })],
      });
      new sqs.Queue(stack, "Sent", { queueName: "sent" }).grantSendMessages(fn);
      new sqs.Queue(stack, "Other", { queueName: "other" });
      const table = new dynamodb.TableV2(stack, "T", {
        tableName: "stridewell",
        partitionKey: { name: "pk", type: dynamodb.AttributeType.STRING },
      });
      table.grantReadData(fn);
    });
    const role = model.roles.find(({ arn }) => arn === model.functions[0]?.roleArn);
    expect(role?.trusts).toEqual(["lambda.amazonaws.com"]);
    const arn = (service: string, tail: string) =>
      `arn:aws:${service}:${region}:${account}:${tail}`;
    const cases = [
      ["sqs:SendMessage", arn("sqs", "sent"), true],
      ["sqs:SendMessage", arn("sqs", "other"), false],
      ["sqs:ReceiveMessage", arn("sqs", "sent"), false],
      ["dynamodb:GetItem", arn("dynamodb", "table/stridewell"), true],
      ["dynamodb:PutItem", arn("dynamodb", "table/stridewell"), false],
      ["ses:SendEmail", arn("ses", "identity/a@example.org"), true],
    ] as const;
    for (const [action, resource, allowed] of cases) {
      const refusal = role && unmet(role, { action, resources: [resource] });
      expect(refusal === null, `${action} on ${resource}`).toBe(allowed);
    }
  });

  it("reads from whom alone a role may mail", () => {
    const model = modelOf((stack) => {
      aFunction(stack, {
        initialPolicy: [
          new iam.PolicyStatement({
            actions: ["ses:SendRawEmail"],
            resources: ["*"],
            conditions: { StringEquals: { "ses:FromAddress": "coach@example.org" } },
          }),
        ],
      });
    });
    const [role] = model.roles;
    const may = (fromAddress: string) =>
      role && unmet(role, { action: "ses:SendRawEmail", resources: ["any"], fromAddress }) === null;
    expect([may("coach@example.org"), may("ada@example.org")]).toEqual([true, false]);
  });

  it("passes by alarms, topics, email and dashboards, and still answers their names", () => {
    const model = modelOf((stack) => {
      const queue = new sqs.Queue(stack, "Queue");
      const topic = new sns.Topic(stack, "Topic", { topicName: "trouble", enforceSSL: true });
      topic.addSubscription(new snsSubscriptions.SqsSubscription(queue));
      const set = new ses.ConfigurationSet(stack, "Set", { configurationSetName: "digest" });
      set.addEventDestination("Events", { destination: ses.EventDestination.snsTopic(topic) });
      const alarm = new cloudwatch.Alarm(stack, "Alarm", {
        metric: queue.metricApproximateNumberOfMessagesVisible(),
        threshold: 1,
        evaluationPeriods: 1,
      });
      alarm.addAlarmAction(new cloudwatchActions.SnsAction(topic));
      new cloudwatch.Dashboard(stack, "Board");
      aFunction(stack, { environment: { SET: set.configurationSetName, TOPIC: topic.topicArn } });
    });
    expect(model.functions[0]?.environment).toEqual({
      SET: "digest",
      TOPIC: `arn:aws:sns:${region}:${account}:trouble`,
    });
  });

  it("stands where the stack says, before where the caller says", () => {
    const model = modelOf((stack) => void new sqs.Queue(stack, "Queue", { queueName: "q" }), {
      env: { account: "111111111111", region: "eu-north-1" },
    });
    expect(model).toMatchObject({ accountId: "111111111111", region: "eu-north-1" });
    expect(model.queues[0]?.arn).toBe("arn:aws:sqs:eu-north-1:111111111111:q");
  });
});

describe("intrinsics", () => {
  it.each<[string, unknown, string]>([
    ["Ref of a pseudo parameter", { Ref: "AWS::Region" }, region],
    ["Ref of a queue is its URL", { Ref: "Queue" }, queueUrl("intake")],
    ["GetAtt", { "Fn::GetAtt": ["Queue", "QueueName"] }, "intake"],
    ["Join", { "Fn::Join": ["-", ["a", { Ref: "AWS::Partition" }, "b"]] }, "a-aws-b"],
    ["Sub", { "Fn::Sub": "${AWS::AccountId}/${AWS::Region}" }, `${account}/${region}`],
  ])("answers %s", (_, value, expected) => {
    const reading = readByHand({
      Resources: { Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "intake" } } },
      Outputs: { Answer: { Value: value } },
    });
    expect(reading).toMatchObject({ kind: "read", model: { outputs: { Answer: expected } } });
  });
});

describe("a rule on events", () => {
  it("is read with its pattern, its queue, and who may reach that", () => {
    const model = modelOf((stack) => {
      const set = new ses.ConfigurationSet(stack, "Set");
      set.addEventDestination("Events", {
        destination: ses.EventDestination.eventBus(
          events.EventBus.fromEventBusName(stack, "Bus", "default"),
        ),
        events: [ses.EmailSendingEvent.SEND, ses.EmailSendingEvent.BOUNCE],
      });
      new events.Rule(stack, "Rule", {
        eventPattern: {
          source: ["aws.ses"],
          detail: { mail: { tags: { "ses:configuration-set": [set.configurationSetName] } } },
        },
        targets: [new eventTargets.SqsQueue(new sqs.Queue(stack, "Queue", { enforceSSL: true }))],
      });
    });
    const [queue] = model.queues;
    const [rule] = model.eventRules;
    const [told] = model.mailEvents;
    expect(told?.types).toEqual(["send", "bounce"]);
    expect(rule?.queueArns).toEqual([queue?.arn]);
    expect(rule?.pattern).toEqual({
      source: ["aws.ses"],
      detail: { mail: { tags: { "ses:configuration-set": [told?.configurationSet] } } },
    });
    expect(model.queuePolicies).toEqual([
      {
        queueArn: queue?.arn,
        statements: [
          {
            actions: ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
            resources: [queue?.arn],
            principals: ["events.amazonaws.com"],
            sourceArns: [rule?.arn],
          },
        ],
      },
    ]);
    expect(model.schedules).toEqual([]);
  });
});

function aSchedule(
  props: Partial<scheduler.ScheduleProps>,
  target: schedulerTargets.ScheduleTargetBaseProps = {},
): Build {
  return (stack) => {
    const role = new iam.Role(stack, "Clock", {
      assumedBy: new iam.ServicePrincipal("scheduler.amazonaws.com"),
    });
    new scheduler.Schedule(stack, "S", {
      schedule: scheduler.ScheduleExpression.rate(cdk.Duration.minutes(5)),
      target: new schedulerTargets.LambdaInvoke(aFunction(stack), { role, ...target }),
      ...props,
    });
  };
}

describe("what can't be run here", patient, () => {
  it("names the logical id, the path and the intrinsic", () => {
    const reading = readApp((stack) => {
      aFunction(stack, {
        environment: { ZONE: cdk.Fn.select(0, cdk.Fn.getAzs()) },
      });
    });
    expect(linesOf(reading)).toEqual([
      expect.stringMatching(
        /^Intake\w+ Properties\.Environment\.Variables\.ZONE: Fn::Select is not resolved locally$/,
      ),
    ]);
  });

  it("names an unknown resource type, once, however many ask for it", () => {
    const reading = readApp((stack) => {
      const photos = new ecr.Repository(stack, "Photos");
      aFunction(stack, {
        environment: { NAME: photos.repositoryName, ARN: photos.repositoryArn },
      });
    });
    expect(linesOf(reading)).toEqual([
      expect.stringMatching(/^Photos\w+ Type: AWS::ECR::Repository is not known locally$/),
    ]);
  });

  it.each<[string, Build, RegExp]>([
    [
      "a bucket that keeps versions",
      (stack) => void new s3.Bucket(stack, "Uploads", { versioned: true }),
      /^Uploads\w+ Properties\.VersioningConfiguration/,
    ],
    [
      "a bucket whose policy lets somebody in",
      (stack) => void new s3.Bucket(stack, "Uploads").grantPublicAccess("*"),
      /^UploadsPolicy\w+ .*is not decided locally/,
    ],
    [
      "a managed policy",
      (stack) =>
        void new iam.Role(stack, "Role", {
          assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName("AmazonSQSFullAccess")],
        }),
      /^Role\w+ Properties\.ManagedPolicyArns: is not decided locally$/,
    ],
    [
      "a policy of a role's own",
      (stack) =>
        void new iam.Role(stack, "Role", {
          assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
          inlinePolicies: {
            own: new iam.PolicyDocument({
              statements: [new iam.PolicyStatement({ actions: ["sqs:*"], resources: ["*"] })],
            }),
          },
        }),
      /^Role\w+ Properties\.Policies: is not decided locally$/,
    ],
    [
      "a permissions boundary",
      (stack) =>
        void new iam.Role(stack, "Role", {
          assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
          permissionsBoundary: iam.ManagedPolicy.fromAwsManagedPolicyName("PowerUserAccess"),
        }),
      /^Role\w+ Properties\.PermissionsBoundary: is not decided locally$/,
    ],
    [
      "a role that somebody else takes on",
      (stack) => void new iam.Role(stack, "Role", { assumedBy: new iam.AnyPrincipal() }),
      /^Role\w+ Properties\.AssumeRolePolicyDocument\.Statement\.0\.Principal/,
    ],
    [
      "a statement that denies",
      (stack) =>
        aFunction(stack).addToRolePolicy(
          new iam.PolicyStatement({
            effect: iam.Effect.DENY,
            actions: ["sqs:*"],
            resources: ["*"],
          }),
        ),
      /Properties\.PolicyDocument\.Statement\.0\.Effect: only Allow is decided locally$/,
    ],
    [
      "a statement with a condition",
      (stack) =>
        aFunction(stack).addToRolePolicy(
          new iam.PolicyStatement({
            actions: ["ses:SendEmail"],
            resources: ["*"],
            conditions: { StringEquals: { "ses:Recipients": "runner@example.org" } },
          }),
        ),
      /^IntakeRoleDefaultPolicy\w+ Properties\.PolicyDocument\.Statement\.0\.Condition: is not decided locally$/,
    ],
    [
      "a statement by NotAction",
      (stack) =>
        aFunction(stack).addToRolePolicy(
          new iam.PolicyStatement({ notActions: ["iam:*"], resources: ["*"] }),
        ),
      /^IntakeRoleDefaultPolicy\w+ Properties\.PolicyDocument\.Statement\.0\.NotAction: is not decided locally$/,
    ],
    [
      "a statement by NotResource",
      (stack) =>
        aFunction(stack).addToRolePolicy(
          new iam.PolicyStatement({ actions: ["sqs:*"], notResources: ["*"] }),
        ),
      /Properties\.PolicyDocument\.Statement\.0\.NotResource: is not decided locally$/,
    ],
    [
      "a policy variable",
      (stack) =>
        aFunction(stack).addToRolePolicy(
          new iam.PolicyStatement({
            actions: ["sqs:*"],
            resources: ["arn:aws:sqs:*:*:${aws:userid}"],
          }),
        ),
      /Properties\.PolicyDocument\.Statement\.0\.Resource: policy variables are not decided locally$/,
    ],
    [
      "a FIFO queue",
      (stack) => void new sqs.Queue(stack, "Queue", { fifo: true }),
      /^Queue\w+ Properties\.FifoQueue: FIFO queues are not run locally$/,
    ],
    [
      "a filtered event source",
      (stack) =>
        aFunction(stack).addEventSource(
          new SqsEventSource(new sqs.Queue(stack, "Queue"), {
            filters: [lambda.FilterCriteria.filter({ body: { kind: ["run"] } })],
          }),
        ),
      /^Intake\w+ Properties\.FilterCriteria: is not run locally$/,
    ],
    [
      "a mapping that is off",
      (stack) =>
        aFunction(stack).addEventSource(
          new SqsEventSource(new sqs.Queue(stack, "Queue"), { enabled: false }),
        ),
      /^Intake\w+ Properties\.Enabled: is not run locally$/,
    ],
    [
      "a queue that delays what it is sent",
      (stack) => void new sqs.Queue(stack, "Queue", { deliveryDelay: cdk.Duration.seconds(2) }),
      /^Queue\w+ Properties\.DelaySeconds: is not run locally$/,
    ],
    [
      "a rule with a schedule",
      (stack) =>
        void new events.Rule(stack, "Rule", {
          eventPattern: { source: ["aws.ses"] },
          schedule: events.Schedule.rate(cdk.Duration.minutes(5)),
        }),
      /^Rule\w+ Properties\.ScheduleExpression: is not run locally$/,
    ],
    [
      "a schedule by the clock",
      aSchedule({ schedule: scheduler.ScheduleExpression.cron({ minute: "0", hour: "3" }) }),
      /^S\w+ Properties\.ScheduleExpression: only rate/,
    ],
    [
      "a schedule that is off",
      aSchedule({ enabled: false }),
      /^S\w+ Properties\.State: only ENABLED is run locally$/,
    ],
    [
      "a schedule with an input",
      aSchedule({}, { input: scheduler.ScheduleTargetInput.fromText("x") }),
      /^S\w+ Properties\.Target\.Input: is not run locally$/,
    ],
    [
      "a pattern that matches more than a value to the letter",
      (stack) =>
        void new events.Rule(stack, "Rule", {
          eventPattern: { source: events.Match.prefix("aws.") },
        }),
      /^Rule\w+ Properties\.EventPattern\.source: the pattern feature prefix is not known locally$/,
    ],
    [
      "an event that goes to a function",
      (stack) =>
        void new events.Rule(stack, "Rule", {
          eventPattern: { source: ["aws.ses"] },
          targets: [new eventTargets.LambdaFunction(aFunction(stack))],
        }),
      /^Rule\w+ Properties\.Targets\.0\.Arn: is no queue of this stack$/,
    ],
    [
      "an event whose message is made up",
      (stack) =>
        void new events.Rule(stack, "Rule", {
          eventPattern: { source: ["aws.ses"] },
          targets: [
            new eventTargets.SqsQueue(new sqs.Queue(stack, "Queue"), {
              message: events.RuleTargetInput.fromText("mail"),
            }),
          ],
        }),
      /^Rule\w+ Properties\.Targets\.0\.Input: is not run locally$/,
    ],
    [
      "a mail's opening, which nobody here can tell",
      (stack) =>
        void new ses.ConfigurationSet(stack, "Set").addEventDestination("Events", {
          destination: ses.EventDestination.eventBus(
            events.EventBus.fromEventBusName(stack, "Bus", "default"),
          ),
          events: [ses.EmailSendingEvent.OPEN],
        }),
      /^SetEvents\w+ Properties\.EventDestination\.MatchingEventTypes: the event open is not known locally$/,
    ],
    [
      "a queue policy with a condition",
      (stack) =>
        void new sqs.Queue(stack, "Queue").addToResourcePolicy(
          new iam.PolicyStatement({
            actions: ["sqs:SendMessage"],
            resources: ["*"],
            principals: [new iam.ServicePrincipal("events.amazonaws.com")],
            conditions: {
              ArnEquals: { "aws:SourceArn": "arn:aws:events:eu-west-1:000000000000:rule/mail" },
              StringEquals: { "aws:PrincipalOrgID": "o-1" },
            },
          }),
        ),
      /^QueuePolicy\w+ Properties\.PolicyDocument\.Statement\.0\.Condition/,
    ],
    [
      "code written into the template",
      (stack) => void aFunction(stack, { code: lambda.Code.fromInline("exports.handler = 1") }),
      /^Intake\w+ Properties\.Code\.S3Key: only code from an asset's folder is run locally$/,
    ],
    [
      "a function of another runtime",
      (stack) => void aFunction(stack, { runtime: lambda.Runtime.PYTHON_3_13 }),
      /^Intake\w+ Properties\.Runtime: only Node functions are run locally$/,
    ],
    [
      "a function with a role from elsewhere",
      (stack) =>
        void aFunction(stack, {
          role: iam.Role.fromRoleArn(stack, "Role", `arn:aws:iam::${account}:role/elsewhere`),
        }),
      /^Intake\w+ Properties\.Role: is no role of this stack$/,
    ],
    [
      "an API with CORS",
      (stack) =>
        void new apigateway.HttpApi(stack, "Api", { corsPreflight: { allowOrigins: ["*"] } }),
      /^Api\w+ Properties\.CorsConfiguration: is not run locally$/,
    ],
  ])("refuses %s by name", (_, build, line) => {
    const lines = linesOf(readApp(build));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
  });

  it("says every reason at once", () => {
    const reading = readByHand({
      Resources: {
        A: { Type: "AWS::SQS::Queue", Properties: { QueueName: { "Fn::Select": [0, ["a"]] } } },
        B: { Type: "AWS::EC2::Instance" },
      },
    });
    expect(linesOf(reading)).toEqual([
      "A Properties.QueueName: Fn::Select is not resolved locally",
      "B Type: AWS::EC2::Instance is not known locally",
    ]);
  });

  it.each<[string, unknown, string]>([
    ["Fn::ImportValue", { "Fn::ImportValue": "x" }, "Fn::ImportValue is not resolved locally"],
    [
      "Fn::FindInMap",
      { "Fn::FindInMap": ["a", "b", "c"] },
      "Fn::FindInMap is not resolved locally",
    ],
    [
      "a secret by reference",
      "{{resolve:ssm:/x}}",
      "a {{resolve:…}} reference is not resolved locally",
    ],
    ["an unknown name", { Ref: "Nobody" }, "there is no Nobody in the template"],
    [
      "an unknown pseudo parameter",
      { Ref: "AWS::NotificationARNs" },
      "the pseudo parameter AWS::NotificationARNs is not resolved locally",
    ],
    [
      "an unknown attribute",
      { "Fn::GetAtt": ["Q", "Colour"] },
      "Fn::GetAtt of Q.Colour is not known locally",
    ],
    [
      "an attribute named as an object's own",
      { "Fn::GetAtt": ["Q", "constructor"] },
      "Fn::GetAtt of Q.constructor is not known locally",
    ],
  ])("refuses %s", (_, value, why) => {
    const reading = readByHand({
      Resources: { Q: { Type: "AWS::SQS::Queue" } },
      Outputs: { Answer: { Value: value } },
    });
    expect(linesOf(reading)).toEqual([`Outputs.Answer.Value: ${why}`]);
  });

  it("refuses conditions", () => {
    const Conditions = { Never: { "Fn::Equals": ["a", "b"] } };
    expect(linesOf(readByHand({ Conditions, Resources: {} }))).toEqual([
      expect.stringContaining("at Conditions: conditions are not decided locally"),
    ]);
  });
});

describe("the assembly", () => {
  it("says which file cannot be read", () => {
    const reading = readTemplate({
      assemblyDir: join(root, "nowhere"),
      account,
      region,
      urls: { app, queue: queueUrl },
    });
    expect(linesOf(reading)).toEqual([expect.stringContaining("manifest.json cannot be read")]);
  });

  it("is refused where it holds two stacks", () => {
    expect(linesOf(readByHand({ Resources: {} }, { stacks: ["One", "Two"] }))).toEqual([
      expect.stringContaining("one stack is run locally (found: One, Two)"),
    ]);
  });
});
