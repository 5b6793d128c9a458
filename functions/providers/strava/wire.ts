import * as z from "zod";

/** 64 bits wide: `parseJson` hands an id beyond 2^53 over as a string, and here all become one. */
const id = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,20}$/)])
  .transform((value) => String(value));

const figure = z.number().nonnegative().nullish();

/** The fields of Strava's SummaryActivity and DetailedActivity that we use; every other is dropped unread. */
export const wireActivity = z.object({
  id,
  athlete: z.object({ id }).nullish(),
  name: z.string().nullish(),
  type: z.string().nullish(),
  sport_type: z.string().nullish(),
  start_date: z.iso.datetime(),
  start_date_local: z.iso.datetime(),
  timezone: z.string().nullish(),
  distance: figure,
  moving_time: figure,
  elapsed_time: figure,
  average_heartrate: figure,
  max_heartrate: figure,
  average_cadence: figure,
  perceived_exertion: z.number().nullish(),
  gear_id: z.string().max(128).nullish(),
  device_name: z.string().nullish(),
});
export type WireActivity = z.infer<typeof wireActivity>;

export const wireGear = z.object({
  id: z.string().min(1).max(128),
  name: z.string().nullish(),
  nickname: z.string().nullish(),
  brand_name: z.string().nullish(),
  model_name: z.string().nullish(),
  distance: figure,
  retired: z.boolean().nullish(),
  notification_distance: figure,
});
export type WireGear = z.infer<typeof wireGear>;

/** `shoes` is only there for a token with profile:read_all. */
export const wireAthlete = z.object({
  id,
  firstname: z.string().nullish(),
  measurement_preference: z.string().nullish(),
  shoes: z.array(wireGear).nullish(),
});
export type WireAthlete = z.infer<typeof wireAthlete>;

/** Strava's answer to a call that it does not fulfil. */
export const wireFault = z.object({
  message: z.string().nullish(),
  errors: z.array(
    z.object({
      resource: z.string().nullish(),
      field: z.string().nullish(),
      code: z.string().nullish(),
    }),
  ),
});
export type WireFault = z.infer<typeof wireFault>;

export const wireSubscription = z.object({ id, callback_url: z.string() });
export type WireSubscription = z.infer<typeof wireSubscription>;
