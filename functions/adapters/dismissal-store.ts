import * as z from "zod/mini";
import { DISMISSAL_REASONS, type Dismissal, type DismissalStore } from "../ports/activities.ts";
import { dismissals as kind } from "./item-kinds.ts";
import { kindOfRunner, ofKind } from "./query.ts";
import { type Item, removeItem, runnerPk, type Table } from "./table.ts";

const dismissedItem = z.object({
  activityId: z.string().check(z.minLength(1)),
  why: z.enum(DISMISSAL_REASONS),
});

const DISMISSED = "DISMISSED#";

/** The prefix of the sort keys of dismissals for one source. */
export function dismissedPrefix(source: string): string {
  return `${DISMISSED}${source}:`;
}

export function dismissalsIn(items: readonly Item[]): readonly Dismissal[] {
  return ofKind(items, DISMISSED).map((item) => {
    const { activityId, why } = kind.read(dismissedItem, item);
    return { activityId, why };
  });
}

/** Stored beside the runs, since a source that reports a run again rewrites it. */
export function dismissalStore(table: Table): DismissalStore {
  const keyOf = (runnerId: string, activityId: string) => ({
    pk: runnerPk(runnerId),
    sk: `${DISMISSED}${activityId}`,
  });

  return {
    async all(runnerId) {
      return dismissalsIn(await kindOfRunner(table, runnerId, DISMISSED));
    },

    async dismiss(runnerId, { source, sourceId }, why) {
      const activityId = `${source}:${sourceId}`;
      await kind.put(table, { Item: { ...keyOf(runnerId, activityId), activityId, why } });
    },

    async takeBack(runnerId, activityId) {
      await removeItem(table, keyOf(runnerId, activityId));
    },
  };
}
