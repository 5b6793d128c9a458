import type { HistoryEvent } from "../messages/provider-event.ts";
import type { ProviderHint } from "../messages/provider-hint.ts";
import type { DueSync, SyncStore } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import type { Provider } from "../providers/provider.ts";
import { askAndMove, type Moved } from "../shared/events/ask-and-move.ts";
import type { Tick } from "../shared/events/schedule-handler.ts";

export interface StartReconcileDeps {
  readonly syncs: SyncStore;
  /** For Strava. */
  readonly events: Queue<HistoryEvent>;
  /** For the other services. */
  readonly hints: Queue<ProviderHint>;
  readonly findProvider: (name: string) => Pick<Provider, "pollMinutes"> | null;
  /** The present, as a UTC instant. */
  readonly now: () => string;
}

const MINUTE_MS = 60_000;
const NOON_MIN = 12 * 60;
/** As often as the schedule ticks, so that one tick of each day is at noon. */
const EVERY_MIN = 15;

function isNoon(nowMs: number): boolean {
  const minute = Math.floor(nowMs / MINUTE_MS) % (24 * 60);
  return minute >= NOON_MIN && minute < NOON_MIN + EVERY_MIN;
}

/**
 * Asks for every comparison that is due between a runner and a service, then moves each to its next time. At noon UTC
 * also asks whether Strava still sends events.
 */
export async function startReconcile(tick: Tick, deps: StartReconcileDeps): Promise<Moved> {
  const now = deps.now();
  const moved = await askAndMove(
    tick,
    deps.syncs.dueAt(now),
    (batch) => ask(batch, Date.parse(now), deps),
    (due) => deps.syncs.advance(due, now, deps.findProvider(due.provider)?.pollMinutes ?? null),
  );
  if (isNoon(Date.parse(now))) {
    await deps.events.send([{ kind: "subscription", provider: "strava" }], 0);
  }
  return moved;
}

async function ask(
  batch: readonly DueSync[],
  askedAtMs: number,
  deps: StartReconcileDeps,
): Promise<void> {
  const strava = batch.filter(({ provider }) => provider === "strava");
  const others = batch.filter(({ provider }) => provider !== "strava");
  const message = { kind: "reconcile", askedAtMs } as const;
  await deps.events.send(
    strava.map(({ runnerId }) => ({ ...message, provider: "strava", runnerId })),
    0,
  );
  await deps.hints.send(
    others.map(({ provider, runnerId }) => ({ ...message, provider, runnerId })),
    0,
  );
}
