import { createHash } from "node:crypto";
import { DeleteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { runnerId } from "../messages/runner-id.ts";
import type { DueReminderStore, ReminderWakeStore } from "../ports/exercises.ts";
import { dueItems } from "./due-index.ts";
import { reminders } from "./item-kinds.ts";
import { runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

const dueItem = z.object({ runnerId, dueAt: z.iso.datetime() });

const keyOf = (runnerId: string) => ({ pk: runnerPk(runnerId), sk: "WAKE#reminder" });

/** As many as for digests: half of all runners choose the same evening hours. */
const SHARDS = 8;
const shardKeys = Array.from({ length: SHARDS }, (_, shard) => `REMINDER#${shard}`);

function shardOf(runnerId: string): string {
  const hash = createHash("sha256").update(`reminder:${runnerId}`).digest();
  return `REMINDER#${hash.readUInt8(0) % SHARDS}`;
}

export function reminderWakeStore(table: Table): ReminderWakeStore {
  return {
    async wakeAt(runnerId, instant) {
      const item = { runnerId, dueShard: shardOf(runnerId), dueAt: instant };
      await reminders.put(table, { Item: toItem({ ...keyOf(runnerId), ...item }) });
    },
  };
}

/** Uses the digests' index `due`, in shards of its own. */
export function dueReminderStore(table: Table): DueReminderStore {
  return {
    dueAt: (instant) => dueItems(table, shardKeys, instant, dueItem),

    async move({ runnerId, dueAt }, next) {
      const seen = {
        TableName: table.name,
        Key: toItem(keyOf(runnerId)),
        // A reminder that was erased, or moved by a change of settings, stays that way.
        ConditionExpression: "dueAt = :seen",
      };
      const moved = await unlessRefused(
        next === null
          ? table.client.send(
              new DeleteItemCommand({
                ...seen,
                ExpressionAttributeValues: toItem({ ":seen": dueAt }),
              }),
            )
          : table.client.send(
              new UpdateItemCommand({
                ...seen,
                UpdateExpression: "SET dueAt = :next",
                ExpressionAttributeValues: toItem({ ":seen": dueAt, ":next": next }),
              }),
            ),
      );
      return moved === null ? "moved-meanwhile" : "advanced";
    },
  };
}
