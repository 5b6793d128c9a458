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
    const missing = new Set<string>(tipIds);
    // The rarest is picked for one in a thousand.
    for (let seed = 1; seed <= 6 && missing.size > 0; seed += 1) {
      for (const one of fc.sample(anyCase, { numRuns: 4000, seed })) {
        for (const id of pickTips(one)) missing.delete(id);
      }
    }
    expect([...missing]).toEqual([]);
  });
});
