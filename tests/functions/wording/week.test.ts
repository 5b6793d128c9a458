import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Checkup } from "../../../domain/checkup.ts";
import type { Finding } from "../../../domain/finding.ts";
import type { Activity } from "../../../domain/history.ts";
import type { OwnLimits } from "../../../domain/thresholds.ts";
import { isoDay } from "../../../functions/shared/time.ts";
import { describeFinding } from "../../../functions/wording/finding.en.ts";
import { reportWords } from "../../../functions/wording/report.en.ts";
import {
  ceilingsWhy,
  fewRuns,
  preheader,
  subject,
  weekLead,
  weekNotes,
  weekWas,
} from "../../../functions/wording/week.en.ts";
import { whyCeiling } from "../../../functions/wording/why.en.ts";
import { anyCheckup } from "../../support/arbitrary-checkup.ts";
import { makeActivity, onDays, TODAY } from "../../support/make-activity.ts";
import { makeCheckup } from "../../support/make-digest.ts";
import { makeFinding } from "../../support/make-finding.ts";

const reading = { units: "km", isoDay } as const;
const HEALTH = /pain|hip|hurt|injur|sore|ache|health|risk|doctor|illness|sick|strain|diagnos/i;

describe("what the week was", () => {
  const steady = onDays([1, 3, 8, 10, 15, 17, 22, 24].map((ago) => TODAY - ago));

  it.each([
    ["a spike", makeCheckup(), "15.0 km, one run much longer than usual"],
    ["a steady week", makeCheckup(steady), "20.0 km in 2 runs"],
    ["one run", makeCheckup([...steady.slice(1)]), "10.0 km in 1 run"],
    ["no run", makeCheckup(steady.slice(2)), "no runs"],
    ["no run ever", makeCheckup([]), "no runs yet"],
    [
      "a first week",
      makeCheckup(onDays([TODAY], { distanceM: 4000 })),
      "4.0 km in 1 run, your first week here",
    ],
    [
      "a first week that is over",
      makeCheckup(onDays([TODAY - 6], { distanceM: 4000 })),
      "4.0 km in 1 run, your first week here",
    ],
    [
      "a week after one without a run, which is no break",
      makeCheckup([makeActivity({ distanceM: 3000 }), ...onDays([TODAY - 14, TODAY - 16])]),
      "3.0 km in 1 run",
    ],
    [
      "a return",
      makeCheckup([makeActivity({ distanceM: 3000 }), ...onDays([TODAY - 30, TODAY - 60])]),
      "3.0 km in 1 run, back after a break",
    ],
    [
      "a cyclist's first run",
      makeCheckup([
        makeActivity({ distanceM: 3000 }),
        ...onDays([TODAY - 30, TODAY - 60], { sport: "ride" }),
      ]),
      "3.0 km in 1 run, your first week here",
    ],
    [
      "a treadmill without a sensor",
      makeCheckup(onDays([TODAY, TODAY - 8, TODAY - 16], { distanceM: 0, movingS: 1800 })),
      "30 min in 1 run",
    ],
  ])("is told of %s", (_, week, expected) => {
    expect(weekWas(week, "km")).toBe(expected);
  });

  it.each<[string, Partial<Finding>]>([
    ["one run much longer than usual", { rule: "session-spike" }],
    ["more than last week", { rule: "distance-progression", severity: "info" }],
    ["a step up from last week", { rule: "distance-progression", severity: "notice" }],
    ["more time on your feet than last week", { rule: "duration-progression" }],
    ["harder running than last week", { rule: "intensity-progression" }],
    ["one of your hardest weeks lately", { rule: "training-strain" }],
  ])("adds that it was %s, after what a lock screen needn't show", (tail, finding) => {
    const aside = [
      makeFinding({ rule: "session-spike", severity: "info" }),
      makeFinding({ rule: "cadence" }),
      makeFinding({ rule: "shoe-wear" }),
    ];
    const told = { ...makeCheckup(), findings: [...aside, makeFinding(finding)] };
    expect(weekWas(told, "km")).toBe(`15.0 km, ${tail}`);
    expect(weekWas({ ...told, findings: aside }, "km")).toBe("15.0 km in 2 runs");
  });

  it.each([
    [[0, 1, 2, 3, 4, 5, 6], "no day off"],
    [[0, 1, 2, 3, 4, 6], "few days off"],
  ])("calls a week with runs on days %j one with %s, by the runner's own number", (ago, tail) => {
    const runs = [0, 7, 14].flatMap((week) => onDays(ago.map((day) => TODAY - week - day)));
    const week = makeCheckup(runs, { options: { limits: { restMinDaysPerWeek: 3 } } });
    expect(weekWas(week, "km")).toContain(`, ${tail}`);
  });

  it("compares by time two weeks of which too much distance is missing", () => {
    const indoors = onDays([TODAY - 8, TODAY - 10], { distanceM: 0 });
    const outdoors = onDays([TODAY, TODAY - 2, TODAY - 4]);
    const week = makeCheckup([...outdoors, ...indoors, ...onDays([TODAY - 7, TODAY - 20])]);
    expect(weekLead(week, "km")).toContain("the same time as last week");
    const firstOutdoors = makeCheckup([...outdoors, ...indoors, ...onDays([TODAY - 20])]);
    expect(weekLead(firstOutdoors, "km")).toMatch(/, 1 h more than last week\.$/);
    const distance = week.findings.find(({ rule }) => rule === "distance-progression");
    expect(describeFinding(distance ?? makeFinding(), week, reading).why).toContain(
      "came without a distance, so compare their time instead",
    );
  });

  it("tells the break before a return by its days, where the limits still look back on it", () => {
    const back = [makeActivity({ distanceM: 3000 }), ...onDays([TODAY - 22, TODAY - 24])];
    expect(weekLead(makeCheckup(back), "km")).toContain("after 21 days without a run");
  });

  it("tells the break before a return by its weeks, where no limit looks back on it any more", () => {
    const back = [makeActivity({ distanceM: 3000 }), ...onDays([TODAY - 30, TODAY - 60])];
    const { ceiling, ...week } = makeCheckup(back);
    const lead = weekLead({ ...week, ceiling: { ...ceiling, afterBreak: null } }, "km");
    expect(lead).toContain("after 3 weeks or more without a run");
  });

  it.each([
    [20, "20 days"],
    [89, "89 days"],
    [90, "about 3 months"],
    [729, "about 24 months"],
    [730, "about 2 years"],
    [1100, "about 3 years"],
  ])("tells a silence of %i days as one would say it", (days, told) => {
    const checkup = makeCheckup(onDays([TODAY - days, TODAY - days - 20]));
    expect(weekLead(checkup, "km")).toContain(`No runs have reached us for ${told}.`);
    expect(ceilingsWhy(checkup, null)).toContain(`After ${told} without a run`);
    expect(whyCeiling(checkup, reading).formula).toContain(`After ${told} without a run`);
  });

  it("doesn't count the days of a break that is over as days without a run", () => {
    const back = [
      makeActivity({ day: TODAY - 8, distanceM: 5000 }),
      ...onDays([TODAY - 25, TODAY - 32, TODAY - 39], { distanceM: 20_000 }),
    ];
    const week = makeCheckup(back);
    expect(week.ceiling.afterBreak?.days).toBe(16);
    expect(weekLead(week, "km")).toMatch(/^No runs reached us\./);
  });

  it("calls only the first look a first one", () => {
    const before = onDays([TODAY - 40, TODAY - 45]);
    const without = (week: Checkup) => preheader(week, "km", false);
    const after = makeCheckup([makeActivity(), makeActivity({ day: TODAY - 8, distanceM: 7000 })]);
    expect(without(after)).toBe("Last week 7.0 km.");
    expect(without(makeCheckup([makeActivity()]))).toBe("A first look at your running.");
    expect(without(makeCheckup([]))).toBe("A first look at your running.");
    expect(without(makeCheckup([makeActivity(), ...before]))).toBe(
      "How it went, and how to go on.",
    );
  });

  it("never puts a word of health on a lock screen", () => {
    fc.assert(
      fc.property(anyCheckup, fc.constantFrom("km", "mi"), (week, units) => {
        expect(subject(weekWas(week, units))).not.toMatch(HEALTH);
        expect(preheader(week, units)).not.toMatch(HEALTH);
      }),
    );
  });
});

