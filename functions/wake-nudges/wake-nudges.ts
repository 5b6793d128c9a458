import type { DueWakeStore, NudgeQueue } from "../ports.ts";
import { askAndMove } from "../shared/ask-and-move.ts";
import type { TimeLeft } from "../shared/schedule-handler.ts";

export interface WakeNudgesDeps {
  readonly wakes: DueWakeStore;
  readonly nudges: NudgeQueue;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/** Has the nudges decided anew of everybody whose held ones may leave now, then forgets the wake. */
export async function wakeNudges(
  time: TimeLeft,
  { wakes, nudges, now }: WakeNudgesDeps,
): Promise<{ due: number; movedMeanwhile: number }> {
  return askAndMove(
    time,
    wakes.dueAt(now()),
    (batch) =>
      nudges.send(
        batch.map(({ runnerId }) => ({ runnerId })),
        0,
      ),
    (due) => wakes.done(due),
  );
}
