import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { dataKeys } from "./item-kinds.ts";
import { fromItem, type Table, toItem } from "./table.ts";
import { type DataKeys, kmsDataKeys } from "./token-vault.ts";

const keyItem = z.object({ sealed: z.string().min(1) });

/** Past its day nobody seals with it, and what it sealed holds it too. */
const KEPT_S = 2 * 24 * 3600;

/**
 * One data key a day for all processes of a kind, which lies sealed in the table. With one for each
 * process, a token would be sealed by one of thousands, and KMS asked to open nearly each.
 */
export function sharedDataKeys(
  table: Table,
  kind: string,
  keys: DataKeys,
  nowMs: () => number = Date.now,
): DataKeys {
  const read = async (key: { pk: string; sk: string }) => {
    const get = new GetItemCommand({
      TableName: table.name,
      Key: toItem(key),
      ConsistentRead: true,
    });
    const { Item } = await table.client.send(get);
    if (Item === undefined) return null;
    const sealed = Buffer.from(dataKeys.read(keyItem, fromItem(Item)).sealed, "base64url");
    return { sealed, clear: await keys.open(sealed) };
  };

  return {
    open: keys.open,
    async make() {
      const atMs = nowMs();
      const key = { pk: `DATA-KEYS#${kind}`, sk: new Date(atMs).toISOString().slice(0, 10) };
      const there = await read(key);
      if (there !== null) return there;
      const made = await keys.make();
      const written = await dataKeys.put(table, {
        Item: toItem({
          ...key,
          sealed: Buffer.from(made.sealed).toString("base64url"),
          expiresAt: Math.floor(atMs / 1000) + KEPT_S,
        }),
        ConditionExpression: "attribute_not_exists(pk)",
      });
      return written !== null ? made : ((await read(key)) ?? made);
    },
  };
}

/** For workers that may open what others sealed. */
export function workersKeys(table: Table, kind: string, tokenKeyArn: string): DataKeys {
  return sharedDataKeys(table, kind, kmsDataKeys(tokenKeyArn));
}
