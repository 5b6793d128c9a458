import type { Cadence } from "../cadence.ts";
import { clear, type Finding, notEnoughData, raised } from "../finding.ts";
import { exceeds } from "../number.ts";
import type { Limits } from "../thresholds.ts";

/**
 * Have the steps become slower than this runner's own at a similar speed, or are they below the usual
 * reference? Quicker steps unload the hip only at about +10 % (Heiderscheit 2011), and they raise
 * the work of the hip flexors (Lieberman 2015): with pain at the front of the hip nobody is told
 * to quicken them.
 *
 * @example
 * cadence({ runs: 3, spm: 168, baselineSpm: 178, changePct: -5.6, usualFromSpm: 170, usualToSpm: 180 }, false, limits)
 * // { rule: "cadence", answer: "raised", severity: "notice", basis: "advice", because: null }
 */
export function cadence(week: Cadence, hasFrontHipPain: boolean, limits: Limits): Finding {
  if (week.spm === null) return notEnoughData("cadence", "advice", "no-cadence");
  if (hasFrontHipPain) return clear("cadence", "advice", "front-hip-pain");
  if (week.changePct !== null && exceeds(-week.changePct, limits.cadenceDropPct)) {
    return raised("cadence", "advice", "notice");
  }
  return week.spm < limits.cadenceUsualFromSpm
    ? raised("cadence", "advice", "info")
    : clear("cadence", "advice");
}
