import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { providerEvent } from "../../../functions/messages/provider-event.ts";
import { handler } from "../../../functions/receive-webhook/handler.ts";
import { type FrontDoor, startFrontDoor } from "../../../infra/local/access/front-door.ts";
import { makeKeys } from "../../../infra/local/access/keys.ts";
import { systemClock } from "../../../infra/local/engines/clock.ts";
import { listen } from "../../../infra/local/engines/listen.ts";
import { startQueue } from "../../../infra/local/engines/queue.ts";
import { keepPrinted } from "../../support/printed.ts";

/*
 * The handler as Lambda runs it: its settings come from the environment, and its call to the queue is
 * signed with its role's key and checked at the queue's door.
 */

const region = "eu-west-1";
const accountId = "000000000000";
const queueArn = `arn:aws:sqs:${region}:${accountId}:events`;
const roleArn = `arn:aws:iam::${accountId}:role/receive`;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const BODY =
  '{"object_type":"activity","object_id":9007199254740993,"aspect_type":"update","updates":{"title":"Past the old mill"},"owner_id":7,"subscription_id":1,"event_time":1796000000}';

const undo: (() => unknown)[] = [];
let printed: string[];
let door: FrontDoor;
let sqs: SQSClient;

const receive = async () => {
  const QueueUrl = `${door.url}/${accountId}/events`;
  const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
  return (await sqs.send(new ReceiveMessageCommand(asked))).Messages ?? [];
};
const correlations = async () =>
  (await receive()).map(
    ({ MessageAttributes }) => MessageAttributes?.["correlationId"]?.StringValue,
  );

async function start(actions: readonly string[]) {
  const queue = {
    logicalId: "events",
    name: "events",
    arn: queueArn,
    url: "",
    visibilityS: 30,
    retentionS: 3600,
    deadLetter: null,
  };
  const engine = await startQueue({
    file: ":memory:",
    queues: [queue],
    clock: systemClock,
  });
  undo.push(() => engine.close());
  const statements = [{ actions, resources: [queueArn] }];
  const roles = [{ logicalId: "r", arn: roleArn, trusts: ["lambda.amazonaws.com"], statements }];
  const keys = makeKeys(roles);
  door = await startFrontDoor({
    service: "sqs",
    upstreamUrl: engine.url,
    port: 0,
    model: { region, accountId, roles },
    keys: keys.holders,
  });
  undo.push(() => door.close());
  const role = keys.roles.get(roleArn);
  vi.stubEnv("AWS_ACCESS_KEY_ID", role?.accessKeyId ?? "");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", role?.secretAccessKey ?? "");
  vi.stubEnv("AWS_REGION", region);
  vi.stubEnv("PROVIDER_EVENTS_QUEUE_URL", `${door.url}/${accountId}/events`);
  vi.stubEnv("STRAVA_PATH_KEY_SHA256", sha256("k3y"));
  vi.stubEnv("STRAVA_VERIFY_TOKEN_SHA256", sha256("t0ken"));
  sqs = new SQSClient({ endpoint: door.url, region, credentials: keys.operator });
  return async () =>
    (await receive()).map(({ Body = "" }) => providerEvent.parse(JSON.parse(Body)));
}

beforeEach(() => {
  printed = keepPrinted();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const step of undo.splice(0).reverse()) await step();
});

function request(overrides: Partial<APIGatewayProxyEventV2> = {}, method = "POST") {
  const event: APIGatewayProxyEventV2 = {
    version: "2.0",
    routeKey: `${method} /webhooks/strava/{key}`,
    rawPath: "/webhooks/strava/k3y",
    rawQueryString: "",
    headers: { "content-type": "application/json" },
    pathParameters: { key: "k3y" },
    body: BODY,
    isBase64Encoded: false,
    requestContext: {
      accountId,
      apiId: "local",
      domainName: "localhost",
      domainPrefix: "localhost",
      http: { method, path: "/", protocol: "HTTP/1.1", sourceIp: "1.2.3.4", userAgent: "" },
      requestId: "q",
      routeKey: "r",
      stage: "$default",
      time: "",
      timeEpoch: 0,
    },
    ...overrides,
  };
  return handler(event, { awsRequestId: "request-1" });
}

