import { clear, type Finding, notEnoughData, raised } from "../finding.ts";
import { isSpike, type Session, wentTooFar } from "../sessions.ts";
import type { Limits } from "../thresholds.ts";

/**
 * Was a run of this week much longer than the longest of the 30 days before it?
 * Evidence: one cohort (RUNSAFE 2025). We could not read how it treats a runner without a run in those
 * days, so our own rule applies: such a run can't be judged. A run that kept to a limit shown for it is for
 * information. Below 5 km, by our own rule, it has to be more than twice the longest to be more than a notice: a plan
 * for beginners takes such a step each week.
 *
 * @example
 * sessionSpike([], limits)
 * // { rule: "session-spike", answer: "clear", severity: "info", basis: "evidence", because: "no-runs" }
 */
export function sessionSpike(
  sessions: readonly Session[],
  { spikeFloorM }: Pick<Limits, "spikeFloorM">,
): Finding {
  const judged = sessions.filter(({ isRace }) => !isRace);
  const tooFar = judged.filter(wentTooFar);
  if (tooFar.some(({ band }) => band === "large")) {
    return raised("session-spike", "evidence", "urgent");
  }
  // One severity for both other bands: the cohort shows no difference between them.
  if (tooFar.some(({ distanceM }) => distanceM >= spikeFloorM)) {
    return raised("session-spike", "evidence", "warning");
  }
  if (tooFar.length > 0) return raised("session-spike", "evidence", "notice");
  if (judged.some(isSpike)) return raised("session-spike", "evidence", "info");
  if (sessions.length === 0) return clear("session-spike", "evidence", "no-runs");
  if (judged.length === 0) return clear("session-spike", "evidence", "paused");
  // A treadmill without a sensor: how far it went is unknown, not little.
  if (judged.every(({ distanceM }) => distanceM === 0)) {
    return notEnoughData("session-spike", "evidence", "no-distance");
  }
  return judged.some(({ band }) => band === "reference")
    ? clear("session-spike", "evidence")
    : notEnoughData("session-spike", "evidence", "no-earlier-run");
}
