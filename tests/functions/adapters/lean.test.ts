import { createServer, type Server, type ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from "../../../functions/adapters/lean/dynamodb.ts";
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
} from "../../../functions/adapters/lean/kms.ts";
import {
  SESv2Client,
  SESv2ServiceException,
  SendEmailCommand,
} from "../../../functions/adapters/lean/sesv2.ts";
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "../../../functions/adapters/lean/sqs.ts";
import {
  GetParameterCommand,
  ParameterNotFound,
  SSMClient,
} from "../../../functions/adapters/lean/ssm.ts";
import { dynalite } from "../../../infra/local/engines/dynalite.ts";
import { startKms } from "../../../infra/local/engines/kms.ts";
import { listen } from "../../../infra/local/engines/listen.ts";
import { startParameters } from "../../../infra/local/engines/parameters.ts";
import { startQueue } from "../../../infra/local/engines/queue.ts";
import { manualClock } from "../../support/local-clock.ts";

const here = { region: "eu-west-1", credentials: { accessKeyId: "k", secretAccessKey: "s" } };

const open: { close(graceMs: number): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close(0);
});

describe("the table's client", () => {
  let server: Server;
  let client: DynamoDBClient;
  const TableName = "things";
  const keyOf = (sk: string) => ({ pk: { S: "p" }, sk: { S: sk } });

  beforeAll(async () => {
    server = dynalite({ createTableMs: 0 });
    const { url } = await listen(server);
    client = new DynamoDBClient({ ...here, endpoint: url });
    const made = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.CreateTable",
        authorization:
          "AWS4-HMAC-SHA256 Credential=k/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=s",
        "x-amz-date": "20260101T000000Z",
      },
      body: JSON.stringify({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S",
        })),
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
      }),
    });
    expect(made.status).toBe(200);
  });
  afterAll(() => server.close());

  it("puts, gets, changes and deletes an item", async () => {
    const Key = keyOf("one");
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, n: { N: "1" } } }));
    const set = { UpdateExpression: "SET #n = :n", ExpressionAttributeNames: { "#n": "n" } };
    const changed = await client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        ...set,
        ExpressionAttributeValues: { ":n": { N: "2" } },
        ReturnValues: "ALL_OLD",
      }),
    );
    expect(changed.Attributes?.["n"]).toEqual({ N: "1" });
    const found = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    expect(found.Item?.["n"]).toEqual({ N: "2" });
    await client.send(new DeleteItemCommand({ TableName, Key }));
    const gone = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    expect(gone.Item).toBeUndefined();
  });

  it("keeps bytes as they are, at any depth", async () => {
    const bytes = Buffer.from([0, 255, 1, 128]);
    const held = {
      b: { B: bytes },
      B: { M: { B: { L: [{ B: bytes }, { S: "AAEC" }] } } },
      BS: { BS: [bytes] },
    };
    await client.send(new PutItemCommand({ TableName, Item: { ...keyOf("bytes"), ...held } }));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: keyOf("bytes") }));
    expect(Item).toEqual({ ...keyOf("bytes"), ...held });
  });

  it("knows a refused condition from a fault", async () => {
    const put = (table: string) =>
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: keyOf("once"),
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
    await put(TableName);
    const error = await put(TableName).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ Item: keyOf("once") });
    await expect(put("elsewhere")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      $fault: "client",
    });
  });

  it("reads a query to its end, page by page", async () => {
    const big = { S: "x".repeat(200_000) };
    for (let index = 0; index < 7; index += 1) {
      await client.send(new PutItemCommand({ TableName, Item: { ...keyOf(`page${index}`), big } }));
    }
    const sizes = [];
    const query = {
      TableName,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :page)",
      ExpressionAttributeValues: { ":pk": { S: "p" }, ":page": { S: "page" } },
    };
    for await (const { Items = [] } of paginateQuery({ client }, query)) sizes.push(Items.length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(7);
  });
});

it("opens with KMS what KMS sealed, in the same context alone", async () => {
  const keyArn = "arn:aws:kms:eu-west-1:000000000000:key/k";
  const engine = await startKms({ file: null, keyArns: [keyArn] });
  open.push(engine);
  const client = new KMSClient({ ...here, endpoint: engine.url });
  const EncryptionContext = { holds: "tokens" };
  const made = await client.send(
    new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: "AES_256", EncryptionContext }),
  );
  const { CiphertextBlob } = made;
  expect(made.Plaintext).toHaveLength(32);
  const opened = await client.send(
    new DecryptCommand({ KeyId: keyArn, CiphertextBlob, EncryptionContext }),
  );
  expect(opened.Plaintext).toEqual(made.Plaintext);
  await expect(
    client.send(new DecryptCommand({ KeyId: keyArn, CiphertextBlob })),
  ).rejects.toMatchObject({ $fault: "client" });
});

