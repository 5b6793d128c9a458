import type { Caution } from "../../domain/caution.ts";
import { decidingBreak, fewRunsBehind, isStillAway, shownCeiling } from "../../domain/ceiling.ts";
import type { Checkup } from "../../domain/checkup.ts";
import type { Finding } from "../../domain/finding.ts";
import type { DayNumber } from "../../domain/history.ts";
import type { WeekOverWeek } from "../../domain/progression.ts";
import { definitions, isOwn } from "../../domain/thresholds.ts";
import type { Week } from "../../domain/weeks.ts";
import {
  atMost,
  atMostTime,
  counted,
  dayName,
  distance,
  duration,
  lacksDistance,
  overPct,
  pct,
  restDays,
  runs,
  sentence,
  timeWithout,
  type Units,
} from "./en.ts";
import { standout } from "./finding.en.ts";
import { reportWords } from "./report.en.ts";

/** Which of the plain stories a week tells; `ordinary` is every other week. */
export type WeekStory = "no-history" | "no-runs" | "first-week" | "return" | "ordinary";

/** Consecutive empty seven-day weeks just before this one. */
function emptyWeeksBefore(weeks: readonly Week[]): number {
  const earlier = weeks.slice(0, -1);
  return earlier.length - 1 - earlier.findLastIndex((week) => week.runs > 0);
}

export function weekStory({ week, weeks, firstRunOn }: Checkup): WeekStory {
  if (firstRunOn === null) return "no-history";
  if (week.runs === 0) return "no-runs";
  if (firstRunOn >= week.from) return "first-week";
  return emptyWeeksBefore(weeks) >= 2 ? "return" : "ordinary";
}

/**
 * What a raised finding says of the week, as the tail of a
 * headline. Nothing on health: it shows on lock screens.
 */
function headlineTail(finding: Finding, { sessions, rest, limits }: Checkup): string | null {
  switch (finding.rule) {
    case "session-spike":
      if (finding.severity === "info") return null;
      return standout(sessions, limits)?.band === "small"
        ? "one run longer than usual"
        : "one run much longer than usual";
    case "distance-progression":
      return finding.severity === "info" ? "more than last week" : "a step up from last week";
    case "duration-progression":
      return "more time on your feet than last week";
    case "intensity-progression":
      return "harder running than last week";
    case "rest-days":
      return rest.restDaysIn7 === 0 ? "no day off" : "few days off";
    case "training-strain":
      return "one of your hardest weeks lately";
    case "cadence":
    case "shoe-wear":
      return null;
  }
}

/**
 * What the week was, in one line without a full stop; safe on a lock screen.
 *
 * @example
 * weekWas(checkup, "km") // "15.0 km, one run much longer than usual"
 */
export function weekWas(checkup: Checkup, units: Units): string {
  const { week } = checkup;
  const total = week.distanceM > 0 ? distance(week.distanceM, units) : duration(week.movingS);
  switch (weekStory(checkup)) {
    case "no-history":
      return "no runs yet";
    case "no-runs":
      return "no runs";
    case "first-week":
      return `${total} in ${runs(week.runs)}, your first week here`;
    case "return":
      return `${total} in ${runs(week.runs)}, back after a break`;
    case "ordinary": {
      const raised = checkup.findings.filter(({ answer }) => answer === "raised");
      const tails = raised.map((finding) => headlineTail(finding, checkup));
      const tail = tails.find((text) => text !== null);
      return tail === undefined ? `${total} in ${runs(week.runs)}` : `${total}, ${tail}`;
    }
  }
}

/** A treadmill without a sensor leaves distances at 0: then two weeks are compared by time. */
export function isByTime(
  weeks: readonly Pick<Week, "distanceM" | "runs">[],
  { distance: { because: code } }: WeekOverWeek,
): boolean {
  return code === "some-distance-missing" || weeks.some(lacksDistance);
}

/**
 * Whether there are runs in twelve weeks and none has a distance, as of somebody who runs on a treadmill only: they are
 * told of their time, and not each week of what is missing.
 */
export function knowsTimeOnly({ weeks }: Pick<Checkup, "weeks">): boolean {
  return weeks.some(lacksDistance) && weeks.every(({ distanceM }) => distanceM === 0);
}

/** The sentence after the headline: honest about what can and can't be said of such a week. */
export function weekLead(checkup: Checkup, units: Units): string {
  const { week, previousWeek, weeks, ceiling } = checkup;
  const shape = `${runs(week.runs)} and ${restDays(week.restDays)}`;
  switch (weekStory(checkup)) {
    case "no-history":
      return "No runs have reached us yet. This starts to fill in after your first one.";
    case "no-runs": {
      const away = ceiling.afterBreak;
      const since =
        away !== null && isStillAway(ceiling, checkup.today)
          ? `No runs have reached us for ${timeWithout(away.days)}.`
          : "No runs reached us.";
      return `${since} If you were resting, that is time well spent; if you did run, check your connection.`;
    }
    case "first-week":
      return `${sentence(shape)}. There is little to compare with yet, and most checks say so. After two weeks they can answer.`;
    case "return": {
      const away = ceiling.afterBreak;
      const time =
        away === null ? `${emptyWeeksBefore(weeks)} weeks or more` : timeWithout(away.days);
      return `${sentence(shape)}, after ${time} without a run. Welcome back. It is a good habit to start well below where you left off and build up again.`;
    }
    case "ordinary": {
      const byTime = isByTime([week, previousWeek], checkup.progression);
      const told = (amount: number) => (byTime ? duration(amount) : distance(amount, units));
      const difference = byTime
        ? week.movingS - previousWeek.movingS
        : week.distanceM - previousWeek.distanceM;
      const size = told(Math.abs(difference));
      if (size === told(0)) {
        return `${sentence(shape)}, the same ${byTime ? "time" : "distance"} as last week.`;
      }
      return `${sentence(shape)}, ${size} ${difference > 0 ? "more" : "less"} than last week.`;
    }
  }
}

