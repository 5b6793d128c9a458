import * as oauth from "oauth4webapi";
import * as z from "zod/mini";
import type { ProviderTokens } from "../../ports/connections.ts";
import { measure } from "../../shared/measure.ts";
import { faultIn, isInactive, jsonOf } from "./api.ts";
import { windowEnds } from "./rate-budget.ts";
import { wireAthlete } from "./wire.ts";

/** The current host of the OAuth pages; it stays when the API's host changes. */
export const DEFAULT_OAUTH_BASE_URL = "https://www.strava.com/oauth";

/** All that we ask for. Runners may untick any of them. */
export const SCOPES = ["read", "activity:read", "activity:read_all", "profile:read_all"] as const;
export type Scope = (typeof SCOPES)[number];

const TIMEOUT_MS = 10_000;

export interface StravaOAuthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly oauthBaseUrl: string;
  /** Where Strava sends the runner back to; its domain is registered with Strava. */
  readonly redirectUrl: string;
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  readonly timeoutMs?: number;
}

/** Nothing is known about the grant: try again, with the same tokens. */
export interface TryAgainLater {
  readonly kind: "try-again-later";
  /** When, according to Strava; null if it didn't say. */
  readonly retryAtMs: number | null;
}

/** For the operator to fix, and no runner's fault. */
export interface AppRefused {
  readonly kind: "app-refused";
  readonly reason: "inactive" | "credentials" | "athlete-limit";
}

/** The code or token itself is not valid, or no longer. */
export interface Refused {
  readonly kind: "refused";
  readonly reason: "denied-by-runner" | "wrong-state" | "invalid-grant";
}

export type Connection =
  | {
      readonly kind: "connected";
      readonly athleteId: string;
      readonly granted: readonly string[];
      /** Of the refresh tokens only the newest counts; Strava may end the previous one at once. */
      readonly tokens: ProviderTokens;
    }
  /** Without permission to read activities there is nothing to connect. The code was not used up. */
  | { readonly kind: "needs-consent"; readonly missing: readonly Scope[] }
  | Refused
  | AppRefused
  | TryAgainLater;

export type Refreshment =
  | { readonly kind: "refreshed"; readonly tokens: ProviderTokens }
  | Refused
  | AppRefused
  | TryAgainLater;

export type Revocation = { readonly kind: "revoked" } | Refused | AppRefused | TryAgainLater;

export interface StravaOAuth {
  /**
   * `askAgain` shows the page even to a runner who said yes before, so that they can tick what they left out.
   */
  authorizeUrl(asked: { readonly state: string; readonly askAgain: boolean }): string;
  /** `query` is what Strava sent the runner back with, `state` what this browser was sent there with. */
  connect(came: { readonly query: URLSearchParams; readonly state: string }): Promise<Connection>;
  refresh(refreshToken: string): Promise<Refreshment>;
  /** Ends both tokens and removes us from the runner's list of apps. An unknown token is no error. */
  revoke(accessToken: string): Promise<Revocation>;
}

/**
 * Strava's OAuth for one application. The protocol is oauth4webapi's; this adds what Strava does
 * differently (scopes separated by commas, the granted ones in the redirect, faults of its own shape).
 *
 *     strava.authorizeUrl({ state: "s1", askAgain: false })
 *     // "https://www.strava.com/oauth/authorize?client_id=12345&redirect_uri=…&response_type=code
 *     //  &approval_prompt=auto&scope=read%2Cactivity%3Aread%2C…&state=s1"
 *     await strava.connect({ query, state: "s1" })
 *     // { kind: "connected", athleteId: "26462176", granted: ["read", …], tokens: { … } }
 */
export function stravaOAuth(settings: StravaOAuthSettings): StravaOAuth {
  const base = settings.oauthBaseUrl;
  const server: oauth.AuthorizationServer = {
    issuer: base,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    revocation_endpoint: `${base}/revoke`,
  };
  const client: oauth.Client = { client_id: settings.clientId };
  const inBody = oauth.ClientSecretPost(settings.clientSecret);
  const inHeader = oauth.ClientSecretBasic(settings.clientSecret);
  const options = () => ({
    [oauth.customFetch]: settings.fetch,
    signal: AbortSignal.timeout(settings.timeoutMs ?? TIMEOUT_MS),
    // Plain HTTP is only for the simulator on this machine.
    [oauth.allowInsecureRequests]: isLoopback(base),
  });

  return {
    authorizeUrl: ({ state, askAgain }) => {
      const query = new URLSearchParams({
        client_id: settings.clientId,
        redirect_uri: settings.redirectUrl,
        response_type: "code",
        approval_prompt: askAgain ? "force" : "auto",
        scope: SCOPES.join(","),
        state,
      });
      return `${base}/authorize?${query}`;
    },

    connect: async ({ query, state }) => {
      let validated: URLSearchParams;
      try {
        validated = oauth.validateAuthResponse(server, client, query, state);
      } catch (error) {
        const denied = error instanceof oauth.AuthorizationResponseError;
        return { kind: "refused", reason: denied ? "denied-by-runner" : "wrong-state" };
      }
      if (!validated.get("code")) return { kind: "refused", reason: "invalid-grant" };
      const granted = scopesIn(query.get("scope"));
      if (!granted.includes("activity:read") && !granted.includes("activity:read_all")) {
        return { kind: "needs-consent", missing: scopesMissingFrom(granted) };
      }
      const answer = await settle(settings, async () => {
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          inBody,
          validated,
          settings.redirectUrl,
          // Strava documents no PKCE for web applications; the code is bound to the client's secret.
          oauth.nopkce,
          options(),
        );
        return {
          response,
          process: async (kept: Response) => ({
            athlete: tokenAthlete.parse(jsonOf(await kept.clone().text())).athlete,
            tokens: await oauth.processAuthorizationCodeResponse(server, client, kept),
          }),
        };
      });
      if (answer.kind !== "done") return answer;
      const { athlete, tokens } = answer.value;
      const kept = tokensFrom(tokens, settings.nowMs());
      if (kept === null) return { kind: "try-again-later", retryAtMs: null };
      return { kind: "connected", athleteId: athlete.id, granted, tokens: kept };
    },

    refresh: async (refreshToken) => {
      const answer = await settle(settings, async () => ({
        response: await oauth.refreshTokenGrantRequest(
          server,
          client,
          inBody,
          refreshToken,
          options(),
        ),
        process: (kept) => oauth.processRefreshTokenResponse(server, client, kept),
      }));
      if (answer.kind !== "done") return answer;
      const tokens = tokensFrom(answer.value, settings.nowMs());
      if (tokens === null) return { kind: "try-again-later", retryAtMs: null };
      return { kind: "refreshed", tokens };
    },

    revoke: async (accessToken) => {
      const answer = await settle(settings, async () => ({
        response: await oauth.revocationRequest(server, client, inHeader, accessToken, {
          ...options(),
          additionalParameters: { token_type_hint: "access_token" },
        }),
        process: (kept) => oauth.processRevocationResponse(kept),
      }));
      return answer.kind === "done" ? { kind: "revoked" } : answer;
    },
  };
}

