import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkup } from "../../../domain/checkup.ts";
import { CAUSE_RULES } from "../../../domain/pain/causes.ts";
import { CANNOT_WAIT, type CheckIn } from "../../../domain/pain/check-in.ts";
import { FLAG_RULES } from "../../../domain/pain/flags.ts";
import { hasFrontHipPain } from "../../../domain/pain/sore-places.ts";
import { loadContext, triage } from "../../../domain/pain/triage.ts";
import { TIPS, type Tip } from "../../../domain/tips/catalogue.ts";
import { pickTips } from "../../../domain/tips/pick-tips.ts";
import * as en from "../../../functions/wording/en.ts";
import { makeActivity, onDays } from "../../support/make-activity.ts";
import { makeCheckIn } from "../../support/make-check-in.ts";
import { makeShoe } from "../../support/make-shoe.ts";
import { anyHistory, harmlessCheckIn, TODAY } from "../pain/arbitraries.ts";
import { tipIds } from "./laws.ts";

type Carrier = "tip" | "check" | "question" | "triage rule" | "possible cause";

/** The id of every fact in the source article, and what carries it to a runner. */
const COVERAGE: Readonly<Record<string, readonly Carrier[]>> = {
  L1: ["tip", "check"],
  L2: ["tip", "check"],
  L3: ["tip", "check"],
  L4: ["tip", "question"],
  L5: ["tip"],
  F1: ["tip", "check"],
  F2: ["tip"],
  C1: ["tip", "check"],
  C2: ["tip"],
  C3: ["tip"],
  C4: ["tip"],
  W1: ["tip"],
  W2: ["tip"],
  W3: ["tip"],
  G1: ["tip"],
  G2: ["tip"],
  G3: ["tip"],
  G4: ["tip"],
  G5: ["tip"],
  G6: ["tip"],
  G7: ["tip"],
  G8: ["tip"],
  G9: ["tip", "question"],
  P1: ["tip", "possible cause"],
  P2: ["tip", "possible cause"],
  P3: ["tip", "possible cause"],
  P4: ["tip", "possible cause"],
  P5: ["tip", "possible cause"],
  P6: ["tip", "possible cause"],
  P7: ["tip", "possible cause"],
  P8: ["tip", "possible cause"],
  X1: ["tip", "question"],
  X2: ["tip", "question"],
  X3: ["tip", "question"],
  X4: ["tip", "question"],
  Q1: ["question"],
  Q2: ["question"],
  Q3: ["question"],
  R1: ["triage rule", "question"],
  R2: ["triage rule", "question"],
  R3: ["triage rule", "question"],
  R4: ["triage rule", "question"],
  R5: ["triage rule", "question"],
  R6: ["triage rule", "question"],
};

/** What a check-up of runs looks at: the rules and figures that carry these facts. */
const CHECKED: Readonly<Record<string, readonly string[]>> = {
  L1: ["distance-progression", "duration-progression", "intensity-progression"],
  L2: ["rest-days"],
  F1: ["shoe-wear"],
  C1: ["cadence"],
};

/** What a check-in asks because of these facts; `functions/check-in`'s tests see that a page asks each. */
const ASKED: Readonly<Record<string, readonly (keyof CheckIn)[]>> = {
  Q1: ["places", "side"],
  Q2: ["kind"],
  Q3: ["when", "growsDuringRun", "earlierEachRun", "easesWithRest", "nightPain", "limp"],
  R1: ["painDuring", "painAfter", "painNextMorning", "daysLasted", "restTried", "iceTried"],
  R2: ["numbness", "tingling", "radiating", "spreading"],
  R3: CANNOT_WAIT,
  R4: ["troubleWalking", "troubleStairs", "troubleSleeping"],
  R5: ["numbness", "tingling", "radiating", "spreading"],
  R6: ["swelling", "redness", "warmth"],
  G9: ["restTried", "iceTried"],
  L4: ["sleepHours"],
  X1: ["selfScreen"],
  X2: ["selfScreen"],
  X3: ["selfScreen"],
  X4: ["selfScreen"],
};

