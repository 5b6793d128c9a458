import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import type { RateBudgetStore } from "../ports/connections.ts";
import { rateBudgets } from "./item-kinds.ts";
import { fromItem, type Table, toItem } from "./table.ts";

const window = z.object({ limit: z.number(), left: z.number(), resetsAtMs: z.number() });
const budgetItem = z.object({ quarterHour: window, day: window });

const KEY = { pk: "STRAVA#APP", sk: "BUDGET" };

/**
 * One item for the whole application, as Strava's limits apply to the whole. A few concurrent calls are not
 * counted until they are answered: the reserve has room for them.
 */
export function rateBudgetStore(table: Table): RateBudgetStore {
  return {
    async read() {
      const found = await table.client.send(
        new GetItemCommand({ TableName: table.name, Key: toItem(KEY), ConsistentRead: true }),
      );
      return found.Item === undefined ? null : rateBudgets.read(budgetItem, fromItem(found.Item));
    },

    async note({ quarterHour, day }, atMs) {
      await rateBudgets.put(table, {
        Item: toItem({ ...KEY, quarterHour, day, atMs }),
        ConditionExpression: "attribute_not_exists(pk) OR atMs <= :at",
        ExpressionAttributeValues: toItem({ ":at": atMs }),
      });
    },
  };
}
