import { createHash, createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { Sha256 } from "@aws-crypto/sha256-js";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { SignatureV4 } from "@smithy/signature-v4";
import dynalite from "dynalite";
import { afterEach, describe, expect, it } from "vitest";
import {
  type Denial,
  type FrontDoor,
  type Service,
  startFrontDoor,
} from "../../../../infra/local/access/front-door.ts";
import { makeKeys } from "../../../../infra/local/access/keys.ts";
import { type Listening, listen } from "../../../../infra/local/engines/listen.ts";
import type { Model, Statement } from "../../../../infra/local/template/model.ts";

const region = "eu-west-1";
const accountId = "000000000000";
const roleArn = `arn:aws:iam::${accountId}:role/intake`;
const arn = (service: string, tail: string) => `arn:aws:${service}:${region}:${accountId}:${tail}`;
const table = arn("dynamodb", "table/stridewell");
const queueUrl = `http://127.0.0.1:1/${accountId}/intake`;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** An engine that records what reaches it and answers with an empty object. */
async function anEngine(): Promise<{ url: string; seen: Seen[]; connections: () => number }> {
  const seen: Seen[] = [];
  let connections = 0;
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method, url, headers } = incoming;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      outgoing.writeHead(200, { "x-engine": "here" });
      outgoing.end("{}");
    });
  });
  server.on("connection", () => {
    connections += 1;
  });
  const { url } = await open(server);
  return { url, seen, connections: () => connections };
}

async function open(server: Server): Promise<Listening> {
  const listening = await listen(server);
  closing.push(() => listening.close());
  return listening;
}

const allow = (actions: string[], ...resources: string[]): Statement => {
  return { actions, resources };
};

/** A front door that knows one role, with that role's and the operator's credentials. */
async function aDoor(service: Service, upstreamUrl: string, statements: readonly Statement[]) {
  const role = { logicalId: "Role", arn: roleArn, trusts: ["lambda.amazonaws.com"], statements };
  const model: Pick<Model, "region" | "accountId" | "roles"> = {
    region,
    accountId,
    roles: [role],
  };
  const keys = makeKeys([role]);
  const denials: Denial[] = [];
  const door: FrontDoor = await startFrontDoor({
    service,
    upstreamUrl,
    port: 0,
    model,
    keys: keys.holders,
    onDenied: (denial) => denials.push(denial),
  });
  closing.push(door.close);
  const credentials = keys.roles.get(roleArn) ?? keys.operator;
  const config = { endpoint: door.url, region, credentials, maxAttempts: 1 };
  return { door, denials, credentials, config, operator: keys.operator };
}

/** A client that is closed when the test ends. */
function ready<T extends { destroy(): void }>(client: T): T {
  closing.push(async () => client.destroy());
  return client;
}

async function dynamo(...statements: Statement[]) {
  const server = dynalite({ createTableMs: 0 });
  const { url } = await open(server);
  const { config, denials, operator } = await aDoor("dynamodb", url, statements);
  const owner = ready(new DynamoDBClient({ ...config, credentials: operator }));
  for (const TableName of ["stridewell", "other"]) {
    await owner.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "due", AttributeType: "S" },
        ],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [
          {
            IndexName: "due",
            KeySchema: [{ AttributeName: "due", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        ],
      }),
    );
  }
  return { client: ready(new DynamoDBClient(config)), owner, denials, config };
}

const item = { pk: { S: "a" }, due: { S: "now" } };
const put = (TableName = "stridewell") => new PutItemCommand({ TableName, Item: item });
const queryOf = (IndexName?: string) =>
  new QueryCommand({
    TableName: "stridewell",
    ...(IndexName === undefined ? {} : { IndexName }),
    KeyConditionExpression: "#k = :v",
    ExpressionAttributeNames: { "#k": IndexName === undefined ? "pk" : "due" },
    ExpressionAttributeValues: { ":v": { S: IndexName === undefined ? "a" : "now" } },
  });

const denied = { name: "AccessDeniedException" };

const coach = {
  FromEmailAddress: "coach@example.org",
  Destination: { ToAddresses: ["coach@example.org"] },
  Content: { Raw: { Data: Buffer.from("Subject: Your week\r\n\r\nWell done.") } },
};

