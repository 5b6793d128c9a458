import { describe, expect, it } from "vitest";
import { intervals } from "../../../functions/providers/intervals/intervals.ts";
import { polar } from "../../../functions/providers/polar/polar.ts";
import type { Provider, ProviderClient } from "../../../functions/providers/provider.ts";
import { suunto } from "../../../functions/providers/suunto/suunto.ts";

/* What services answer too rarely for their simulators to do it. */

const APPLICATION = { clientId: "id", clientSecret: "secret" };
const CAME = {
  query: new URLSearchParams({ code: "c" }),
  redirectUrl: "https://x/",
  memberId: "m",
};
const ACCESS = { accountId: "7", token: "t", isKey: false };

/** What the last client asked for, without what follows in a query. */
const asked: string[] = [];

/** The service's client, which gets these answers one after another. */
function openWith(provider: Provider, secret: object, ...answers: Response[]) {
  asked.length = 0;
  const fetching: typeof fetch = async (url, { method = "GET" } = {}) => {
    asked.push(`${method} ${String(url).split("?")[0]}`);
    return answers.shift() ?? Response.error();
  };
  const client = provider.open(JSON.stringify(secret), { fetch: fetching, nowMs: () => 0 });
  if (client === null) throw new Error("no client");
  return client;
}

describe("Polar", () => {
  const token = () => Response.json({ access_token: "t", expires_in: 3600, x_user_id: 7 });

  it("that doesn't register a runner, who has not agreed to its terms, connects nobody", async () => {
    const refused = new Response("", { status: 403 });
    const client = openWith(polar, APPLICATION, token(), refused);
    expect(await client.oauth?.connect(CAME)).toEqual({ kind: "forbidden" });
  });

  it.each([
    ["the short one", "500, 900", 72_000],
    ["the long one", "3, 5000", 13_623_000],
    ["both", "500, 5000", 13_623_000],
    ["neither, as far as it says", "3, 900", 900_000],
  ])("is waited for until the window ends that is used up: %s", async (_, usage, retryAtMs) => {
    const headers = {
      "ratelimit-usage": usage,
      "ratelimit-limit": "500, 5000",
      "ratelimit-reset": "72, 13623",
    };
    const client = openWith(polar, APPLICATION, new Response("", { status: 429, headers }));
    const since = { sinceMs: 0, page: null };
    expect(await client.list?.(ACCESS, since)).toEqual({ kind: "rate-limited", retryAtMs });
  });
});

describe("intervals.icu", () => {
  const connecting = (scope: string) => {
    const token = Response.json({ access_token: "t", scope, athlete: { id: "i7" } });
    return openWith(intervals, { application: APPLICATION }, token).oauth?.connect(CAME);
  };

  it.each([
    ["WELLNESS:READ,CALENDAR:WRITE", "forbidden"],
    ["", "forbidden"],
    ["WELLNESS:READ,ACTIVITY:READ", "ok"],
    ["ACTIVITY:WRITE", "ok"],
  ])("that lets us %j connects: %s", async (scope, kind) => {
    expect(await connecting(scope)).toMatchObject({ kind });
  });
});

describe("Suunto", () => {
  const secret = { ...APPLICATION, subscriptionKey: "key" };
  const refreshed = (more: object) => {
    const token = Response.json({ access_token: "t2", expires_in: 3600, ...more });
    return openWith(suunto, secret, token).refresh?.("before");
  };

  it.each([
    ["with a new refresh token gives that", { refresh_token: "after" }, "after"],
    ["without one leaves the previous", {}, "before"],
  ])("%s", async (_, more, refreshToken) => {
    expect(await refreshed(more)).toMatchObject({ kind: "ok", value: { refreshToken } });
  });
});

describe("a runner reaches the service itself, as the simulators' own addresses can't show:", () => {
  const toAgree = { state: "s", redirectUrl: "https://runs.example.org/" };
  const page = (client: ProviderClient) => client.oauth?.authorizeUrl(toAgree).split("?")[0];
  const since = { sinceMs: 0, page: null };

  it("Polar's pages and AccessLink", async () => {
    const token = Response.json({ access_token: "t", expires_in: 3600, x_user_id: 7 });
    const client = openWith(polar, APPLICATION, token, Response.json({}), Response.json([]));
    expect(page(client)).toBe("https://flow.polar.com/oauth2/authorization");
    await client.oauth?.connect(CAME);
    await client.list?.(ACCESS, since);
    expect(asked).toEqual([
      "POST https://polarremote.com/v2/oauth2/token",
      "POST https://www.polaraccesslink.com/v3/users",
      "GET https://www.polaraccesslink.com/v3/exercises",
    ]);
  });

  it("Suunto's pages and its Cloud API", async () => {
    const client = openWith(suunto, { ...APPLICATION, subscriptionKey: "key" });
    expect(page(client)).toBe("https://cloudapi-oauth.suunto.com/oauth/authorize");
    await client.oauth?.connect(CAME);
    await client.list?.(ACCESS, since);
    await client.revoke?.(ACCESS);
    expect(asked).toEqual([
      "POST https://cloudapi-oauth.suunto.com/oauth/token",
      "GET https://cloudapi.suunto.com/v3/workouts",
      "GET https://cloudapi-oauth.suunto.com/oauth/deauthorize",
    ]);
  });

  it("intervals.icu's pages and its API", async () => {
    const client = openWith(intervals, { application: APPLICATION });
    expect(page(client)).toBe("https://intervals.icu/oauth/authorize");
    await client.oauth?.connect(CAME);
    await client.list?.(ACCESS, since);
    await client.revoke?.(ACCESS);
    expect(asked).toEqual([
      "POST https://intervals.icu/api/oauth/token",
      "GET https://intervals.icu/api/v1/athlete/0/activities",
      "DELETE https://intervals.icu/api/v1/disconnect-app",
    ]);
  });
});
