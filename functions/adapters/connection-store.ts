import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import type {
  ConnectionList,
  ConnectionState,
  ConnectionStore,
  SeenConnection,
  TokenVault,
} from "../ports/connections.ts";
import { ENDED_PREFIX } from "./connection-health.ts";
import {
  CONNECTION_PREFIX,
  type ConnectionItem,
  connectionItem,
  connectionKey,
  stateOf,
} from "./connection-item.ts";
import { accountOwners, connections, endedConnections } from "./item-kinds.ts";
import { noVault } from "./no-vault.ts";
import { ownerPointers } from "./owner-pointers.ts";
import { kindOfRunner } from "./query.ts";
import { nextSyncAt, syncShardOf } from "./sync-store.ts";
import {
  changing,
  fromItem,
  type Item,
  namesOf,
  removeItem,
  runnerPk,
  type Table,
} from "./table.ts";

const tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresAtMs: z.number(),
});

const claimBefore = z.object({
  heldUntilMs: z.optional(z.number()),
  mayBeOurs: z._default(z.boolean(), false),
});

const ENDED_KEPT_S = 14 * 24 * 3600;

/**
 * How long a claim lasts: longer than a worker can run (its function's timeout), so that two never hold one
 * token.
 */
const REFRESH_LEASE_MS = 90_000;

/**
 * What KMS answers while the key is disabled or waits to be deleted, once it is gone, and once another has taken its
 * place. Any other fault may pass, a missing permission too.
 */
const KEY_LOST: ReadonlySet<string> = new Set([
  "DisabledException",
  "IncorrectKeyException",
  "InvalidCiphertextException",
  "KMSInvalidStateException",
  "NotFoundException",
]);

