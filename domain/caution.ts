import type { Checkup } from "./checkup.ts";
import type { Triage } from "./pain/triage.ts";
import { wentTooFar } from "./sessions.ts";

/** Why the limits leave more room than the runner should use now. */
export type Caution =
  | "ill"
  | "amber"
  | "no-run-score"
  | "after-illness"
  | "rest"
  | "long-run"
  | "after-long-run"
  | "return"
  | "long-week"
  | "pregnant";

/**
 * The weightiest reason to stay well under the limits; null if there is none. A long run or a big week raises
 * the limits, but that isn't room to use at once. A hip that says not to run at all isn't asked about here:
 * see `reasonNotToRun`.
 *
 * @example
 * // the longest of the last 30 days was 10 km, and yesterday's run 15 km
 * cautionOf(checkup, null) // "long-run"
 */
export function cautionOf(
  checkup: Checkup,
  triage: Pick<Triage, "flags" | "light" | "nothingHurts"> | null,
): Caution | null {
  if (checkup.pauses.includes("ill")) return "ill";
  if (triage?.light === "amber") {
    // Without a flag, it is amber only for want of a score for a run.
    return triage.nothingHurts && triage.flags.length === 0 ? "no-run-score" : "amber";
  }
  if (checkup.isAfterIllness) return "after-illness";
  if (checkup.rest.restDaysIn7 < checkup.limits.restMinDaysPerWeek) return "rest";
  // Not by the findings: races raise none, and still want easy days after them.
  if (checkup.sessions.some(wentTooFar)) return "long-run";
  if (checkup.isAfterLongRun) return "after-long-run";
  if (checkup.isBeyondReturn) return "return";
  if (checkup.isLongWeek) return "long-week";
  return checkup.pauses.includes("pregnant") ? "pregnant" : null;
}
