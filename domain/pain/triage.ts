import type { Checkup } from "../checkup.ts";
import { type Activity, type DayNumber, isRun } from "../history.ts";
import { type Cause, possibleCauses } from "./causes.ts";
import { type CheckIn, DANGER_SIGNS, latestOf, type Sign, tellsOfRuns } from "./check-in.ts";
import { contributingFactors, type Factor } from "./contributing.ts";
import { type Episode, episodeOf, type LoadContext } from "./episode.ts";
import { type Flag, flagsOf, isAlarm, URGENCIES } from "./flags.ts";
import type { FlagReason } from "./reasons.ts";
import { PAIN } from "./thresholds.ts";
import {
  LIGHTS,
  type Light,
  lacksRunScore,
  lightBesideFlags,
  lightOfScores,
  settledByMorning,
} from "./traffic-light.ts";
import { type Trend, trendOf } from "./trend.ts";

/** What check-ins say, red flags first. It informs and doesn't diagnose. */
export interface Triage {
  /** The day of the check-in that was judged; of one only begun since if that tells of more. */
  readonly day: DayNumber;
  /** Its scores are 0, and no place is named. */
  readonly nothingHurts: boolean;
  /** Most urgent first. */
  readonly flags: readonly Flag[];
  /** The likeliest first. */
  readonly causes: readonly Cause[];
  /** Never greener than the flags allow. */
  readonly light: Light;
  /** What the scores alone would say. */
  readonly lightOfScores: Light;
  /** They are amber only because there is none for a run. */
  readonly lacksRunScore: boolean;
  readonly settledByMorning: boolean | null;
  readonly contributing: readonly Factor[];
  readonly trend: Trend;
  /**
   * The day on which a clearance was told without which this would be more urgent; null if there is none, and where
   * there is a reason not to run all the same.
   */
  readonly clearedOn: DayNumber | null;
  /** Danger signs that haven't been answered: "no flag" means less while there are any. */
  readonly unanswered: readonly Sign[];
}

/**
 * Judges the newest of a runner's check-ins in the light of the earlier ones and the runs of those weeks.
 *
 * @returns null if there is no check-in; never throws.
 *
 * @example
 * // front of the hip, grows during the run, 2 out of 10:
 * triage([checkIn], context)?.flags[0]
 * // { id: "R11", urgency: "stop-and-see-doctor", whom: "doctor",
 * //   because: ["place:front-or-groin", "growsDuringRun"] }
 */
export function triage(checkIns: readonly CheckIn[], context: LoadContext): Triage | null {
  const episode = episodeOf(checkIns, context);
  if (episode === null) return null;
  const { now } = episode;
  const { clearedOn } = episode;
  const uncleared = clearedOn === null ? null : episodeOf(checkIns, context, null);
  const flags = flagsOf(episode, uncleared);
  const scores = scoresOf(episode);
  const ofScores = lightOf(episode);
  const light = lightBesideFlags(ofScores, flags);
  const isEased =
    uncleared !== null &&
    (LIGHTS.indexOf(ofScores) < LIGHTS.indexOf(lightOf(uncleared)) ||
      flagsOf(uncleared).some((flag) => !flags.some(isAsUrgentAs(flag))));
  return {
    day: episode.toldOn,
    nothingHurts: episode.nothingHurts,
    flags,
    causes: possibleCauses(episode, flags),
    light,
    lightOfScores: ofScores,
    lacksRunScore: ofScores === "amber" && lacksRunScore(scores),
    settledByMorning: settledByMorning(scores.painNextMorning),
    // Training plays no part in pain that isn't there.
    contributing: contributingFactors(now.selfScreen, episode.nothingHurts ? [] : context.raised),
    trend: trendOf(checkIns, context),
    clearedOn: isEased && reasonNotToRun({ flags, light }) === null ? clearedOn : null,
    unanswered: DANGER_SIGNS.filter((sign) => now[sign] === null),
  };
}

function isAsUrgentAs(flag: Flag): (other: Flag) => boolean {
  return ({ id, urgency }) =>
    id === flag.id && URGENCIES.indexOf(urgency) <= URGENCIES.indexOf(flag.urgency);
}

const NO_SCORES = { painDuring: null, painAfter: null, painNextMorning: null };

function scoresOf({ isAddedTo, now }: Episode) {
  return isAddedTo ? NO_SCORES : now;
}

/** What the scores alone say. Whoever begins to tell again and gives no score yet isn't any better. */
function lightOf(episode: Episode): Light {
  const last = lightOfScores(episode.lastScored);
  return last === "red" ? last : lightOfScores(scoresOf(episode));
}

/**
 * Whether to ask again: nobody has healed by not answering, yet the answers may no longer be true.
 *
 * @example
 * isOutdated({ day: 20_000 }, 20_014) // false
 * isOutdated({ day: 20_000 }, 20_015) // true
 */
export function isOutdated({ day }: Pick<Triage, "day">, today: DayNumber): boolean {
  return today - day > PAIN.outdatedAfterDays.value;
}

/** A runner who can't walk as usual doesn't run, though a visit may be soon enough. Our own rule. */
const KEEPS_FROM_RUNNING: readonly FlagReason[] = ["limp", "troubleWalking"];

/**
 * Why no run should be planned now, or null where one may be: a red flag outranks a red light.
 *
 * @example
 * reasonNotToRun({ flags: [], light: "red" }) // "red-light"
 */
export function reasonNotToRun(
  triage: Pick<Triage, "flags" | "light"> | null,
): "red-flag" | "ill" | "red-light" | null {
  if (triage === null) return null;
  const stops = ({ urgency, because }: Flag) =>
    isAlarm(urgency) || because.some((reason) => KEEPS_FROM_RUNNING.includes(reason));
  if (triage.flags.some(stops)) return "red-flag";
  if (triage.flags.some(({ urgency }) => urgency === "stop-until-well")) return "ill";
  return triage.light === "red" ? "red-light" : null;
}

/**
 * How many of these runs came on a later day than a check-in that says not to run; 0 where it doesn't.
 *
 * @example
 * // a pop, told two days ago, and 8 km today
 * runsSinceStop(triage, checkup.sessions) // 1
 */
export function runsSinceStop(
  triage: Triage | null,
  runs: readonly { readonly day: DayNumber }[],
): number {
  if (triage === null || reasonNotToRun(triage) === null) return 0;
  return runs.filter(({ day }) => day > triage.day).length;
}

/**
 * The load in whose light pain is judged, from a checkup and the activities it judged. Nobody has told yet how a
 * run after the last check-in that tells of runs went, also later on the same day.
 */
export function loadContext(
  checkup: Checkup,
  activities: readonly Activity[],
  checkIns: readonly CheckIn[],
): LoadContext {
  const told = latestOf(checkIns.filter(tellsOfRuns))?.checkIn;
  const isTold = ({ day, startMinute }: Pick<Activity, "day" | "startMinute">) =>
    told !== undefined &&
    (day < told.day || (day === told.day && startMinute <= (told.toldAtMinute ?? startMinute)));
  const runDays = activities
    .filter(isRun)
    .map((run) => run.atHome ?? run)
    .filter(isTold)
    .map(({ day }) => day);
  return {
    lastRunDay: runDays.length === 0 ? null : runDays.reduce((a, b) => Math.max(a, b)),
    weeks: checkup.weeks,
    raised: checkup.findings
      .filter((finding) => finding.answer === "raised")
      .map((finding) => finding.rule),
  };
}
