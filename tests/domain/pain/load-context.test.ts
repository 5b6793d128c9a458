import { describe, expect, it } from "vitest";
import { checkup } from "../../../domain/checkup.ts";
import type { Activity } from "../../../domain/history.ts";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { loadContext } from "../../../domain/pain/triage.ts";
import { makeActivity, TODAY } from "../../support/make-activity.ts";
import { makeBegunCheckIn, makeCheckIn } from "../../support/make-check-in.ts";

describe("the load beside which pain is judged", () => {
  const activities = [
    makeActivity({ day: TODAY - 10 }),
    makeActivity({ day: TODAY - 3, distanceM: 30_000 }),
    makeActivity({ day: TODAY - 2, sport: "swim" }),
    makeActivity({ day: TODAY + 1 }),
  ];
  const judged = checkup({ activities }, [], TODAY);

  const told = [makeCheckIn({ day: TODAY })];

  it("takes the last run up to the day of the newest check-in, and no other sport", () => {
    const lastRunDay = (of: readonly Activity[], checkIns = told) =>
      loadContext(judged, of, checkIns).lastRunDay;
    expect(lastRunDay(activities)).toBe(TODAY - 3);
    expect(lastRunDay(activities, [makeCheckIn({ day: TODAY - 4 })])).toBe(TODAY - 10);
    expect(lastRunDay([makeActivity({ day: TODAY })])).toBe(TODAY);
    expect(lastRunDay([])).toBeNull();
  });

  it("leaves out a run that began after the newest check-in of its day was told, where the time is known", () => {
    const run = makeActivity({ day: TODAY, startMinute: 18 * 60 });
    const lastRunDay = (...toldAt: (number | null)[]) =>
      loadContext(
        judged,
        [run, makeActivity({ day: TODAY - 3 })],
        toldAt.map((toldAtMinute) => makeCheckIn({ day: TODAY, toldAtMinute })),
      ).lastRunDay;
    expect(lastRunDay(7 * 60)).toBe(TODAY - 3);
    expect(lastRunDay(20 * 60)).toBe(TODAY);
    expect(lastRunDay(7 * 60, 20 * 60)).toBe(TODAY);
    expect(lastRunDay(null)).toBe(TODAY);
  });

  it("takes no check-in that was only begun for one that tells how a run went", () => {
    const runs = [makeActivity({ day: TODAY - 1 }), makeActivity({ day: TODAY - 3 })];
    const well = makeCheckIn({ day: TODAY - 2 });
    const begun = makeBegunCheckIn({ day: TODAY, places: ["outside"], fever: false, limp: false });
    const lastRunDay = (...checkIns: CheckIn[]) => loadContext(judged, runs, checkIns).lastRunDay;
    expect(lastRunDay(well, begun)).toBe(TODAY - 3);
    expect(lastRunDay(begun)).toBeNull();
    const answers: Partial<CheckIn>[] = [
      { painAfter: 0 },
      { growsDuringRun: false },
      { when: ["sitting"] },
    ];
    for (const told of answers) {
      expect(lastRunDay(well, { ...begun, ...told })).toBe(TODAY - 1);
    }
  });

  it("goes by the clock at home, which times the check-ins, where the runner was away", () => {
    const abroad = (day: number, startMinute: number) =>
      makeActivity({
        ...{ day: TODAY, startMinute: 7 * 60 },
        atHome: { day, startMinute },
      });
    const told = (run: Activity, toldAtMinute: number) =>
      loadContext(judged, [run], [makeCheckIn({ day: TODAY, toldAtMinute })]).lastRunDay;
    const east = abroad(TODAY - 1, 22 * 60);
    expect(told(east, 6 * 60)).toBe(TODAY - 1);
    const west = abroad(TODAY, 13 * 60);
    expect([told(west, 12 * 60), told(west, 14 * 60)]).toEqual([null, TODAY]);
  });

  it("takes the rules that are raised, and only those", () => {
    const { raised } = loadContext(judged, activities, told);
    expect(raised).toContain("session-spike");
    expect(raised).not.toContain("shoe-wear");
  });
});
