import type { TimeLeft } from "./schedule-handler.ts";

/** Stops starting new batches when less than this is left, so that one under way can end. */
const RESERVE_MS = 10_000;
const BATCH = 10;

/**
 * Asks for the work of everybody who is due, then moves each to their next time, ten at once. In
 * that order: a crash between the two asks again, while the other order would lose a turn. Who is
 * left when time runs out is still due at the next tick.
 */
export async function askAndMove<T>(
  time: TimeLeft,
  due: AsyncIterable<T>,
  ask: (batch: readonly T[]) => Promise<void>,
  move: (one: T) => Promise<"advanced" | "moved-meanwhile">,
): Promise<{ due: number; movedMeanwhile: number }> {
  const counts = { due: 0, movedMeanwhile: 0 };
  let batch: T[] = [];

  const flush = async () => {
    await ask(batch);
    const moved = await Promise.all(batch.map(move));
    counts.due += batch.length;
    counts.movedMeanwhile += moved.filter((outcome) => outcome === "moved-meanwhile").length;
    batch = [];
  };

  for await (const one of due) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    await flush();
    if (time.leftMs() < RESERVE_MS) return counts;
  }
  if (batch.length > 0) await flush();
  return counts;
}
