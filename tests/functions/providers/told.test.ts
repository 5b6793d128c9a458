import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activityRecord } from "../../../functions/messages/activity.ts";
import {
  toTold,
  wireActivity as wireIntervals,
} from "../../../functions/providers/intervals/translate.ts";
import {
  toActivity as fromPolar,
  wireExercise,
} from "../../../functions/providers/polar/translate.ts";
import type { Told } from "../../../functions/providers/provider.ts";
import {
  toActivity as fromSuunto,
  wireWorkout,
} from "../../../functions/providers/suunto/translate.ts";
import { toldBy } from "../../../functions/providers/told.ts";

const RUNS = 1000;

const readPolar = toldBy(wireExercise, (one) => ({ kind: "activity", record: fromPolar(one) }));
const readIntervals = toldBy(wireIntervals, toTold);
const readSuunto = toldBy(wireWorkout, (one) => ({ kind: "activity", record: fromSuunto(one) }));

/** Seldom enough that most activities have one odd field or none, since two would hide each other. */
const odd = <T>(...good: fc.Arbitrary<T>[]) =>
  fc.oneof(
    { weight: 15, arbitrary: fc.oneof(...good) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...[undefined, null, -1, 0, 1e308, 2 ** 64, "NaN", "", "1", {}, [], true],
      ),
    },
  );
const figure = odd(fc.double({ min: 0, max: 1e9, noNaN: true }));
const text = odd(fc.string({ unit: "binary", maxLength: 400 }));
const written = fc
  .date({ min: new Date("0000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19));
const start = odd(
  written,
  fc.constantFrom("0000-01-01T00:00:00", "9999-12-31T23:59:59", "2026-02-30T00:00:00"),
);
const withOffset = odd(
  fc
    .tuple(written, fc.constantFrom("Z", "+14:00", "-12:00", "+23:59"))
    .map(([wall, offset]) => wall + offset),
  fc.constantFrom("0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"),
);
/** From before the first year that is read to after the last. */
const instantMs = odd(fc.integer({ min: 9e11, max: 4.2e12 }));
const id = odd<string | number>(fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/), fc.maxSafeNat());

/** Whether each can be stored and read again, or is passed over. */
function expectStorable<T>(sent: fc.Arbitrary<T>, read: (json: T) => Told) {
  let stored = 0;
  const isStorable = (json: T) => {
    const told = read(json);
    if (told.kind !== "activity") return;
    stored += 1;
    expect(activityRecord.parse(told.record)).toEqual(told.record);
    // DynamoDB refuses what is nearer to 0.
    for (const value of Object.values(told.record)) {
      if (typeof value === "number" && value !== 0) expect(Math.abs(value)).toBeGreaterThan(1e-130);
    }
  };
  fc.assert(fc.property(sent, isStorable), { numRuns: RUNS });
  expect(stored).toBeGreaterThan(RUNS / 20);
}

describe("an activity with whatever in its fields is stored as it can be read again, or passed over", () => {
  it("from Polar", () => {
    const sent = fc.record({
      id,
      start_time: start,
      start_time_utc_offset: odd(fc.integer({ min: -1080, max: 1080 })),
      duration: odd(fc.constantFrom("PT45M30S", "PT0S", "P1M", "PT1,5S", "-PT5M", "PT1e9S")),
      sport: text,
      detailed_sport_info: text,
      device: text,
      distance: figure,
      heart_rate: odd(fc.record({ average: figure, maximum: figure })),
      "training-load-pro": odd(fc.record({ "user-rpe": text })),
    });
    expectStorable(sent, readPolar);
    const utc = { id: "a", start_time: "0000-01-01T00:00:00", duration: "PT1H" };
    expect(readPolar({ ...utc, start_time_utc_offset: 60 })).toEqual({ kind: "unreadable" });
  });

  it("from intervals.icu", () => {
    const sent = fc.record({
      id,
      source: text,
      type: odd(fc.constantFrom("Run", "TrailRun", "Ride")),
      name: text,
      start_date_local: start,
      start_date: withOffset,
      timezone: odd(
        fc.constantFrom("Europe/Copenhagen", "(GMT-05:00) America/New_York", "Nowhere/X"),
      ),
      distance: figure,
      moving_time: figure,
      elapsed_time: figure,
      average_heartrate: figure,
      max_heartrate: figure,
      average_cadence: figure,
      icu_rpe: figure,
      device_name: text,
    });
    expectStorable(sent, readIntervals);
    const local = { id: "a", start_date_local: "9999-12-31T23:30:00", type: "Run" };
    const later = "9999-12-31T23:30:00-01:00";
    expect(readIntervals(local)).toMatchObject({ kind: "activity" });
    expect(readIntervals({ ...local, start_date: later })).toEqual({ kind: "unreadable" });
  });

  it("which a clock recorded that wasn't set is passed over", () => {
    // A day in the year 1 made each judgement go through seven hundred thousand days.
    const polar = (day: string) =>
      readPolar({ id: "a", start_time: `${day}T07:00:00`, duration: "PT1H" }).kind;
    const intervals = (day: string) =>
      readIntervals({ id: "a", start_date_local: `${day}T07:00:00`, type: "Run" }).kind;
    for (const kindOn of [polar, intervals]) {
      expect(["0001-01-01", "1970-01-01", "1970-01-02"].map(kindOn)).toEqual([
        "unreadable",
        "unreadable",
        "activity",
      ]);
    }
  });

  it("from Suunto", () => {
    const sent = fc.record({
      workoutKey: id,
      workoutName: text,
      activityId: odd(fc.nat(100)),
      startTime: instantMs,
      stopTime: instantMs,
      totalTime: figure,
      totalDistance: figure,
      stepCount: figure,
      timeOffsetInMinutes: odd(fc.integer({ min: -1080, max: 1080 })),
      hrdata: odd(
        fc.record({ workoutAvgHR: figure, workoutMaxHR: figure, avg: figure, hrmax: figure }),
      ),
      gear: odd(fc.record({ name: text, displayName: text })),
    });
    expectStorable(sent, readSuunto);
  });
});
