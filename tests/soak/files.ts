import fc from "fast-check";
import { damage, damaged, type Format, readAnything } from "../functions/providers/files/fuzz.ts";

/**
 * 100,000 damaged files of each format: none may crash the reader, take a second of processor time, or be
 * read as something that isn't a record. Exits with 1 on a fault. Prints the slowest and the most memory
 * held.
 */
const CASES = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const FORMATS: Format[] = ["fit", "gpx", "tcx", "gzip", "zip"];

for (const format of FORMATS) {
  let slowestMs = 0;
  let usable = 0;
  let mostMb = 0;
  const startMs = performance.now();
  const result = await fc.check(
    fc.asyncProperty(damage, async (found) => {
      const { records, cpuMs } = await readAnything(format, damaged(format, found));
      slowestMs = Math.max(slowestMs, cpuMs);
      if (records > 0) usable += 1;
      mostMb = Math.max(mostMb, process.memoryUsage.rss() / 1024 ** 2);
      if (cpuMs > 1000) throw new Error(`It took ${cpuMs} ms of processor time.`);
    }),
    { numRuns: CASES, seed },
  );
  const tookS = Math.round((performance.now() - startMs) / 1000);
  process.stdout.write(
    `files: ${format}, ${result.numRuns} damaged, ${usable} still with an activity, slowest ${Math.round(slowestMs)} ms, at most ${Math.round(mostMb)} MB, seed ${seed}, ${tookS} s\n`,
  );
  if (result.failed) {
    process.stdout.write(`${fc.defaultReportMessage(result)}\n${String(result.errorInstance)}\n`);
    process.exitCode = 1;
  }
}
