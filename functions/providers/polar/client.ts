import * as z from "zod/mini";
import { toldId } from "../../messages/provider-hint.ts";
import { askForCode, basic, call, refusedGrant } from "../call.ts";
import type { Answer, Connecting, ProviderClient, Wiring } from "../provider.ts";
import { toldBy } from "../told.ts";
import { polarSecret } from "./secret.ts";
import { toActivity, wireExercise } from "./translate.ts";

const SCOPE = "accesslink.read_all";

const tokens = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.number().check(z.positive()),
  x_user_id: toldId,
});

/**
 * AccessLink for the owner's application. Its token lasts for years and can't be refreshed. It opens
 * nothing before the runner is registered with the application, which happens on connecting.
 */
export function openPolar(secret: string | null, wiring: Wiring): ProviderClient | null {
  if (secret === null) return null;
  const { clientId, clientSecret, apiBaseUrl, authorizeUrl, tokenUrl } = polarSecret(secret);
  const bearer = (token: string) => ({
    authorization: `Bearer ${token}`,
    accept: "application/json",
  });
  const ask = <S extends z.ZodMiniType>(
    path: string,
    token: string,
    schema: S,
    more: { init?: RequestInit; whenEmpty?: z.infer<S> } = {},
  ): Promise<Answer<z.infer<S>>> =>
    call(
      {
        url: `${apiBaseUrl}${path}`,
        init: { ...more.init, headers: { ...bearer(token), ...more.init?.headers } },
        schema,
        retryAtMs,
        ...(more.whenEmpty !== undefined && { whenEmpty: more.whenEmpty }),
      },
      wiring,
    );

  /** A runner who was registered before is fine too: then Polar answers 409. */
  const register = async (token: string, memberId: string): Promise<Answer<unknown>> => {
    const answer = await ask("/v3/users", token, z.unknown(), {
      init: {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ "member-id": memberId }),
      },
      whenEmpty: null,
    });
    const isThere = answer.kind === "unavailable" && answer.reason === "status 409";
    return isThere ? { kind: "ok", value: null } : answer;
  };

  return {
    oauth: {
      authorizeUrl: (asked) => askForCode(authorizeUrl, { ...asked, clientId, scope: SCOPE }),
      connect: async ({ query, redirectUrl, memberId }): Promise<Connecting> => {
        if (query.get("error") !== null) return { kind: "denied" };
        const answer = await call(
          {
            url: tokenUrl,
            init: {
              method: "POST",
              headers: {
                authorization: basic(clientId, clientSecret),
                accept: "application/json",
              },
              body: new URLSearchParams({
                grant_type: "authorization_code",
                code: query.get("code") ?? "",
                redirect_uri: redirectUrl,
              }),
            },
            schema: tokens,
            unusual: refusedGrant,
          },
          wiring,
        );
        if (answer.kind !== "ok") return answer;
        const {
          access_token: accessToken,
          expires_in: seconds,
          x_user_id: accountId,
        } = answer.value;
        const registered = await register(accessToken, memberId);
        if (registered.kind !== "ok") return registered;
        const expiresAtMs = wiring.nowMs() + seconds * 1000;
        return {
          kind: "ok",
          value: {
            accountId,
            granted: [SCOPE],
            tokens: { accessToken, refreshToken: null, expiresAtMs },
          },
        };
      },
    },
    connectByKey: null,
    refresh: null,
    revoke: ({ accountId, token }) =>
      ask(`/v3/users/${encodeURIComponent(accountId)}`, token, z.unknown(), {
        init: { method: "DELETE" },
        whenEmpty: null,
      }),
    activity: async ({ token }, id) => {
      const path = `/v3/exercises/${encodeURIComponent(id)}`;
      const answer = await ask(path, token, z.unknown());
      return answer.kind === "ok" ? { kind: "ok", value: readTold(answer.value) } : answer;
    },
    list: async ({ token }) => {
      // With nothing to list, Polar answers without a body.
      const answer = await ask("/v3/exercises", token, z.array(z.unknown()), { whenEmpty: [] });
      if (answer.kind !== "ok") return answer;
      return { kind: "ok", value: { told: answer.value.map(readTold), next: null } };
    },
  };
}

const readTold = toldBy(wireExercise, (exercise) => ({
  kind: "activity",
  record: toActivity(exercise),
}));

/**
 * `RateLimit-Reset: 72, 13623`: the seconds until the short and the long window start again. Which of the
 * two is used up is in `RateLimit-Usage` and `RateLimit-Limit`, in the same order.
 */
function retryAtMs(headers: Headers, nowMs: number): number | null {
  const numbers = (name: string) => (headers.get(name) ?? "").split(",").map(Number);
  const [usage, limit, reset] = ["usage", "limit", "reset"].map((part) =>
    numbers(`ratelimit-${part}`),
  );
  const ends = (reset ?? []).filter(
    (seconds, at) => seconds > 0 && (usage?.[at] ?? 0) >= (limit?.[at] ?? Number.POSITIVE_INFINITY),
  );
  return ends.length === 0 ? null : nowMs + Math.max(...ends) * 1000;
}
