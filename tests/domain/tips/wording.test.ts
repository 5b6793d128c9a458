import { describe, expect, it } from "vitest";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { TIPS } from "../../../domain/tips/catalogue.ts";
import {
  CAUSE_CODE_TEXTS,
  FACTOR_TEXTS,
  FLAG_TEXTS,
  factorText,
  LIGHT_TEXTS,
  lightText,
  URGENCY_TEXTS,
  unansweredText,
} from "../../../functions/wording/pain.en.ts";
import { doseText, TIP_TEXTS } from "../../../functions/wording/tips.en.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";
import { tipIds } from "./laws.ts";

describe("the words of the tips", () => {
  it("say 'gradually' wherever cadence or the landing changes", () => {
    for (const id of ["C1", "C2"] as const) {
      expect(TIP_TEXTS[id].title).toContain("gradually");
      expect(TIP_TEXTS[id].text).toContain("gradually");
      expect(TIP_TEXTS[id].text).toMatch(/calf and the Achilles/);
    }
  });

  /** What each fact of the source article tells, so that no tip carries the mere id of one. */
  const TOLD: Readonly<Record<string, readonly RegExp[]>> = {
    L1: [/distance, time and effort/, /a tenth a week/],
    L2: [/one day a week without a run/, /adapt/],
    L3: [/swim/, /bike/, /elliptical/, /without the impact/],
    L4: [/repair while you sleep/],
    L5: [/change in training/, /strength and form/],
    F1: [/300 and 500 miles \(483 and 805 km\)/],
    F2: [/fit your foot and how you land/, /turn the legs inward/, /hip/],
    C1: [/shorter, quicker steps/i, /170 to 180/, /land harder|impact/, /gradually/],
    C2: [/under you, on its middle/, /instead of reaching ahead with the heel/],
    C3: [/back long/, /from the ankles, not from the waist/],
    C4: [/cross/, /thigh inward/, /IT band/],
    W1: [
      /forward and back, then side to side/,
      /long, slow steps/,
      /lift the hips/,
      /slow circles/,
    ],
    W2: [/front of that hip/, /back of the thigh/, /heel towards your buttock/, /in the buttock/],
    W3: [/knees sink/, /draw one knee/, /outside of the thigh/, /buttock/, /knee and the hip/],
    G1: [/muscle at the side of the hip/],
    G2: [/muscles at the side of the hip/],
    G3: [/in the buttocks/, /big muscle of the buttock/],
    G4: [/balance/, /back of the leg/],
    G5: [/Good form/, /knee from falling inward/],
    G6: [/forearms and toes/, /side of the foot/, /opposite leg back/, /towards the floor/],
    G7: [/strength as well as length/],
    G8: [/kept up, count for more/],
    G9: [/Leave out what hurts/, /Ice/, /get it looked at/],
    P1: [/outside of the thigh/, /outside of the knee/],
    P2: [/front of the hip/, /more running than usual or a sudden sprint/],
    P3: [/side of the hip/, /on stairs/, /lying on that side/],
    P4: [/deep in the buttock/, /down the leg/, /nerve/],
    P5: [/uncommon and serious/, /groin/, /gets worse as you run/],
    P6: [/pull the thigh inward/, /slip, a sprint or an overstretch/],
    P7: [/ring of cartilage/, /groin/],
    P8: [/sit bone/, /sacroiliac/, /buttock/],
    X1: [/knee that falls inward/, /pelvis that drops/, /glutes/],
    X2: [/trunk sways/],
    X3: [/hip flexors, hamstrings or outer thighs/],
    X4: [/feet roll inward/],
  };

  it.each([...new Set(tipIds.map((id) => TIPS[id].fact))])("tell what %s is about", (fact) => {
    const said = tipIds
      .filter((id) => TIPS[id].fact === fact)
      .map((id) => `${TIP_TEXTS[id].title}. ${TIP_TEXTS[id].text}`)
      .join(" ");
    expect(TOLD[fact]?.filter((what) => !what.test(said))).toEqual([]);
  });

  it("never promise or diagnose", () => {
    for (const { title, text } of Object.values(TIP_TEXTS)) {
      expect(`${title} ${text}`).not.toMatch(
        /you have (a|an)\b|prevents? injur|will (heal|cure)|\bcures?\b/i,
      );
    }
  });

  it("explanations beside a doctor's visit suggest no exercise", () => {
    for (const id of tipIds.filter((tip) => TIPS[tip].kind === "explanation")) {
      expect(TIP_TEXTS[id].text).not.toMatch(
        /strength|plank|clamshell|bridge|stretch gently|do well/i,
      );
    }
  });

  it.each([
    [{ sets: 2, reps: 12, holdS: null, sides: "each-side" }, "2 × 12 each side"],
    [{ sets: 2, reps: null, holdS: 20, sides: "both-together" }, "2 × 20 s"],
    [{ sets: 1, reps: 3, holdS: 5, sides: "each-side" }, "1 × 3 × 5 s each side"],
  ] as const)("%j reads %s", (dose, text) => {
    expect(doseText(dose)).toBe(text);
  });
});

