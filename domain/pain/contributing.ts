import type { RuleId } from "../finding.ts";
import type { SelfScreen } from "./check-in.ts";

export type FactorId = "L5" | "X1" | "X2" | "X3" | "X4";

/** Something that may add to the load on the hip; never said to be the cause. */
export interface Factor {
  readonly id: FactorId;
  readonly because: readonly (keyof SelfScreen | RuleId)[];
}

const SELF_SCREEN_SHOWS: readonly (readonly [FactorId, readonly (keyof SelfScreen)[]])[] = [
  ["X1", ["kneesInward", "pelvicDrop"]],
  ["X2", ["trunkSways"]],
  ["X3", ["tightHipFlexors", "tightHamstrings", "tightItBand"]],
  ["X4", ["shoesWornOnInnerEdge"]],
];

/** The rules that, when raised, are a training error in the source article's sense. */
export const LOAD_RULES: readonly RuleId[] = [
  "session-spike",
  "distance-progression",
  "duration-progression",
  "intensity-progression",
  "rest-days",
  "training-strain",
];

/**
 * What the runner sees of themselves, and what the checkup raised, as factors: the load first.
 *
 * @example
 * contributingFactors(null, ["rest-days", "cadence"]) // [{ id: "L5", because: ["rest-days"] }]
 */
export function contributingFactors(
  selfScreen: SelfScreen | null,
  raised: readonly RuleId[],
): Factor[] {
  const load = LOAD_RULES.filter((rule) => raised.includes(rule));
  const factors: Factor[] = load.length > 0 ? [{ id: "L5", because: load }] : [];
  for (const [id, signs] of SELF_SCREEN_SHOWS) {
    const because = signs.filter((sign) => selfScreen?.[sign] === true);
    if (because.length > 0) factors.push({ id, because });
  }
  return factors;
}
