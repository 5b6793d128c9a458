import * as z from "zod/mini";
import { askForCode, basic, call, type Refusal, refusedGrant, retryAfter } from "../call.ts";
import type {
  Access,
  Answer,
  Connecting,
  GrantedTokens,
  ProviderClient,
  Wiring,
} from "../provider.ts";
import { toldBy } from "../told.ts";
import { accountId } from "./account.ts";
import { suuntoSecret } from "./secret.ts";
import { toActivity, wireWorkout } from "./translate.ts";

const SCOPE = "workout";
/** Half a year of two workouts a day. */
const PAGE_SIZE = 400;
/** Public clients differ on whether a page ends at 25, 50 or 100, whatever is asked for (2026-11). */
const ENDS_AT = 25;

const refreshed = z.object({
  access_token: z.string().check(z.minLength(1)),
  /** If none comes with the answer, the previous one stays valid. */
  refresh_token: z.optional(z.string().check(z.minLength(1))),
  expires_in: z.number().check(z.positive()),
});
const granted = z.extend(refreshed, {
  refresh_token: z.string().check(z.minLength(1)),
  user: accountId,
});

const listed = z.object({ payload: z.array(z.unknown()) });
/** Seen both as the workout itself and as a list of one. */
const one = z.object({ payload: z.union([z.tuple([z.unknown()], z.unknown()), z.unknown()]) });

/**
 * The gateway in front of the API answers a wrong subscription key as it does a wrong token, but names
 * itself; and a used-up subscription as a missing permission, but with the time until the next week.
 */
function unusual(status: number, headers: Headers, nowMs: number): Refusal | null {
  const challenge = headers.get("www-authenticate") ?? "";
  if (status === 401 && /^AzureApiManagementKey/i.test(challenge)) {
    return { kind: "application-refused" };
  }
  const retryAtMs = status === 403 ? retryAfter(headers, nowMs) : null;
  return retryAtMs === null ? null : { kind: "rate-limited", retryAtMs };
}

/** Suunto's Cloud API for the owner's application. A token lasts a day, and can be refreshed. */
export function openSuunto(secret: string | null, wiring: Wiring): ProviderClient | null {
  if (secret === null) return null;
  const { clientId, clientSecret, subscriptionKey, apiBaseUrl, oauthBaseUrl } =
    suuntoSecret(secret);
  const ask = <S extends z.ZodMiniType>(path: string, { token }: Access, schema: S) => {
    const headers = {
      authorization: `Bearer ${token}`,
      "ocp-apim-subscription-key": subscriptionKey,
      accept: "application/json",
    };
    const url = `${apiBaseUrl}${path}`;
    return call({ url, init: { headers }, schema, retryAtMs: retryAfter, unusual }, wiring);
  };

  const tokensFor = <S extends z.ZodMiniType>(
    form: Readonly<Record<string, string>>,
    schema: S,
  ): Promise<Answer<z.infer<S>>> => {
    const headers = { authorization: basic(clientId, clientSecret), accept: "application/json" };
    const init = { method: "POST", headers, body: new URLSearchParams(form) };
    const url = `${oauthBaseUrl}/oauth/token`;
    return call({ url, init, schema, unusual: refusedGrant }, wiring);
  };
  const grantedBy = (
    answer: z.infer<typeof refreshed>,
    before: string | null = null,
  ): GrantedTokens => ({
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? before,
    expiresAtMs: wiring.nowMs() + answer.expires_in * 1000,
  });

  return {
    oauth: {
      authorizeUrl: (asked) =>
        askForCode(`${oauthBaseUrl}/oauth/authorize`, { ...asked, clientId, scope: SCOPE }),
      connect: async ({ query, redirectUrl }): Promise<Connecting> => {
        if (query.get("error") !== null) return { kind: "denied" };
        const form = {
          grant_type: "authorization_code",
          code: query.get("code") ?? "",
          redirect_uri: redirectUrl,
        };
        const answer = await tokensFor(form, granted);
        if (answer.kind !== "ok") return answer;
        const tokens = grantedBy(answer.value);
        return {
          kind: "ok",
          value: { accountId: answer.value.user, granted: [SCOPE], tokens },
        };
      },
    },
    connectByKey: null,
    refresh: async (refreshToken) => {
      const form = { grant_type: "refresh_token", refresh_token: refreshToken };
      const answer = await tokensFor(form, refreshed);
      return answer.kind === "ok"
        ? { kind: "ok", value: grantedBy(answer.value, refreshToken) }
        : answer;
    },
    revoke: ({ token }) => {
      const url = `${oauthBaseUrl}/oauth/deauthorize?${new URLSearchParams({ client_id: clientId })}`;
      const init = { headers: { authorization: `Bearer ${token}` } };
      return call({ url, init, schema: z.unknown(), whenEmpty: null }, wiring);
    },
    activity: async (access, id) => {
      const answer = await ask(`/v3/workouts/${encodeURIComponent(id)}`, access, one);
      if (answer.kind !== "ok") return answer;
      const { payload } = answer.value;
      return { kind: "ok", value: readTold(Array.isArray(payload) ? payload[0] : payload) };
    },
    list: async (access, { sinceMs, page }) => {
      const offset = Number(page ?? 0);
      const query = new URLSearchParams({
        since: String(sinceMs),
        limit: String(PAGE_SIZE),
        offset: String(offset),
        "filter-by-modification-time": "false",
      });
      const answer = await ask(`/v3/workouts?${query}`, access, listed);
      if (answer.kind !== "ok") return answer;
      const { payload } = answer.value;
      const isLast = payload.length % ENDS_AT !== 0 || payload.length === 0;
      const next = isLast ? null : String(offset + payload.length);
      return { kind: "ok", value: { told: payload.map(readTold), next } };
    },
  };
}

const readTold = toldBy(wireWorkout, (workout) => ({
  kind: "activity",
  record: toActivity(workout),
}));
