import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { type StoredCheckIn, storedCheckIn } from "../messages/check-in.ts";
import type { CheckInStore } from "../ports/check-ins.ts";
import { isDeepStrictEqual } from "../shared/same.ts";
import { checkIns as kind } from "./item-kinds.ts";
import { kindOfRunner, ofKind } from "./query.ts";
import {
  changing,
  fromItem,
  type Item,
  removeItem,
  runnerPk,
  type Table,
  toItem,
} from "./table.ts";

const checkInItem = z.object({ checkIn: storedCheckIn });

export function checkInStore(table: Table): CheckInStore {
  const keyOf = (runnerId: string, { day, id }: { day: string; id: string }) => ({
    pk: runnerPk(runnerId),
    sk: `CHECKIN#${day}#${id}`,
  });
  const itemOf = (runnerId: string, checkIn: StoredCheckIn) => ({
    Item: { ...keyOf(runnerId, checkIn), checkIn },
  });

  const change = async (
    runnerId: string,
    checkIn: Pick<StoredCheckIn, "day" | "id">,
    answers: Partial<StoredCheckIn>,
  ) => {
    if (Object.keys(answers).length === 0) return "kept";
    const changed = await kind.update(table, {
      Key: keyOf(runnerId, checkIn),
      ...changing(answers, "checkIn."),
      ConditionExpression: "attribute_exists(pk)",
    });
    return changed === null ? "changed-meanwhile" : "kept";
  };

  /** Returns what was there. */
  const take = async (runnerId: string, checkIn: Pick<StoredCheckIn, "day" | "id">) => {
    const Key = toItem(keyOf(runnerId, checkIn));
    const { Attributes } = await table.client.send(
      new DeleteItemCommand({ TableName: table.name, Key, ReturnValues: "ALL_OLD" }),
    );
    return Attributes === undefined ? null : kind.read(checkInItem, fromItem(Attributes)).checkIn;
  };

  return {
    async save(runnerId, checkIn) {
      await kind.put(table, itemOf(runnerId, checkIn));
      return "stored";
    },

    async keep(runnerId, seen, wanted) {
      if (seen?.day === wanted.day) return change(runnerId, seen, differing(seen, wanted));
      const added = await kind.put(table, {
        ...itemOf(runnerId, wanted),
        ConditionExpression: "attribute_not_exists(pk)",
      });
      if (added === null) {
        // The client makes a call again whose answer was lost: what is there is this one then.
        const there = await kind.find(checkInItem, table, keyOf(runnerId, wanted));
        if (!isDeepStrictEqual(there?.checkIn, wanted)) return "changed-meanwhile";
      }
      if (seen === null) return "kept";
      // In this order: a crash in between leaves two, rather than none.
      const left = await take(runnerId, seen);
      if (left !== null) await change(runnerId, wanted, differing(seen, left));
      return "kept";
    },

    async remove(runnerId, checkIn) {
      await removeItem(table, keyOf(runnerId, checkIn));
    },

    async all(runnerId) {
      return checkInsIn(await kindOfRunner(table, runnerId, "CHECKIN#"));
    },
  };
}

/** The answers of the later one that differ from those before. */
function differing(before: StoredCheckIn, after: StoredCheckIn): Partial<StoredCheckIn> {
  const answered: Item = before;
  return Object.fromEntries(
    Object.entries(after).filter(([name, answer]) => !isDeepStrictEqual(answer, answered[name])),
  );
}

export function checkInsIn(items: readonly Item[]): readonly StoredCheckIn[] {
  return ofKind(items, "CHECKIN#").map((item) => kind.read(checkInItem, item).checkIn);
}
