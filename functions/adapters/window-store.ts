import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import type { Window, WindowStore } from "../ports/stored-case.ts";
import { isAhead } from "../shared/ahead.ts";
import { CONNECTION_PREFIX, connectionKey, isEnding } from "./connection-store.ts";
import { connections } from "./item-kinds.ts";
import { kindOfRunner, ofKind } from "./query.ts";
import { fromItem, type Item, type Table, toItem } from "./table.ts";

const windowItem = z.object({
  state: z.string(),
  completeUntilMs: z.optional(z.nullable(z.number())),
  windowAskedAtMs: z._default(z.number(), Number.NEGATIVE_INFINITY),
  lookedBack: z.optional(z.object({ afterS: z.number(), untilMs: z.nullable(z.number()) })),
  lookBackAskedAtMs: z._default(z.number(), Number.NEGATIVE_INFINITY),
});

const serviceItem = z.object({
  state: z.string(),
  sinceMs: z.number(),
  backfill: z._default(z.nullable(z.object({ done: z.boolean() })), null),
});

const STRAVA_SK = `${CONNECTION_PREFIX}strava`;
/**
 * A first history that hasn't arrived by then won't arrive in a moment: what is known is judged without it.
 */
const FIRST_WITHIN_MS = 3_600_000;

/** Whether a service that the runner has just connected still has to deliver the runs from before. */
function isComing(item: Item, nowMs: number): boolean {
  const { state, sinceMs, backfill } = connections.read(serviceItem, item);
  return state === "connected" && backfill?.done !== true && nowMs - sinceMs < FIRST_WITHIN_MS;
}

const ASKED_AT = { window: "windowAskedAtMs", "look-back": "lookBackAskedAtMs" };

/** Long enough for one of Strava's limits to open again. */
const LOOK_BACK_AGAIN_MS = 30 * 60_000;
/** A request that fails is a dead letter after an hour, before a digest that waits makes the next one. */
const ASK_AGAIN_MS = 2 * 3_600_000;

/**
 * How far what the services reported can be trusted, according to the connections among a runner's items.
 */
export function windowIn(items: readonly Item[], nowMs: number): Window {
  let isWaited = false;
  for (const item of ofKind(items, CONNECTION_PREFIX)) {
    if (item["sk"] !== STRAVA_SK) {
      isWaited ||= isComing(item, nowMs);
      continue;
    }
    const { state, completeUntilMs, windowAskedAtMs } = connections.read(windowItem, item);
    // Nothing more is fetched from a service that is ending, and nothing of it counts any more.
    if (isEnding(state) || isAhead(completeUntilMs, nowMs)) continue;
    if (state === "needs-consent") return { kind: "lost" };
    return { kind: "behind", isAsked: nowMs - windowAskedAtMs < ASK_AGAIN_MS };
  }
  // It was asked for when the runner connected.
  return isWaited ? { kind: "behind", isAsked: true } : { kind: "whole" };
}

/** Reads from a connection how far its history can be trusted, and nothing that opens an account. */
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
    find: async (runnerId, nowMs) =>
      windowIn(await kindOfRunner(table, runnerId, CONNECTION_PREFIX), nowMs),

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
      if (found === null || isEnding(found.state)) return "here";
      const { state, completeUntilMs, lookedBack, lookBackAskedAtMs } = found;
      if (state !== "connected" || !isAhead(completeUntilMs, nowMs)) return "unknown";
      const reaches = lookedBack !== undefined && lookedBack.afterS <= sinceS;
      if (reaches && isAhead(lookedBack.untilMs, nowMs)) return "here";
      return nowMs - lookBackAskedAtMs < LOOK_BACK_AGAIN_MS ? "asked" : "absent";
    },
  };
}
