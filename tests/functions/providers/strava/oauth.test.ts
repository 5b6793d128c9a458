import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProviderTokens } from "../../../../functions/ports/connections.ts";
import {
  type Scope,
  scopesMissingFrom,
  stravaOAuth,
} from "../../../../functions/providers/strava/oauth.ts";
import { type Strava, startStrava } from "../../../infra/local/strava/make-strava.ts";

const HOUR_MS = 3_600_000;

let strava: Strava;
let athleteId: string;
beforeEach(async () => {
  strava = await startStrava();
  athleteId = strava.control.addAthlete({}).id;
});
afterEach(() => strava.close());

async function comeBack(asked: { untick?: readonly Scope[]; deny?: boolean } = {}) {
  const url = strava.oauth.authorizeUrl({ state: "s", askAgain: false });
  return (await strava.control.approve(url, { athleteId, ...asked })).searchParams;
}

async function connect(untick: readonly Scope[] = []) {
  return strava.oauth.connect({ query: await comeBack({ untick }), state: "s" });
}

describe("sending a runner to Strava", () => {
  it("asks for all that is needed, by commas", () => {
    const url = new URL(strava.oauth.authorizeUrl({ state: "s1", askAgain: false }));
    expect(url.href).toContain(`${strava.oauthBaseUrl}/authorize?`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: "12345",
      redirect_uri: "http://localhost/back",
      response_type: "code",
      approval_prompt: "auto",
      scope: "read,activity:read,activity:read_all,profile:read_all",
      state: "s1",
    });
  });

  it("can ask again, which shows the page even to a runner who has said yes", () => {
    const url = new URL(strava.oauth.authorizeUrl({ state: "s1", askAgain: true }));
    expect(url.searchParams.get("approval_prompt")).toBe("force");
  });
});

describe("connecting", () => {
  it("gives tokens and what was granted", async () => {
    expect(await connect()).toEqual({
      kind: "connected",
      athleteId,
      granted: ["read", "activity:read", "activity:read_all", "profile:read_all"],
      tokens: {
        accessToken: expect.stringMatching(/^[0-9a-f]{40}$/),
        refreshToken: expect.stringMatching(/^[0-9a-f]{40}$/),
        expiresAtMs: strava.clock.now() + 6 * HOUR_MS,
      },
    });
  });

  it.each<[untick: Scope[], missing: Scope[]]>([
    [["activity:read_all"], ["activity:read_all"]],
    [["activity:read"], []],
    [["profile:read_all"], ["profile:read_all"]],
    [
      ["activity:read_all", "profile:read_all"],
      ["activity:read_all", "profile:read_all"],
    ],
  ])("works without %j and says that %j is missing", async (untick, missing) => {
    const came = await connect(untick);
    expect(came.kind === "connected" && scopesMissingFrom(came.granted)).toEqual(missing);
  });

  it("needs consent where no activity may be read, and connects nobody", async () => {
    expect(await connect(["activity:read", "activity:read_all"])).toEqual({
      kind: "needs-consent",
      missing: ["activity:read", "activity:read_all"],
    });
    expect(strava.control.isConnected(athleteId)).toBe(false);
  });

  it("keeps every digit of an athlete's id", async () => {
    athleteId = strava.control.addAthlete({ id: "9007199254740993" }).id;
    expect(await connect()).toMatchObject({ athleteId: "9007199254740993" });
  });

  it("is refused where the runner said no", async () => {
    const query = await comeBack({ deny: true });
    expect(await strava.oauth.connect({ query, state: "s" })).toEqual({
      kind: "refused",
      reason: "denied-by-runner",
    });
  });

  it.each<[with_: string, change: Change, reason: string]>([
    ["another state", { state: "forged" }, "wrong-state"],
    ["a state too many", { state: "s", extra: ["state", "s2"] }, "wrong-state"],
    ["no code", { state: "s", without: "code" }, "invalid-grant"],
    ["a made-up code", { state: "s", set: ["code", "f".repeat(40)] }, "invalid-grant"],
  ])("is refused with %s", async (_with, change, reason) => {
    const query = await comeBack();
    if (change.state !== "s") query.set("state", change.state);
    if (change.extra) query.append(...change.extra);
    if (change.set) query.set(...change.set);
    if (change.without) query.delete(change.without);
    expect(await strava.oauth.connect({ query, state: "s" })).toEqual({ kind: "refused", reason });
  });

  it("takes a code once, and only for ten minutes", async () => {
    const query = await comeBack();
    const again = await comeBack();
    expect((await strava.oauth.connect({ query, state: "s" })).kind).toBe("connected");
    const refused = { kind: "refused", reason: "invalid-grant" };
    expect(await strava.oauth.connect({ query, state: "s" })).toEqual(refused);
    strava.clock.advance(10 * 60_000);
    expect(await strava.oauth.connect({ query: again, state: "s" })).toEqual(refused);
  });

  it.each([
    ["of ten minutes ago, as others have seen", "AuthorizationCode", "", "expired"],
    ["that Strava doesn't know yet or any more", "AuthorizationCode", "code", "invalid"],
  ])("is refused with a code %s", async (_which, resource, field, code) => {
    const body = { message: "Bad Request", errors: [{ resource, field, code }] };
    const answering = strava.oauthWith({ fetch: async () => Response.json(body, { status: 400 }) });
    expect(await answering.connect({ query: await comeBack(), state: "s" })).toEqual({
      kind: "refused",
      reason: "invalid-grant",
    });
  });

  it("tells the operator when the application is full, and lets those in who are in", async () => {
    await strava.close();
    strava = await startStrava({ application: { maxAthletes: 1 } });
    athleteId = strava.control.addAthlete({}).id;
    await connect();
    const second = strava.control.addAthlete({}).id;
    const first = athleteId;
    athleteId = second;
    expect(await connect()).toEqual({ kind: "app-refused", reason: "athlete-limit" });
    athleteId = first;
    expect((await connect()).kind).toBe("connected");
  });
});