it("reads a parameter, and knows one that is not there", async () => {
  const engine = await startParameters({ "/a": "secret" });
  open.push(engine);
  const client = new SSMClient({ ...here, endpoint: engine.url });
  const get = (Name: string) =>
    client.send(new GetParameterCommand({ Name, WithDecryption: true }));
  expect((await get("/a")).Parameter?.Value).toBe("secret");
  await expect(get("/b")).rejects.toBeInstanceOf(ParameterNotFound);
});

/** A service that gives these answers in turn, and then the last one for good. */
async function service(...answers: ((response: ServerResponse) => void)[]) {
  const asked: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      asked.push(body);
      answers[Math.min(asked.length, answers.length) - 1]?.(response);
    });
  });
  server.on("connection", () => {
    connections += 1;
  });
  const door = await listen(server);
  open.push(door);
  return { endpoint: door.url, asked, connections: () => connections };
}

const says =
  (status: number, json: object, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(JSON.stringify(json));
const refuses = (name: string, message = "") =>
  says(400, { __type: `com.amazonaws#${name}`, message });
const isBusy = refuses("ThrottlingException");
const isIll = (response: ServerResponse) => response.writeHead(503).end("<html>");
const breaksOff = (response: ServerResponse) => response.destroy();
const breaksOffHalfway = (response: ServerResponse) => {
  response.writeHead(200, { "content-length": "99" }).write("{", () => response.destroy());
};
const isSilent = () => undefined;

describe("a service that is busy, ill or out of reach", () => {
  const get = new GetItemCommand({ TableName: "t", Key: {} });
  const found = says(200, { Item: {} });

  // A pause is random, from zero up to its full length; this makes every pause zero.
  beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
  afterEach(() => void vi.restoreAllMocks());

  it.each([
    ["is busy", isBusy],
    ["is busy by its status alone", says(429, {})],
    ["slows down", refuses("SlowDown")],
    ["has reached a limit", refuses("LimitExceededException")],
    ["took too long itself", refuses("RequestTimeoutException")],
    ["got what lay signed too long", refuses("InvalidSignatureException", "Signature expired: x")],
    ["is ill", isIll],
    ["breaks off", breaksOff],
    ["breaks off halfway", breaksOffHalfway],
  ])("is asked again when it %s", async (_, fault) => {
    const { endpoint, asked } = await service(fault, fault, found);
    const answer = await new DynamoDBClient({ ...here, endpoint }).send(get);
    expect(answer).toEqual({ Item: {} });
    expect(asked).toHaveLength(3);
  });

  it("is given up where it is silent, and asked again by another connection", async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const given = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => timeout(ms / 20));
    const { endpoint, asked, connections } = await service(isSilent, found);
    expect(await new DynamoDBClient({ ...here, endpoint }).send(get)).toEqual({ Item: {} });
    expect(asked).toHaveLength(2);
    expect(connections()).toBeGreaterThan(1);
    // Two such attempts fit into the ten seconds of a page's function.
    expect(given.mock.calls).toEqual([[3000], [3000]]);
  });

  it("is asked again by a connection of its own, as all that were kept may have died in a frozen process", async () => {
    const met = new WeakSet<object>();
    // Answers once on each connection, and lets it die where more is said there.
    const once = (response: ServerResponse) => {
      const { socket } = response.req;
      if (met.has(socket)) return response.destroy();
      met.add(socket);
      return found(response);
    };
    const { endpoint, asked, connections } = await service(once);
    const client = new DynamoDBClient({ ...here, endpoint });
    await Promise.all([get, get, get, get].map((one) => client.send(one)));
    expect(connections()).toBe(4);
    expect(await client.send(get)).toEqual({ Item: {} });
    expect(asked).toHaveLength(6);
  });

  it("is asked three times and no more", async () => {
    const { endpoint, asked } = await service(isBusy);
    const sent = new DynamoDBClient({ ...here, endpoint }).send(get);
    await expect(sent).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(asked).toHaveLength(3);
  });

  it("is left alone for up to a second where it is busy", async () => {
    vi.mocked(Math.random).mockReturnValue(0.05);
    const { endpoint } = await service(isBusy, found);
    const startedMs = performance.now();
    await new DynamoDBClient({ ...here, endpoint }).send(get);
    expect(performance.now() - startedMs).toBeGreaterThan(45);
  });

  it.each([
    ["a refusal", refuses("ValidationException"), "ValidationException"],
    [
      "a signature that is wrong",
      refuses("InvalidSignatureException"),
      "InvalidSignatureException",
    ],
    ["an action that isn't there", says(501, {}), "Status501"],
    ["an answer that is no JSON", (to: ServerResponse) => to.end("<html>"), "SyntaxError"],
  ])("is not asked again after %s", async (_, fault, name) => {
    const { endpoint, asked } = await service(fault);
    const sent = new DynamoDBClient({ ...here, endpoint }).send(get);
    await expect(sent).rejects.toMatchObject({ name });
    expect(asked).toHaveLength(1);
  });

  it("is not asked again after an answer of another shape", async () => {
    const { endpoint, asked } = await service(says(200, { Plaintext: 1 }));
    const sent = new KMSClient({ ...here, endpoint }).send(
      new DecryptCommand({ CiphertextBlob: Buffer.from([1]) }),
    );
    await expect(sent).rejects.toMatchObject({ name: "$ZodError" });
    expect(asked).toHaveLength(1);
  });

  it("is asked once for a fault of our own", async () => {
    const sent = new DynamoDBClient({ ...here, endpoint: "nowhere" }).send(get);
    await expect(sent).rejects.toMatchObject({ code: "ERR_INVALID_URL" });
    expect(Math.random).not.toHaveBeenCalled();
  });
});

