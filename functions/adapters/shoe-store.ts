import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { shoeRecord } from "../messages/activity.ts";
import type { ShoeStore } from "../ports.ts";
import { itemsOfRunner } from "./query.ts";
import { runnerPk, type Table, toItem, unlessRefused } from "./table.ts";

const shoeItem = shoeRecord.extend({
  v: z.literal(1),
  startDistanceM: z.number().default(0),
  noticeAtM: z.number().nullable().default(null),
  replaceAtM: z.number().nullable().default(null),
  retired: z.boolean().default(false),
});

export function shoeStore(table: Table): ShoeStore {
  return {
    // An update and not a put: what the runner set on the shoe outlives the source telling it again.
    async save(runnerId, shoe) {
      const update = new UpdateItemCommand({
        TableName: table.name,
        Key: toItem({ pk: runnerPk(runnerId), sk: `SHOE#${shoe.source}#${shoe.sourceId}` }),
        UpdateExpression: "SET #source = :source, sourceId = :sourceId, #name = :name, v = :v",
        ConditionExpression: "attribute_not_exists(pk) OR #name <> :name",
        ExpressionAttributeNames: { "#source": "source", "#name": "name" },
        ExpressionAttributeValues: toItem({
          ":source": shoe.source,
          ":sourceId": shoe.sourceId,
          ":name": shoe.name,
          ":v": 1,
        }),
        ReturnValues: "ALL_OLD",
      });
      const written = await unlessRefused(table.client.send(update));
      if (written === null) return "unchanged";
      return written.Attributes === undefined ? "stored" : "renamed";
    },

    async all(runnerId) {
      const shoes = [];
      for await (const item of itemsOfRunner(table, runnerId, "SHOE#")) {
        const { v: _, ...shoe } = shoeItem.parse(item);
        shoes.push(shoe);
      }
      return shoes;
    },
  };
}