describe("before a real table", () => {
  it("lets through what is granted and gives back the engine's answer", async () => {
    const { client } = await dynamo(allow(["dynamodb:PutItem", "dynamodb:GetItem"], table));
    await client.send(put());
    const read = await client.send(
      new GetItemCommand({ TableName: "stridewell", Key: { pk: { S: "a" } } }),
    );
    expect(read.Item).toEqual(item);
  });

  it("answers AccessDenied, naming role, action and resource, and writes nothing", async () => {
    const { client, owner, denials } = await dynamo(allow(["dynamodb:GetItem"], table));
    await expect(client.send(put())).rejects.toMatchObject({
      ...denied,
      message: `User: ${roleArn} is not authorized to perform: dynamodb:PutItem on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
    });
    expect((await owner.send(new ScanCommand({ TableName: "stridewell" }))).Items).toEqual([]);
    expect(denials).toEqual([
      {
        service: "dynamodb",
        roleArn,
        action: "dynamodb:PutItem",
        resource: table,
        reason: "because no identity-based policy allows the dynamodb:PutItem action",
      },
    ]);
  });

  it("passes the engine's own errors on", async () => {
    const { client } = await dynamo(allow(["dynamodb:PutItem"], table));
    const conditional = new PutItemCommand({
      TableName: "stridewell",
      Item: item,
      ConditionExpression: "attribute_exists(pk)",
    });
    await expect(client.send(conditional)).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
    });
  });

  it("asks for the index alone where a query names one", async () => {
    const onIndex = await dynamo(allow(["dynamodb:Query"], `${table}/index/due`));
    expect((await onIndex.client.send(queryOf("due"))).Count).toBe(0);
    await expect(onIndex.client.send(queryOf())).rejects.toMatchObject(denied);

    const onTable = await dynamo(allow(["dynamodb:Query"], table));
    expect((await onTable.client.send(queryOf())).Count).toBe(0);
    await expect(onTable.client.send(queryOf("due"))).rejects.toMatchObject(denied);
  });

  it("refuses a call it can't map, naming it, and lets the operator make it", async () => {
    const { client, owner } = await dynamo(allow(["dynamodb:*"], "*"));
    const scan = new ScanCommand({ TableName: "stridewell" });
    await expect(client.send(scan)).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining("dynamodb:Scan"),
    });
    expect((await owner.send(scan)).Items).toEqual([]);
  });
});

describe("who signed", () => {
  const everything = [allow(["*"], "*")];

  it.each<[Service, string]>([
    ["dynamodb", "InvalidSignatureException"],
    ["sqs", "SignatureDoesNotMatch"],
    ["ses", "SignatureDoesNotMatch"],
  ])("is checked by the secret before %s", async (service, name) => {
    const engine = await anEngine();
    const { config, credentials } = await aDoor(service, engine.url, everything);
    const wrong = { ...config, credentials: { ...credentials, secretAccessKey: "wrong" } };
    await expect(anyCall(service, wrong)).rejects.toMatchObject({ name });
    await anyCall(service, config);
    expect(engine.seen).toHaveLength(1);
  });

  it.each<[Service, string]>([
    ["dynamodb", "UnrecognizedClientException"],
    ["sqs", "InvalidClientTokenId"],
    ["ses", "UnrecognizedClientException"],
  ])("must be known before %s", async (service, name) => {
    const engine = await anEngine();
    const { config, credentials } = await aDoor(service, engine.url, everything);
    const stranger = { ...config, credentials: { ...credentials, accessKeyId: "AKIASTRANGER" } };
    await expect(anyCall(service, stranger)).rejects.toMatchObject({ name });
    expect(engine.seen).toEqual([]);
  });

  it("must have signed for this region", async () => {
    const engine = await anEngine();
    const { config } = await aDoor("sqs", engine.url, everything);
    const elsewhere = anyCall("sqs", { ...config, region: "us-east-1" });
    await expect(elsewhere).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  });

  it("can't be left out", async () => {
    const engine = await anEngine();
    const { door } = await aDoor("ses", engine.url, everything);
    const response = await fetch(`${door.url}/v2/email/account`);
    expect(response.status).toBe(403);
    expect(response.headers.get("x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
    expect(engine.seen).toEqual([]);
  });

  interface Settings {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  }

  function anyCall(service: Service, settings: Settings) {
    if (service === "dynamodb") return ready(new DynamoDBClient(settings)).send(put());
    if (service === "ses")
      return ready(new SESv2Client(settings)).send(new SendEmailCommand(coach));
    const client = ready(new SQSClient({ ...settings, md5: false }));
    return client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
  }
});

describe("a signed fetch", () => {
  const target = "DynamoDB_20120810.PutItem";
  const body = JSON.stringify({ TableName: "stridewell", Item: item });

  async function signedFetch(
    url: string,
    credentials: { accessKeyId: string; secretAccessKey: string },
    headers: Record<string, string>,
    sent = body,
  ) {
    const { host, hostname } = new URL(url);
    const signer = new SignatureV4({
      service: "dynamodb",
      region,
      credentials,
      sha256: Sha256,
      applyChecksum: false,
    });
    const signed = await signer.sign({
      method: "POST",
      protocol: "http:",
      hostname,
      path: "/",
      headers: { host, "x-amz-target": target, ...headers },
      body,
    });
    return fetch(url, { method: "POST", headers: signed.headers, body: sent });
  }

  it.each<[string, Record<string, string>]>([
    ["no hash of its body", {}],
    ["an unsigned payload", { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }],
    [
      "its body's hash",
      { "x-amz-content-sha256": createHash("sha256").update(body).digest("hex") },
    ],
  ])("passes with %s", async (_, headers) => {
    const engine = await anEngine();
    const { door, credentials } = await aDoor("dynamodb", engine.url, [
      allow(["dynamodb:PutItem"], table),
    ]);
    const response = await signedFetch(door.url, credentials, headers);
    expect(response.status).toBe(200);
    expect(engine.seen[0]?.body).toBe(body);
  });

  it.each<[string, Record<string, string>]>([
    ["without its hash", {}],
    ["with its hash", { "x-amz-content-sha256": createHash("sha256").update(body).digest("hex") }],
  ])("fails where the body was changed on the way, %s", async (_, headers) => {
    const engine = await anEngine();
    const { door, credentials } = await aDoor("dynamodb", engine.url, [allow(["*"], "*")]);
    const changed = body.replace('"a"', '"b"');
    const response = await signedFetch(door.url, credentials, headers, changed);
    expect(response.status).toBe(400);
    expect(engine.seen).toEqual([]);
  });

  it("is denied what its role was not granted", async () => {
    const engine = await anEngine();
    const { door, credentials } = await aDoor("dynamodb", engine.url, []);
    const response = await signedFetch(door.url, credentials, {});
    expect(await response.json()).toMatchObject({
      __type: "com.amazon.coral.service#AccessDeniedException",
    });
  });

  it("passes by a signature worked out step by step from AWS's description", async () => {
    const engine = await anEngine();
    const { door, credentials } = await aDoor("dynamodb", engine.url, [allow(["*"], "*")]);
    const hmac = (key: string | Buffer, text: string) =>
      createHmac("sha256", key).update(text).digest();
    const hash = (text: string) => createHash("sha256").update(text).digest("hex");
    const { host } = new URL(door.url);
    const amzDate = "20261122T080000Z";
    const scope = `20261122/${region}/dynamodb/aws4_request`;
    const canonical = [
      "POST",
      "/",
      "a=1&b=x%20y",
      `host:${host}`,
      `x-amz-date:${amzDate}`,
      `x-amz-target:${target}`,
      "",
      "host;x-amz-date;x-amz-target",
      hash(body),
    ].join("\n");
    const toSign = ["AWS4-HMAC-SHA256", amzDate, scope, hash(canonical)].join("\n");
    let key: string | Buffer = `AWS4${credentials.secretAccessKey}`;
    for (const part of scope.split("/")) key = hmac(key, part);
    const signature = hmac(key, toSign).toString("hex");
    const response = await fetch(`${door.url}/?b=x%20y&a=1`, {
      method: "POST",
      body,
      headers: {
        "x-amz-date": amzDate,
        "x-amz-target": target,
        authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${signature}`,
      },
    });
    expect(response.status).toBe(200);
    expect(engine.seen[0]?.url).toBe("/?b=x%20y&a=1");
  });
});

