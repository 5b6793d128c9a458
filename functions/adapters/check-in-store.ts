import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { storedCheckIn } from "../messages/ingest.ts";
import type { CheckInStore } from "../ports.ts";
import { checkIns as kind } from "./item-kinds.ts";
import { itemsOfRunner } from "./query.ts";
import { runnerPk, type Table, toItem } from "./table.ts";

const checkInItem = z.object({ checkIn: storedCheckIn });

export function checkInStore(table: Table): CheckInStore {
  const keyOf = (runnerId: string, { day, id }: { day: string; id: string }) => ({
    pk: runnerPk(runnerId),
    sk: `CHECKIN#${day}#${id}`,
  });
  return {
    async save(runnerId, checkIn) {
      await kind.put(table, { Item: toItem({ ...keyOf(runnerId, checkIn), checkIn }) });
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
        checkIns.push(kind.read(checkInItem, item).checkIn);
      }
      return checkIns;
    },
  };
}