interface Change {
  readonly state: string;
  readonly extra?: [string, string];
  readonly set?: [string, string];
  readonly without?: string;
}

describe("refreshing", () => {
  let tokens: ProviderTokens;
  beforeEach(async () => {
    tokens = await strava.connect(athleteId);
  });

  it("gives the same access token again while it lasts more than an hour", async () => {
    strava.clock.advance(4 * HOUR_MS);
    expect(await strava.oauth.refresh(tokens.refreshToken)).toEqual({ kind: "refreshed", tokens });
  });

  it("gives new ones in the last hour and later, and ends the old ones at once", async () => {
    strava.clock.advance(5 * HOUR_MS);
    const fresh = await strava.oauth.refresh(tokens.refreshToken);
    if (fresh.kind !== "refreshed") throw new Error(fresh.kind);
    expect(fresh.tokens.expiresAtMs).toBe(strava.clock.now() + 6 * HOUR_MS);
    expect((await strava.api.athlete(tokens.accessToken)).kind).toBe("unauthorized");
    expect((await strava.api.athlete(fresh.tokens.accessToken)).kind).toBe("ok");
    expect(await strava.oauth.refresh(tokens.refreshToken)).toEqual({
      kind: "refused",
      reason: "invalid-grant",
    });
  });

  it("counts expiry in our own clock, however wrong Strava's is", async () => {
    strava.control.setFaults({ clockSkewMs: 5.5 * HOUR_MS });
    const fresh = await strava.oauth.refresh(tokens.refreshToken);
    expect(fresh).toMatchObject({ tokens: { expiresAtMs: strava.clock.now() + 6 * HOUR_MS } });
  });

  it("is refused once the runner took access away", async () => {
    strava.control.revoke(athleteId);
    expect(await strava.oauth.refresh(tokens.refreshToken)).toEqual({
      kind: "refused",
      reason: "invalid-grant",
    });
  });
});

describe("revoking", () => {
  it("ends both tokens", async () => {
    const { accessToken, refreshToken } = await strava.connect(athleteId);
    expect(await strava.oauth.revoke(accessToken)).toEqual({ kind: "revoked" });
    expect(strava.control.isConnected(athleteId)).toBe(false);
    expect((await strava.api.athlete(accessToken)).kind).toBe("unauthorized");
    expect((await strava.oauth.refresh(refreshToken)).kind).toBe("refused");
  });

  it("of what is gone already is no error", async () => {
    const { accessToken } = await strava.connect(athleteId);
    await strava.oauth.revoke(accessToken);
    expect(await strava.oauth.revoke(accessToken)).toEqual({ kind: "revoked" });
  });
});

