import { describe, expect, it } from "vitest";
import { calendarWeeksOf, weekdayOf } from "../../domain/calendar.ts";
import { diaryOf } from "../../domain/diary.ts";
import type { Weekday } from "../../domain/history.ts";
import { UNKNOWN_ATHLETE } from "../../domain/load/session-load.ts";
import { limitsFor } from "../../domain/thresholds.ts";
import { makeActivity, TODAY } from "../support/make-activity.ts";

describe("the day of the week", () => {
  it.each([
    [0, 4, "1970-01-01, a Thursday"],
    [3, 7, "1970-01-04, a Sunday"],
    [4, 1, "1970-01-05, a Monday"],
    [18_882, 7, "2021-09-12, a Sunday"],
    [-1, 3, "1969-12-31, a Wednesday"],
    [-4, 7, "1969-12-28, a Sunday"],
    [-8, 3, "the Wednesday before it"],
  ])("of day %d is %d: %s", (day, weekday) => {
    expect(weekdayOf(day)).toBe(weekday);
  });
});

describe("weeks of the calendar", () => {
  const calendar = (today: number, weekStart: Weekday) => {
    const activities = [
      makeActivity({ day: TODAY - 13, distanceM: 20_000 }),
      makeActivity({ day: TODAY, distanceM: 30_000 }),
    ];
    const athlete = { ...UNKNOWN_ATHLETE, weekStart };
    return calendarWeeksOf(diaryOf({ activities }, today), athlete, limitsFor());
  };

  it("end today on the week's last day", () => {
    const { lastWeek, weekBefore, progression } = calendar(TODAY, 1);
    expect(lastWeek).toMatchObject({ from: TODAY - 6, to: TODAY, distanceM: 30_000 });
    expect(weekBefore).toMatchObject({ from: TODAY - 13, to: TODAY - 7, distanceM: 20_000 });
    expect(progression.distance).toMatchObject({ changePct: 50, answer: "raised" });
  });

  it.each([
    [TODAY + 1, 1, TODAY],
    [TODAY + 6, 1, TODAY],
    [TODAY + 7, 1, TODAY + 7],
    [TODAY, 7, TODAY - 1],
    [TODAY - 1, 7, TODAY - 1],
    [TODAY, 6, TODAY - 2],
    [TODAY, 2, TODAY - 6],
  ] as const)(
    "on day %d with weeks from day %d the last whole one ends on %d",
    (today, weekStart, to) => {
      expect(calendar(today, weekStart).lastWeek).toMatchObject({ from: to - 6, to });
    },
  );

  it("have no answer before both are known", () => {
    expect(calendar(TODAY - 1, 1).progression.distance).toMatchObject({
      answer: "not-enough-data",
      because: "short-history",
    });
  });
});
