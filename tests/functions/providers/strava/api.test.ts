import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { stravaApi } from "../../../../functions/providers/strava/api.ts";
import { listen } from "../../../../infra/local/engines/listen.ts";
import { type Strava, startStrava } from "../../../infra/local/strava/make-strava.ts";

let strava: Strava;
let athleteId: string;
let token: string;
beforeEach(async () => {
  strava = await startStrava();
  athleteId = strava.control.addAthlete({ zone: "America/New_York" }).id;
  token = (await strava.connect(athleteId)).accessToken;
});
afterEach(() => strava.close());

/** The client with one made-up answer, for what the simulator never says. */
function answering(status: number, body: string, headers: Record<string, string> = {}) {
  return stravaApi({
    apiBaseUrl: strava.apiBaseUrl,
    fetch: async () => new Response(body, { status, headers }),
    nowMs: strava.clock.now,
  });
}

const fault = (resource: string, field: string, code: string) =>
  JSON.stringify({ message: "m", errors: [{ resource, field, code }] });

describe("one activity", () => {
  it("is fetched with the fields that we use and no others", async () => {
    const { id } = strava.control.addActivity(athleteId, { perceivedExertion: 6, gearId: "g1" });
    const answer = await strava.api.activity(token, id);
    expect(answer).toMatchObject({
      kind: "ok",
      value: { id, sport_type: "Run", perceived_exertion: 6, gear_id: "g1", average_cadence: 83 },
    });
    expect(answer.kind === "ok" && "kudos_count" in answer.value).toBe(false);
  });

  it("keeps every digit of its id, there and back", async () => {
    strava.control.addActivity(athleteId, { id: "9007199254740993" });
    strava.control.addActivity(athleteId, { id: "9007199254740992", name: "Its neighbour" });
    const answer = await strava.api.activity(token, "9007199254740993");
    expect(answer).toMatchObject({ value: { id: "9007199254740993", name: "Generated run" } });
  });

  it("is not found where it is deleted, unknown, somebody else's or private to us", async () => {
    const gone = strava.control.addActivity(athleteId, {}).id;
    strava.control.remove(gone);
    const other = strava.control.addAthlete({}).id;
    const theirs = strava.control.addActivity(other, {}).id;
    for (const id of [gone, "404", theirs]) {
      expect((await strava.api.activity(token, id)).kind).toBe("not-found");
    }
    const hidden = strava.control.addActivity(athleteId, { isPrivate: true }).id;
    expect((await strava.api.activity(token, hidden)).kind).toBe("ok");
    const { accessToken } = await strava.connect(athleteId, ["activity:read_all"]);
    expect((await strava.api.activity(accessToken, hidden)).kind).toBe("not-found");
  });
});

describe("activities in a list", () => {
  const startAt = (day: number) => new Date(Date.UTC(2025, 11, day, 12)).toISOString();
  beforeEach(() => {
    for (let day = 1; day <= 7; day++) {
      strava.control.addActivity(athleteId, { name: `Day ${day}`, startAt: startAt(day) });
    }
  });

  async function names(asked: Parameters<typeof strava.api.activities>[1]) {
    const answer = await strava.api.activities(token, asked);
    if (answer.kind !== "ok") throw new Error(answer.kind);
    return { names: answer.value.activities.map(({ name }) => name), isEnd: answer.value.isEnd };
  }

  it("come page by page until an empty one", async () => {
    expect(await names({ page: 1, perPage: 5 })).toEqual({
      names: ["Day 7", "Day 6", "Day 5", "Day 4", "Day 3"],
      isEnd: false,
    });
    expect(await names({ page: 2, perPage: 5 })).toEqual({
      names: ["Day 2", "Day 1"],
      isEnd: false,
    });
    expect(await names({ page: 3, perPage: 5 })).toEqual({ names: [], isEnd: true });
  });

  it("can be those between two instants", async () => {
    const between = {
      afterS: Date.parse(startAt(3)) / 1000,
      beforeS: Date.parse(startAt(6)) / 1000,
    };
    expect((await names({ page: 1, ...between })).names.toSorted()).toEqual(["Day 4", "Day 5"]);
  });

  it("leave out one that is not of the published shape", async () => {
    const page = '[{"id":1,"start_date":"yesterday"},{"id":2},null]';
    const good = await strava.api.activities(token, { page: 1 });
    const [activity] = good.kind === "ok" ? good.value.activities : [];
    const mixed = page.replace("null", JSON.stringify(activity));
    expect(await answering(200, mixed).activities(token, { page: 1 })).toMatchObject({
      kind: "ok",
      value: { activities: [activity], isEnd: false },
    });
  });
});

