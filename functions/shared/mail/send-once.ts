import type { Mail, Mailer, NoticeStore, Remembered } from "../../ports/mail.ts";
import { NothingLeft, TryAgain, TryLater } from "../errors.ts";

/**
 * What to do when nobody can tell any longer whether an email left: a digest sent twice is worse than one
 * missed, but a red flag missed is worse than one sent twice.
 */
const WHEN_UNKNOWN = {
  digest: "skip",
  nudge: "skip",
  reminder: "skip",
  connection: "send-again",
  farewell: "send-again",
  "red-flag": "send-again",
} as const;

export type NoticeKind = keyof typeof WHEN_UNKNOWN;

/** Whether this kind is sent again when nobody knows whether it left. */
export function goesAgain(kind: NoticeKind): boolean {
  return WHEN_UNKNOWN[kind] === "send-again";
}

export interface OnceMail {
  readonly mail: Mail;
  readonly kind: NoticeKind;
  /** Stored with the notice from the claim on, so that it is there however the sending ends. */
  readonly remember: Remembered;
}

export interface SendOnceDeps {
  readonly notices: Pick<NoticeStore, "claim" | "takeOver" | "markSent" | "release" | "skip">;
  readonly mailer: Mailer;
  readonly now: () => string;
}

export type SendOnceOutcome = "sent" | "already settled" | "given up, it may have left";

/**
 * Sends one email under its notice's claim. The claim comes first, so that two workers, or one that
 * crashed, never send the same thing twice; docs/adr/0004 tells what can be lost or sent twice.
 *
 * Throws TryAgain or TryLater when the queue should deliver the message again. Errors of the mailer pass
 * through: after NothingLeft the claim is released; after any other it is unknown whether the email left, and
 * the claim stays until its lease ends.
 */
export async function sendOnce(
  { mail, kind, remember }: OnceMail,
  { notices, mailer, now }: SendOnceDeps,
): Promise<{ outcome: SendOnceOutcome }> {
  const claim = await notices.claim(mail.notice, remember, now());
  if (claim.kind === "settled") return { outcome: "already settled" };
  if (claim.kind === "in-flight") throw new TryAgain("Another attempt holds this notice.");
  if (claim.kind === "abandoned" && WHEN_UNKNOWN[kind] === "skip") {
    const skipped = await notices.skip(claim.held, now());
    if (skipped === "changed-meanwhile") throw new TryAgain("This notice changed meanwhile.");
    return { outcome: "given up, it may have left" };
  }
  const held =
    claim.kind === "ours" ? claim.held : await notices.takeOver(claim.held, remember, now());
  if (held === null) throw new TryAgain("Another attempt holds this notice.");

  const sent = await mailer.send(mail).catch(async (error: unknown) => {
    if (error instanceof NothingLeft) await notices.release(held);
    throw error;
  });
  if (sent.outcome === "not-sent") {
    await notices.release(held);
    if (sent.retryInS === null) throw new TryAgain(sent.reason);
    throw new TryLater(sent.reason, sent.retryInS);
  }
  await notices.markSent(held, sent.messageId, now());
  return { outcome: "sent" };
}
