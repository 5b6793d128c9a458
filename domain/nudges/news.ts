import type { Checkup } from "../checkup.ts";
import type { Finding } from "../finding.ts";
import { type Activity, type DayNumber, isRun } from "../history.ts";
import { sessionSpike } from "../rules/session-spike.ts";
import type { Session } from "../sessions.ts";
import { type ShoeWear, wornOf } from "../shoes.ts";
import { shoeKey } from "./decide-nudges.ts";
import { NUDGES } from "./thresholds.ts";

/** The part of a checkup that is recent enough to write about between two digests. */
export interface News {
  readonly findings: readonly Finding[];
  readonly sessions: readonly Session[];
  readonly worn: readonly ShoeWear[];
}

/** The last digest: up to which day it looked, and what it said (`keysOf`). */
export interface Said {
  readonly through: DayNumber;
  readonly keys: readonly string[];
}

/**
 * The part of a checkup that comes from runs of the last few days. Without such a run there is none: older
 * runs from an import or a late comparison wait for the digest. What the last digest said is none either,
 * except for a run that went too far after it.
 *
 * @example
 * newsOf(checkup({ activities: [run(today - 5, 15_000), run(today - 9, 5000)] }, [], today), [], null)
 * // { findings: [], sessions: [], worn: [] }
 */
export function newsOf(checkup: Checkup, activities: readonly Activity[], said: Said | null): News {
  const isRecent = ({ day }: { readonly day: number }) =>
    day <= checkup.today && day > checkup.today - NUDGES.newsDays.value;
  const recent = checkup.sessions.filter(isRecent);
  if (recent.length === 0) return { findings: [], sessions: [], worn: [] };
  const isSaid = (key: string | null) => key !== null && said?.keys.includes(key) === true;
  const sessions = isSaid("rule:session-spike")
    ? recent.filter(({ day }) => said === null || day > said.through)
    : recent;
  const ids = new Set(recent.map(({ activityId }) => activityId));
  const runs = activities.filter((activity) => isRun(activity) && ids.has(activity.id));
  const shoeIds = new Set(runs.map((run) => wornOf(run).shoeId));
  return {
    findings: checkup.findings
      .filter(({ rule }) => rule === "session-spike" || !isSaid(`rule:${rule}`))
      .map((finding) =>
        finding.rule === "session-spike" && finding.answer === "raised"
          ? { ...sessionSpike(sessions), basis: finding.basis }
          : finding,
      ),
    sessions,
    worn: checkup.shoes.filter(
      (shoe) =>
        [shoe.shoeId, ...shoe.alsoIds].some((id) => shoeIds.has(id)) && !isSaid(shoeKey(shoe)),
    ),
  };
}
