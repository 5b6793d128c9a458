import { signInEmail } from "../email/sign-in.ts";
import type { SignInMessage } from "../messages/sign-in.ts";
import type { Mailer } from "../ports/mail.ts";
import type { RunnerStore } from "../ports/runner.ts";
import type { SignInProof, SignInStore } from "../ports/sign-in.ts";
import { TryAgain } from "../shared/errors.ts";

export interface SendSignInDeps {
  readonly runners: Pick<RunnerStore, "findByEmail">;
  readonly tickets: Pick<SignInStore, "find" | "setProof">;
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
  const isOpen = mayJoin(email, deps.mayJoin) || (await deps.runners.findByEmail(email)) !== null;
  if (!isOpen) return { outcome: "not open to this address" };

  const proof = deps.makeProof();
  if ((await deps.tickets.setProof(ticketId, proof, deps.nowMs())) === "gone") {
    return { outcome: "ended" };
  }
  const url = `${deps.publicUrl}/sign-in/link/${ticketId}.${proof.secret}`;
  const sent = await deps.mailer.send({
    to: email,
    ...signInEmail({ url, code: proof.code, appUrl: deps.publicUrl }),
    headers: {},
    notice: { runnerId: "none", notice: "sign-in" },
  });
  if (sent.outcome === "not-sent") throw new TryAgain(`The email was refused: ${sent.reason}`);
  return { outcome: "sent" };
}

/** `mayJoin("Ada@club.example", ["@club.example"]) // true` */
function mayJoin(email: string, open: readonly string[]): boolean {
  const address = email.toLowerCase();
  const domain = address.slice(address.lastIndexOf("@"));
  return open.some((one) => one.toLowerCase() === address || one.toLowerCase() === domain);
}