describe("before queues", () => {
  const intake = arn("sqs", "intake");
  const send = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "run" });
  const sendBatch = new SendMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: [{ Id: "1", MessageBody: "run" }],
  });
  const receive = new ReceiveMessageCommand({ QueueUrl: queueUrl });
  const deleteBatch = new DeleteMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: [{ Id: "1", ReceiptHandle: "r" }],
  });
  const hide = new ChangeMessageVisibilityCommand({
    QueueUrl: queueUrl,
    ReceiptHandle: "r",
    VisibilityTimeout: 1,
  });
  const cases: [string, (client: SQSClient) => Promise<unknown>, string][] = [
    ["SendMessage", (client) => client.send(send), "sqs:SendMessage"],
    ["SendMessageBatch", (client) => client.send(sendBatch), "sqs:SendMessage"],
    ["ReceiveMessage", (client) => client.send(receive), "sqs:ReceiveMessage"],
    ["DeleteMessageBatch", (client) => client.send(deleteBatch), "sqs:DeleteMessage"],
    ["ChangeMessageVisibility", (client) => client.send(hide), "sqs:ChangeMessageVisibility"],
  ];

  it.each(cases)(
    "%s passes by its grant and reaches the engine as it came",
    async (_, call, action) => {
      const engine = await anEngine();
      const { config } = await aDoor("sqs", engine.url, [allow([action], intake)]);
      // The engine's empty answer may be less than the client expects; what counts is that the call
      // arrived.
      await call(ready(new SQSClient({ ...config, md5: false }))).catch(() => undefined);
      expect(engine.seen).toHaveLength(1);
      expect(engine.seen[0]?.body).toContain("intake");
      expect(engine.seen[0]?.headers["x-amz-target"]).toMatch(/^AmazonSQS\./);
    },
  );

  it.each(cases)(
    "%s is denied by every other grant, and on another queue",
    async (_, call, action) => {
      const engine = await anEngine();
      const others = cases.map(([, , other]) => other).filter((other) => other !== action);
      const { config } = await aDoor("sqs", engine.url, [
        allow(others, intake),
        allow(["sqs:*"], arn("sqs", "other")),
      ]);
      await expect(call(ready(new SQSClient(config)))).rejects.toMatchObject({
        ...denied,
        message: expect.stringContaining(`perform: ${action} on resource: ${intake}`),
      });
      expect(engine.seen).toEqual([]);
    },
  );

  const dead = arn("sqs", "dead");
  const toMove: [string, string][] = [
    ["sqs:StartMessageMoveTask", dead],
    ["sqs:ReceiveMessage", dead],
    ["sqs:DeleteMessage", dead],
    ["sqs:GetQueueAttributes", dead],
    ["sqs:SendMessage", intake],
  ];
  it.each(toMove)("messages are not moved without %s on %s", async (action, resource) => {
    const engine = await anEngine();
    const others = toMove.filter(([other]) => other !== action);
    const { config } = await aDoor(
      "sqs",
      engine.url,
      others.map(([other, on]) => allow([other], on)),
    );
    const move = new StartMessageMoveTaskCommand({ SourceArn: dead, DestinationArn: intake });
    await expect(ready(new SQSClient(config)).send(move)).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining(`perform: ${action} on resource: ${resource}`),
    });
    expect(engine.seen).toEqual([]);
  });
});

