import type { Checkup } from "../../domain/checkup.ts";
import type { Limits } from "../../domain/thresholds.ts";
import type { StoredShoe } from "../ports.ts";
import type { LoadedCase } from "../shared/load-case.ts";
import { OWN_SOURCE } from "../shared/own-source.ts";
import type { Fault } from "./read-form.ts";

/** The kinds of run that have a usual pair. */
export const RUN_SPORTS = ["run", "trail-run", "virtual-run"] as const;

/** What the page and each of its forms look at. */
export interface Shelf extends LoadedCase {
  readonly judged: Checkup;
  readonly limits: Limits;
}

/** What to say beside which form, with what was typed there. */
export interface Refused {
  /** `add`, `worn`, `defaults`, or the id of the pair that was to be changed. */
  readonly form: string;
  readonly fault: Fault;
  readonly typed: URLSearchParams;
}

export function isOwn({ source }: Pick<StoredShoe, "source">): boolean {
  return source === OWN_SOURCE;
}

/** Of a pair whose total its service keeps, no run of ours can change the distance. */
export function isCounted({ providerDistanceM, retired }: StoredShoe): boolean {
  return providerDistanceM === null && !retired;
}
