import { describe, expect, it } from "vitest";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { TIPS } from "../../../domain/tips/catalogue.ts";
import {
  CAUSE_CODE_TEXTS,
  FACTOR_TEXTS,
  FLAG_TEXTS,
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

  it("factors only 'may' play a part", () => {
    for (const text of Object.values(FACTOR_TEXTS)) expect(text).toContain("may play a part");
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
