import { describe, expect, it } from "vitest";
import { changePct, exceeds, median, ratioOf } from "../../domain/number.ts";

describe("exceeds", () => {
  it.each([
    [10, 10, false],
    [10 + 1e-9, 10, false],
    [10 + 1e-7, 10, true],
    [-5, -10, true],
    [-10, -5, false],
    [-10, -10, false],
    [1e-6, 0, true],
  ])("%d beyond %d: %s", (value, limit, expected) => {
    expect(exceeds(value, limit)).toBe(expected);
  });
});

describe("ratios and changes", () => {
  it("are null over nothing and where the quotient says nothing", () => {
    expect(ratioOf(3, 2)).toBe(1.5);
    expect(ratioOf(0, 2)).toBe(0);
    expect(ratioOf(3, 0)).toBeNull();
    expect(ratioOf(0, 0)).toBeNull();
    expect(ratioOf(1e300, 1e-300)).toBeNull();
    expect(changePct(0, 0)).toBeNull();
    expect(changePct(1e307, 1)).toBeNull();
  });

  it("are in percent from before to now", () => {
    expect(changePct(11_000, 10_000)).toBe(10);
    expect(changePct(5, 10)).toBe(-50);
    expect(changePct(0, 10)).toBe(-100);
  });
});

describe("median", () => {
  it.each([
    [[], null],
    [[7], 7],
    [[9, 1], 5],
    [[10, 9, 100], 10],
    [[4, 1, 3, 2], 2.5],
  ])("of %j is %s", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("leaves its argument as it was", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});
