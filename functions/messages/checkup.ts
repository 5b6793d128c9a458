import * as z from "zod";
import { runnerId } from "./runner-id.ts";

/**
 * Asks `run-checkup` to judge one runner as of one day and to write the digest of that day.
 * The day travels in the message: the schedule takes it from the clock, an import from its user.
 */
export const checkupMessage = z.object({
  runnerId,
  day: z.iso.date(),
  /** When it was to leave. A digest that would be days late is left out; without it none is. */
  dueAt: z.iso.datetime().optional(),
  /** Days of digests before this one that came due while nobody planned. */
  missed: z.array(z.iso.date()).optional(),
});
export type CheckupMessage = z.infer<typeof checkupMessage>;
