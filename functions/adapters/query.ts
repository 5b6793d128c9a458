import { paginateQuery, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import {
  type Condition,
  fromItem,
  type Item,
  removeItem,
  runnerPk,
  type Table,
  toItem,
} from "./table.ts";

/** Every item that a query finds, fetched page by page. The query's values are plain. */
export async function* itemsOf(
  table: Table,
  query: Omit<QueryCommandInput, "TableName" | "ExpressionAttributeValues"> & {
    readonly ExpressionAttributeValues: Item;
  },
): AsyncGenerator<Item> {
  const pages = paginateQuery(
    { client: table.client },
    {
      ...query,
      TableName: table.name,
      ExpressionAttributeValues: toItem(query.ExpressionAttributeValues),
    },
  );
  for await (const page of pages) {
    for (const item of page.Items ?? []) yield fromItem(item);
  }
}

/** A runner's items of one kind, in the order of their sort keys; all their items if the prefix is empty. */
export function itemsOfRunner(
  table: Table,
  runnerId: string,
  skPrefix: string,
  { isConsistent = true, only }: { readonly isConsistent?: boolean; readonly only?: string } = {},
): AsyncGenerator<Item> {
  return itemsOf(table, {
    ConsistentRead: isConsistent,
    ...(only !== undefined && { ProjectionExpression: only }),
    KeyConditionExpression: skPrefix === "" ? "pk = :pk" : "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: {
      ":pk": runnerPk(runnerId),
      ...(skPrefix !== "" && { ":prefix": skPrefix }),
    },
  });
}

/** Their keys alone, which take little memory however much there is. */
export function keysOfRunner(
  table: Table,
  runnerId: string,
  skPrefix: string,
): AsyncGenerator<Item> {
  return itemsOfRunner(table, runnerId, skPrefix, { only: "pk, sk" });
}

/**
 * A runner's items from one kind to another, inclusive, in the order of their sort keys. DynamoDB rounds up
 * once per query, so small kinds that lie next to each other cost together what each would cost alone.
 */
export async function kindsOfRunner(
  table: Table,
  runnerId: string,
  first: string,
  last: string,
): Promise<readonly Item[]> {
  const found = itemsOf(table, {
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
    ExpressionAttributeValues: {
      ":pk": runnerPk(runnerId),
      ":first": `${first}#`,
      // The character after "#", which sorts after everything that begins with the kind.
      ":last": `${last}$`,
    },
  });
  return listed(found);
}

/** A runner's items of one kind, all at once. */
export function kindOfRunner(
  table: Table,
  runnerId: string,
  skPrefix: string,
  options: { readonly isConsistent?: boolean } = {},
): Promise<readonly Item[]> {
  return listed(itemsOfRunner(table, runnerId, skPrefix, options));
}

async function listed(found: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of found) items.push(item);
  return items;
}

/** The items of one kind. */
export function ofKind(items: readonly Item[], skPrefix: string): readonly Item[] {
  return items.filter(({ sk }) => String(sk).startsWith(skPrefix));
}

const ERASED_AT_ONCE = 25;

/** Deletes a runner's items of one kind, except those that stay, and returns how many were deleted. */
export async function eraseItems(
  table: Table,
  runnerId: string,
  skPrefix: string,
  stays: (sk: string) => boolean = () => false,
): Promise<number> {
  const keys: Item[] = [];
  for await (const key of keysOfRunner(table, runnerId, skPrefix)) {
    if (!stays(String(key["sk"]))) keys.push(key);
  }
  await removeItems(table, keys);
  return keys.length;
}

/** Deletes the items with these keys, unless the condition is refused for one: that one stays. */
export async function removeItems(
  table: Table,
  keys: readonly Item[],
  condition?: Condition,
): Promise<void> {
  for (let from = 0; from < keys.length; from += ERASED_AT_ONCE) {
    const some = keys.slice(from, from + ERASED_AT_ONCE);
    await Promise.all(some.map((key) => removeItem(table, key, condition)));
  }
}
