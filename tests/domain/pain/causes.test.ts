import { describe, expect, it } from "vitest";
import type { RuleId } from "../../../domain/finding.ts";
import { type CheckIn, SIGNS } from "../../../domain/pain/check-in.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { CAUSE_TEXTS, NOT_A_DIAGNOSIS } from "../../../functions/wording/pain.en.ts";
import { makeCheckIn, makeLoadContext, makeSelfScreen } from "../../support/make-check-in.ts";

const NO_ANSWERS: Partial<CheckIn> = Object.fromEntries(SIGNS.map((sign) => [sign, null]));

function causesFor(answers: Partial<CheckIn>) {
  return triage([makeCheckIn(answers)], makeLoadContext())?.causes ?? [];
}

describe("possible causes", () => {
  it("are a bone stress injury alone where its signs hold and nothing hurts, by no answer on that pain", () => {
    const grew = makeCheckIn({ day: 1, places: ["front-or-groin"], growsDuringRun: true });
    const painless = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 } as const;
    const causes = (...told: readonly CheckIn[]) => triage(told, makeLoadContext())?.causes;
    expect(causes(grew, makeCheckIn({ ...painless, day: 4 }))).toEqual([
      { id: "P5", fits: [], against: [] },
    ]);
    expect(
      causes(makeCheckIn({ day: 1 }), makeCheckIn({ ...painless, day: 4, limp: true })),
    ).toEqual([]);
  });

  it("the outer hip leads to P3 first, and the IT band after it with what speaks against it", () => {
    const causes = causesFor({
      places: ["outside"],
      selfScreen: makeSelfScreen({ tightItBand: true }),
      when: ["only-running"],
    });
    expect(causes.map((cause) => cause.id)).toEqual(["P3", "P1"]);
    expect(causes[1]?.against).toContain("mostly-felt-at-the-outer-knee");
  });

  it("a possible bone stress injury leads wherever its flag is up", () => {
    expect(
      causesFor({
        places: ["front-or-groin"],
        growsDuringRun: true,
        kind: "sharp-and-sudden",
        when: ["stairs"],
      })[0]?.id,
    ).toBe("P5");
    expect(causesFor({ places: ["buttock"], growsDuringRun: true, limp: true })[0]?.id).toBe("P5");
  });

  it("it comes last among equals without its flag, because it is uncommon", () => {
    expect(causesFor({ places: ["deep"], when: ["only-running"] }).map(({ id }) => id)).toEqual([
      "P4",
      "P5",
    ]);
    const open = { ...NO_ANSWERS, kind: null };
    expect(causesFor({ places: ["front-or-groin"], ...open }).at(-1)?.id).toBe("P5");
  });

  it.each<[Partial<CheckIn>, string]>([
    [{ places: ["outer-knee"], when: ["only-running"] }, "P1"],
    [{ places: ["front-or-groin"], kind: "sharp-and-sudden", when: ["stairs"] }, "P2"],
    [{ places: ["buttock"], kind: "radiating", when: ["sitting"] }, "P4"],
    [{ places: ["inner-thigh"], kind: "sharp-and-sudden" }, "P6"],
    [{ places: ["front-or-groin"], when: ["sitting", "at-rest"] }, "P7"],
    [{ places: ["sit-bone"], when: ["sitting"] }, "P8"],
  ])("%j points to %s first", (answers, id) => {
    expect(causesFor(answers)[0]?.id).toBe(id);
  });

  it.each<[Partial<CheckIn>, string]>([
    [{ places: ["outside"], when: ["lying-on-it"] }, "lying-on-that-side"],
    [{ places: ["outside"], when: ["stairs"] }, "on-stairs"],
    [{ places: ["outside"], troubleStairs: true }, "on-stairs"],
    [{ places: ["outside"], when: ["standing-on-one-leg"] }, "standing-on-one-leg"],
    [{ places: ["outside"] }, "dull-and-gradual"],
    [{ places: ["outside"], nightPain: true }, "at-night"],
    [
      { places: ["outside"], selfScreen: makeSelfScreen({ pelvicDrop: true }) },
      "knees-inward-or-pelvis-drops",
    ],
    [
      { places: ["outside"], selfScreen: makeSelfScreen({ kneesInward: true }) },
      "knees-inward-or-pelvis-drops",
    ],
    [
      { places: ["outer-knee"], selfScreen: makeSelfScreen({ tightItBand: true }) },
      "tight-it-band",
    ],
    [{ places: ["outer-knee"], growsDuringRun: true }, "grows-during-the-run"],
    [{ places: ["deep"], earlierEachRun: true }, "earlier-each-run"],
    [{ places: ["deep"], easesWithRest: true }, "eases-with-rest"],
    [{ places: ["deep"], limp: true }, "limp"],
    [
      {
        places: ["front-or-groin"],
        kind: "sharp-and-sudden",
        selfScreen: makeSelfScreen({ tightHipFlexors: true }),
      },
      "tight-hip-flexors",
    ],
    [{ places: ["inner-thigh"], pop: true }, "pop"],
    [
      { places: ["front-or-groin"], when: ["sitting", "at-rest"], fallOrInjury: true },
      "after-a-fall",
    ],
    [{ places: ["buttock"], radiating: true, kind: null }, "runs-down-the-leg"],
    [{ places: ["buttock"], numbness: true, kind: null }, "numb-or-tingling"],
    [{ places: ["buttock"], tingling: true, kind: null }, "numb-or-tingling"],
    [
      { places: ["sit-bone"], selfScreen: makeSelfScreen({ tightHamstrings: true }) },
      "tight-hamstrings",
    ],
  ])("%j: the first one fits because of %s", (answers, code) => {
    const first = causesFor(answers)[0];
    expect(first?.fits).toContain(code);
    const plain = causesFor({ ...answers, when: [], kind: null, selfScreen: null, ...NO_ANSWERS });
    expect(plain.find((cause) => cause.id === first?.id)?.fits ?? []).not.toContain(code);
  });

  it.each<[Partial<CheckIn>, string, string]>([
    [{ places: ["outside"], numbness: true }, "P3", "numb-or-tingling"],
    [{ places: ["outside"], when: ["only-running"] }, "P3", "only-when-running"],
    [{ places: ["outside"], radiating: true }, "P3", "runs-down-the-leg"],
    [{ places: ["outside"] }, "P1", "mostly-felt-at-the-outer-knee"],
    [{ places: ["deep"] }, "P5", "does-not-grow-during-the-run"],
    [{ places: ["deep"], easesWithRest: false }, "P5", "does-not-ease-with-rest"],
    [{ places: ["buttock"] }, "P4", "does-not-run-down-the-leg"],
    [{ places: ["inner-thigh"] }, "P6", "dull-and-gradual"],
  ])("%j: against %s speaks %s", (answers, id, code) => {
    expect(causesFor(answers).find((cause) => cause.id === id)?.against).toContain(code);
  });

  it.each([
    // Q2: a strain, a tear or a stress fracture; a sore tendon, a bursa or overuse; a nerve.
    ["sharp-and-sudden", "sharp-and-sudden", ["P2", "P5", "P6", "P7"]],
    ["dull-and-gradual", "dull-and-gradual", ["P1", "P2", "P3", "P8"]],
    ["radiating", "runs-down-the-leg", ["P4"]],
  ] as const)("pain that is %s speaks for what the source article names", (kind, code, ids) => {
    const places = ["front-or-groin", "outside", "buttock", "inner-thigh"] as const;
    const told = causesFor({ places, kind });
    const named = told.filter(({ fits }) => fits.includes(code)).map(({ id }) => id);
    expect(named.toSorted()).toEqual(ids);
    const open = causesFor({ places, kind: null });
    expect(open.filter(({ fits }) => fits.includes(code))).toEqual([]);
  });

  it("running down the leg is never held against deep gluteal pain, nor is an open question", () => {
    for (const answers of [
      { radiating: true },
      { kind: "radiating" as const },
      { radiating: null },
    ]) {
      const p4 = causesFor({ places: ["buttock"], ...answers }).find((cause) => cause.id === "P4");
      expect(p4?.against).not.toContain("does-not-run-down-the-leg");
    }
    const [p5] = causesFor({ places: ["deep"], ...NO_ANSWERS }).filter(({ id }) => id === "P5");
    expect(p5?.against).toEqual([]);
  });

  it("pain at hip and knee isn't held against the IT band", () => {
    const p1 = causesFor({ places: ["outside", "outer-knee"] }).find((cause) => cause.id === "P1");
    expect(p1?.against).toEqual([]);
  });

  it("a rise in training fits, where a load rule is raised", () => {
    const judged = (raised: readonly RuleId[]) =>
      triage([makeCheckIn()], makeLoadContext({ raised }))?.causes[0]?.fits;
    expect(judged(["rest-days"])).toContain("training-rose-fast");
    expect(judged(["shoe-wear"])).not.toContain("training-rose-fast");
  });

  it("none where no place was told", () => {
    expect(causesFor({ places: [] })).toEqual([]);
  });

  it("are worded as possible, never as 'you have', and P4 as deep gluteal pain", () => {
    for (const text of Object.values(CAUSE_TEXTS)) {
      expect(text).toMatch(/^Possible: /);
      expect(text).not.toMatch(/you have/i);
    }
    expect(CAUSE_TEXTS.P4).toContain("deep gluteal pain");
    expect(CAUSE_TEXTS.P1).toContain("mostly felt on the outside of the knee");
    expect(NOT_A_DIAGNOSIS).toContain("not a diagnosis");
  });
});

describe("contributing factors", () => {
  it.each([
    ["kneesInward", "X1"],
    ["pelvicDrop", "X1"],
    ["trunkSways", "X2"],
    ["tightHipFlexors", "X3"],
    ["tightHamstrings", "X3"],
    ["tightItBand", "X3"],
    ["shoesWornOnInnerEdge", "X4"],
  ] as const)("%s shows %s", (sign, id) => {
    const selfScreen = makeSelfScreen({ [sign]: true });
    const judged = triage([makeCheckIn({ selfScreen })], makeLoadContext());
    expect(judged?.contributing).toEqual([{ id, because: [sign] }]);
  });

  it("name the training where a load rule is raised, and not for shoes", () => {
    const judged = triage(
      [makeCheckIn()],
      makeLoadContext({ raised: ["shoe-wear", "session-spike"] }),
    );
    expect(judged?.contributing).toEqual([{ id: "L5", because: ["session-spike"] }]);
  });

  it("name no training where nothing hurts", () => {
    const judged = triage(
      [makeCheckIn({ places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 })],
      makeLoadContext({ raised: ["session-spike"] }),
    );
    expect(judged?.contributing).toEqual([]);
  });
});
