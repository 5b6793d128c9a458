import * as z from "zod/mini";

/** Asks `send-sign-in` to send the sign-in email. The address stays in the table: no queue holds one. */
export const signInMessage = z.object({
  ticketId: z.string().check(z.minLength(1), z.maxLength(64)),
});
export type SignInMessage = z.infer<typeof signInMessage>;
