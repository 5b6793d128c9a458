/** Bounds for one activity: far beyond what anyone has done, and still stored exactly. Our own figures. */
export const MOST_METRES = 10_000_000;
export const MOST_SECONDS = 100 * 24 * 3600;

/** A clock that was never set stands at the first of January 1970. */
export const EARLIEST_MS = Date.UTC(1970, 0, 2);

/** An activity that begins more than this after now, in any zone, came from a clock that is ahead. */
export const MOST_AHEAD_MS = 24 * 3_600_000;

/** For a heart rate or cadence in a table, where the implausible is kept: no body reaches it. */
export const MOST_A_MINUTE = 1000;

/**
 * Five a day for over 27 years, in one upload and in all of a runner's together. All that is read is held until the
 * reading ends, then stored within minutes; all that is stored is held whenever the runner is judged.
 */
export const MOST_ACTIVITIES = 50_000;

/** The same for pairs of shoes: a new one each week for 19 years. */
export const MOST_PAIRS = 1000;
