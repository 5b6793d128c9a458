import { type Cadence, cadenceOf } from "./cadence.ts";
import { type CalendarWeeks, calendarWeeksOf } from "./calendar.ts";
import {
  type Ceiling,
  ceilingOf,
  keepsToM,
  keepsToS,
  type LimitFall,
  limitFallOf,
  shownCeiling,
} from "./ceiling.ts";
import { between, type Diary, diaryOf, diaryUpTo, knowsDistances } from "./diary.ts";
import { clear, type Finding, mostSevereFirst, type RuleId } from "./finding.ts";
import type { Activity, Athlete, DayNumber, History, Pause, PauseReason, Shoe } from "./history.ts";
import { type Load, loadToday } from "./load/load-today.ts";
import { UNKNOWN_ATHLETE } from "./load/session-load.ts";
import { isQuiet, pausesOfWeek, pausesOn } from "./pauses.ts";
import { type Progression, type WeekOverWeek, weekOverWeek } from "./progression.ts";
import { type Rest, restOf } from "./rest.ts";
import { cadence } from "./rules/cadence.ts";
import { labelled } from "./rules/decided-by.ts";
import { distanceProgression } from "./rules/distance-progression.ts";
import { durationProgression } from "./rules/duration-progression.ts";
import { intensityProgression } from "./rules/intensity-progression.ts";
import { restDays } from "./rules/rest-days.ts";
import { sessionSpike } from "./rules/session-spike.ts";
import { shoeWear } from "./rules/shoe-wear.ts";
import { trainingStrain } from "./rules/training-strain.ts";
import { hasRunBeyondLimit, isAfterLongRun, type Session, sessionsOfWeek } from "./sessions.ts";
import { type DefaultShoes, type ShoeWear, type Unassigned, wearOf } from "./shoes.ts";
import { definitions, type Limits, limitsFor } from "./thresholds.ts";
import { lastWeeks, sumOf, type Week, weekEndingOn } from "./weeks.ts";

/** What a check-up of a history says on one day. Figures are unrounded; unknown ones are null. */
export interface Checkup {
  readonly today: DayNumber;
  /** Null without a run. */
  readonly firstRunOn: DayNumber | null;
  readonly week: Week;
  readonly previousWeek: Week;
  /** The last 12 seven-day weeks that end on `today`, oldest first; the last one is `week`. */
  readonly weeks: readonly Week[];
  readonly progression: WeekOverWeek;
  /** The same for weeks that begin on the first day of the runner's own week. */
  readonly calendar: CalendarWeeks;
  readonly sessions: readonly Session[];
  /** Whether a run beyond what the runner was used to, this week or before it, still wants easy ones after it. */
  readonly isAfterLongRun: boolean;
  /** Whether an illness has just ended, and the runs since are still to be easy ones. */
  readonly isAfterIllness: boolean;
  /** Whether the week was a step up in distance or time; also one of races, once no pause is on any more. */
  readonly isLongWeek: boolean;
  readonly ceiling: Ceiling;
  /** When the limit of a single run falls within the next seven days; null if it stays. */
  readonly limitFall: LimitFall | null;
  /** Whether the week, or a run of it, went beyond what a break before it left room for. */
  readonly isBeyondReturn: boolean;
  readonly load: Load;
  readonly rest: Rest;
  readonly cadence: Cadence;
  readonly shoes: readonly ShoeWear[];
  /** Runs that name no known pair. */
  readonly unassigned: Unassigned;
  /** Other sports in the last seven days: activity and training time, never impact load. */
  readonly crossTraining: { readonly activities: number; readonly movingS: number };
  /** The runner's declared pauses that cover `today`, or `toldUntil`: what has to be heeded now. */
  readonly pauses: readonly PauseReason[];
  /** What the runner dismissed as wrong data, up to `today`; no figure above counts it. */
  readonly dismissed: readonly Activity[];
  /** The week's runs that are faster than anyone runs: their distance counts nowhere, their time does. */
  readonly distanceFaults: readonly Activity[];
  /** The numbers it was judged by: the defaults, or the runner's own where set. */
  readonly limits: Limits;
  /** Every rule once, clear ones too; most severe first. */
  readonly findings: readonly Finding[];
}

