import type { DueSync, ProviderEventQueue, SyncStore } from "../ports.ts";
import type { TimeLeft } from "../shared/schedule-handler.ts";

export interface StartReconcileDeps {
  readonly syncs: SyncStore;
  readonly events: ProviderEventQueue;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

/** Stops starting new batches when less than this is left, so that one under way can end. */
const RESERVE_MS = 10_000;
const BATCH = 10;

/**
 * Asks for a comparison with Strava for everybody whose night it is, then moves each to the next. In
 * that order: a crash between the two compares twice, while the other order would lose a night.
 */
export async function startReconcile(
  time: TimeLeft,
  deps: StartReconcileDeps,
): Promise<{ due: number; movedMeanwhile: number }> {
  const now = deps.now();
  const counts = { due: 0, movedMeanwhile: 0 };
  let batch: DueSync[] = [];

  const flush = async () => {
    await deps.events.send(
      batch.map(({ runnerId }) => ({ kind: "reconcile", provider: "strava", runnerId })),
      0,
    );
    const moved = await Promise.all(batch.map((due) => deps.syncs.advance(due, now)));
    counts.due += batch.length;
    counts.movedMeanwhile += moved.filter((outcome) => outcome === "moved-meanwhile").length;
    batch = [];
  };

  for await (const due of deps.syncs.dueAt(now)) {
    batch.push(due);
    if (batch.length < BATCH) continue;
    await flush();
    if (time.leftMs() < RESERVE_MS) return counts;
  }
  if (batch.length > 0) await flush();
  return counts;
}
