import { paginateQuery, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { fromItem, type Item, runnerPk, type Table, toItem } from "./table.ts";

/** Every item a query finds, page by page. */
export async function* itemsOf(
  table: Table,
  query: Omit<QueryCommandInput, "TableName">,
): AsyncGenerator<Item> {
  const pages = paginateQuery({ client: table.client }, { TableName: table.name, ...query });
  for await (const page of pages) {
    for (const item of page.Items ?? []) yield fromItem(item);
  }
}

/** A runner's items of one kind, in the order of their sort keys. */
export function itemsOfRunner(
  table: Table,
  runnerId: string,
  skPrefix: string,
): AsyncGenerator<Item> {
  return itemsOf(table, {
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: toItem({ ":pk": runnerPk(runnerId), ":prefix": skPrefix }),
  });
}
