import type { Finding } from "../finding.ts";
import { judgeProgression, type Progression } from "../progression.ts";

/**
 * Did the week's distance rise by more than the usual 10 %? A convention: trials found no effect of it.
 *
 * @example
 * distanceProgression({ changePct: 15, answer: "raised", because: null })
 * // { rule: "distance-progression", answer: "raised", severity: "notice", basis: "convention", because: null }
 */
export function distanceProgression(progression: Progression, isWithinLimits = false): Finding {
  return judgeProgression("distance-progression", progression, isWithinLimits);
}
