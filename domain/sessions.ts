import { type Ceiling, ceilingOf, isStillAway, keepsToM, shownCeiling } from "./ceiling.ts";
import { between, type Diary, diaryUpTo, longestRunM } from "./diary.ts";
import type { Activity, DayNumber, Pause } from "./history.ts";
import { exceeds, ratioOf } from "./number.ts";
import { isQuiet, pausesOn } from "./pauses.ts";
import { definitions, type Limits } from "./thresholds.ts";

export type SpikeBand = "reference" | "small" | "moderate" | "large" | "not-enough-data";

/** One run of the week against the longest single run in the 30 days before its own day. */
export interface Session {
  readonly activityId: string;
  readonly day: DayNumber;
  readonly distanceM: number;
  readonly longestPrior30dM: number | null;
  readonly ratio: number | null;
  readonly band: SpikeBand;
  /** Of a race week, as the runner declared it: meant to be longer than any run before, it raises nothing. */
  readonly isRace: boolean;
  /** Longer than the reference, and yet no longer than a limit that the runner was shown for it: see `keptTo`. */
  readonly keptToLimit: boolean;
  /** Of the first two weeks that are known of the runner, who may have run as far before them. */
  readonly isNewHere: boolean;
}

/**
 * Whether it was longer than the reference, by little or by much.
 *
 * @example
 * isSpike({ band: "small" })     // true
 * isSpike({ band: "reference" }) // false
 */
export function isSpike({ band }: Pick<Session, "band">): boolean {
  return band === "small" || band === "moderate" || band === "large";
}

/** Whether it was longer than the reference and than every limit shown for it: who keeps to one is told of no fault. */
export function wentTooFar(session: Session): boolean {
  return isSpike(session) && !session.keptToLimit;
}

/**
 * Whether the last run beyond the reference has been followed by fewer easy runs than it should be: no longer than
 * the runner was used to. Days off do as well: once they make a break, its limits apply instead.
 */
export function isAfterLongRun(diary: Diary, limits: Limits): boolean {
  const { today } = diary;
  const { breakMinDays } = limits;
  const lately = sessionsFrom(diary, today - 2 * breakMinDays + 2, limits);
  const spike = lately.findLast(wentTooFar);
  if (spike === undefined || spike.day <= today - breakMinDays) return false;
  // What the runner was used to before the first of several: a stage race is long on each of its days.
  const first =
    lately.find((one) => wentTooFar(one) && one.day > spike.day - breakMinDays) ?? spike;
  const usedToM = first.longestPrior30dM ?? 0;
  // What was recorded after it on its own day is its cool-down.
  const easy = lately.filter(
    ({ day, distanceM }) =>
      day > spike.day && !exceeds(distanceM, limits.spikeReferenceRatio * usedToM),
  );
  return easy.length < definitions.easyRunsCount.value;
}

/**
 * How far the longest of them went; 0 if there is none, or none has a distance.
 *
 * @example
 * longestSessionM([{ distanceM: 5000 }, { distanceM: 12_000 }]) // 12000
 */
export function longestSessionM(sessions: readonly Session[]): number {
  return sessions.reduce((most, { distanceM }) => Math.max(most, distanceM), 0);
}

/**
 * The runs of the last seven days in order of start. No run is compared with one on its own day.
 *
 * @example
 * // 10 km a week ago, 15 km today
 * sessionsOfWeek(diary, limits)
 * // [{ day: today, distanceM: 15000, longestPrior30dM: 10000, ratio: 1.5, band: "moderate", keptToLimit: false, … }]
 */
export function sessionsOfWeek(
  diary: Diary,
  limits: Limits,
  pauses: readonly Pause[] = [],
): readonly Session[] {
  return sessionsFrom(diary, diary.today - 6, limits, pauses);
}

