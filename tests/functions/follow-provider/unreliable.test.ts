import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startDynalite } from "../../support/tables.ts";
import { anyTrouble, play, SERVICES } from "./unreliable.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await startDynalite();
});
afterAll(() => engine.close());

describe("whichever calls fail and whatever happens meanwhile, the table ends as the service is", () => {
  it.each(Object.entries(SERVICES))("at %s", { timeout: 300_000 }, async (_, service) => {
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(anyTrouble, async (trouble) => {
        failed += await play(trouble, service, engine);
      }),
      { numRuns: 6, seed: 20261127 },
    );
    expect(failed).toBeGreaterThan(0);
  });
});
