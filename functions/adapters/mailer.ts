import { SESv2Client, SESv2ServiceException, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { mimeOf } from "../email/mime.ts";
import type { Mail, Mailer, NoticeId } from "../ports/mail.ts";
import { NothingLeft } from "../shared/errors.ts";
import { correlationNow } from "../shared/events/correlation.ts";
import { HELD_BACK, type SenderEnv } from "../shared/mail/mail-env.ts";
import { noticeTag } from "../shared/mail/notice-tag.ts";
import { measure } from "../shared/measure.ts";

/**
 * One attempt per call, since the SDK's own retry of a request that timed out could send twice; instead,
 * the queue retries under the notice's claim.
 */
export function mailer(
  { SENDER: sender, REPLY_TO: replyTo, CONFIGURATION_SET: configurationSet }: SenderEnv,
  client = new SESv2Client({ maxAttempts: 1 }),
): Mailer {
  const commandOf = async (mail: Mail) => {
    const correlation = correlationNow();
    return new SendEmailCommand({
      FromEmailAddress: sender,
      ConfigurationSetName: configurationSet,
      Destination: { ToAddresses: [mail.to] },
      // They come back on SES's events and are not part of the email.
      EmailTags: [
        { Name: "notice", Value: noticeTag(mail.notice) },
        ...(correlation === null ? [] : [{ Name: "correlation", Value: correlation }]),
      ],
      // What leaves is exactly what the tests have parsed; `Simple` would leave the MIME to SES.
      Content: { Raw: { Data: await mimeOf(mail, { sender, replyTo }) } },
    });
  };

  return {
    async send(mail) {
      const kind = kindOf(mail.notice);
      const command = await commandOf(mail).catch((error: unknown) => {
        throw new NothingLeft(error);
      });
      try {
        const sent = await client.send(command);
        measure("Mails", { kind, outcome: "sent" });
        return { outcome: "sent", messageId: sent.MessageId ?? "" };
      } catch (error) {
        if (neverLeft(error)) {
          measure("Mails", { kind, outcome: "refused" });
          return { outcome: "not-sent", reason: "SES can't be reached.", retryInS: null };
        }
        // A client fault (4xx) is a clear no from SES. Anything else may have been sent.
        if (error instanceof SESv2ServiceException && error.$fault === "client") {
          measure("Mails", { kind, outcome: "refused" });
          return { outcome: "not-sent", ...explain(error) };
        }
        measure("Mails", { kind, outcome: "unknown" });
        throw error;
      }
    },
  };
}

/** Whether not even a connection was made: the name wasn't found, or nobody answers at its addresses. */
function neverLeft(error: unknown): boolean {
  // One error for each address that the name has.
  if (error instanceof AggregateError) return error.errors.every(neverLeft);
  const syscall = error instanceof Error && "syscall" in error ? error.syscall : undefined;
  return syscall === "getaddrinfo" || syscall === "connect";
}

/** What is counted separately; emails for signing in, changing the address and leaving are one kind. */
function kindOf({ notice }: NoticeId) {
  const [kind] = notice.split(":");
  // Both come between two digests, and each further kind is billed every month.
  if (kind === "reminder") return "nudge";
  return kind === "digest" || kind === "nudge" ? kind : "account";
}

/**
 * SES advises waiting up to ten minutes:
 * docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
 */
const RATE_RETRY_S = 600;

/**
 * The quota is for any 24 hours; at this pace the sixth attempt comes after 30 hours. SQS allows at most 12
 * at a time.
 */
const HELD_BACK_S = 6 * 3600;

/**
 * A refusal in words for the operator. SES's own text quotes addresses, so it is read but never passed on.
 */
function explain({ name, message }: SESv2ServiceException): {
  reason: string;
  retryInS: number | null;
} {
  const isThrottle = /^(Throttling|TooManyRequests|LimitExceeded)/.test(name);
  if (name.startsWith("LimitExceeded") || (isThrottle && /quota/i.test(message))) {
    return {
      reason: `${HELD_BACK}: SES's quota for 24 hours is used up. It leaves by itself; ask AWS for a higher quota if this comes again.`,
      retryInS: HELD_BACK_S,
    };
  }
  if (isThrottle) {
    return {
      reason: "SES accepts fewer emails a second than we sent; this one leaves a little later.",
      retryInS: RATE_RETRY_S,
    };
  }
  if (name === "AccountSuspendedException" || name === "SendingPausedException") {
    return {
      reason: `${HELD_BACK}: SES has paused or suspended this account's sending. SES's console says why.`,
      retryInS: HELD_BACK_S,
    };
  }
  if (name === "MessageRejected" && /not verified/i.test(message)) {
    return {
      reason:
        "An address is not verified with SES: the sender, or the runner while the account is in SES's sandbox. Verify it, or ask AWS for production access.",
      retryInS: null,
    };
  }
  if (name === "MailFromDomainNotVerifiedException") {
    return {
      reason: "SES found the sender's MAIL FROM domain not verified. Fix its DNS records.",
      retryInS: null,
    };
  }
  return { reason: `SES refused it: ${name}.`, retryInS: null };
}
