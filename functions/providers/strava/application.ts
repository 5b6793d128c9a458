import * as z from "zod/mini";
import { DEFAULT_API_BASE_URL, type Fetch, jsonOf, type StravaApi, stravaApi } from "./api.ts";
import { DEFAULT_OAUTH_BASE_URL, type StravaOAuth, stravaOAuth } from "./oauth.ts";
import { type StravaSubscriptions, stravaSubscriptions } from "./subscriptions.ts";

const application = z.object({
  clientId: z.string().check(z.minLength(1)),
  clientSecret: z.string().check(z.minLength(1)),
  apiBaseUrl: z._default(z.url(), DEFAULT_API_BASE_URL),
  oauthBaseUrl: z._default(z.url(), DEFAULT_OAUTH_BASE_URL),
});

export interface StravaClient {
  readonly api: StravaApi;
  readonly oauth: StravaOAuth;
  readonly subscriptions: Pick<StravaSubscriptions, "list">;
}

/**
 * Strava as the owner's secret describes it: `{"clientId": "…", "clientSecret": "…"}`, plus `apiBaseUrl` and
 * `oauthBaseUrl` if Strava's hosts have moved. Throws if the secret is unusable, without quoting it.
 */
export function stravaClient(
  secret: string,
  wiring: {
    /** Only needed by the pages that connect a runner. */
    readonly redirectUrl?: string;
    readonly fetch: typeof fetch;
    /** For the frequent calls, instead of `fetch`, which OAuth's library needs. */
    readonly ask?: Fetch;
    readonly nowMs: () => number;
  },
): StravaClient {
  const parsed = application.safeParse(jsonOf(secret));
  if (!parsed.success) throw new Error("The Strava application's secret is not usable.");
  const settings = { ...parsed.data, redirectUrl: "", ...wiring };
  const { ask: lighter = wiring.fetch } = wiring;
  const light = { ...settings, fetch: lighter };
  return {
    api: stravaApi(light),
    oauth: stravaOAuth(settings),
    subscriptions: stravaSubscriptions(light),
  };
}
