import type { Window, WindowStore } from "../ports/stored-case.ts";
import { isAhead } from "../shared/ahead.ts";
import {
  CONNECTION_PREFIX,
  type ConnectionItem,
  type ConnectionOf,
  connectionItem,
  connectionKey,
  connectionsIn,
  isEnding,
} from "./connection-item.ts";
import { connections } from "./item-kinds.ts";
import { kindOfRunner } from "./query.ts";
import type { Table } from "./table.ts";

/**
 * A first history that hasn't arrived by then won't arrive in a moment: what is known is judged without it.
 */
const FIRST_WITHIN_MS = 3_600_000;

/** Whether a service that the runner has just connected still has to deliver the runs from before. */
function isComing({ state, sinceMs, backfill }: ConnectionItem, nowMs: number): boolean {
  return state === "connected" && backfill?.done !== true && nowMs - sinceMs < FIRST_WITHIN_MS;
}

/** Long enough for one of Strava's limits to open again. */
const LOOK_BACK_AGAIN_MS = 30 * 60_000;
/** A request that fails is a dead letter after an hour, before a digest that waits makes the next one. */
const ASK_AGAIN_MS = 2 * 3_600_000;

const ASKED = {
  window: { at: "windowAskedAtMs", againMs: ASK_AGAIN_MS },
  "look-back": { at: "lookBackAskedAtMs", againMs: LOOK_BACK_AGAIN_MS },
};

const wasAskedWithin = (durationMs: number, askedAtMs: number | undefined, nowMs: number) =>
  askedAtMs !== undefined && nowMs - askedAtMs < durationMs;

/** How far what the services of these connections reported can be trusted. */
export function windowIn(connections: readonly ConnectionOf[], nowMs: number): Window {
  const strava = connections.find(({ provider }) => provider === "strava");
  // Nothing more is fetched from a service that is ending, and nothing of it counts any more.
  if (strava !== undefined && !isEnding(strava) && !isAhead(strava.completeUntilMs, nowMs)) {
    if (strava.state === "needs-consent") return { kind: "lost" };
    const isAsked = wasAskedWithin(ASK_AGAIN_MS, strava.windowAskedAtMs, nowMs);
    return { kind: "behind", isAsked };
  }
  const others = connections.filter((one) => one !== strava);
  // It was asked for when the runner connected.
  const isWaited = others.some((one) => isComing(one, nowMs));
  return isWaited ? { kind: "behind", isAsked: true } : { kind: "whole" };
}

/** Reads from a connection how far its history can be trusted, and nothing that opens an account. */
export function windowStore(table: Table): WindowStore {
  return {
    find: async (runnerId, nowMs) =>
      windowIn(connectionsIn(await kindOfRunner(table, runnerId, CONNECTION_PREFIX)), nowMs),

    async noteAsked(runnerId, what, nowMs) {
      const { at, againMs } = ASKED[what];
      const noted = await connections.update(table, {
        Key: connectionKey(runnerId),
        UpdateExpression: "SET #at = :now",
        ConditionExpression:
          "attribute_exists(pk) AND (attribute_not_exists(#at) OR #at <= :before)",
        ExpressionAttributeNames: { "#at": at },
        ExpressionAttributeValues: { ":now": nowMs, ":before": nowMs - againMs },
      });
      return noted !== null;
    },

    async findSince(runnerId, sinceS, nowMs) {
      const found = await connections.find(connectionItem, table, connectionKey(runnerId));
      if (found === null || isEnding(found)) return "here";
      const { state, completeUntilMs, lookedBack, lookBackAskedAtMs } = found;
      if (state !== "connected" || !isAhead(completeUntilMs, nowMs)) return "unknown";
      const reaches = lookedBack !== undefined && lookedBack.afterS <= sinceS;
      if (reaches && isAhead(lookedBack.untilMs, nowMs)) return "here";
      return wasAskedWithin(LOOK_BACK_AGAIN_MS, lookBackAskedAtMs, nowMs) ? "asked" : "absent";
    },
  };
}