describe("the webhook's handler", () => {
  it("lays one message in the queue for one event, by a call that its role signed", async () => {
    const received = await start(["sqs:SendMessage"]);
    expect(await request()).toEqual({ statusCode: 200 });
    expect(await received()).toMatchObject([
      { kind: "event", event: { objectId: "9007199254740993", ownerId: "7" } },
    ]);
    expect(await received()).toEqual([]);
  });

  it("sends the request's id beside the message, as its line in the log has it", async () => {
    await start(["sqs:SendMessage"]);
    await request();
    expect(JSON.parse(printed[0] ?? "")).toMatchObject({ correlation_id: "request-1" });
    expect(await correlations()).toEqual(["request-1"]);
  });

  it("reads a body that comes as base64, and sees a large one for what it is", async () => {
    const received = await start(["sqs:SendMessage"]);
    const encoded = (text: string) => ({
      isBase64Encoded: true,
      body: Buffer.from(text).toString("base64"),
    });
    expect(await request(encoded(BODY))).toEqual({ statusCode: 200 });
    expect(await request(encoded(BODY.padEnd(3_000_000)))).toEqual({ statusCode: 413 });
    expect(await request({ body: BODY.padEnd(3_000_000) })).toEqual({ statusCode: 413 });
    expect(await received()).toHaveLength(1);
  });

  it("answers the challenge with JSON that says it is JSON", async () => {
    const queryStringParameters = {
      "hub.mode": "subscribe",
      "hub.verify_token": "t0ken",
      "hub.challenge": "15f7",
    };
    await start([]);
    expect(await request({ queryStringParameters }, "GET")).toEqual({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"hub.challenge":"15f7"}',
    });
  });

  it("checks the signature and the subscription that its environment names", async () => {
    await start(["sqs:SendMessage"]);
    vi.stubEnv("STRAVA_SUBSCRIPTION_ID", "2");
    expect(await request()).toEqual({ statusCode: 403 });
    vi.stubEnv("STRAVA_SUBSCRIPTION_ID", "1");
    expect(await request()).toEqual({ statusCode: 200 });
    vi.stubEnv("STRAVA_SIGNING_KEY", "secret");
    expect(await request()).toEqual({ statusCode: 401 });
  });

  it.each([
    ["may not send", "SQS answered 403", async () => void (await start([]))],
    [
      "has another's key",
      "SQS answered 403",
      async () => {
        await start(["sqs:SendMessage"]);
        vi.stubEnv("AWS_SECRET_ACCESS_KEY", "another");
      },
    ],
    [
      "finds no queue there",
      "Error",
      async () => {
        await start(["sqs:SendMessage"]);
        await door.close();
      },
    ],
    [
      "gets no answer from the queue before Strava's patience ends",
      "TimeoutError",
      async () => {
        await start(["sqs:SendMessage"]);
        const { url, close } = await listen(createServer());
        undo.push(() => close(0));
        vi.stubEnv("PROVIDER_EVENTS_QUEUE_URL", `${url}/${accountId}/events`);
      },
    ],
  ])("answers 503 within 2 s where it %s, and logs %j", async (_where, why, arrange) => {
    await arrange();
    const startMs = performance.now();
    expect(await request()).toEqual({ statusCode: 503 });
    expect(performance.now() - startMs).toBeLessThan(2000);
    expect(JSON.parse(printed.join("")).outcome).toBe(`queue-unavailable: ${why}`);
  });

  it("answers everybody else without a queue, a key or an address", async () => {
    vi.stubEnv("STRAVA_PATH_KEY_SHA256", undefined);
    expect(await request()).toEqual({ statusCode: 404 });
  });

  it("leaves one line of JSON a request, with no key, token, title or athlete in it", async () => {
    await start(["sqs:SendMessage"]);
    vi.stubEnv("STRAVA_SIGNING_KEY", undefined);
    await request();
    await request({ body: BODY.slice(0, 90) });
    await request({ pathParameters: { key: "guess" } });
    await request({ queryStringParameters: { "hub.verify_token": "guess" } }, "GET");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "another");
    await request();
    expect(printed).toHaveLength(5);
    const levels = printed.map((line) => JSON.parse(line).level);
    expect(levels).toEqual(["INFO", "WARN", "WARN", "WARN", "ERROR"]);
    const all = printed.join("");
    for (const secret of ["k3y", sha256("k3y"), "t0ken", "guess", "mill", '"7"', "1.2.3.4"]) {
      expect(all).not.toContain(secret);
    }
  });
});
