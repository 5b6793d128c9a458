import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Checkup } from "../../../domain/checkup.ts";
import type { Answer, Finding } from "../../../domain/finding.ts";
import { isoDay } from "../../../functions/shared/time.ts";
import * as en from "../../../functions/wording/en.ts";
import { whyCeiling } from "../../../functions/wording/why.en.ts";
import { anyCheckup } from "../../support/arbitrary-checkup.ts";
import { makeActivity, onDays, TODAY } from "../../support/make-activity.ts";
import { makeCheckup } from "../../support/make-digest.ts";
import { makeShoe } from "../../support/make-shoe.ts";

const reading = { units: "km", isoDay } as const;
const HEALTH = /pain|hip|hurt|injur|sore|ache|health|risk|doctor|illness|sick|strain|diagnos/i;

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table) as Key[];
}

const ANSWERS = keysOf<Answer>({ raised: true, clear: true, "not-enough-data": true });

function makeFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    rule: "session-spike",
    answer: "raised",
    severity: "warning",
    basis: "evidence",
    because: null,
    ...overrides,
  };
}

describe("figures", () => {
  it.each([
    [en.distance(15_000, "km"), "15.0 km"],
    [en.distance(15_000, "mi"), "9.3 mi"],
    [en.distance(804_672, "mi", 0), "500 mi"],
    [en.distance(1_234_567, "km"), "1,234.6 km"],
    [en.distance(null, "km"), "—"],
    [en.duration(0), "0 min"],
    [en.duration(2880), "48 min"],
    [en.duration(3599), "1 h"],
    [en.duration(5520), "1 h 32 min"],
    [en.duration(null), "—"],
    [en.pace(3000, 10_000, "km"), "5:00 /km"],
    [en.pace(3599.6, 10_000, "km"), "6:00 /km"],
    [en.pace(3000, 10_000, "mi"), "8:03 /mi"],
    [en.pace(1800, 0, "km"), "—"],
    [en.pct(12.4), "12%"],
    [en.change(200), "+200%"],
    [en.change(-35.2), "−35%"],
    [en.change(0.3), "no change"],
    [en.change(null), "—"],
    [en.atMost(11_055, "km"), "11.0 km"],
    [en.atMost(1.1 * 10_000, "km"), "11.0 km"],
    [en.atMost(1.1 * 7 * 1609.344, "mi"), "7.7 mi"],
    [en.atMost(null, "km"), "—"],
    [en.atMostTime(5579), "1 h 32 min"],
    [en.atMostTime(1.1 * 3600), "1 h 6 min"],
    [en.changeBeyond(10.3, 10), "just over +10%"],
    [en.changeBeyond(10, 10), "+10%"],
    [en.changeBeyond(11, 10), "+11%"],
    [en.changeBeyond(null, 10), "—"],
    [en.ratioBeyond(1.103, 1.1), "just over 1.10"],
    [en.ratioBeyond(1.1, 1.1), "1.10"],
    [en.ratioBeyond(1.12, 1.1), "1.12"],
  ])("reads %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe("days", () => {
  it.each([
    [en.dayName("2021-09-12"), "Sunday"],
    [en.dateText("2021-09-12"), "12 September 2021"],
    [en.span("2021-09-06", "2021-09-12"), "6 to 12 September 2021"],
    [en.span("2021-08-30", "2021-09-05"), "30 August to 5 September 2021"],
    [en.span("2020-12-28", "2021-01-03"), "28 December 2020 to 3 January 2021"],
  ])("reads %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe("a run in a list", () => {
  it.each([
    [{ distanceM: 10_804, movingS: 3000, name: "Shore" }, "25 Nov, 10.8 km, Shore"],
    [{ distanceM: 0, movingS: 3000, name: "Treadmill" }, "25 Nov, 50 min, Treadmill"],
    [{ distanceM: 9000, movingS: 3000, name: "" }, "25 Nov, 9.0 km, Run"],
  ])("of %j is %s", (run, line) => {
    expect(en.runLine("25 Nov", run, "km")).toBe(line);
  });
});

describe("a finding in words", () => {
  const weeks = {
    spike: makeCheckup(),
    empty: makeCheckup([]),
    shoes: makeCheckup(undefined, {
      shoes: [
        makeShoe({ id: "a", name: "Old", startDistanceM: 900_000 }),
        makeShoe({ id: "b", name: "Worn", startDistanceM: 500_000 }),
      ],
    }),
  };
  const rules = keysOf(en.ruleName);
  const everyCase = rules.flatMap((rule) =>
    ANSWERS.flatMap((answer) =>
      [null, ...keysOf(en.because)].map((because) => ({ rule, answer, because })),
    ),
  );

  it("exists for every rule, answer and reason, in every kind of week", () => {
    for (const week of Object.values(weeks)) {
      for (const one of everyCase) {
        const told = en.describeFinding(makeFinding(one), week, reading);
        const whole = Object.values(told).join(" ");
        expect(told.title).not.toBe("");
        expect(told.why).toMatch(/[.]$/);
        expect(told.label).not.toBe("");
        expect(whole).not.toMatch(/undefined|NaN|Infinity|null|\[object/);
        expect(whole).not.toMatch(/diagnos|exponential|smooth|the longer the/i);
      }
    }
  });

  it("praises nothing that was not judged", () => {
    const finding = makeFinding({ rule: "training-strain", answer: "clear", because: "no-runs" });
    expect(en.describeFinding(finding, weeks.empty, reading)).toMatchObject({
      title: "Training strain: not judged",
      why: en.because["no-runs"],
    });
  });

  it("leaves a race aside where it says that no run stood out", () => {
    const runs = [
      makeActivity({ day: TODAY, distanceM: 4000 }),
      makeActivity({ day: TODAY - 1, distanceM: 21_100 }),
      ...onDays([TODAY - 9, TODAY - 16, TODAY - 23], { distanceM: 9000 }),
    ];
    const pauses = [{ reason: "race-week", from: TODAY - 5, to: TODAY - 1 }] as const;
    const spike = makeFinding({ answer: "clear" });
    const told = (judged: Checkup) => en.describeFinding(spike, judged, reading);
    expect(told(makeCheckup(runs, { pauses }))).toMatchObject({
      title: "No run but your race stood out for its length",
      why: "Apart from your race, no run was more than 10% longer than the longest in the 30 days before it.",
    });
    expect(told(makeCheckup(runs.toSpliced(1, 1), { pauses }))).toMatchObject({
      title: "No run stood out for its length",
      why: "No run was more than 10% longer than the longest in the 30 days before it.",
    });
  });

  it("differs by answer, so that a clear rule never reads as a raised one", () => {
    for (const rule of rules) {
      const titles = ANSWERS.map(
        (answer) => en.describeFinding(makeFinding({ rule, answer }), weeks.shoes, reading).title,
      );
      expect(new Set(titles).size, rule).toBe(3);
    }
  });

  it("calls no varied week one with little variation for its high load", () => {
    const hard = [0, 3, 5].map((ago) => makeActivity({ day: TODAY - ago, sessionRpe: 8 }));
    const easy = Array.from({ length: 12 }, (_, i) => i + 1).flatMap((back) =>
      [0, 3, 5].map((ago) => makeActivity({ day: TODAY - 7 * back - ago, sessionRpe: 3 })),
    );
    const week = makeCheckup([...hard, ...easy]);
    const strain = week.findings.find(({ rule }) => rule === "training-strain");
    expect(strain?.answer).toBe("raised");
    expect(week.load.monotony).toBeLessThan(1);
    const told = en.describeFinding(strain ?? makeFinding(), week, reading);
    expect(told.title).toBe("One of your hardest weeks lately");
    expect(told.why).toContain("Running less, or making easy days clearly easier");
  });

  it("never says that a week which fell has risen", () => {
    const fell = makeCheckup(onDays([TODAY, TODAY - 8, TODAY - 10, TODAY - 20]));
    const clear = makeFinding({ rule: "distance-progression", answer: "clear" });
    expect(fell.progression.distance.changePct).toBe(-50);
    expect(en.describeFinding(clear, fell, reading).why).toBe(
      "It was no more than the week before.",
    );
    const rose = makeCheckup([
      makeActivity({ distanceM: 21_000 }),
      ...onDays([TODAY - 8, TODAY - 10, TODAY - 20]),
    ]);
    expect(en.describeFinding(clear, rose, reading).why).toContain("no more than about 10%");
  });

  it("names the runner's own step rate before the usual reference", () => {
    const cadence = (now: number) =>
      makeCheckup([
        makeActivity({ cadenceSpm: now }),
        ...onDays([TODAY - 8, TODAY - 10, TODAY - 20], { cadenceSpm: 178 }),
      ]);
    const title = (now: number) =>
      en.describeFinding(makeFinding({ rule: "cadence" }), cadence(now), reading).title;
    expect(title(165)).toBe("Your step rate was lower than usual for you");
    expect(title(169.5)).toBe("Your step rate was below the usual reference");
  });

  it.each([
    [1, "Higher than in 8 of your 8 earlier weeks"],
    [0.875, "Higher than in 7 of your 8 earlier weeks"],
  ])("counts the weeks that were less hard: a share of %d", (strainAboveShare, figure) => {
    const week = makeCheckup();
    const load = { ...week.load, strainAboveShare, strainWeeks: 8 };
    const finding = makeFinding({ rule: "training-strain" });
    expect(en.describeFinding(finding, { ...week, load }, reading).figure).toBe(figure);
  });

  it("says how to have a step rate that is right for a runner left alone, but not one that has dropped", () => {
    const why = (usual: number) =>
      en.describeFinding(
        makeFinding({ rule: "cadence" }),
        makeCheckup(
          onDays([TODAY, TODAY - 8, TODAY - 10, TODAY - 20]).map((run, index) => ({
            ...run,
            cadenceSpm: index === 0 ? 162 : usual,
          })),
        ),
        reading,
      ).why;
    expect(why(162)).toContain("set your own reference in the settings");
    expect(why(178)).not.toContain("set your own reference");
  });

  it("says of a long run since when runs are known, if that is less than 30 days", () => {
    const why = (first: number) =>
      en.describeFinding(
        makeFinding(),
        makeCheckup([makeActivity({ distanceM: 15_000 }), makeActivity({ day: TODAY - first })]),
        reading,
      ).why;
    expect(why(2)).toContain(
      "We know your runs since 10 September 2021 only: if you ran as far in the weeks before, this doesn't apply to you.",
    );
    expect(why(29)).toContain("We know your runs since");
    expect(why(30)).not.toContain("We know your runs since");
  });

  it("says of a rise out of an easy week that it is one, in no headline's big step", () => {
    const rise = { rule: "distance-progression", severity: "info" } as const;
    const week = { ...weeks.spike, findings: [makeFinding(rise)] };
    const [finding = makeFinding()] = week.findings;
    expect(en.describeFinding(finding, week, reading).why).toContain("an easy one");
    expect(en.weekWas(week, "km")).toBe("15.0 km, more than last week");
  });

  it.each([
    [[0, 1, 2, 3, 4, 5, 6], "no day off"],
    [[0, 1, 2, 4, 6], "few days off"],
  ])("calls a week with runs on days %j one with %s, by the runner's own number", (ago, tail) => {
    const runs = [0, 7, 14].flatMap((week) => onDays(ago.map((day) => TODAY - week - day)));
    const week = makeCheckup(runs, { options: { limits: { restMinDaysPerWeek: 3 } } });
    expect(en.weekWas(week, "km")).toContain(`, ${tail}`);
  });

  it("gives the spike with its day, its ratio and what it is compared with", () => {
    const told = en.describeFinding(makeFinding(), weeks.spike, reading);
    expect(told.figure).toBe(
      "10.00 km on Saturday, 1.98 × your longest in the 30 days before (5.05 km)",
    );
    expect(told.label).toBe("Evidence: one cohort of 5,205 runners");
  });

  it("gives a rise with both weeks and the percentage", () => {
    const told = en.describeFinding(
      makeFinding({ rule: "distance-progression", basis: "convention" }),
      weeks.spike,
      reading,
    );
    expect(told.figure).toBe("15.0 km after 5.0 km (+200%)");
    expect(told.label).toBe("Convention: widely used, not shown to prevent injury");
  });

  it("names the pair that is due, before one that only wears", () => {
    const told = en.describeFinding(makeFinding({ rule: "shoe-wear" }), weeks.shoes, reading);
    expect(told.figure).toBe("Old: 900 km of 805 km");
  });

  it("gives the cadence beside the runner's own", () => {
    const week = makeCheckup([
      ...onDays([TODAY, TODAY - 2], { cadenceSpm: 160 }),
      ...onDays([TODAY - 10, TODAY - 12, TODAY - 14], { cadenceSpm: 172 }),
    ]);
    const told = en.describeFinding(makeFinding({ rule: "cadence" }), week, reading);
    expect(told.figure).toBe(
      "160 steps a minute; run by run, −7% from your usual at a similar speed",
    );
  });

  it("says which week is missing where a weekly rule has none to compare with", () => {
    const silent = { answer: "not-enough-data", because: "no-earlier-run" } as const;
    const why = (rule: Finding["rule"]) =>
      en.describeFinding(makeFinding({ ...silent, rule }), weeks.empty, reading).why;
    expect(why("session-spike")).toContain("30 days");
    expect(why("distance-progression")).toContain("the week before");
  });
});

describe("how hard the week was", () => {
  it.each([
    [5, "no change in load per minute"],
    [6, "+20% in load per minute"],
  ])("at %d after 5 is told as: %s", (sessionRpe, words) => {
    const checkup = makeCheckup([
      ...onDays([TODAY - 1, TODAY - 3], { movingS: 3600, sessionRpe }),
      ...onDays([TODAY - 8, TODAY - 10], { movingS: 3600, sessionRpe: 5 }),
    ]);
    const finding = makeFinding({ rule: "intensity-progression" });
    expect(en.describeFinding(finding, checkup, reading).figure).toBe(words);
  });
});

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
    expect(en.weekWas(week, "km")).toBe(expected);
  });

  it("compares by time two weeks of which too much distance is missing", () => {
    const indoors = onDays([TODAY - 8, TODAY - 10], { distanceM: 0 });
    const outdoors = onDays([TODAY, TODAY - 2, TODAY - 4]);
    const week = makeCheckup([...outdoors, ...indoors, ...onDays([TODAY - 7, TODAY - 20])]);
    expect(en.weekLead(week, "km")).toContain("the same time as last week");
    const firstOutdoors = makeCheckup([...outdoors, ...indoors, ...onDays([TODAY - 20])]);
    expect(en.weekLead(firstOutdoors, "km")).toMatch(/, 1 h more than last week\.$/);
    const distance = week.findings.find(({ rule }) => rule === "distance-progression");
    expect(en.describeFinding(distance ?? makeFinding(), week, reading).why).toContain(
      "came without a distance, so compare their time instead",
    );
  });

  it("tells the break before a return by its days, where the limits still look back on it", () => {
    const back = [makeActivity({ distanceM: 3000 }), ...onDays([TODAY - 22, TODAY - 24])];
    expect(en.weekLead(makeCheckup(back), "km")).toContain("after 21 days without a run");
  });

  it.each([
    [20, "20"],
    [1100, "1,100"],
  ])("tells a silence of %i days by its days", (days, told) => {
    const checkup = makeCheckup(onDays([TODAY - days, TODAY - days - 20]));
    expect(en.weekLead(checkup, "km")).toContain(`No runs have reached us for ${told} days.`);
    expect(en.ceilingsWhy(checkup, null)).toContain(`After ${told} days without a run`);
  });

  it("doesn't count the days of a break that is over as days without a run", () => {
    const back = [
      makeActivity({ day: TODAY - 8, distanceM: 5000 }),
      ...onDays([TODAY - 25, TODAY - 32, TODAY - 39], { distanceM: 20_000 }),
    ];
    const week = makeCheckup(back);
    expect(week.ceiling.afterBreak?.days).toBe(16);
    expect(en.weekLead(week, "km")).toMatch(/^No runs reached us\./);
  });

  it("calls only the first look a first one", () => {
    const before = onDays([TODAY - 40, TODAY - 45]);
    const preheader = (week: Checkup) => en.preheader(week, "km", false);
    expect(preheader(makeCheckup([makeActivity()]))).toBe("A first look at your running.");
    expect(preheader(makeCheckup([]))).toBe("A first look at your running.");
    expect(preheader(makeCheckup([makeActivity(), ...before]))).toBe(
      "How it went, and how to go on.",
    );
  });

  it("never puts a word of health on a lock screen", () => {
    fc.assert(
      fc.property(anyCheckup, fc.constantFrom("km", "mi"), (week, units) => {
        expect(en.subject(en.weekWas(week, units))).not.toMatch(HEALTH);
        expect(en.preheader(week, units)).not.toMatch(HEALTH);
      }),
    );
  });
});

