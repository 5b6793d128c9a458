import { Temporal } from "temporal-polyfill";
import type { Grant } from "./grants.ts";
import type { SimActivity, SimAthlete, SimShoe } from "./model.ts";

declare global {
  interface JSON {
    /** In Node since 22, but not yet in TypeScript's library. */
    rawJSON(text: string): unknown;
  }
}

type Json = Record<string, unknown>;

/** IDs are 64 bits wide: a JSON number with all their digits, which a JavaScript number can't hold. */
export function idNumber(digits: string): unknown {
  return JSON.rawJSON(digits);
}

/** The deprecated `type` has fewer kinds than `sport_type`. */
const TYPE_OF: Readonly<Record<string, string>> = {
  TrailRun: "Run",
  GravelRide: "Ride",
  MountainBikeRide: "Ride",
};

/** What a list shows of an activity. Measures that weren't taken are left out, as Strava does. */
export function summaryActivity(activity: SimActivity, athlete: SimAthlete): Json {
  const { averageHeartRateBpm: heartRate, movingS } = activity;
  const speed = movingS > 0 ? Math.round((1000 * activity.distanceM) / movingS) / 1000 : 0;
  const uploadId = activity.isManual ? null : `1${activity.id}`.slice(0, 15);
  return {
    resource_state: 2,
    athlete: { id: idNumber(athlete.id), resource_state: 1 },
    name: activity.name,
    distance: activity.distanceM,
    moving_time: movingS,
    elapsed_time: activity.elapsedS,
    total_elevation_gain: 0,
    type: TYPE_OF[activity.sportType] ?? activity.sportType,
    sport_type: activity.sportType,
    workout_type: null,
    ...(activity.isManual ? {} : { device_name: "Generated watch" }),
    id: idNumber(activity.id),
    ...startOf(activity, athlete.zone),
    location_city: null,
    location_state: null,
    location_country: null,
    achievement_count: 0,
    kudos_count: 0,
    comment_count: 0,
    athlete_count: 1,
    photo_count: 0,
    map: { id: `a${activity.id}`, summary_polyline: "", resource_state: 2 },
    trainer: false,
    commute: false,
    manual: activity.isManual,
    private: activity.isPrivate,
    visibility: activity.isPrivate ? "only_me" : "everyone",
    flagged: false,
    gear_id: activity.gearId,
    // An indoor activity, or one entered by hand, has no place, and Strava shows an empty list for it.
    start_latlng: [],
    end_latlng: [],
    average_speed: speed,
    max_speed: Math.round(speed * 1300) / 1000,
    ...(activity.cadencePerLeg === null ? {} : { average_cadence: activity.cadencePerLeg }),
    has_heartrate: heartRate !== null,
    ...(heartRate === null
      ? {}
      : {
          average_heartrate: heartRate,
          max_heartrate: activity.maxHeartRateBpm ?? heartRate,
        }),
    heartrate_opt_out: false,
    display_hide_heartrate_option: heartRate !== null,
    upload_id: uploadId === null ? null : idNumber(uploadId),
    ...(uploadId === null
      ? {}
      : { upload_id_str: uploadId, external_id: `generated-${activity.id}.fit` }),
    from_accepted_tag: false,
    pr_count: 0,
    total_photo_count: 0,
    has_kudoed: false,
  };
}

export function detailedActivity(
  activity: SimActivity,
  athlete: SimAthlete,
  gear: { readonly shoe: SimShoe; readonly distanceM: number } | null,
): Json {
  return {
    ...summaryActivity(activity, athlete),
    resource_state: 3,
    description: null,
    calories: Math.round(activity.distanceM / 15),
    perceived_exertion: activity.perceivedExertion,
    prefer_perceived_exertion: activity.perceivedExertion === null ? null : false,
    ...(gear === null ? {} : { gear: summaryGear(gear.shoe, gear.distanceM) }),
    segment_efforts: [],
    splits_metric: [],
    splits_standard: [],
    laps: [],
  };
}

export function summaryGear(shoe: SimShoe, distanceM: number): Json {
  return {
    id: shoe.id,
    primary: false,
    name: shoe.name,
    nickname: "",
    resource_state: 2,
    retired: shoe.retired,
    distance: distanceM,
    converted_distance: Math.round(distanceM / 100) / 10,
  };
}

export function detailedGear(shoe: SimShoe, distanceM: number): Json {
  return {
    ...summaryGear(shoe, distanceM),
    resource_state: 3,
    brand_name: "Generated",
    model_name: shoe.name,
    description: "",
    notification_distance: shoe.notificationDistanceM,
  };
}

export function summaryAthlete(athlete: SimAthlete): Json {
  return {
    id: idNumber(athlete.id),
    username: null,
    resource_state: 2,
    firstname: athlete.firstname,
    lastname: athlete.lastname,
    city: "",
    state: "",
    country: "",
    sex: null,
    premium: false,
    summit: false,
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2020-01-01T00:00:00Z",
    badge_type_id: 0,
    profile_medium: "avatar/athlete/medium.png",
    profile: "avatar/athlete/large.png",
    friend: null,
    follower: null,
  };
}

export function detailedAthlete(athlete: SimAthlete, shoes: readonly Json[]): Json {
  return {
    ...summaryAthlete(athlete),
    resource_state: 3,
    follower_count: 0,
    friend_count: 0,
    measurement_preference: "meters",
    ftp: null,
    weight: null,
    clubs: [],
    bikes: [],
    shoes,
  };
}

export function tokenAnswer(grant: Grant, nowMs: number): Json {
  return {
    token_type: "Bearer",
    access_token: grant.accessToken,
    expires_at: Math.floor(grant.accessEndsAtMs / 1000),
    expires_in: Math.floor((grant.accessEndsAtMs - nowMs) / 1000),
    refresh_token: grant.refreshToken,
  };
}

export function fault(message: string, resource?: string, field = "", code = "invalid"): Json {
  return { message, errors: resource === undefined ? [] : [{ resource, field, code }] };
}

/** The four fields that give the start, each with its own convention for times. */
function startOf(activity: SimActivity, zone: string): Json {
  const start = Temporal.Instant.from(activity.startAt).toZonedDateTimeISO(zone);
  // A hidden time of day is shown as one second past the first midnight of the day.
  const shown = activity.hidesStart ? start.startOfDay().add({ seconds: 1 }) : start;
  return {
    start_date: shown.toInstant().toString({ smallestUnit: "second" }),
    // Ends in Z, but is local time all the same.
    start_date_local: `${shown.toPlainDateTime().toString({ smallestUnit: "second" })}Z`,
    timezone: `(GMT${standardOffset(start)}) ${zone}`,
    utc_offset: start.offsetNanoseconds / 1e9,
  };
}

/** The zone's winter offset, which Strava writes all year round. */
function standardOffset(start: Temporal.ZonedDateTime): string {
  const [january, july] = [1, 7].map((month) => start.with({ month, day: 1 }));
  if (january === undefined || july === undefined) return start.offset;
  return january.offsetNanoseconds <= july.offsetNanoseconds ? january.offset : july.offset;
}
