import { createHash } from "node:crypto";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { activityRecord } from "../messages/activity.ts";
import type { ActivityStore } from "../ports.ts";
import { itemsOfRunner } from "./query.ts";
import { runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

const activityItem = activityRecord.extend({ v: z.literal(1) });

/**
 * An activity's key is its identity (source and id there), never its date: an edit that moves a run
 * to another day replaces it instead of doubling it.
 */
export function activityStore(table: Table): ActivityStore {
  return {
    async save(runnerId, activity) {
      const hash = createHash("sha256").update(JSON.stringify(activity)).digest("base64url");
      const put = new PutItemCommand({
        TableName: table.name,
        Item: toItem({
          ...activity,
          pk: runnerPk(runnerId),
          sk: `ACTIVITY#${activity.source}#${activity.sourceId}`,
          v: 1,
          hash,
        }),
        ConditionExpression: "attribute_not_exists(pk) OR #hash <> :hash",
        ExpressionAttributeNames: { "#hash": "hash" },
        ExpressionAttributeValues: toItem({ ":hash": hash }),
        ReturnValues: "ALL_OLD",
      });
      const written = await unlessRefused(table.client.send(put));
      if (written === null) return "unchanged";
      return written.Attributes === undefined ? "stored" : "replaced";
    },

    async all(runnerId) {
      const activities = [];
      for await (const item of itemsOfRunner(table, runnerId, "ACTIVITY#")) {
        const { v: _, ...activity } = activityItem.parse(item);
        activities.push(activity);
      }
      return activities;
    },
  };
}
