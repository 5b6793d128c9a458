import * as z from "zod/mini";
import type { AccountStore } from "../ports/account.ts";
import { FAREWELL } from "../shared/mail/farewell.ts";
import { current } from "./activity-store.ts";
import { addressBook } from "./address-book.ts";
import { readAddressChange } from "./address-change-store.ts";
import { CONNECTION_PREFIX } from "./connection-item.ts";
import { profiles } from "./item-kinds.ts";
import { eraseItems, kindOfRunner } from "./query.ts";
import { PROFILE_SK, profileKey, runnerStore } from "./runner-store.ts";
import { changing, fromItem, removeItem, type Table } from "./table.ts";

const profileItem = z.object({ runnerId: z.string(), email: z.string() });

/**
 * Whatever opens or signs something, under any name a module may give it: `linkKey`, `sealed`,
 * `secretHash`.
 */
const OPENS = /(Key|Hash|Secret|Token)$|^(sealed|secret|token)/i;

/** The table's own bookkeeping. */
const KEYS = ["pk", "dueShard", "isTogether"];

const stays = (sk: string) =>
  sk === PROFILE_SK || sk.startsWith(CONNECTION_PREFIX) || sk === `NOTICE#${FAREWELL}`;

export function accountStore(table: Table, nowMs: () => number = Date.now): AccountStore {
  return {
    async items(runnerId) {
      const items = current(await kindOfRunner(table, runnerId, ""), nowMs());
      return items.map((item) =>
        Object.fromEntries(
          Object.entries(item).filter(([name]) => !OPENS.test(name) && !KEYS.includes(name)),
        ),
      );
    },

    async beginErasing(runnerId, { linkKey, sessionKey }, now) {
      const begun = await profiles.update(table, {
        ...changing({
          linkKey,
          sessionKey,
          digestOn: false,
          reminderEmail: false,
          mailStopped: { reason: "erased", at: now },
          dueShard: undefined,
          dueAt: undefined,
          feedKey: undefined,
          signingKey: undefined,
          sentKeyHash: undefined,
        }),
        Key: profileKey(runnerId),
        ConditionExpression: "attribute_exists(pk)",
        ReturnValues: "ALL_NEW",
      });
      if (begun === null) return null;
      const { runnerId: id, email } = profiles.read(profileItem, fromItem(begun.Attributes ?? {}));
      return { id, email };
    },

    async releaseAddresses({ id, email }) {
      const addresses = addressBook(table, runnerStore(table).find);
      const change = await readAddressChange(table, id);
      const held = change === null ? [email] : [change.from, change.to, email];
      for (const address of held) await addresses.release(address, id);
    },

    eraseItems: (runnerId) => eraseItems(table, runnerId, "", stays),

    async eraseAll(runnerId) {
      await removeItem(table, profileKey(runnerId));
      // A connection that was made meanwhile stays for the sweep, which gives its access back first.
      await eraseItems(table, runnerId, "", (sk) => sk.startsWith(CONNECTION_PREFIX));
    },
  };
}
