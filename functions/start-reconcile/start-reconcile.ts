import type { ProviderEventQueue, SyncStore } from "../ports.ts";
import { askAndMove, type Moved } from "../shared/ask-and-move.ts";
import type { Tick } from "../shared/schedule-handler.ts";

export interface StartReconcileDeps {
  readonly syncs: SyncStore;
  readonly events: ProviderEventQueue;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/** Asks for a comparison with Strava for everybody whose night it is, then moves each to the next. */
export async function startReconcile(tick: Tick, deps: StartReconcileDeps): Promise<Moved> {
  const now = deps.now();
  return askAndMove(
    tick,
    deps.syncs.dueAt(now),
    (batch) =>
      deps.events.send(
        batch.map(({ runnerId }) => ({ kind: "reconcile", provider: "strava", runnerId })),
        0,
      ),
    (due) => deps.syncs.advance(due, now),
  );
}
