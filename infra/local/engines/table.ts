import { z } from "zod";
import type { TableModel } from "../template/model.ts";
import type { Clock } from "./clock.ts";
import { startEngineThread } from "./engine-thread.ts";

export interface TableEngine {
  readonly url: string;
  /** Deletes what is past its time to live now, and returns how many items that was. */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

export interface TableEngineOptions {
  /** The folder of the LevelDB files; null keeps everything in memory. */
  readonly path: string | null;
  readonly region: string;
  readonly accountId: string;
  readonly tables: readonly TableModel[];
  readonly clock: Clock;
  readonly onFailure: (error: Error) => void;
}

export type TableStart =
  | { readonly kind: "started"; readonly engine: TableEngine }
  /** A table on disk has other keys or indexes than the template declares. */
  | { readonly kind: "other-shape"; readonly tableName: string };

const sweepEveryMs = 60_000;
/** DynamoDB ignores an expiry longer ago than this, as a likely mistake. */
const ignoredAgeS = 5 * 365 * 86_400;

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const index = z.object({ IndexName: z.string(), KeySchema: keySchema });
const shape = z.object({
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).default([]),
});
const described = z.object({ Table: shape.extend({ TableStatus: z.string() }) });
const keyNames = z.array(z.object({ AttributeName: z.string() }));
const item = z.record(z.string(), z.unknown());

/** DynamoDB's wire protocol from dynalite, with the declared tables and a regular sweep for their TTL. */
export async function startTable(options: TableEngineOptions): Promise<TableStart> {
  const { clock, tables } = options;
  const started = await startEngineThread({
    module: new URL("./table-thread.ts", import.meta.url),
    data: { path: options.path },
    env: { AWS_REGION: options.region, AWS_ACCOUNT_ID: options.accountId },
    onFailure: options.onFailure,
  });
  if (started.kind === "failed") throw new Error(`dynalite can't start: ${started.code}`);
  const { thread } = started;
  const { url } = thread.urls;
  const call = dynaliteCaller(url, options.region);

  for (const table of tables) {
    const found = await call("DescribeTable", { TableName: table.name });
    if (!found.ok) await createTable(call, table);
    else if (!sameShape(table, described.parse(found.body).Table)) {
      await thread.close();
      return { kind: "other-shape", tableName: table.name };
    }
  }

  const sweep = async (): Promise<number> => {
    const counts = await Promise.all(tables.map((table) => sweepTable(call, table, clock.now())));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  let cancel: () => void = () => undefined;
  let sweeping: Promise<unknown> = Promise.resolve();
  const arm = (): void => {
    cancel = clock.after(sweepEveryMs, () => {
      sweeping = sweep().catch(options.onFailure);
      arm();
    });
  };
  arm();

  return {
    kind: "started",
    engine: {
      url,
      sweep,
      close: async () => {
        cancel();
        await sweeping;
        await thread.close();
      },
    },
  };
}

type Call = (
  action: string,
  input: object,
) => Promise<{ readonly ok: boolean; readonly body: unknown }>;

/** dynalite requires a signature but never checks it. */
function dynaliteCaller(url: string, region: string): Call {
  return async (action, input) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${action}`,
        "x-amz-date": "20260101T000000Z",
        authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(input),
    });
    return { ok: response.ok, body: await response.json() };
  };
}

async function createTable(call: Call, table: TableModel): Promise<void> {
  const created = await call("CreateTable", table.create);
  if (!created.ok) {
    throw new Error(`The table ${table.name} can't be made: ${JSON.stringify(created.body)}`);
  }
  for (;;) {
    const found = described.parse((await call("DescribeTable", { TableName: table.name })).body);
    if (found.Table.TableStatus === "ACTIVE") return;
  }
}

function sameShape(table: TableModel, stored: z.infer<typeof shape>): boolean {
  const text = ({ KeySchema, GlobalSecondaryIndexes }: z.infer<typeof shape>) =>
    JSON.stringify([
      KeySchema,
      ...GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys }) => ({ IndexName, keys })).sort(
        (a, b) => a.IndexName.localeCompare(b.IndexName),
      ),
    ]);
  return text(shape.parse(table.create)) === text(shape.parse(stored));
}

async function sweepTable(call: Call, table: TableModel, nowMs: number): Promise<number> {
  if (table.ttlAttribute === null) return 0;
  const keys = keyNames.parse(table.create["KeySchema"]).map((key) => key.AttributeName);
  const nowS = Math.floor(nowMs / 1000);
  const past = {
    ExpressionAttributeNames: { "#ttl": table.ttlAttribute },
    ExpressionAttributeValues: {
      ":now": { N: String(nowS) },
      ":oldest": { N: String(nowS - ignoredAgeS) },
    },
  };
  const isPast = "#ttl < :now AND #ttl > :oldest";
  let deleted = 0;
  let from: unknown;
  do {
    const page = await call("Scan", {
      TableName: table.name,
      FilterExpression: isPast,
      ...past,
      ...(from !== undefined && { ExclusiveStartKey: from }),
    });
    const { Items, LastEvaluatedKey } = z
      .object({ Items: z.array(item), LastEvaluatedKey: item.optional() })
      .parse(page.body);
    for (const found of Items) {
      // The condition is needed because the item may have been rewritten with a later expiry since the scan.
      const answer = await call("DeleteItem", {
        TableName: table.name,
        Key: Object.fromEntries(keys.map((key) => [key, found[key]])),
        ConditionExpression: isPast,
        ...past,
      });
      if (answer.ok) deleted += 1;
    }
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return deleted;
}
