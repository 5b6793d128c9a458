import { hash } from "node:crypto";
import * as z from "zod/mini";
import { runnerId } from "../messages/runner-id.ts";
import type { DueSync, SyncStore } from "../ports/connections.ts";
import { CONNECTION_PREFIX, connectionKey } from "./connection-item.ts";
import { advanceDue, dueItems } from "./due-index.ts";
import { shardKeys } from "./due-shards.ts";
import type { Table } from "./table.ts";

const dueItem = z.pipe(
  z.object({ runnerId, dueAt: z.string(), sk: z.string().check(z.startsWith(CONNECTION_PREFIX)) }),
  z.transform(({ runnerId, dueAt, sk }): DueSync => {
    return { runnerId, provider: sk.slice(CONNECTION_PREFIX.length), nextSyncAt: dueAt };
  }),
);

/**
 * Nights begin once Strava's daily limit has been renewed. They are spread over four hours, since all
 * runners share the quarter-hour limit too.
 */
const NIGHT_FROM_MS = 10 * 60_000;
const NIGHT_MS = 4 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

const SYNC_SHARDS = 4;
export const SYNC_SHARD_KEYS = shardKeys("SYNC", SYNC_SHARDS);

/** A fixed place for each runner between 0 and 1. */
function placeOf(runnerId: string): number {
  return hash("sha256", `sync:${runnerId}`, "buffer").readUInt32BE(0) / 2 ** 32;
}

/** The shard of a runner's connections: by their place in the night. */
export function syncShardOf(runnerId: string): string {
  return `SYNC#${Math.floor(placeOf(runnerId) * SYNC_SHARDS)}`;
}

/**
 * The runner's next night, strictly after an instant, or the one that is `nights` nights on. With
 * `pollMinutes`, the instant that many minutes later instead.
 *
 *     nextSyncAt("r1", "2026-11-22T12:00:00.000Z") // "2026-11-23T03:11:05.566Z"
 *     nextSyncAt("r1", "2026-11-22T12:00:00.000Z", 60) // "2026-11-22T13:00:00.000Z"
 *     nextSyncAt("r1", "2026-11-22T12:00:00.000Z", null, 7) // "2026-11-29T03:11:05.566Z"
 */
export function nextSyncAt(
  runnerId: string,
  after: string,
  pollMinutes: number | null = null,
  nights = 1,
): string {
  const afterMs = Date.parse(after);
  if (pollMinutes !== null) return new Date(afterMs + pollMinutes * 60_000).toISOString();
  const inDayMs = NIGHT_FROM_MS + Math.floor(placeOf(runnerId) * NIGHT_MS);
  const soonestMs = afterMs - (afterMs % DAY_MS) + inDayMs;
  const nextMs = soonestMs > afterMs ? soonestMs : soonestMs + DAY_MS;
  return new Date(nextMs + (nights - 1) * DAY_MS).toISOString();
}

/** Uses the digests' index `due`, in shards of its own. Nightly comparisons come every `nights` nights. */
export function syncStore(table: Table, nights = 1): SyncStore {
  return {
    dueAt: (instant) => dueItems(table, SYNC_SHARD_KEYS, instant, dueItem),
    advance({ runnerId, provider, nextSyncAt: seen }, now, pollMinutes = null) {
      const next = nextSyncAt(runnerId, now, pollMinutes, nights);
      return advanceDue(table, connectionKey(runnerId, provider), seen, next);
    },
  };
}
