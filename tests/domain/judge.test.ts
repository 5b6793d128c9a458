import { describe, expect, it } from "vitest";
import type { PauseReason } from "../../domain/history.ts";
import { assess, judge } from "../../domain/judge.ts";
import { TIPS } from "../../domain/tips/catalogue.ts";
import { makeActivity, TODAY } from "../support/make-activity.ts";
import { makeCheckIn } from "../support/make-check-in.ts";

describe("judging a runner", () => {
  const lastRun = makeActivity({ day: TODAY - 10 });
  const rideTypedAsRun = makeActivity({ day: TODAY - 2 });
  const checkIns = [
    makeCheckIn({ day: TODAY - 10, painDuring: 3 }),
    makeCheckIn({ day: TODAY, painDuring: 3 }),
  ];
  const about = (activities: (typeof lastRun)[], dismissed: string[] = []) =>
    judge({
      runnerId: "r1",
      today: TODAY,
      history: { activities, dismissed },
      shoes: [],
      checkIns,
      shown: [],
    });

  it("lets no dismissed run hide that rest hasn't helped the hip", () => {
    const rested = about([lastRun]).triage;
    expect(about([lastRun, rideTypedAsRun]).triage).not.toEqual(rested);
    expect(about([lastRun, rideTypedAsRun], [rideTypedAsRun.id]).triage).toEqual(rested);
  });

  it("keeps a possible bone stress injury over a run that nothing was told of", () => {
    const grew = { places: ["front-or-groin"], growsDuringRun: true } as const;
    const painless = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 } as const;
    const told = [
      makeCheckIn({ ...grew, day: TODAY - 6 }),
      makeCheckIn({ ...painless, day: TODAY - 3 }),
    ];
    const flagsAfter = (more: typeof told) =>
      assess({
        today: TODAY,
        history: { activities: [makeActivity({ day: TODAY - 1 })] },
        shoes: [],
        checkIns: [...told, ...more],
      }).triage?.flags.map(({ id }) => id);
    expect(flagsAfter([])).toEqual(["R11"]);
    expect(flagsAfter([makeCheckIn({ ...painless, day: TODAY })])).toEqual([]);
  });

  /** The kinds of the tips of each of sixty weeks, in a pause. */
  const kindsWhile = (reason: PauseReason) =>
    Array.from({ length: 60 }, (_, week) => {
      const today = TODAY + 7 * week;
      const { tips } = judge({
        runnerId: "r1",
        today,
        history: {
          activities: [makeActivity({ day: today - 5 })],
          pauses: [{ reason, from: today - 2, to: null }],
        },
        shoes: [],
        checkIns: [],
        shown: [],
      });
      return tips.map((tip) => TIPS[tip].kind);
    });

  it("gives an ill runner no tip that asks for effort", () => {
    expect(new Set(kindsWhile("ill").map(String))).toEqual(new Set(["recovery"]));
  });

  it("gives a runner in a race week no other step and no new exercise to try", () => {
    const weeks = kindsWhile("race-week");
    expect(weeks.every((kinds) => kinds.length === 2)).toBe(true);
    expect(weeks.flat()).not.toContain("strength");
    expect(weeks.flat()).not.toContain("form");
    expect(kindsWhile("taper").flat()).toEqual(expect.arrayContaining(["strength", "form"]));
  });

  it("repeats no tip of the last 28 days, on whichever days the digests came, and may repeat older ones", () => {
    const known = { runnerId: "r1", history: { activities: [lastRun] }, shoes: [], checkIns: [] };
    const tipsOn = (today: number, shown: Parameters<typeof judge>[0]["shown"] = []) =>
      judge({ ...known, today, shown }).tips;
    for (let today = TODAY; today < TODAY + 7; today += 1) {
      const usual = tipsOn(today);
      const after = (days: number) =>
        tipsOn(
          today,
          usual.map((tip) => ({ tip, day: today - days })),
        ).filter((tip) => usual.includes(tip)).length;
      const repeated = [1, 4, 7, 11, 27, 28, 29, 0, -1].map(after);
      expect(repeated).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 2]);
    }
  });

  it("assesses a runner as the whole judgement does, which adds tips and exercises alone", () => {
    const later = makeCheckIn({ day: TODAY + 1, painDuring: 9 });
    const known = {
      today: TODAY,
      history: { activities: [lastRun, rideTypedAsRun], dismissed: [rideTypedAsRun.id] },
      shoes: [],
      checkIns: [...checkIns, later],
    };
    const { tips, routine, ...judged } = judge({ ...known, runnerId: "r1", shown: [] });
    expect(assess(known)).toEqual(judged);
    expect(judged.triage?.day).toBe(TODAY);
    expect(assess({ ...known, checkIns })).toEqual(assess(known));
    expect(tips).toHaveLength(2);
    expect(routine.selfCare).toBeDefined();
  });

  it("goes by check-ins told since the judged day where the answer is read later", () => {
    const later = makeCheckIn({ day: TODAY + 1, places: ["deep"], limp: true });
    const known = { today: TODAY, history: { activities: [lastRun] }, shoes: [] };
    const asked = { ...known, checkIns: [...checkIns, later], toldUntil: TODAY + 1 };
    const { triage, checkup, tips, routine } = judge({ ...asked, runnerId: "r1", shown: [] });
    expect(triage).toMatchObject({ day: TODAY + 1, light: "red" });
    expect(checkup.today).toBe(TODAY);
    expect(routine.answer).toBe("no-exercise");
    for (const tip of tips) {
      expect(["explanation", "recovery", "self-care"]).toContain(TIPS[tip].kind);
    }
    expect(assess({ ...asked, toldUntil: TODAY })).toEqual(assess({ ...known, checkIns }));
  });
});
