import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { Table } from "../../../functions/adapters/table.ts";
import { type Callback, startCallback } from "../../infra/local/strava/make-strava.ts";
import { type Engine, engines, freshTable } from "../../support/tables.ts";
import { anySequence, play } from "./sequences.ts";

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
    const NUM = Number(process.env["STRAVA_SEQUENCES"] ?? 60);
    const t = performance.now();
    await fc.assert(
      fc.asyncProperty(anySequence, (sequence) => play(sequence, table, callback)),
      { numRuns: NUM, interruptAfterTimeLimit: 240_000 },
    );
    process.stderr.write(`${NUM} sequences ${performance.now() - t}\n`);
  });
});
