/** `isSameAddress("Ada@example.com", "ada@example.com ") // true` */
export function isSameAddress(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/**
 * What counts as one mailbox for what may be sent there: many mail services deliver every address with a plus to the
 * one without it. Two that aren't one only share a limit.
 *
 *     mailboxOf("Ada+club@example.com") // "ada@example.com"
 */
export const mailboxOf = (email: string): string =>
  email
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*/, "");
