import { hash } from "node:crypto";
import * as z from "zod/mini";
import type { SignInStore } from "../ports/sign-in.ts";
import { isSameSecret } from "../shared/http/same-secret.ts";
import { ticketName } from "../shared/http/sign-in-link.ts";
import { signIns } from "./item-kinds.ts";
import { removeItem, type Table } from "./table.ts";

const ticketItem = z.object({
  email: z.string(),
  verified: z.boolean(),
  tries: z.number(),
  untilMs: z.number(),
  codeHash: z.optional(z.string()),
  secretHash: z.optional(z.string()),
});

const LIFE_MS = 15 * 60_000;
const MOST_TRIES = 5;

const keyUnder = (name: string) => ({ pk: `SIGNIN#${name}`, sk: "TICKET" });
const keyOf = (ticketId: string) => keyUnder(ticketName(ticketId));

/** The table holds only hashes, so that reading it doesn't let anybody sign in. */
export function signInStore(table: Table): SignInStore {
  const readUnder = async (name: string, nowMs: number) => {
    const ticket = await signIns.find(ticketItem, table, keyUnder(name));
    return ticket !== null && ticket.untilMs > nowMs ? ticket : null;
  };

  const read = (ticketId: string, nowMs: number) => readUnder(ticketName(ticketId), nowMs);

  const update = (
    ticketId: string,
    expression: string,
    condition: string,
    values: Record<string, string | number | boolean>,
  ) =>
    signIns.update(table, {
      Key: keyOf(ticketId),
      UpdateExpression: expression,
      ConditionExpression: condition,
      ExpressionAttributeValues: values,
    });

  return {
    async open({ id, email }, nowMs) {
      const untilMs = nowMs + LIFE_MS;
      const expiresAt = Math.ceil(untilMs / 1000);
      const item = { email, verified: false, tries: 0, untilMs, expiresAt };
      await signIns.put(table, { Item: { ...keyOf(id), ...item } });
    },

    async find(id, nowMs) {
      const ticket = await read(id, nowMs);
      return ticket === null ? null : { id, email: ticket.email, verified: ticket.verified };
    },

    isOpen: async (name, nowMs) => (await readUnder(name, nowMs)) !== null,

    async setProof(ticketId, { code, secret }, nowMs) {
      const set = await update(
        ticketId,
        "SET codeHash = :code, secretHash = :secret",
        "untilMs > :now AND verified = :false",
        {
          ":code": hash("sha256", `${ticketId} ${code}`),
          ":secret": hash("sha256", secret),
          ":now": nowMs,
          ":false": false,
        },
      );
      return set === null ? "gone" : "set";
    },

    async prove(ticketId, proof, nowMs) {
      const ticket = await read(ticketId, nowMs);
      if (ticket === null) return "gone";
      // Counted before comparing, so that concurrent tries can't get around the limit.
      const counted = await update(
        ticketId,
        "SET tries = tries + :one",
        "untilMs > :now AND tries < :most",
        { ":one": 1, ":now": nowMs, ":most": MOST_TRIES },
      );
      if (counted === null) return "gone";
      const [given, right] =
        "code" in proof
          ? [hash("sha256", `${ticketId} ${proof.code}`), ticket.codeHash]
          : [hash("sha256", proof.secret), ticket.secretHash];
      if (right === undefined || !isSameSecret(given, right)) return "wrong";
      const proven = await update(ticketId, "SET verified = :true", "untilMs > :now", {
        ":true": true,
        ":now": nowMs,
      });
      return proven === null ? "gone" : "verified";
    },

    async use(ticketId, nowMs) {
      const used = await removeItem(table, keyOf(ticketId), {
        ConditionExpression: "verified = :true AND untilMs > :now",
        ExpressionAttributeValues: { ":true": true, ":now": nowMs },
      });
      return used === "removed";
    },
  };
}
