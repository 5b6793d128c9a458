import { type MailEvent, mailEvent } from "../../functions/messages/mail-event.ts";
import { noticeTag } from "../../functions/shared/mail/notice-tag.ts";

type What =
  | { readonly eventType: "Send" | "Delivery" | "Reject" }
  | {
      readonly eventType: "Bounce";
      readonly bounceType: "Permanent" | "Transient" | "Undetermined";
      readonly bounceSubType?: "OnAccountSuppressionList";
    }
  | { readonly eventType: "Complaint" };

const BODY = {
  Send: { send: {} },
  Delivery: { delivery: { recipients: ["ada@example.com"], smtpResponse: "250 ok" } },
  Reject: { reject: { reason: "Bad content" } },
};

/** An event as SES writes it into EventBridge, about the digest of 2021-09-12 to ada@example.com. */
export function makeMailEvent(
  what: What,
  {
    notice = { runnerId: "r1", notice: "digest:2021-09-12" },
    to = "ada@example.com",
    tag = noticeTag(notice),
    feedbackId = "0102",
  } = {},
): MailEvent {
  const told = { timestamp: "2021-09-13T05:10:00.000Z", feedbackId };
  const recipients = [{ emailAddress: to }];
  const body =
    what.eventType === "Bounce"
      ? {
          bounce: {
            ...told,
            bounceType: what.bounceType,
            bounceSubType: what.bounceSubType ?? "General",
            bouncedRecipients: recipients,
          },
        }
      : what.eventType === "Complaint"
        ? { complaint: { ...told, complainedRecipients: recipients, complaintSubType: null } }
        : BODY[what.eventType];
  return mailEvent.parse({
    version: "0",
    source: "aws.ses",
    account: "000000000000",
    resources: [],
    detail: {
      eventType: what.eventType,
      mail: {
        timestamp: "2021-09-13T05:00:01.000Z",
        source: "digest@example.com",
        messageId: "0102018-000000",
        destination: [to],
        headersTruncated: false,
        tags: { "ses:configuration-set": ["mail"], notice: [tag] },
      },
      ...body,
    },
  });
}
