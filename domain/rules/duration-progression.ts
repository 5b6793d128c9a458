import type { Finding } from "../finding.ts";
import { judgeProgression, type Progression } from "../progression.ts";

/** Did the week's time in motion rise by more than the usual 10 %? A convention, like distance. */
export function durationProgression(progression: Progression, isWithinLimits = false): Finding {
  return judgeProgression("duration-progression", progression, isWithinLimits);
}
