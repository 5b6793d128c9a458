import * as z from "zod";

/** Asks `send-sign-in` to mail the way in. The address stays in the table: a queue keeps no address. */
export const signInMessage = z.object({ ticketId: z.string().min(1).max(64) });
export type SignInMessage = z.infer<typeof signInMessage>;
