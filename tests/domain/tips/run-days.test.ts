import { describe, expect, it } from "vitest";
import { weekdayOf } from "../../../domain/calendar.ts";
import { usualRunDays } from "../../../domain/tips/run-days.ts";
import { onDays, TODAY } from "../../support/make-activity.ts";

describe("the days that a runner usually runs on", () => {
  const days = (...agos: number[]) => onDays(agos.map((ago) => TODAY - ago));
  const weekday = (ago: number) => weekdayOf(TODAY - ago);

  it.each([
    ["twice in four weeks", days(2, 16), [weekday(2)]],
    ["the second time today", days(0, 7), [weekday(0)]],
    ["once", days(2), []],
    ["twice on one day", days(2, 2), []],
    ["the second time 28 days ago", days(0, 28), []],
    ["the second time 27 days ago", days(6, 27), [weekday(6)]],
    ["later than today", days(-5, 2), []],
  ])("%s", (_, activities, expected) => {
    expect(usualRunDays(activities, TODAY)).toEqual(expected);
  });

  it("come in the order of the week, and other sports are none", () => {
    const runs = days(1, 8, 2, 9, 3, 10);
    const found = usualRunDays(runs, TODAY);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found).toHaveLength(3);
    const rides = runs.map((run) => ({ ...run, sport: "ride" as const }));
    expect(usualRunDays(rides, TODAY)).toEqual([]);
  });
});
