/**
 * In the order of their characters, the same on every machine.
 *
 * @example
 * ["b", "a"].sort(byText) // ["a", "b"]
 */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
