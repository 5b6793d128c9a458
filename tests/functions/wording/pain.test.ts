import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LoadContext } from "../../../domain/pain/episode.ts";
import { FLAG_RULES } from "../../../domain/pain/flags.ts";
import { PAIN } from "../../../domain/pain/thresholds.ts";
import { trendOf } from "../../../domain/pain/trend.ts";
import { reasonNotToRun, triage } from "../../../domain/pain/triage.ts";
import { ruleName } from "../../../functions/wording/finding.en.ts";
import { FLAG_NUDGES } from "../../../functions/wording/nudges.en.ts";
import {
  FLAG_TEXTS,
  factorText,
  fitsText,
  lightText,
  scoresText,
  URGENCY_TEXTS,
  unansweredText,
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

  it("lets no hot hip and no sore one beside a fever wait for days, as telling us of it was not to wait", () => {
    const { when } = URGENCY_TEXTS["stop-and-see-doctor"];
    expect(when).toContain("today if the hip is hot, or hurts while you have a fever");
    expect(FLAG_NUDGES["stop-and-see-doctor"].headline).toContain("see one today");
  });

  it("says to spare a leg that may have a stress fracture, and not to test it", () => {
    const { until } = URGENCY_TEXTS["stop-and-see-doctor"];
    expect(until).toMatch(/^No running .* no hopping or stretching to test it/);
    expect(until).toContain("If walking hurts, walk as little as you can.");
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

function light(answers: Parameters<typeof makeCheckIn>[0]) {
  const judged = triage([makeCheckIn(answers)], makeLoadContext());
  if (judged === null) throw new Error("A check-in without an answer.");
  return lightText(judged);
}

describe("the light says what set it", () => {
  const NO_RUN = { painDuring: null, painAfter: null, painNextMorning: 0 };
  const PAINLESS = { places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
  const scores = "Amber: only shorter, easier runs";
  const signs = "Amber, because of the signs above: only shorter, easier runs";

  it.each<[string, Parameters<typeof makeCheckIn>[0], string]>([
    ["a mild ache", {}, "Green: as far as your hip goes"],
    ["a hip that doesn't hurt", PAINLESS, "Green: nothing hurts."],
    ["a hip that is numb and doesn't hurt", { ...PAINLESS, numbness: true }, signs],
    ["5 of 10", { painDuring: 5 }, scores],
    ["5 of 10 with numbness", { painDuring: 5, numbness: true }, scores],
    ["a mild ache with numbness", { numbness: true }, signs],
    ["no score for a run", NO_RUN, "Amber: there is no score for a run here."],
    ["no score for a run, with numbness", { ...NO_RUN, numbness: true }, signs],
    ["a limp", { limp: true }, "Amber, because of the signs above: no running"],
    ["a limp and 7 of 10", { limp: true, painDuring: 7 }, "Red: don't run on it now."],
    ["6 of 10", { painDuring: 6 }, "Red: don't run on it now."],
    ["8 of 10", { painDuring: 8 }, "Red, because of the signs above, whatever the scores"],
  ])("for %s", (_, answers, words) => {
    expect(light(answers).slice(0, words.length)).toBe(words);
  });
});

describe("the scores of some weeks", () => {
  const week = { from: 94, to: 100, runs: 3, distanceM: 30_000 };
  const told = (days: readonly number[], weeks: LoadContext["weeks"] = []) => {
    const checkIns = days.map((day, score) => makeCheckIn({ day, painDuring: score + 2 }));
    return scoresText(trendOf(checkIns, makeLoadContext({ weeks })), "km");
  };

  it("stand beside what was run in the week of each, where that is known", () => {
    expect(told([93, 100], [week])).toBe("Your scores, oldest first: 2, 3 (30.0 km that week).");
    expect(told([93, 100], [{ ...week, distanceM: 0 }])).toBe(
      "Your scores, oldest first: 2, 3 (3 runs that week).",
    );
  });

  it("are told from the second on, the last eight of them", () => {
    expect(told([100])).toBeNull();
    expect(told([100, 101, 102, 103, 104, 105, 106, 107])).toContain(": 2, 3, 4, 5, 6, 7, 8, 9.");
    expect(told([99, 100, 101, 102, 103, 104, 105, 106, 107])).toContain(
      ": 3, 4, 5, 6, 7, 8, 9, 10.",
    );
  });
});

it("a question left open is told of as one, several by their number, and none not at all", () => {
  expect(unansweredText(0)).toBeNull();
  expect(unansweredText(1)).toMatch(/^One of the questions .* Please answer it before/);
  expect(unansweredText(2)).toMatch(/^2 of the questions .* Please answer them before/);
});

it("what may play a part names the training by its checks, and what was seen by its own words", () => {
  expect(factorText({ id: "L5", because: ["session-spike", "rest-days"] })).toBe(
    `A recent change in training may play a part: ${ruleName["session-spike"].toLowerCase()} and ${ruleName["rest-days"].toLowerCase()}.`,
  );
  expect(factorText({ id: "X2", because: ["trunkSways"] })).toBe(
    "A trunk that sways may play a part.",
  );
});

describe("an amber light", () => {
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
