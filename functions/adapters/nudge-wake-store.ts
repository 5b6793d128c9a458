import * as z from "zod/mini";
import { runnerId } from "../messages/runner-id.ts";
import type { DueWake, DueWakeStore, NudgeWakeStore } from "../ports/nudges.ts";
import { advanceDue, dueItems } from "./due-index.ts";
import { shardKeys, shardOf } from "./due-shards.ts";
import { wakes } from "./item-kinds.ts";
import { runnerPk, type Table } from "./table.ts";

const dueItem = z.pipe(
  z.object({ runnerId, dueAt: z.string() }),
  z.transform(({ runnerId, dueAt }): DueWake => ({ runnerId, wakeAt: dueAt })),
);

const keyOf = (runnerId: string) => ({ pk: runnerPk(runnerId), sk: "WAKE#nudges" });

/** Many runners' nights end in the same minute. */
const SHARDS = 4;

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
        ExpressionAttributeValues: {
          ":runner": runnerId,
          ":shard": shardOf("WAKE", SHARDS, `wake:${runnerId}`),
          ":at": instant,
          ":now": now,
        },
      });
    },
  };
}

/** Uses the digests' index `due`, in shards of its own. */
export function dueWakeStore(table: Table): DueWakeStore {
  return {
    dueAt: (instant) => dueItems(table, shardKeys("WAKE", SHARDS), instant, dueItem),
    done: ({ runnerId, wakeAt }) => advanceDue(table, keyOf(runnerId), wakeAt, null),
  };
}
