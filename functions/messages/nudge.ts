import * as z from "zod/mini";
import { runnerId } from "./runner-id.ts";

/**
 * Asks `send-nudges` to look whether this runner should be written to now. Everything else is looked
 * up then, so that a message come late, twice or in any order leaves the same.
 */
export const nudgeMessage = z.object({ runnerId });
export type NudgeMessage = z.infer<typeof nudgeMessage>;
