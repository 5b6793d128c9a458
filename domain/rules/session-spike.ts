import { clear, type Finding, notEnoughData, raised } from "../finding.ts";
import { isSpike, type Session, wentTooFar } from "../sessions.ts";
import type { Limits } from "../thresholds.ts";

/**
 * Was a run of this week much longer than the longest of the 30 days before it?
 * Evidence: one cohort (RUNSAFE 2025). We could not read how it treats a runner without a run in those
 * days, so our own rule applies: such a run can't be judged. A run that kept to a limit shown for it is for
 * information. Below 5 km, and in the first two weeks that are known of a runner, by our own rule, it has to be more
 * than twice the longest to be more than a notice: a plan for beginners takes such a step each week, and who has just
 * come may be used to more than we know.
 *
 * @example
 * sessionSpike([], limits)
 * // { rule: "session-spike", answer: "clear", severity: "info", basis: "evidence", because: "no-runs" }
 */
export function sessionSpike(
  sessions: readonly Session[],
  limits: Pick<Limits, "spikeFloorM">,
): Finding {
  const judged = sessions.filter(({ isRace }) => !isRace);
  const [worst] = decidingRuns(sessions, limits);
  if (worst !== undefined) return raised("session-spike", "evidence", weightOf(worst, limits));
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

/**
 * The runs that decide how much such a finding weighs: of those that went too far, apart from races, all that weigh
 * most.
 *
 * @example
 * // 7 km and 4.5 km, each half as long again as the longest before it
 * decidingRuns(sessions, limits).map(({ distanceM }) => distanceM) // [7000]
 */
export function decidingRuns<Run extends Session>(
  sessions: readonly Run[],
  limits: Pick<Limits, "spikeFloorM">,
): readonly Run[] {
  const tooFar = sessions.filter((session) => !session.isRace && wentTooFar(session));
  const weights = new Set(tooFar.map((session) => weightOf(session, limits)));
  const most = WEIGHTS.find((weight) => weights.has(weight));
  return tooFar.filter((session) => weightOf(session, limits) === most);
}

const WEIGHTS = ["urgent", "warning", "notice"] as const;

/** One for both lower bands: the cohort shows no difference between them. */
function weightOf(
  { band, distanceM, isNewHere }: Pick<Session, "band" | "distanceM" | "isNewHere">,
  { spikeFloorM }: Pick<Limits, "spikeFloorM">,
): (typeof WEIGHTS)[number] {
  if (band === "large") return "urgent";
  return distanceM >= spikeFloorM && !isNewHere ? "warning" : "notice";
}
