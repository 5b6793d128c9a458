import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, it } from "vitest";
import type { Clock } from "../../../../infra/local/engines/clock.ts";
import { startTable } from "../../../../infra/local/engines/table.ts";
import type { TableModel } from "../../../../infra/local/template/model.ts";
import { manualClock } from "../../../support/local-clock.ts";
import { until } from "../../../support/local-wait.ts";

const region = "eu-west-1";
const accountId = "000000000000";

function tableModel(overrides: Partial<TableModel> = {}): TableModel {
  return {
    name: "stridewell",
    ttlAttribute: "expiresAt",
    create: {
      TableName: "stridewell",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", "shard"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "due",
          KeySchema: [{ AttributeName: "shard", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    },
    ...overrides,
  };
}

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stridewell-table-"));
  open.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function start(options: { clock?: Clock; path?: string | null; table?: TableModel } = {}) {
  const started = await startTable({
    path: options.path ?? null,
    region,
    accountId,
    tables: [options.table ?? tableModel()],
    clock: options.clock ?? manualClock(),
    onFailure: (error) => {
      throw error;
    },
  });
  if (started.kind !== "started") return { started, close: async () => undefined };
  const client = new DynamoDBClient({
    endpoint: started.engine.url,
    region,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    client.destroy();
    await started.engine.close();
  };
  open.push(close);
  return { started, engine: started.engine, client, close };
}

async function ready(options: Parameters<typeof start>[0] = {}) {
  const { engine, client, close } = await start(options);
  if (engine === undefined) throw new Error("The table engine did not start.");
  return {
    engine,
    client,
    close,
    put: (pk: string, more: Record<string, { S: string } | { N: string }> = {}) =>
      client.send(
        new PutItemCommand({
          TableName: "stridewell",
          Item: { pk: { S: pk }, sk: { S: "x" }, ...more },
        }),
      ),
    keys: async () => {
      const { Items } = await client.send(new ScanCommand({ TableName: "stridewell" }));
      return (Items ?? []).map((item) => item["pk"]?.S).sort();
    },
  };
}

describe("the table engine", () => {
  it("has the declared table with its index, under its own ARN", async () => {
    const { client, put } = await ready();
    await put("a", { shard: { S: "0" } });
    await put("b");
    const { Items } = await client.send(
      new QueryCommand({
        TableName: "stridewell",
        IndexName: "due",
        KeyConditionExpression: "#shard = :shard",
        ExpressionAttributeNames: { "#shard": "shard" },
        ExpressionAttributeValues: { ":shard": { S: "0" } },
      }),
    );
    expect(Items).toEqual([{ pk: { S: "a" }, sk: { S: "x" }, shard: { S: "0" } }]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "stridewell" }));
    expect(Table?.TableArn).toBe(`arn:aws:dynamodb:${region}:${accountId}:table/stridewell`);
  });

  it("keeps what was written over a restart", async () => {
    const path = temporaryFolder();
    const before = await ready({ path });
    await before.put("a");
    await before.close();
    const after = await ready({ path });
    expect(await after.keys()).toEqual(["a"]);
  });

  it("says which table on disk has another shape than declared", async () => {
    const path = temporaryFolder();
    await (await ready({ path })).close();
    const other = tableModel();
    const { started } = await start({
      path,
      table: { ...other, create: { ...other.create, GlobalSecondaryIndexes: [] } },
    });
    expect(started).toEqual({ kind: "other-shape", tableName: "stridewell" });
  });
});

describe("time to live", () => {
  const atS = (clock: Clock, offsetS: number) => ({
    expiresAt: { N: String(Math.floor(clock.now() / 1000) + offsetS) },
  });

  it("deletes what is past, and nothing else", async () => {
    const clock = manualClock();
    const { engine, put, keys } = await ready({ clock });
    await put("past", atS(clock, -1));
    await put("now", atS(clock, 0));
    await put("later", atS(clock, 60));
    await put("never");
    await put("text", { expiresAt: { S: "1" } });
    await put("six years ago", atS(clock, -6 * 365 * 86_400));
    expect(await engine.sweep()).toBe(1);
    expect(await keys()).toEqual(["later", "never", "now", "six years ago", "text"]);
  });

  it("happens by itself as time passes", async () => {
    const clock = manualClock();
    const { put, keys } = await ready({ clock });
    await put("a", atS(clock, 30));
    expect(await keys()).toHaveLength(1);
    clock.advance(60_000);
    await until(async () => (await keys()).length === 0);
  });

  it("deletes more than one page of items", async () => {
    const clock = manualClock();
    const { engine, put, keys } = await ready({ clock });
    const filler = { filler: { S: "x".repeat(300_000) } };
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => put(`item ${n}`, { ...atS(clock, -1), ...filler })),
    );
    expect(await engine.sweep()).toBe(8);
    expect(await keys()).toEqual([]);
  });
});

it.each([
  ["any website's page", { origin: "https://evil.example" }, 403],
  ["a page whose name leads to this machine", { host: "evil.example" }, 403],
  ["our own programs", {}, 200],
])("to %s the table answers as it should", async (_, headers, status) => {
  const { engine } = await ready();
  const asked = request(engine.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "DynamoDB_20120810.ListTables",
      "x-amz-date": "20260101T000000Z",
      authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=none`,
      ...headers,
    },
  }).end("{}");
  const [answer] = await once(asked, "response");
  answer.resume();
  expect(answer.statusCode).toBe(status);
  expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
});
