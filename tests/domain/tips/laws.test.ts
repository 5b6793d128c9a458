import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pickTips } from "../../../domain/tips/pick-tips.ts";
import { anyCase, broken, tipIds } from "./laws.ts";

describe("laws of the tips", () => {
  it("hold for every generated runner (100,000 of them in npm run soak)", () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        expect(broken(one)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("every tip is reachable from some generated history and check-in", () => {
    const reached = new Set(
      fc.sample(anyCase, { numRuns: 6000, seed: 4 }).flatMap((one) => pickTips(one)),
    );
    expect(tipIds.filter((id) => !reached.has(id))).toEqual([]);
  });
});
