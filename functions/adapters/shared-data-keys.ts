import * as z from "zod/mini";
import { makeLogger } from "../shared/logger.ts";
import { dataKeys } from "./item-kinds.ts";
import type { Table } from "./table.ts";
import { type DataKeys, type MarkedKeys, markedDataKeys } from "./token-vault.ts";

const keyItem = z.object({ sealed: z.string().check(z.minLength(1)) });

/** After its day nobody seals with it, and everything it sealed carries a copy of it. */
const KEPT_S = 2 * 24 * 3600;

/**
 * One data key per day, shared by all processes of a kind and stored, sealed, in the table. If each process
 * had its own, tokens would be sealed by thousands of keys, and KMS would be asked to open nearly every
 * one. Sharing only saves calls: when the day's key can't be had, or isn't one of theirs, a process seals
 * with a key of its own and says so in its log.
 */
export function sharedDataKeys(
  table: Table,
  kind: string,
  keys: MarkedKeys,
  nowMs: () => number = Date.now,
  onUnusable: () => void = () => makeLogger().warn("data key of the day not used", { kind }),
): DataKeys {
  const read = async (key: { pk: string; sk: string }) => {
    const found = await dataKeys.find(keyItem, table, key);
    if (found === null) return null;
    const sealed = Buffer.from(found.sealed, "base64url");
    const clear = await keys.openMarked(sealed);
    return clear === null ? null : { sealed, clear };
  };
  const write = (key: { pk: string; sk: string }, sealed: Uint8Array, atMs: number) =>
    dataKeys.put(table, {
      Item: {
        ...key,
        sealed: Buffer.from(sealed).toString("base64url"),
        expiresAt: Math.floor(atMs / 1000) + KEPT_S,
      },
      ConditionExpression: "attribute_not_exists(pk)",
    });

  return {
    open: keys.open,
    async make() {
      const atMs = nowMs();
      const key = { pk: `DATA-KEYS#${kind}`, sk: new Date(atMs).toISOString().slice(0, 10) };
      const there = await orNull(read(key));
      if (there !== null) return there;
      const made = await keys.make();
      const written = await orNull(write(key, made.sealed, atMs));
      if (written !== null) return made;
      const laid = await orNull(read(key));
      if (laid === null) onUnusable();
      return laid ?? made;
    },
  };
}

async function orNull<T>(asked: Promise<T | null>): Promise<T | null> {
  try {
    return await asked;
  } catch {
    return null;
  }
}

/** For workers that may open what others sealed. */
export function workersKeys(table: Table, kind: string, tokenKeyArn: string): DataKeys {
  return sharedDataKeys(table, kind, markedDataKeys(tokenKeyArn));
}