describe("next week's ceilings", () => {
  it("say after a break that they start from a part of the level before", () => {
    expect(en.ceilingsWhy(makeCheckup(onDays([TODAY - 20, TODAY - 40])), null)).toContain(
      "After 20 days without a run, these start at 50%",
    );
    expect(en.ceilingsWhy(makeCheckup(), null)).toContain("10%");
  });

  it("say what keeps them low where a usual run goes over them, unless something speaks against one", () => {
    const seldom = makeCheckup(onDays([TODAY - 8, TODAY - 22, TODAY - 36], { distanceM: 5000 }));
    const low = "we know of only 2 runs in the last four weeks";
    expect(en.ceilingsWhy(seldom, null)).toContain(low);
    expect(en.fewRuns(seldom, null)).toContain(low);
    expect(en.ceilingsWhy(seldom, "amber")).not.toContain(low);
    const often = makeCheckup(onDays([TODAY - 1, TODAY - 5, TODAY - 8, TODAY - 12]));
    expect(en.fewRuns(often, null)).toBeNull();
  });

  it("say of a usual run beyond them what the next digest says of it: no long run, but a bigger week", () => {
    const runs = [
      makeActivity({ day: TODAY - 8, distanceM: 5000, movingS: 1800 }),
      makeActivity({ day: TODAY - 20, distanceM: 12_000, movingS: 4320 }),
    ];
    expect(en.fewRuns(makeCheckup(runs), null)).toContain(
      "no jump by itself, but it can make the week one",
    );
    const next = makeCheckup([...runs, makeActivity({ distanceM: 12_000, movingS: 4320 })]);
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
    expect(en.ceilingsWhy(back, null)).not.toContain("break");
    expect(whyCeiling(back, reading).formula).toContain("average week");
  });
});

