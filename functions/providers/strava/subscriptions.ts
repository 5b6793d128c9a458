import * as z from "zod/mini";
import { callStrava, type StravaAnswer, type StravaApiSettings } from "./api.ts";
import { type WireSubscription, wireSubscription } from "./wire.ts";

export interface SubscriptionSettings extends StravaApiSettings {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Strava's push subscription: one for the whole application, made with the application's credentials. */
export interface StravaSubscriptions {
  list(): Promise<StravaAnswer<readonly WireSubscription[]>>;
  /**
   * Strava asks the callback at once whether it is ours, and waits for 2 s. If the callback doesn't answer,
   * or a subscription exists already, the outcome is `unavailable` with status 400.
   */
  create(asked: {
    readonly callbackUrl: string;
    readonly verifyToken: string;
  }): Promise<StravaAnswer<string>>;
  remove(id: string): Promise<StravaAnswer<null>>;
}

/**
 * The application's push subscription.
 *
 *     await subscriptions.create({ callbackUrl: "https://x.example/webhooks/strava/k", verifyToken: "t" })
 *     // { kind: "ok", value: "131300", budget: … }
 */
export function stravaSubscriptions(settings: SubscriptionSettings): StravaSubscriptions {
  const credentials = { client_id: settings.clientId, client_secret: settings.clientSecret };
  const path = "/push_subscriptions";
  return {
    list: () =>
      callStrava(
        settings,
        z.array(wireSubscription),
        `${path}?${new URLSearchParams(credentials)}`,
        {},
      ),
    create: async ({ callbackUrl, verifyToken }) => {
      const body = new URLSearchParams({
        ...credentials,
        callback_url: callbackUrl,
        verify_token: verifyToken,
      });
      const answer = await callStrava(settings, z.pick(wireSubscription, { id: true }), path, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: body.toString(),
      });
      return answer.kind === "ok" ? { ...answer, value: answer.value.id } : answer;
    },
    remove: async (id) => {
      const query = new URLSearchParams(credentials);
      // A 204 has no body, so no JSON.
      const answer = await callStrava(
        settings,
        z.undefined(),
        `${path}/${encodeURIComponent(id)}?${query}`,
        { method: "DELETE" },
      );
      return answer.kind === "ok" ? { ...answer, value: null } : answer;
    },
  };
}
