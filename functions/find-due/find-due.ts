import type { CheckupQueue, DueRunner, DueStore } from "../ports.ts";
import type { TimeLeft } from "../shared/schedule-handler.ts";
import { dayNumberOf, isoDay, localTime, nextLocalOccurrence } from "../shared/time.ts";

export interface FindDueDeps {
  readonly due: DueStore;
  readonly checkups: CheckupQueue;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/** Stops starting new batches when less than this is left, so that one under way can end. */
const RESERVE_MS = 10_000;
const BATCH = 10;

const NOON_MIN = 12 * 60;

/**
 * The day a digest judges: sent before noon it looks back on the whole day before, later on its own.
 *
 *     judgedDay("2021-09-13T05:00:00.000Z", "Europe/Copenhagen") // "2021-09-12": Monday, 7 o'clock
 *     judgedDay("2021-09-12T17:00:00.000Z", "Europe/Copenhagen") // "2021-09-12": Sunday, 19 o'clock
 */
export function judgedDay(sendAt: string, zone: string): string {
  const { day, startMinute } = localTime(sendAt, zone);
  return startMinute < NOON_MIN ? isoDay(dayNumberOf(day) - 1) : day;
}

/**
 * Asks for a check-up of everybody whose digest is due, then moves each to their next one. In that
 * order: a crash between the two asks again, which the notice's claim absorbs, while the other order
 * would lose a digest. Who is left when time runs out is still due at the next tick.
 */
export async function findDue(
  time: TimeLeft,
  deps: FindDueDeps,
): Promise<{ due: number; movedMeanwhile: number }> {
  const now = deps.now();
  const counts = { due: 0, movedMeanwhile: 0 };
  let batch: DueRunner[] = [];

  const flush = async () => {
    await deps.checkups.send(
      batch.map((due) => ({
        runnerId: due.runnerId,
        day: judgedDay(due.nextDigestAt, due.zone),
      })),
    );
    const moved = await Promise.all(
      batch.map((due) =>
        deps.due.advance(
          due,
          nextLocalOccurrence({ after: now, zone: due.zone, weekday: due.weekday, hour: due.hour }),
        ),
      ),
    );
    counts.due += batch.length;
    counts.movedMeanwhile += moved.filter((outcome) => outcome === "moved-meanwhile").length;
    batch = [];
  };

  for await (const due of deps.due.dueAt(now)) {
    batch.push(due);
    if (batch.length < BATCH) continue;
    await flush();
    if (time.leftMs() < RESERVE_MS) return counts;
  }
  if (batch.length > 0) await flush();
  return counts;
}
