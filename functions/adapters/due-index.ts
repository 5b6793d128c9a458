import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import type { Due } from "../ports/due.ts";
import { itemsOf } from "./query.ts";
import { changing, type Item, removeItem, type Table, toItem, unlessRefused } from "./table.ts";

const keys = z.looseObject({ pk: z.string() });

/**
 * Who is due in the sparse index `due`, shard by shard, oldest first. An item that the schema refuses is
 * yielded as unreadable, as one must not hold up everybody after it.
 */
export async function* dueItems<S extends z.ZodMiniType>(
  table: Table,
  shards: readonly string[],
  instant: string,
  item: S,
): AsyncGenerator<Due<z.infer<S>>> {
  for (const shard of shards) {
    const found = itemsOf(table, {
      IndexName: "due",
      KeyConditionExpression: "dueShard = :shard AND dueAt <= :instant",
      ExpressionAttributeValues: { ":shard": shard, ":instant": instant },
    });
    for await (const one of found) {
      const read = item.safeParse(one);
      yield read.success
        ? { kind: "due", due: read.data }
        : { kind: "unreadable", id: keys.parse(one).pk };
    }
  }
}

/**
 * Moves an item from the time that was seen to its next one, or deletes it if there is none. An item that was
 * erased, or moved by something else, stays that way. `noting`: fields that are written with the move.
 */
export async function advanceDue(
  table: Table,
  key: Item,
  seen: string,
  next: string | null,
  noting: Item = {},
): Promise<"advanced" | "moved-meanwhile"> {
  const ConditionExpression = "dueAt = :seen";
  if (next === null) {
    const values = { ExpressionAttributeValues: { ":seen": seen } };
    const removed = await removeItem(table, key, { ConditionExpression, ...values });
    return removed === "removed" ? "advanced" : "moved-meanwhile";
  }
  const { ExpressionAttributeValues: values, ...change } = changing({ ...noting, dueAt: next });
  const update = new UpdateItemCommand({
    ...change,
    TableName: table.name,
    Key: toItem(key),
    ConditionExpression,
    ExpressionAttributeValues: toItem({ ...values, ":seen": seen }),
  });
  const moved = await unlessRefused(table.client.send(update));
  return moved === null ? "moved-meanwhile" : "advanced";
}