describe("an athlete and their shoes", () => {
  const shoe = {
    id: "g7",
    name: "Blue pair",
    startDistanceM: 120_000,
    retired: false,
    notificationDistanceM: 600_000,
  };

  it("come with the right to read the profile, the shoes with all that was run in them", async () => {
    const { id } = strava.control.addAthlete({ shoes: [shoe] });
    strava.control.addActivity(id, { gearId: "g7", distanceM: 10_000 });
    const { accessToken } = await strava.connect(id);
    expect(await strava.api.athlete(accessToken)).toMatchObject({
      value: { id, shoes: [{ id: "g7", name: "Blue pair", distance: 130_000 }] },
    });
    expect(await strava.api.gear(accessToken, "g7")).toMatchObject({
      value: { distance: 130_000, retired: false, notification_distance: 600_000 },
    });
    expect((await strava.api.gear(token, "g7")).kind).toBe("not-found");
  });

  it("come without shoes where the right was withheld", async () => {
    const { id } = strava.control.addAthlete({ shoes: [shoe] });
    const { accessToken } = await strava.connect(id, ["profile:read_all"]);
    const answer = await strava.api.athlete(accessToken);
    expect(answer.kind === "ok" && answer.value.shoes).toBeUndefined();
  });
});

describe("a call that is not fulfilled", () => {
  it("is unauthorized with a token that is unknown, expired or revoked", async () => {
    expect(await strava.api.athlete("f".repeat(40))).toEqual({
      kind: "unauthorized",
      budget: null,
    });
    strava.clock.advance(6 * 3_600_000);
    expect((await strava.api.athlete(token)).kind).toBe("unauthorized");
  });

  it("names the right that is missing, which is no dead token", async () => {
    const untick = ["activity:read", "activity:read_all"];
    const url = strava.oauth.authorizeUrl({ state: "s", askAgain: false });
    const back = await strava.control.approve(url, { athleteId, untick });
    // Our own client stops before the exchange; another application would go on.
    const answer = await fetch(`${strava.oauthBaseUrl}/token`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: strava.application.clientId,
        client_secret: strava.application.clientSecret,
        grant_type: "authorization_code",
        code: back.searchParams.get("code") ?? "",
      }),
    });
    const { access_token } = z.object({ access_token: z.string() }).parse(await answer.json());
    expect(await strava.api.activities(access_token, { page: 1 })).toMatchObject({
      kind: "forbidden-scope",
      missing: "activity:read_permission",
    });
  });

  it("is the operator's where the application has lapsed, for every runner and every call", async () => {
    strava.control.setFaults({ applicationInactive: true });
    expect((await strava.api.athlete(token)).kind).toBe("app-inactive");
    expect((await strava.api.activity(token, "1")).kind).toBe("app-inactive");
    expect((await strava.subscriptions.list()).kind).toBe("app-inactive");
  });

  it.each([
    ["a failing service", { serverErrors: 1 }, { reason: "status", status: 503 }],
    ["a cut connection", { cutConnections: 1 }, { reason: "no-connection", status: null }],
    ["a lost answer", { lostAnswers: 1 }, { reason: "no-connection", status: null }],
  ])("is unavailable with %s, and works again after", async (_with, faults, expected) => {
    strava.control.setFaults(faults);
    const answer = await strava.api.athlete(token);
    expect(answer).toMatchObject({ kind: "unavailable", ...expected });
    expect((await strava.api.athlete(token)).kind).toBe("ok");
  });

  it("is unavailable where the answer takes too long", async () => {
    strava.control.setFaults({ latencyMs: 500 });
    const hasty = stravaApi({
      apiBaseUrl: strava.apiBaseUrl,
      fetch,
      nowMs: strava.clock.now,
      timeoutMs: 50,
    });
    expect(await hasty.athlete(token)).toMatchObject({ kind: "unavailable", reason: "timeout" });
  });

  it.each<[string, number, string, string]>([
    ["an empty 404", 404, "", "unavailable"],
    ["a page's 404", 404, "<html>Not here</html>", "unavailable"],
    ["a 404 of a wrong path", 404, fault("resource", "path", "invalid"), "unavailable"],
    ["a 404 of the activity", 404, fault("Activity", "", "not found"), "not-found"],
    ["an older 404 of the activity", 404, fault("Activity", "id", "invalid"), "not-found"],
    ["a 400 of a pair that is gone", 400, fault("Gear", "id", "invalid"), "not-found"],
    ["a 400 about the request", 400, fault("Activity", "include", "invalid"), "unavailable"],
    ["a 403 of something in between", 403, "<html>Blocked</html>", "unavailable"],
    ["a 403 about one activity", 403, fault("Activity", "", "private"), "unavailable"],
    [
      "a 403 of a missing right",
      403,
      fault("AccessToken", "activity:read_all", "missing"),
      "forbidden-scope",
    ],
    [
      "a 403 of a lapsed application",
      403,
      fault("Application", "Status", "Inactive"),
      "app-inactive",
    ],
    ["an empty 401", 401, "", "unauthorized"],
    ["a 200 that is no JSON", 200, "<html></html>", "unavailable"],
    ["a 200 of another shape", 200, '{"id":7}', "unavailable"],
  ])("is read with care: %s", async (_with, status, body, kind) => {
    expect((await answering(status, body).activity(token, "1")).kind).toBe(kind);
  });

  it("tells what Strava said, for the operator", async () => {
    const answer = await strava.subscriptions.create({
      callbackUrl: "http://127.0.0.1:1/nobody",
      verifyToken: "t",
    });
    expect(answer).toMatchObject({
      kind: "unavailable",
      status: 400,
      said: "PushSubscription, callback url, not verifiable",
    });
  });

  it("is not led elsewhere by a redirect, since the token would go with it", async () => {
    const elsewhere = createServer((_request, response) => {
      response.writeHead(302, { location: `${strava.apiBaseUrl}/athlete` }).end();
    });
    const { url, close } = await listen(elsewhere);
    const misled = stravaApi({ apiBaseUrl: url, fetch, nowMs: strava.clock.now });
    expect((await misled.athlete(token)).kind).toBe("unavailable");
    expect((await strava.api.athlete(token)).budget?.quarterHour.left).toBe(99);
    await close(0);
  });
});