describe("next week's ceilings", () => {
  it("say after a break that they start from a part of the level before", () => {
    expect(ceilingsWhy(makeCheckup(onDays([TODAY - 20, TODAY - 40])), null)).toContain(
      "After 20 days without a run, these start at 50%",
    );
    expect(ceilingsWhy(makeCheckup(onDays([TODAY - 20, TODAY - 40])), null)).toMatch(
      /The longer the break, the further below them you should begin\.$/,
    );
    const years = makeCheckup(onDays([TODAY - 800, TODAY - 820]));
    expect(ceilingsWhy(years, null)).toMatch(/as if you were new to running: .* from now on\.$/);
    const { formula, sources } = whyCeiling(years, reading);
    expect(formula).toBe("After about 2 years without a run: 10% above what you have run since.");
    expect(sources[0]).toContain("after a year without a run");
    expect(ceilingsWhy(makeCheckup(), null)).toContain("10%");
  });

  it.each<[string, OwnLimits, boolean]>([
    ["the length of a break", { breakMinDays: 15 }, true],
    ["how much of it to come back with", { breakReturnFraction: 0.6 }, true],
    ["something else", { ceilingRatio: 1.2 }, false],
  ])("say whose number it is after a break: a runner's who set %s", (_, limits, isTheirs) => {
    const away = makeCheckup(onDays([TODAY - 20, TODAY - 40]), { options: { limits } });
    const why = ceilingsWhy(away, null);
    expect(why.includes("That is your own number.")).toBe(isTheirs);
    expect(why.includes("common coaching practice")).toBe(!isTheirs);
  });

  it("say whose number the ten per cent are", () => {
    const own = makeCheckup(undefined, { options: { limits: { ceilingRatio: 1.2 } } });
    expect(ceilingsWhy(own, null)).toBe(reportWords.ceilingsOwn("20%"));
    expect(ceilingsWhy(makeCheckup(), null)).toBe(reportWords.ceilingsWhy("10%"));
  });

  it("say what keeps them low where a usual run goes over them, unless something speaks against one", () => {
    const seldom = makeCheckup(onDays([TODAY - 8, TODAY - 22, TODAY - 36], { distanceM: 5000 }));
    const low = "we know of only 2 runs in the last four weeks";
    expect(ceilingsWhy(seldom, null)).toContain(low);
    expect(fewRuns(seldom, null)).toContain(low);
    expect(ceilingsWhy(seldom, "amber")).not.toContain(low);
    const often = makeCheckup(onDays([TODAY - 1, TODAY - 5, TODAY - 8, TODAY - 12]));
    expect(fewRuns(often, null)).toBeNull();
  });

  it("say of a usual run beyond them what the next digest says of it: no long run, but a bigger week", () => {
    const runs = [
      makeActivity({ day: TODAY - 8, distanceM: 5000, movingS: 2400 }),
      makeActivity({ day: TODAY - 20, distanceM: 12_000, movingS: 5760 }),
    ];
    expect(fewRuns(makeCheckup(runs), null)).toContain(
      "no jump by itself, but it can make the week one",
    );
    const next = makeCheckup([...runs, makeActivity({ distanceM: 12_000, movingS: 5760 })]);
    const raised = next.findings.filter(({ answer }) => answer === "raised");
    expect(raised.map(({ rule }) => rule)).toEqual([
      "distance-progression",
      "duration-progression",
    ]);
  });

  it("say nothing of a break that no longer decides them", () => {
    const back = makeCheckup([
      makeActivity({ day: TODAY - 8, distanceM: 5000, movingS: 1800 }),
      ...onDays([TODAY - 28, TODAY - 32, TODAY - 39], { distanceM: 20_000, movingS: 7200 }),
    ]);
    expect(back.ceiling.afterBreak?.weekDistanceM).toBe(1375);
    expect(ceilingsWhy(back, null)).not.toContain("break");
    expect(whyCeiling(back, reading).formula).toContain("average week");
  });
});

