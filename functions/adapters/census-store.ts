import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import type { CensusStore } from "../ports/operator.ts";
import { connections } from "./item-kinds.ts";
import { itemsOf } from "./query.ts";
import { DUE_SHARD_KEYS } from "./runner-store.ts";
import { SYNC_SHARD_KEYS } from "./sync-store.ts";
import { fromItem, type Table, toItem } from "./table.ts";

/** About two megabytes of the index: the most that a page view may cost, however many runners there are. */
const MOST_COUNTED = 20_000;
const AT_ONCE = 25;

const indexed = z.object({
  pk: z.string(),
  sk: z.string(),
  runnerId: z.string(),
  dueAt: z.string(),
});
type Indexed = z.infer<typeof indexed>;
const stateItem = z.object({ state: z.string() });

/** Counts in the sparse index `due`, which holds no more about a runner than an id and a time. */
export function censusStore(table: Table): CensusStore {
  const census = async (shards: readonly string[], lateBefore: string, most: number) => {
    const first: Indexed[] = [];
    let [count, late] = [0, 0];
    for (const shard of shards) {
      const found = itemsOf(table, {
        IndexName: "due",
        KeyConditionExpression: "dueShard = :shard",
        ProjectionExpression: "pk, sk, runnerId, dueAt",
        ExpressionAttributeValues: { ":shard": shard },
      });
      for await (const item of found) {
        const one = indexed.parse(item);
        if (count === MOST_COUNTED) return { first, count, late, isMore: true };
        count += 1;
        if (one.dueAt < lateBefore) late += 1;
        if (first.length < most) first.push(one);
      }
    }
    return { first, count, late, isMore: false };
  };

  const stateOf = async ({ pk, sk }: Indexed): Promise<string> => {
    const found = await table.client.send(
      new GetItemCommand({
        TableName: table.name,
        Key: toItem({ pk, sk }),
        ProjectionExpression: "#state, v",
        ExpressionAttributeNames: { "#state": "state" },
      }),
    );
    // The connection may have ended between the two calls.
    if (found.Item === undefined) return "gone";
    return connections.read(stateItem, fromItem(found.Item)).state;
  };

  return {
    async digests(lateBefore, most) {
      const { first, ...counts } = await census(DUE_SHARD_KEYS, lateBefore, most);
      return { ...counts, ids: first.map(({ runnerId }) => runnerId) };
    },

    async connections(lateBefore, most) {
      const { first, ...counts } = await census(SYNC_SHARD_KEYS, lateBefore, most);
      const states = new Map<string, number>();
      for (let from = 0; from < first.length; from += AT_ONCE) {
        for (const state of await Promise.all(first.slice(from, from + AT_ONCE).map(stateOf))) {
          states.set(state, (states.get(state) ?? 0) + 1);
        }
      }
      return { ...counts, looked: first.length, states };
    },
  };
}
