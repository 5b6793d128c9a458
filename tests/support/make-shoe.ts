import type { Shoe } from "../../domain/history.ts";

/** A new pair with the house's limits, unless said otherwise. */
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
