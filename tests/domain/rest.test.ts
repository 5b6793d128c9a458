import { describe, expect, it } from "vitest";
import { diaryOf } from "../../domain/diary.ts";
import { restOf } from "../../domain/rest.ts";
import { makeActivity, onDays, TODAY } from "../support/make-activity.ts";

const back = (...days: number[]) => onDays(days.map((day) => TODAY - day));
const rest = (activities: ReturnType<typeof back>) => restOf(diaryOf({ activities }, TODAY), TODAY);

describe("rest", () => {
  it.each([
    ["no runs at all", [], 0, 7, 14],
    ["today only", [0], 1, 6, 13],
    ["the last three days", [0, 1, 2], 3, 4, 11],
    ["three days up to yesterday: today may still bring a run", [1, 2, 3], 3, 4, 11],
    ["nothing since the day before yesterday", [2, 3, 4], 0, 4, 11],
    ["a gap that ends the streak", [0, 1, 3, 4, 5], 2, 2, 9],
    ["two runs on one day", [0, 0, 1], 2, 5, 12],
    ["the edges of both windows", [6, 7, 13, 14], 0, 6, 11],
  ])("with %s: streak, rest days in 7, in 14", (_, days, ...expected) => {
    const [streakDays, restDaysIn7, restDaysIn14] = expected;
    const told = { to: TODAY, streakDays, restDaysIn7, restDaysIn14 };
    expect(rest(back(...days))).toEqual(told);
  });

  it("goes back as far as the streak does", () => {
    expect(rest(back(...Array.from({ length: 400 }, (_, i) => i))).streakDays).toBe(400);
  });

  it("is not spoilt by other sports, nor do they carry a streak on", () => {
    const activities = [...back(0, 2), makeActivity({ day: TODAY - 1, sport: "swim" })];
    expect(rest(activities)).toMatchObject({ streakDays: 1, restDaysIn7: 5, restDaysIn14: 12 });
  });
});
