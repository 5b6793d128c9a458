import { createHash, randomUUID } from "node:crypto";
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { runnerId } from "../messages/runner-id.ts";
import type {
  ConnectionHealth,
  ConnectionState,
  ConnectionStore,
  ConnectionWatch,
  DueSync,
  SeenConnection,
  SyncStore,
  TokenVault,
} from "../ports.ts";
import { dueItems } from "./due-index.ts";
import { fromItem, type Item, runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

const tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresAtMs: z.number(),
});

const connectionItem = z.object({
  v: z.literal(1),
  runnerId: z.string(),
  athleteId: z.string(),
  state: z.enum(["connected", "needs-consent", "leaving", "erasing"]),
  reason: z.enum(["refused", "missing-scope"]).optional(),
  missing: z.array(z.string()).default([]),
  sinceMs: z.number(),
  byRunner: z.boolean().default(false),
  granted: z.array(z.string()),
  sealed: z.string().optional(),
  tokenVersion: z.string(),
  backfill: z
    .object({ afterS: z.number(), page: z.number(), activities: z.number(), done: z.boolean() })
    .nullable()
    .default(null),
});

const claimBefore = z.object({
  heldUntilMs: z.number().optional(),
  mayBeOurs: z.boolean().default(false),
});

const ownerItem = z.object({ v: z.literal(1), runnerId: z.string() });
const dueItem = z
  .object({ runnerId, dueAt: z.string() })
  .transform(({ runnerId, dueAt }): DueSync => ({ runnerId, nextSyncAt: dueAt }));

const endedItem = z.object({ v: z.literal(1), sinceMs: z.number(), expiresAt: z.number() });

const SK = "CONNECTION#strava";
/** Outlives the connection for a while, so that the runner can be told that it ended. */
const ENDED_SK = "ENDED#strava";
const ENDED_KEPT_S = 14 * 24 * 3600;
export const connectionKey = (runnerId: string) => toItem({ pk: runnerPk(runnerId), sk: SK });
const ownerKey = (athleteId: string) => toItem({ pk: `STRAVA#${athleteId}`, sk: "OWNER" });

/** Longer than a worker can go on (its function's timeout), so that two never hold one token. */
const REFRESH_LEASE_MS = 90_000;

/**
 * Nights begin when Strava's daily limit is new and are spread over four hours, since all runners
 * share the limit of a quarter of an hour too.
 */
const NIGHT_FROM_MS = 10 * 60_000;
const NIGHT_MS = 4 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

const SYNC_SHARDS = 4;
const shardKeys = Array.from({ length: SYNC_SHARDS }, (_, shard) => `SYNC#${shard}`);