/** What a runner told us, besides what they did. */
export interface CheckupOptions {
  readonly athlete?: Athlete;
  /** The runner's own numbers instead of the defaults; see `limitsFor`. */
  readonly limits?: Partial<Limits>;
  readonly defaultShoes?: DefaultShoes;
  /** True while `today` may still bring a run: without one so far it is no day off yet. */
  readonly dayGoesOn?: boolean;
  /** The day whose pauses hold for what comes, where that isn't `today`: a digest leaves after the week that it judges. */
  readonly toldUntil?: DayNumber;
  /** The day that the latest digest judged: its limits are for the days after it. */
  readonly digestOn?: DayNumber | null;
  /** True while the latest answer is pain at the front of the hip: then nobody is told to quicken their steps. */
  readonly hasFrontHipPain?: boolean;
}

/**
 * Judges a runner's history as it stood on the day `today`.
 *
 * The order of activities doesn't matter, and those after `today` are ignored. Throws a RangeError
 * only for limits that contradict each other.
 *
 * @example
 * checkup({ activities: [run(today - 3, 10_000), run(today, 15_000)] }, [], today).sessions[1]
 * // { day: today, distanceM: 15000, longestPrior30dM: 10000, ratio: 1.5, band: "moderate", … }
 */
export function checkup(
  history: History,
  shoes: readonly Shoe[],
  today: DayNumber,
  options: CheckupOptions = {},
): Checkup {
  const limits = limitsFor(options.limits);
  const athlete = options.athlete ?? UNKNOWN_ATHLETE;
  const diary = diaryOf(history, today);

  const week = weekEndingOn(diary, today);
  const previousWeek = weekEndingOn(diary, today - 7);
  const progression = weekOverWeek(diary, week, previousWeek, athlete, limits);
  // What the week could have stayed under, as it stood on the day before its first.
  const ceilingBefore = ceilingOf(diaryUpTo(diary, week.from - 1), limits);
  const ceiling = ceilingOf(diary, limits);
  const kept = keptToLimits(diary, ceilingBefore, options.digestOn ?? null, athlete, limits);
  const declared = history.pauses ?? [];
  const toldUntil = options.toldUntil ?? today;
  const sessions = sessionsOfWeek(diary, limits, declared);
  const load = loadToday(diary, athlete, limits);
  const isUndecided = options.dayGoesOn === true && diary.runs.at(-1)?.day !== today;
  const restUntil = isUndecided ? today - 1 : today;
  const rest = restOf(diary, restUntil);
  const steps = cadenceOf(diary, limits);
  const wear = wearOf(shoes, diary, options.defaultShoes ?? {}, limits);
  const others = between(diary.crossTraining, week.from, week.to);

  const pauses = pausesOn(declared, toldUntil);
  const [ofToday, ofWeek] = [pausesOn(declared, today), pausesOfWeek(declared, today)];
  // A race raises nothing by itself (`isRace`); what else was run is silent only while a race week goes on.
  const isPaused = (rule: RuleId) => isQuiet(rule, rule === "session-spike" ? ofToday : ofWeek);
  const judged = [
    sessionSpike(sessions, limits),
    distanceProgression(progression.distance, kept.distance),
    durationProgression(progression.duration, kept.time),
    intensityProgression(progression.intensity),
    trainingStrain(load, week.runs, limits),
    restDays(rest, diary.days - (today - restUntil), limits),
    cadence(steps, options.hasFrontHipPain ?? false, limits),
    shoeWear(wear.shoes),
  ].map((finding) => labelled(finding, limits));
  const findings = judged.map((finding) =>
    isPaused(finding.rule) ? clear(finding.rule, finding.basis, "paused") : finding,
  );

  return {
    today,
    firstRunOn: diary.firstRunOn,
    week,
    previousWeek,
    weeks: lastWeeks(diary, 12),
    progression,
    calendar: calendarWeeksOf(diary, athlete, limits),
    sessions,
    isAfterLongRun: isAfterLongRun(diary, limits),
    isAfterIllness: isAfterIllness(diary.runs, declared, toldUntil, limits),
    isLongWeek: judged.some((finding) => isStepUp(finding) && !isQuiet(finding.rule, pauses)),
    ceiling,
    limitFall: limitFallOf(diary, ceiling, limits),
    isBeyondReturn: isBeyondReturn(diary, week, kept, ceilingBefore, limits),
    load,
    rest,
    cadence: steps,
    shoes: wear.shoes,
    unassigned: wear.unassigned,
    crossTraining: {
      activities: others.length,
      movingS: others.reduce((sum, { movingS }) => sum + movingS, 0),
    },
    pauses,
    dismissed: diary.dismissed,
    distanceFaults: between(diary.distanceFaults, week.from, week.to),
    limits,
    findings: mostSevereFirst(findings),
  };
}

