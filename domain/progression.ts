import { between, type Diary, knowsDistances } from "./diary.ts";
import {
  type Because,
  clear,
  type Finding,
  notEnoughData,
  type RuleId,
  raised,
} from "./finding.ts";
import type { Activity, Athlete, DayNumber } from "./history.ts";
import { type Measured, measured, sharedMethod } from "./load/measured.ts";
import { type LoadMethod, sessionLoad } from "./load/session-load.ts";
import { changePct, exceeds } from "./number.ts";
import { definitions, type Limits } from "./thresholds.ts";
import type { Week } from "./weeks.ts";

/** One figure for a week beside the same figure for the week before. */
export type Progression = KnownProgression | UnknownProgression;

interface KnownProgression {
  /** Per cent, 10 meaning 10 %. */
  readonly changePct: number;
  readonly answer: "raised" | "clear";
  /** What kept it silent, if anything did; beside a rise, that it is one of at least this much. */
  readonly because: Because | null;
}

interface UnknownProgression {
  /** Null if the week before gives nothing to compare with. */
  readonly changePct: number | null;
  readonly answer: "not-enough-data";
  readonly because: Because;
}

/** Intensity says which measure it compared; the two weeks never mix measures. */
export type IntensityProgression = Progression & { readonly method: LoadMethod | null };

export interface WeekOverWeek {
  readonly distance: Progression;
  readonly duration: Progression;
  readonly intensity: IntensityProgression;
}

/** A week's distance, time in motion and load per minute over those of the week before. */
export function weekOverWeek(
  diary: Diary,
  week: Week,
  before: Week,
  athlete: Athlete,
  limits: Limits,
): WeekOverWeek {
  const knowsBothWeeks = diary.today - diary.days < before.from && !beganAnew(diary, before.from);
  const runsOf = ({ from, to }: Week) => between(diary.runs, from, to);
  const volume = (now: number, earlier: number, floor: number) =>
    knowsBothWeeks
      ? volumeProgression(now, earlier, floor, limits)
      : unknown(changePct(now, earlier), "short-history");
  const isMeasured = (one: Week) => knowsDistances(runsOf(one), limits);
  const distance = volume(week.distanceM, before.distanceM, limits.progressionFloorM);
  return {
    distance: asFarAsKnown(distance, week, {
      isMeasured: isMeasured(week) && isMeasured(before),
      knowsAllBefore: runsOf(before).every(({ distanceM }) => distanceM > 0),
    }),
    duration: volume(week.movingS, before.movingS, limits.progressionFloorS),
    intensity: intensityProgression(runsOf(week), runsOf(before), athlete, limits),
  };
}

/**
 * A treadmill without a sensor tells no distance. What is known of a week may be too much by itself, whatever is missing
 * from it; but where any is missing from the week before, that may have been as far.
 */
function asFarAsKnown(
  known: Progression,
  week: Week,
  { isMeasured, knowsAllBefore }: { isMeasured: boolean; knowsAllBefore: boolean },
): Progression {
  if (week.distanceM === 0 && week.runs > 0) return unknown(null, "no-distance");
  if (known.answer === "not-enough-data" || isMeasured) return known;
  return known.answer === "raised" && knowsAllBefore
    ? { ...known, because: "some-distance-missing" }
    : unknown(null, "some-distance-missing");
}

/** Whether the first run after day `from` came after so long a break that the runner is as good as new. */
function beganAnew({ runs }: Diary, from: DayNumber): boolean {
  const place = runs.findLastIndex(({ day }) => day <= from);
  const [last, first] = [runs[place], runs[place + 1]];
  if (last === undefined || first === undefined) return false;
  return first.day - last.day > definitions.breakForgetsDays.value;
}

/**
 * A rise beyond the threshold is raised only in a week that reaches `floor`, so that going from
 * 2 km to 4 km raises no alarm.
 *
 * @example
 * volumeProgression(23_000, 20_000, 10_000, limits)
 * // { changePct: 15, answer: "raised", because: null }
 * volumeProgression(4_000, 2_000, 10_000, limits)
 * // { changePct: 100, answer: "clear", because: "below-the-floor" }
 */
export function volumeProgression(
  now: number,
  before: number,
  floor: number,
  limits: Limits,
): Progression {
  const change = changePct(now, before);
  if (change === null) return unknown(null, "no-earlier-run");
  if (!exceeds(change, limits.progressionPct)) return known(change, "clear");
  return now < floor ? known(change, "clear", "below-the-floor") : known(change, "raised");
}

/**
 * Load per minute of the measured runs of two weeks, by the best method that covers enough of both: the
 * runner's rating, otherwise heart rate. Speed says nothing about effort on a hill or in the heat, and is
 * never used.
 */
export function intensityProgression(
  week: readonly Activity[],
  weekBefore: readonly Activity[],
  athlete: Athlete,
  limits: Limits,
): IntensityProgression {
  const weeks = [week, weekBefore] as const;
  const isEnough = ({ sessions, movingS }: Measured) =>
    sessions >= limits.intensityMinSessions && movingS >= limits.intensityMinMinutes * 60;
  const method = sharedMethod(weeks, athlete, limits, isEnough);
  if (method === null) {
    const isMeasuredAtAll = sharedMethod(weeks, athlete, limits, ({ sessions }) => sessions > 0);
    const because = isMeasuredAtAll ? "too-few-measured-sessions" : "no-shared-load-method";
    return { ...unknown(null, because), method: null };
  }
  const loadPerSecond = (runs: readonly Activity[]) => {
    const { load, movingS } = measured(runs, (run) => sessionLoad(run, method, athlete, limits));
    return load / movingS;
  };
  const change = changePct(loadPerSecond(week), loadPerSecond(weekBefore));
  if (change === null) return { ...unknown(null, "too-few-measured-sessions"), method };
  const answer = exceeds(change, limits.progressionPct) ? "raised" : "clear";
  return { ...known(change, answer), method };
}

/**
 * What the three progression rules have in common. A rise within the limits shown for the week, as out of an easy
 * one, is for information and asks for nothing.
 */
export function judgeProgression(
  rule: RuleId,
  { answer, because }: Progression,
  isWithinLimits = false,
): Finding {
  switch (answer) {
    case "raised":
      return raised(rule, "convention", isWithinLimits ? "info" : "notice");
    case "clear":
      return clear(rule, "convention", because);
    case "not-enough-data":
      return notEnoughData(rule, "convention", because);
  }
}

function known(
  change: number,
  answer: KnownProgression["answer"],
  because: Because | null = null,
): KnownProgression {
  return { changePct: change, answer, because };
}

function unknown(change: number | null, because: Because): UnknownProgression {
  return { changePct: change, answer: "not-enough-data", because };
}