/** The same for every run from day `from` to today. */
export function sessionsFrom(
  diary: Diary,
  from: DayNumber,
  limits: Limits,
  pauses: readonly Pause[] = [],
): readonly Session[] {
  const runs = between(diary.runs, from, diary.today);
  // Who asked to hear of a run sooner than the limits would stop it does.
  const share = Math.min(1, limits.spikeReferenceRatio / limits.ceilingRatio);
  const longestBefore = new Map(
    [...new Set(runs.map(({ day }) => day))].map((day) => [
      day,
      longestRunM(diary, day - definitions.spikeWindowDays.value, day - 1),
    ]),
  );
  return runs.map(({ id, day, distanceM }, index) => {
    const longestPrior30dM = longestBefore.get(day) ?? null;
    const ratio = longestPrior30dM === null ? null : ratioOf(distanceM, longestPrior30dM);
    const band: SpikeBand = ratio === null ? "not-enough-data" : spikeBand(ratio, limits);
    const isRace = isQuiet("session-spike", pausesOn(pauses, day));
    const place = diary.runs.length - runs.length + index;
    const keptToLimit = isSpike({ band }) && keptTo(diary, place, limits, share);
    const isNewHere = day - (diary.firstRunOn ?? day) < limits.ceilingMinHistoryDays;
    const run = { activityId: id, day, distanceM };
    return { ...run, longestPrior30dM, ratio, band, isRace, keptToLimit, isNewHere };
  });
}

/**
 * Whether a run was no longer than the limit shown right before it, on Today or in a digest that morning; or, in the
 * first week after a break, than one shown during the break. The first short run may be all that the 30 days before
 * the next one hold, while the digest gave half of what was run before. An earlier run of the same day that went too
 * far itself leaves no more room for another. `share`: of the limits.
 */
function keptTo(diary: Diary, place: number, limits: Limits, share = 1): boolean {
  const run = diary.runs[place];
  if (run === undefined) return false;
  const keepsTo = ({ distanceM }: Activity, ceiling: Ceiling) => {
    const { longestRunM: most } = shownCeiling(ceiling);
    return keepsToM(distanceM, most && share * most);
  };
  // The limits are the same for all runs of the day: working them out again for each took seconds for hundreds.
  const before = between(diary.runs.slice(0, place), run.day, run.day);
  let beyond: readonly Activity[] = [...before, run];
  for (const ago of [1, 2, 3, 4, 5, 6, 7]) {
    const ceiling = ceilingOf(diaryUpTo(diary, run.day - ago), limits);
    // Any other limit is shown with the day on which it falls: see `limitFallOf`.
    if (ago > 1 && !isStillAway(ceiling, run.day - ago)) continue;
    beyond = beyond.filter((one) => !keepsTo(one, ceiling));
    if (!beyond.includes(run)) return true;
  }
  const soFar = { ...diaryUpTo(diary, run.day), runs: diary.runs.slice(0, place) };
  return beyond.length === 1 && keepsTo(run, ceilingOf(soFar, limits));
}

/** Whether a run from day `from` to today, of `leastM` or more, was longer than every limit shown for it. */
export function hasRunBeyondLimit(
  diary: Diary,
  from: DayNumber,
  limits: Limits,
  leastM = 0,
): boolean {
  return diary.runs.some(
    ({ day, distanceM }, place) =>
      day >= from && distanceM >= leastM && !keptTo(diary, place, limits),
  );
}

/**
 * The bands of the RUNSAFE cohort (2025), each with its upper edge. Injuries were more frequent in
 * all three above the reference, but not in steps: never present them as rising with the length of the run.
 *
 * @example
 * spikeBand(11_000 / 10_000, limits) // "reference"
 * spikeBand(1.35, limits) // "moderate"
 */
export function spikeBand(ratio: number, limits: Limits): Exclude<SpikeBand, "not-enough-data"> {
  if (!exceeds(ratio, limits.spikeReferenceRatio)) return "reference";
  if (!exceeds(ratio, limits.spikeSmallRatio)) return "small";
  return exceeds(ratio, limits.spikeModerateRatio) ? "large" : "moderate";
}