/** As after a long run: until two runs have followed it, or days without any have made it a break. */
function isAfterIllness(
  runs: readonly Activity[],
  pauses: readonly Pause[],
  today: DayNumber,
  { breakMinDays }: Limits,
): boolean {
  const isJustOver = ({ reason, to }: Pause) => {
    if (reason !== "ill" || to === null || to >= today || to <= today - breakMinDays) return false;
    return runs.filter(({ day }) => day > to).length < definitions.easyRunsCount.value;
  };
  return pauses.some(isJustOver);
}

function isStepUp({ rule, answer, severity }: Finding): boolean {
  const isOfVolume = rule === "distance-progression" || rule === "duration-progression";
  return isOfVolume && answer === "raised" && severity !== "info";
}

/**
 * Little is no cause for concern. A break of a year or more leaves no limits but those that the runs since give: then
 * a run as long as `spikeFloorM` is too much, unless it kept to one of these.
 */
function isBeyondReturn(
  diary: Diary,
  { from, distanceM, movingS }: Week,
  kept: { readonly distance: boolean; readonly time: boolean },
  before: Ceiling,
  limits: Limits,
): boolean {
  const isLittle = distanceM < limits.progressionFloorM && movingS < limits.progressionFloorS;
  if (before.afterBreak === null || isLittle) return false;
  if (before.afterBreak.returnFraction === null) {
    return hasRunBeyondLimit(diary, from, limits, limits.spikeFloorM);
  }
  const { weekDistanceM, weekMovingS, longestRunM } = shownCeiling(before);
  return (
    (weekDistanceM !== null && !kept.distance) ||
    (weekMovingS !== null && !kept.time) ||
    (longestRunM !== null && hasRunBeyondLimit(diary, from, limits))
  );
}

/**
 * Whether the runner kept to limits shown for this week: those of the day before its first, as Today gave them and
 * a digest a week ago, or those of a later digest, for what was run since. A step up that such a digest told of
 * stays one: that its limits were kept on the morning after says nothing.
 */
function keptToLimits(
  diary: Diary,
  before: Ceiling,
  digestOn: DayNumber | null,
  athlete: Athlete,
  limits: Limits,
) {
  const dayBefore = diary.today - 7;
  const kept = keptSince(diary, dayBefore, before, limits);
  if (digestOn === null || digestOn <= dayBefore) return kept;
  const ceilingAt = (day: DayNumber) => ceilingOf(diaryUpTo(diary, day), limits);
  const since = keptSince(diary, digestOn, ceilingAt(digestOn), limits);
  // What was run today may have come after this evening's digest, or be tomorrow's where the runner is.
  const toldOn = Math.min(digestOn, diary.today - 1);
  const told = diaryUpTo(diary, toldOn);
  const [week, weekBefore] = [weekEndingOn(told, toldOn), weekEndingOn(told, toldOn - 7)];
  const { distance, duration } = weekOverWeek(told, week, weekBefore, athlete, limits);
  const then = keptSince(told, toldOn - 7, ceilingAt(toldOn - 7), limits);
  const isFine = ({ answer }: Progression, keptThen: boolean) => answer !== "raised" || keptThen;
  return {
    distance: kept.distance || (since.distance && isFine(distance, then.distance)),
    time: kept.time || (since.time && isFine(duration, then.time)),
  };
}

/** Whether what was run after `day` kept to the ceiling of its end. Of a distance that is missing, the time speaks. */
function keptSince(diary: Diary, day: DayNumber, ceiling: Ceiling, limits: Limits) {
  const { weekDistanceM, weekMovingS } = shownCeiling(ceiling);
  const runs = between(diary.runs, day + 1, diary.today);
  const { distanceM, movingS } = sumOf(runs);
  const time = keepsToS(movingS, weekMovingS);
  const isMeasured = knowsDistances(runs, limits);
  return { distance: keepsToM(distanceM, weekDistanceM) && (isMeasured || time), time };
}
