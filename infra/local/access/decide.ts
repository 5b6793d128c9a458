import type { RoleModel } from "../template/model.ts";
import type { Need } from "./wire/needs.ts";

/**
 * Why a role may not do this, in the words that AWS ends its own message with, or null if a statement allows it on
 * one of the resources. Actions are compared without regard to case; resources, and the address that an email is
 * from, literally.
 *
 * @example
 * const role = { statements: [{ actions: ["sqs:Send*"], resources: ["*"] }] };
 * const resources = ["arn:aws:sqs:eu-west-1:000000000000:intake"];
 * unmet(role, { action: "sqs:SendMessage", resources }) // null
 * unmet(role, { action: "sqs:DeleteMessage", resources })
 * // "because no identity-based policy allows the sqs:DeleteMessage action"
 */
export function unmet(
  { statements }: Pick<RoleModel, "statements">,
  { action, resources, fromAddress }: Need,
): string | null {
  const isAllowed = statements.some(
    (one) =>
      one.actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      one.resources.some((pattern) => resources.some((resource) => matches(pattern, resource))) &&
      (one.fromAddresses?.some((address) => address === fromAddress) ?? true),
  );
  return isAllowed ? null : `because no identity-based policy allows the ${action} action`;
}

/**
 * Whether a pattern with `*` (any text, even none) and `?` (one character) matches the whole text. Takes at
 * most pattern × text steps, whatever the pattern.
 *
 * @example
 * matches("arn:aws:sqs:*:in?ake", "arn:aws:sqs:eu-west-1:000000000000:intake") // true
 */
export function matches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resumeAt = 0;
  while (t < text.length) {
    // The star is checked first, because in the text a star is a character like any other.
    if (pattern[p] === "*") {
      star = p;
      resumeAt = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      // Let the last star take one more character and try again from there.
      resumeAt += 1;
      p = star + 1;
      t = resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
