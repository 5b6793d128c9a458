import { z } from "zod";
import { activityRecord, shoeRecord } from "./activity.ts";

/** Whoever learns of an activity or a shoe sends this; `ingest-activity` stores it. */
export const ingestMessage = z.object({
  runnerId: z.string().min(1).max(64),
  item: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("activity"), activity: activityRecord }),
    z.object({ kind: z.literal("shoe"), shoe: shoeRecord }),
  ]),
});
export type IngestMessage = z.infer<typeof ingestMessage>;
