import type { RoleModel } from "../template/model.ts";

export type Decision =
  | "allowed"
  | {
      /** Why not, in the words that AWS ends its own message with. */
      readonly denied: string;
      /** An explicit Deny, which no Allow elsewhere overrides. */
      readonly explicit: boolean;
    };

/**
 * Whether a role's policies allow an action on a resource: an explicit Deny wins, and without an Allow the
 * answer is no. Actions are compared without regard to case; resources, and the address that an email is
 * from, literally.
 *
 * @example
 * const role = { statements: [{ effect: "Allow", actions: ["sqs:Send*"], resources: ["*"] }] };
 * decide(role, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:000000000000:intake") // "allowed"
 * decide(role, "sqs:DeleteMessage", "arn:aws:sqs:eu-west-1:000000000000:intake")
 * // { denied: "because no identity-based policy allows the sqs:DeleteMessage action", explicit: false }
 */
export function decide(
  role: Pick<RoleModel, "statements">,
  action: string,
  resourceArn: string,
  fromAddress?: string,
): Decision {
  const applying = role.statements.filter(
    ({ actions, resources, fromAddresses }) =>
      actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      resources.some((pattern) => matches(pattern, resourceArn)) &&
      (fromAddresses === undefined || fromAddresses.some((one) => one === fromAddress)),
  );
  if (applying.some(({ effect }) => effect === "Deny")) {
    return { denied: "with an explicit deny in an identity-based policy", explicit: true };
  }
  if (applying.length > 0) return "allowed";
  return {
    denied: `because no identity-based policy allows the ${action} action`,
    explicit: false,
  };
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
