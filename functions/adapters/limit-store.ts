import { createHash } from "node:crypto";
import type { LimitStore, OnceStore } from "../ports/sign-in.ts";
import { limits, usedOnce } from "./item-kinds.ts";
import type { Table } from "./table.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** Counters are stored under a hash of what is counted, so that no key holds an address or an IP. */
export function limitStore(table: Table): LimitStore {
  return {
    async take(key, { atMost, windowS }, nowMs) {
      const window = Math.floor(nowMs / 1000 / windowS);
      const taken = await limits.update(table, {
        Key: { pk: `LIMIT#${hashOf(key)}`, sk: String(window) },
        UpdateExpression: "SET v = if_not_exists(v, :v), expiresAt = :end ADD taken :one",
        ConditionExpression: "attribute_not_exists(taken) OR taken < :most",
        ExpressionAttributeValues: { ":one": 1, ":most": atMost, ":end": (window + 1) * windowS },
      });
      return taken !== null;
    },
  };
}

export function onceStore(table: Table): OnceStore {
  return {
    async use(id, untilMs) {
      const used = await usedOnce.put(table, {
        Item: {
          pk: `ONCE#${hashOf(id)}`,
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
