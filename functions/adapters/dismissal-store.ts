import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { DISMISSAL_REASONS, type DismissalStore } from "../ports.ts";
import { dismissals as kind } from "./item-kinds.ts";
import { itemsOfRunner } from "./query.ts";
import { runnerPk, type Table, toItem } from "./table.ts";

const dismissedItem = z.object({
  activityId: z.string().min(1),
  why: z.enum(DISMISSAL_REASONS),
});

const DISMISSED = "DISMISSED#";

/** Where the sort keys begin of what was dismissed of one source. */
export function dismissedPrefix(source: string): string {
  return `${DISMISSED}${source}:`;
}

/** Beside the runs, since a source that tells one of them again writes it anew. */
export function dismissalStore(table: Table): DismissalStore {
  const keyOf = (runnerId: string, activityId: string) => ({
    pk: runnerPk(runnerId),
    sk: `${DISMISSED}${activityId}`,
  });

  return {
    async all(runnerId) {
      const dismissals = [];
      for await (const item of itemsOfRunner(table, runnerId, DISMISSED)) {
        const { activityId, why } = kind.read(dismissedItem, item);
        dismissals.push({ activityId, why });
      }
      return dismissals;
    },

    async dismiss(runnerId, { source, sourceId }, why) {
      const activityId = `${source}:${sourceId}`;
      const item = { ...keyOf(runnerId, activityId), activityId, why };
      await kind.put(table, { Item: toItem(item) });
    },

    async takeBack(runnerId, activityId) {
      const Key = toItem(keyOf(runnerId, activityId));
      await table.client.send(new DeleteItemCommand({ TableName: table.name, Key }));
    },
  };
}
