import type { StravaClient } from "../providers/strava/application.ts";

/** Something that the operator has to fix; an alarm looks for these words in the log. */
export const NO_EVENTS = "Strava sends no events";

export interface CheckSubscriptionDeps {
  readonly openStrava: () => Promise<StravaClient | null>;
  /** Null if it isn't known: then any will do. */
  readonly subscriptionId: string | null;
}

/**
 * Looks whether Strava still has the subscription under which it sends events here, and says so. An application has
 * only one, which somebody can end or take for another app: nothing else would tell, as the comparisons go on.
 */
export async function checkSubscription({
  openStrava,
  subscriptionId,
}: CheckSubscriptionDeps): Promise<string> {
  const strava = await openStrava();
  if (strava === null) return "Strava isn't set up";
  const listed = await strava.subscriptions.list();
  if (listed.kind !== "ok") return `Strava doesn't say whether it sends events: ${listed.kind}`;
  const ours = listed.value.filter(({ id }) => subscriptionId === null || id === subscriptionId);
  return ours.length > 0 ? "Strava sends events" : NO_EVENTS;
}