describe("a pair of shoes in words", () => {
  it("is named among the three that are due first, and of the others only their number is told", () => {
    const pair = (km: number) =>
      makeShoe({ id: `pair-${km}`, name: `Pair ${km}`, startDistanceM: km * 1000 });
    const figureOf = (...kms: number[]) => {
      const checkup = makeCheckup([], { shoes: kms.map(pair) });
      const finding = makeFinding({ rule: "shoe-wear", answer: "clear" });
      return en.describeFinding(finding, checkup, reading).figure;
    };
    const three = ["Pair 300: 300 km of 805 km", "Pair 200: 200 km of 805 km"];
    expect(figureOf(100, 200, 300)).toBe([...three, "Pair 100: 100 km of 805 km"].join("; "));
    expect(figureOf(10, 100, 20, 200, 300)).toBe(
      [...three, "Pair 100: 100 km of 805 km", "and 2 more pairs"].join("; "),
    );
    expect(figureOf(10, 100, 200, 300)).toContain("; and 1 more pair");
  });

  it("misses no run without a distance, which would add nothing to it", () => {
    const told = (...distances: readonly number[]) =>
      en.unassignedShoes(
        makeCheckup(
          distances.map((distanceM) => makeActivity({ distanceM })),
          { shoes: [makeShoe()] },
        ),
        "km",
      );
    expect(told(0, 0)).toBeNull();
    expect(told(0, 8000)).toBe("2 runs with no pair named: 8.0 km not counted towards any pair.");
  });

  /** A pair whose own limit is below the first notice, which therefore never comes. */
  const worn = (startDistanceM: number) =>
    makeCheckup([], { shoes: [makeShoe({ replaceAtM: 450_000, startDistanceM })] }).shoes.map(
      en.shoeStatus,
    );

  it.each([
    [5000, "98% left"],
    [225_000, "50% left"],
    [432_000, "4% left"],
    [445_510, "less than 1% left"],
    [449_999, "less than 1% left"],
    [450_000, "time to replace"],
  ])("says of %d m of 450 km: %s, and never more than there is", (distanceM, words) => {
    expect(worn(distanceM)).toEqual([words]);
  });
});

