import {
  type Activity,
  type Athlete,
  HEART_RATE_BAND_BPM,
  type HeartRateBands,
} from "../history.ts";
import { definitions, type Limits } from "../thresholds.ts";

/**
 * Ways to put a number on one run, best first: the runner's own rating knows the heat and the bad
 * night; zone times know the intervals that an average hides.
 */
export const LOAD_METHODS = ["session-rpe", "edwards", "banister"] as const;
export type LoadMethod = (typeof LOAD_METHODS)[number];

/** Anyone about whom nothing is known. Weeks start on Monday. */
export const UNKNOWN_ATHLETE: Athlete = {
  sex: "unspecified",
  maxHeartRateBpm: null,
  restHeartRateBpm: null,
  weekStart: 1,
};

/**
 * The load of one run by one method, in that method's own unit; null if it can't be known.
 *
 * @example
 * // a run of 45 minutes, rated 6, without a heart rate
 * sessionLoad(run, "session-rpe", athlete, limits) // 270
 * sessionLoad(run, "banister", athlete, limits)    // null
 */
export function sessionLoad(
  run: Activity,
  method: LoadMethod,
  athlete: Athlete,
  limits: Limits,
): number | null {
  const minutes = run.movingS / 60;
  if (method === "session-rpe") {
    return run.sessionRpe === null ? null : fosterLoad(run.sessionRpe, minutes);
  }
  if (hasHeartRateFault(run, athlete, limits)) return null;
  if (method === "edwards") return zoneLoad(run, athlete, limits);
  const { averageHeartRateBpm } = run;
  const { maxHeartRateBpm, restHeartRateBpm, sex } = athlete;
  if (averageHeartRateBpm === null || maxHeartRateBpm === null || restHeartRateBpm === null) {
    return null;
  }
  const reserve = maxHeartRateBpm - restHeartRateBpm;
  const share = (averageHeartRateBpm - restHeartRateBpm) / reserve;
  // An average below the resting heart rate is a fault too, and would count against the runner.
  return reserve > 0 && share >= 0 ? banisterTrimp(minutes, share, sex) : null;
}

/**
 * Session-RPE (0 to 10) times minutes (Foster 1998, MSSE 30:1164).
 *
 * @example
 * fosterLoad(6, 45) // 270
 */
export function fosterLoad(sessionRpe: number, minutes: number): number {
  return sessionRpe * minutes;
}

/**
 * Banister's training impulse: minutes × x × 0.64·e^(1.92x) for men, 0.86·e^(1.67x) for women, x
 * being the share of the heart-rate reserve in use. For an unspecified sex we take the mean of the
 * two.
 *
 * Trap: some tools use 0.64 for both sexes, so their figures for women are a quarter lower.
 *
 * @example
 * banisterTrimp(45, (150 - 60) / (190 - 60), "male") // 75.330…
 */
export function banisterTrimp(minutes: number, share: number, sex: Athlete["sex"]): number {
  const { banisterMenFactor, banisterMenExponent } = definitions;
  const { banisterWomenFactor, banisterWomenExponent } = definitions;
  const men = banisterMenFactor.value * Math.exp(banisterMenExponent.value * share);
  const women = banisterWomenFactor.value * Math.exp(banisterWomenExponent.value * share);
  return minutes * share * (sex === "male" ? men : sex === "female" ? women : (men + women) / 2);
}

/**
 * The time with a reading stands for all of the time in motion, so that a strap that lost contact doesn't
 * make a run easier; below the share that `loadMinCoverage` asks for, the load is unknown.
 */
function zoneLoad(
  { heartRateBands, movingS }: Activity,
  { maxHeartRateBpm }: Athlete,
  { loadMinCoverage }: Limits,
): number | null {
  if (heartRateBands === null || maxHeartRateBpm === null) return null;
  const readS = heartRateBands.seconds.reduce((sum, seconds) => sum + seconds, 0);
  if (readS < loadMinCoverage * movingS) return null;
  const load = edwardsLoad(zoneSeconds(heartRateBands, maxHeartRateBpm));
  return load === null ? null : (load * movingS) / readS;
}

/**
 * Seconds in Edwards's five zones, from 50, 60, 70, 80 and 90 % of the maximum heart rate up; what is above
 * the maximum counts in the fifth. The seconds of a band are shared equally among its whole rates.
 *
 * @example
 * // With a maximum of 190, the second zone begins at 114.
 * zoneSeconds({ fromBpm: 105, seconds: [60, 600] }, 190) // [540, 120, 0, 0, 0]
 */
export function zoneSeconds(
  { fromBpm, seconds }: HeartRateBands,
  maxHeartRateBpm: number,
): number[] {
  const zoneS = [0, 0, 0, 0, 0];
  for (const [band, bandS] of seconds.entries()) {
    for (let above = 0; above < HEART_RATE_BAND_BPM; above += 1) {
      const bpm = fromBpm + band * HEART_RATE_BAND_BPM + above;
      const zone = Math.min(Math.floor((10 * bpm) / maxHeartRateBpm) - 5, 4);
      if (zone >= 0) zoneS[zone] = (zoneS[zone] ?? 0) + bandS / HEART_RATE_BAND_BPM;
    }
  }
  return zoneS;
}

/**
 * Edwards's sum: minutes in the five zones from 50 % of the maximum heart rate, times 1 to 5.
 * Null if no second was spent in any of them: that is a recording without a heart rate.
 *
 * @example
 * edwardsLoad([600, 1200, 600, 0, 0]) // 80: 10 + 40 + 30
 */
export function edwardsLoad(zoneS: readonly number[]): number | null {
  let load = 0;
  for (const [i, seconds] of zoneS.entries()) load += ((i + 1) * seconds) / 60;
  return load > 0 ? load : null;
}

/**
 * A heart rate this runner can't have: an average above the stated maximum, a peak clearly above it, or
 * either beyond what anyone is believed to reach. Such a run has no load by heart rate.
 *
 * @example
 * hasHeartRateFault({ averageHeartRateBpm: 150, maxHeartRateBpm: 199 }, { maxHeartRateBpm: 190 }, limits) // false
 * hasHeartRateFault({ averageHeartRateBpm: 150, maxHeartRateBpm: 200 }, { maxHeartRateBpm: 190 }, limits) // true
 */
export function hasHeartRateFault(
  run: Pick<Activity, "averageHeartRateBpm" | "maxHeartRateBpm">,
  athlete: Pick<Athlete, "maxHeartRateBpm">,
  limits: Limits,
): boolean {
  const highest = athlete.maxHeartRateBpm ?? limits.heartRateCeilingBpm;
  const peak = athlete.maxHeartRateBpm === null ? highest : highest * limits.heartRatePeakRatio;
  return (run.averageHeartRateBpm ?? 0) > highest || (run.maxHeartRateBpm ?? 0) > peak;
}