/** A fixed place for each runner between 0 and 1. */
function placeOf(runnerId: string): number {
  return createHash("sha256").update(`sync:${runnerId}`).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * The runner's next night, strictly after an instant; or the one that comes so many nights on.
 *
 *     nextSyncAt("r1", "2026-11-22T12:00:00.000Z") // "2026-11-23T03:26:25.617Z"
 *     nextSyncAt("r1", "2026-11-22T12:00:00.000Z", 7) // "2026-11-29T03:26:25.617Z"
 */
export function nextSyncAt(runnerId: string, after: string, nights = 1): string {
  const afterMs = Date.parse(after);
  const inDayMs = NIGHT_FROM_MS + Math.floor(placeOf(runnerId) * NIGHT_MS);
  const soonestMs = afterMs - (afterMs % DAY_MS) + inDayMs;
  const nextMs = soonestMs > afterMs ? soonestMs : soonestMs + DAY_MS;
  return new Date(nextMs + (nights - 1) * DAY_MS).toISOString();
}

/** A runner's tokens are sealed to that runner's item: copied into another's they open nothing. */
export function connectionStore(table: Table, vault: TokenVault): ConnectionStore {
  const seal = (runnerId: string, open: z.infer<typeof tokens>) =>
    vault.seal(JSON.stringify(open), `${runnerPk(runnerId)} ${SK}`);
  const open = async (runnerId: string, sealed: string) =>
    tokens.parse(JSON.parse(await vault.open(sealed, `${runnerPk(runnerId)} ${SK}`)));

  const read = async (runnerId: string) => {
    const found = await table.client.send(
      new GetItemCommand({
        TableName: table.name,
        Key: connectionKey(runnerId),
        ConsistentRead: true,
      }),
    );
    return found.Item === undefined ? null : connectionItem.parse(fromItem(found.Item));
  };

  const toLookAt = (item: z.infer<typeof connectionItem>) => {
    const { runnerId, athleteId, granted, tokenVersion, backfill } = item;
    return { runnerId, athleteId, granted, tokenVersion, backfill, state: stateOf(item) };
  };

  const ownerOf = async (athleteId: string): Promise<string | null> => {
    const found = await table.client.send(
      new GetItemCommand({ TableName: table.name, Key: ownerKey(athleteId), ConsistentRead: true }),
    );
    return found.Item === undefined ? null : ownerItem.parse(fromItem(found.Item)).runnerId;
  };

  /** Does nothing, and says null, where the tokens are others than those seen. */
  const update = (
    seen: SeenConnection,
    change: { set?: Item; remove?: readonly string[]; unless?: string; unlessValues?: Item },
  ) => {
    const set = Object.entries(change.set ?? {});
    const remove = change.remove ?? [];
    const names = [...set.map(([name]) => name), ...remove, "tokenVersion", "state"];
    return unlessRefused(
      table.client.send(
        new UpdateItemCommand({
          TableName: table.name,
          Key: connectionKey(seen.runnerId),
          ReturnValues: "ALL_OLD",
          UpdateExpression: [
            ...(set.length > 0
              ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(", ")}`]
              : []),
            ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(", ")}`] : []),
          ].join(" "),
          ConditionExpression: [
            "#tokenVersion = :seen AND #state <> :erasing",
            ...(change.unless === undefined ? [] : [change.unless]),
          ].join(" AND "),
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: toItem({
            ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
            ...change.unlessValues,
            ":seen": seen.tokenVersion,
            ":erasing": "erasing",
          }),
        }),
      ),
    );
  };

  /** The pointer comes first: with it alone, as a crash leaves it, nothing is fetched. */
  const takeOwnership = async (athleteId: string, runnerId: string): Promise<boolean> => {
    const put = (replaceable: string) =>
      unlessRefused(
        table.client.send(
          new PutItemCommand({
            TableName: table.name,
            Item: { ...ownerKey(athleteId), ...toItem({ v: 1, runnerId }) },
            ConditionExpression: "attribute_not_exists(pk) OR runnerId = :replaceable",
            ExpressionAttributeValues: toItem({ ":replaceable": replaceable }),
          }),
        ),
      );
    if ((await put(runnerId)) !== null) return true;
    const owner = await ownerOf(athleteId);
    if (owner === null) return (await put(runnerId)) !== null;
    if ((await read(owner))?.athleteId === athleteId) return false;
    return (await put(owner)) !== null;
  };

  return {
    async find(runnerId) {
      const item = await read(runnerId);
      if (item === null) return null;
      const { sealed } = item;
      const tokens = sealed === undefined ? null : await open(runnerId, sealed);
      return { ...toLookAt(item), tokens };
    },
    async look(runnerId) {
      const item = await read(runnerId);
      return item === null ? null : toLookAt(item);
    },
    ownerOf,

    async connect({ runnerId, athleteId, granted, tokens: given }, nowMs) {
      // Without opening the old tokens: new ones must help also where the key of those is lost.
      const before = await read(runnerId);
      if (before?.state === "erasing" || before?.state === "leaving") return "being-erased";
      if (before !== null && before.athleteId !== athleteId) return "other-account";
      if (!(await takeOwnership(athleteId, runnerId))) return "athlete-taken";
      const put = new PutItemCommand({
        TableName: table.name,
        Item: {
          ...connectionKey(runnerId),
          ...toItem({
            v: 1,
            runnerId,
            athleteId,
            state: "connected",
            sinceMs: nowMs,
            granted,
            sealed: await seal(runnerId, given),
            tokenVersion: randomUUID(),
            dueShard: shardKeys[Math.floor(placeOf(runnerId) * SYNC_SHARDS)],
            dueAt: nextSyncAt(runnerId, new Date(nowMs).toISOString()),
          }),
        },
        ConditionExpression:
          "attribute_not_exists(pk) OR (athleteId = :athlete AND NOT #state IN (:erasing, :leaving))",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: toItem({
          ":athlete": athleteId,
          ":erasing": "erasing",
          ":leaving": "leaving",
        }),
      });
      return (await unlessRefused(table.client.send(put))) === null ? "being-erased" : "connected";
    },

    async claimRefresh(seen, nowMs) {
      const claimed = await update(seen, {
        set: { heldUntilMs: nowMs + REFRESH_LEASE_MS },
        unless: "(attribute_not_exists(#heldUntilMs) OR #heldUntilMs <= :nowMs)",
        unlessValues: { ":nowMs": nowMs },
      });
      if (claimed === null) return "not-claimed";
      const { heldUntilMs, mayBeOurs } = claimBefore.parse(fromItem(claimed.Attributes ?? {}));
      return heldUntilMs !== undefined || mayBeOurs ? "claimed-after-break" : "claimed";
    },

    async releaseRefresh(seen, isKnown) {
      await update(seen, {
        remove: ["heldUntilMs"],
        ...(!isKnown && { set: { mayBeOurs: true } }),
      });
    },

    async saveTokens(seen, fresh) {
      const isBack = seen.state.kind === "needs-consent" && seen.state.reason === "refused";
      const state: ConnectionState = isBack ? { kind: "connected" } : seen.state;
      const tokenVersion = randomUUID();
      const saved = await update(seen, {
        set: {
          sealed: await seal(seen.runnerId, fresh),
          tokenVersion,
          ...(isBack ? { state: "connected" } : {}),
        },
        remove: ["heldUntilMs", "mayBeOurs", ...(isBack ? ["reason"] : [])],
      });
      return saved === null ? "changed-meanwhile" : { ...seen, state, tokenVersion, tokens: fresh };
    },

    async askConsent(seen, { reason, missing, mayBeOurs }, nowMs) {
      const asked = await update(seen, {
        set: { state: "needs-consent", reason, missing, mayBeOurs, sinceMs: nowMs },
        remove: ["heldUntilMs"],
        // Who left is asked for nothing any more.
        unless: "#state <> :leaving",
        unlessValues: { ":leaving": "leaving" },
      });
      return asked === null ? "changed-meanwhile" : "asked";
    },

    async beginLeaving(runnerId, nowMs) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: connectionKey(runnerId),
        UpdateExpression: "SET #state = :leaving, sinceMs = :now",
        ConditionExpression: "attribute_exists(pk) AND NOT #state IN (:erasing, :leaving)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: toItem({
          ":leaving": "leaving",
          ":erasing": "erasing",
          ":now": nowMs,
        }),
      });
      return (await unlessRefused(table.client.send(update))) === null ? "none" : "begun";
    },

    async beginErasing(seen, nowMs, byRunner) {
      const begun = await update(seen, {
        set: { state: "erasing", sinceMs: nowMs, byRunner },
        remove: ["sealed", "heldUntilMs", "reason"],
      });
      return begun === null ? "changed-meanwhile" : "begun";
    },

    async finishErasing({ runnerId, athleteId }, { sinceMs, byRunner }) {
      const expiresAt = Math.floor(sinceMs / 1000) + ENDED_KEPT_S;
      const ended = { pk: runnerPk(runnerId), sk: ENDED_SK, v: 1, sinceMs, expiresAt };
      if (!byRunner) {
        await table.client.send(new PutItemCommand({ TableName: table.name, Item: toItem(ended) }));
      }
      const forget = (key: ReturnType<typeof toItem>, condition: string, values: Item) =>
        unlessRefused(
          table.client.send(
            new DeleteItemCommand({
              TableName: table.name,
              Key: key,
              ConditionExpression: condition,
              ...(condition.includes("#state") && {
                ExpressionAttributeNames: { "#state": "state" },
              }),
              ExpressionAttributeValues: toItem(values),
            }),
          ),
        );
      // The connection goes last: as long as it is there, an attempt that crashed is taken up again.
      await forget(ownerKey(athleteId), "runnerId = :runner", { ":runner": runnerId });
      await forget(connectionKey(runnerId), "#state = :erasing", { ":erasing": "erasing" });
    },

    async saveBackfill(seen, progress) {
      await update(seen, { set: { backfill: progress } });
    },

    async saveComplete(seen, untilMs) {
      await update(seen, { set: { completeUntilMs: untilMs } });
    },

    async saveLookedBack(seen, lookedBack) {
      await update(seen, { set: { lookedBack } });
    },
  };
}

