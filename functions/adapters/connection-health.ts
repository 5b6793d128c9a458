import * as z from "zod/mini";
import type { ConnectionHealth, ConnectionState } from "../ports/connections.ts";
import { type ConnectionOf, isEnding, stateOf } from "./connection-item.ts";
import { endedConnections } from "./item-kinds.ts";
import { ofKind } from "./query.ts";
import type { Item } from "./table.ts";

const endedItem = z.object({ sinceMs: z.number(), expiresAt: z.number() });

/** Kept for a while after the connection, so that the runner can be told that it ended. */
export const ENDED_PREFIX = "ENDED#";

/** The services that are ending: nothing from there counts any more, though it may not be erased yet. */
export function endingIn(connections: readonly ConnectionOf[]): ReadonlySet<string> {
  return new Set(connections.filter(isEnding).map(({ provider }) => provider));
}

/**
 * What can be said about a runner's connections, and those that ended lately, without opening their tokens, so
 * that no key is needed.
 */
export function healthIn(
  connections: readonly ConnectionOf[],
  items: readonly Item[],
  nowMs: number,
): ConnectionHealth {
  const unwell: Unwell[] = [];
  for (const connection of connections) {
    const health = healthOf(stateOf(connection), connection.provider);
    const isKept = connection.completeUntilMs === null;
    if (health !== null) unwell.push(isKept ? { ...health, isKept } : health);
  }
  const there = new Set(connections.map(({ provider }) => provider));
  for (const item of ofKind(items, ENDED_PREFIX)) {
    const provider = String(item["sk"]).slice(ENDED_PREFIX.length);
    const { sinceMs, expiresAt } = endedConnections.read(endedItem, item);
    if (expiresAt <= nowMs / 1000 || there.has(provider)) continue;
    unwell.push({ kind: "lost", provider, reason: "ended", sinceMs });
  }
  // The others were reported before it, or will be once it is well again.
  const [latest] = unwell.sort((a, b) => b.sinceMs - a.sinceMs);
  return latest ?? { kind: "ok" };
}

type Unwell = Exclude<ConnectionHealth, { kind: "ok" }>;

function healthOf(state: ConnectionState, provider: string): Unwell | null {
  switch (state.kind) {
    case "connected":
    // Leaving is the runner's own wish, so nothing is lost.
    case "leaving":
      return null;
    case "needs-consent":
      return state.reason === "refused"
        ? { kind: "lost", provider, reason: "refused", sinceMs: state.sinceMs }
        : { kind: "consent-missing", provider, sinceMs: state.sinceMs };
    case "erasing":
      return state.byRunner
        ? null
        : { kind: "lost", provider, reason: "ended", sinceMs: state.sinceMs };
  }
}
