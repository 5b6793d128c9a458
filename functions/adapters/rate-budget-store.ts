import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type { RateBudgetStore } from "../ports.ts";
import { fromItem, type Table, toItem, unlessRefused } from "./table.ts";

const window = z.object({ limit: z.number(), left: z.number(), resetsAtMs: z.number() });
const budgetItem = z.object({ v: z.literal(1), quarterHour: window, day: window });

const KEY = { pk: "STRAVA#APP", sk: "BUDGET" };

/**
 * One item for the whole application, as Strava's limits are. A few calls under way at once are not
 * counted until they are answered: the reserve has room for them.
 */
export function rateBudgetStore(table: Table): RateBudgetStore {
  return {
    async read() {
      const found = await table.client.send(
        new GetItemCommand({ TableName: table.name, Key: toItem(KEY), ConsistentRead: true }),
      );
      if (found.Item === undefined) return null;
      const { v: _, ...budget } = budgetItem.parse(fromItem(found.Item));
      return budget;
    },

    async note({ quarterHour, day }, atMs) {
      const put = new PutItemCommand({
        TableName: table.name,
        Item: toItem({ ...KEY, v: 1, quarterHour, day, atMs }),
        ConditionExpression: "attribute_not_exists(pk) OR atMs <= :at",
        ExpressionAttributeValues: toItem({ ":at": atMs }),
      });
      await unlessRefused(table.client.send(put));
    },
  };
}