describe("before the mail service", () => {
  const address = arn("ses", "identity/coach@example.org");
  const domain = arn("ses", "identity/example.org");
  const set = arn("ses", "configuration-set/digest");

  async function send(statements: Statement[], input: Partial<SendEmailCommand["input"]>) {
    const engine = await anEngine();
    const { config } = await aDoor("ses", engine.url, statements);
    const outcome = await ready(new SESv2Client(config))
      .send(new SendEmailCommand({ ...coach, ...input }))
      .then(() => "sent")
      .catch((error: unknown) => (error instanceof Error ? error.name : "unknown"));
    expect(engine.seen).toHaveLength(outcome === "sent" ? 1 : 0);
    return outcome;
  }
  const onAddress = allow(["ses:SendRawEmail"], address);
  const onDomain = allow(["ses:SendRawEmail"], domain);
  const named = { FromEmailAddress: "Stridewell <coach@Example.org>" };
  const withSet = { ConfigurationSetName: "digest" };
  /** Sending to the recipient must be allowed as well: every account begins in the sandbox. */
  const toAnybody: Statement = {
    ...allow(["ses:SendRawEmail"], arn("ses", "identity/*")),
    fromAddresses: ["coach@example.org"],
  };
  const outside = { Destination: { ToAddresses: ["Ada <ada@elsewhere.example>"] } };

  it.each<[string, Statement[], Partial<SendEmailCommand["input"]>]>([
    ["by a grant on the address", [onAddress], {}],
    ["by a grant on the domain", [onDomain], named],
    [
      "with a configuration set by a grant on both",
      [allow(["ses:SendRawEmail"], address, set)],
      withSet,
    ],
    ["to somebody else as who may", [onAddress, toAnybody], outside],
  ])("sends %s", async (_, statements, input) => {
    expect(await send(statements, input)).toBe("sent");
  });

  it.each<[string, Statement[], Partial<SendEmailCommand["input"]>]>([
    ["from another domain", [onDomain], { FromEmailAddress: "a@b.org" }],
    ["with a configuration set that is not granted", [onAddress], withSet],
    ["by the action for what is not MIME", [allow(["ses:SendEmail"], address)], {}],
    ["to somebody else without a right to them", [onAddress], outside],
    [
      "to somebody else as another than who may",
      [onDomain, toAnybody],
      { ...outside, FromEmailAddress: "ada@example.org" },
    ],
  ])("does not send %s", async (_, statements, input) => {
    expect(await send(statements, input)).toBe("AccessDeniedException");
  });

  it("does not let a function look into the inbox", async () => {
    const engine = await anEngine();
    const { door } = await aDoor("ses", engine.url, [allow(["*"], "*")]);
    expect((await fetch(`${door.url}/store`)).status).toBe(403);
    expect(engine.seen).toEqual([]);
  });
});

