import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyTrouble, play, SERVICES } from "./unreliable.ts";

describe("whichever calls fail and whatever happens meanwhile, the table ends as the service is", () => {
  it.each(Object.entries(SERVICES))("at %s", { timeout: 300_000 }, async (_, service) => {
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(anyTrouble, async (trouble) => {
        failed += await play(trouble, service);
      }),
      { numRuns: 6, seed: 20261127 },
    );
    expect(failed).toBeGreaterThan(0);
  });
});
