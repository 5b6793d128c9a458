import type { HistoryEvent } from "../messages/provider-event.ts";
import type { ConnectionStore } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import { STRAVA } from "../providers/strava/translate.ts";
import { type Ended, settled } from "../shared/events/ended.ts";
import type { Session } from "./session.ts";
import { type StoreDeps, saveListed } from "./store-activity.ts";

export interface BackfillDeps extends StoreDeps {
  readonly connections: Pick<ConnectionStore, "saveBackfill">;
  readonly events: Queue<HistoryEvent>;
}

/**
 * Stores one page of a new runner's history, oldest first, and asks for the next. After the last page the
 * whole window is compared once, which finds anything that moved between two pages. A page is recorded only
 * after the next has been asked for: a crash repeats a page, and a repeated message stops at a page that is
 * recorded. So the next page may be done before this one is recorded, and it counts on from what its
 * message says.
 */
export async function backfill(
  { afterS, page, activities: before, runnerId }: Extract<HistoryEvent, { kind: "backfill" }>,
  session: Session,
  deps: BackfillDeps,
): Promise<Ended> {
  const { state, backfill: noted } = session.connection();
  if (state.kind !== "connected") return settled("needs consent");
  if (noted?.afterS === afterS && noted.page >= page) return settled("backfill: already done");

  const asked = await session.ask((api, token) => api.activities(token, { page, afterS }));
  if (asked.kind === "not-found") return settled("no list");
  if (asked.kind !== "ok") return asked;
  const { activities, isEnd } = asked.value;
  const stored = await deps.activities.ofSource(runnerId, STRAVA);
  const storedById = new Map(stored.map((one) => [one.record.sourceId, one]));
  for (const value of activities) {
    const answer = { value, atMs: asked.atMs };
    await saveListed(answer, storedById.get(value.id), session.connection(), deps, {
      isPast: true,
    });
  }
  const soFar = before + activities.length;
  const whose = { provider: STRAVA, runnerId } as const;
  const next: HistoryEvent = isEnd
    ? { ...whose, kind: "reconcile" }
    : { ...whose, kind: "backfill", afterS, page: page + 1, activities: soFar };
  await deps.events.send([next], 0);
  const progress = { afterS, page, activities: soFar, done: isEnd };
  await deps.connections.saveBackfill(session.connection(), progress);
  return settled(isEnd ? "backfill: done" : `backfill: page ${page}`);
}
