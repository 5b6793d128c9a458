import type { Finding, RuleId } from "../finding.ts";
import { isOwn, type Limits, type OwnThreshold } from "../thresholds.ts";

/** The numbers that decide whether a rule is raised. */
const DECIDED_BY: Readonly<Record<RuleId, readonly OwnThreshold[]>> = {
  "session-spike": ["spikeReferenceRatio", "spikeSmallRatio", "spikeModerateRatio"],
  "distance-progression": ["progressionPct", "progressionFloorM"],
  "duration-progression": ["progressionPct", "progressionFloorS"],
  "intensity-progression": ["progressionPct"],
  "rest-days": ["restMinDaysPerWeek"],
  "training-strain": ["strainPercentile"],
  cadence: ["cadenceUsualFromSpm", "cadenceDropPct"],
  "shoe-wear": ["shoeNoticeM", "shoeReplaceM"],
};

/**
 * With the runner's own numbers, no study and no convention stands behind a finding any more.
 *
 * @example
 * labelled({ rule: "cadence", answer: "clear", severity: "info", basis: "advice", because: null },
 *   limitsFor({ cadenceUsualFromSpm: 160 })).basis // "own"
 */
export function labelled(finding: Finding, limits: Limits): Finding {
  return isOwn(limits, ...DECIDED_BY[finding.rule]) ? { ...finding, basis: "own" } : finding;
}
