import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import { fromItem, type Item, type Table, tableOf } from "../../functions/adapters/table.ts";
import { dynalite } from "../../infra/local/engines/dynalite.ts";
import { listen } from "../../infra/local/engines/listen.ts";
import { freePort } from "./free-port.ts";
import { inProcess } from "./in-process.ts";

export interface Engine {
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** Where AWS's own DynamoDB Local was unpacked; `.ci/run` fetches it and sets this. */
const localDir = process.env["STRIDEWELL_DYNAMODB_LOCAL"];

/** The engines that storage is tested on; one that is missing says why. */
export const engines: {
  name: string;
  missing: string | null;
  start: () => Promise<Engine>;
}[] = [
  { name: "dynalite", missing: null, start: async () => inMemory() },
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

/** dynalite asks for a signature and checks none. To make one for each call took a tenth of the time. */
const signature = {
  authorization: "AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=test",
  "x-amz-date": "20260101T000000Z",
};

/** An engine in this process, which is always available. It goes with what refers to it. */
function inMemory(): Engine {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const client = new DynamoDBClient({
    ...nowhere,
    requestHandler: inProcess(server),
    signer: {
      sign: async (request) => {
        Object.assign(request.headers, signature);
        return request;
      },
    },
  });
  return { client, close: async () => client.destroy() };
}

/** Such an engine behind an address, for what runs in another process. */
export async function startDynaliteServer(): Promise<Engine & { readonly url: string }> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const { url, port, close } = await listen(server);
  const client = clientOf(port);
  return {
    url,
    client,
    async close() {
      client.destroy();
      await close();
    },
  };
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

/** Every item in a table, in the order of their keys. */
export async function itemsOf({ name, client }: Table): Promise<Item[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: name }));
  const keyOf = ({ pk, sk }: Item) => `${pk} ${sk}`;
  return Items.map((item) => fromItem(item)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The table as the stack declares it. Only loading CDK takes long: the first file that stores anything keeps what it
 * found for the others, for as long as it would be made the same.
 */
async function readDefinition(): Promise<z.infer<typeof declared>> {
  const hash = createHash("sha256");
  for (const name of ["infra/stacks/table.ts", "package-lock.json"]) {
    hash.update(readFileSync(join(root, name)));
  }
  const folder = join(root, "node_modules/.cache/table");
  const kept = join(folder, `${hash.digest("hex")}.json`);
  if (existsSync(kept)) return declared.parse(JSON.parse(readFileSync(kept, "utf8")));
  const { App, Stack } = await import("aws-cdk-lib");
  const { Template } = await import("aws-cdk-lib/assertions");
  const { addTable } = await import("../../infra/stacks/table.ts");
  mkdirSync(folder, { recursive: true });
  const outdir = mkdtempSync(join(folder, "draft-"));
  const stack = new Stack(new App({ outdir }), "Stack");
  addTable(stack, "aws-owned");
  const all = Template.fromStack(stack).findResources("AWS::DynamoDB::GlobalTable");
  const found = declared.parse(Object.values(all)[0]?.["Properties"]);
  const draft = join(outdir, "table.json");
  writeFileSync(draft, JSON.stringify(found));
  renameSync(draft, kept);
  rmSync(outdir, { recursive: true });
  return found;
}

/** A new, empty table, created as the stack declares it: on an engine of its own, or on this one. */
export async function freshTable({ client }: Pick<Engine, "client"> = inMemory()): Promise<Table> {
  definition ??= await readDefinition();
  made += 1;
  const name = `table-${made}`;
  const { GlobalSecondaryIndexes, ...rest } = definition;
  await client.send(
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
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    isReady = Table?.TableStatus === "ACTIVE";
  }
  return tableOf(name, client);
}
