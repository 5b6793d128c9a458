import { createServer, type Server, type ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
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
  GetParameterCommand,
  ParameterNotFound,
  SSMClient,
} from "../../../functions/adapters/lean/ssm.ts";
import { dynalite } from "../../../infra/local/engines/dynalite.ts";
import { startKms } from "../../../infra/local/engines/kms.ts";
import { listen } from "../../../infra/local/engines/listen.ts";
import { startParameters } from "../../../infra/local/engines/parameters.ts";

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
    const { url } = await listen(server, { port: 0, host: "127.0.0.1" });
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
    const held = { b: { B: bytes }, B: { M: { B: { L: [{ B: bytes }, { S: "AAEC" }] } } } };
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

/** A service that answers in turn; the last answer for good. */
async function service(...answers: ((response: ServerResponse) => void)[]) {
  const asked: string[] = [];
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
  const door = await listen(server, { port: 0, host: "127.0.0.1" });
  open.push(door);
  return { endpoint: door.url, asked };
}

const says =
  (status: number, json: object, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(JSON.stringify(json));
const throttles = says(400, { __type: "com.amazonaws.dynamodb.v20120810#ThrottlingException" });
const isIll = (response: ServerResponse) => response.writeHead(503).end("<html>");
const breaksOff = (response: ServerResponse) => response.destroy();

describe("a service that is busy, ill or breaks off", () => {
  const get = new GetItemCommand({ TableName: "t", Key: {} });

  it.each([
    ["is busy", throttles],
    ["is ill", isIll],
    ["breaks off", breaksOff],
  ])("is asked again when it %s", async (_, fault) => {
    const { endpoint, asked } = await service(fault, fault, says(200, { Item: {} }));
    const answer = await new DynamoDBClient({ ...here, endpoint }).send(get);
    expect(answer).toEqual({ Item: {} });
    expect(asked).toHaveLength(3);
  });

  it("is asked three times and no more, and a refusal once", async () => {
    const busy = await service(throttles);
    const client = new DynamoDBClient({ ...here, endpoint: busy.endpoint });
    await expect(client.send(get)).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(busy.asked).toHaveLength(3);
    const refusing = await service(says(400, { __type: "x#ValidationException" }));
    const other = new DynamoDBClient({ ...here, endpoint: refusing.endpoint });
    await expect(other.send(get)).rejects.toMatchObject({ name: "ValidationException" });
    expect(refusing.asked).toHaveLength(1);
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
