import type { Shoe } from "../../domain/history.ts";
import { toldShoeStore } from "../../functions/adapters/shoe-store.ts";
import type { Table } from "../../functions/adapters/table.ts";
import type { ToldShoe } from "../../functions/ports/shoes.ts";

/** By default a new pair with the default limits. */
export function makeShoe(overrides: Partial<Shoe> = {}): Shoe {
  return {
    id: "shoe:1",
    name: "Blue pair",
    startDistanceM: 0,
    noticeAtM: null,
    replaceAtM: null,
    retired: false,
    providerDistanceM: null,
    ...overrides,
  };
}

/** A source's record of a pair, as a comparison stores it. */
export async function tellShoe(table: Table, runnerId: string, told: ToldShoe): Promise<void> {
  const store = toldShoeStore(table);
  const { source } = told.shoe;
  const known = await store.toldOf(runnerId, source);
  const now = { told: [told], gone: [], atMs: told.atMs, isWhole: true };
  await store.save(runnerId, source, known, now);
}