describe("the words of the triage", () => {
  it("say when and whom for every urgency", () => {
    expect(URGENCY_TEXTS.emergency.whom).toMatch(/emergency/);
    expect(URGENCY_TEXTS["stop-and-see-doctor"].title).toMatch(/stop running/i);
    expect(URGENCY_TEXTS["book-visit"].whom).toMatch(
      /sports physician.*physical therapist.*kinesiologist/,
    );
  });

  it("say that the light is borrowed from tendon studies", () => {
    for (const text of Object.values(LIGHT_TEXTS)) expect(text).toMatch(/tendon/);
  });

  it("name nothing a runner 'has'", () => {
    const texts = [...Object.values(FLAG_TEXTS), ...Object.values(CAUSE_CODE_TEXTS)];
    expect(texts.filter((text) => /you have\b/i.test(text))).toEqual([]);
  });

  it("factors only 'may' play a part, and training says which part of it", () => {
    for (const text of Object.values(FACTOR_TEXTS)) expect(text).toContain("may play a part");
    const raised = ["session-spike", "rest-days"] as const;
    const judged = triage([makeCheckIn()], makeLoadContext({ raised }));
    expect(judged?.contributing.map(factorText)).toEqual([
      "A recent change in training may play a part: longest run and rest days.",
    ]);
    expect(factorText({ id: "X4", because: ["shoesWornOnInnerEdge"] })).toBe(FACTOR_TEXTS.X4);
  });

  it("say of a light that a sign has set that the scores have not", () => {
    const light = (answers: Partial<CheckIn>) => {
      const judged = triage([makeCheckIn(answers)], makeLoadContext());
      return judged === null ? "" : lightText(judged);
    };
    expect(light({ cannotBearWeight: true })).toMatch(/^Red, because of the signs/);
    expect(light({ cannotBearWeight: true, painDuring: 7 })).not.toMatch(/tendon/);
    const noRun = { painDuring: null, painAfter: null, painNextMorning: 1 };
    expect(light(noRun)).toMatch(/^Amber: there is no score for a run/);
    expect(light({ ...noRun, painNextMorning: null })).toMatch(/^Amber: there is no score/);
    expect(light({ ...noRun, painNextMorning: 2 })).toBe(LIGHT_TEXTS.amber);
    expect(light({ ...noRun, numbness: true })).toMatch(/^Amber, because of the signs/);
    expect(light({ numbness: true })).toMatch(/^Amber, because of the signs/);
    expect(light({ numbness: true, painDuring: 4 })).toBe(LIGHT_TEXTS.amber);
    expect(light({ numbness: true, painDuring: 6 })).toBe(LIGHT_TEXTS.red);
    expect(light({})).toBe(LIGHT_TEXTS.green);
    const painless = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
    expect(light(painless)).toBe("Green: nothing hurts.");
    expect(light({ ...painless, places: ["outside"] })).toBe(LIGHT_TEXTS.green);
    expect(light({ ...painless, numbness: true })).toMatch(/^Amber, because of the signs/);
    // Beside "no running at all", nothing may read as leave to run.
    expect(light({ limp: true })).toMatch(/^Amber, .*: no running until/);
    expect(light({ limp: true, painDuring: 4 })).toMatch(/^Amber, .*: no running until/);
    expect(light({ limp: true, painDuring: 6 })).toBe(LIGHT_TEXTS.red);
  });

  it("ask for what is still open", () => {
    expect(unansweredText(0)).toBeNull();
    expect(unansweredText(1)).toMatch(/^One of the questions .* still needs a yes or no/);
    expect(unansweredText(7)).toMatch(/^7 of the questions .* still need a yes or no/);
  });
});
