import * as z from "zod/mini";
import { publicUrl } from "../env.ts";

/** How the reason begins when email is held back for hours: an alarm looks for these words in the log. */
export const HELD_BACK = "Mail is held back";

/** Who an email is from, and where reports about it go. */
const senderSchema = z.object({
  SENDER: z.email(),
  /** The owner's address, so that a reply reaches a person. */
  REPLY_TO: z.email(),
  CONFIGURATION_SET: z.string(),
});
export type SenderEnv = z.infer<typeof senderSchema>;

/** The variables of every function that sends email. */
export const senderEnvironment = { PUBLIC_URL: publicUrl, ...senderSchema.shape };

/** The variables of functions whose emails are kept to a rate. */
export const mailEnvironment = {
  ...senderEnvironment,
  /** The function's own queue, for messages that must wait. */
  QUEUE_URL: z.string(),
  /** The least time that each email takes; see `infra/constructs/send-rate.ts`. */
  SEND_TAKES_MS: z.coerce.number(),
};
