import { hash } from "node:crypto";

/**
 * What a ticket is called where others may read it: in the email's link, and in the table. The ticket itself is only
 * in the cookie of the browser that asked, or whoever sees the link could make that cookie up.
 */
export const ticketName = (ticketId: string): string => hash("sha256", ticketId);

/**
 * The link of a sign-in email.
 *
 *     signInUrl("https://x.example", "t1", "s1") // "https://x.example/sign-in/link/628b49d9….s1"
 */
export function signInUrl(publicUrl: string, ticketId: string, secret: string): string {
  return `${publicUrl}/sign-in/link/${ticketName(ticketId)}.${secret}`;
}
