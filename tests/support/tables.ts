import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";

import { z } from "zod";
import { type Table, tableOf } from "../../functions/adapters/table.ts";
import { dynalite } from "../../infra/local/engines/dynalite.ts";
import { inProcess } from "./in-process.ts";
import { synthesize } from "./stack.ts";

export interface Engine {
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** Where AWS's own DynamoDB Local was unpacked; `.ci/run` fetches it and says so here. */
const localDir = process.env["STRIDEWELL_DYNAMODB_LOCAL"];

/** The engines that storage is tested on; one that is missing says why. */
export const engines: {
  name: string;
  missing: string | null;
  start: () => Promise<Engine>;
}[] = [
  { name: "dynalite", missing: null, start: startDynalite },
  {
    name: "DynamoDB Local",
    missing:
      localDir !== undefined && existsSync(`${localDir}/DynamoDBLocal.jar`)
        ? null
        : "STRIDEWELL_DYNAMODB_LOCAL names no folder with DynamoDBLocal.jar (.ci/run fetches it; it needs Java 17)",
    start: startDynamoDbLocal,
  },
];

const nowhere = {
  endpoint: "http://127.0.0.1",
  region: "eu-west-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};

function clientOf(port: number): DynamoDBClient {
  return new DynamoDBClient({ ...nowhere, endpoint: `http://127.0.0.1:${port}` });
}

/** The engine of this process, which is always there. */
export async function startDynalite(): Promise<Engine> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const client = new DynamoDBClient({ ...nowhere, requestHandler: inProcess(server) });
  return { client, close: async () => client.destroy() };
}

async function startDynamoDbLocal(): Promise<Engine> {
  const port = await freePort();
  const java = spawn(
    "java",
    [
      `-Djava.library.path=${localDir}/DynamoDBLocal_lib`,
      "-jar",
      `${localDir}/DynamoDBLocal.jar`,
      "-inMemory",
      "-port",
      String(port),
    ],
    // It leaves a metadata file wherever it is started.
    { stdio: "ignore", cwd: tmpdir() },
  );
  const client = clientOf(port);
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.send(new ListTablesCommand({}));
      break;
    } catch (error) {
      if (attempt === 60 || java.exitCode !== null) throw error;
      await wait(250);
    }
  }
  return {
    client,
    async close() {
      client.destroy();
      java.kill();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

const keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
const declared = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  KeySchema: keys,
  GlobalSecondaryIndexes: z.array(
    z.object({
      IndexName: z.string(),
      KeySchema: keys,
      Projection: z.object({
        ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
        NonKeyAttributes: z.array(z.string()).optional(),
      }),
    }),
  ),
});

let definition: z.infer<typeof declared> | undefined;
let made = 0;

/** Forgets a table and all that is in it. */
export async function dropTable({ name, client }: Table): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: name }));
}

/** A new, empty table, made as the stack declares it. */
export async function freshTable(engine: Engine): Promise<Table> {
  if (definition === undefined) {
    const [table] = Object.values(synthesize().findResources("AWS::DynamoDB::GlobalTable"));
    definition = declared.parse(table?.["Properties"]);
  }
  made += 1;
  const name = `table-${made}`;
  const { GlobalSecondaryIndexes, ...rest } = definition;
  await engine.client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      ...rest,
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ Projection, ...index }) => ({
        ...index,
        Projection: {
          ProjectionType: Projection.ProjectionType,
          ...(Projection.NonKeyAttributes && { NonKeyAttributes: Projection.NonKeyAttributes }),
        },
      })),
    }),
  );
  for (let isReady = false; !isReady; ) {
    const { Table } = await engine.client.send(new DescribeTableCommand({ TableName: name }));
    isReady = Table?.TableStatus === "ACTIVE";
  }
  return tableOf(name, engine.client);
}
