import { hash } from "node:crypto";
import * as z from "zod/mini";
import type { Sameness, SamenessStore } from "../ports/activities.ts";
import { sameness } from "./item-kinds.ts";
import { itemsOfRunner, kindOfRunner, ofKind } from "./query.ts";
import { type Item, removeItem, runnerPk, type Table } from "./table.ts";

const id = z.string().check(z.minLength(1));
const item = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("order"), sources: z.array(id) }),
  z.object({ kind: z.literal("apart"), activityIds: z.tuple([id, id]) }),
  z.object({
    kind: z.literal("pair"),
    shoeId: id,
    sameAs: id,
    since: z.iso.date(),
  }),
]);

const PREFIX = "SAME#";
const ORDER = `${PREFIX}ORDER`;

/** Hashed, as two ids together can be longer than a key may be. */
function sortKey(kind: "APART" | "PAIR", ids: readonly string[]): string {
  return `${PREFIX}${kind}#${hash("sha256", JSON.stringify(ids.toSorted()), "base64url")}`;
}

export function samenessIn(items: readonly Item[]): Sameness {
  let order: readonly string[] = [];
  const apart: [string, string][] = [];
  const pairs = new Map<string, { sameAs: string; since: string }>();
  for (const stored of ofKind(items, PREFIX)) {
    const said = sameness.read(item, stored);
    if (said.kind === "order") order = said.sources;
    else if (said.kind === "apart") apart.push(said.activityIds);
    else pairs.set(said.shoeId, { sameAs: said.sameAs, since: said.since });
  }
  return { order, apart, pairs };
}

/** Stored beside the runs and the shoes, since a source that reports one of them again rewrites it. */
export function samenessStore(table: Table): SamenessStore {
  const put = (runnerId: string, sk: string, content: z.input<typeof item>) =>
    sameness.put(table, { Item: { ...content, pk: runnerPk(runnerId), sk } });

  return {
    async read(runnerId) {
      return samenessIn(await kindOfRunner(table, runnerId, PREFIX));
    },

    async setOrder(runnerId, order) {
      await put(runnerId, ORDER, { kind: "order", sources: [...order] });
    },

    async keepApart(runnerId, activityIds) {
      const sk = sortKey("APART", activityIds);
      await put(runnerId, sk, { kind: "apart", activityIds: [...activityIds] });
    },

    putTogether: (runnerId, activityIds) => remove(table, runnerId, sortKey("APART", activityIds)),

    async joinPairs(runnerId, shoeId, sameAs, since) {
      await put(runnerId, sortKey("PAIR", [shoeId]), { kind: "pair", shoeId, sameAs, since });
    },

    partPairs: (runnerId, shoeId) => remove(table, runnerId, sortKey("PAIR", [shoeId])),
  };
}

/**
 * Forgets what the runner said about one source's runs or pairs, at either end of a link: the ids are that
 * source's.
 */
export async function eraseSamenessOf(
  table: Table,
  runnerId: string,
  kind: "apart" | "pair",
  source: string,
): Promise<void> {
  for await (const { sk, ...stored } of itemsOfRunner(table, runnerId, PREFIX)) {
    const said = sameness.read(item, stored);
    if (said.kind !== kind) continue;
    const ids = said.kind === "apart" ? said.activityIds : [said.shoeId, said.sameAs];
    if (ids.some((one) => one.startsWith(`${source}:`))) await remove(table, runnerId, String(sk));
  }
}

async function remove(table: Table, runnerId: string, sk: string): Promise<void> {
  await removeItem(table, { pk: runnerPk(runnerId), sk });
}
