import { hash } from "node:crypto";
import * as z from "zod/mini";
import { type ActivityRecord, activityRecord } from "../messages/activity.ts";
import type { ActivityStore, ManualRunStore } from "../ports/activities.ts";
import { unpack } from "./activity-pack.ts";
import { activities as kind, activitiesTogether as together } from "./item-kinds.ts";
import { kindOfRunner } from "./query.ts";
import { type Item, removeItem, runnerPk, stillAs, type Table } from "./table.ts";
import { wornPrefix } from "./wear-store.ts";

export const togetherItem = z.object({
  pk: z.string(),
  packed: z.instanceof(Uint8Array),
  lookedAtMs: z.record(z.string(), z.number()),
});

export const keyOf = (
  runnerId: string,
  { source, sourceId }: Pick<ActivityRecord, "source" | "sourceId">,
) => ({
  pk: runnerPk(runnerId),
  sk: `ACTIVITY#${source}#${sourceId}`,
});

/** By this a report that changes nothing is known without reading what is stored. */
export function hashOf(activity: ActivityRecord): string {
  return hash("sha256", JSON.stringify(activity), "base64url");
}

/**
 * What is valid among a runner's items: each activity once, as it was last reported, including those from
 * an item that holds many. The table's own sweep can be up to two days late, so expired items are left out
 * here.
 */
export function current(items: readonly Item[], nowMs: number): readonly Item[] {
  const there = items.filter((item) => !isOver(item, nowMs));
  // Of two reported at the same instant, the one that is stored alone counts.
  const told = [
    ...there.filter(isTogether).flatMap(unpacked),
    ...there.filter((item) => !isTogether(item)),
  ];
  const newest = new Map<string, Item>();
  for (const item of told) {
    const sk = String(item["sk"]);
    if (toldAt(item) >= toldAt(newest.get(sk))) newest.set(sk, item);
  }
  return [...newest.values()].filter((item) => item["gone"] !== true && !isOver(item, nowMs));
}

const isOver = ({ expiresAt }: Item, nowMs: number) =>
  typeof expiresAt === "number" && expiresAt <= nowMs / 1000;

/**
 * Only runs that a service or the runner's own webhook reported have this time; uploaded and hand-added runs
 * have none.
 */
export const toldAt = (item: Item | undefined) =>
  Number(item?.["toldAtMs"] ?? Number.NEGATIVE_INFINITY);

export const isTogether = (item: Item) => item["packed"] instanceof Uint8Array;

/**
 * The contents of an item of `saveTogether`, as if each were stored alone. Each has its own version, as it
 * may have been packed by older code than its neighbours.
 */
function unpacked(item: Item): readonly Item[] {
  const { pk, packed } = together.read(togetherItem, item);
  return unpack(packed).map((one) => ({
    ...one,
    ...keyOf(pk.slice(runnerPk("").length), one),
    isTogether: true,
  }));
}

/**
 * An activity's key is its identity (the source and its id there), never its date, so an edit that moves a
 * run to another day replaces it rather than doubling it.
 */
export function activityStore(table: Table, nowMs: () => number = Date.now): ActivityStore {
  return {
    async save(runnerId, activity) {
      const told = hashOf(activity);
      const written = await kind.put(table, {
        Item: { ...activity, ...keyOf(runnerId, activity), hash: told },
        ConditionExpression: "attribute_not_exists(pk) OR #hash <> :hash",
        ExpressionAttributeNames: { "#hash": "hash" },
        ExpressionAttributeValues: { ":hash": told },
        ReturnValues: "ALL_OLD",
      });
      if (written === null) return "unchanged";
      return written.Attributes === undefined ? "stored" : "replaced";
    },

    async all(runnerId) {
      const items = await kindOfRunner(table, runnerId, "ACTIVITY#", { isConsistent: false });
      return current(items, nowMs()).map((item) => kind.read(activityRecord, item));
    },
  };
}

/**
 * A run that the runner entered by hand is theirs to delete. No source reports it again, so no mark of it
 * stays.
 */
export function manualRunStore(table: Table): ManualRunStore {
  const source = "manual";
  return {
    async all(runnerId) {
      const items = await kindOfRunner(table, runnerId, `ACTIVITY#${source}#`);
      return items.map((item) => kind.read(activityRecord, item));
    },

    async keep(runnerId, seen, wanted) {
      const kept = await kind.put(table, {
        Item: { ...wanted, ...keyOf(runnerId, wanted), hash: hashOf(wanted) },
        ...(seen === null
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : stillAs({ ...seen })),
      });
      return kept === null ? "changed-meanwhile" : "kept";
    },

    async remove(runnerId, sourceId) {
      const run = keyOf(runnerId, { source, sourceId });
      // The shoes worn go first: a crash between the two leaves a run that can be deleted again.
      await removeItem(table, { pk: run.pk, sk: `${wornPrefix(source)}${sourceId}` });
      await removeItem(table, run);
    },
  };
}
