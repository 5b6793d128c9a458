import * as z from "zod";

const day = z.iso.date();

/**
 * One activity as it travels on the queue and lies in the table, already translated out of its
 * provider's words. `day` and `startMinute` are the runner's local ones: the source that knows the
 * zone decides them, once.
 */
export const activityRecord = z.object({
  /** Who told us, and its own id there: together the activity's identity. */
  source: z.string().min(1).max(32),
  sourceId: z.string().min(1).max(128),
  name: z.string().max(300),
  sport: z.enum([
    "run",
    "trail-run",
    "virtual-run",
    "walk",
    "hike",
    "ride",
    "swim",
    "elliptical",
    "strength",
    "mobility",
    "other",
  ]),
  /** The instant it began, UTC. */
  startAt: z.iso.datetime(),
  day,
  startMinute: z.number().min(0).lt(1440),
  distanceM: z.number().min(0),
  movingS: z.number().min(0),
  elapsedS: z.number().min(0),
  averageHeartRateBpm: z.number().positive().nullable(),
  maxHeartRateBpm: z.number().positive().nullable(),
  sessionRpe: z.number().min(0).max(10).nullable(),
  cadenceSpm: z.number().positive().nullable(),
  /** The source's own id of the shoe worn. */
  shoeSourceId: z.string().min(1).max(128).nullable(),
  /** What recorded it, as its source names it: some makers ask to be named. */
  device: z.string().min(1).max(100).optional(),
});
export type ActivityRecord = z.infer<typeof activityRecord>;

/** A pair of shoes as its source tells it. What the runner sets (limits, retiring) is never in here. */
export const shoeRecord = z.object({
  source: z.string().min(1).max(32),
  sourceId: z.string().min(1).max(128),
  name: z.string().min(1).max(200),
});
export type ShoeRecord = z.infer<typeof shoeRecord>;
