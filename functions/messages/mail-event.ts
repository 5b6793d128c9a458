import * as z from "zod/mini";

const mail = z.object({
  messageId: z.string(),
  timestamp: z.iso.datetime(),
  /** As the email was addressed. */
  destination: z.array(z.string()),
  tags: z._default(z.record(z.string(), z.array(z.string())), {}),
});

const told = { feedbackId: z.string(), timestamp: z.iso.datetime() };

/**
 * What SES reports about an email that it accepted, as EventBridge passes it on; only the fields used.
 * Shape: docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html (2026-11).
 */
export const mailEvent = z.object({
  source: z.literal("aws.ses"),
  detail: z.discriminatedUnion("eventType", [
    z.object({ eventType: z.literal("Send"), mail }),
    z.object({ eventType: z.literal("Delivery"), mail }),
    z.object({ eventType: z.literal("Reject"), mail }),
    z.object({
      eventType: z.literal("Bounce"),
      mail,
      // Permanent, Transient or Undetermined.
      bounce: z.object({ ...told, bounceType: z.string(), bounceSubType: z.string() }),
    }),
    z.object({ eventType: z.literal("Complaint"), mail, complaint: z.object(told) }),
  ]),
});
export type MailEvent = z.infer<typeof mailEvent>;
