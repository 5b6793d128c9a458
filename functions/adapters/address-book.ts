import { hash } from "node:crypto";
import type { Runner } from "../ports/runner.ts";
import { isSameAddress } from "../shared/mail/same-address.ts";
import { addresses } from "./item-kinds.ts";
import { ownerPointers } from "./owner-pointers.ts";
import type { Table } from "./table.ts";

/** An address is looked up by its hash, so that no key of the table reveals one. */
const keyOf = (email: string) => ({
  pk: `EMAIL#${hash("sha256", email.trim().toLowerCase())}`,
  sk: "OWNER",
});

/** Who holds which address, as the holder's profile confirms. */
export function addressBook(
  table: Table,
  find: (runnerId: string) => Promise<Pick<Runner, "email"> | null>,
) {
  return ownerPointers(table, addresses, {
    keyOf,
    async isConfirmed(runnerId, email) {
      const profile = await find(runnerId);
      return profile !== null && isSameAddress(profile.email, email);
    },
  });
}
