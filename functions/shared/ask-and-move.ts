import type { Due } from "../ports.ts";
import type { Tick } from "./schedule-handler.ts";

/** Stops starting new batches when less than this is left, so that one under way can end. */
const RESERVE_MS = 10_000;
const BATCH = 10;

/** How many; a type and no interface, so that a log line takes it. */
export type Moved = {
  readonly due: number;
  readonly movedMeanwhile: number;
  readonly unreadable: number;
};

/**
 * Asks for the work of everybody who is due, then moves each to their next time, ten at once. In
 * that order: a crash between the two asks again, while the other order would lose a turn. Who is
 * left when time runs out is still due at the next tick.
 *
 * Nobody holds up the others: who can't be read is told to the tick and passed over, and of a batch
 * that fails each is asked for alone. What failed even so is thrown at the end, for the alarm.
 */
export async function askAndMove<T>(
  tick: Tick,
  found: AsyncIterable<Due<T>>,
  ask: (batch: readonly T[]) => Promise<void>,
  move: (one: T) => Promise<"advanced" | "moved-meanwhile">,
): Promise<Moved> {
  const counts = { due: 0, movedMeanwhile: 0, unreadable: 0 };
  const failures: unknown[] = [];
  let batch: T[] = [];

  const each = async (ones: readonly T[], act: (one: T) => Promise<void>): Promise<T[]> => {
    const settled = await Promise.allSettled(ones.map(act));
    return ones.filter((_, index) => {
      const result = settled[index];
      if (result?.status === "rejected") failures.push(result.reason);
      return result?.status === "fulfilled";
    });
  };
  const flush = async () => {
    const asked = await ask(batch).then(
      () => batch,
      () => each(batch, (one) => ask([one])),
    );
    batch = [];
    const moved = await each(asked, async (one) => {
      if ((await move(one)) === "moved-meanwhile") counts.movedMeanwhile += 1;
    });
    counts.due += moved.length;
  };

  for await (const one of found) {
    if (one.kind === "unreadable") {
      counts.unreadable += 1;
      tick.unreadable(one.id);
      continue;
    }
    batch.push(one.due);
    if (batch.length < BATCH) continue;
    await flush();
    if (tick.leftMs() < RESERVE_MS) break;
  }
  if (batch.length > 0) await flush();
  if (failures.length > 0) throw failures[0];
  return counts;
}
