import { clear, type Finding, notEnoughData, raised } from "../finding.ts";
import type { Rest } from "../rest.ts";
import type { Limits } from "../thresholds.ts";

/** Was there a day without a run in the last seven? Advice from the source article; no trial found. */
export function restDays(rest: Rest, historyDays: number, limits: Limits): Finding {
  if (historyDays < 7) return notEnoughData("rest-days", "advice", "short-history");
  return rest.restDaysIn7 < limits.restMinDaysPerWeek
    ? raised("rest-days", "advice", "notice")
    : clear("rest-days", "advice");
}
