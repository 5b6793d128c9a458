import { describe, expect, it } from "vitest";
import type { Cadence } from "../../domain/cadence.ts";
import { mostSevereFirst, raised, type Severity } from "../../domain/finding.ts";
import type { Load } from "../../domain/load/load-today.ts";
import type { Progression } from "../../domain/progression.ts";
import { cadence } from "../../domain/rules/cadence.ts";
import { distanceProgression } from "../../domain/rules/distance-progression.ts";
import { durationProgression } from "../../domain/rules/duration-progression.ts";
import { intensityProgression } from "../../domain/rules/intensity-progression.ts";
import { restDays } from "../../domain/rules/rest-days.ts";
import { sessionSpike } from "../../domain/rules/session-spike.ts";
import { shoeWear } from "../../domain/rules/shoe-wear.ts";
import { trainingStrain } from "../../domain/rules/training-strain.ts";
import type { Session } from "../../domain/sessions.ts";
import type { ShoeStatus, ShoeWear } from "../../domain/shoes.ts";
import { limitsFor } from "../../domain/thresholds.ts";

const LIMITS = limitsFor();

describe("the rule of the single-session spike", () => {
  const session = (band: Session["band"], overrides: Partial<Session> = {}): Session => ({
    activityId: "a",
    day: 0,
    distanceM: 10_000,
    longestPrior30dM: 1,
    ratio: 1,
    band,
    isRace: false,
    keptToLimit: false,
    isNewHere: false,
    ...overrides,
  });
  const answerTo = (...sessions: Session[]) => sessionSpike(sessions, LIMITS);

  it.each([
    [["reference", "large", "small"], "raised", "urgent", null],
    [["moderate"], "raised", "warning", null],
    [["small", "reference"], "raised", "warning", null],
    [["reference", "not-enough-data"], "clear", "info", null],
    [["not-enough-data"], "not-enough-data", "info", "no-earlier-run"],
    [[], "clear", "info", "no-runs"],
  ] as const)("answers %j with %s, %s, because %s", (bands, answer, severity, because) => {
    expect(answerTo(...bands.map((band) => session(band)))).toEqual({
      rule: "session-spike",
      basis: "evidence",
      answer,
      severity,
      because,
    });
  });

  it("is no more severe for a moderate spike than for a small one: the cohort shows no such step", () => {
    expect(answerTo(session("moderate"))).toEqual(answerTo(session("small")));
  });

  it.each([
    ["a step up", "moderate", 4999, "notice"],
    ["a run twice as long as any before", "large", 4999, "urgent"],
    ["a step up to five kilometres", "small", 5000, "warning"],
  ] as const)(
    "of a beginner's short runs, calls %s (%s, %d m) %s",
    (_, band, distanceM, severity) => {
      expect(answerTo(session(band, { distanceM }))).toMatchObject({ answer: "raised", severity });
    },
  );

  it.each([
    ["a step up", "moderate", "notice"],
    ["a run twice as long as any before", "large", "urgent"],
  ] as const)("of somebody who has just come, calls %s (%s) %s", (_, band, severity) => {
    expect(answerTo(session(band, { isNewHere: true }))).toMatchObject({ severity });
  });

  it("only tells of a run that kept to the limit shown for it, and still warns of another", () => {
    const kept = session("large", { keptToLimit: true });
    expect(answerTo(kept)).toMatchObject({ answer: "raised", severity: "info" });
    expect(answerTo(kept, session("small"))).toMatchObject({ severity: "warning" });
  });
});

describe.each([
  ["distance-progression", distanceProgression],
  ["duration-progression", durationProgression],
  ["intensity-progression", intensityProgression],
] as const)("the rule of %s", (rule, judge) => {
  it.each<{ progression: Progression; severity: Severity }>([
    { progression: { changePct: 15, answer: "raised", because: null }, severity: "notice" },
    { progression: { changePct: 1, answer: "clear", because: null }, severity: "info" },
    {
      progression: { changePct: 100, answer: "clear", because: "below-the-floor" },
      severity: "info",
    },
    {
      progression: { changePct: null, answer: "not-enough-data", because: "no-earlier-run" },
      severity: "info",
    },
  ])("passes $progression.answer on as $severity", ({ progression, severity }) => {
    const { answer, because } = progression;
    expect(judge(progression)).toEqual({
      rule,
      answer,
      severity,
      basis: "convention",
      because,
    });
  });
});