function stateOf(item: z.infer<typeof connectionItem>): ConnectionState {
  const { state, reason = "refused", missing, sinceMs, byRunner } = item;
  switch (state) {
    case "connected":
      return { kind: "connected" };
    case "needs-consent":
      return { kind: "needs-consent", reason, missing, sinceMs };
    case "leaving":
      return { kind: state, sinceMs };
    case "erasing":
      return { kind: state, sinceMs, byRunner };
  }
}

/** What can be told of a connection without opening its tokens, for which it takes no key. */
export function connectionWatch(table: Table, nowMs: () => number = Date.now): ConnectionWatch {
  const read = async (runnerId: string, sk: string) => {
    const found = await table.client.send(
      new GetItemCommand({
        TableName: table.name,
        Key: toItem({ pk: runnerPk(runnerId), sk }),
        ConsistentRead: true,
      }),
    );
    return found.Item === undefined ? null : fromItem(found.Item);
  };
  return {
    async healthOf(runnerId) {
      const connection = await read(runnerId, SK);
      if (connection !== null) return healthOf(stateOf(connectionItem.parse(connection)));
      const ended = await read(runnerId, ENDED_SK);
      if (ended === null) return { kind: "ok" };
      const { sinceMs, expiresAt } = endedItem.parse(ended);
      return expiresAt <= nowMs() / 1000
        ? { kind: "ok" }
        : { kind: "lost", reason: "ended", sinceMs };
    },
  };
}

function healthOf(state: ConnectionState): ConnectionHealth {
  switch (state.kind) {
    case "connected":
    // The runner's own wish is no loss.
    case "leaving":
      return { kind: "ok" };
    case "needs-consent":
      return state.reason === "refused"
        ? { kind: "lost", reason: "refused", sinceMs: state.sinceMs }
        : { kind: "consent-missing", sinceMs: state.sinceMs };
    case "erasing":
      return state.byRunner
        ? { kind: "ok" }
        : { kind: "lost", reason: "ended", sinceMs: state.sinceMs };
  }
}

/** The index `due` of the digests, in shards of its own. A comparison comes every so many nights. */
export function syncStore(table: Table, nights = 1): SyncStore {
  return {
    dueAt: (instant) => dueItems(table, shardKeys, instant, dueItem),

    async advance(due, now) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: connectionKey(due.runnerId),
        UpdateExpression: "SET dueAt = :next",
        ConditionExpression: "dueAt = :seen",
        ExpressionAttributeValues: toItem({
          ":next": nextSyncAt(due.runnerId, now, nights),
          ":seen": due.nextSyncAt,
        }),
      });
      return (await unlessRefused(table.client.send(update))) === null
        ? "moved-meanwhile"
        : "advanced";
    },
  };
}
