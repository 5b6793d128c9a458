import { z } from "zod";

/*
 * What Strava publishes about its answers, as facts in our own words, to check the simulator against.
 * Names and types: Strava's Swagger (developers.strava.com/swagger/), read in the form from which stravalib
 * generates its models (stravalib/stravalib 96d8ef6, src/stravalib/strava_model.py, updated 2026-05-30). It
 * declares every field optional. Which fields are really sent, and which ones Swagger does not list, is
 * known from answers recorded by dblock/strava-ruby-client (ca6ae63, spec/fixtures/strava/:
 * models/summary_activity.json, models/detailed_activities/run.json, models/detailed_gear/shoe.json,
 * models/detailed_athlete.json, oauth/*.yml, webhooks/*.yml). Refusals: the same fixtures, Strava's page on
 * authentication, and stravalib issue 730 (403 for a lapsed application).
 */

const id = z.int().nonnegative();
const instant = z.iso.datetime();
const place = z.union([z.tuple([]), z.tuple([z.number(), z.number()])]);
const count = z.int().nonnegative();

const SPORT_TYPES = [
  "AlpineSki BackcountrySki Badminton Basketball Canoeing Cricket Crossfit Dance EBikeRide Elliptical",
  "EMountainBikeRide Golf GravelRide Handcycle HighIntensityIntervalTraining Hike IceSkate InlineSkate",
  "Kayaking Kitesurf MountainBikeRide NordicSki Padel PhysicalTherapy Pickleball Pilates Racquetball Ride",
  "RockClimbing RollerSki Rowing Run Sail Skateboard Snowboard Snowshoe Soccer Squash StairStepper",
  "StandUpPaddling Surfing Swim TableTennis Tennis TrailRun Velomobile VirtualRide VirtualRow VirtualRun",
  "Volleyball Walk WeightTraining Wheelchair Windsurf Workout Yoga",
].flatMap((line) => line.split(" "));

const ONLY_SPORT_TYPES = ["TrailRun", "GravelRide", "MountainBikeRide"];

const sportType = z.string().refine((name) => SPORT_TYPES.includes(name));
const deprecatedType = sportType.refine((name) => !ONLY_SPORT_TYPES.includes(name));

const summary = {
  resource_state: z.literal(2),
  athlete: z.strictObject({ id, resource_state: z.literal(1) }),
  name: z.string(),
  distance: z.number(),
  moving_time: count,
  elapsed_time: count,
  total_elevation_gain: z.number(),
  type: deprecatedType,
  sport_type: sportType,
  workout_type: z.int().nullable(),
  device_name: z.string().optional(),
  id,
  start_date: instant,
  start_date_local: instant,
  timezone: z.string().regex(/^\(GMT[+-]\d\d:\d\d\) [A-Za-z_/]+$/),
  utc_offset: z.number(),
  location_city: z.string().nullable(),
  location_state: z.string().nullable(),
  location_country: z.string().nullable(),
  achievement_count: count,
  kudos_count: count,
  comment_count: count,
  athlete_count: count.min(1),
  photo_count: count,
  map: z.strictObject({
    id: z.string(),
    summary_polyline: z.string(),
    polyline: z.string().optional(),
    resource_state: z.int(),
  }),
  trainer: z.boolean(),
  commute: z.boolean(),
  manual: z.boolean(),
  private: z.boolean(),
  visibility: z.enum(["everyone", "followers_only", "only_me"]),
  flagged: z.boolean(),
  gear_id: z.string().nullable(),
  start_latlng: place,
  end_latlng: place,
  average_speed: z.number(),
  max_speed: z.number(),
  average_cadence: z.number().optional(),
  average_temp: z.number().optional(),
  has_heartrate: z.boolean(),
  average_heartrate: z.number().optional(),
  max_heartrate: z.number().optional(),
  heartrate_opt_out: z.boolean(),
  display_hide_heartrate_option: z.boolean(),
  elev_high: z.number().optional(),
  elev_low: z.number().optional(),
  upload_id: id.nullable(),
  upload_id_str: z.string().optional(),
  external_id: z.string().optional(),
  from_accepted_tag: z.boolean(),
  pr_count: count,
  total_photo_count: count,
  has_kudoed: z.boolean(),
  suffer_score: z.number().nullish(),
};

