import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkup } from "../../domain/checkup.ts";
import type { Activity } from "../../domain/history.ts";
import { trainingOf } from "../../domain/training.ts";
import { makeActivity, onDays, TODAY } from "../support/make-activity.ts";

const everyOtherDay = (days: number) =>
  Array.from({ length: Math.ceil(days / 2) }, (_, i) => TODAY - 2 * i);

it("knows a race by its race week, as the check-up does", () => {
  const pauses = [{ reason: "race-week" as const, from: TODAY - 3, to: TODAY - 2 }];
  const history = { activities: onDays([TODAY - 4, TODAY - 2, TODAY - 1]), pauses };
  const races = trainingOf(history, TODAY, 12).sessions.map(({ isRace }) => isRace);
  expect(races).toEqual([false, true, false]);
});

describe("the weeks of training", () => {
  it("are as many as asked for, oldest first, the last one ending today", () => {
    const { weeks } = trainingOf({ activities: onDays(everyOtherDay(365)) }, TODAY, 52);
    expect(weeks).toHaveLength(52);
    expect(weeks.at(-1)).toMatchObject({ from: TODAY - 6, to: TODAY });
    expect(weeks[0]?.to).toBe(TODAY - 7 * 51);
  });

  it("begin with the first run, whatever other sports came before it: nobody knows how much was run then", () => {
    const activities = onDays([TODAY - 8, TODAY]);
    const { weeks } = trainingOf({ activities }, TODAY, 12);
    expect(weeks.map(({ runs }) => runs)).toEqual([1, 1]);
    const rides = onDays([TODAY - 60, TODAY - 3], { sport: "ride" });
    const rode = trainingOf({ activities: [...activities, ...rides] }, TODAY, 12);
    expect(rode.weeks).toEqual(weeks);
    expect(trainingOf({ activities: rides }, TODAY, 12).weeks).toEqual([]);
    expect(trainingOf({ activities: [] }, TODAY, 12)).toEqual({
      method: null,
      weeks: [],
      heartRateFaults: 0,
      sessions: [],
      days: [],
    });
  });

  it("each have the ceiling that stood before them, not one that knows them", () => {
    const weekly = [3, 2, 1].map((back) =>
      makeActivity({ day: TODAY - 7 * back, distanceM: 10_000 }),
    );
    const { weeks } = trainingOf(
      { activities: [...weekly, makeActivity({ distanceM: 30_000 })] },
      TODAY,
      12,
    );
    expect(weeks.at(-1)?.distanceM).toBe(30_000);
    expect(weeks.at(-1)?.ceiling.weekDistanceM).toBeCloseTo(11_000, 6);
    expect(weeks[0]?.ceiling.weekDistanceM).toBeNull();
  });

  it("have no load and no days of form without a shared method", () => {
    const { method, weeks, days } = trainingOf({ activities: onDays([TODAY]) }, TODAY, 12);
    expect({ method, load: weeks[0]?.load, days }).toEqual({ method: null, load: null, days: [] });
  });

  it("tell load, and its ceiling from four known weeks on, by one method", () => {
    const rated = onDays(everyOtherDay(70), { sessionRpe: 5, movingS: 3600 });
    const { method, weeks } = trainingOf({ activities: rated }, TODAY, 12);
    expect(method).toBe("session-rpe");
    expect(weeks.at(-1)?.load).toBe(4 * 300);
    expect(weeks.at(-1)?.ceiling.load).toBeCloseTo(1.1 * 1050, 6);
  });

  it("tell its ceiling with one of the four weeks unknown, and not with two", () => {
    const rated = onDays([TODAY, TODAY - 7, TODAY - 14, TODAY - 21], { sessionRpe: 5 });
    const ceilingWith = (...others: Activity[]) =>
      trainingOf({ activities: [...rated, ...others] }, TODAY, 12).weeks.at(-1)?.ceiling.load;
    const unrated = makeActivity({ day: TODAY - 28 });
    expect(ceilingWith(unrated)).toBeCloseTo(1.1 * 300, 6);
    // A short run, so that the method still knows enough of the last 28 days.
    const alone = makeActivity({ day: TODAY - 21, movingS: 60 });
    const rest = rated.filter(({ day }) => day !== TODAY - 21);
    const activities = [...rest, alone, unrated];
    expect(trainingOf({ activities }, TODAY, 12)).toMatchObject({ method: "session-rpe" });
    expect(trainingOf({ activities }, TODAY, 12).weeks.at(-1)?.ceiling.load).toBeNull();
  });

  it("leave out the load of a week that the method knows too little of", () => {
    const rated = onDays(everyOtherDay(28), { sessionRpe: 5 });
    const unrated = onDays([TODAY - 40, TODAY - 37]);
    const { weeks } = trainingOf({ activities: [...rated, ...unrated] }, TODAY, 12);
    expect(weeks[0]).toMatchObject({ runs: 2, load: null });
    expect(weeks.at(-1)?.load).toBe(4 * 300);
  });

  it("end on the same figures as the check-up of that day", () => {
    const day = fc.integer({ min: TODAY - 100, max: TODAY });
    const runs = fc.array(
      fc.record({
        day,
        distanceM: fc.integer({ min: 0, max: 40_000 }),
        sessionRpe: fc.option(fc.integer({ min: 0, max: 10 })),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(runs, (some) => {
        const history = { activities: some.map((run) => makeActivity(run)) };
        const judged = checkup(history, [], TODAY);
        const { method, weeks, sessions, days } = trainingOf(history, TODAY, 12);
        expect(method).toBe(judged.load.method);
        expect(sessions.filter((one) => one.day >= TODAY - 6)).toEqual(judged.sessions);
        const last = weeks.at(-1);
        if (last !== undefined) expect(last).toMatchObject(judged.week);
        const { fitness, fatigue, form } = judged.load;
        if (days.length > 0) expect(days.at(-1)).toEqual({ day: TODAY, fitness, fatigue, form });
        expect(days.length > 0).toBe(judged.load.method !== null);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
