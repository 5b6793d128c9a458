import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { App, Duration, Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { AttributeType, Billing, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Schedule, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

const receive = `
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
const sqs = new SQSClient({ maxAttempts: 1 });
export const handler = async (event) => {
  const body = event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body;
  const message = { ...JSON.parse(body), id: event.pathParameters.id };
  await sqs.send(new SendMessageCommand({
    QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(message),
  }));
  return { statusCode: 202, body: "accepted" };
};`;

const work = `
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
const dynamodb = new DynamoDBClient({ maxAttempts: 1 });
const ses = new SESv2Client({ maxAttempts: 1 });
const put = (id, attempt, { expiresAt }) => dynamodb.send(new PutItemCommand({
  TableName: process.env.TABLE_NAME,
  Item: {
    pk: { S: id }, attempt: { N: String(attempt) },
    ...(expiresAt && { expiresAt: { N: String(expiresAt) } }),
  },
}));
export const handler = async (event) => {
  const batchItemFailures = [];
  for (const record of event.Records) {
    const message = JSON.parse(record.body);
    const attempt = Number(record.attributes.ApproximateReceiveCount);
    try {
      await put(message.id + "-attempt-" + attempt, attempt, message);
      if (message.fail >= attempt) throw new Error("asked to fail");
      if (message.crash >= attempt) process.exit(3);
      if (message.hang >= attempt) await new Promise(() => setInterval(() => 0, 1000));
      await put(message.id, attempt, message);
      if (message.mail) {
        await ses.send(new SendEmailCommand({
          FromEmailAddress: "coach@example.org",
          Destination: { ToAddresses: [message.mail] },
          Content: { Raw: { Data: Buffer.from(
            "From: coach@example.org\\r\\nSubject: Run " + message.id + "\\r\\n\\r\\nWell run.",
          ) } },
        }));
      }
    } catch (error) {
      console.error("message failed", error.name);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
};`;

const read = `
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
const dynamodb = new DynamoDBClient({ maxAttempts: 1 });
export const handler = async (event) => {
  const { Item } = await dynamodb.send(new GetItemCommand({
    TableName: process.env.TABLE_NAME, Key: { pk: { S: event.pathParameters.id } },
  }));
  return Item ? { id: Item.pk.S, attempt: Number(Item.attempt.N) } : { statusCode: 404 };
};`;

const tick = `
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
const dynamodb = new DynamoDBClient({ maxAttempts: 1 });
export const handler = (event) => dynamodb.send(new PutItemCommand({
  TableName: process.env.TABLE_NAME,
  Item: { pk: { S: "tick" }, attempt: { N: "1" }, at: { S: event.time } },
}));`;

class FixtureStack extends Stack {
  constructor(scope: App, id: string, handlersDir: string) {
    super(scope, id, { analyticsReporting: false });
    const roleOf = (name: string, service: string) =>
      new Role(this, `${name}Role`, { assumedBy: new ServicePrincipal(service) });
    const fn = (name: string, timeoutS: number, environment: Record<string, string>) =>
      new LambdaFunction(this, name, {
        role: roleOf(name, "lambda.amazonaws.com"),
        runtime: Runtime.NODEJS_24_X,
        handler: "index.handler",
        code: Code.fromAsset(join(handlersDir, name)),
        timeout: Duration.seconds(timeoutS),
        environment,
      });
    const allow = (to: LambdaFunction, action: string, resource: string) =>
      to.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [resource] }));

    const table = new TableV2(this, "Table", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      timeToLiveAttribute: "expiresAt",
      billing: Billing.onDemand(),
    });
    const dead = new Queue(this, "Dead");
    const queue = new Queue(this, "Runs", {
      visibilityTimeout: Duration.seconds(30),
      deadLetterQueue: { queue: dead, maxReceiveCount: 2 },
    });
    const environment = { TABLE_NAME: table.tableName };

    const receiver = fn("Receive", 5, { QUEUE_URL: queue.queueUrl });
    allow(receiver, "sqs:SendMessage", queue.queueArn);
    const worker = fn("Work", 1, environment);
    allow(worker, "dynamodb:PutItem", table.tableArn);
    allow(worker, "ses:SendRawEmail", "*");
    worker.addEventSource(
      new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }),
    );
    const reader = fn("Read", 5, environment);
    allow(reader, "dynamodb:GetItem", table.tableArn);
    const ticker = fn("Tick", 5, environment);
    allow(ticker, "dynamodb:PutItem", table.tableArn);

    const api = new HttpApi(this, "Api");
    api.addRoutes({
      path: "/runs/{id}",
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration("ReceiveCall", receiver),
    });
    api.addRoutes({
      path: "/runs/{id}",
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration("ReadCall", reader),
    });
    new Schedule(this, "EveryFiveMinutes", {
      schedule: ScheduleExpression.rate(Duration.minutes(5)),
      target: new LambdaInvoke(ticker, { role: roleOf("Clock", "scheduler.amazonaws.com") }),
    });
  }
}

/** Synthesizes a small application with one part of every kind, whose handlers do as they are told. */
export function synthesizeFixture(): { readonly assemblyDir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), "stridewell-fixture-"));
  const handlersDir = join(dir, "handlers");
  for (const [name, source] of Object.entries({
    Receive: receive,
    Work: work,
    Read: read,
    Tick: tick,
  })) {
    buildSync({
      stdin: { contents: source, resolveDir: root },
      outfile: join(handlersDir, name, "index.mjs"),
      bundle: true,
      minify: true,
      platform: "node",
      format: "esm",
      mainFields: ["module", "main"],
      banner: {
        js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
    });
  }
  const assemblyDir = join(dir, "assembly");
  const app = new App({ outdir: assemblyDir });
  new FixtureStack(app, "Fixture", handlersDir);
  app.synth();
  return { assemblyDir, remove: () => rmSync(dir, { recursive: true }) };
}
