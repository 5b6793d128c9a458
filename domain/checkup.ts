import type { Finding, Answer } from "./finding.ts";
import type { DayNumber } from "./history.ts";

/** Seven days. `restDays` are days without a run; other sports do not spoil one. */
export interface Week {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly runs: number;
  readonly distanceM: number;
  readonly movingS: number;
  readonly restDays: number;
}

export interface Progression {
  /** Percent, 10 means 10 %; null where the week before has nothing to compare with. */
  readonly changePct: number | null;
  readonly answer: Answer;
}

export type SpikeBand = "reference" | "small" | "moderate" | "large" | "not-enough-data";

/** One run of the week against the longest single run on the 30 days before its own day. */
export interface Session {
  readonly activityId: string;
  readonly day: DayNumber;
  readonly distanceM: number;
  readonly longestPrior30dM: number | null;
  readonly ratio: number | null;
  readonly band: SpikeBand;
}

export interface Ceiling {
  readonly weekDistanceM: number | null;
  readonly weekMovingS: number | null;
  readonly longestRunM: number | null;
}

export type ShoeStatus = "ok" | "notice" | "replace" | "retired";

export interface ShoeWear {
  readonly shoeId: string;
  readonly name: string;
  readonly distanceM: number;
  readonly noticeAtM: number;
  readonly replaceAtM: number;
  readonly status: ShoeStatus;
  /** The day this pair reaches `replaceAtM` at the pace of the last 6 weeks; null when not in use or already past. */
  readonly replaceOn: DayNumber | null;
}

/** What one check-up of a history says on one day. Figures are unrounded; unknown ones are null. */
export interface Checkup {
  readonly today: DayNumber;
  readonly week: Week;
  readonly previousWeek: Week;
  /** The last 12 seven-day weeks that end on `today`, oldest first; the last one is `week`. */
  readonly weeks: readonly Week[];
  readonly progression: {
    readonly distance: Progression;
    readonly duration: Progression;
    readonly intensity: Progression;
  };
  readonly sessions: readonly Session[];
  readonly ceiling: Ceiling;
  readonly shoes: readonly ShoeWear[];
  /** Every rule once, clear ones too; most severe first. */
  readonly findings: readonly Finding[];
}
