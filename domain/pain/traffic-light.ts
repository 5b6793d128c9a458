import { type CheckIn, worstScore } from "./check-in.ts";
import type { Flag } from "./flags.ts";
import { PAIN } from "./thresholds.ts";

export const LIGHTS = ["green", "amber", "red"] as const;
export type Light = (typeof LIGHTS)[number];

/**
 * What the scores alone say: 0 to 3 green, 4 to 5 amber, 6 to 10 red, and one step more careful if the pain
 * hadn't settled by the next morning. Without a score for a run it is never green.
 *
 * @example
 * lightOfScores({ painDuring: 3, painAfter: 2, painNextMorning: 0 }) // "green"
 * lightOfScores({ painDuring: 3, painAfter: 2, painNextMorning: 2 }) // "amber": not settled
 */
export function lightOfScores(
  scores: Pick<CheckIn, "painDuring" | "painAfter" | "painNextMorning">,
): Light {
  const worst = worstScore(scores);
  if (worst === null) return "amber";
  if (worst > PAIN.amberAtMostScore.value) return "red";
  const settled = settledByMorning(scores.painNextMorning);
  if (worst > PAIN.greenAtMostScore.value) return settled === false ? "red" : "amber";
  const runKnown = scores.painDuring !== null || scores.painAfter !== null;
  return settled === false || !runKnown ? "amber" : "green";
}

/**
 * Whether amber is for want of a score for a run alone: the scores that were given speak against nothing.
 *
 * @example
 * lacksRunScore({ painDuring: null, painAfter: null, painNextMorning: 1 }) // true
 */
export function lacksRunScore(
  scores: Pick<CheckIn, "painDuring" | "painAfter" | "painNextMorning">,
): boolean {
  if (scores.painDuring !== null || scores.painAfter !== null) return false;
  return lightOfScores({ ...scores, painAfter: 0 }) === "green";
}

/**
 * Null if the next morning hasn't come or has no score.
 *
 * @example
 * settledByMorning(1) // true
 * settledByMorning(2) // false
 */
export function settledByMorning(painNextMorning: number | null): boolean | null {
  return painNextMorning === null ? null : painNextMorning <= PAIN.settledAtMostScore.value;
}

/** A flag outranks the scores: a visit to book is at least amber, anything more urgent is red. */
export function lightBesideFlags(light: Light, flags: readonly Flag[]): Light {
  if (flags.some((flag) => flag.urgency !== "book-visit")) return "red";
  return flags.length > 0 && light === "green" ? "amber" : light;
}