describe("what is no runner's fault never counts as a refusal of theirs", () => {
  const faultOf = (field: string, code: string) =>
    JSON.stringify({ message: "Bad Request", errors: [{ resource: "RefreshToken", field, code }] });
  const later = { kind: "try-again-later", retryAtMs: null };
  const inactive = { kind: "app-refused", reason: "inactive" };
  const credentials = { kind: "app-refused", reason: "credentials" };
  let tokens: ProviderTokens;
  beforeEach(async () => {
    tokens = await strava.connect(athleteId);
    strava.clock.advance(5.5 * HOUR_MS);
  });

  it("a failing service", async () => {
    strava.control.setFaults({ serverErrors: 2 });
    expect(await strava.oauth.refresh(tokens.refreshToken)).toEqual(later);
    expect(await strava.oauth.revoke(tokens.accessToken)).toEqual(later);
    expect((await strava.oauth.refresh(tokens.refreshToken)).kind).toBe("refreshed");
  });

  it("a broken connection", async () => {
    strava.control.setFaults({ cutConnections: 1 });
    expect(await strava.oauth.refresh(tokens.refreshToken)).toEqual(later);
    expect((await strava.oauth.refresh(tokens.refreshToken)).kind).toBe("refreshed");
  });

  it("an answer that comes too late", async () => {
    strava.control.setFaults({ latencyMs: 500 });
    const hasty = strava.oauthWith({ timeoutMs: 50 });
    expect(await hasty.refresh(tokens.refreshToken)).toEqual(later);
  });

  it("a lapsed application", async () => {
    const query = await comeBack();
    strava.control.setFaults({ applicationInactive: true });
    expect(await strava.oauth.refresh(tokens.refreshToken)).toEqual(inactive);
    expect(await strava.oauth.connect({ query, state: "s" })).toEqual(inactive);
    strava.control.setFaults({ applicationInactive: false });
    expect((await strava.oauth.refresh(tokens.refreshToken)).kind).toBe("refreshed");
  });

  it.each([
    ["secret", { clientSecret: "wrong" }],
    ["id", { clientId: "54321" }],
  ])("a wrong client %s", async (_which, changed) => {
    const wrong = strava.oauthWith(changed);
    expect(await wrong.refresh(tokens.refreshToken)).toEqual(credentials);
    expect(await wrong.revoke(tokens.accessToken)).toEqual(credentials);
    expect(await wrong.connect({ query: await comeBack(), state: "s" })).toEqual(credentials);
  });

  it.each<[string, number, string, Record<string, string>, unknown]>([
    ["a page of something in between", 403, "<html>blocked</html>", {}, later],
    ["a 400 that names nothing", 400, '{"message":"Bad Request","errors":[]}', {}, later],
    ["an answer that is no JSON", 200, "<html></html>", {}, later],
    ["a failing service that names the token", 503, faultOf("refresh_token", "invalid"), {}, later],
    ["a token that is missing", 400, faultOf("refresh_token", "missing"), {}, later],
    ["something else that is invalid", 400, faultOf("grant_type", "invalid"), {}, later],
    [
      "tokens without a refresh token",
      200,
      '{"token_type":"Bearer","access_token":"a","expires_in":21600}',
      {},
      later,
    ],
    [
      "tokens that don't say how long they last",
      200,
      '{"token_type":"Bearer","access_token":"a","refresh_token":"r"}',
      {},
      later,
    ],
    [
      "too many calls",
      429,
      "{}",
      { date: "Mon, 05 Jan 2026 11:59:00 GMT" },
      { kind: "try-again-later", retryAtMs: Date.UTC(2026, 0, 5, 17, 31) },
    ],
  ])("%s", async (_what, status, body, headers, expected) => {
    const answering = strava.oauthWith({
      fetch: async () =>
        new Response(body, { status, headers: { "content-type": "application/json", ...headers } }),
    });
    expect(await answering.refresh(tokens.refreshToken)).toEqual(expected);
  });
});

it("tokens never travel over plain HTTP beyond this machine", async () => {
  let sent = 0;
  const remote = stravaOAuth({
    clientId: "1",
    clientSecret: "s",
    oauthBaseUrl: "http://strava.example/oauth",
    redirectUrl: "https://x.example/back",
    fetch: async () => {
      sent++;
      return new Response();
    },
    nowMs: () => 0,
  });
  expect((await remote.refresh("r")).kind).toBe("try-again-later");
  expect(sent).toBe(0);
});