/**
 * What the runner withheld: without activity:read_all private runs stay unknown, without profile:read_all the
 * shoes. The permission to read all activities includes the lesser one.
 *
 *     scopesMissingFrom(["read", "activity:read_all"]) // ["profile:read_all"]
 */
export function scopesMissingFrom(granted: readonly string[]): Scope[] {
  const all = granted.includes("activity:read_all");
  return SCOPES.filter((scope) => !granted.includes(scope) && !(all && scope === "activity:read"));
}

/** Strava's redirect separates scopes by commas, the standard by spaces. */
function scopesIn(list: string | null): string[] {
  return (list ?? "").split(/[\s,]+/).filter((scope) => scope !== "");
}

const tokenAthlete = z.object({ athlete: z.pick(wireAthlete, { id: true }) });

/** The time to expiry is counted from now, since Strava's clock and ours may differ. */
function tokensFrom(answer: oauth.TokenEndpointResponse, nowMs: number): ProviderTokens | null {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
  if (refreshToken === undefined || seconds === undefined) return null;
  return { accessToken, refreshToken, expiresAtMs: nowMs + seconds * 1000 };
}

interface Sent<T> {
  readonly response: Response;
  readonly process: (response: Response) => Promise<T>;
}

type Settled<T> =
  | { readonly kind: "done"; readonly value: T }
  | Refused
  | AppRefused
  | TryAgainLater;

/** Sends a request and reads the answer, and turns everything that can go wrong into a value. */
async function settle<T>(
  settings: StravaOAuthSettings,
  send: () => Promise<Sent<T>>,
): Promise<Settled<T>> {
  const settled = await settleOnce(settings, send);
  if (settled.kind === "app-refused") measure("StravaFaults", { fault: "refused" });
  if (settled.kind === "try-again-later") {
    measure("StravaFaults", { fault: settled.retryAtMs === null ? "no answer" : "limited" });
  }
  return settled;
}

async function settleOnce<T>(
  { nowMs }: StravaOAuthSettings,
  send: () => Promise<Sent<T>>,
): Promise<Settled<T>> {
  try {
    const { response, process } = await send();
    if (response.status !== 200) return await refusal(response, nowMs());
    return { kind: "done", value: await process(response) };
  } catch {
    // No connection, no answer in time, or an unreadable one: nothing is known about the grant.
    return { kind: "try-again-later", retryAtMs: null };
  }
}

/**
 * Strava's faults say whose they are: the application's (the operator fixes it), or the code's or
 * token's (the runner is asked again). Anything else settles nothing, so it is tried again.
 */
async function refusal(
  response: Response,
  nowMs: number,
): Promise<Refused | AppRefused | TryAgainLater> {
  const { status, headers } = response;
  const text = await response.text();
  const fault = faultIn(jsonOf(text));
  if (status === 429) {
    return { kind: "try-again-later", retryAtMs: windowEnds(headers, nowMs).quarterHour };
  }
  if (/limit of connected athletes/i.test(text)) {
    return { kind: "app-refused", reason: "athlete-limit" };
  }
  if (fault === null || (status !== 400 && status !== 401 && status !== 403)) {
    return { kind: "try-again-later", retryAtMs: null };
  }
  if (isInactive(fault)) return { kind: "app-refused", reason: "inactive" };
  // `revoke` answers wrong credentials without any `errors`.
  const ours = fault.errors.some(({ resource }) => resource === "Application");
  if (ours || (status === 401 && fault.errors.length === 0)) {
    return { kind: "app-refused", reason: "credentials" };
  }
  // A code of more than ten minutes ago was seen as `expired`, with no field (stravalib #190).
  const theirs = fault.errors.some(
    ({ resource, field, code }) =>
      (code === "invalid" && (field === "code" || field === "refresh_token")) ||
      (code === "expired" && resource === "AuthorizationCode"),
  );
  return theirs
    ? { kind: "refused", reason: "invalid-grant" }
    : { kind: "try-again-later", retryAtMs: null };
}

function isLoopback(url: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
