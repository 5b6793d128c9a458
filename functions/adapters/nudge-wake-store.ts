import { createHash } from "node:crypto";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { runnerId } from "../messages/runner-id.ts";
import type { DueWake, DueWakeStore, NudgeWakeStore } from "../ports/nudges.ts";
import { dueItems } from "./due-index.ts";
import { wakes } from "./item-kinds.ts";
import { runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

const dueItem = z.pipe(
  z.object({ runnerId, dueAt: z.string() }),
  z.transform(({ runnerId, dueAt }): DueWake => ({ runnerId, wakeAt: dueAt })),
);

const keyOf = (runnerId: string) => toItem({ pk: runnerPk(runnerId), sk: "WAKE#nudges" });

/** Several shards, as many runners' nights end in the same minute. */
const SHARDS = 4;
const shardKeys = Array.from({ length: SHARDS }, (_, shard) => `WAKE#${shard}`);

function shardOf(runnerId: string): string {
  const hash = createHash("sha256").update(`wake:${runnerId}`).digest();
  return `WAKE#${hash.readUInt8(0) % SHARDS}`;
}

/**
 * At most one wake for each runner: each decision works out when the next is needed, so the earliest is
 * enough.
 */
export function nudgeWakeStore(table: Table): NudgeWakeStore {
  return {
    async wakeAt(runnerId, instant, now) {
      await wakes.update(table, {
        Key: keyOf(runnerId),
        UpdateExpression:
          "SET v = if_not_exists(v, :v), runnerId = :runner, dueShard = :shard, dueAt = :at",
        ConditionExpression: "attribute_not_exists(dueAt) OR dueAt > :at OR dueAt <= :now",
        ExpressionAttributeValues: toItem({
          ":runner": runnerId,
          ":shard": shardOf(runnerId),
          ":at": instant,
          ":now": now,
        }),
      });
    },
  };
}

/** Uses the digests' index `due`, in shards of its own. */
export function dueWakeStore(table: Table): DueWakeStore {
  return {
    dueAt: (instant) => dueItems(table, shardKeys, instant, dueItem),

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
