import type { Finding } from "../finding.ts";
import { judgeProgression, type Progression } from "../progression.ts";

/**
 * Did the load per minute rise by more than the usual 10 %? A convention: a trial of 2018 (Run Clever) found
 * no difference between raising distance and raising intensity.
 *
 * @example
 * intensityProgression({ changePct: 15, answer: "raised", because: null })
 * // { rule: "intensity-progression", answer: "raised", severity: "notice", basis: "convention", because: null }
 */
export function intensityProgression(progression: Progression): Finding {
  return judgeProgression("intensity-progression", progression);
}
