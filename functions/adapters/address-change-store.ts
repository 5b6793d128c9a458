import { hash } from "node:crypto";
import * as z from "zod/mini";
import type { AddressChangeStore } from "../ports/account.ts";
import { isSameSecret } from "../shared/http/same-secret.ts";
import { isSameAddress } from "../shared/mail/same-address.ts";
import { addressBook } from "./address-book.ts";
import { addressChanges, profiles } from "./item-kinds.ts";
import { profileKey, runnerStore } from "./runner-store.ts";
import { removeItem, runnerPk, type Table } from "./table.ts";

const changeItem = z.object({
  from: z.string(),
  to: z.string(),
  secretHash: z.string(),
  untilMs: z.number(),
});

const LIFE_MS = 24 * 3_600_000;

const keyOf = (runnerId: string) => ({ pk: runnerPk(runnerId), sk: "ADDRESS-CHANGE" });

/** The addresses that an unfinished change may have left pointers for. */
export function readAddressChange(table: Table, runnerId: string) {
  return addressChanges.find(changeItem, table, keyOf(runnerId));
}

export function addressChangeStore(
  table: Table,
  nowMs: () => number = Date.now,
): AddressChangeStore {
  const { find } = runnerStore(table, nowMs);
  const addresses = addressBook(table, find);

  const pending = async (runnerId: string, atMs: number) => {
    const change = await readAddressChange(table, runnerId);
    return change !== null && change.untilMs > atMs ? change : null;
  };

  /** Releases an address, but never the one that the runner has. */
  const letGo = async (runnerId: string, email: string, current: string) => {
    if (!isSameAddress(email, current)) await addresses.release(email, runnerId);
  };

  return {
    async ask({ id, email }, { to, secret }, atMs) {
      const before = await readAddressChange(table, id);
      // A change may have been completed since the runner was read, and again while this lets go.
      const has = (await find(id))?.email ?? email;
      for (const left of before === null ? [] : [before.from, before.to]) {
        await letGo(id, left, has);
      }
      const untilMs = atMs + LIFE_MS;
      const asked = {
        from: email,
        to,
        secretHash: hash("sha256", secret),
        untilMs,
        // Nobody may ever confirm it, least of all whoever else has an address that was mistyped.
        expiresAt: Math.ceil((untilMs + LIFE_MS) / 1000),
      };
      await addressChanges.put(table, { Item: { ...keyOf(id), ...asked } });
      const now = await find(id);
      if (now !== null && !isSameAddress(now.email, has))
        await addresses.take(now.email, id, nowMs());
    },

    async asked(runnerId, atMs) {
      return (await pending(runnerId, atMs))?.to ?? null;
    },

    async find(runnerId, secret, atMs) {
      const change = await pending(runnerId, atMs);
      if (change === null) return null;
      return isSameSecret(hash("sha256", secret), change.secretHash)
        ? { from: change.from, to: change.to }
        : null;
    },

    async reserve(runnerId, address) {
      // From here on it is what tells which pointers a crash may have left behind.
      await addressChanges.update(table, {
        Key: keyOf(runnerId),
        UpdateExpression: "REMOVE expiresAt",
        ConditionExpression: "attribute_exists(pk)",
      });
      return (await addresses.take(address, runnerId, nowMs())) ? "reserved" : "address-taken";
    },

    async complete(runnerId, { from, to }, { linkKey, sessionKey }) {
      const changed = await profiles.update(table, {
        Key: profileKey(runnerId),
        // What stopped email to the old address says nothing about the new one.
        UpdateExpression:
          "SET email = :to, linkKey = :link, sessionKey = :session, mailStopped = :none",
        // An earlier attempt may have stopped just after this write.
        ConditionExpression: "email = :from OR email = :to",
        ExpressionAttributeValues: {
          ":to": to,
          ":from": from,
          ":link": linkKey,
          ":session": sessionKey,
          ":none": null,
        },
      });
      if (changed === null) return "changed-meanwhile";
      // Asking for another address meanwhile let this one go, and sign-in would no longer find the runner.
      await addresses.take(to, runnerId, nowMs());
      await letGo(runnerId, from, to);
      await removeItem(table, keyOf(runnerId));
      return "changed";
    },
  };
}
