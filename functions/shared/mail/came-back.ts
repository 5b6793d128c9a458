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
