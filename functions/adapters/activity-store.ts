import { createHash } from "node:crypto";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { type ActivityRecord, activityRecord } from "../messages/activity.ts";
import type { ActivityStore, ManualRunStore, ToldActivityStore } from "../ports.ts";
import { dismissedPrefix } from "./dismissal-store.ts";
import { activities as kind } from "./item-kinds.ts";
import { eraseItems, itemsOf } from "./query.ts";
import { eraseSamenessOf } from "./sameness-store.ts";
import { runnerPk, type Table, toItem } from "./table.ts";
import { wornPrefix } from "./wear-store.ts";

const toldItem = activityRecord.extend({
  expiresAt: z.number().optional(),
  detailAtMs: z.number().nullable().default(null),
});

/** Longer than anything that was asked before a removal can still be under way. */
const TOMBSTONE_S = 24 * 3600;

const keyOf = (
  runnerId: string,
  { source, sourceId }: Pick<ActivityRecord, "source" | "sourceId">,
) => ({
  pk: runnerPk(runnerId),
  sk: `ACTIVITY#${source}#${sourceId}`,
});

/** The table's own sweep comes up to two days late, so what is past its time is left out here. */
function readable(table: Table, runnerId: string, skPrefix: string, nowMs: number) {
  return itemsOf(table, {
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    FilterExpression:
      "attribute_not_exists(gone) AND (attribute_not_exists(expiresAt) OR expiresAt > :now)",
    ExpressionAttributeValues: toItem({
      ":pk": runnerPk(runnerId),
      ":prefix": skPrefix,
      ":now": nowMs / 1000,
    }),
  });
}

/**
 * An activity's key is its identity (source and id there), never its date: an edit that moves a run
 * to another day replaces it instead of doubling it.
 */
export function activityStore(table: Table, nowMs: () => number = Date.now): ActivityStore {
  return {
    async save(runnerId, activity) {
      const hash = createHash("sha256").update(JSON.stringify(activity)).digest("base64url");
      const written = await kind.put(table, {
        Item: toItem({ ...activity, ...keyOf(runnerId, activity), hash }),
        ConditionExpression: "attribute_not_exists(pk) OR #hash <> :hash",
        ExpressionAttributeNames: { "#hash": "hash" },
        ExpressionAttributeValues: toItem({ ":hash": hash }),
        ReturnValues: "ALL_OLD",
      });
      if (written === null) return "unchanged";
      return written.Attributes === undefined ? "stored" : "replaced";
    },

    async all(runnerId) {
      const activities = [];
      for await (const item of readable(table, runnerId, "ACTIVITY#", nowMs())) {
        activities.push(kind.read(activityRecord, item));
      }
      return activities;
    },
  };
}

/** What a runner typed in is theirs to delete; nobody tells it again, so no mark of it stays. */
export function manualRunStore(table: Table): ManualRunStore {
  const source = "manual";
  return {
    async remove(runnerId, sourceId) {
      const run = keyOf(runnerId, { source, sourceId });
      // What was worn goes first: a crash between the two leaves a run that can be deleted again.
      for (const key of [{ pk: run.pk, sk: `${wornPrefix(source)}${sourceId}` }, run]) {
        await table.client.send(new DeleteItemCommand({ TableName: table.name, Key: toItem(key) }));
      }
    },
  };
}

/**
 * Activities of a provider that goes on telling. Each item knows when it was told, and a removal
 * leaves a mark for a day, so that of two workers the one that asked later wins, whoever writes last.
 */
export function toldActivityStore(table: Table, nowMs: () => number = Date.now): ToldActivityStore {
  const putUnlessNewer = (item: Record<string, unknown>, atMs: number) =>
    kind.put(table, {
      Item: toItem({ ...item, toldAtMs: atMs }),
      ConditionExpression: "attribute_not_exists(toldAtMs) OR toldAtMs <= :at",
      ExpressionAttributeValues: toItem({ ":at": atMs }),
      ReturnValues: "ALL_OLD",
    });

  return {
    async save(runnerId, activity, { atMs, untilMs, detailAtMs }) {
      const expiry = untilMs === null ? {} : { expiresAt: Math.floor(untilMs / 1000) };
      const item = { ...activity, ...keyOf(runnerId, activity), ...expiry, detailAtMs };
      const written = await putUnlessNewer(item, atMs);
      if (written === null) return "outdated";
      return isThere(written.Attributes) ? "replaced" : "stored";
    },

    async ofSource(runnerId, source) {
      const activities = [];
      for await (const item of readable(table, runnerId, `ACTIVITY#${source}#`, nowMs())) {
        const { expiresAt, detailAtMs, ...record } = kind.read(toldItem, item);
        const untilMs = expiresAt === undefined ? null : expiresAt * 1000;
        activities.push({ record, untilMs, detailAtMs });
      }
      return activities;
    },

    async remove(runnerId, activity, atMs) {
      const expiresAt = Math.floor(nowMs() / 1000) + TOMBSTONE_S;
      const mark = { ...keyOf(runnerId, activity), gone: true, expiresAt };
      const written = await putUnlessNewer(mark, atMs);
      if (written === null) return "outdated";
      return isThere(written.Attributes) ? "removed" : "unknown";
    },

    async eraseSource(runnerId, source) {
      // What the runner said of a run is named under its id, which is its source's.
      await eraseItems(table, runnerId, wornPrefix(source));
      await eraseItems(table, runnerId, dismissedPrefix(source));
      await eraseSamenessOf(table, runnerId, "apart", source);
      return eraseItems(table, runnerId, `ACTIVITY#${source}#`);
    },
  };
}

function isThere(old: Record<string, unknown> | undefined): boolean {
  return old !== undefined && !("gone" in old);
}
