import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import type { Due } from "../ports/due.ts";
import { itemsOf } from "./query.ts";
import { type Item, removeItem, type Table, toItem, unlessRefused } from "./table.ts";

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
 * erased, or moved by something else, stays that way. `last`: when a digest was due, noted with the move.
 */
export async function advanceDue(
  table: Table,
  key: Item,
  seen: string,
  next: string | null,
  last: string | null = null,
): Promise<"advanced" | "moved-meanwhile"> {
  const ConditionExpression = "dueAt = :seen";
  if (next === null) {
    const values = { ExpressionAttributeValues: { ":seen": seen } };
    const removed = await removeItem(table, key, { ConditionExpression, ...values });
    return removed === "removed" ? "advanced" : "moved-meanwhile";
  }
  const update = new UpdateItemCommand({
    TableName: table.name,
    Key: toItem(key),
    UpdateExpression:
      last === null ? "SET dueAt = :next" : "SET dueAt = :next, lastDigestAt = :last",
    ConditionExpression,
    ExpressionAttributeValues: toItem({
      ...{ ":seen": seen, ":next": next },
      ...(last !== null && { ":last": last }),
    }),
  });
  const moved = await unlessRefused(table.client.send(update));
  return moved === null ? "moved-meanwhile" : "advanced";
}
