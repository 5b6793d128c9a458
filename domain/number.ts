/** Tolerance for limits that are met exactly: 3.3 km counted in metres may be a hair above 3300. */
const HAIR = 1e-9;

/**
 * Whether `value` is beyond `limit` by more than the rounding of floating-point sums.
 *
 * @example
 * exceeds(3.3 * 1000, 3300)      // false
 * exceeds(1.1 * 3, 3.3)          // false: 3.3000000000000003
 * exceeds(3301, 3300)            // true
 */
export function exceeds(value: number, limit: number): boolean {
  return value > limit + Math.abs(limit) * HAIR;
}

/**
 * `part / whole`; null if there is nothing to compare with or the quotient means nothing.
 *
 * @example
 * ratioOf(3, 4) // 0.75
 * ratioOf(3, 0) // null
 */
export function ratioOf(part: number, whole: number): number | null {
  const ratio = part / whole;
  return Number.isFinite(ratio) ? ratio : null;
}

/**
 * Per cent from `before` to `now`, 10 meaning 10 %; null if `before` is 0.
 *
 * @example
 * changePct(11, 10) // 10
 * changePct(11, 0)  // null
 */
export function changePct(now: number, before: number): number | null {
  const change = ratioOf(now - before, before);
  // Multiplying by 100 may overflow even if the quotient did not.
  return change === null || !Number.isFinite(change * 100) ? null : change * 100;
}

/**
 * The middle one, or the mean of the middle two; null of nothing.
 *
 * @example
 * median([3, 1, 2, 10]) // 2.5
 * median([])            // null
 */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
