import * as z from "zod/mini";
import { toldId } from "../../messages/provider-hint.ts";
import { basic, call, refusedGrant, retryAfter } from "../call.ts";
import type { Access, Answer, Connecting, ProviderClient, Wiring } from "../provider.ts";
import { KEY_GRANT } from "../tokens.ts";
import { toldBy } from "../told.ts";
import { intervalsSecret } from "./secret.ts";
import { toTold, wireActivity } from "./translate.ts";

const SCOPE = "ACTIVITY:READ";
const DAY_MS = 24 * 3_600_000;

const granted = z.object({
  access_token: z.string().check(z.minLength(1)),
  scope: z._default(z.string(), ""),
  athlete: z.object({ id: toldId }),
});

/**
 * intervals.icu, with an application's token or a runner's own key. Neither expires, and neither
 * can be refreshed. `athlete/0` is whoever the token or key belongs to.
 */
export function openIntervals(secret: string | null, wiring: Wiring): ProviderClient {
  const { application, baseUrl } = intervalsSecret(secret);
  const api = `${baseUrl}/api/v1`;
  const ask = <S extends z.ZodMiniType>(
    path: string,
    { token, isKey }: Pick<Access, "token" | "isKey">,
    schema: S,
    init: RequestInit = {},
  ): Promise<Answer<z.infer<S>>> =>
    call(
      {
        url: `${api}${path}`,
        init: {
          ...init,
          headers: {
            authorization: isKey ? basic("API_KEY", token) : `Bearer ${token}`,
            accept: "application/json",
          },
        },
        schema,
        retryAtMs: retryAfter,
      },
      wiring,
    );

  return {
    oauth: application
      ? {
          authorizeUrl: ({ state, redirectUrl }) => {
            const query = new URLSearchParams({
              client_id: application.clientId,
              redirect_uri: redirectUrl,
              scope: SCOPE,
              state,
            });
            return `${baseUrl}/oauth/authorize?${query}`;
          },
          connect: async ({ query }): Promise<Connecting> => {
            if (query.get("error") !== null) return { kind: "denied" };
            const answer = await call(
              {
                url: `${baseUrl}/api/oauth/token`,
                init: {
                  method: "POST",
                  headers: { accept: "application/json" },
                  body: new URLSearchParams({
                    client_id: application.clientId,
                    client_secret: application.clientSecret,
                    code: query.get("code") ?? "",
                  }),
                },
                schema: granted,
                // As others have seen: an unknown application gets a 404, not a 401.
                unusual: (status) => refusedGrant(status === 404 ? 401 : status),
              },
              wiring,
            );
            if (answer.kind !== "ok") return answer;
            const { access_token: accessToken, scope, athlete } = answer.value;
            if (!/ACTIVITY:(READ|WRITE)/.test(scope)) return { kind: "forbidden" };
            return {
              kind: "ok",
              value: {
                accountId: athlete.id,
                granted: scope.split(","),
                tokens: { accessToken, refreshToken: null, expiresAtMs: null },
              },
            };
          },
        }
      : null,
    connectByKey: async (key) => {
      const answer = await ask("/athlete/0", { token: key, isKey: true }, z.object({ id: toldId }));
      // A wrong key gets a 403 here.
      if (answer.kind === "forbidden") return { kind: "unauthorized" };
      if (answer.kind !== "ok") return answer;
      return {
        kind: "ok",
        value: {
          accountId: answer.value.id,
          granted: [KEY_GRANT],
          tokens: { accessToken: key, refreshToken: null, expiresAtMs: null },
        },
      };
    },
    refresh: null,
    revoke: (access) => ask("/disconnect-app", access, z.unknown(), { method: "DELETE" }),
    activity: async (access, activityId) => {
      const path = `/activity/${encodeURIComponent(activityId)}`;
      const answer = await keyEnded(access, ask(path, access, z.unknown()));
      return answer.kind === "ok" ? { kind: "ok", value: readTold(answer.value) } : answer;
    },
    list: async (access, { sinceMs }) => {
      // Days are the runner's own, in whatever zone: so one more on either side.
      const query = new URLSearchParams({
        oldest: dayOf(sinceMs - DAY_MS),
        newest: dayOf(wiring.nowMs() + DAY_MS),
      });
      const path = `/athlete/0/activities?${query}`;
      const answer = await keyEnded(access, ask(path, access, z.array(z.unknown())));
      if (answer.kind !== "ok") return answer;
      return { kind: "ok", value: { told: answer.value.map(readTold), next: null } };
    },
  };
}

/** A revoked key gets a 403, a revoked token a 401. */
async function keyEnded<T>({ isKey }: Access, asked: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await asked;
  return isKey && answer.kind === "forbidden" ? { kind: "unauthorized" } : answer;
}

const readTold = toldBy(wireActivity, toTold);

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
