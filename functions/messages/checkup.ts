import * as z from "zod/mini";
import { runnerId } from "./runner-id.ts";

/**
 * Asks `run-checkup` to judge one runner as of one day and to write that day's digest. The day is part of
 * the message: the schedule takes it from the clock, an import from its user.
 */
export const checkupMessage = z.object({
  runnerId,
  day: z.iso.date(),
  /** When it was due to leave. A digest that would be days late is left out; without this, none is. */
  dueAt: z.optional(z.iso.datetime()),
  /** Days of earlier digests that came due while no planner ran. */
  missed: z.optional(z.array(z.iso.date())),
});
export type CheckupMessage = z.infer<typeof checkupMessage>;