describe("the rule of rest days", () => {
  const rest = (restDaysIn7: number) => ({ to: 0, streakDays: 0, restDaysIn7, restDaysIn14: 0 });

  it.each([
    [0, 7, "raised", "notice", null],
    [1, 7, "clear", "info", null],
    [0, 6, "not-enough-data", "info", "short-history"],
  ] as const)("with %d in %d known days: %s", (days, known, answer, severity, because) => {
    expect(restDays(rest(days), known, LIMITS)).toEqual({
      rule: "rest-days",
      basis: "advice",
      answer,
      severity,
      because,
    });
  });

  it("asks for as many as the runner wants", () => {
    expect(restDays(rest(1), 7, limitsFor({ restMinDaysPerWeek: 2 })).answer).toBe("raised");
  });
});

describe("the rule of shoe wear", () => {
  const pair = (status: ShoeStatus) => ({ status }) as ShoeWear;

  it.each([
    [["ok", "replace", "notice"], "raised", "warning", null],
    [["ok", "notice"], "raised", "notice", null],
    [["ok", "retired"], "clear", "info", null],
    [["retired"], "not-enough-data", "info", "no-shoes"],
    [[], "not-enough-data", "info", "no-shoes"],
  ] as const)("with pairs %j: %s, %s", (statuses, answer, severity, because) => {
    expect(shoeWear(statuses.map(pair))).toEqual({
      rule: "shoe-wear",
      basis: "convention",
      answer,
      severity,
      because,
    });
  });
});

describe("the rule of cadence", () => {
  const week = (spm: number | null, changePct: number | null = null): Cadence => ({
    runs: 1,
    spm,
    baselineSpm: null,
    changePct,
    usualFromSpm: 170,
    usualToSpm: 180,
  });

  it.each([
    ["slower than one's own by more than 5 %", week(175, -5.1), "raised", "notice", null],
    ["slower by exactly 5 %", week(175, -5), "clear", "info", null],
    ["below the usual reference", week(169.9, 0), "raised", "info", null],
    ["at the reference", week(170), "clear", "info", null],
    ["above the reference", week(190, 10), "clear", "info", null],
    ["unknown", week(null), "not-enough-data", "info", "no-cadence"],
  ] as const)("%s: %s", (_, facts, answer, severity, because) => {
    expect(cadence(facts, false, LIMITS)).toEqual({
      rule: "cadence",
      basis: "advice",
      answer,
      severity,
      because,
    });
  });

  it("never asks for quicker steps while the front of the hip hurts", () => {
    for (const facts of [week(150, -20), week(190)]) {
      expect(cadence(facts, true, LIMITS)).toMatchObject({
        rule: "cadence",
        answer: "clear",
        basis: "advice",
        because: "front-hip-pain",
      });
    }
  });

  it("doesn't call a cadence that nobody knows clear, sore or not", () => {
    expect(cadence(week(null), true, LIMITS)).toEqual(cadence(week(null), false, LIMITS));
  });
});

describe("the rule of training strain", () => {
  const load = (overrides: Partial<Load>): Load => ({
    method: "session-rpe",
    coverage: 1,
    acwrCoupled: 9,
    acwrUncoupled: 9,
    acwrEwma: 9,
    monotony: 5,
    strain: 9000,
    fitness: 0,
    fatigue: 0,
    form: 0,
    strainWeeks: 26,
    strainAboveShare: 0.5,
    heartRateFaults: 0,
    ...overrides,
  });

  it.each([
    ["among one's own hardest", { strainAboveShare: 0.95 }, 4, "raised", "notice", null],
    ["below them, whatever the ratios and a fixed line say", {}, 4, "clear", "info", null],
    ["no run", { strainAboveShare: 1 }, 0, "clear", "info", "no-runs"],
    ["no method", { method: null }, 4, "not-enough-data", "info", "no-shared-load-method"],
    ["just enough weeks", { strainWeeks: 8 }, 4, "clear", "info", null],
    ["too few weeks", { strainWeeks: 7 }, 4, "not-enough-data", "info", "no-baseline"],
    ["seven equal days", { strain: null }, 7, "not-enough-data", "info", "no-baseline"],
    ["no other week", { strainAboveShare: null }, 4, "not-enough-data", "info", "no-baseline"],
  ] as const)("%s: %j", (_, facts, runs, answer, severity, because) => {
    expect(trainingStrain(load(facts), runs, LIMITS)).toEqual({
      rule: "training-strain",
      basis: "convention",
      answer,
      severity,
      because,
    });
  });
});

describe("the order of findings", () => {
  it("puts a raised hint before anything clear", () => {
    const hint = raised("cadence", "advice", "info");
    const clear = { ...hint, answer: "clear", rule: "rest-days" } as const;
    const warning = raised("shoe-wear", "convention", "warning");
    expect(mostSevereFirst([clear, hint, warning])).toEqual([warning, hint, clear]);
  });
});