const summaryGear = {
  id: z.string().regex(/^[gb]\d+$/),
  primary: z.boolean(),
  name: z.string(),
  nickname: z.string().nullable(),
  resource_state: z.literal(2),
  retired: z.boolean(),
  distance: z.number(),
  converted_distance: z.number(),
};

const summaryAthlete = {
  id,
  username: z.string().nullable(),
  resource_state: z.literal(2),
  firstname: z.string(),
  lastname: z.string(),
  bio: z.string().nullish(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  country: z.string().nullable(),
  sex: z.enum(["M", "F"]).nullable(),
  premium: z.boolean(),
  summit: z.boolean(),
  created_at: instant,
  updated_at: instant,
  badge_type_id: z.int(),
  weight: z.number().nullish(),
  profile_medium: z.string(),
  profile: z.string(),
  friend: z.null(),
  follower: z.null(),
};

const tokens = {
  token_type: z.literal("Bearer"),
  access_token: z.string().regex(/^[0-9a-f]{40}$/),
  refresh_token: z.string().regex(/^[0-9a-f]{40}$/),
  expires_at: z.int().positive(),
  expires_in: z.int().min(0).max(21_600),
};

/** Strict where the whole shape is known: a field that Strava never sends is a fault of the simulator. */
export const published = {
  summaryActivity: z.strictObject(summary),
  detailedActivity: z.strictObject({
    ...summary,
    resource_state: z.literal(3),
    description: z.string().nullable(),
    calories: z.number(),
    perceived_exertion: z.number().nullable(),
    prefer_perceived_exertion: z.boolean().nullable(),
    gear: z.strictObject(summaryGear).optional(),
    segment_efforts: z.array(z.unknown()),
    splits_metric: z.array(z.unknown()),
    splits_standard: z.array(z.unknown()),
    laps: z.array(z.unknown()),
    best_efforts: z.array(z.unknown()).optional(),
    photos: z.looseObject({}).optional(),
    stats_visibility: z.array(z.unknown()).optional(),
    hide_from_home: z.boolean().optional(),
    embed_token: z.string().optional(),
    similar_activities: z.looseObject({}).optional(),
    available_zones: z.array(z.string()).optional(),
  }),
  detailedGear: z.strictObject({
    ...summaryGear,
    resource_state: z.literal(3),
    brand_name: z.string(),
    model_name: z.string(),
    description: z.string().nullable(),
    notification_distance: z.number(),
  }),
  summaryAthlete: z.strictObject(summaryAthlete),
  detailedAthlete: z.object({
    ...summaryAthlete,
    resource_state: z.literal(3),
    follower_count: count,
    friend_count: count,
    measurement_preference: z.enum(["feet", "meters"]),
    ftp: z.int().nullable(),
    clubs: z.array(z.unknown()),
    bikes: z.array(z.strictObject(summaryGear)),
    shoes: z.array(z.strictObject(summaryGear)),
  }),
  /** Exchanging a code returns the athlete's summary, as far as the recording of 2018 shows it. */
  exchange: z.strictObject({ ...tokens, athlete: z.strictObject(summaryAthlete) }),
  refresh: z.strictObject(tokens),
  subscription: z.strictObject({
    id,
    resource_state: z.literal(2),
    application_id: id,
    callback_url: z.url(),
    created_at: instant,
    updated_at: instant,
  }),
  event: z.strictObject({
    object_type: z.enum(["activity", "athlete"]),
    object_id: id,
    aspect_type: z.enum(["create", "update", "delete"]),
    updates: z.partialRecord(z.enum(["title", "type", "private", "authorized"]), z.string()),
    owner_id: id,
    subscription_id: id,
    event_time: z.int().positive(),
  }),
  fault: z.strictObject({
    message: z.string(),
    errors: z.array(z.strictObject({ resource: z.string(), field: z.string(), code: z.string() })),
  }),
};
