import * as z from "zod";

/** The variables that every function that sends mail has. */
export const mailEnvironment = {
  PUBLIC_URL: z.url(),
  SENDER: z.email(),
  CONFIGURATION_SET: z.string(),
  /** Of the function's own queue, for what must wait. */
  QUEUE_URL: z.string(),
};
