import * as z from "zod/mini";

/** Asks `send-sign-in` to mail the way in. The address stays in the table: a queue keeps no address. */
export const signInMessage = z.object({
  ticketId: z.string().check(z.minLength(1), z.maxLength(64)),
});
export type SignInMessage = z.infer<typeof signInMessage>;
