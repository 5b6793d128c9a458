import type { Together, ToldActivityStore } from "../ports/activities.ts";
import { isNews } from "../shared/events/ask-nudges.ts";
import { isDeepStrictEqual } from "../shared/same.ts";

type Copy = Together["copies"][number];

export interface Gathered {
  readonly activities: ToldActivityStore;
  /**
   * Stores what has been gathered so far. The item expires with the first of its copies, so copies that end
   * before `lastsMs` are left out of it: everything listed lasts longer, and the rest is from before the
   * window.
   */
  store(atMs: number, lastsMs: number | null): Promise<"stored" | "outdated">;
}

/**
 * Holds back what a comparison would only repeat, to store it in one item: the same copy for longer, and
 * the fact that a detail was looked at. Rewriting half a year run by run, every few days, would cost more
 * than everything else together. News is stored at once, as is any change to what is kept for good.
 */
export function gather(
  runnerId: string,
  source: string,
  { known, togetherAtMs }: Awaited<ReturnType<ToldActivityStore["toldOf"]>>,
  activities: ToldActivityStore,
): Gathered {
  const before = new Map(known.map((one) => [one.record.sourceId, one]));
  const copies = new Map<string, Copy>();
  const lookedAtMs = new Map<string, number>();
  for (const { isTogether, untilMs, ...one } of known) {
    if (untilMs !== null) {
      if (isTogether) copies.set(one.record.sourceId, { ...one, untilMs });
    } else if (one.detailAtMs !== null) lookedAtMs.set(one.record.sourceId, one.detailAtMs);
  }
  let isChanged = false;

  return {
    activities: {
      ...activities,
      async save(runner, record, told) {
        const { sourceId } = record;
        const there = before.get(sourceId);
        const { untilMs, detailAtMs } = told;
        // What is kept for good and what expires can't stand in for each other.
        const isKnown = there !== undefined && (there.untilMs === null) === (untilMs === null);
        const mayWait =
          isKnown &&
          (untilMs === null
            ? isDeepStrictEqual(there.record, record)
            : !isNews(record, there.record));
        if (!mayWait) {
          if (copies.delete(sourceId)) isChanged = true;
          // The next report about it must not be compared with the old copy.
          before.delete(sourceId);
          return activities.save(runner, record, told);
        }
        if (untilMs !== null) copies.set(sourceId, { ...told, record, untilMs });
        else if (detailAtMs !== null) lookedAtMs.set(sourceId, detailAtMs);
        isChanged = true;
        return "replaced";
      },
      async remove(runner, activity, atMs) {
        if (copies.delete(activity.sourceId)) isChanged = true;
        return activities.remove(runner, activity, atMs);
      },
    },
    async store(atMs, lastsMs) {
      const lasting = [...copies.values()].filter(
        ({ untilMs }) => lastsMs === null || untilMs >= lastsMs,
      );
      if (!isChanged && lasting.length === copies.size) return "stored";
      const together = { copies: lasting, lookedAtMs, seenAtMs: togetherAtMs };
      const stored = await activities.saveTogether(runnerId, source, together, atMs);
      if (stored === "stored") isChanged = false;
      return stored;
    },
  };
}
