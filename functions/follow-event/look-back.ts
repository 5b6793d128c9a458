import type { HistoryEvent, ProviderEvent } from "../messages/provider-event.ts";
import type { ConnectionStore } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import { STRAVA } from "../providers/strava/translate.ts";
import { type Ended, settled } from "../shared/events/ended.ts";
import type { Session } from "./session.ts";
import { halfWayOf, type StoreDeps, saveListed } from "./store-activity.ts";

export interface LookBackDeps extends StoreDeps {
  readonly connections: Pick<ConnectionStore, "saveLookedBack">;
  readonly events: Queue<HistoryEvent>;
}

/**
 * Stores one page of the time before the window that every night compares, for a chart that reaches further
 * back, and asks for the next page. It expires like any copy and is then listed again.
 */
export async function lookBack(
  message: Extract<ProviderEvent, { kind: "look-back" }>,
  session: Session,
  deps: LookBackDeps,
): Promise<Ended> {
  const { runnerId, state } = session.connection();
  if (state.kind !== "connected") return settled("needs consent");
  const { afterS, beforeS, page, askedAtMs } = message;
  const asked = await session.ask((api, token) => api.activities(token, { page, afterS, beforeS }));
  if (asked.kind === "not-found") return settled("no list");
  if (asked.kind !== "ok") return asked;
  const stored = await deps.activities.ofSource(runnerId, STRAVA);
  const storedById = new Map(stored.map((one) => [one.record.sourceId, one]));
  for (const value of asked.value.activities) {
    const answer = { value, atMs: asked.atMs };
    const known = storedById.get(value.id);
    await saveListed(answer, known, session.connection(), deps, {
      isPast: true,
      // A copy in the item of many is dropped from it once it has left the window, so it is stored alone.
      isRenewed: known?.isTogether === true,
    });
  }
  if (!asked.value.isEnd) {
    await deps.events.send([{ ...message, page: page + 1 }], 0);
    return settled(`looked back: page ${page}`);
  }
  await deps.connections.saveLookedBack(session.connection(), {
    afterS,
    untilMs: halfWayOf(askedAtMs, deps.retention),
  });
  return settled("looked back: done");
}
