import * as z from "zod/mini";
import { activityRecord } from "../messages/activity.ts";
import type { UploadedActivityStore } from "../ports/uploads.ts";
import { hashOf, keyOf } from "./activity-store.ts";
import { activities, shoes } from "./item-kinds.ts";
import { keysOfRunner, kindOfRunner, removeItems } from "./query.ts";
import { samenessStore } from "./sameness-store.ts";
import { changing, type Item, type Table } from "./table.ts";
import { wearStore } from "./wear-store.ts";

/** The sources of what uploads bring. */
const UPLOADED = ["file", "strava-export"];

/** Room for as many in a condition. */
const MOST_UNDONE = 90;

const broughtItem = z.extend(
  z.pick(activityRecord, { source: true, sourceId: true, day: true, shoeSourceId: true }),
  { uploadId: z.optional(z.string()) },
);

/** What is stored of an upload names it, so that all of it can be found again. */
export function uploadedActivityStore(table: Table): UploadedActivityStore {
  return {
    async save(runnerId, activity, uploadId, undone) {
      const told = hashOf(activity);
      const key = keyOf(runnerId, activity);
      // The latest are those that may not be removed yet.
      const gone = [...undone].slice(-MOST_UNDONE);
      const goneAt = Object.fromEntries(gone.map((id, at) => [`:undone${at}`, id]));
      const isGone = gone.length === 0 ? "" : ` OR uploadId IN (${Object.keys(goneAt)})`;
      const added = await activities.put(table, {
        Item: { ...activity, ...key, hash: told, uploadId },
        // An import that was broken off stores the same once more: that is still what it brought.
        ConditionExpression: `attribute_not_exists(pk) OR (uploadId = :uploadId AND #hash = :hash)${isGone}`,
        ExpressionAttributeNames: { "#hash": "hash" },
        ExpressionAttributeValues: { ":uploadId": uploadId, ":hash": told, ...goneAt },
      });
      if (added !== null) return "stored";
      // An update rather than a put: it remains part of the upload that brought it first, if any did.
      const changed = await activities.update(table, {
        ...changing({ heartRateBands: undefined, device: undefined, ...activity, hash: told }),
        Key: key,
        ConditionExpression: "attribute_exists(pk) AND #hash <> :hash",
      });
      return changed === null ? "unchanged" : "replaced";
    },

    async known(runnerId) {
      const [found, shoes] = await Promise.all([
        Promise.all(UPLOADED.map((source) => idsUnder(table, runnerId, `ACTIVITY#${source}#`))),
        Promise.all(UPLOADED.map((source) => idsUnder(table, runnerId, `SHOE#${source}#`))),
      ]);
      return { activities: new Set(found.flat()), shoes: new Set(shoes.flat()) };
    },

    async counts(runnerId) {
      const counts = new Map<string, number>();
      for (const { uploadId } of await uploadedBy(table, runnerId)) {
        if (uploadId !== undefined) counts.set(uploadId, (counts.get(uploadId) ?? 0) + 1);
      }
      return counts;
    },

    async brought(runnerId, uploadId) {
      const { runs, pairs } = await broughtBy(table, runnerId, uploadId);
      const days = runs.map(({ day }) => day).toSorted();
      const [firstDay = null] = days;
      const lastDay = days.at(-1) ?? null;
      return { activities: runs.length, firstDay, lastDay, shoes: pairs.length };
    },

    async remove(runnerId, uploadId) {
      const { runs, pairs } = await broughtBy(table, runnerId, uploadId);
      // The runs lead to the pairs, so they go last: broken off, this finds both again.
      const pairKeys = pairs.map(({ pk, sk }) => ({ pk, sk }));
      await removeItems(table, pairKeys, WITHOUT_FIGURES);
      const keys = runs.map((run) => keyOf(runnerId, run));
      await removeItems(table, keys, {
        // Another upload may have brought it again by now.
        ConditionExpression: "uploadId = :uploadId",
        ExpressionAttributeValues: { ":uploadId": uploadId },
      });
      if (pairs.length === 0) return;
      // And then names a pair of these. One that it stores from here on, it stores again itself.
      const named = await namedPairs(table, runnerId, await uploadedBy(table, runnerId), runs);
      const back = pairs.filter((pair) => named.has(idOf(pair)));
      const ConditionExpression = "attribute_not_exists(pk)";
      await Promise.all(back.map((Item) => shoes.put(table, { Item, ConditionExpression })));
    },
  };
}

/** `source:sourceId` of each item of a source, without what it holds. */
async function idsUnder(table: Table, runnerId: string, skPrefix: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { sk } of keysOfRunner(table, runnerId, skPrefix)) {
    ids.push(
      String(sk)
        .replace(/^[^#]*#/, "")
        .replace("#", ":"),
    );
  }
  return ids;
}

type Brought = z.infer<typeof broughtItem>;

/** All that the runner's uploads brought. */
async function uploadedBy(table: Table, runnerId: string): Promise<readonly Brought[]> {
  const found = await Promise.all(
    UPLOADED.map((source) => kindOfRunner(table, runnerId, `ACTIVITY#${source}#`)),
  );
  return found.flat().map((item) => activities.read(broughtItem, item));
}

/** What this upload was the first to bring: its activities, and the pairs that nothing else names. */
async function broughtBy(table: Table, runnerId: string, uploadId: string) {
  const all = await uploadedBy(table, runnerId);
  const runs = all.filter((run) => run.uploadId === uploadId);
  const others = all.filter((run) => run.uploadId !== uploadId);
  const [stored, kept] = await Promise.all([
    kindOfRunner(table, runnerId, "SHOE#"),
    namedPairs(table, runnerId, others, runs),
  ]);
  const named = new Set(runs.map(pairOf).filter((pair) => !kept.has(pair)));
  return { runs, pairs: stored.filter((pair) => named.has(idOf(pair)) && !hasFigures(pair)) };
}

/** The pairs that these activities or the runner name, apart from what was said about those that go. */
async function namedPairs(
  table: Table,
  runnerId: string,
  staying: readonly Brought[],
  going: readonly Brought[],
): Promise<ReadonlySet<string>> {
  const [{ runs: worn, defaults }, { pairs: joined }] = await Promise.all([
    wearStore(table).read(runnerId),
    samenessStore(table).read(runnerId),
  ]);
  const gone = new Set(going.map(idOf));
  for (const run of staying) gone.delete(idOf(run));
  return new Set([
    ...staying.map(pairOf),
    ...[...worn].flatMap(([run, pair]) => (gone.has(run) ? [] : [pair])),
    ...Object.values(defaults),
    ...[...joined].flatMap(([pair, { sameAs }]) => [pair, sameAs]),
  ]);
}

const idOf = ({ source, sourceId }: Item | Brought) => `${source}:${sourceId}`;
const pairOf = ({ source, shoeSourceId }: Brought) => `${source}:${shoeSourceId}`;

const FIGURES = ["startDistanceM", "noticeAtM", "replaceAtM"];

/** Whether the runner wrote a pair's distance or limits, which no file could bring back. */
function hasFigures(pair: Item): boolean {
  return FIGURES.some((figure) => Number(pair[figure] ?? 0) > 0);
}

/** Or writes them just now. */
const WITHOUT_FIGURES = {
  ConditionExpression: `NOT (${FIGURES.map((figure) => `${figure} > :none`).join(" OR ")})`,
  ExpressionAttributeValues: { ":none": 0 },
};
