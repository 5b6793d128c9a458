import type { EmailHtml } from "../email/html.ts";

/** One thing that a runner may be sent, once: `digest:2026-11-22`. */
export interface NoticeId {
  readonly runnerId: string;
  readonly notice: string;
}

/** A claim on a notice, identified by when it was taken. */
export interface HeldClaim extends NoticeId {
  readonly claimedAt: string;
}

export type Claim =
  /** Ours to send. */
  | { readonly kind: "ours"; readonly held: HeldClaim }
  /** Nothing left to do: sent, or given up. */
  | { readonly kind: "settled" }
  /** Another worker is sending it right now, or the mail service's event may still come. */
  | { readonly kind: "in-flight" }
  /** Claimed long ago and never settled: nobody knows whether the email was sent. */
  | { readonly kind: "abandoned"; readonly held: HeldClaim };

/** What is kept with a notice for later ones, such as the tips that it showed. */
export type Remembered = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface NoticeStore {
  claim(id: NoticeId, remember: Remembered, now: string): Promise<Claim>;
  /** Claims an abandoned notice again; null if someone or something was quicker. */
  takeOver(abandoned: HeldClaim, remember: Remembered, now: string): Promise<HeldClaim | null>;
  markSent(id: NoticeId, messageId: string, now: string): Promise<void>;
  /** The email was certainly not sent: the next attempt may claim it again. */
  release(held: HeldClaim): Promise<void>;
  /** Gives an abandoned notice up, so that it is never sent. */
  skip(abandoned: HeldClaim, now: string): Promise<"skipped" | "changed-meanwhile">;
  /** The mail service itself says that the email was sent, whatever was assumed before. */
  settle(id: NoticeId, messageId: string, sentAt: string): Promise<"settled" | "nothing-to-settle">;
  /** Remembers a temporary bounce, once per id that the mail service gives it. */
  noteSoftBounce(id: NoticeId, bounceId: string): Promise<void>;
  /** The digests of `sinceDay` (YYYY-MM-DD) and later, in order of day. */
  digestsSince(runnerId: string, sinceDay: string): Promise<StoredDigest[]>;
}

export interface StoredDigest {
  readonly day: string;
  readonly state: "claimed" | "released" | "sent" | "skipped";
  readonly tips: readonly string[];
  /** What it said that can be a nudge too; see `keysOf`. */
  readonly keys: readonly string[];
  /** For a skipped one: it was too late and never handed over. */
  readonly tooLate: boolean;
}

/** A file that travels inside an email and is shown in its text. */
export interface InlinePart {
  readonly contentId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly html: EmailHtml;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Pictures that the HTML shows as `cid:` and its Content-ID. */
  readonly inline?: readonly InlinePart[];
  /** Comes back on every event that the mail service reports about this email. */
  readonly notice: NoticeId;
}

export interface Mailer {
  /**
   * `not-sent` is a clear refusal: `reason` explains it to an operator, and `retryInS` says when trying
   * again may help; null leaves that to the queue. If it remains unknown whether the email was sent (a
   * broken connection, a failing service), this throws; NothingLeft if the email could not be put together.
   */
  send(
    mail: Mail,
  ): Promise<
    | { readonly outcome: "sent"; readonly messageId: string }
    | { readonly outcome: "not-sent"; readonly reason: string; readonly retryInS: number | null }
  >;
}
