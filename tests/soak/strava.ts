import { createHash } from "node:crypto";
import fc from "fast-check";
import { anySequence, play } from "../functions/follow-event/sequences.ts";
import { startCallback } from "../infra/local/strava/make-strava.ts";

/**
 * 20,000 generated sequences of runs, edits, deletions, revoked access, faults, forged events and crashes:
 * after the nightly comparisons the table equals the simulator's truth. Exits with 1 on a fault.
 */
const CASES = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);

const callback = await startCallback(createHash("sha256").update("right").digest("hex"));
let mails = 0;
const startMs = performance.now();
const result = await fc.check(
  fc.asyncProperty(anySequence("cache", "keep"), async (sequence) => {
    mails += await play(sequence, callback);
  }),
  { numRuns: CASES, seed },
);
await callback.close();

if (result.failed) {
  process.stdout.write(`${fc.defaultReportMessage(result)}\n${String(result.errorInstance)}\n`);
}
const tookS = Math.round((performance.now() - startMs) / 1000);
process.stdout.write(
  `strava: ${result.numRuns} generated sequences, ${mails} mails, seed ${seed}, ${tookS} s\n`,
);
process.exitCode = result.failed ? 1 : 0;
