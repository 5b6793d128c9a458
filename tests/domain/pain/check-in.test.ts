import { describe, expect, it } from "vitest";
import { CANNOT_WAIT, latestOf, SIGNS, worstScore } from "../../../domain/pain/check-in.ts";
import { makeBegunCheckIn, makeCheckIn } from "../../support/make-check-in.ts";

it("the signs begin with those that can't wait", () => {
  expect(SIGNS.slice(0, CANNOT_WAIT.length)).toEqual(CANNOT_WAIT);
});

describe("the worst score", () => {
  it("is the highest given, and unknown where none was", () => {
    expect(worstScore({ painDuring: 2, painAfter: null, painNextMorning: 4 })).toBe(4);
    expect(worstScore({ painDuring: null, painAfter: null, painNextMorning: null })).toBeNull();
  });
});

it("a check-in that was only begun leaves last night's sleep as it was told, or tells it", () => {
  const slept = (sleepHours: number | null) =>
    latestOf([makeCheckIn({ sleepHours: 6 }), makeBegunCheckIn({ sleepHours })])?.checkIn
      .sleepHours;
  expect([slept(null), slept(8)]).toEqual([6, 8]);
});