describe("the budget", () => {
  it("goes down with each call and is full again in the next window", async () => {
    const left = async () => (await strava.api.athlete(token)).budget?.quarterHour.left;
    expect([await left(), await left()]).toEqual([99, 98]);
    strava.clock.advance(15 * 60_000);
    expect(await left()).toBe(99);
  });

  it("spent for the quarter of an hour opens with the next one", async () => {
    strava.control.setLimits({ overall: [200, 2000], read: [1, 1000] });
    await strava.api.athlete(token);
    strava.clock.advance(60_000);
    const refused = await strava.api.athlete(token);
    expect(refused).toMatchObject({
      kind: "rate-limited",
      retryAtMs: strava.clock.now() + 14 * 60_000,
      budget: { quarterHour: { left: 0 } },
    });
    strava.clock.advance(14 * 60_000);
    expect((await strava.api.athlete(token)).kind).toBe("ok");
  });

  it("spent for the day opens at midnight UTC, and refused calls were part of it", async () => {
    strava.control.setLimits({ overall: [200, 2000], read: [1, 3] });
    for (let call = 0; call < 3; call++) await strava.api.athlete(token);
    strava.clock.advance(15 * 60_000);
    const refused = await strava.api.athlete(token);
    expect(refused).toMatchObject({ kind: "rate-limited", budget: { day: { left: 0 } } });
    expect(refused.kind === "rate-limited" && refused.retryAtMs).toBe(Date.UTC(2026, 0, 6));
  });

  it("is waited for by Strava's clock where it differs from ours", async () => {
    strava.control.setLimits({ overall: [200, 2000], read: [1, 1000] });
    strava.control.setFaults({ clockSkewMs: 4 * 60_000 });
    await strava.api.athlete(token);
    const refused = await strava.api.athlete(token);
    const retryAtMs = strava.clock.now() + 11 * 60_000;
    expect(refused).toMatchObject({ kind: "rate-limited", retryAtMs });
    strava.clock.advance(11 * 60_000);
    expect((await strava.api.athlete(token)).kind).toBe("ok");
  });
});
