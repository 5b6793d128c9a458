import * as z from "zod/mini";
import { publicUrl } from "./env.ts";

/** How a refusal begins that lasts for hours: an alarm looks for these words in the log. */
export const HELD_BACK = "Mail is held back";

/** Who a mail is from, and where its reports go. */
const senderSchema = z.object({
  SENDER: z.email(),
  /** The owner's address: a reply reaches a person. */
  REPLY_TO: z.email(),
  CONFIGURATION_SET: z.string(),
});
export type SenderEnv = z.infer<typeof senderSchema>;

/** The variables that every function that sends mail has. */
export const senderEnvironment = { PUBLIC_URL: publicUrl, ...senderSchema.shape };

/** The variables of those whose mails are kept to a rate. */
export const mailEnvironment = {
  ...senderEnvironment,
  /** Of the function's own queue, for what must wait. */
  QUEUE_URL: z.string(),
  /** How long each mail takes at least; see `infra/constructs/send-rate.ts`. */
  SEND_TAKES_MS: z.coerce.number(),
};
