import { createHash } from "node:crypto";
import { PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { LimitStore, OnceStore } from "../ports.ts";
import { type Table, toItem, unlessRefused } from "./table.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** Counters by the hash of what is counted: an address or an IP is in no key. */
export function limitStore(table: Table): LimitStore {
  return {
    async take(key, { atMost, windowS }, nowMs) {
      const window = Math.floor(nowMs / 1000 / windowS);
      const taken = await unlessRefused(
        table.client.send(
          new UpdateItemCommand({
            TableName: table.name,
            Key: toItem({ pk: `LIMIT#${hashOf(key)}`, sk: String(window) }),
            UpdateExpression: "SET expiresAt = :end ADD taken :one",
            ConditionExpression: "attribute_not_exists(taken) OR taken < :most",
            ExpressionAttributeValues: toItem({
              ":one": 1,
              ":most": atMost,
              ":end": (window + 1) * windowS,
            }),
          }),
        ),
      );
      return taken !== null;
    },
  };
}

export function onceStore(table: Table): OnceStore {
  return {
    async use(id, untilMs) {
      const put = new PutItemCommand({
        TableName: table.name,
        Item: toItem({
          pk: `ONCE#${hashOf(id)}`,
          sk: "USED",
          // Past its end a state is refused anyway; the record only has to last that long.
          expiresAt: Math.ceil(untilMs / 1000),
        }),
        ConditionExpression: "attribute_not_exists(pk)",
      });
      return (await unlessRefused(table.client.send(put))) !== null;
    },
  };
}
