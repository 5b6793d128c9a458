/** SQS's longest delay. */
const LONGEST_S = 900;

/**
 * The delay, in seconds, of a message that is sent again to wait for an instant: at least one, and at most
 * what SQS allows. What has to wait longer comes back to find that it must still wait.
 *
 *     delayUntil(90_500, 0) // 91
 *     delayUntil(7_200_000, 0) // 900
 */
export function delayUntil(untilMs: number, nowMs: number): number {
  return Math.min(Math.max(Math.ceil((untilMs - nowMs) / 1000), 1), LONGEST_S);
}
