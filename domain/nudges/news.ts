import type { Checkup } from "../checkup.ts";
import { type Because, type Finding, isAtLeast } from "../finding.ts";
import { type Activity, isRun } from "../history.ts";
import { sessionSpike } from "../rules/session-spike.ts";
import { type Session, wentTooFar } from "../sessions.ts";
import { type ShoeWear, wornOf } from "../shoes.ts";
import { RULE_NUDGES, SUPERSEDES, shoeKey } from "./decide-nudges.ts";
import { NUDGES } from "./thresholds.ts";

/** The part of a checkup that is recent enough to write about between two digests. */
export interface News {
  readonly findings: readonly Finding[];
  readonly sessions: readonly Session[];
  readonly worn: readonly ShoeWear[];
}

/**
 * The part of a checkup that comes from runs of the last few days. Without such a run there is none: older
 * runs from an import or a late comparison wait for the digest. Nor is what the last digest said (`keysOf`) any:
 * a run that went too far is news once, and stands for the rise in load as long as the week holds it.
 *
 * @example
 * newsOf(checkup({ activities: [run(today - 5, 15_000), run(today - 9, 5000)] }, [], today), [], [])
 * // { findings: [], sessions: [], worn: [] }
 */
export function newsOf(
  checkup: Checkup,
  activities: readonly Activity[],
  said: readonly string[],
): News {
  const from = checkup.today - NUDGES.newsDays.value + 1;
  const recent = checkup.sessions.filter(({ day }) => day >= from);
  if (recent.length === 0) return { findings: [], sessions: [], worn: [] };
  const isSaid = (key: string | null) => key !== null && said.includes(key);
  const saidRuns = toldOf(checkup, said);
  const stoodFor = saidRuns.length === 0 ? [] : (SUPERSEDES["session-spike"] ?? []);
  const sessions = recent.filter((session) => !saidRuns.includes(session));
  const ids = new Set(recent.map(({ activityId }) => activityId));
  const runs = activities.filter((activity) => isRun(activity) && ids.has(activity.id));
  const shoeIds = new Set(runs.map((run) => wornOf(run).shoeId));
  return {
    findings: checkup.findings
      .filter(({ rule }) => !isSaid(`rule:${rule}`) && !stoodFor.includes(rule))
      .map((finding) =>
        finding.rule === "session-spike" && finding.answer === "raised"
          ? { ...sessionSpike(sessions, checkup.limits), basis: finding.basis }
          : finding,
      ),
    sessions,
    worn: checkup.shoes.filter(
      (shoe) =>
        [shoe.shoeId, ...shoe.alsoIds].some((id) => shoeIds.has(id)) && !isSaid(shoeKey(shoe)),
    ),
  };
}

/**
 * What a digest says of a check-up that could be a nudge: each run that went too far, what else is raised with what
 * goes without saying beside it, and each worn pair.
 *
 *     keysOf(checkup({ activities: [...usual, harderWeek] }, [], today)) // ["rule:distance-progression", "rule:duration-progression"]
 */
export function keysOf(checkup: Pick<Checkup, "findings" | "sessions" | "shoes">): string[] {
  const told = checkup.findings
    .filter(
      ({ answer, rule, severity }) =>
        answer === "raised" && isAtLeast(severity, RULE_NUDGES[rule].from),
    )
    .map(({ rule }) => rule);
  const rules = told
    .filter((rule) => rule !== "session-spike")
    .flatMap((rule) => [rule, ...(SUPERSEDES[rule] ?? [])]);
  return [
    ...(told.includes("session-spike") ? tooFar(checkup).map(keyOfRun) : []),
    ...new Set(rules.map((rule) => `rule:${rule}`)),
    ...checkup.shoes.map(shoeKey).filter((key) => key !== null),
  ];
}

/** What no run brings by itself. */
const LACKING: readonly (Because | null)[] = [
  "no-shoes",
  "no-shared-load-method",
  "no-cadence",
  "no-distance",
  "some-distance-missing",
];

/**
 * What a finding is remembered by if it may be the same for months, and needn't be in every digest: a step rate below
 * the usual reference, pairs that are worn, a check that lacks what no run brings. Null for what a week did.
 *
 *     standingKeyOf(shoeWear, checkup) // "stands:shoe-wear:shoe:own:a@482803"
 */
export function standingKeyOf(
  { rule, answer, severity, because }: Finding,
  { shoes }: Pick<Checkup, "shoes">,
): string | null {
  if (answer !== "raised") return LACKING.includes(because) ? `stands:${rule}:${because}` : null;
  if (rule === "shoe-wear") {
    const worn = shoes.map(shoeKey).filter((key) => key !== null);
    return `stands:${rule}:${worn.toSorted().join()}`;
  }
  return rule === "cadence" && severity === "info" ? `stands:${rule}` : null;
}

/**
 * The findings that a digest tells: all but those in `said`, and of a week without a run only what is raised.
 *
 *     findingsToTell(checkup, ["stands:cadence"]) // without a step rate below the usual reference
 */
export function findingsToTell(checkup: Checkup, said: readonly string[]): readonly Finding[] {
  return checkup.findings.filter(
    (finding) =>
      (finding.answer === "raised" || checkup.week.runs > 0) &&
      !said.includes(standingKeyOf(finding, checkup) ?? ""),
  );
}

/**
 * What may stay of such keys once a source is forgotten: neither the days and distances of runs, which don't say whose
 * they are, nor the ids of its pairs.
 *
 *     withoutSource(["too-far:18882@15000", "shoe:strava:g1@482803", "rule:rest-days"], "strava")
 *     // ["too-far", "shoe:strava@482803", "rule:rest-days"]
 */
export function withoutSource(keys: readonly string[], source: string): string[] {
  const pair = new RegExp(`shoe:${source}:[^@]*`, "g");
  return keys.map((key) => key.replace(/^too-far:.*/, "too-far").replace(pair, `shoe:${source}`));
}

function tooFar({ sessions }: Pick<Checkup, "sessions">): readonly Session[] {
  return sessions.filter((session) => wentTooFar(session) && !session.isRace);
}

/** Its id won't do, as another source's record of the same run may count by the next check-up. */
function keyOfRun({ day, distanceM }: Session): string {
  return `too-far:${day}@${Math.round(distanceM)}`;
}

/** The runs that were told of: for each, the one of its day that is nearest in distance. */
function toldOf(checkup: Pick<Checkup, "sessions">, said: readonly string[]): readonly Session[] {
  const told: Session[] = [];
  for (const key of said) {
    const [, day, distanceM] = /^too-far:(\d+)@(\d+)$/.exec(key) ?? [];
    const off = (run: Session) => Math.abs(run.distanceM - Number(distanceM));
    const left = tooFar(checkup).filter((run) => run.day === Number(day) && !told.includes(run));
    const [nearest] = left.toSorted((a, b) => off(a) - off(b));
    if (nearest !== undefined) told.push(nearest);
  }
  return told;
}
