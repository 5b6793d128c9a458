import * as z from "zod/mini";
import type { Due } from "../ports/due.ts";
import { itemsOf } from "./query.ts";
import { type Table, toItem } from "./table.ts";

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
      ExpressionAttributeValues: toItem({ ":shard": shard, ":instant": instant }),
    });
    for await (const one of found) {
      const read = item.safeParse(one);
      yield read.success
        ? { kind: "due", due: read.data }
        : { kind: "unreadable", id: keys.parse(one).pk };
    }
  }
}
