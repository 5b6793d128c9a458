import { keepsToM, keepsToS } from "./ceiling.ts";
import type { Checkup } from "./checkup.ts";
import type { Triage } from "./pain/triage.ts";
import { longestSessionM, wentTooFar } from "./sessions.ts";

/** Why the limits leave more room than the runner should use now. */
export type Caution = "ill" | "amber" | "rest" | "long-run" | "return" | "long-week" | "pregnant";

/**
 * The weightiest reason to stay well under the limits; null if there is none. A long run or a big week raises
 * the limits, but that isn't room to use at once. A hip that says not to run at all isn't asked about here:
 * see `reasonNotToRun`.
 *
 * @example
 * // the longest of the last 30 days was 10 km, and yesterday's run 15 km
 * cautionOf(checkup, null) // "long-run"
 */
export function cautionOf(checkup: Checkup, triage: Pick<Triage, "light"> | null): Caution | null {
  if (checkup.pauses.includes("ill")) return "ill";
  if (triage?.light === "amber") return "amber";
  if (checkup.rest.restDaysIn7 < checkup.limits.restMinDaysPerWeek) return "rest";
  // Not by the findings: races raise none, and still want easy days after them.
  if (checkup.sessions.some(wentTooFar) || checkup.isAfterLongRun) return "long-run";
  if (isBeyondReturn(checkup)) return "return";
  if (checkup.isLongWeek) return "long-week";
  return checkup.pauses.includes("pregnant") ? "pregnant" : null;
}

/** Whether the week went beyond what a break before it left room for. Little is no cause for concern. */
function isBeyondReturn({ returning, week, sessions, limits }: Checkup): boolean {
  const isLittle =
    week.distanceM < limits.progressionFloorM && week.movingS < limits.progressionFloorS;
  if (returning === null || isLittle) return false;
  const { weekDistanceM, weekMovingS, longestRunM } = returning;
  return (
    (weekDistanceM !== null && !keepsToM(week.distanceM, weekDistanceM)) ||
    (weekMovingS !== null && !keepsToS(week.movingS, weekMovingS)) ||
    (longestRunM !== null && !keepsToM(longestSessionM(sessions), longestRunM))
  );
}
