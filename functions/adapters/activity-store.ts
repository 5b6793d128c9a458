import { createHash } from "node:crypto";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { type ActivityRecord, activityRecord } from "../messages/activity.ts";
import type { ActivityStore, ManualRunStore } from "../ports.ts";
import { activities as kind, activitiesTogether as together } from "./item-kinds.ts";
import { kindOfRunner } from "./query.ts";
import { type Item, runnerPk, type Table, toItem } from "./table.ts";
import { wornPrefix } from "./wear-store.ts";

export const togetherItem = z.object({
  pk: z.string(),
  packed: z.instanceof(Uint8Array),
  lookedAtMs: z.record(z.string(), z.number()),
});
const packedItems = z.array(z.looseObject({ source: z.string(), sourceId: z.string() }));

export const keyOf = (
  runnerId: string,
  { source, sourceId }: Pick<ActivityRecord, "source" | "sourceId">,
) => ({
  pk: runnerPk(runnerId),
  sk: `ACTIVITY#${source}#${sourceId}`,
});

/**
 * What holds of a runner's items: each activity once, as it was told last, also out of an item that holds
 * many. The table's own sweep comes up to two days late, so what is past its time is left out here.
 */
export function current(items: readonly Item[], nowMs: number): readonly Item[] {
  const there = items.filter((item) => !isOver(item, nowMs));
  // Of two that were told at one instant that counts which is stored alone.
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

/** Only what is told knows when. */
export const toldAt = (item: Item | undefined) =>
  Number(item?.["toldAtMs"] ?? Number.NEGATIVE_INFINITY);

/** Loaded for the first that is packed, and with the function by an `import`. */
export const zlib = () => process.getBuiltinModule("node:zlib");

export const isTogether = (item: Item) => item["packed"] instanceof Uint8Array;

/**
 * What one of `saveTogether` holds, as if each were stored alone. Each has its own version, as it was packed
 * by code that may be older than that which packs the next.
 */
function unpacked(item: Item): readonly Item[] {
  const { pk, packed } = together.read(togetherItem, item);
  const tellings = packedItems.parse(JSON.parse(zlib().inflateRawSync(packed).toString("utf8")));
  return tellings.map((one) => ({
    ...one,
    ...keyOf(pk.slice(runnerPk("").length), one),
    isTogether: true,
  }));
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
      const items = await kindOfRunner(table, runnerId, "ACTIVITY#", { isConsistent: false });
      return current(items, nowMs()).map((item) => kind.read(activityRecord, item));
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
