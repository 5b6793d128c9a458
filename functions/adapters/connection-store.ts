import { createHash, randomUUID } from "node:crypto";
import { DeleteItemCommand, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { runnerId } from "../messages/runner-id.ts";
import type {
  ConnectionHealth,
  ConnectionList,
  ConnectionState,
  ConnectionStore,
  DueSync,
  SeenConnection,
  SyncStore,
  TokenVault,
} from "../ports/connections.ts";
import { dueItems } from "./due-index.ts";
import { accountOwners, connections, endedConnections } from "./item-kinds.ts";
import { noVault } from "./no-vault.ts";
import { itemsOfRunner, ofKind } from "./query.ts";
import { fromItem, type Item, runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

export const CONNECTION_PREFIX = "CONNECTION#";

const tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresAtMs: z.number(),
});

const connectionItem = z.object({
  runnerId: z.string(),
  athleteId: z.string(),
  state: z.enum(["connected", "needs-consent", "leaving", "erasing"]),
  reason: z.optional(z.enum(["refused", "missing-scope"])),
  missing: z._default(z.array(z.string()), []),
  sinceMs: z.number(),
  byRunner: z._default(z.boolean(), false),
  granted: z.array(z.string()),
  sealed: z.optional(z.string()),
  tokenVersion: z.string(),
  backfill: z._default(
    z.nullable(
      z.object({ afterS: z.number(), page: z.number(), activities: z.number(), done: z.boolean() }),
    ),
    null,
  ),
  completeUntilMs: z.optional(z.nullable(z.number())),
  comparedAtMs: z._default(z.number(), 0),
  windowAskedAtMs: z.optional(z.number()),
  withheld: z._default(z.number(), 0),
  refusedAtMs: z.optional(z.number()),
  mayBeOurs: z._default(z.boolean(), false),
  callsRefused: z.optional(z.object({ sinceMs: z.number(), retryAtMs: z.number() })),
});

const claimBefore = z.object({
  heldUntilMs: z.optional(z.number()),
  mayBeOurs: z._default(z.boolean(), false),
});

const ownerItem = z.object({ runnerId: z.string() });
const dueItem = z.pipe(
  z.object({ runnerId, dueAt: z.string(), sk: z.string().check(z.startsWith(CONNECTION_PREFIX)) }),
  z.transform(({ runnerId, dueAt, sk }): DueSync => {
    return { runnerId, provider: sk.slice(CONNECTION_PREFIX.length), nextSyncAt: dueAt };
  }),
);

const endedItem = z.object({ sinceMs: z.number(), expiresAt: z.number() });

/** Kept for a while after the connection, so that the runner can be told that it ended. */
const ENDED_PREFIX = "ENDED#";
const ENDED_KEPT_S = 14 * 24 * 3600;
export const connectionKey = (runnerId: string, provider = "strava") =>
  toItem({ pk: runnerPk(runnerId), sk: CONNECTION_PREFIX + provider });

/**
 * How long a claim lasts: longer than a worker can run (its function's timeout), so that two never hold one
 * token.
 */
const REFRESH_LEASE_MS = 90_000;

/**
 * Nights begin once Strava's daily limit has been renewed. They are spread over four hours, since all
 * runners share the quarter-hour limit too.
 */
const NIGHT_FROM_MS = 10 * 60_000;
const NIGHT_MS = 4 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

const SYNC_SHARDS = 4;
export const SYNC_SHARD_KEYS = Array.from({ length: SYNC_SHARDS }, (_, shard) => `SYNC#${shard}`);

