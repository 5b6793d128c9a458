import * as z from "zod/mini";
import { runnerId } from "../messages/runner-id.ts";
import type { DueReminderStore, ReminderWakeStore } from "../ports/exercises.ts";
import { advanceDue, dueItems } from "./due-index.ts";
import { shardKeys, shardOf } from "./due-shards.ts";
import { reminders } from "./item-kinds.ts";
import { runnerPk, type Table } from "./table.ts";

const dueItem = z.object({ runnerId, dueAt: z.iso.datetime() });

const keyOf = (runnerId: string) => ({ pk: runnerPk(runnerId), sk: "WAKE#reminder" });

/** As many as for digests: half of all runners choose the same evening hours. */
const SHARDS = 8;

export function reminderWakeStore(table: Table): ReminderWakeStore {
  return {
    async wakeAt(runnerId, instant) {
      const dueShard = shardOf("REMINDER", SHARDS, `reminder:${runnerId}`);
      const item = { ...keyOf(runnerId), runnerId, dueShard, dueAt: instant };
      await reminders.put(table, { Item: item });
    },
  };
}

/** Uses the digests' index `due`, in shards of its own. */
export function dueReminderStore(table: Table): DueReminderStore {
  return {
    dueAt: (instant) => dueItems(table, shardKeys("REMINDER", SHARDS), instant, dueItem),
    move: ({ runnerId, dueAt }, next) => advanceDue(table, keyOf(runnerId), dueAt, next),
  };
}
