import { clear, type Finding, notEnoughData, raised } from "../finding.ts";
import type { Load } from "../load/load-today.ts";
import type { Limits } from "../thresholds.ts";

/**
 * Was the week (load × evenness) among the hardest of this runner's own half-year? Foster (1998)
 * found the limits to be individual, so there is no fixed line; which percentile is our convention.
 */
export function trainingStrain(load: Load, runsOfWeek: number, limits: Limits): Finding {
  const { method, strain, strainAboveShare, strainWeeks } = load;
  if (runsOfWeek === 0) return clear("training-strain", "convention", "no-runs");
  if (method === null) {
    return notEnoughData("training-strain", "convention", "no-shared-load-method");
  }
  if (strain === null || strainAboveShare === null || strainWeeks < limits.strainMinWeeks) {
    return notEnoughData("training-strain", "convention", "no-baseline");
  }
  return strainAboveShare >= limits.strainPercentile
    ? raised("training-strain", "convention", "notice")
    : clear("training-strain", "convention");
}
