import type { ProviderEvent } from "../messages/provider-event.ts";
import type { FairEvents } from "../providers/strava/fair-events.ts";
import { STRAVA } from "../providers/strava/translate.ts";
import type { StravaEvent } from "../providers/strava/webhook.ts";
import { type Ended, LOOK_AGAIN_S, settled } from "../shared/events/ended.ts";
import type { Session } from "./session.ts";
import { type StoreDeps, saveDetail } from "./store-activity.ts";

/** Stores an activity as it is now, whatever the event said about it, or removes it if Strava has none. */
export async function followActivity(
  message: Extract<ProviderEvent, { kind: "event" }>,
  session: Session,
  deps: StoreDeps & { readonly fairEvents: FairEvents },
): Promise<Ended<ProviderEvent>> {
  const { event, looks = 0 } = message;
  if (session.connection().state.kind !== "connected") return settled("needs consent");
  if ((await deps.fairEvents.isEnough(event.ownerId)) && !(await mayBeGone(event, session, deps))) {
    return settled("left to the comparison: a hundred of this runner today");
  }
  const asked = await session.ask((api, token) => api.activity(token, event.objectId));
  if (asked.kind === "ok" || asked.kind === "not-found") await deps.fairEvents.count(event.ownerId);
  if (asked.kind === "ok") {
    const isNew = event.aspect === "create";
    return settled(await saveDetail(asked, undefined, session.connection(), deps, isNew));
  }
  if (asked.kind !== "not-found") return asked;
  const againS = event.aspect === "create" ? LOOK_AGAIN_S[looks] : undefined;
  if (againS !== undefined) {
    const untilMs = asked.atMs + againS * 1000;
    return {
      kind: "wait",
      outcome: "not there yet",
      untilMs,
      next: { ...message, looks: looks + 1 },
    };
  }
  const activity = { source: STRAVA, sourceId: event.objectId };
  return settled(await deps.activities.remove(session.connection().runnerId, activity, asked.atMs));
}

/**
 * Whether this tells that a stored run was deleted, which should be followed at once: the next comparison may be
 * days away, and none sees a run from before its window.
 */
async function mayBeGone(
  { aspect, objectId }: StravaEvent,
  session: Session,
  { activities }: StoreDeps,
): Promise<boolean> {
  if (aspect !== "delete") return false;
  const stored = await activities.ofSource(session.connection().runnerId, STRAVA);
  return stored.some(({ record }) => record.sourceId === objectId);
}
