import type { NudgeMessage } from "../messages/nudge.ts";
import { isHistory, type ProviderEvent } from "../messages/provider-event.ts";
import type { ServiceConnection } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import type { ToldShoeStore } from "../ports/shoes.ts";
import type { StravaClient } from "../providers/strava/application.ts";
import type { FairEvents } from "../providers/strava/fair-events.ts";
import type { SharedBudget } from "../providers/strava/shared-budget.ts";
import { STRAVA } from "../providers/strava/translate.ts";
import { TryAgain } from "../shared/errors.ts";
import { delayUntil } from "../shared/events/delay-until.ts";
import {
  type EndAccessDeps,
  endAccess,
  erase,
  isInGrace,
  leave,
} from "../shared/events/end-access.ts";
import { type Ended, settled } from "../shared/events/ended.ts";
import { connectionOfAccount } from "../shared/events/service-session.ts";
import { backfill } from "./backfill.ts";
import { type CheckSubscriptionDeps, checkSubscription } from "./check-subscription.ts";
import { followActivity } from "./follow-activity.ts";
import { lookBack } from "./look-back.ts";
import { reconcile } from "./reconcile.ts";
import { openSession, type Session, type SessionDeps } from "./session.ts";
import type { StoreDeps } from "./store-activity.ts";

export interface FollowDeps
  extends Omit<SessionDeps, "strava" | "budget">,
    StoreDeps,
    CheckSubscriptionDeps {
  readonly budget: SharedBudget;
  readonly fairEvents: FairEvents;
  readonly shoes: ToldShoeStore;
  readonly compareNights: number;
  readonly events: Queue<ProviderEvent>;
  /**
   * Sends when the batch is done, so use it only for nudges that a repeat of the message would ask for
   * again.
   */
  readonly nudgesOfBatch: Queue<NudgeMessage>;
  /** The application's client, made when it is first needed, as its secret has to be fetched. Null if there is none. */
  readonly openStrava: () => Promise<StravaClient | null>;
}

type OfKind<K extends ProviderEvent["kind"]> = Extract<ProviderEvent, { kind: K }>;
type OfRunner = Exclude<ProviderEvent, OfKind<"subscription">>;

/**
 * Makes what is stored equal to what Strava has now. The message only says where to look: repeated, late,
 * out of order or forged, it leads to the same result.
 */
export async function followEvent(
  message: ProviderEvent,
  deps: FollowDeps,
): Promise<{ outcome: string }> {
  if (message.kind === "subscription") return { outcome: await checkSubscription(deps) };
  const ended = await follow(message, deps);
  if (ended.kind === "settled") return { outcome: ended.outcome };
  // A new message rather than a failed one: waiting doesn't count as an attempt, so it never ends as a dead
  // letter.
  await deps.events.send([ended.next ?? message], delayUntil(ended.untilMs, deps.nowMs()));
  return { outcome: `waits: ${ended.outcome}` };
}

async function follow(message: OfRunner, deps: FollowDeps): Promise<Ended<ProviderEvent>> {
  const connection = await connectionOf(message, deps);
  if (connection === null) return settled("nobody's");
  const { state } = connection;
  const ending = endingOf(deps);
  // An erasure that crashed half-way is resumed by whatever message comes next.
  if (state.kind === "erasing") return erase(connection, state, ending);
  const strava = await deps.openStrava();
  if (strava === null) {
    // The owner has removed Strava's secret: a runner who leaves must still be able to.
    if (state.kind === "leaving") return endAccess(connection, ending);
    throw new TryAgain("Strava's secret is missing.");
  }
  const budget = deps.budget[urgencyOf(message, connection)];
  const session = openSession(connection, { ...deps, budget, strava });
  if (state.kind === "leaving") return leave(session, state.sinceMs, ending);
  switch (message.kind) {
    case "event":
      return followHint(message, session, deps);
    case "backfill":
      return backfill(message, session, deps);
    case "look-back":
      return lookBack(message, session, deps);
    case "reconcile":
      return compare(message, session, deps);
    case "leave":
      return settled("stays");
  }
}

/** What ends Strava's access, and erases what came from there. */
function endingOf(deps: FollowDeps): EndAccessDeps<ProviderEvent> {
  return {
    ...deps,
    async eraseStored(runnerId) {
      await deps.activities.eraseSource(runnerId, STRAVA);
      await deps.shoes.eraseSource(runnerId, STRAVA);
    },
    resumeWith: (runnerId) => ({ kind: "leave", provider: STRAVA, runnerId }),
  };
}

/** Which share of Strava's limits the work may use. */
function urgencyOf(
  message: ProviderEvent,
  { completeUntilMs }: ServiceConnection,
): keyof SharedBudget {
  if (!isHistory(message)) return "prompt";
  return completeUntilMs === undefined ? "awaited" : "history";
}

async function connectionOf(
  message: OfRunner,
  { connections }: FollowDeps,
): Promise<ServiceConnection | null> {
  if (message.kind !== "event") return connections.find(message.runnerId);
  return connectionOfAccount(message.event.ownerId, connections);
}

async function followHint(
  message: OfKind<"event">,
  session: Session,
  deps: FollowDeps,
): Promise<Ended<ProviderEvent>> {
  const { event } = message;
  if (event.object === "activity") {
    return followActivity(message, session, { ...deps, nudges: deps.nudgesOfBatch });
  }
  if (!event.revokesAccess) return settled("nothing of ours changed");
  const access = await session.confirmAccess();
  if (access.kind === "granted") return settled("access was not taken back");
  if (access.kind !== "refused") return access;
  if (!access.mayBeOurs) return endAccess(session.connection(), endingOf(deps));
  const isAsked = session.connection().state.kind === "needs-consent";
  return isAsked ? settled("needs consent") : session.askAgain(true);
}

async function compare(
  { askedAtMs = Number.POSITIVE_INFINITY }: OfKind<"reconcile">,
  session: Session,
  deps: FollowDeps,
): Promise<Ended<ProviderEvent>> {
  const { runnerId, state, comparedAtMs, askedAtMs: latestMs = 0 } = session.connection();
  if (state.kind !== "needs-consent") {
    if (comparedAtMs > askedAtMs) return settled("compared since");
    const ended = await reconcile(session, deps);
    // A digest that waits asks again and again. The latest request goes on waiting for all of them.
    return ended.kind === "wait" && latestMs > askedAtMs ? settled("asked again since") : ended;
  }
  await deps.nudges.send([{ runnerId }], 0);
  if (state.reason === "missing-scope") return settled("needs consent");
  const access = await session.confirmAccess();
  if (access.kind === "granted") return reconcile(session, deps);
  if (access.kind !== "refused") return access;
  const connection = session.connection();
  return isInGrace(connection.state, deps.nowMs())
    ? settled("needs consent: still refused")
    : endAccess(connection, endingOf(deps));
}
