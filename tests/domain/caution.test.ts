import { describe, expect, it } from "vitest";
import { type Caution, cautionOf } from "../../domain/caution.ts";
import { checkup } from "../../domain/checkup.ts";
import type { Activity, Pause } from "../../domain/history.ts";
import type { CheckIn } from "../../domain/pain/check-in.ts";
import { triage } from "../../domain/pain/triage.ts";
import { reportWords } from "../../functions/wording/report.en.ts";
import { makeActivity, onDays, TODAY } from "../support/make-activity.ts";
import { makeCheckIn, makeLoadContext } from "../support/make-check-in.ts";
import { makeShoe } from "../support/make-shoe.ts";

/** 5 km on each of these days before today. */
const runs = (...back: readonly number[]) =>
  onDays(
    back.map((days) => TODAY - days),
    { distanceM: 5000, movingS: 1800 },
  );
const run = (back: number, km: number) =>
  makeActivity({ day: TODAY - back, distanceM: km * 1000, movingS: km * 360 });

const STEADY = runs(1, 4, 6, 8, 11, 13, 15, 18, 20, 22, 25, 27);

function caution(
  activities: readonly Activity[],
  told: { readonly pauses?: readonly Pause[]; readonly checkIn?: Partial<CheckIn> } = {},
) {
  const checkIns = told.checkIn === undefined ? [] : [makeCheckIn({ day: TODAY, ...told.checkIn })];
  return cautionOf(
    checkup({ activities, pauses: told.pauses ?? [] }, [], TODAY),
    triage(checkIns, makeLoadContext()),
  );
}

const pause = (reason: Pause["reason"]): Pause => ({ reason, from: TODAY - 6, to: null });

