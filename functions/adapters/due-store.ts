import * as z from "zod/mini";
import { runnerId } from "../messages/runner-id.ts";
import type { DueRunner, DueStore } from "../ports/due.ts";
import { isZone } from "../shared/calendar.ts";
import { weekday } from "../shared/weekday.ts";
import { advanceDue, dueItems } from "./due-index.ts";
import { DUE_SHARD_KEYS, profileKey } from "./runner-store.ts";
import type { Table } from "./table.ts";

/** Strict, so that the planner's arithmetic on it can't fail. */
const dueItem = z.pipe(
  z.object({
    runnerId,
    zone: z.string().check(z.refine(isZone)),
    digestWeekday: weekday,
    digestHour: z.int().check(z.minimum(0), z.maximum(23)),
    dueAt: z.iso.datetime(),
  }),
  z.transform(
    ({ digestWeekday, digestHour, dueAt, ...rest }): DueRunner => ({
      ...rest,
      nextDigestAt: dueAt,
      weekday: digestWeekday,
      hour: digestHour,
    }),
  ),
);

export function dueStore(table: Table): DueStore {
  return {
    dueAt: (instant) => dueItems(table, DUE_SHARD_KEYS, instant, dueItem),
    advance: ({ runnerId, nextDigestAt: seen }, nextDigestAt, lastDigestAt) =>
      advanceDue(table, profileKey(runnerId), seen, nextDigestAt, lastDigestAt),
  };
}