describe("a queue's client", () => {
  it("sends a batch, and tells which messages were refused", async () => {
    const name = "runs";
    const engine = await startQueue({
      file: ":memory:",
      queues: [
        {
          logicalId: name,
          name,
          arn: `arn:aws:sqs:${here.region}:000000000000:${name}`,
          url: "",
          visibilityS: 30,
          retentionS: 60,
          deadLetter: null,
        },
      ],
      clock: manualClock(),
    });
    open.push(engine);
    const QueueUrl = `${engine.url}/000000000000/${name}`;
    const client = new SQSClient(here);
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "a", MessageBody: "one" },
          { Id: "b", MessageBody: "two", DelaySeconds: 901 },
        ],
      }),
    );
    expect(sent.Successful).toMatchObject([{ Id: "a" }]);
    expect(sent.Failed).toMatchObject([{ Id: "b", Code: "InvalidParameterValue" }]);
    expect(engine.counts(name).visible).toBe(1);
    const change = new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: "r",
      VisibilityTimeout: 1,
    });
    await expect(client.send(change)).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
  });

  it("takes an empty answer, which is what AWS says to a changed visibility", async () => {
    const { endpoint, asked } = await service((response) => response.writeHead(200).end());
    const input = { QueueUrl: `${endpoint}/1/q`, ReceiptHandle: "r", VisibilityTimeout: 1 };
    const answer = await new SQSClient(here).send(new ChangeMessageVisibilityCommand(input));
    expect(answer).toEqual({});
    expect(asked.map((body) => JSON.parse(body))).toEqual([input]);
  });
});

describe("the mail's client", () => {
  const mail = new SendEmailCommand({
    FromEmailAddress: "a@example.com",
    Content: { Raw: { Data: Buffer.from("Subject: hi\r\n\r\nhø") } },
  });
  const post = async (...answers: Parameters<typeof service>) => {
    const { endpoint, asked } = await service(...answers);
    const client = new SESv2Client({ ...here, endpoint, maxAttempts: 1 });
    return { sent: client.send(mail), asked };
  };

  it("hands over the mail as it is", async () => {
    const { sent, asked } = await post(says(200, { MessageId: "m" }));
    expect(await sent).toEqual({ MessageId: "m" });
    const { Content, FromEmailAddress } = JSON.parse(asked[0] ?? "");
    expect(FromEmailAddress).toBe("a@example.com");
    expect(Buffer.from(Content.Raw.Data, "base64").toString()).toBe("Subject: hi\r\n\r\nhø");
  });

  it("tells a clear no by its name, and asks no second time", async () => {
    const header = { "x-amzn-errortype": "MessageRejected:http://internal.amazon.com/x" };
    const { sent, asked } = await post(says(400, { message: "not verified" }, header));
    await expect(sent).rejects.toMatchObject({
      name: "MessageRejected",
      message: "not verified",
      $fault: "client",
    });
    await expect(sent).rejects.toBeInstanceOf(SESv2ServiceException);
    expect(asked).toHaveLength(1);
  });

  it("opens a connection for each mail, as one that was kept may be dead", async () => {
    const { endpoint, asked, connections } = await service(says(200, { MessageId: "m" }));
    const client = new SESv2Client({ ...here, endpoint, maxAttempts: 1 });
    await client.send(mail);
    await client.send(mail);
    expect(asked).toHaveLength(2);
    expect(connections()).toBe(2);
  });

  it.each([
    ["an illness", isIll],
    ["a break", breaksOff],
  ])("takes %s for no answer: it may have left", async (_, fault) => {
    const { sent, asked } = await post(fault);
    const error = await sent.catch((caught: unknown) => caught);
    expect(error instanceof SESv2ServiceException && error.$fault === "client").toBe(false);
    expect(asked).toHaveLength(1);
  });
});