/** A fixed place for each runner between 0 and 1. */
function placeOf(runnerId: string): number {
  return createHash("sha256").update(`sync:${runnerId}`).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * The runner's next night, strictly after an instant, or the one that is `nights` nights on. With
 * `pollMinutes`, the instant that many minutes later instead.
 *
 *     nextSyncAt("r1", "2026-11-22T12:00:00.000Z") // "2026-11-23T03:26:25.617Z"
 *     nextSyncAt("r1", "2026-11-22T12:00:00.000Z", 60) // "2026-11-22T13:00:00.000Z"
 *     nextSyncAt("r1", "2026-11-22T12:00:00.000Z", null, 7) // "2026-11-29T03:26:25.617Z"
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

/** The service, and how often its connections are compared; null means once a night. */
export interface ConnectedService {
  readonly name: string;
  readonly pollMinutes: number | null;
}

const STRAVA: ConnectedService = { name: "strava", pollMinutes: null };

/**
 * Connections to one service. A runner's tokens are sealed to that runner's item: copied into another
 * runner's item, or another service's, they can't be opened.
 */
export function connectionStore(
  table: Table,
  vault: TokenVault,
  { name, pollMinutes }: ConnectedService = STRAVA,
): ConnectionStore {
  const SK = CONNECTION_PREFIX + name;
  const connectionKey = (runnerId: string) => toItem({ pk: runnerPk(runnerId), sk: SK });
  const ownerKey = (athleteId: string) =>
    toItem({ pk: `${name.toUpperCase()}#${athleteId}`, sk: "OWNER" });
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
    return found.Item === undefined ? null : connections.read(connectionItem, fromItem(found.Item));
  };

  const toLookAt = (item: z.infer<typeof connectionItem>) => {
    const { runnerId, athleteId, granted, tokenVersion } = item;
    const { backfill, completeUntilMs, comparedAtMs, withheld } = item;
    const { refusedAtMs, mayBeOurs, callsRefused, windowAskedAtMs: askedAtMs } = item;
    const connectedAtMs = item.state === "connected" && { connectedAtMs: item.sinceMs };
    const told = { backfill, completeUntilMs, comparedAtMs, withheld, askedAtMs };
    const doubts = { refusedAtMs, mayBeOurs, callsRefused };
    const state = stateOf(item);
    return {
      runnerId,
      athleteId,
      granted,
      tokenVersion,
      ...connectedAtMs,
      ...told,
      ...doubts,
      state,
    };
  };

  const ownerOf = async (athleteId: string): Promise<string | null> => {
    const found = await table.client.send(
      new GetItemCommand({ TableName: table.name, Key: ownerKey(athleteId), ConsistentRead: true }),
    );
    if (found.Item === undefined) return null;
    return accountOwners.read(ownerItem, fromItem(found.Item)).runnerId;
  };

  /** Does nothing and returns null if the tokens are no longer the ones seen. */
  const update = (
    seen: SeenConnection,
    change: { set?: Item; remove?: readonly string[]; unless?: string; unlessValues?: Item },
  ) => {
    const set = Object.entries(change.set ?? {});
    const remove = change.remove ?? [];
    const names = [...set.map(([name]) => name), ...remove, "tokenVersion", "state"];
    return connections.update(table, {
      Key: connectionKey(seen.runnerId),
      ReturnValues: "ALL_OLD",
      UpdateExpression: [
        ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(", ")}`] : []),
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
    });
  };

  /** The pointer is written first: on its own, as a crash may leave it, it causes nothing to be fetched. */
  const takeOwnership = async (athleteId: string, runnerId: string): Promise<boolean> => {
    const put = (replaceable: string) =>
      accountOwners.put(table, {
        Item: { ...ownerKey(athleteId), ...toItem({ runnerId }) },
        ConditionExpression: "attribute_not_exists(pk) OR runnerId = :replaceable",
        ExpressionAttributeValues: toItem({ ":replaceable": replaceable }),
      });
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
      // The old tokens are not opened: new ones must help even when the key to the old ones is lost.
      const before = await read(runnerId);
      if (before?.state === "erasing" || before?.state === "leaving") return "being-erased";
      if (before !== null && before.athleteId !== athleteId) return "other-account";
      if (!(await takeOwnership(athleteId, runnerId))) return "athlete-taken";
      const connected = await connections.put(table, {
        Item: {
          ...connectionKey(runnerId),
          ...toItem({
            runnerId,
            athleteId,
            state: "connected",
            sinceMs: nowMs,
            granted,
            sealed: await seal(runnerId, given),
            tokenVersion: randomUUID(),
            dueShard: SYNC_SHARD_KEYS[Math.floor(placeOf(runnerId) * SYNC_SHARDS)],
            dueAt: nextSyncAt(runnerId, new Date(nowMs).toISOString(), pollMinutes),
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
      return connected === null ? "being-erased" : "connected";
    },

    async claimRefresh(seen, nowMs) {
      const claimed = await update(seen, {
        set: { heldUntilMs: nowMs + REFRESH_LEASE_MS },
        unless: "(attribute_not_exists(#heldUntilMs) OR #heldUntilMs <= :nowMs)",
        unlessValues: { ":nowMs": nowMs },
      });
      if (claimed === null) return "not-claimed";
      const { heldUntilMs, mayBeOurs } = connections.read(
        claimBefore,
        fromItem(claimed.Attributes ?? {}),
      );
      return heldUntilMs !== undefined || mayBeOurs ? "claimed-after-break" : "claimed";
    },

    async releaseRefresh(seen, isKnown) {
      await update(seen, {
        remove: ["heldUntilMs"],
        ...(!isKnown && { set: { mayBeOurs: true } }),
      });
    },

    async noteRefusal(seen, nowMs) {
      await update(seen, {
        set: { refusedAtMs: nowMs },
        unless: "attribute_not_exists(#refusedAtMs)",
      });
    },

    async noteCallsRefused(seen, refused) {
      const { callsRefused: before } = seen;
      const noted = await update(seen, {
        ...(refused === null
          ? { remove: ["callsRefused"] }
          : { set: { callsRefused: { ...refused } } }),
        ...(before === undefined
          ? { unless: "attribute_not_exists(#callsRefused)" }
          : {
              unless: "#callsRefused.retryAtMs = :retryAtMs",
              unlessValues: { ":retryAtMs": before.retryAtMs },
            }),
      });
      return noted === null ? "changed-meanwhile" : "noted";
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
        remove: ["heldUntilMs", "mayBeOurs", "refusedAtMs", ...(isBack ? ["reason"] : [])],
        // A runner who has left in the meantime is not connected again.
        ...(isBack && { unless: "#state <> :leaving", unlessValues: { ":leaving": "leaving" } }),
      });
      if (saved === null) return "changed-meanwhile";
      const unnoted = { refusedAtMs: undefined, mayBeOurs: false };
      return { ...seen, ...unnoted, state, tokenVersion, tokens: fresh };
    },

    async askConsent(seen, { reason, missing, mayBeOurs }, nowMs) {
      const asked = await update(seen, {
        set: { state: "needs-consent", reason, missing, mayBeOurs, sinceMs: nowMs },
        remove: ["heldUntilMs"],
        // A runner who has left is not asked for anything any more.
        unless: "#state <> :leaving",
        unlessValues: { ":leaving": "leaving" },
      });
      return asked === null ? "changed-meanwhile" : "asked";
    },

    async beginLeaving(runnerId, nowMs) {
      const begun = await connections.update(table, {
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
      return begun === null ? "none" : "begun";
    },

    async beginErasing(seen, nowMs, byRunner) {
      const begun = await update(seen, {
        set: { state: "erasing", sinceMs: nowMs, byRunner },
        remove: ["sealed", "heldUntilMs", "reason"],
      });
      return begun === null ? "changed-meanwhile" : "begun";
    },

    async finishErasing({ runnerId, athleteId }, { sinceMs, byRunner }) {
      // Another worker may have finished it, and the runner have connected again since.
      if ((await read(runnerId))?.state !== "erasing") return;
      const expiresAt = Math.floor(sinceMs / 1000) + ENDED_KEPT_S;
      const ended = { pk: runnerPk(runnerId), sk: ENDED_PREFIX + name, sinceMs, expiresAt };
      if (!byRunner) await endedConnections.put(table, { Item: toItem(ended) });
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
      // The connection goes last: while it is there, an attempt that crashed is resumed.
      await forget(ownerKey(athleteId), "runnerId = :runner", { ":runner": runnerId });
      await forget(connectionKey(runnerId), "#state = :erasing", { ":erasing": "erasing" });
    },

    async saveBackfill({ runnerId }, progress) {
      await connections.update(table, {
        Key: connectionKey(runnerId),
        UpdateExpression: "SET backfill = :progress",
        ConditionExpression:
          "attribute_exists(pk) AND #state <> :erasing AND (attribute_not_exists(backfill) OR backfill.afterS <> :afterS OR backfill.page < :page)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: toItem({
          ":progress": progress,
          ":afterS": progress.afterS,
          ":page": progress.page,
          ":erasing": "erasing",
        }),
      });
    },

    async saveComplete(seen, untilMs, comparedAtMs) {
      await update(seen, { set: { completeUntilMs: untilMs, comparedAtMs } });
    },

    async saveLookedBack(seen, lookedBack) {
      await update(seen, { set: { lookedBack } });
    },

    async saveCompared(seen, comparedAtMs, withheld) {
      await update(seen, { set: { comparedAtMs, withheld } });
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

/** Whether a connection is on its way out: the runner left, or access was withdrawn. */
export const isEnding = (state: string) => state === "leaving" || state === "erasing";

/** The services that are ending: nothing from there counts any more, though it may not be erased yet. */
export function endingIn(items: readonly Item[]): ReadonlySet<string> {
  const ending = ofKind(items, CONNECTION_PREFIX).filter((item) =>
    isEnding(connections.read(connectionItem, item).state),
  );
  return new Set(ending.map(({ sk }) => String(sk).slice(CONNECTION_PREFIX.length)));
}

/** What can be said about a runner's connections without opening their tokens, so that no key is needed. */
export function healthIn(items: readonly Item[], nowMs: number): ConnectionHealth {
  const unwell: Unwell[] = [];
  const there = new Set<string>();
  for (const item of ofKind(items, CONNECTION_PREFIX)) {
    const provider = String(item["sk"]).slice(CONNECTION_PREFIX.length);
    there.add(provider);
    const read = connections.read(connectionItem, item);
    const health = healthOf(stateOf(read), provider);
    const isKept = read.completeUntilMs === null;
    if (health !== null) unwell.push(isKept ? { ...health, isKept } : health);
  }
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

/** The services that a runner is connected to, in any state. */
export function connectionList(table: Table): ConnectionList {
  return {
    async of(runnerId) {
      const names: string[] = [];
      for await (const item of itemsOfRunner(table, runnerId, CONNECTION_PREFIX)) {
        names.push(String(item["sk"]).slice(CONNECTION_PREFIX.length));
      }
      return names;
    },
    beginLeaving: (runnerId, name, nowMs) =>
      connectionStore(table, noVault, { name, pollMinutes: null }).beginLeaving(runnerId, nowMs),
  };
}

/** Uses the digests' index `due`, in shards of its own. Nightly comparisons come every `nights` nights. */
export function syncStore(table: Table, nights = 1): SyncStore {
  return {
    dueAt: (instant) => dueItems(table, SYNC_SHARD_KEYS, instant, dueItem),

    async advance(due, now, pollMinutes = null) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: connectionKey(due.runnerId, due.provider),
        UpdateExpression: "SET dueAt = :next",
        ConditionExpression: "dueAt = :seen",
        ExpressionAttributeValues: toItem({
          ":next": nextSyncAt(due.runnerId, now, pollMinutes, nights),
          ":seen": due.nextSyncAt,
        }),
      });
      return (await unlessRefused(table.client.send(update))) === null
        ? "moved-meanwhile"
        : "advanced";
    },
  };
}
