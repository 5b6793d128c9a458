import * as z from "zod/mini";
import type { RateBudgetStore } from "../ports/connections.ts";
import { rateBudgets } from "./item-kinds.ts";
import type { Table } from "./table.ts";

const window = z.object({ limit: z.number(), left: z.number(), resetsAtMs: z.number() });
const budgetItem = z.object({ quarterHour: window, day: window });

const KEY = { pk: "STRAVA#APP", sk: "BUDGET" };

/**
 * One item for the whole application, as Strava's limits apply to the whole. A few concurrent calls are not
 * counted until they are answered: the reserve has room for them.
 */
export function rateBudgetStore(table: Table): RateBudgetStore {
  return {
    read: () => rateBudgets.find(budgetItem, table, KEY),

    async note({ quarterHour, day }, atMs) {
      await rateBudgets.put(table, {
        Item: { ...KEY, quarterHour, day, atMs },
        ConditionExpression: "attribute_not_exists(pk) OR atMs <= :at",
        ExpressionAttributeValues: { ":at": atMs },
      });
    },
  };
}
