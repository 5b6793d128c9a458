import { createHash } from "node:crypto";
import { DeleteItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type { DueWake, DueWakeStore, NudgeWakeStore } from "../ports.ts";
import { itemsOf } from "./query.ts";
import { runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

const dueItem = z.object({ runnerId: z.string(), dueAt: z.string() });

const keyOf = (runnerId: string) => toItem({ pk: runnerPk(runnerId), sk: "WAKE#nudges" });

/** Many runners' nights end in the same minute. */
const SHARDS = 4;
const shardKeys = Array.from({ length: SHARDS }, (_, shard) => `WAKE#${shard}`);

function shardOf(runnerId: string): string {
  const hash = createHash("sha256").update(`wake:${runnerId}`).digest();
  return `WAKE#${hash.readUInt8(0) % SHARDS}`;
}

/** At most one wake a runner: each decision knows when the next has to be, so the soonest is enough. */
export function nudgeWakeStore(table: Table): NudgeWakeStore {
  return {
    async wakeAt(runnerId, instant) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: keyOf(runnerId),
        UpdateExpression: "SET v = :v, runnerId = :runner, dueShard = :shard, dueAt = :at",
        ConditionExpression: "attribute_not_exists(dueAt) OR dueAt > :at",
        ExpressionAttributeValues: toItem({
          ":v": 1,
          ":runner": runnerId,
          ":shard": shardOf(runnerId),
          ":at": instant,
        }),
      });
      await unlessRefused(table.client.send(update));
    },
  };
}

/** The index `due` of the digests, in shards of its own. */
export function dueWakeStore(table: Table): DueWakeStore {
  return {
    async *dueAt(instant) {
      for (const shard of shardKeys) {
        const items = itemsOf(table, {
          IndexName: "due",
          KeyConditionExpression: "dueShard = :shard AND dueAt <= :instant",
          ExpressionAttributeValues: toItem({ ":shard": shard, ":instant": instant }),
        });
        for await (const item of items) {
          const { runnerId, dueAt } = dueItem.parse(item);
          yield { runnerId, wakeAt: dueAt } satisfies DueWake;
        }
      }
    },

    async done({ runnerId, wakeAt }) {
      const forget = new DeleteItemCommand({
        TableName: table.name,
        Key: keyOf(runnerId),
        ConditionExpression: "dueAt = :seen",
        ExpressionAttributeValues: toItem({ ":seen": wakeAt }),
      });
      return (await unlessRefused(table.client.send(forget))) === null
        ? "moved-meanwhile"
        : "advanced";
    },
  };
}
