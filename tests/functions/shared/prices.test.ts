import { describe, expect, it } from "vitest";
import {
  PRICES,
  type Priced,
  UNPRICED,
  usdAfterFree,
  usdFor,
} from "../../../functions/shared/prices.ts";

const all = Object.entries(PRICES);

describe("the price table", () => {
  it.each(all)("says of %s where the figure was read, and when", (_, price) => {
    expect(price.source).toMatch(/[a-z]\.[a-z]+/);
    expect(price.readOn).toMatch(/^2026-\d\d-\d\d$/);
    expect(price.usd).toBeGreaterThan(0);
    expect(price.per).toBeGreaterThanOrEqual(1);
  });

  it("names what it has no price of", () => {
    expect(UNPRICED.length).toBeGreaterThan(0);
  });
});

describe("a bill's line", () => {
  it.each<[Priced, number, number, number]>([
    ["sqsRequests", 2_500_000, 1, 0.6],
    ["sqsRequests", 400_000, 0.16, 0],
    ["kmsKeys", 1, 1, 1],
    ["alarms", 33, 3.3, 2.3],
    ["sesMails", 4_333_333, 433.3333, 433.3333],
  ])("of %s costs by its units, less what is free", (priced, units, list, afterFree) => {
    expect(usdFor(priced, units)).toBeCloseTo(list, 4);
    expect(usdAfterFree(priced, units)).toBeCloseTo(afterFree, 4);
  });
});
