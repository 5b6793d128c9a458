import { isDeepStrictEqual } from "node:util";
import type { StoredTelling, ToldActivity, ToldActivityStore } from "../ports.ts";

export interface Gathered {
  readonly activities: ToldActivityStore;
  /** Stores what was gathered, in one item: of copies that expire, those that last beyond an instant. */
  store(atMs: number, beyondMs: number | null): Promise<void>;
}

/**
 * Holds back what a comparison would only tell again, to store it in one item: copies that expire, and that
 * a detail was looked at. Half a year written anew run by run, every few days, would cost more than all
 * else together.
 */
export function gather(
  runnerId: string,
  source: string,
  known: readonly StoredTelling[],
  activities: ToldActivityStore,
): Gathered {
  const before = new Map(known.map((one) => [one.record.sourceId, one]));
  const tellings = new Map<string, ToldActivity>(
    known.filter(({ isTogether }) => isTogether).map((one) => [one.record.sourceId, one]),
  );
  let isChanged = false;

  /** What is kept for good lies in an item of its own, which the shared one can't replace: it goes. */
  const mayGather = (there: ToldActivity | undefined, next: ToldActivity): boolean => {
    if (next.untilMs !== null) return there === undefined || there.untilMs !== null;
    return there?.untilMs === null && isDeepStrictEqual(there.record, next.record);
  };

  return {
    activities: {
      ...activities,
      async save(runner, record, told) {
        const there = before.get(record.sourceId);
        const next = { record, ...told };
        before.set(record.sourceId, { ...next, isTogether: true });
        isChanged = true;
        if (mayGather(there, next)) {
          tellings.set(record.sourceId, next);
          return there === undefined ? "stored" : "replaced";
        }
        tellings.delete(record.sourceId);
        return activities.save(runner, record, told);
      },
      async remove(runner, activity, atMs) {
        if (tellings.delete(activity.sourceId)) isChanged = true;
        return activities.remove(runner, activity, atMs);
      },
    },
    async store(atMs, beyondMs) {
      if (!isChanged) return;
      // The item goes with the first that has to. What ends sooner than the window's is of before it.
      const lasting = [...tellings.values()].filter(
        ({ untilMs }) => untilMs === null || (beyondMs !== null && untilMs > beyondMs),
      );
      await activities.saveTogether(runnerId, source, lasting, atMs);
      isChanged = false;
    },
  };
}
