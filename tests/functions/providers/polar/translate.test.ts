import { describe, expect, it } from "vitest";
import { toActivity, wireExercise } from "../../../../functions/providers/polar/translate.ts";

/** The published example, as AccessLink's own documentation prints it. */
const PUBLISHED = {
  id: "2AC312F",
  upload_time: "2008-10-13T10:40:02.000Z",
  polar_user: "https://www.polaraccesslink/v3/users/1",
  device: "Polar M400",
  device_id: "1111AAAA",
  start_time: "2008-10-13T10:40:02.000Z",
  start_time_utc_offset: 180,
  duration: "PT2H44M45S",
  calories: 530,
  distance: 1600.0,
  heart_rate: { average: 129, maximum: 147 },
  training_load: 143.22,
  sport: "OTHER",
  has_route: true,
  club_id: 999,
  club_name: "Polar Club",
  detailed_sport_info: "WATERSPORTS_WATERSKI",
  fat_percentage: 60,
  "running-index": 51,
  "training-load-pro": { "cardio-load": 232.2, "user-rpe": "UNKNOWN" },
};

const read = (changed: object = {}) => toActivity(wireExercise.parse({ ...PUBLISHED, ...changed }));

describe("an exercise of Polar's", () => {
  it("of a sport in a text without end is read in time", () => {
    const endless = "OFFROAD".repeat(500_000);
    expect(read({ detailed_sport_info: endless }).sport).toBe("other");
    expect(read({ detailed_sport_info: "OFFROADDUATHLON_RUNNING_1" }).sport).toBe("trail-run");
  });

  it("as it is published becomes an activity in the runner's own time", () => {
    expect(read()).toEqual({
      source: "polar",
      sourceId: "2AC312F",
      name: "Watersports waterski",
      sport: "other",
      startAt: "2008-10-13T07:40:02.000Z",
      day: "2008-10-13",
      startMinute: 640 + 2 / 60,
      distanceM: 1600,
      movingS: 9885,
      elapsedS: 9885,
      averageHeartRateBpm: 129,
      maxHeartRateBpm: 147,
      sessionRpe: null,
      cadenceSpm: null,
      shoeSourceId: null,
      device: "Polar M400",
    });
  });

  it.each([
    ["RUNNING", "RUNNING", "run"],
    ["OTHER", "ROAD_RUNNING", "run"],
    ["RUNNING", "TRAIL_RUNNING", "trail-run"],
    ["RUNNING", "TREADMILL_RUNNING", "virtual-run"],
    ["OTHER", "JOGGING", "run"],
    ["RUNNING", null, "run"],
    ["WALKING", "NORDIC_WALKING", "walk"],
    ["OTHER", "HIKING", "hike"],
    ["CYCLING", "MOUNTAIN_BIKING", "ride"],
    ["SWIMMING", "POOL_SWIMMING", "swim"],
    ["OTHER", "CROSS-TRAINER", "elliptical"],
    ["STRENGTH_TRAINING", "STRENGTH_TRAINING", "strength"],
    ["OTHER", "YOGA", "mobility"],
    ["OTHER", "CLIMBING_INDOOR", "other"],
    // The hip bears nothing there: as a run it would raise the load of someone who spares it.
    ["RUNNING", "WATER_RUNNING", "other"],
    ["OTHER", "ORIENTEERING", "run"],
    ["OTHER", "ORIENTEERING_SKI", "other"],
    ["OTHER", "ORIENTEERING_MTB", "other"],
    ["OTHER", "OBSTACLE_COURSE_RACING", "run"],
    ["OTHER", "OFFROADTRIATHLON_RUNNING", "trail-run"],
    ["OTHER", "OFFROADDUATHLON_RUNNING", "trail-run"],
    // The sport counts if the detailed one is unknown to us.
    ["RUNNING", "SOMETHING_NEW", "run"],
  ])("of the sport %s and %s is a %s", (sport, detailed_sport_info, expected) => {
    expect(read({ sport, detailed_sport_info }).sport).toBe(expected);
  });

  it.each([
    ["PT45M30S", 2730],
    ["PT1H", 3600],
    ["PT3600.500S", 3600.5],
    ["PT0S", 0],
  ])("that took %s took %d s", (duration, expected) => {
    expect(read({ duration }).movingS).toBe(expected);
  });

  it.each([
    ["west of Greenwich", "2026-11-22T23:10:00", -300, "2026-11-23T04:10:00.000Z", "2026-11-22"],
    [
      "east of it, after midnight",
      "2026-11-22T00:10:00",
      60,
      "2026-11-21T23:10:00.000Z",
      "2026-11-22",
    ],
    [
      "with no offset told",
      "2026-11-22T08:00:00",
      undefined,
      "2026-11-22T08:00:00.000Z",
      "2026-11-22",
    ],
  ])("begun %s has the day of its runner", (_, start_time, offset, startAt, day) => {
    expect(read({ start_time, start_time_utc_offset: offset })).toMatchObject({ startAt, day });
  });

  it.each([
    ["RPE_NONE", 1],
    ["RPE_EASY", 2],
    ["RPE_LIGHT", 3],
    ["RPE_FAIRLY_BRISK", 4],
    ["RPE_BRISK", 5],
    ["RPE_MODERATE", 6],
    ["RPE_FAIRLY_HARD", 7],
    ["RPE_HARD", 8],
    ["RPE_EXHAUSTING", 9],
    ["RPE_EXTREME", 10],
    ["UNKNOWN", null],
    [null, null],
    ["toString", null],
  ])("felt %s is a session of %s", (word, expected) => {
    expect(read({ "training-load-pro": { "user-rpe": word } }).sessionRpe).toBe(expected);
  });

  it("is as hard where Polar spells the field with underscores", () => {
    const load = { "training-load-pro": undefined, training_load_pro: { "user-rpe": "RPE_HARD" } };
    expect(read(load).sessionRpe).toBe(8);
  });

  it("without a distance, a strap or a device has none, and no zeros in their place", () => {
    const bare = read({
      distance: undefined,
      heart_rate: { average: 0, maximum: 0 },
      device: null,
    });
    expect(bare).toMatchObject({ distanceM: 0, averageHeartRateBpm: null, maxHeartRateBpm: null });
    expect(bare).not.toHaveProperty("device");
  });

  it("is read though nothing but its start and length is told, as by a watch without a strap", () => {
    const { id, start_time, duration } = PUBLISHED;
    expect(toActivity(wireExercise.parse({ id, start_time, duration }))).toMatchObject({
      name: "Other",
      sport: "other",
      averageHeartRateBpm: null,
      sessionRpe: null,
    });
  });

  it.each([
    ["a week", "P7D", true],
    ["a second more than a week", "PT604801S", false],
  ])("that took %s is read: %s", (_, duration, isRead) => {
    expect(wireExercise.safeParse({ ...PUBLISHED, duration }).success).toBe(isRead);
  });

  it.each([
    ["id", "../users"],
    ["start_time", "yesterday"],
    ["start_time", "2026-13-45T00:00:00"],
    ["duration", "an hour"],
    ["duration", "P400D"],
    ["distance", -1],
    ["start_time_utc_offset", 1081],
    ["start_time_utc_offset", -1081],
  ])("is refused for a %s of %s", (field, value) => {
    const result = wireExercise.safeParse({ ...PUBLISHED, [field]: value });
    expect(result.success && Boolean(toActivity(result.data).day)).toBe(false);
  });
});
