import * as z from "zod/mini";
import type { ItemKind } from "./item-kinds.ts";
import { type Item, removeItem, type Table } from "./table.ts";

const ownerItem = z.object({
  runnerId: z.string(),
  /** Until then nobody else can take it, even though nothing of the owner's confirms it yet. */
  reservedUntilMs: z._default(z.number(), 0),
});

/** Longer than a request that reserves something can go on before taking it. */
const RESERVED_MS = 60_000;

/**
 * Whose something is that only one runner can have. A pointer alone gives it to nobody: an item of the runner that it
 * points to has to confirm it, so that it changes hands in the one write of that item.
 */
export function ownerPointers(
  table: Table,
  kind: ItemKind,
  {
    keyOf,
    isConfirmed,
  }: {
    readonly keyOf: (what: string) => Item;
    readonly isConfirmed: (runnerId: string, what: string) => Promise<boolean>;
  },
) {
  const ownerOf = (what: string) => kind.find(ownerItem, table, keyOf(what));

  return {
    ownerOf,

    /**
     * Reserves it until an item of the runner confirms it. A pointer that none confirms after that is left over from a
     * crash between two writes, so it may be replaced.
     */
    async take(what: string, runnerId: string, nowMs: number): Promise<boolean> {
      const put = async (condition: string, values: Item): Promise<boolean> => {
        const written = await kind.put(table, {
          Item: { ...keyOf(what), runnerId, reservedUntilMs: nowMs + RESERVED_MS },
          ConditionExpression: condition,
          ExpressionAttributeValues: values,
        });
        return written !== null;
      };
      const isFree = () => put("attribute_not_exists(pk) OR runnerId = :me", { ":me": runnerId });
      if (await isFree()) return true;
      const owner = await ownerOf(what);
      if (owner === null) return isFree();
      if (await isConfirmed(owner.runnerId, what)) return false;
      return put(
        "runnerId = :seen AND (attribute_not_exists(reservedUntilMs) OR reservedUntilMs <= :now)",
        { ":seen": owner.runnerId, ":now": nowMs },
      );
    },

    /** Releases a pointer, unless it is somebody else's by now. */
    async release(what: string, runnerId: string): Promise<void> {
      await removeItem(table, keyOf(what), {
        ConditionExpression: "runnerId = :me",
        ExpressionAttributeValues: { ":me": runnerId },
      });
    },
  };
}
