/**
 * Whether something known to be here until an instant is here now: null means for good, undefined not yet.
 */
export function isAhead(untilMs: number | null | undefined, nowMs: number): boolean {
  return untilMs === null || (untilMs !== undefined && untilMs > nowMs);
}
