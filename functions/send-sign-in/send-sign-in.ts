import { signInEmail } from "../email/sign-in.ts";
import type { SignInMessage } from "../messages/sign-in.ts";
import type { Mailer } from "../ports/mail.ts";
import type { RunnerStore } from "../ports/runner.ts";
import type { SignInProof, SignInStore, UsedUpLimits } from "../ports/sign-in.ts";
import { TryAgain } from "../shared/errors.ts";
import { signInUrl } from "../shared/http/sign-in-link.ts";
import { CAME_BACK, SIGN_IN } from "../shared/mail/came-back.ts";

/** An alarm looks for these words in the log. */
export const TURNED_AWAY = "not open: too many came back";

export interface SendSignInDeps {
  readonly runners: Pick<RunnerStore, "findByEmail">;
  readonly tickets: Pick<SignInStore, "find" | "setProof">;
  readonly limits: UsedUpLimits;
  readonly mailer: Mailer;
  /**
   * Addresses, and whole domains written as `@club.example`, that may join; existing runners may always
   * sign in.
   */
  readonly mayJoin: readonly string[];
  readonly publicUrl: string;
  readonly nowMs: () => number;
  readonly makeProof: () => SignInProof;
}

/**
 * Sends the sign-in email, if this address may sign in or join. It happens behind the queue, so that the
 * page answers in the same time whoever asks. A repeat sends another email, and the newest one counts.
 */
export async function sendSignIn(
  { ticketId }: SignInMessage,
  deps: SendSignInDeps,
): Promise<{ outcome: string }> {
  const ticket = await deps.tickets.find(ticketId, deps.nowMs());
  if (ticket === null || ticket.verified) return { outcome: "ended" };
  const { email } = ticket;
  const isNamed = mayJoin(email, deps.mayJoin);
  if (!isNamed && (await deps.runners.findByEmail(email)) === null) {
    if (!mayJoin(domainOf(email), deps.mayJoin)) return { outcome: "not open to this address" };
    const { key, limit } = CAME_BACK;
    if (await deps.limits.isUsedUp(key, limit, deps.nowMs())) {
      return { outcome: TURNED_AWAY };
    }
  }

  const proof = deps.makeProof();
  if ((await deps.tickets.setProof(ticketId, proof, deps.nowMs())) === "gone") {
    return { outcome: "ended" };
  }
  const url = signInUrl(deps.publicUrl, ticketId, proof.secret);
  const sent = await deps.mailer.send({
    to: email,
    ...signInEmail({ url, code: proof.code, appUrl: deps.publicUrl }),
    headers: {},
    notice: SIGN_IN,
  });
  if (sent.outcome === "not-sent") throw new TryAgain(`The email was refused: ${sent.reason}`);
  return { outcome: "sent" };
}

/** Whether this address, or this whole domain, may join. */
function mayJoin(named: string, open: readonly string[]): boolean {
  return open.some((one) => one.toLowerCase() === named.toLowerCase());
}

/** `domainOf("ada@club.example") // "@club.example"` */
const domainOf = (email: string) => email.slice(email.lastIndexOf("@"));
