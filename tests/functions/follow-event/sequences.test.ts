import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { Table } from "../../../functions/adapters/table.ts";
import { type Callback, startCallback } from "../../infra/local/strava/make-strava.ts";
import { type Engine, engines, freshTable } from "../../support/tables.ts";
import { anySequence, play } from "./sequences.ts";

/** What fits into about a minute on two free cores; `tests/soak/strava.ts` plays 20,000. */
const SEQUENCES = 150;

let engine: Engine;
let table: Table;
let callback: Callback;
beforeAll(async () => {
  const [dynalite] = engines;
  if (dynalite === undefined) throw new Error("no engine");
  engine = await dynalite.start();
  table = await freshTable(engine);
  callback = await startCallback(createHash("sha256").update("right").digest("hex"));
});
afterAll(async () => {
  await callback.close();
  await engine.close();
});

describe("whatever happens at Strava, on the way and in the workers", () => {
  it("after the nights' comparisons the table holds what Strava holds, and nobody else's run was touched", {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(anySequence, (sequence) => play(sequence, table, callback)),
      { numRuns: SEQUENCES },
    );
  });
});
