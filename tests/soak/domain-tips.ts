import fc from "fast-check";
import { pickTips } from "../../domain/tips/pick-tips.ts";
import { anyCase, broken, tipIds } from "../domain/tips/laws.ts";

/**
 * 100,000 generated runners: no excluded pair is ever picked, and every tip is picked at some point. Exits
 * with 1 on a fault.
 */
const CASES = 100_000;

const seed = Number(process.argv[2] ?? Date.now() % 2 ** 31);
const reached = new Set<string>();
const result = fc.check(
  fc.property(anyCase, (one) => {
    for (const tip of pickTips(one)) reached.add(tip);
    const faults = broken(one);
    if (faults.length > 0) throw new Error(faults.join("; "));
  }),
  { numRuns: CASES, seed },
);
const unreached = tipIds.filter((id) => !reached.has(id));

if (result.failed) process.stdout.write(`${fc.defaultReportMessage(result)}\n`);
if (unreached.length > 0) process.stdout.write(`never picked: ${unreached.join(", ")}\n`);
process.stdout.write(
  `tips: ${result.numRuns} generated runners, seed ${seed}, ${reached.size} of ${tipIds.length} tips picked\n`,
);
process.exitCode = result.failed || unreached.length > 0 ? 1 : 0;
