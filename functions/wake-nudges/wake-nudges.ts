import type { NudgeMessage } from "../messages/nudge.ts";
import type { DueWakeStore } from "../ports/nudges.ts";
import type { Queue } from "../ports/queue.ts";
import { askAndMove, type Moved } from "../shared/events/ask-and-move.ts";
import type { Tick } from "../shared/events/schedule-handler.ts";

export interface WakeNudgesDeps {
  readonly wakes: DueWakeStore;
  readonly nudges: Queue<NudgeMessage>;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/**
 * Asks for nudges to be decided again for everybody whose held ones may leave now, then forgets the wake.
 */
export async function wakeNudges(
  tick: Tick,
  { wakes, nudges, now }: WakeNudgesDeps,
): Promise<Moved> {
  return askAndMove(
    tick,
    wakes.dueAt(now()),
    (batch) =>
      nudges.send(
        batch.map(({ runnerId }) => ({ runnerId })),
        0,
      ),
    (due) => wakes.done(due),
  );
}
