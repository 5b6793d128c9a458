import type { Finding } from "../finding.ts";
import { judgeProgression, type Progression } from "../progression.ts";

/**
 * Did the week's time in motion rise by more than the usual 10 %? A convention, like distance.
 *
 * @example
 * durationProgression({ changePct: 15, answer: "raised", because: null }, true)
 * // { rule: "duration-progression", answer: "raised", severity: "info", basis: "convention", because: null }
 */
export function durationProgression(progression: Progression, isWithinLimits = false): Finding {
  return judgeProgression("duration-progression", progression, isWithinLimits);
}