const tips: readonly Tip[] = Object.values(TIPS);
const judged = checkup({ activities: [makeActivity({ sport: "swim" })] }, [], TODAY);

const carries: Readonly<Record<Carrier, (id: string) => boolean>> = {
  tip: (id) => tips.some((tip) => tip.fact === id),
  // L3: cross-training is shown beside the runs, and no finding is about it.
  check: (id) =>
    id === "L3"
      ? judged.crossTraining.activities >= 0
      : (CHECKED[id] ?? []).every((rule) => judged.findings.some((one) => one.rule === rule)) &&
        id in CHECKED,
  question: (id) => ASKED[id]?.every((field) => field in makeCheckIn()) === true,
  "triage rule": (id) => FLAG_RULES.some((rule) => rule.id === id),
  "possible cause": (id) => CAUSE_RULES.some((rule) => rule.id === id),
};

describe("every fact of the source article", () => {
  it.each(Object.entries(COVERAGE))("%s is carried by %j", (id, carriers) => {
    expect(carriers.filter((carrier) => !carries[carrier](id))).toEqual([]);
  });

  it("nothing carries a fact that isn't in the table", () => {
    expect(tips.map((tip) => tip.fact).filter((fact) => !(fact in COVERAGE))).toEqual([]);
  });

  it("each tip's id begins with the fact it carries", () => {
    for (const id of tipIds) expect(id.split("-")[0]).toBe(TIPS[id].fact);
  });
});

describe("every tip", () => {
  const painFree = harmlessCheckIn.map((checkIn) => ({
    ...checkIn,
    places: [],
    painDuring: 0,
    painAfter: 0,
    painNextMorning: 0,
  }));

  it("is reached through a checkup of a generated history and check-ins", {
    timeout: 60_000,
  }, () => {
    const anyRunner = fc.record({
      runner: fc.string(),
      week: fc.integer({ min: 0, max: 100 }),
      growth: fc.double({ min: 0.8, max: 2, noNaN: true }),
      everyDay: fc.boolean(),
      cadenceNow: fc.constantFrom(null, 150, 172),
      startDistanceM: fc.constantFrom(0, 600_000, 900_000),
      checkIns: fc.oneof(
        fc.constant([]),
        anyHistory,
        fc.tuple(harmlessCheckIn),
        fc.tuple(painFree),
      ),
    });
    const reached = new Set<string>();
    for (const runner of fc.sample(anyRunner, { numRuns: 4000, seed: 4 })) {
      const before = [8, 10, 12, 15, 17, 19, 22, 24, 26, 29, 31, 33].map((ago) => TODAY - ago);
      const now = (runner.everyDay ? [0, 1, 2, 3, 4, 5, 6] : [0, 3]).map((ago) => TODAY - ago);
      const worn = { shoeId: "shoe:1" };
      const activities = [
        ...onDays(before, { ...worn, cadenceSpm: 172 }),
        ...onDays(now, {
          ...worn,
          cadenceSpm: runner.cadenceNow,
          distanceM: 10_000 * runner.growth,
          movingS: 3600 * runner.growth,
        }),
      ];
      const shoes = [makeShoe({ startDistanceM: runner.startDistanceM })];
      const result = checkup({ activities }, shoes, TODAY, {
        hasFrontHipPain: hasFrontHipPain(runner.checkIns),
      });
      const picked = pickTips({
        runnerId: runner.runner,
        week: runner.week,
        today: TODAY,
        findings: result.findings,
        checkIns: runner.checkIns,
        triage: triage(runner.checkIns, loadContext(result, activities, runner.checkIns)),
        shown: [],
        count: 3,
      });
      for (const tip of picked) reached.add(tip);
    }
    expect(tipIds.filter((id) => !reached.has(id))).toEqual([]);
  });

  it("is not labelled evidence: those words name the one study behind the longest run", () => {
    expect(en.label.evidence).toContain("5,205 runners");
    expect(tips.filter(({ basis }) => basis === "evidence")).toEqual([]);
  });
});
