/** Of one activity: far past what anybody has done, and what is stored without a loss. Our own figures. */
export const MOST_METRES = 10_000_000;
export const MOST_SECONDS = 100 * 24 * 3600;

/** Whatever begins later than this after now, in any zone, was told by a clock that is ahead. */
export const MOST_AHEAD_MS = 24 * 3_600_000;

/** Of a pulse or a cadence in a table, where what is implausible is kept: what no figure of a body is. */
export const MOST_A_MINUTE = 1000;

/** Five a day for over 27 years; what is read is held until all of it is, and stored within minutes. */
export const MOST_ACTIVITIES = 50_000;
