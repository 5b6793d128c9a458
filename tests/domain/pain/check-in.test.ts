import { describe, expect, it } from "vitest";
import { CANNOT_WAIT, QUESTION_STEPS, SIGNS, worstScore } from "../../../domain/pain/check-in.ts";
import { makeCheckIn } from "../../support/make-check-in.ts";

describe("the questions of a check-in", () => {
  const asked = QUESTION_STEPS.flatMap((step) => step.asks);

  it("ask everything a check-in holds, once", () => {
    const held = Object.keys(makeCheckIn()).filter((key) => key !== "day");
    expect([...asked].sort()).toEqual(held.sort());
  });

  it("ask what can't wait right after the place, in the order of the signs", () => {
    expect(QUESTION_STEPS[1]?.asks).toEqual(CANNOT_WAIT);
    expect(SIGNS.slice(0, CANNOT_WAIT.length)).toEqual(CANNOT_WAIT);
  });

  it("never ask for a hop test", () => {
    expect(asked.filter((question) => /hop/i.test(question))).toEqual([]);
  });
});

describe("the worst score", () => {
  it("is the highest given, and unknown where none was", () => {
    expect(worstScore({ painDuring: 2, painAfter: null, painNextMorning: 4 })).toBe(4);
    expect(worstScore({ painDuring: null, painAfter: null, painNextMorning: null })).toBeNull();
  });
});
