import { describe, expect, it } from "vitest";
import { toTold, wireActivity } from "../../../../functions/providers/intervals/translate.ts";

const RUN = {
  id: "i55610271",
  icu_athlete_id: "i2049151",
  source: "GARMIN_CONNECT",
  type: "Run",
  name: "Morning\nrun",
  start_date: "2026-11-22T07:49:30Z",
  start_date_local: "2026-11-22T08:49:30",
  timezone: "Europe/Copenhagen",
  distance: 8200.4,
  moving_time: 2730,
  elapsed_time: 2800,
  average_heartrate: 148,
  max_heartrate: 171,
  average_cadence: 83.5,
  icu_rpe: 6,
  icu_training_load: 61,
  device_name: "Garmin Forerunner 265",
};

const read = (changed: object = {}) => toTold(wireActivity.parse({ ...RUN, ...changed }));

describe("an activity of intervals.icu's", () => {
  it("becomes one in the runner's own time, with both legs counted", () => {
    expect(read()).toEqual({
      kind: "activity",
      record: {
        source: "intervals",
        sourceId: "i55610271",
        name: "Morning run",
        sport: "run",
        startAt: "2026-11-22T07:49:30.000Z",
        day: "2026-11-22",
        startMinute: 529.5,
        distanceM: 8200.4,
        movingS: 2730,
        elapsedS: 2800,
        averageHeartRateBpm: 148,
        maxHeartRateBpm: 171,
        sessionRpe: 6,
        cadenceSpm: 167,
        shoeSourceId: null,
        device: "Garmin Forerunner 265",
      },
    });
  });

  it("that came from Strava is a placeholder, of which nothing is passed on", () => {
    const placeholder = {
      id: "17290393421",
      icu_athlete_id: "i2049151",
      start_date_local: "2026-11-22T08:49:30",
      source: "STRAVA",
      _note: "STRAVA activities are not available via the API",
    };
    expect(toTold(wireActivity.parse(placeholder))).toEqual({ kind: "withheld" });
    // Whatever else it may say one day, it must not be passed on.
    expect(read({ source: "STRAVA" })).toMatchObject({ kind: "withheld" });
  });

  it.each([
    ["told", RUN.start_date, RUN.timezone, "2026-11-22T07:49:30.000Z"],
    ["not told, by the zone's clock", null, "America/New_York", "2026-11-22T13:49:30.000Z"],
    ["not told and without a zone, by UTC's", null, null, "2026-11-22T08:49:30.000Z"],
    ["not told, with a zone that there is not", null, "Mars/Olympus", "2026-11-22T08:49:30.000Z"],
  ])("whose instant is %s has one", (_, start_date, timezone, startAt) => {
    expect(read({ start_date, timezone })).toMatchObject({ record: { startAt } });
  });

  it.each([
    [
      "in Auckland, with a zone of home",
      "2026-11-22T20:49:30",
      "Europe/Copenhagen",
      "2026-11-22",
      1249.5,
    ],
    [
      "in Honolulu, on the day before",
      "2026-11-21T21:49:30",
      "Europe/Copenhagen",
      "2026-11-21",
      1309.5,
    ],
    ["in Kathmandu, by quarters of an hour", "2026-11-22T13:34:30", null, "2026-11-22", 814.5],
    [
      "with a time of day that no clock shows then",
      "2026-11-25T08:49:30",
      "Europe/Copenhagen",
      "2026-11-22",
      529.5,
    ],
    [
      "with a time of day that is off by minutes",
      "2026-11-22T08:42:30",
      "(GMT+01:00) Europe/Copenhagen",
      "2026-11-22",
      529.5,
    ],
  ])(
    "that was run %s is on the runner's own day",
    (_, start_date_local, timezone, day, startMinute) => {
      const startAt = "2026-11-22T07:49:30.000Z";
      expect(read({ start_date_local, timezone })).toMatchObject({
        record: { startAt, day, startMinute },
      });
    },
  );

  it.each([
    ["TrailRun", "trail-run"],
    ["VirtualRun", "virtual-run"],
    ["Ride", "ride"],
    ["WeightTraining", "strength"],
    ["Kitesurf", "other"],
  ])("of the type %s is a %s", (type, sport) => {
    expect(read({ type })).toMatchObject({ record: { sport } });
  });

  it.each(["TrailRun", "VirtualRun"])("of the type %s has both legs' steps too", (type) => {
    expect(read({ type })).toMatchObject({ record: { cadenceSpm: 167 } });
  });

  it.each([
    [0, 0],
    [10, 10],
    [10.5, null],
    [-1, null],
    [null, null],
  ])("felt as %s is a session of %s", (icu_rpe, sessionRpe) => {
    expect(read({ icu_rpe })).toMatchObject({ record: { sessionRpe } });
  });

  it("told with an offset instead of a Z began at that instant", () => {
    expect(read({ start_date: "2026-11-22T08:49:30+01:00" })).toMatchObject({
      record: { startAt: "2026-11-22T07:49:30.000Z", startMinute: 529.5 },
    });
  });

  it.each([
    ["14 hours ahead, as on the Line Islands", "2026-11-22T21:49:30", 1309.5],
    ["a quarter more, as nowhere", "2026-11-22T22:04:30", 529.5],
  ])("with a clock that is %s", (_, start_date_local, startMinute) => {
    expect(read({ start_date_local })).toMatchObject({ record: { startMinute } });
  });

  it("that tells no moving time took as long as it lasted", () => {
    expect(read({ moving_time: null })).toMatchObject({
      record: { movingS: 2800, elapsedS: 2800 },
    });
    expect(read({ elapsed_time: null })).toMatchObject({
      record: { movingS: 2730, elapsedS: 2730 },
    });
  });

  it("of a ride has no steps, and of nothing but a start no figures", () => {
    expect(read({ type: "Ride" })).toMatchObject({ record: { cadenceSpm: null } });
    const { id, source, start_date_local } = RUN;
    expect(toTold(wireActivity.parse({ id, source, start_date_local }))).toMatchObject({
      record: { distanceM: 0, movingS: 0, averageHeartRateBpm: null, sessionRpe: null, name: "" },
    });
  });

  it.each([
    ["id", "../x"],
    ["start_date_local", "2026-13-45T00:00:00"],
    ["distance", -5],
    ["distance", "far"],
  ])("is refused for a %s of %s", (field, value) => {
    expect(wireActivity.safeParse({ ...RUN, [field]: value }).success).toBe(false);
  });
});