describe("the way to the engine", () => {
  const everything = [allow(["*"], "*")];

  it("keeps its connection from call to call", async () => {
    const engine = await anEngine();
    const { config } = await aDoor("dynamodb", engine.url, everything);
    const client = ready(new DynamoDBClient(config));
    for (let call = 0; call < 5; call += 1) await client.send(put());
    expect(engine.seen).toHaveLength(5);
    expect(engine.connections()).toBe(1);
  });

  it("takes a new connection where the engine dropped the kept one", async () => {
    const served = new WeakSet<Socket>();
    const engine = createServer((incoming, outgoing) => {
      if (served.has(incoming.socket)) {
        incoming.socket.destroy();
        return;
      }
      served.add(incoming.socket);
      incoming.resume();
      outgoing.end("{}");
    });
    const { url } = await open(engine);
    const { config } = await aDoor("dynamodb", url, everything);
    const client = ready(new DynamoDBClient(config));
    for (let call = 0; call < 3; call += 1) {
      expect((await client.send(put())).$metadata).toMatchObject({ httpStatusCode: 200 });
    }
  });

  it("says so where there is no engine", async () => {
    const { config } = await aDoor("dynamodb", "http://127.0.0.1:1", everything);
    await expect(ready(new DynamoDBClient(config)).send(put())).rejects.toMatchObject({
      name: "ServiceUnavailable",
      $metadata: { httpStatusCode: 503 },
    });
  });

  it("takes a large request, and none above 10 MB", async () => {
    const engine = await anEngine();
    const { config, door } = await aDoor("sqs", engine.url, everything);
    const MessageBody = "x".repeat(200_000);
    await ready(new SQSClient({ ...config, md5: false })).send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }),
    );
    expect(engine.seen[0]?.body).toContain(MessageBody);
    const tooLarge = await fetch(door.url, {
      method: "POST",
      body: Buffer.alloc(10 * 1024 * 1024 + 1),
    });
    expect(tooLarge.status).toBe(413);
    expect(engine.seen).toHaveLength(1);
  });
});
