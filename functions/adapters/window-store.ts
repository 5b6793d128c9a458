import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type { WindowStore } from "../ports.ts";
import { connectionKey } from "./connection-store.ts";
import { fromItem, type Table, toItem, unlessRefused } from "./table.ts";

const windowItem = z.object({
  state: z.string(),
  completeUntilMs: z.number().nullable().optional(),
  windowAskedAtMs: z.number().default(Number.NEGATIVE_INFINITY),
});

/** Long enough for a limit of Strava's to open again. */
const ASK_AGAIN_MS = 30 * 60_000;

/** Reads off a connection how far its history can be trusted, and nothing that opens an account. */
export function windowStore(table: Table): WindowStore {
  return {
    async find(runnerId, nowMs) {
      const found = await table.client.send(
        new GetItemCommand({
          TableName: table.name,
          Key: connectionKey(runnerId),
          ConsistentRead: true,
        }),
      );
      if (found.Item === undefined) return { kind: "whole" };
      const { state, completeUntilMs, windowAskedAtMs } = windowItem.parse(fromItem(found.Item));
      const isWhole =
        completeUntilMs === null || (completeUntilMs !== undefined && completeUntilMs > nowMs);
      if (isWhole) return { kind: "whole" };
      if (state === "needs-consent") return { kind: "lost" };
      return { kind: "behind", isAsked: nowMs - windowAskedAtMs < ASK_AGAIN_MS };
    },

    async noteAsked(runnerId, nowMs) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: connectionKey(runnerId),
        UpdateExpression: "SET windowAskedAtMs = :now",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: toItem({ ":now": nowMs }),
      });
      await unlessRefused(table.client.send(update));
    },
  };
}
