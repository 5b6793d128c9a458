import * as z from "zod/mini";
import { type StoredCheckIn, storedCheckIn } from "../messages/check-in.ts";
import type { CheckInStore } from "../ports/check-ins.ts";
import { checkIns as kind } from "./item-kinds.ts";
import { kindOfRunner, ofKind } from "./query.ts";
import { type Item, removeItem, runnerPk, type Table } from "./table.ts";

const checkInItem = z.object({ checkIn: storedCheckIn });

export function checkInStore(table: Table): CheckInStore {
  const keyOf = (runnerId: string, { day, id }: { day: string; id: string }) => ({
    pk: runnerPk(runnerId),
    sk: `CHECKIN#${day}#${id}`,
  });
  return {
    async save(runnerId, checkIn) {
      await kind.put(table, { Item: { ...keyOf(runnerId, checkIn), checkIn } });
      return "stored";
    },

    async remove(runnerId, checkIn) {
      await removeItem(table, keyOf(runnerId, checkIn));
    },

    async all(runnerId) {
      return checkInsIn(await kindOfRunner(table, runnerId, "CHECKIN#"));
    },
  };
}

export function checkInsIn(items: readonly Item[]): readonly StoredCheckIn[] {
  return ofKind(items, "CHECKIN#").map((item) => kind.read(checkInItem, item).checkIn);
}
