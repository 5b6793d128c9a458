/** Tolerance for limits that are met exactly: 3.3 km counted in metres may be a hair above 3300. */
const HAIR = 1e-9;

/** Whether `value` is beyond `limit` by more than the rounding of floating-point sums. */
export function exceeds(value: number, limit: number): boolean {
  return value > limit + Math.abs(limit) * HAIR;
}

/** `part / whole`; null if there is nothing to compare with or the quotient means nothing. */
export function ratioOf(part: number, whole: number): number | null {
  const ratio = part / whole;
  return Number.isFinite(ratio) ? ratio : null;
}

/** Per cent from `before` to `now`, 10 meaning 10 %; null if `before` is 0. */
export function changePct(now: number, before: number): number | null {
  const change = ratioOf(now - before, before);
  // Multiplying by 100 may overflow even if the quotient did not.
  return change === null || !Number.isFinite(change * 100) ? null : change * 100;
}

/** The middle one, or the mean of the middle two; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
