import type { Checkup } from "../../domain/checkup.ts";
import { RUN_SPORTS } from "../../domain/history.ts";
import type { DefaultShoes, ShoeWear } from "../../domain/shoes.ts";
import type { Limits } from "../../domain/thresholds.ts";
import type { StoredShoe } from "../ports/shoes.ts";
import type { LoadedCase } from "../shared/runner/load-case.ts";
import { domainId } from "../shared/runner/to-domain.ts";
import type { PairField } from "./read-form.ts";

/** What the page and each of its forms work with. */
export interface Shelf extends LoadedCase {
  readonly judged: Checkup;
  readonly limits: Limits;
}

/** The fields of all forms on the page. */
export type Name = PairField | "run" | "shoe" | "as" | keyof DefaultShoes;

/** The form in which a pair is said to be the same as another. */
export const sameForm = (shoeId: string) => `same ${shoeId}`;

/** If a service keeps a pair's total, none of our runs can change its distance. */
function isCounted({ providerDistanceM }: StoredShoe): boolean {
  return providerDistanceM === null;
}

/** A pair in use that a run can be assigned to. */
export interface Choice {
  /** The one of its ids under which runs are counted. */
  readonly id: string;
  readonly name: string;
  /** All ids of the pair. */
  readonly ids: readonly string[];
}

export function choicesOf({ judged, stored }: Shelf): readonly Choice[] {
  const counted = new Set(stored.filter(isCounted).map(domainId));
  return judged.shoes.flatMap(({ shoeId, alsoIds, name, status }) => {
    const ids = [shoeId, ...alsoIds];
    const id = ids.find((one) => counted.has(one));
    return id === undefined || status === "retired" ? [] : [{ id, name, ids }];
  });
}

/** The form of the usual pairs as it shows what is stored. */
export function shownDefaults(shelf: Shelf): URLSearchParams {
  const choices = choicesOf(shelf);
  const shown = RUN_SPORTS.map((kind) => {
    const usual = shelf.wear.defaults[kind] ?? "";
    return [kind, choices.find(({ ids }) => ids.includes(usual))?.id ?? ""];
  });
  return new URLSearchParams(Object.fromEntries(shown));
}

/**
 * The pairs that this one may also be: those of other sources, since a source lists each of its pairs
 * once. A joined pair has all its ids.
 */
export function othersOf({ judged, stored }: Shelf, pair: ShoeWear): readonly ShoeWear[] {
  const sourcesOf = ({ shoeId, alsoIds }: ShoeWear) =>
    stored
      .filter((shoe) => [shoeId, ...alsoIds].includes(domainId(shoe)))
      .map(({ source }) => source);
  const sources = new Set(sourcesOf(pair));
  return judged.shoes.filter(
    (other) =>
      other.shoeId !== pair.shoeId && sourcesOf(other).every((source) => !sources.has(source)),
  );
}

/** The pair with this id. */
export function pairOf({ judged }: Shelf, id: string): ShoeWear | null {
  return judged.shoes.find(({ shoeId, alsoIds }) => [shoeId, ...alsoIds].includes(id)) ?? null;
}
