import type { Due } from "../../ports/due.ts";
import type { Tick } from "./schedule-handler.ts";

/** No new batch starts when less than this is left, so that the one under way can finish. */
const RESERVE_MS = 10_000;
const BATCH = 10;

/** Counts. A type rather than an interface, so that it can be passed to a log line. */
export type Moved = {
  readonly due: number;
  readonly movedMeanwhile: number;
  readonly unreadable: number;
};

/**
 * Asks for the work of everybody who is due, ten at a time, then moves each to their next time. In that
 * order, because a crash between the two asks again; the other order would lose a turn. Anyone left when
 * time runs out is still due at the next tick.
 *
 * Nobody holds up the others: someone who can't be read is reported to the tick and skipped, and when a
 * batch fails, its members are asked for one by one. If something still failed, an error is thrown at the
 * end, for the alarm.
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