describe("what else the week held", () => {
  it("counts other sports as time, apart from the running", () => {
    const ride = makeActivity({ sport: "ride", movingS: 5400 });
    expect(en.weekNotes(makeCheckup([ride]))).toEqual([expect.stringContaining("1 h 30 min")]);
    expect(en.weekNotes(makeCheckup([]))).toEqual([]);
  });

  it("tells of a distance that nobody can have run", () => {
    const [note, ...others] = en.weekNotes(makeCheckup([makeActivity({ distanceM: 400_000 })]));
    expect(others).toEqual([]);
    expect(note).toMatch(/^1 run went faster than anyone can run, .* you can leave it out\.$/);
  });

  it("tells of several such distances in the plural", () => {
    const jumps = [0, 2].map((ago) => makeActivity({ day: TODAY - ago, distanceM: 400_000 }));
    expect(en.weekNotes(makeCheckup(jumps))).toEqual([
      "2 runs went faster than anyone can run, so the distances must be wrong: they count nowhere, only the times do. If they weren't runs, you can leave them out.",
    ]);
  });

  it("sends a pregnant runner to those who know", () => {
    const pauses = [{ reason: "pregnant", from: TODAY - 40, to: null }] as const;
    expect(en.weekNotes(makeCheckup([], { pauses }))).toEqual([
      expect.stringContaining("ask your doctor or midwife"),
    ]);
  });
});
