import type { NoticeId } from "../../ports/mail.ts";
import type { Limit } from "../../ports/sign-in.ts";

/**
 * Counts the sign-in emails of a day that reached no mailbox, or were reported as spam there. Once too many have
 * come back so, nobody new is written to because of their address's domain alone: by addresses that are made up or
 * are other people's, a stranger could have SES stop everyone's email.
 */
export const CAME_BACK = {
  key: "sign-in emails that came back",
  limit: { atMost: 5, windowS: 24 * 3600 },
} as const;

/** The notice of every sign-in email, which belongs to no runner. */
export const SIGN_IN = { runnerId: "none", notice: "sign-in" } as const;

/** The notice of the email that asks a new address to confirm itself. */
export const CONFIRM = "address";

/**
 * Counts one runner's confirmations of a month that reached no mailbox, or were reported as spam there. A typing mistake
 * is made once or twice; a list of made-up addresses could have SES stop everyone's email.
 */
export const changeCameBack = (runnerId: string) => ({
  key: `address changes of ${runnerId} that came back`,
  limit: { atMost: 2, windowS: 30 * 24 * 3600 },
});

export interface Counted {
  readonly what: string;
  readonly key: string;
  readonly limit: Limit;
}

/** What counts an email to an address that nobody has proven, should it come back; null for any other. */
export function countOf({ runnerId, notice }: NoticeId): Counted | null {
  if (notice === SIGN_IN.notice) return { what: "a sign-in email", ...CAME_BACK };
  return notice === CONFIRM ? { what: "a confirmation", ...changeCameBack(runnerId) } : null;
}
