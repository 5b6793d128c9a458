import * as z from "zod/mini";
import { runnerId } from "./runner-id.ts";

/**
 * Asks `send-nudges` to check whether this runner should be written to now. Everything else is looked up
 * then, so that a message that comes late, twice or out of order leads to the same result.
 */
export const nudgeMessage = z.object({ runnerId });
export type NudgeMessage = z.infer<typeof nudgeMessage>;
