import { hash } from "node:crypto";
import * as z from "zod/mini";
import type { Runner } from "../ports/runner.ts";
import { isSameAddress } from "../shared/mail/same-address.ts";
import { addresses } from "./item-kinds.ts";
import { removeItem, type Table } from "./table.ts";

const ownerItem = z.object({
  runnerId: z.string(),
  /** Until then nobody else can take it, even though the owner's profile doesn't name it yet. */
  reservedUntilMs: z._default(z.number(), 0),
});

/** An address is looked up by its hash, so that no key of the table reveals one. */
function addressKey(email: string) {
  return { pk: `EMAIL#${hash("sha256", email.trim().toLowerCase())}`, sk: "OWNER" };
}

/** Longer than a request that reserves an address can go on before taking it. */
const RESERVED_MS = 60_000;

/**
 * Who holds which address. A pointer alone gives nobody an address: the profile it points to has to name it
 * too, so that an address changes hands in the one write that changes the profile.
 */
export function addressBook(
  table: Table,
  find: (runnerId: string) => Promise<Pick<Runner, "email"> | null>,
  nowMs: () => number,
) {
  const ownerOf = (email: string) => addresses.find(ownerItem, table, addressKey(email));

  const put = async (
    email: string,
    item: { runnerId: string; reservedUntilMs: number },
    condition: string,
    values: Record<string, string | number>,
  ): Promise<boolean> => {
    const written = await addresses.put(table, {
      Item: { ...addressKey(email), ...item },
      ConditionExpression: condition,
      ExpressionAttributeValues: values,
    });
    return written !== null;
  };

  return {
    ownerOf,

    /**
     * Reserves an address until its profile is written. A pointer that no profile confirms after that is
     * left over from a crash between two writes, so it may be replaced.
     */
    async take(email: string, runnerId: string): Promise<boolean> {
      const item = { runnerId, reservedUntilMs: nowMs() + RESERVED_MS };
      const isFree = "attribute_not_exists(pk) OR runnerId = :me";
      if (await put(email, item, isFree, { ":me": runnerId })) return true;
      const owner = await ownerOf(email);
      if (owner === null) return put(email, item, isFree, { ":me": runnerId });
      const profile = await find(owner.runnerId);
      if (profile !== null && isSameAddress(profile.email, email)) return false;
      return put(
        email,
        item,
        "runnerId = :seen AND (attribute_not_exists(reservedUntilMs) OR reservedUntilMs <= :now)",
        { ":seen": owner.runnerId, ":now": nowMs() },
      );
    },

    /** Releases a pointer, unless it is somebody else's by now. */
    async release(email: string, runnerId: string): Promise<void> {
      await removeItem(table, addressKey(email), {
        ConditionExpression: "runnerId = :me",
        ExpressionAttributeValues: { ":me": runnerId },
      });
    },
  };
}
