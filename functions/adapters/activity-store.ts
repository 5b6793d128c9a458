import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { type ActivityRecord, activityRecord } from "../messages/activity.ts";
import type { ActivityStore, ManualRunStore, ToldActivityStore } from "../ports.ts";
import { dismissedPrefix } from "./dismissal-store.ts";
import { activities as kind, activitiesTogether as together } from "./item-kinds.ts";
import { eraseItems, itemsOf } from "./query.ts";
import { eraseSamenessOf } from "./sameness-store.ts";
import { type Item, runnerPk, type Table, toItem } from "./table.ts";
import { wornPrefix } from "./wear-store.ts";

const toldItem = activityRecord.extend({
  expiresAt: z.number().optional(),
  detailAtMs: z.number().nullable().default(null),
  toldAtMs: z.number().default(0),
  isTogether: z.boolean().default(false),
});

/** Longer than a copy lives that was made before a removal. */
const TOMBSTONE_S = 6 * 24 * 3600;

/** How long it is remembered when what is kept for good was looked at last. */
const NOTE_MS = 30 * 24 * 3_600_000;

/** Sorts behind Strava's ids, which are digits. */
const TOGETHER = "TOGETHER";
const togetherItem = z.object({ pk: z.string(), packed: z.instanceof(Uint8Array) });
const packedItems = z.array(z.looseObject({ source: z.string(), sourceId: z.string() }));

const keyOf = (
  runnerId: string,
  { source, sourceId }: Pick<ActivityRecord, "source" | "sourceId">,
) => ({
  pk: runnerPk(runnerId),
  sk: `ACTIVITY#${source}#${sourceId}`,
});

/** The table's own sweep comes up to two days late, so what is past its time is left out here. */
async function readable(
  table: Table,
  runnerId: string,
  skPrefix: string,
  nowMs: number,
): Promise<readonly Item[]> {
  const found = itemsOf(table, {
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    FilterExpression: "attribute_not_exists(expiresAt) OR expiresAt > :now",
    ExpressionAttributeValues: toItem({
      ":pk": runnerPk(runnerId),
      ":prefix": skPrefix,
      ":now": nowMs / 1000,
    }),
  });
  const newest = new Map<string, Item>();
  for await (const item of found) {
    for (const one of unpacked(item)) {
      const sk = String(one["sk"]);
      const isOver = typeof one["expiresAt"] === "number" && one["expiresAt"] <= nowMs / 1000;
      if (!isOver && toldAt(one) >= toldAt(newest.get(sk))) newest.set(sk, one);
    }
  }
  return [...newest.values()].filter(({ gone }) => gone !== true);
}

/** Only what is told knows when. */
const toldAt = (item: Item | undefined) => Number(item?.["toldAtMs"] ?? Number.NEGATIVE_INFINITY);

/**
 * The items that one of `saveTogether` holds, as if each were stored alone; any other is what it is. Each
 * has its own version, as it was packed by code that may be older than that which packs the next.
 */
export function unpacked(item: Item): readonly Item[] {
  if (!(item["packed"] instanceof Uint8Array)) return [item];
  const { pk, packed } = together.read(togetherItem, item);
  const tellings = packedItems.parse(JSON.parse(inflateRawSync(packed).toString("utf8")));
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
      const items = await readable(table, runnerId, "ACTIVITY#", nowMs());
      return items.map((item) => kind.read(activityRecord, item));
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
  const putUnlessNewer = (item: Record<string, unknown>, atMs: number, of = kind) =>
    of.put(table, {
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
      const items = await readable(table, runnerId, `ACTIVITY#${source}#`, nowMs());
      return items.map((item) => {
        const told = kind.read(toldItem, item);
        const { expiresAt, detailAtMs, toldAtMs, isTogether, ...record } = told;
        const untilMs = expiresAt === undefined ? null : expiresAt * 1000;
        return { record, atMs: toldAtMs, untilMs, detailAtMs, isTogether };
      });
    },

    async saveTogether(runnerId, source, tellings, atMs) {
      const items = tellings.map(({ record, atMs: toldAtMs, untilMs, detailAtMs }) => ({
        ...record,
        v: kind.version,
        toldAtMs,
        detailAtMs,
        expiresAt: untilMs === null ? undefined : Math.floor(untilMs / 1000),
      }));
      // Half a year of daily runs is some 6 kB so, and an item for each would be written in 180 units.
      const packed = deflateRawSync(JSON.stringify(items), { level: 9 });
      // The first that may be kept no longer takes the others with it.
      const endsMs = Math.min(...tellings.map(({ untilMs }) => untilMs ?? atMs + NOTE_MS));
      const key = keyOf(runnerId, { source, sourceId: TOGETHER });
      const item = {
        ...key,
        packed,
        expiresAt: Math.floor(Math.min(endsMs, atMs + NOTE_MS) / 1000),
      };
      const written = await putUnlessNewer(item, atMs, together);
      return written === null ? "outdated" : "stored";
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
