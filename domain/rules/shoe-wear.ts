import { clear, type Finding, notEnoughData, raised } from "../finding.ts";
import type { ShoeWear } from "../shoes.ts";

/**
 * Has a pair in use gone so far that it is worn? A convention about shoes, not an injury alarm.
 *
 * @example
 * shoeWear([])
 * // { rule: "shoe-wear", answer: "not-enough-data", severity: "info", basis: "convention", because: "no-shoes" }
 */
export function shoeWear(shoes: readonly ShoeWear[]): Finding {
  const inUse = shoes.filter(({ status }) => status !== "retired");
  if (inUse.length === 0) return notEnoughData("shoe-wear", "convention", "no-shoes");
  if (inUse.some(({ status }) => status === "replace")) {
    return raised("shoe-wear", "convention", "warning");
  }
  return inUse.some(({ status }) => status === "notice")
    ? raised("shoe-wear", "convention", "notice")
    : clear("shoe-wear", "convention");
}
