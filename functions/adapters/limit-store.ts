import { hash } from "node:crypto";
import * as z from "zod/mini";
import type { LimitStore, OnceStore, UsedUpLimits } from "../ports/sign-in.ts";
import { limits, usedOnce } from "./item-kinds.ts";
import type { Table } from "./table.ts";

const counter = z.object({ taken: z.number() });

/** Counters are stored under a hash of what is counted, so that no key holds an address or an IP. */
export function limitStore(table: Table): LimitStore & UsedUpLimits {
  const keyOf = (key: string, window: number) => ({
    pk: `LIMIT#${hash("sha256", key)}`,
    sk: String(window),
  });
  const windowOf = (nowMs: number, windowS: number) => Math.floor(nowMs / 1000 / windowS);

  return {
    async take(key, { atMost, windowS }, nowMs) {
      const window = windowOf(nowMs, windowS);
      const taken = await limits.update(table, {
        Key: keyOf(key, window),
        UpdateExpression: "SET v = if_not_exists(v, :v), expiresAt = :end ADD taken :one",
        ConditionExpression: "attribute_not_exists(taken) OR taken < :most",
        ExpressionAttributeValues: { ":one": 1, ":most": atMost, ":end": (window + 1) * windowS },
      });
      return taken !== null;
    },

    async isUsedUp(key, { atMost, windowS }, nowMs) {
      const counted = await limits.find(counter, table, keyOf(key, windowOf(nowMs, windowS)));
      return counted !== null && counted.taken >= atMost;
    },
  };
}

export function onceStore(table: Table): OnceStore {
  return {
    async use(id, untilMs) {
      const used = await usedOnce.put(table, {
        Item: {
          pk: `ONCE#${hash("sha256", id)}`,
          sk: "USED",
          // An expired state is refused anyway, so the record only has to last until then.
          expiresAt: Math.ceil(untilMs / 1000),
        },
        ConditionExpression: "attribute_not_exists(pk)",
      });
      return used !== null;
    },
  };
}
