import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type { Window, WindowStore } from "../ports.ts";
import { connectionKey } from "./connection-store.ts";
import { connections } from "./item-kinds.ts";
import { ofKind } from "./query.ts";
import { fromItem, type Item, type Table, toItem } from "./table.ts";

const windowItem = z.object({
  state: z.string(),
  completeUntilMs: z.number().nullable().optional(),
  windowAskedAtMs: z.number().default(Number.NEGATIVE_INFINITY),
  lookedBack: z.object({ afterS: z.number(), untilMs: z.number().nullable() }).optional(),
  lookBackAskedAtMs: z.number().default(Number.NEGATIVE_INFINITY),
});

const isAhead = (untilMs: number | null | undefined, nowMs: number) =>
  untilMs === null || (untilMs !== undefined && untilMs > nowMs);

const ASKED_AT = { window: "windowAskedAtMs", "look-back": "lookBackAskedAtMs" };

/** Long enough for a limit of Strava's to open again. */
const ASK_AGAIN_MS = 30 * 60_000;

function windowOf(found: z.infer<typeof windowItem> | null, nowMs: number): Window {
  if (found === null) return { kind: "whole" };
  const { state, completeUntilMs, windowAskedAtMs } = found;
  if (isAhead(completeUntilMs, nowMs)) return { kind: "whole" };
  if (state === "needs-consent") return { kind: "lost" };
  return { kind: "behind", isAsked: nowMs - windowAskedAtMs < ASK_AGAIN_MS };
}

export function windowIn(items: readonly Item[], nowMs: number): Window {
  const [found] = ofKind(items, "CONNECTION#strava");
  return windowOf(found === undefined ? null : connections.read(windowItem, found), nowMs);
}

/** Reads off a connection how far its history can be trusted, and nothing that opens an account. */
export function windowStore(table: Table): WindowStore {
  const read = async (runnerId: string) => {
    const get = new GetItemCommand({
      TableName: table.name,
      Key: connectionKey(runnerId),
      ConsistentRead: true,
    });
    const { Item } = await table.client.send(get);
    return Item === undefined ? null : connections.read(windowItem, fromItem(Item));
  };

  return {
    find: async (runnerId, nowMs) => windowOf(await read(runnerId), nowMs),

    async noteAsked(runnerId, what, nowMs) {
      await connections.update(table, {
        Key: connectionKey(runnerId),
        UpdateExpression: "SET #at = :now",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#at": ASKED_AT[what] },
        ExpressionAttributeValues: toItem({ ":now": nowMs }),
      });
    },

    async findSince(runnerId, sinceS, nowMs) {
      const found = await read(runnerId);
      if (found === null) return "here";
      const { state, completeUntilMs, lookedBack, lookBackAskedAtMs } = found;
      if (state !== "connected" || !isAhead(completeUntilMs, nowMs)) return "unknown";
      const reaches = lookedBack !== undefined && lookedBack.afterS <= sinceS;
      if (reaches && isAhead(lookedBack.untilMs, nowMs)) return "here";
      return nowMs - lookBackAskedAtMs < ASK_AGAIN_MS ? "asked" : "absent";
    },
  };
}
