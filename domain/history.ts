/**
 * A running day: whole days since 1970-01-01, counted in the runner's own zone.
 * The domain adds and compares these; `functions/shared/time` turns them into dates.
 */
export type DayNumber = number;

/** The three kinds of run: only they load the hips as running does. */
export const RUN_SPORTS = ["run", "trail-run", "virtual-run"] as const;

/** What was done, as far as the judgement cares. */
export const SPORTS = [
  ...RUN_SPORTS,
  "walk",
  "hike",
  "ride",
  "swim",
  "elliptical",
  "strength",
  "mobility",
  "other",
] as const;
export type Sport = (typeof SPORTS)[number];

/** Stored bands are this wide, so it never changes. */
export const HEART_RATE_BAND_BPM = 5;

/** How long the heart beat how fast: what zones follow from, whatever the maximum turns out to be. */
export interface HeartRateBands {
  /** The lowest rate of the first band. */
  readonly fromBpm: number;
  /** Seconds in each band, upwards. */
  readonly seconds: readonly number[];
}

/** One thing the runner did. Unknown figures are null, never 0. */
export interface Activity {
  /** Unique within a history, e.g. `strava-export:1000000069`. */
  readonly id: string;
  readonly sport: Sport;
  readonly day: DayNumber;
  /** Minutes after the runner's midnight, from 0 to below 1440; orders the runs of a day. */
  readonly startMinute: number;
  /** The same by the clock at home, which times check-ins; left out where it makes no difference. */
  readonly atHome?: { readonly day: DayNumber; readonly startMinute: number } | undefined;
  /** Metres; 0 where none was recorded, such as a run on a treadmill without a sensor. */
  readonly distanceM: number;
  /** Seconds in motion. */
  readonly movingS: number;
  readonly averageHeartRateBpm: number | null;
  readonly maxHeartRateBpm: number | null;
  /** Session-RPE, 0 to 10, as the runner rated the whole session. */
  readonly sessionRpe: number | null;
  /** Only a file with its readings tells them. */
  readonly heartRateBands: HeartRateBands | null;
  /** Steps a minute, both feet; see `stepsPerMinute` for how a source's figure becomes this one. */
  readonly cadenceSpm: number | null;
  readonly shoeId: string | null;
  /**
   * If this record of the run names no pair and another does: that pair, and the distance reported there.
   * The pair is judged by its own source's record, and no figure in this one is filled in.
   */
  readonly wornAs?: { readonly shoeId: string; readonly distanceM: number } | undefined;
}

/** A pair of shoes. Distances in metres. */
export interface Shoe {
  readonly id: string;
  readonly name: string;
  /** What the pair had run before the first run known here. */
  readonly startDistanceM: number;
  /** The runner's own limits; null takes the default. */
  readonly noticeAtM: number | null;
  readonly replaceAtM: number | null;
  readonly retired: boolean;
  /** The provider's own total, which stands in for start + runs if only a cache of runs is kept. */
  readonly providerDistanceM: number | null;
  /** The pair that the runner says this one is, whose name and limits then apply, and the day on which they said so. */
  readonly sameAs?: { readonly id: string; readonly since: DayNumber } | undefined;
}

export type Sex = "female" | "male" | "unspecified";

/** 1 is Monday, 7 is Sunday, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What the runner told us about themselves that changes a figure. */
export interface Athlete {
  readonly sex: Sex;
  readonly maxHeartRateBpm: number | null;
  readonly restHeartRateBpm: number | null;
  readonly weekStart: Weekday;
}

/** Why a runner paused; each reason silences the rules that make no sense then. */
export type PauseReason = "ill" | "pregnant" | "travelling" | "race-week" | "taper";

export interface Pause {
  readonly reason: PauseReason;
  readonly from: DayNumber;
  /** The last day of it; null while it lasts. */
  readonly to: DayNumber | null;
}

/** Everything a judgement looks at, in any order. Activities after the judged day are ignored. */
export interface History {
  readonly activities: readonly Activity[];
  /** Ids of activities that the runner called wrong data; taking one off the list restores it. */
  readonly dismissed?: readonly string[];
  readonly pauses?: readonly Pause[];
}

const RUNS: readonly Sport[] = RUN_SPORTS;

/**
 * Whether it loads the hips as running does.
 *
 * @example
 * isRun({ sport: "trail-run" }) // true
 * isRun({ sport: "walk" })      // false
 */
export function isRun({ sport }: Pick<Activity, "sport">): boolean {
  return RUNS.includes(sport);
}
