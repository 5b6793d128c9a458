import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activityRecord } from "../../../../functions/messages/activity.ts";
import { toActivity, toShoe } from "../../../../functions/providers/strava/translate.ts";
import { type WireActivity, wireActivity } from "../../../../functions/providers/strava/wire.ts";
import { makeWireActivity, makeWireGear } from "./make-wire.ts";

const recordOf = (overrides: Partial<WireActivity>) => toActivity(makeWireActivity(overrides));

describe("an activity of Strava's", () => {
  it("is told in our words", () => {
    expect(toActivity(makeWireActivity())).toEqual({
      source: "strava",
      sourceId: "42",
      name: "Morning run",
      sport: "run",
      startAt: "2025-10-18T12:49:30.000Z",
      day: "2025-10-18",
      startMinute: 529.5,
      distanceM: 10_000.4,
      movingS: 3600,
      elapsedS: 3700,
      averageHeartRateBpm: 151.6,
      maxHeartRateBpm: 174,
      sessionRpe: null,
      cadenceSpm: 157.4,
      shoeSourceId: "g77",
    });
  });

  it.each<[string, Partial<WireActivity>, Partial<ReturnType<typeof recordOf>>]>([
    [
      "belongs to the local day, though UTC is on the next one",
      { start_date: "2025-10-19T02:30:00Z", start_date_local: "2025-10-18T22:30:00Z" },
      { day: "2025-10-18", startMinute: 1350, startAt: "2025-10-19T02:30:00.000Z" },
    ],
    [
      "begins its day when the time of day is hidden",
      { start_date: "2025-10-18T04:00:01Z", start_date_local: "2025-10-18T00:00:01Z" },
      { day: "2025-10-18", startMinute: 0 },
    ],
    [
      "may truly begin shortly after midnight",
      { start_date_local: "2025-10-18T00:00:30Z" },
      { startMinute: 0.5 },
    ],
    [
      "follows sport_type over type",
      { type: "Run", sport_type: "TrailRun" },
      { sport: "trail-run" },
    ],
    ["falls back on type", { type: "Ride", sport_type: null }, { sport: "ride" }],
    ["can be a run on a treadmill game", { sport_type: "VirtualRun" }, { sport: "virtual-run" }],
    [
      "of a kind that Strava added is what its older type says",
      { type: "Run", sport_type: "UltraRun" },
      { sport: "run" },
    ],
    [
      "of a kind we don't know is other",
      { type: "Kitesurf", sport_type: "Kitesurf" },
      { sport: "other" },
    ],
    [
      "has no heart rate where none was sent",
      { average_heartrate: undefined, max_heartrate: null },
      { averageHeartRateBpm: null, maxHeartRateBpm: null },
    ],
    [
      "has no heart rate where the strap heard nothing",
      { average_heartrate: 0, max_heartrate: 0 },
      { averageHeartRateBpm: null, maxHeartRateBpm: null },
    ],
    [
      "names what recorded it",
      { device_name: " Garmin Forerunner 265 " },
      { device: "Garmin Forerunner 265" },
    ],
    ["has the exertion that its runner gave", { perceived_exertion: 7 }, { sessionRpe: 7 }],
    ["may have an exertion of 0, which is not none", { perceived_exertion: 0 }, { sessionRpe: 0 }],
    ["has no exertion beyond the scale", { perceived_exertion: 11 }, { sessionRpe: null }],
    ["has no cadence where none was counted", { average_cadence: 0 }, { cadenceSpm: null }],
    [
      "counts both feet of a sprinter's cadence, which elsewhere could be a walker's",
      { average_cadence: 110 },
      { cadenceSpm: 220 },
    ],
    [
      "keeps a cadence that counts both feet already",
      { average_cadence: 172 },
      { cadenceSpm: 172 },
    ],
    [
      "has no steps on a bike, and its gear is no shoe",
      { sport_type: "Ride", gear_id: "b9" },
      { cadenceSpm: null, shoeSourceId: null },
    ],
    ["never wears a bike", { gear_id: "b9" }, { shoeSourceId: null }],
    ["of a walk wears shoes too", { sport_type: "Walk" }, { shoeSourceId: "g77" }],
    [
      "typed in without a recording has only what was typed",
      { average_heartrate: null, average_cadence: null, distance: 0, gear_id: null },
      { distanceM: 0, cadenceSpm: null, shoeSourceId: null },
    ],
    [
      "without a moving time took the elapsed one",
      { moving_time: null },
      { movingS: 3700, elapsedS: 3700 },
    ],
    ["has its name on one line", { name: " Hills\n\u202Eand\tmore " }, { name: "Hills and more" }],
  ])("%s", (_name, given, expected) => {
    expect(recordOf(given)).toMatchObject(expected);
  });

  it("is always a record that the queue accepts", () => {
    const figure = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }));
    const instant = fc
      .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString().replace(/\.\d+Z$/, "Z"));
    const sent = fc.record({
      id: fc.oneof(fc.maxSafeNat(), fc.bigInt(2n ** 53n, 2n ** 63n - 1n).map(String)),
      name: fc.option(fc.string({ unit: "binary", maxLength: 320 })),
      sport_type: fc.option(fc.constantFrom("Run", "TrailRun", "Ride", "Yoga", "")),
      start_date: instant,
      start_date_local: instant,
      distance: figure,
      moving_time: figure,
      elapsed_time: figure,
      average_heartrate: figure,
      max_heartrate: figure,
      average_cadence: figure,
      perceived_exertion: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      gear_id: fc.option(fc.constantFrom("g1", "b1", "", "g")),
    });
    fc.assert(
      fc.property(sent, (json) => {
        const record = toActivity(wireActivity.parse(json));
        expect(activityRecord.parse(record)).toEqual(record);
      }),
    );
  });
});

describe("a pair of shoes of Strava's", () => {
  it("keeps Strava's own figures", () => {
    expect(toShoe(makeWireGear({ retired: true, notification_distance: 600_000 }))).toEqual({
      shoe: { source: "strava", sourceId: "g77", name: "Maker Model Blue" },
      distanceM: 966_309,
      retired: true,
      notificationDistanceM: 600_000,
    });
  });

  it.each([
    ["its name", {}, "Maker Model Blue"],
    ["its nickname", { name: "" }, "Blue"],
    ["its maker and model", { name: null, nickname: " " }, "Maker Model"],
    ["its id", { name: "", nickname: "", brand_name: "", model_name: null }, "Unnamed shoe g77"],
  ])("is called by %s", (_by, given, name) => {
    expect(toShoe(makeWireGear(given))?.shoe.name).toBe(name);
  });

  it("is told of at no distance where the runner set 0", () => {
    expect(toShoe(makeWireGear())?.notificationDistanceM).toBeNull();
  });

  it("is no bike", () => {
    expect(toShoe(makeWireGear({ id: "b12" }))).toBeNull();
  });
});