const isKeyLost = (fault: unknown) => fault instanceof Error && KEY_LOST.has(fault.name);

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
  const keyOf = (runnerId: string) => connectionKey(runnerId, name);
  /** What tokens are sealed to. */
  const placeOf = (runnerId: string) => `${runnerPk(runnerId)} ${CONNECTION_PREFIX}${name}`;
  const seal = (runnerId: string, open: z.infer<typeof tokens>) =>
    vault.seal(JSON.stringify(open), placeOf(runnerId));
  const open = async (runnerId: string, sealed: string) =>
    tokens.parse(JSON.parse(await vault.open(sealed, placeOf(runnerId))));

  const read = (runnerId: string) => connections.find(connectionItem, table, keyOf(runnerId));

  const tokensOf = async (runnerId: string, { sealed, state }: ConnectionItem) => {
    if (sealed === undefined) return null;
    try {
      return await open(runnerId, sealed);
    } catch (fault) {
      // Whoever leaves must still be able to if the key is lost.
      if (state === "leaving" && isKeyLost(fault)) return null;
      throw fault;
    }
  };

  const toLookAt = (item: ConnectionItem) => {
    const { sealed, reason, missing, sinceMs, byRunner, windowAskedAtMs, ...rest } = item;
    const { lookedBack, lookBackAskedAtMs, athleteId, ...seen } = rest;
    return {
      ...seen,
      accountId: athleteId,
      askedAtMs: windowAskedAtMs,
      ...(item.state === "connected" && { connectedAtMs: sinceMs }),
      state: stateOf(item),
    };
  };

  const accounts = ownerPointers(table, accountOwners, {
    keyOf: (accountId) => ({ pk: `${name.toUpperCase()}#${accountId}`, sk: "OWNER" }),
    isConfirmed: async (runnerId, accountId) => (await read(runnerId))?.athleteId === accountId,
  });

  /** Does nothing and returns null if the tokens are no longer the ones seen. */
  const update = (
    seen: SeenConnection,
    change: { fields: Item; unless?: string; unlessValues?: Item },
  ) => {
    const changed = changing(change.fields);
    return connections.update(table, {
      ...changed,
      Key: keyOf(seen.runnerId),
      ReturnValues: "ALL_OLD",
      ConditionExpression: [
        "#tokenVersion = :seen AND #state <> :erasing",
        ...(change.unless === undefined ? [] : [change.unless]),
      ].join(" AND "),
      ExpressionAttributeNames: {
        ...changed.ExpressionAttributeNames,
        ...namesOf(["tokenVersion", "state"]),
      },
      ExpressionAttributeValues: {
        ...changed.ExpressionAttributeValues,
        ...change.unlessValues,
        ":seen": seen.tokenVersion,
        ":erasing": "erasing",
      },
    });
  };

  return {
    async find(runnerId) {
      const item = await read(runnerId);
      return item === null ? null : { ...toLookAt(item), tokens: await tokensOf(runnerId, item) };
    },
    async look(runnerId) {
      const item = await read(runnerId);
      return item === null ? null : toLookAt(item);
    },
    ownerOf: async (accountId) => (await accounts.ownerOf(accountId))?.runnerId ?? null,

    async connect({ runnerId, accountId, granted, tokens: given }, nowMs) {
      const hasAnother = (one: ConnectionItem | null) =>
        one !== null && one.athleteId !== accountId;
      // The old tokens are not opened: new ones must help even when the key to the old ones is lost.
      const before = await read(runnerId);
      if (before?.state === "erasing" || before?.state === "leaving") return "being-erased";
      if (hasAnother(before)) return "other-account";
      const sealed = await seal(runnerId, given);
      // The pointer comes first: on its own, as a crash may leave it, it causes nothing to be fetched.
      if (!(await accounts.take(accountId, runnerId, nowMs))) return "account-taken";
      const connected = await connections.put(table, {
        Item: {
          ...keyOf(runnerId),
          runnerId,
          athleteId: accountId,
          state: "connected",
          sinceMs: nowMs,
          granted,
          sealed,
          tokenVersion: randomUUID(),
          dueShard: syncShardOf(runnerId),
          dueAt: nextSyncAt(runnerId, new Date(nowMs).toISOString(), pollMinutes),
        },
        ConditionExpression:
          "attribute_not_exists(pk) OR (athleteId = :account AND NOT #state IN (:erasing, :leaving))",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":account": accountId,
          ":erasing": "erasing",
          ":leaving": "leaving",
        },
      });
      if (connected !== null) return "connected";
      // The runner may have connected another account in another tab meanwhile.
      if (!hasAnother(await read(runnerId))) return "being-erased";
      await accounts.release(accountId, runnerId);
      return "other-account";
    },

    async claimRefresh(seen, nowMs) {
      const claimed = await update(seen, {
        fields: { heldUntilMs: nowMs + REFRESH_LEASE_MS },
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
        fields: { heldUntilMs: undefined, ...(!isKnown && { mayBeOurs: true }) },
      });
    },

    async noteRefusal(seen, nowMs) {
      await update(seen, {
        fields: { refusedAtMs: nowMs },
        unless: "attribute_not_exists(#refusedAtMs)",
      });
    },

    async noteCallsRefused(seen, refused) {
      const { callsRefused: before } = seen;
      const noted = await update(seen, {
        fields: { callsRefused: refused ?? undefined },
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
        fields: {
          sealed: await seal(seen.runnerId, fresh),
          tokenVersion,
          heldUntilMs: undefined,
          mayBeOurs: undefined,
          refusedAtMs: undefined,
          ...(isBack && { state: "connected", reason: undefined }),
        },
        // A runner who has left in the meantime is not connected again.
        ...(isBack && { unless: "#state <> :leaving", unlessValues: { ":leaving": "leaving" } }),
      });
      if (saved === null) return "changed-meanwhile";
      const unnoted = { refusedAtMs: undefined, mayBeOurs: false };
      return { ...seen, ...unnoted, state, tokenVersion, tokens: fresh };
    },

    async askConsent(seen, { reason, missing, mayBeOurs }, nowMs) {
      const asked = await update(seen, {
        fields: {
          state: "needs-consent",
          reason,
          missing,
          mayBeOurs,
          sinceMs: nowMs,
          heldUntilMs: undefined,
        },
        // A runner who has left is not asked for anything any more.
        unless: "#state <> :leaving",
        unlessValues: { ":leaving": "leaving" },
      });
      return asked === null ? "changed-meanwhile" : "asked";
    },

    async beginLeaving(runnerId, nowMs) {
      const begun = await connections.update(table, {
        Key: keyOf(runnerId),
        UpdateExpression: "SET #state = :leaving, sinceMs = :now",
        ConditionExpression: "attribute_exists(pk) AND NOT #state IN (:erasing, :leaving)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":leaving": "leaving",
          ":erasing": "erasing",
          ":now": nowMs,
        },
      });
      return begun === null ? "none" : "begun";
    },

    async beginErasing(seen, nowMs, byRunner) {
      const begun = await update(seen, {
        fields: {
          state: "erasing",
          sinceMs: nowMs,
          byRunner,
          sealed: undefined,
          heldUntilMs: undefined,
          reason: undefined,
        },
      });
      return begun === null ? "changed-meanwhile" : "begun";
    },

    async finishErasing({ runnerId, accountId }, { sinceMs, byRunner }) {
      // Another worker may have finished it, and the runner have connected again since.
      if ((await read(runnerId))?.state !== "erasing") return;
      const ended = { pk: runnerPk(runnerId), sk: ENDED_PREFIX + name };
      const expiresAt = Math.floor(sinceMs / 1000) + ENDED_KEPT_S;
      // An earlier one may have ended without them lately, which is nothing to tell of any more.
      if (byRunner) await removeItem(table, ended);
      else await endedConnections.put(table, { Item: { ...ended, sinceMs, expiresAt } });
      // The connection goes last: while it is there, an attempt that crashed is resumed.
      await accounts.release(accountId, runnerId);
      await removeItem(table, keyOf(runnerId), {
        ConditionExpression: "#state = :erasing",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":erasing": "erasing" },
      });
    },

    async saveBackfill({ runnerId }, progress) {
      await connections.update(table, {
        Key: keyOf(runnerId),
        UpdateExpression: "SET backfill = :progress",
        ConditionExpression:
          "attribute_exists(pk) AND #state <> :erasing AND (attribute_not_exists(backfill) OR backfill.afterS <> :afterS OR backfill.page < :page)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":progress": progress,
          ":afterS": progress.afterS,
          ":page": progress.page,
          ":erasing": "erasing",
        },
      });
    },

    async saveComplete(seen, untilMs, comparedAtMs) {
      await update(seen, { fields: { completeUntilMs: untilMs, comparedAtMs } });
    },

    async saveLookedBack(seen, lookedBack) {
      await update(seen, { fields: { lookedBack } });
    },

    async saveCompared(seen, comparedAtMs, withheld) {
      await update(seen, { fields: { comparedAtMs, withheld } });
    },
  };
}

/** The services that a runner is connected to, in any state. */
export function connectionList(table: Table): ConnectionList {
  return {
    async of(runnerId) {
      const items = await kindOfRunner(table, runnerId, CONNECTION_PREFIX);
      return items.map(({ sk }) => String(sk).slice(CONNECTION_PREFIX.length));
    },
    beginLeaving: (runnerId, name, nowMs) =>
      connectionStore(table, noVault, { name, pollMinutes: null }).beginLeaving(runnerId, nowMs),
  };
}
