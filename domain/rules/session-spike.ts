import { clear, type Finding, notEnoughData, raised } from "../finding.ts";
import type { Session } from "../sessions.ts";

/**
 * Was a run of this week much longer than the longest of the 30 days before it?
 * Evidence: one cohort (RUNSAFE 2025). We could not read how it treats a runner without a run in those
 * days, so our own rule applies: such a run can't be judged.
 */
export function sessionSpike(sessions: readonly Session[]): Finding {
  const judged = sessions.filter(({ isRace }) => !isRace);
  const has = (...bands: Session["band"][]) => judged.some(({ band }) => bands.includes(band));
  if (has("large")) return raised("session-spike", "evidence", "urgent");
  // One severity for both: the cohort shows no difference between them.
  if (has("small", "moderate")) return raised("session-spike", "evidence", "warning");
  if (sessions.length === 0) return clear("session-spike", "evidence", "no-runs");
  if (judged.length === 0) return clear("session-spike", "evidence", "paused");
  // A treadmill without a sensor: how far it went is unknown, not little.
  if (judged.every(({ distanceM }) => distanceM === 0)) {
    return notEnoughData("session-spike", "evidence", "no-distance");
  }
  return has("reference")
    ? clear("session-spike", "evidence")
    : notEnoughData("session-spike", "evidence", "no-earlier-run");
}
