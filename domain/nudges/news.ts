import type { Checkup } from "../checkup.ts";
import type { Finding } from "../finding.ts";
import { type Activity, isRun } from "../history.ts";
import { sessionSpike } from "../rules/session-spike.ts";
import type { Session } from "../sessions.ts";
import { type ShoeWear, wornOf } from "../shoes.ts";
import { NUDGES } from "./thresholds.ts";

/** The part of a checkup that is recent enough to write about between two digests. */
export interface News {
  readonly findings: readonly Finding[];
  readonly sessions: readonly Session[];
  readonly worn: readonly ShoeWear[];
}

/**
 * The part of a checkup that comes from runs of the last few days. Without such a run there is none: older
 * runs from an import or a late comparison wait for the digest.
 *
 * @example
 * newsOf(checkup({ activities: [run(today - 5, 15_000), run(today - 9, 5000)] }, [], today), [])
 * // { findings: [], sessions: [], worn: [] }
 */
export function newsOf(checkup: Checkup, activities: readonly Activity[]): News {
  const isRecent = ({ day }: { readonly day: number }) =>
    day <= checkup.today && day > checkup.today - NUDGES.newsDays.value;
  const sessions = checkup.sessions.filter(isRecent);
  if (sessions.length === 0) return { findings: [], sessions: [], worn: [] };
  const ids = new Set(sessions.map(({ activityId }) => activityId));
  const runs = activities.filter((activity) => isRun(activity) && ids.has(activity.id));
  const shoeIds = new Set(runs.map((run) => wornOf(run).shoeId));
  return {
    findings: checkup.findings.map((finding) =>
      finding.rule === "session-spike" && finding.answer === "raised"
        ? { ...sessionSpike(sessions), basis: finding.basis }
        : finding,
    ),
    sessions,
    worn: checkup.shoes.filter(({ shoeId, alsoIds }) =>
      [shoeId, ...alsoIds].some((id) => shoeIds.has(id)),
    ),
  };
}
