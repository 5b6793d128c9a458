import * as z from "zod/mini";
import { activityRecord, shoeRecord } from "./activity.ts";
import { storedCheckIn } from "./check-in.ts";
import { runnerId } from "./runner-id.ts";

/** Whoever learns of an activity, a pair of shoes or a check-in sends this; `ingest-activity` stores it. */
export const ingestMessage = z.object({
  runnerId,
  /** Part of a past that is imported at once: the digest reports it and no nudge does. */
  isHistory: z.optional(z.boolean()),
  item: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("activity"), activity: activityRecord }),
    z.object({ kind: z.literal("shoe"), shoe: shoeRecord }),
    z.object({ kind: z.literal("check-in"), checkIn: storedCheckIn }),
  ]),
});
export type IngestMessage = z.infer<typeof ingestMessage>;
