export const NUDGE_PREFIX = "nudge:";

/**
 * Names a runner's n-th nudge. Two workers that decide from the same past claim the same number, so only
 * one of them sends, whatever each has decided.
 *
 *     nudgeNotice(7) // "nudge:00007"
 */
export function nudgeNotice(number: number): string {
  return `${NUDGE_PREFIX}${String(number).padStart(5, "0")}`;
}
