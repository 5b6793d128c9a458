import { describe, expect, it } from "vitest";
import { toActivity, wireWorkout } from "../../../../functions/providers/suunto/translate.ts";

/** The published example (apizone.suunto.com/webhooks), as a run. */
const PUBLISHED = {
  workoutKey: "67604889401b942184624cb8",
  activityId: 1,
  startTime: 1702729200000,
  totalTime: 3600,
  energyConsumption: 500,
  startPosition: { x: 24.97242731, y: 60.27185791 },
  stepCount: 8500,
  totalAscent: 120.5,
  totalDescent: 110.3,
  totalDistance: 10000,
  hrdata: { workoutAvgHR: 145, workoutMaxHR: 175 },
  avgSpeed: 2.78,
  maxSpeed: 6,
  timeOffsetInMinutes: 120,
};

const read = (changed: object = {}) => toActivity(wireWorkout.parse({ ...PUBLISHED, ...changed }));

describe("a workout of Suunto's", () => {
  it("as it is published becomes an activity in the runner's own time", () => {
    expect(read()).toEqual({
      source: "suunto",
      sourceId: "67604889401b942184624cb8",
      name: "Running",
      sport: "run",
      startAt: "2023-12-16T12:20:00.000Z",
      day: "2023-12-16",
      startMinute: 14 * 60 + 20,
      distanceM: 10000,
      movingS: 3600,
      elapsedS: 3600,
      averageHeartRateBpm: 145,
      maxHeartRateBpm: 175,
      sessionRpe: null,
      cadenceSpm: 8500 / 60,
      shoeSourceId: null,
    });
  });

  it.each([
    [1, "run"],
    [22, "trail-run"],
    [53, "virtual-run"],
    [59, "run"],
    [60, "run"],
    [95, "run"],
    [103, "run"],
    [115, "trail-run"],
    [0, "walk"],
    [24, "walk"],
    [11, "hike"],
    [70, "hike"],
    [2, "ride"],
    [10, "ride"],
    [52, "ride"],
    [99, "ride"],
    [105, "ride"],
    [106, "ride"],
    [114, "ride"],
    [21, "swim"],
    [85, "swim"],
    [55, "elliptical"],
    [23, "strength"],
    [63, "strength"],
    [54, "strength"],
    [73, "strength"],
    [104, "strength"],
    [51, "mobility"],
    [58, "mobility"],
    [120, "mobility"],
    [121, "mobility"],
    [3, "other"],
    [4711, "other"],
  ])("of kind %i is %s", (activityId, sport) => {
    expect(read({ activityId }).sport).toBe(sport);
  });

  it.each([
    [
      "the workout's own highest pulse, not the runner's",
      { avg: 140, hrmax: 168, max: 190 },
      140,
      168,
    ],
    ["no pulse where none was measured", { workoutAvgHR: 0, workoutMaxHR: 0 }, null, null],
    ["a pulse told in beats a second", { workoutAvgHR: 2.5, workoutMaxHR: 3 }, 150, 180],
    ["no pulse where nothing is said", undefined, null, null],
  ])("has %s", (_, hrdata, averageHeartRateBpm, maxHeartRateBpm) => {
    expect(read({ hrdata })).toMatchObject({ averageHeartRateBpm, maxHeartRateBpm });
  });

  it.each([
    ["of a run", { stepCount: 9600 }, 160],
    ["of a trail run", { activityId: 22, stepCount: 9600 }, 160],
    ["of a treadmill", { activityId: 53, stepCount: 9600 }, 160],
    ["that was walked half of the time, which is no cadence of a run", { stepCount: 6000 }, null],
    ["of a ride", { activityId: 2, stepCount: 9600 }, null],
    ["that nobody counted", { stepCount: null }, null],
    ["of no time", { totalTime: 0 }, null],
  ])("has the cadence %s", (_, changed, cadenceSpm) => {
    expect(read(changed).cadenceSpm).toBe(cadenceSpm);
  });

  it("knows its pauses where it says when it ended", () => {
    expect(read({ stopTime: PUBLISHED.startTime + 4000_000 })).toMatchObject({
      movingS: 3600,
      elapsedS: 4000,
    });
    expect(read({ stopTime: PUBLISHED.startTime }).elapsedS).toBe(3600);
  });

  it("whose end is a week after its start or later, by a wrong clock, took a week", () => {
    const stopTime = PUBLISHED.startTime + 30 * 86_400_000;
    expect(read({ stopTime }).elapsedS).toBe(7 * 86_400);
  });

  it.each([
    [
      "the name that its runner gave it",
      { workoutName: "Intervals\nin the park" },
      "Intervals in the park",
    ],
    ["its kind where it has none", { workoutName: "" }, "Running"],
    ["Suunto's word for what it is on a track", { activityId: 103 }, "Track running"],
    ["a word of ours for a kind that we don't know", { activityId: 4711 }, "Workout"],
  ])("is called by %s", (_, changed, name) => {
    expect(read(changed).name).toBe(name);
  });

  it.each([
    [{ name: "Suunto Vertical" }, "Suunto Vertical"],
    [{ name: "SV", displayName: "Suunto Vertical" }, "Suunto Vertical"],
    [{ name: null, displayName: null }, undefined],
    [null, undefined],
  ])("of a watch told as %j credits %s", (gear, device) => {
    expect(read({ gear }).device).toBe(device);
  });

  it("with no offset told is in UTC's time of day", () => {
    expect(read({ timeOffsetInMinutes: undefined }).startMinute).toBe(12 * 60 + 20);
  });

  it("of the evening of one day in UTC is on the next where the runner is", () => {
    const startTime = Date.UTC(2026, 0, 4, 22, 30);
    expect(read({ startTime, timeOffsetInMinutes: 570 })).toMatchObject({
      day: "2026-01-05",
      startMinute: 8 * 60,
    });
  });

  it.each([
    ["no key", { workoutKey: undefined }],
    ["a key that leads elsewhere", { workoutKey: "../users" }],
    ["an hour of the stone age", { startTime: 1 }],
    ["seconds for milliseconds", { startTime: 1702729200 }],
    ["more than a week without a pause", { totalTime: 7 * 86_400 + 1 }],
    ["a distance below nothing", { totalDistance: -1 }],
    ["a clock of no place on earth", { timeOffsetInMinutes: 1081 }],
    ["a clock of no place on earth", { timeOffsetInMinutes: -1081 }],
  ])("with %s is none", (_, changed) => {
    expect(wireWorkout.safeParse({ ...PUBLISHED, ...changed }).success).toBe(false);
  });
});
