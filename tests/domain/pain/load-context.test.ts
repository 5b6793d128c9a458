import { describe, expect, it } from "vitest";
import { checkup } from "../../../domain/checkup.ts";
import { loadContext } from "../../../domain/pain/triage.ts";
import { makeActivity, TODAY } from "../../support/make-activity.ts";

describe("the load beside which pain is judged", () => {
  const activities = [
    makeActivity({ day: TODAY - 10 }),
    makeActivity({ day: TODAY - 3, distanceM: 30_000 }),
    makeActivity({ day: TODAY - 2, sport: "swim" }),
    makeActivity({ day: TODAY + 1 }),
  ];
  const judged = checkup({ activities }, [], TODAY);

  it("takes the last run up to the day, and no other sport", () => {
    expect(loadContext(judged, activities).lastRunDay).toBe(TODAY - 3);
    expect(loadContext(judged, [makeActivity({ day: TODAY })]).lastRunDay).toBe(TODAY);
    expect(loadContext(judged, []).lastRunDay).toBeNull();
  });

  it("takes the rules that are raised, and only those", () => {
    const { raised } = loadContext(judged, activities);
    expect(raised).toContain("session-spike");
    expect(raised).not.toContain("shoe-wear");
  });
});
