import type { Bench } from "tinybench";

/** Microseconds per call: the median, which a busy neighbour on the machine affects least. */
export function microsOf(bench: Bench, name: string): number {
  const result = bench.getTask(name)?.result;
  if (result === undefined || !("latency" in result)) throw new Error(`${name} did not run`);
  return result.latency.p50 * 1000;
}
