import * as z from "zod/mini";
import { figure } from "../figure.ts";

/** 64 bits wide: `parseJson` returns an id beyond 2^53 as a string, and here all ids become strings. */
const id = z.pipe(
  z.union([z.int().check(z.nonnegative()), z.string().check(z.regex(/^\d{1,20}$/))]),
  z.transform((value) => String(value)),
);

/** The fields of Strava's SummaryActivity and DetailedActivity that we use; all others are dropped unread. */
export const wireActivity = z.object({
  id,
  athlete: z.nullish(z.object({ id })),
  name: z.nullish(z.string()),
  type: z.nullish(z.string()),
  sport_type: z.nullish(z.string()),
  start_date: z.iso.datetime(),
  start_date_local: z.iso.datetime(),
  distance: figure,
  moving_time: figure,
  elapsed_time: figure,
  average_heartrate: figure,
  max_heartrate: figure,
  average_cadence: figure,
  perceived_exertion: z.nullish(z.number()),
  gear_id: z.nullish(z.string().check(z.maxLength(128))),
  device_name: z.nullish(z.string()),
});
export type WireActivity = z.infer<typeof wireActivity>;

export const wireGear = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(128)),
  name: z.nullish(z.string()),
  nickname: z.nullish(z.string()),
  brand_name: z.nullish(z.string()),
  model_name: z.nullish(z.string()),
  distance: figure,
  retired: z.nullish(z.boolean()),
  notification_distance: figure,
});
export type WireGear = z.infer<typeof wireGear>;

/** `shoes` is only there with a token that has profile:read_all. */
export const wireAthlete = z.object({
  id,
  shoes: z.nullish(z.array(wireGear)),
});
export type WireAthlete = z.infer<typeof wireAthlete>;

/** Strava's answer to a call that it refuses. */
export const wireFault = z.object({
  message: z.nullish(z.string()),
  errors: z.array(
    z.object({
      resource: z.nullish(z.string()),
      field: z.nullish(z.string()),
      code: z.nullish(z.string()),
    }),
  ),
});
export type WireFault = z.infer<typeof wireFault>;

export const wireSubscription = z.object({ id, callback_url: z.string() });
export type WireSubscription = z.infer<typeof wireSubscription>;