export function subject(weekWas: string): string {
  return `Your week: ${weekWas}`;
}

/**
 * What an inbox shows after the subject; as public as the subject. Without the limits where
 * something speaks against using them: the email says what, and a lock screen shouldn't.
 */
export function preheader(checkup: Checkup, units: Units, hasLimits = true): string {
  const { previousWeek } = checkup;
  const ceiling = shownCeiling(checkup.ceiling);
  const parts: string[] = [];
  if (previousWeek.runs > 0) {
    const { distanceM, movingS } = previousWeek;
    parts.push(`Last week ${distanceM > 0 ? distance(distanceM, units) : duration(movingS)}.`);
  }
  const isTimeOnly = knowsTimeOnly(checkup);
  const weekM = isTimeOnly ? null : ceiling.weekDistanceM;
  const most = weekM === null ? atMostTime(ceiling.weekMovingS) : atMost(weekM, units);
  if (hasLimits && ceiling.weekMovingS !== null) {
    parts.push(`Next week at most ${most} in all.`);
  }
  if (hasLimits && ceiling.longestRunM !== null && !isTimeOnly) {
    parts.push(`Longest run at most ${atMost(ceiling.longestRunM, units)}.`);
  }
  if (parts.length > 0) return parts.join(" ");
  const story = weekStory(checkup);
  return story === "no-history" || story === "first-week"
    ? "A first look at your running."
    : "How it went, and how to go on.";
}

/** What is known of a week in a chart: nothing before the first known run, which isn't the same as 0. */
export function knownOf({ firstRunOn }: Checkup, week: Week) {
  const isKnown = firstRunOn !== null && week.to >= firstRunOn;
  return {
    distanceM: isKnown && !lacksDistance(week) ? week.distanceM : null,
    movingS: isKnown ? week.movingS : null,
  };
}

export function chartTitle(weeks: number, unit: string): string {
  return `The last ${weeks} weeks, in ${unit}`;
}

export function chartAlt(values: readonly string[], unit: string): string {
  return `Running per week in ${unit}, oldest first: ${values.join(", ")}.`;
}

/** What else the week held, each as a sentence: other sports, and runs that no figure counts. */
export function weekNotes({
  crossTraining,
  dismissed,
  distanceFaults,
  pauses,
  week,
}: Checkup): readonly string[] {
  const notes: string[] = [];
  if (pauses.includes("pregnant")) notes.push(reportWords.pregnant);
  if (crossTraining.activities > 0) {
    const sessions = counted(crossTraining.activities, "session", "sessions");
    notes.push(
      `Besides running: ${sessions} of other sports, ${duration(crossTraining.movingS)}. They keep you fit and don't count as running load.`,
    );
  }
  const faults = distanceFaults.length;
  if (faults > 0) {
    const wrong =
      faults === 1
        ? "the distance must be wrong: it counts nowhere, only the time does. If it wasn't a run, you can leave it out."
        : "the distances must be wrong: they count nowhere, only the times do. If they weren't runs, you can leave them out.";
    notes.push(`${sentence(runs(faults))} went faster than anyone can run, so ${wrong}`);
  }
  const aside = dismissed.filter(({ day }) => day >= week.from).length;
  if (aside > 0) {
    notes.push(`You left out ${runs(aside)}; no figure counts ${aside === 1 ? "it" : "them"}.`);
  }
  return notes;
}

/** What the ceilings rest on: the last weeks, or after a break a fraction of the level before it. */
export function ceilingsWhy(checkup: Checkup, caution: Caution | null): string {
  const { ceiling, limits } = checkup;
  const away = decidingBreak(ceiling);
  if (away === null) {
    const tell = isOwn(limits, "ceilingRatio") ? reportWords.ceilingsOwn : reportWords.ceilingsWhy;
    const few = fewRuns(checkup, caution);
    return [tell(overPct(limits.ceilingRatio)), ...(few === null ? [] : [few])].join(" ");
  }
  const { days, returnFraction } = away;
  if (returnFraction === null) {
    return `After ${timeWithout(days)} without a run, what you ran before no longer says how far to go. Start with short, easy runs, as if you were new to running: the limits go by what you run from now on.`;
  }
  return `After ${timeWithout(days)} without a run, these start at ${pct(100 * returnFraction)} of your level before the break. ${isOwn(limits, "breakMinDays", "breakReturnFraction") ? "That is your own number." : "That is common coaching practice; no trial has tested it."} The longer the break, the further below them you should begin.`;
}

/** From when in the week to come the limit of a single run is a lower one; null if it stays. */
export function limitFall(
  { limitFall: fall }: Checkup,
  { units, isoDay }: { units: Units; isoDay: (day: DayNumber) => string },
): string | null {
  if (fall === null) return null;
  return `${atMost(fall.longestRunM, units)} from ${dayName(isoDay(fall.from))}: by then the run it is based on is over ${definitions.spikeWindowDays.value} days old`;
}

/** Why the limits are lower than a run the runner is used to; null beside a reason to stay well under them. */
export function fewRuns(checkup: Checkup, caution: Caution | null): string | null {
  const count = fewRunsBehind(checkup.ceiling, checkup.weeks, checkup.limits);
  if (count === null || caution !== null) return null;
  return `These limits are low because they go by your average week, and we know of only ${runs(count)} in the last four weeks. A run no longer than your recent ones may go over them: that is no jump by itself, but it can make the week one. To raise them, run a little more often rather than further.`;
}
