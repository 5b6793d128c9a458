import * as z from "zod/mini";
import { activityRecord } from "../messages/activity.ts";
import type { ToldActivityStore } from "../ports/activities.ts";
import { pack } from "./activity-pack.ts";
import { current, isTogether, keyOf, togetherItem, toldAt } from "./activity-store.ts";
import { dismissedPrefix } from "./dismissal-store.ts";
import { activities as kind, activitiesTogether as together } from "./item-kinds.ts";
import { forgetTold } from "./notice-store.ts";
import { eraseItems, kindOfRunner } from "./query.ts";
import { eraseSamenessOf } from "./sameness-store.ts";
import type { Table } from "./table.ts";
import { wornPrefix } from "./wear-store.ts";

const toldItem = z.extend(activityRecord, {
  expiresAt: z.optional(z.number()),
  detailAtMs: z._default(z.nullable(z.number()), null),
  toldAtMs: z._default(z.number(), 0),
  isTogether: z._default(z.boolean(), false),
});

const markItem = z.object({ gone: z._default(z.boolean(), false) });

/** Longer than the life of a copy made before the removal. */
const TOMBSTONE_S = 6 * 24 * 3600;

/** Longer than the details of a run go on being checked again. */
const LOOKED_MS = 30 * 24 * 3_600_000;

/** Sorts after Strava's ids, which are digits. */
const TOGETHER = "TOGETHER";
/** With the longest possible names, this many take half of an item's maximum size. */
const MOST_TOGETHER = 250;

/**
 * Activities from a provider that goes on reporting them. Each item records when it was reported, and a
 * removal leaves a mark for days, so that of two workers the one that asked later wins, whoever writes
 * last.
 */
export function toldActivityStore(table: Table, nowMs: () => number = Date.now): ToldActivityStore {
  const putUnlessNewer = (item: Record<string, unknown>, atMs: number, of = kind) =>
    of.put(table, {
      Item: { ...item, toldAtMs: atMs },
      ConditionExpression: "attribute_not_exists(toldAtMs) OR toldAtMs <= :at",
      ExpressionAttributeValues: { ":at": atMs },
      ReturnValues: "ALL_OLD",
    });

  const toldOf: ToldActivityStore["toldOf"] = async (runnerId, source) => {
    const items = await kindOfRunner(table, runnerId, `ACTIVITY#${source}#`);
    const packs = items.filter(isTogether);
    const looked = new Map(
      packs.flatMap((item) => Object.entries(together.read(togetherItem, item).lookedAtMs)),
    );
    const known = current(items, nowMs()).map((item) => {
      const told = kind.read(toldItem, item);
      const { expiresAt, detailAtMs, toldAtMs, isTogether, ...record } = told;
      const untilMs = expiresAt === undefined ? null : expiresAt * 1000;
      const lookedAtMs = Math.max(detailAtMs ?? 0, looked.get(record.sourceId) ?? 0);
      return { record, atMs: toldAtMs, untilMs, detailAtMs: lookedAtMs || null, isTogether };
    });
    // The first pack, whether expired or not.
    const [pack] = packs;
    return { known, togetherAtMs: pack === undefined ? null : toldAt(pack) };
  };

  return {
    async save(runnerId, activity, { atMs, untilMs, detailAtMs }) {
      const expiry = untilMs === null ? {} : { expiresAt: Math.floor(untilMs / 1000) };
      const item = { ...activity, ...keyOf(runnerId, activity), ...expiry, detailAtMs };
      const written = await putUnlessNewer(item, atMs);
      if (written === null) return "outdated";
      return isThere(written.Attributes) ? "replaced" : "stored";
    },

    async has(runnerId, activity) {
      const found = await kind.find(markItem, table, keyOf(runnerId, activity));
      return found !== null && !found.gone;
    },

    ofSource: async (runnerId, source) => (await toldOf(runnerId, source)).known,
    toldOf,

    async saveTogether(runnerId, source, { copies, lookedAtMs, seenAtMs }, atMs) {
      if (seenAtMs !== null && seenAtMs > atMs) return "outdated";
      const looked = [...lookedAtMs].filter(([, ms]) => ms > atMs - LOOKED_MS);
      for (let from = 0; from < Math.max(copies.length, looked.length, 1); from += MOST_TOGETHER) {
        const part = copies.slice(from, from + MOST_TOGETHER);
        const items = part.map(({ record, atMs: toldAtMs, untilMs, detailAtMs }) => ({
          ...record,
          v: kind.version,
          toldAtMs,
          detailAtMs,
          expiresAt: Math.floor(untilMs / 1000),
        }));
        const endsMs = Math.min(atMs + LOOKED_MS, ...part.map(({ untilMs }) => untilMs));
        const item = {
          ...keyOf(runnerId, { source, sourceId: `${TOGETHER}#${from / MOST_TOGETHER}` }),
          // Half a year of runs takes some 4 kB this way; separate items would take 130 write units.
          packed: pack(items),
          lookedAtMs: Object.fromEntries(looked.slice(from, from + MOST_TOGETHER)),
          // The first one to expire takes the others with it.
          expiresAt: Math.floor(endsMs / 1000),
        };
        const written =
          from === 0
            ? await together.put(table, {
                Item: { ...item, toldAtMs: atMs },
                ConditionExpression: "attribute_not_exists(toldAtMs) OR toldAtMs IN (:seen, :at)",
                ExpressionAttributeValues: { ":seen": seenAtMs ?? atMs, ":at": atMs },
              })
            : await putUnlessNewer(item, atMs, together);
        if (written === null) return "outdated";
      }
      return "stored";
    },

    async remove(runnerId, activity, atMs) {
      const expiresAt = Math.floor(nowMs() / 1000) + TOMBSTONE_S;
      const mark = { ...keyOf(runnerId, activity), gone: true, expiresAt };
      const written = await putUnlessNewer(mark, atMs);
      if (written === null) return "outdated";
      return isThere(written.Attributes) ? "removed" : "unknown";
    },

    async eraseSource(runnerId, source) {
      // What the runner said about a run is stored under the run's id, which belongs to its source.
      await eraseItems(table, runnerId, wornPrefix(source));
      await eraseItems(table, runnerId, dismissedPrefix(source));
      await eraseSamenessOf(table, runnerId, "apart", source);
      await forgetTold(table, runnerId, source);
      return eraseItems(table, runnerId, `ACTIVITY#${source}#`);
    },
  };
}

function isThere(old: Record<string, unknown> | undefined): boolean {
  return old !== undefined && !("gone" in old);
}
