import * as z from "zod";

/** How a refusal begins that lasts for hours: an alarm looks for these words in the log. */
export const HELD_BACK = "Mail is held back";

/** The variables that every function that sends mail has. */
export const mailEnvironment = {
  PUBLIC_URL: z.url(),
  SENDER: z.email(),
  CONFIGURATION_SET: z.string(),
  /** Of the function's own queue, for what must wait. */
  QUEUE_URL: z.string(),
};
