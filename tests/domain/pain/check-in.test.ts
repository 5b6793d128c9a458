import { describe, expect, it } from "vitest";
import { CANNOT_WAIT, SIGNS, worstScore } from "../../../domain/pain/check-in.ts";

it("the signs begin with those that can't wait", () => {
  expect(SIGNS.slice(0, CANNOT_WAIT.length)).toEqual(CANNOT_WAIT);
});

describe("the worst score", () => {
  it("is the highest given, and unknown where none was", () => {
    expect(worstScore({ painDuring: 2, painAfter: null, painNextMorning: 4 })).toBe(4);
    expect(worstScore({ painDuring: null, painAfter: null, painNextMorning: null })).toBeNull();
  });
});
