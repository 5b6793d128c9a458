import fc from "fast-check";
import { anyTrouble, play, SERVICES } from "../functions/follow-provider/unreliable.ts";

/**
 * 500 generated sequences for each service other than Strava, with calls that fail before or after they are
 * carried out: in the end the table equals the service, and holds nothing of a runner who left. Exits with 1 on a
 * fault.
 */
const CASES = Number(process.argv[2] ?? 500);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);

for (const [name, service] of Object.entries(SERVICES)) {
  let failed = 0;
  const startMs = performance.now();
  const result = await fc.check(
    fc.asyncProperty(anyTrouble, async (trouble) => {
      failed += await play(trouble, service);
    }),
    { numRuns: CASES, seed },
  );
  const tookS = Math.round((performance.now() - startMs) / 1000);
  process.stdout.write(
    `services: ${name}, ${result.numRuns} sequences, ${failed} failed calls, seed ${seed}, ${tookS} s\n`,
  );
  if (!result.failed) continue;
  process.stdout.write(`${fc.defaultReportMessage(result)}\n${String(result.errorInstance)}\n`);
  process.exitCode = 1;
}