describe("why to stay well under the limits", () => {
  it("is nothing in an ordinary week, with hips that hardly hurt", () => {
    expect(caution(STEADY)).toBeNull();
    expect(caution(STEADY, { checkIn: { painDuring: 2 } })).toBeNull();
    expect(caution([])).toBeNull();
  });

  it("is an illness before everything else", () => {
    expect(caution([run(0, 12), ...STEADY], { pauses: [pause("ill")] })).toBe("ill");
  });

  it("is an amber hip before what the runs say", () => {
    expect(caution([run(0, 12), ...STEADY], { checkIn: { painDuring: 4 } })).toBe("amber");
  });

  it("is a sign to have looked at, which makes the hip amber", () => {
    expect(caution(STEADY, { checkIn: { numbness: true } })).toBe("amber");
  });

  it("is no sore hip where nothing hurts and only a score for a run is missing, but a run to try it with", () => {
    const unscored = { painDuring: null, painAfter: null, painNextMorning: 0 };
    expect(caution(STEADY, { checkIn: { ...unscored, places: [] } })).toBe("no-run-score");
    expect(caution(STEADY, { checkIn: unscored })).toBe("amber");
    expect(caution(STEADY, { checkIn: { ...unscored, painNextMorning: null } })).toBe("amber");
    const numb = { ...unscored, places: [], numbness: true };
    expect(caution(STEADY, { checkIn: numb })).toBe("amber");
  });

  it("is an illness that has just ended until two runs have followed it", () => {
    const ill = (endedAgo: number) => ({
      pauses: [{ reason: "ill", from: TODAY - 20, to: TODAY - endedAgo }] as const,
    });
    const before = runs(22, 25, 27);
    expect(caution(before, ill(0))).toBe("ill");
    expect(caution(before, ill(1))).toBe("after-illness");
    expect(caution([run(1, 4), ...before], ill(3))).toBe("after-illness");
    expect(caution([run(0, 4), run(1, 4), ...before], ill(3))).toBeNull();
    expect(caution([run(1, 4), run(3, 4), ...before], ill(3))).toBe("after-illness");
    expect(caution(before, ill(13))).toBe("after-illness");
    expect(caution(before, ill(14))).toBeNull();
    const away = { pauses: [{ reason: "travelling", from: TODAY - 20, to: TODAY - 1 }] as const };
    expect(caution(before, away)).toBeNull();
    const toCome = { pauses: [{ reason: "ill", from: TODAY + 1, to: TODAY + 5 }] as const };
    expect(caution(before, toCome)).toBeNull();
  });

  it("is a week without a day off", () => {
    expect(caution(runs(0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 15))).toBe("rest");
  });

  it("is fewer days off than the runner asked for, as the digest says and the email", () => {
    const ran = Array.from({ length: 28 }, (_, back) => back).filter((back) => back % 7 > 1);
    const asks = (restMinDaysPerWeek: number) =>
      cautionOf(
        checkup({ activities: runs(...ran) }, [], TODAY, { limits: { restMinDaysPerWeek } }),
        null,
      );
    expect([asks(2), asks(3)]).toEqual([null, "rest"]);
  });

  it.each([
    ["one, and today so far", [0, 3, 10, 17, 24], "rest"],
    ["two, and today so far", [0, 3, 5, 10, 17], null],
    ["one, and a run today", [3, 10, 17, 24], "rest"],
  ] as const)(
    "counts no day off that isn't over yet where two are asked for: %s",
    (_, off, told) => {
      const days = Array.from({ length: 28 }, (_day, back) => back);
      const activities = runs(...days.filter((back) => !off.some((day) => day === back)));
      const options = { limits: { restMinDaysPerWeek: 2 }, dayGoesOn: true };
      expect(cautionOf(checkup({ activities }, [], TODAY, options), null)).toBe(told);
    },
  );

  it.each([
    ["seven days in a row", [0, 8, 16, 24], "rest"],
    ["six", [0, 7, 14, 21], null],
    ["seven, and one off since", [0, 1, 9, 17], null],
  ] as const)("is a day off that isn't over yet, after %s", (_, off, told) => {
    const days = Array.from({ length: 28 }, (_day, back) => back);
    const ran = days.filter((back) => !off.some((day) => day === back));
    const asked = (dayGoesOn: boolean) =>
      cautionOf(checkup({ activities: runs(...ran) }, [], TODAY, { dayGoesOn }), null);
    expect([asked(true), asked(false)]).toEqual([told, null]);
  });

  it("is nothing on the way back from a break within the limits that were shown, nor is a step up raised", () => {
    const level = [34, 37, 41, 44, 48, 51].map((back) => run(back, back % 7 === 6 ? 16 : 8));
    const way = [7, 5, 2, 0].map((back) => run(back, 3.5));
    const judged = checkup({ activities: [...level, ...way] }, [], TODAY);
    expect(cautionOf(judged, null)).toBeNull();
    const raised = judged.findings.filter(({ answer }) => answer === "raised");
    expect(raised.filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  it("is a run longer than usual, even in a race week, in which it raises nothing", () => {
    expect(caution([run(0, 12), ...STEADY])).toBe("long-run");
    expect(caution([run(0, 12), ...STEADY], { pauses: [pause("race-week")] })).toBe("long-run");
    expect(caution([run(0, 5.5), ...STEADY])).not.toBe("long-run");
  });

  it("is such a run until two others have followed it, as one of the week before once that is over", () => {
    const usual = runs(22, 25, 27, 32, 34);
    expect(caution([run(6, 15), ...usual])).toBe("long-run");
    expect(caution([run(7, 15), ...usual])).toBe("after-long-run");
    expect(caution([run(10, 15), run(3, 4), ...usual])).toBe("after-long-run");
    expect(caution([run(10, 15), run(5, 4), run(3, 4), ...usual])).toBeNull();
    expect(caution([run(5, 15), run(3, 4), run(1, 4), ...usual])).toBe("long-run");
    const coolDown = { ...run(10, 2), startMinute: 1200 };
    expect(caution([run(10, 15), coolDown, run(3, 4), ...usual])).toBe("after-long-run");
    expect(caution([run(13, 15), ...usual])).toBe("after-long-run");
    expect(caution([run(14, 15), ...usual])).toBeNull();
  });

  it("is such a run of more than two weeks ago for whom only a longer time without a run is a break", () => {
    const activities = [run(24, 15), run(28, 8), run(1, 5), ...runs(30, 33, 36, 40)];
    const judged = checkup({ activities }, [], TODAY, { limits: { breakMinDays: 28 } });
    expect(cautionOf(judged, null)).toBe("after-long-run");
    expect(reportWords.caution["after-long-run"]).toMatch(/^An earlier run went beyond/);
  });

  it("isn't over after more runs as long: the last days of a stage race are no easy runs", () => {
    const usual = runs(22, 25, 27, 32, 34);
    const stages = [run(13, 20), run(12, 24), run(11, 42), run(10, 18), run(9, 12)];
    expect(caution([...stages, ...usual])).toBe("after-long-run");
    expect(caution([...stages, run(3, 5), ...usual])).toBe("after-long-run");
    const aDayLater = [...stages, ...usual].map((one) => ({ ...one, day: one.day - 1 }));
    expect(caution(aDayLater)).toBe("after-long-run");
    expect(caution([...stages, run(3, 5), run(1, 5), ...usual])).toBeNull();
    expect(caution([run(9, 15), run(5, 5.5), run(3, 5.5), ...usual])).toBeNull();
  });

  it("is a pregnancy where nothing else is: limits from before are no yardstick", () => {
    const pauses = [pause("pregnant")];
    expect(caution(STEADY, { pauses })).toBe("pregnant");
    expect(caution([run(0, 12), ...STEADY], { pauses })).toBe("long-run");
  });

  it("is a week longer than usual, but not one that only ends an easy week", () => {
    expect(caution([...runs(2, 3), ...STEADY])).toBe("long-week");
    expect(caution(runs(1, 4, 6, 9, 11, 15, 18, 20, 22, 25, 27, 29, 32, 34))).toBeNull();
  });

  it("is such a week of races as well once their race week is over: it raised the limits as any other", () => {
    const races = runs(2, 3);
    const raceWeek = (to: number) => ({
      pauses: [{ reason: "race-week", from: TODAY - 5, to }] as const,
    });
    expect(caution([...races, ...STEADY], raceWeek(TODAY - 1))).toBe("long-week");
    expect(caution([...races, ...STEADY], raceWeek(TODAY))).toBeNull();
  });

  it.each([
    ["distance alone", 5000, 500],
    ["time alone", 1000, 3000],
  ])("is a week longer than usual by its %s", (_, distanceM, movingS) => {
    const longer = makeActivity({ day: TODAY - 2, distanceM, movingS });
    expect(caution([longer, ...STEADY])).toBe("long-week");
  });

  it.each<[string, number, "ill" | null, Caution]>([
    ["a long run", 20, null, "after-long-run"],
    ["an illness", 5, "ill", "after-illness"],
  ])(
    "is %s for four weeks without a run at most, whatever the runner calls a break",
    (_, distanceKm, reason, told) => {
      const of = (ago: number) => {
        const usual = [4, 7, 11, 14, 18].map((back) => run(ago + back, 5));
        const pauses = reason === null ? [] : [{ reason, from: TODAY - ago - 3, to: TODAY - ago }];
        const activities = [...usual, run(ago, distanceKm)];
        const limits = { breakMinDays: 56 };
        return cautionOf(checkup({ activities, pauses }, [], TODAY, { limits }), null);
      };
      expect(of(27)).toBe(told);
      expect(of(28)).toBeNull();
    },
  );

  it("is nothing that was raised of the shoes or the steps", () => {
    const slower = STEADY.map((one, index) => ({ ...one, cadenceSpm: index < 3 ? 160 : 180 }));
    const judged = checkup({ activities: slower }, [makeShoe({ startDistanceM: 900_000 })], TODAY);
    const raised = judged.findings.filter(({ answer }) => answer === "raised");
    expect(raised.map(({ rule }) => rule)).toEqual(["shoe-wear", "cadence"]);
    expect(cautionOf(judged, null)).toBeNull();
  });

  it("is more than a break left room for, though there is nothing to compare the week with", () => {
    const before = [30, 32, 34, 37, 39, 41, 44, 46, 48, 51, 53, 55].map((back) => run(back, 12));
    expect(caution([run(0, 12), ...before])).toBe("return");
    expect(caution([run(0, 6), ...before])).toBeNull();
    expect(caution([run(0, 6), run(1, 6), run(3, 6), run(5, 6), ...before])).toBe("return");
    const fast = { distanceM: 6000, movingS: 900 };
    expect(
      caution([
        ...onDays(
          [0, 1, 3, 5].map((back) => TODAY - back),
          fast,
        ),
        ...before,
      ]),
    ).toBe("return");
    const slow = { distanceM: 2000, movingS: 4000 };
    expect(caution([...onDays([TODAY, TODAY - 2, TODAY - 4], slow), ...before])).toBe("return");
    expect(caution([...onDays([TODAY], slow), ...before])).toBeNull();
    const indoors = { distanceM: 0, movingS: 4000 };
    const treadmill = before.map((one) => ({ ...one, ...indoors }));
    expect(caution([makeActivity(indoors), ...treadmill])).toBeNull();
    expect(caution([makeActivity({ ...indoors, distanceM: 11_000 }), ...treadmill])).toBeNull();
  });

  it.each([
    ["less than 10 km and an hour and a half", 9999, 5399, null],
    ["10 km", 10_000, 5399, "return"],
    ["an hour and a half", 9999, 5400, "return"],
  ] as const)("is more than a break left room for from %s on", (_, distanceM, movingS, told) => {
    const before = [30, 32, 34, 37, 39, 41, 44, 46, 48, 51, 53, 55].map((back) => run(back, 12));
    expect(caution([makeActivity({ distanceM, movingS }), ...before])).toBe(told);
  });

  it.each([
    ["a run of 5 km in a week of 10 km", [5000, 5000], 2000, "return"],
    ["a run of 5 km in a week of an hour and a half", [5000, 1000], 2700, "return"],
    ["a long first run", [20_000], 7200, "return"],
    ["a week of less", [5000, 4999], 2000, null],
    ["runs of less, as a plan for beginners has them", [4999, 4000, 4000], 1800, null],
    ["a run within the limit that the one before it gave", [4900, 5300], 1800, null],
  ] as const)("is, after a year or more without a run, %s", (_, distancesM, movingS, told) => {
    const back = distancesM.map((distanceM, i) =>
      makeActivity({ day: TODAY - 5 + 2 * i, distanceM, movingS }),
    );
    const before = [402, 405, 409].map((ago) => run(ago, 15));
    expect(caution([...back, ...before])).toBe(told);
    expect(caution(back)).toBeNull();
  });

  it("is no run outside, after a break from a treadmill, in a week within the limit for its time", () => {
    const treadmill = [30, 32, 34, 37, 39, 41, 44, 46, 48].map((ago) =>
      makeActivity({ day: TODAY - ago, distanceM: 0, movingS: 4200 }),
    );
    const back = (movingS: number) => makeActivity({ day: TODAY, distanceM: 10_000, movingS });
    expect(caution([...treadmill, back(6000)])).toBeNull();
    expect(caution([...treadmill, back(6600)])).toBe("return");
  });

  it("is nothing where no limit of the week was known, as after a short break in a runner's first two weeks", () => {
    const activities = [run(12, 15), ...[6, 5, 3, 2].map((back) => run(back, 3))];
    const judged = checkup({ activities }, [], TODAY, { limits: { breakMinDays: 4 } });
    expect(cautionOf(judged, null)).toBeNull();
  });

  it("is nothing within the limits after a break, also for who asked to hear of long runs sooner", () => {
    const before = [run(36, 20), run(38, 20), run(43, 20), run(45, 20)];
    const back = makeActivity({ day: TODAY, distanceM: 9900, movingS: 4000 });
    const judged = checkup({ activities: [...before, back] }, [], TODAY, {
      limits: { spikeReferenceRatio: 1.02 },
    });
    expect(cautionOf(judged, null)).toBeNull();
  });

  it("is no single short run of somebody who seldom runs", () => {
    expect(caution([run(0, 5), run(16, 5), run(32, 5), run(48, 5)])).toBeNull();
  });
});
