import * as z from "zod/mini";
import { runnerId } from "./runner-id.ts";

/**
 * Asks `run-checkup` to judge one runner as of one day and to write the digest of that day.
 * The day travels in the message: the schedule takes it from the clock, an import from its user.
 */
export const checkupMessage = z.object({
  runnerId,
  day: z.iso.date(),
  /** When it was to leave. A digest that would be days late is left out; without it none is. */
  dueAt: z.optional(z.iso.datetime()),
  /** Days of digests before this one that came due while nobody planned. */
  missed: z.optional(z.array(z.iso.date())),
});
export type CheckupMessage = z.infer<typeof checkupMessage>;
