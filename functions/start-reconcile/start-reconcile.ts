import type { ProviderEventQueue, SyncStore } from "../ports.ts";
import { askAndMove } from "../shared/ask-and-move.ts";
import type { TimeLeft } from "../shared/schedule-handler.ts";

export interface StartReconcileDeps {
  readonly syncs: SyncStore;
  readonly events: ProviderEventQueue;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/** Asks for a comparison with Strava for everybody whose night it is, then moves each to the next. */
export async function startReconcile(
  time: TimeLeft,
  deps: StartReconcileDeps,
): Promise<{ due: number; movedMeanwhile: number }> {
  const now = deps.now();
  return askAndMove(
    time,
    deps.syncs.dueAt(now),
    (batch) =>
      deps.events.send(
        batch.map(({ runnerId }) => ({ kind: "reconcile", provider: "strava", runnerId })),
        0,
      ),
    (due) => deps.syncs.advance(due, now),
  );
}
