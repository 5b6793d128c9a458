import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { storedCheckIn } from "../messages/ingest.ts";
import type { CheckInStore } from "../ports.ts";
import { itemsOfRunner } from "./query.ts";
import { runnerPk, type Table, toItem } from "./table.ts";

const checkInItem = z.object({ v: z.literal(1), checkIn: storedCheckIn });

export function checkInStore(table: Table): CheckInStore {
  const keyOf = (runnerId: string, { day, id }: { day: string; id: string }) => ({
    pk: runnerPk(runnerId),
    sk: `CHECKIN#${day}#${id}`,
  });
  return {
    async save(runnerId, checkIn) {
      const put = new PutItemCommand({
        TableName: table.name,
        Item: toItem({ ...keyOf(runnerId, checkIn), v: 1, checkIn }),
      });
      await table.client.send(put);
      return "stored";
    },

    async remove(runnerId, checkIn) {
      const forget = new DeleteItemCommand({
        TableName: table.name,
        Key: toItem(keyOf(runnerId, checkIn)),
      });
      await table.client.send(forget);
    },

    async all(runnerId) {
      const checkIns = [];
      for await (const item of itemsOfRunner(table, runnerId, "CHECKIN#")) {
        checkIns.push(checkInItem.parse(item).checkIn);
      }
      return checkIns;
    },
  };
}
