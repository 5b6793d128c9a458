import { clear, type Finding, notEnoughData, raised } from "../finding.ts";
import type { Rest } from "../rest.ts";
import type { Limits } from "../thresholds.ts";

/**
 * Was there a day without a run in the last seven? Advice from the source article; no trial found.
 *
 * @example
 * restDays({ to: 19_999, streakDays: 9, restDaysIn7: 0, restDaysIn14: 2 }, 30, limits)
 * // { rule: "rest-days", answer: "raised", severity: "notice", basis: "advice", because: null }
 * restDays({ to: 19_999, streakDays: 2, restDaysIn7: 5, restDaysIn14: 12 }, 3, limits)
 * // { rule: "rest-days", answer: "not-enough-data", severity: "info", basis: "advice", because: "short-history" }
 */
export function restDays(rest: Rest, historyDays: number, limits: Limits): Finding {
  if (historyDays < 7) return notEnoughData("rest-days", "advice", "short-history");
  return rest.restDaysIn7 < limits.restMinDaysPerWeek
    ? raised("rest-days", "advice", "notice")
    : clear("rest-days", "advice");
}
