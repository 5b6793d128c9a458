import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { type Callback, type Strava, startCallback, startStrava } from "./make-strava.ts";
import { published } from "./published.ts";

// The simulator against what Strava publishes; published.ts names the documents. The answers are read as
// plain JSON and not through our client, so that the two can't agree on a mistake of their own.

const shoe = {
  id: "g7",
  name: "Blue pair",
  startDistanceM: 120_000,
  retired: true,
  notificationDistanceM: 0,
};

let strava: Strava;
let callback: Callback;
let athleteId: string;
let token: string;
beforeAll(async () => {
  strava = await startStrava();
  callback = await startCallback(createHash("sha256").update("t").digest("hex"));
  athleteId = strava.control.addAthlete({ zone: "America/New_York", shoes: [shoe] }).id;
  strava.control.addGeneratedHistory(athleteId, { today: "2026-01-05", seed: 3 });
  token = (await strava.connect(athleteId)).accessToken;
});
afterAll(async () => {
  await callback.close();
  await strava.close();
});

async function get(path: string, accessToken = token): Promise<unknown> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await fetch(`${strava.apiBaseUrl}${path}`, { headers })).json();
}

function problemsOf(schema: z.ZodType, json: unknown): unknown {
  return schema.safeParse(json).error?.issues ?? [];
}

async function form(path: string, fields: Record<string, string>, method = "POST") {
  const { clientId, clientSecret } = strava.application;
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields });
  return fetch(
    `${strava.url}${path}${method === "POST" ? "" : `?${body}`}`,
    method === "POST" ? { method, body } : { method },
  );
}

describe("an answer of the simulator is of the published shape", () => {
  it("every activity of a list", async () => {
    const list = published.summaryActivity.array().min(90);
    expect(problemsOf(list, await get("/athlete/activities?per_page=200"))).toEqual([]);
  });

  it.each([
    ["a run with everything", { gearId: "g7", perceivedExertion: 7 }],
    ["a run typed in", { isManual: true, averageHeartRateBpm: null, cadencePerLeg: null }],
    ["a private run with a hidden start", { isPrivate: true, hidesStart: true }],
    ["a trail run", { sportType: "TrailRun" }],
    ["a virtual run of no length", { sportType: "VirtualRun", distanceM: 0, movingS: 0 }],
    ["a gravel ride", { sportType: "GravelRide" }],
  ])("%s, in detail", async (_what, given) => {
    const other = strava.control.addAthlete({ shoes: [shoe] }).id;
    const { accessToken } = await strava.connect(other);
    const { id } = strava.control.addActivity(other, given);
    const json = await get(`/activities/${id}`, accessToken);
    expect(problemsOf(published.detailedActivity, json)).toEqual([]);
  });

  it("an athlete with their shoes, one without, and a pair of shoes", async () => {
    expect(problemsOf(published.detailedAthlete, await get("/athlete"))).toEqual([]);
    const { accessToken } = await strava.connect(athleteId, ["profile:read_all"]);
    expect(problemsOf(published.summaryAthlete, await get("/athlete", accessToken))).toEqual([]);
    token = (await strava.connect(athleteId)).accessToken;
    const [pair] = strava.control.athlete(athleteId)?.shoes ?? [];
    expect(problemsOf(published.detailedGear, await get(`/gear/${pair?.id}`))).toEqual([]);
  });

  it("tokens, at the exchange and at a refresh", async () => {
    const url = strava.oauth.authorizeUrl({ state: "s", askAgain: false });
    const back = await strava.control.approve(url, { athleteId });
    const code = back.searchParams.get("code") ?? "";
    const first = await form("/oauth/token", { grant_type: "authorization_code", code });
    const tokens: unknown = await first.json();
    expect(problemsOf(published.exchange, tokens)).toEqual([]);
    const { refresh_token } = published.exchange.parse(tokens);
    const next = await form("/oauth/token", { grant_type: "refresh_token", refresh_token });
    expect(problemsOf(published.refresh, await next.json())).toEqual([]);
    token = published.exchange.parse(tokens).access_token;
  });

  it("a subscription, the list of them, and an event", async () => {
    const path = "/api/v3/push_subscriptions";
    const made = await form(path, { callback_url: callback.url, verify_token: "t" });
    expect(made.status).toBe(201);
    expect(problemsOf(published.subscription, await made.json())).toEqual([]);
    const list: unknown = await (await form(path, {}, "GET")).json();
    expect(problemsOf(published.subscription.array().length(1), list)).toEqual([]);
    const { id } = strava.control.addActivity(athleteId, {});
    strava.control.edit(id, { name: "Other", sportType: "TrailRun", isPrivate: true });
    strava.control.remove(id);
    strava.control.revoke(athleteId);
    await strava.control.deliverNow();
    expect(callback.bodies).toHaveLength(4);
    for (const body of callback.bodies) {
      expect(problemsOf(published.event, JSON.parse(body))).toEqual([]);
    }
    token = (await strava.connect(athleteId)).accessToken;
  });

  it.each<[string, number, () => Promise<Response>]>([
    ["an unknown client", 400, () => form("/oauth/token", { client_id: "9" })],
    ["a wrong secret", 401, () => form("/oauth/token", { client_secret: "wrong" })],
    [
      "a made-up code",
      400,
      () => form("/oauth/token", { grant_type: "authorization_code", code: "x" }),
    ],
    [
      "a dead refresh token",
      400,
      () => form("/oauth/token", { grant_type: "refresh_token", refresh_token: "x" }),
    ],
    ["a dead access token", 401, () => fetch(`${strava.apiBaseUrl}/athlete`)],
    [
      "an activity that is none",
      404,
      () =>
        fetch(`${strava.apiBaseUrl}/activities/1`, {
          headers: { authorization: `Bearer ${token}` },
        }),
    ],
    ["a path that is none", 404, () => fetch(`${strava.apiBaseUrl}/segments`)],
    [
      "a callback that is none",
      400,
      () => form("/api/v3/push_subscriptions", { callback_url: "nowhere" }),
    ],
    ["revoking as nobody", 401, () => fetch(`${strava.url}/oauth/revoke`, { method: "POST" })],
  ])("a refusal: %s", async (_what, status, call) => {
    const answer = await call();
    expect(answer.status).toBe(status);
    expect(problemsOf(published.fault, await answer.json())).toEqual([]);
  });

  it("and each shape refuses an answer that is not", async () => {
    const [activity] = published.summaryActivity
      .array()
      .parse(await get("/athlete/activities?per_page=1"));
    for (const wrong of [
      { ...activity, distance: "5 km" },
      { ...activity, sport_type: "Running" },
      { ...activity, type: "TrailRun" },
      { ...activity, cadence: 83 },
      { ...activity, start_date_local: undefined },
    ]) {
      expect(problemsOf(published.summaryActivity, wrong)).not.toEqual([]);
    }
  });
});
