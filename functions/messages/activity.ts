import * as z from "zod/mini";
import { SPORTS } from "../../domain/history.ts";

const day = z.iso.date();
const source = z.string().check(z.minLength(1), z.maxLength(32));
const sourceId = z.string().check(z.minLength(1), z.maxLength(128));
const atLeastNone = z.number().check(z.minimum(0));
const aboveNoneOrUnknown = z.nullable(z.number().check(z.positive()));

/**
 * One activity as it travels on the queue and is stored in the table, already translated from its
 * provider's terms. `day` and `startMinute` are in the runner's local time: the source, which knows the
 * zone, decides them once.
 */
export const activityRecord = z.object({
  /** The source that reported it, and its id there: together they are the activity's identity. */
  source,
  sourceId,
  name: z.string().check(z.maxLength(300)),
  sport: z.enum(SPORTS),
  /** The instant it began, in UTC. */
  startAt: z.iso.datetime(),
  day,
  startMinute: z.number().check(z.minimum(0), z.lt(1440)),
  distanceM: atLeastNone,
  movingS: atLeastNone,
  elapsedS: atLeastNone,
  averageHeartRateBpm: aboveNoneOrUnknown,
  maxHeartRateBpm: aboveNoneOrUnknown,
  sessionRpe: z.nullable(z.number().check(z.minimum(0), z.maximum(10))),
  cadenceSpm: aboveNoneOrUnknown,
  /** See the domain's `HeartRateBands`; absent if the source gives no readings. */
  heartRateBands: z.optional(
    z.object({
      fromBpm: z.int().check(z.minimum(0)),
      seconds: z.readonly(z.array(atLeastNone).check(z.maxLength(50))),
    }),
  ),
  /** The source's own id of the shoe worn. */
  shoeSourceId: z.nullable(sourceId),
  /** What recorded it, as its source names it: some makers require to be credited. */
  device: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
});
export type ActivityRecord = z.infer<typeof activityRecord>;

/** A pair of shoes as its source reports it. What the runner sets (limits, retiring) is never in here. */
export const shoeRecord = z.object({
  source,
  sourceId,
  name: z.string().check(z.minLength(1), z.maxLength(200)),
});
export type ShoeRecord = z.infer<typeof shoeRecord>;
