import { describe, expect, it } from "vitest";
import type { Caution } from "../../../domain/caution.ts";
import type { Checkup } from "../../../domain/checkup.ts";
import type { Answer, Finding } from "../../../domain/finding.ts";
import { isoDay } from "../../../functions/shared/time.ts";
import {
  because,
  cautionText,
  describeFinding,
  ruleName,
} from "../../../functions/wording/finding.en.ts";
import { weekWas } from "../../../functions/wording/week.en.ts";
import { whyFinding } from "../../../functions/wording/why.en.ts";
import { makeActivity, onDays, TODAY } from "../../support/make-activity.ts";
import { makeCheckup } from "../../support/make-digest.ts";
import { makeFinding } from "../../support/make-finding.ts";
import { makeShoe } from "../../support/make-shoe.ts";

const reading = { units: "km", isoDay } as const;

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table) as Key[];
}

const ANSWERS = keysOf<Answer>({ raised: true, clear: true, "not-enough-data": true });

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
  const rules = keysOf(ruleName);
  const everyCase = rules.flatMap((rule) =>
    ANSWERS.flatMap((answer) =>
      [null, ...keysOf(because)].map((because) => ({ rule, answer, because })),
    ),
  );

  it("exists for every rule, answer and reason, in every kind of week", () => {
    for (const week of Object.values(weeks)) {
      for (const one of everyCase) {
        const told = describeFinding(makeFinding(one), week, reading);
        const whole = Object.values(told).join(" ");
        expect(told.title).not.toBe("");
        expect(told.why).toMatch(/[.]$/);
        expect(told.label).not.toBe("");
        expect(whole).not.toMatch(/undefined|NaN|Infinity|null|\[object/);
        expect(whole).not.toMatch(/diagnos|exponential|smooth/i);
        // In the cohort the risk rose in no such steps.
        expect(whole).not.toMatch(
          /\bthe (more|further|longer|bigger)\b[^.]*\bthe (more|higher|greater|likelier)\b/i,
        );
      }
    }
  });

  it("praises nothing that was not judged", () => {
    const finding = makeFinding({ rule: "training-strain", answer: "clear", because: "no-runs" });
    expect(describeFinding(finding, weeks.empty, reading)).toMatchObject({
      title: "Training strain: not judged",
      why: because["no-runs"],
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
    const told = (judged: Checkup) => describeFinding(spike, judged, reading);
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
        (answer) => describeFinding(makeFinding({ rule, answer }), weeks.shoes, reading).title,
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
    const told = describeFinding(strain ?? makeFinding(), week, reading);
    expect(told.title).toBe("One of your hardest weeks lately");
    expect(told.why).toContain("Running less, or making easy days clearly easier");
  });

  it("never says that a week which fell has risen", () => {
    const fell = makeCheckup(onDays([TODAY, TODAY - 8, TODAY - 10, TODAY - 20]));
    const clear = makeFinding({ rule: "distance-progression", answer: "clear" });
    expect(fell.progression.distance.changePct).toBe(-50);
    expect(describeFinding(clear, fell, reading).why).toBe("It was no more than the week before.");
    const rose = makeCheckup([
      makeActivity({ distanceM: 21_000 }),
      ...onDays([TODAY - 8, TODAY - 10, TODAY - 20]),
    ]);
    expect(describeFinding(clear, rose, reading).why).toContain("no more than about 10%");
  });

  it("names the runner's own step rate before the usual reference", () => {
    const cadence = (now: number) =>
      makeCheckup([
        makeActivity({ cadenceSpm: now }),
        ...onDays([TODAY - 8, TODAY - 10, TODAY - 20], { cadenceSpm: 178 }),
      ]);
    const title = (now: number) =>
      describeFinding(makeFinding({ rule: "cadence" }), cadence(now), reading).title;
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
    expect(describeFinding(finding, { ...week, load }, reading).figure).toBe(figure);
  });

  it("says how to have a step rate that is right for a runner left alone, but not one that has dropped", () => {
    const why = (usual: number) =>
      describeFinding(
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
      describeFinding(
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

  it("says so of the caution that a long run leaves too, and of no other", () => {
    const said = (first: number, caution: Caution = "long-run") =>
      cautionText(
        "Short and easy.",
        caution,
        makeCheckup([makeActivity({ day: TODAY - first })]),
        isoDay,
      );
    for (const caution of ["long-run", "after-long-run"] as const) {
      expect(said(2, caution)).toBe(
        "Short and easy. We know your runs since 10 September 2021 only: if you ran as far in the weeks before, this doesn't apply to you.",
      );
    }
    expect([said(30), said(2, "rest")]).toEqual(["Short and easy.", "Short and easy."]);
  });

  it("says what heart rate lacks to tell a load, to whoever wears a strap on every run", () => {
    const finding = makeFinding({
      ...{ rule: "intensity-progression", answer: "not-enough-data" },
      because: "no-shared-load-method",
    });
    const { why } = describeFinding(finding, makeCheckup([]), reading);
    expect(why).toContain("For heart rate, we also need to know your maximum");
  });

  it("tells whoever runs and walks in turns why their steps are few", () => {
    const slow = makeFinding({ rule: "cadence", severity: "info" });
    const week = makeCheckup([makeActivity({ cadenceSpm: 150 })]);
    expect(describeFinding(slow, week, reading).why).toContain("Walking breaks lower it too.");
  });

  it("says of a rise within the limits that it kept to them, in no headline's big step", () => {
    const rise = { rule: "distance-progression", severity: "info" } as const;
    const week = { ...weeks.spike, findings: [makeFinding(rise)] };
    const [finding = makeFinding()] = week.findings;
    expect(describeFinding(finding, week, reading).why).toContain("kept to the limits");
    expect(weekWas(week, "km")).toBe("15.0 km, more than last week");
  });

  it("gives the spike with its day, its ratio and what it is compared with", () => {
    const told = describeFinding(makeFinding(), weeks.spike, reading);
    expect(told.figure).toBe(
      "10.00 km on Saturday, 1.98 × your longest in the 30 days before (5.05 km)",
    );
    expect(told.label).toBe("Evidence: one cohort of 5,205 runners");
  });

  it("names the run that couldn't wait, before a short one that was further beyond the longest", () => {
    const runs = [
      makeActivity({ day: TODAY, distanceM: 7000 }),
      makeActivity({ day: TODAY - 2, distanceM: 4500 }),
      ...onDays([TODAY - 9, TODAY - 16], { distanceM: 3000 }),
    ];
    const week = makeCheckup(runs);
    const of = (distanceM: number) => week.sessions.find((one) => one.distanceM === distanceM);
    expect([of(7000)?.ratio, of(4500)?.ratio].map((ratio) => ratio?.toFixed(2))).toEqual([
      "1.56",
      "1.50",
    ]);
    const further = makeCheckup([
      ...runs.slice(0, 1).map((one) => ({ ...one, distanceM: 6000 })),
      ...runs.slice(1),
    ]);
    const told = (judged: Checkup) => describeFinding(makeFinding(), judged, reading).figure;
    expect(told(week)).toMatch(/^7\.00 km on Sunday, 1\.56 ×.*; 1 other run too$/);
    expect(told(further)).toMatch(/^6\.00 km on Sunday, 1\.33 ×.*; 1 other run too$/);
    const twice = makeCheckup([
      ...runs.slice(0, 1),
      makeActivity({ day: TODAY - 2, distanceM: 4500 }),
      ...onDays([TODAY - 9], { distanceM: 2000 }),
    ]);
    expect(told(twice)).toMatch(/^4\.50 km on Friday, 2\.25 ×/);
  });

  it("gives a rise with both weeks and the percentage", () => {
    const told = describeFinding(
      makeFinding({ rule: "distance-progression", basis: "convention" }),
      weeks.spike,
      reading,
    );
    expect(told.figure).toBe("15.0 km after 5.0 km (+200%)");
    expect(told.label).toBe("Convention: widely used, not shown to prevent injury");
  });

  it("names the pair that is due, before one that only wears", () => {
    const told = describeFinding(makeFinding({ rule: "shoe-wear" }), weeks.shoes, reading);
    expect(told.figure).toBe("Old: 900 km of 805 km");
  });

  it("gives the cadence beside the runner's own", () => {
    const week = makeCheckup([
      ...onDays([TODAY, TODAY - 2], { cadenceSpm: 160 }),
      ...onDays([TODAY - 10, TODAY - 12, TODAY - 14], { cadenceSpm: 172 }),
    ]);
    const told = describeFinding(makeFinding({ rule: "cadence" }), week, reading);
    expect(told.figure).toBe(
      "160 steps a minute; run by run, −7% from your usual at a similar speed",
    );
  });

  it("never gives a cadence that stands out the look of one that keeps to its limit", () => {
    const told = (now: number, usual: number) => {
      const week = makeCheckup([
        makeActivity({ cadenceSpm: now }),
        ...onDays([TODAY - 10, TODAY - 12, TODAY - 14], { cadenceSpm: usual }),
      ]);
      const finding = week.findings.find(({ rule }) => rule === "cadence") ?? makeFinding();
      const { figure } = describeFinding(finding, week, reading);
      return { answer: finding.answer, figure, why: whyFinding("cadence", week, reading).figures };
    };
    expect(told(169.6, 169.6)).toEqual({
      answer: "raised",
      figure:
        "just under 170 steps a minute; run by run, no change from your usual at a similar speed",
      why: [
        "just under 170 steps a minute in 1 run",
        "Your usual at a similar speed: 170; run by run: no change",
      ],
    });
    expect(told(174.2, 184)).toEqual({
      answer: "raised",
      figure:
        "174 steps a minute; run by run, down just over 5% from your usual at a similar speed",
      why: [
        "174 steps a minute in 1 run",
        "Your usual at a similar speed: 184; run by run: down just over 5%",
      ],
    });
    expect(told(174.8, 184)).toEqual({
      answer: "clear",
      figure: "175 steps a minute; run by run, −5% from your usual at a similar speed",
      why: ["175 steps a minute in 1 run", "Your usual at a similar speed: 184; run by run: −5%"],
    });
  });

  it("says which week is missing where a weekly rule has none to compare with", () => {
    const silent = { answer: "not-enough-data", because: "no-earlier-run" } as const;
    const why = (rule: Finding["rule"]) =>
      describeFinding(makeFinding({ ...silent, rule }), weeks.empty, reading).why;
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
    expect(describeFinding(finding, checkup, reading).figure).toBe(words);
  });
});