describe("what else the week held", () => {
  it("counts other sports as time, apart from the running", () => {
    const ride = makeActivity({ sport: "ride", movingS: 5400 });
    expect(weekNotes(makeCheckup([ride]))).toEqual([expect.stringContaining("1 h 30 min")]);
    expect(weekNotes(makeCheckup([]))).toEqual([]);
  });

  it("tells of a distance that nobody can have run", () => {
    const [note, ...others] = weekNotes(makeCheckup([makeActivity({ distanceM: 400_000 })]));
    expect(others).toEqual([]);
    expect(note).toMatch(/^1 run went faster than anyone can run, .* you can leave it out\.$/);
  });

  it("tells of several such distances in the plural", () => {
    const jumps = [0, 2].map((ago) => makeActivity({ day: TODAY - ago, distanceM: 400_000 }));
    expect(weekNotes(makeCheckup(jumps))).toEqual([
      "2 runs went faster than anyone can run, so the distances must be wrong: they count nowhere, only the times do. If they weren't runs, you can leave them out.",
    ]);
  });

  it("tells how many of its runs were left out, and of none that were before it", () => {
    const [first, last, before] = onDays([TODAY - 6, TODAY, TODAY - 7]);
    const without = (...runs: readonly (Activity | undefined)[]) => {
      const dismissed = runs.flatMap((run) => (run === undefined ? [] : [run]));
      return weekNotes({ ...makeCheckup([]), dismissed });
    };
    expect(without(first)).toEqual(["You left out 1 run; no figure counts it."]);
    expect(without(first, last, before)).toEqual(["You left out 2 runs; no figure counts them."]);
    expect(without(before)).toEqual([]);
  });

  it("sends a pregnant runner to those who know", () => {
    const pauses = [{ reason: "pregnant", from: TODAY - 40, to: null }] as const;
    expect(weekNotes(makeCheckup([], { pauses }))).toEqual([
      expect.stringContaining("ask your doctor or midwife"),
    ]);
  });
});
