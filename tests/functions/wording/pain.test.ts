import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLAG_RULES } from "../../../domain/pain/flags.ts";
import { PAIN } from "../../../domain/pain/thresholds.ts";
import { reasonNotToRun, triage } from "../../../domain/pain/triage.ts";
import {
  FLAG_TEXTS,
  fitsText,
  lightText,
  URGENCY_TEXTS,
} from "../../../functions/wording/pain.en.ts";
import { anyHistory, anyLoadContext } from "../../domain/pain/arbitraries.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";

describe("what to do until a doctor has looked", () => {
  it("makes emergency care depend on nothing more where a flag calls for it by itself", () => {
    const emergencies = FLAG_RULES.filter(({ tiers }) =>
      tiers.some(([urgency]) => urgency === "emergency"),
    );
    const texts = emergencies.map(({ id }) => FLAG_TEXTS[id]);
    expect(texts).toHaveLength(6);
    expect(texts.filter((text) => /\bif\b/i.test(text))).toEqual([]);
  });

  it("doesn't send somebody with nothing but a fever both to a doctor in days and to emergency care", () => {
    const { until } = URGENCY_TEXTS["stop-and-see-doctor"];
    expect(FLAG_TEXTS.R12).toContain("Don't run with one");
    expect(until).toContain("a fever and the hip is hot, swollen or very painful");
    expect(until).not.toContain("get a fever");
  });

  it("keeps a fever where nothing hurts apart from the hip, and says when that can't wait", () => {
    const painless = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
    const ill = triage([makeCheckIn({ ...painless, fever: true })], makeLoadContext());
    if (ill === null) throw new Error("A check-in without an answer.");
    expect(lightText(ill)).toMatch(/^Red, because of the fever and not because of your hip/);
    const { when, whom, until } = URGENCY_TEXTS["stop-until-well"];
    expect(when).toContain("lasts more than three days");
    expect(whom).toContain("emergency care");
    expect(until).toContain("If your hip starts to hurt while you have a fever, don't wait");
  });
});

describe("signs of a bone stress injury", () => {
  it("are said to count for as long as they do, and what ends them sooner", () => {
    expect(FLAG_TEXTS.R11).toContain(`${PAIN.boneStressHoldsDays.value / 7} weeks`);
    expect(FLAG_TEXTS.R11).toContain(
      "says that you may run, tell us so in a check-in on a later day",
    );
    expect(FLAG_TEXTS.R11).toContain("a later run, which is among your runs here");
  });
});

describe("the light in words", () => {
  it("says not to run wherever something else does, and nowhere else", () => {
    fc.assert(
      fc.property(anyHistory, anyLoadContext, (history, context) => {
        const judged = triage(history, context);
        if (judged === null) throw new Error("A check-in without an answer.");
        const says = /don't run|no running/i.test(lightText(judged));
        expect(says).toBe(reasonNotToRun(judged) !== null);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("an amber light", () => {
  const light = (answers: Parameters<typeof makeCheckIn>[0]) => {
    const judged = triage([makeCheckIn(answers)], makeLoadContext());
    if (judged === null) throw new Error("A check-in without an answer.");
    return lightText(judged);
  };

  it.each([
    ["was too strong", { painDuring: 5, painNextMorning: 0 }],
    ["hasn't settled", { painDuring: 2, painNextMorning: 2 }],
  ])("of a pain that %s says what makes it green, and waits for nothing that is so", (_, told) => {
    expect(light(told)).toMatch(
      /^Amber: .* until it stays at 3 or less and has settled by the next morning\./,
    );
  });
});

describe("why a cause fits", () => {
  it("is what the answers say, or the signs told above where they say nothing of the pain", () => {
    expect(fitsText(["limp", "at-night"])).toBe("it makes you limp; it hurts at night");
    expect(fitsText([])).toBe("of the signs above");
  });
});
