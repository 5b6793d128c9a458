import { createHash, createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toActivity } from "../../../../functions/providers/strava/translate.ts";
import { parseEvent, verifySignature } from "../../../../functions/providers/strava/webhook.ts";
import type { SimulatorSettings } from "../../../../infra/local/strava/simulator.ts";
import { until } from "../../../support/local-wait.ts";
import { type Callback, type Strava, startCallback, startStrava } from "./make-strava.ts";

const verifyToken = "t";
const hash = createHash("sha256").update(verifyToken).digest("hex");

let strava: Strava;
let callback: Callback;
let athleteId: string;

async function start(settings: Partial<SimulatorSettings> = {}) {
  strava = await startStrava(settings);
  athleteId = strava.control.addAthlete({ zone: "America/New_York" }).id;
}
beforeEach(async () => {
  callback = await startCallback(hash);
  await start();
});
afterEach(async () => {
  await strava.close();
  await callback.close();
});

async function subscribe() {
  const answer = await strava.subscriptions.create({ callbackUrl: callback.url, verifyToken });
  if (answer.kind !== "ok") throw new Error(JSON.stringify(answer));
  return answer.value;
}

/** The events that arrived, in short: what happened to which object. */
function arrived() {
  return callback.bodies.map((body) => {
    const read = parseEvent(body);
    if (read.kind !== "event") throw new Error(read.reason);
    const { object, aspect, objectId, revokesAccess } = read.event;
    return revokesAccess ? "revoked" : `${object} ${aspect} ${objectId}`;
  });
}

describe("a push subscription", () => {
  it("is made once the callback has answered, listed, and taken away", async () => {
    const id = await subscribe();
    expect(await strava.subscriptions.list()).toMatchObject({
      kind: "ok",
      value: [{ id, callback_url: callback.url }],
    });
    expect(await strava.subscriptions.remove(id)).toMatchObject({ kind: "ok", value: null });
    expect(await strava.subscriptions.list()).toMatchObject({ value: [] });
    expect((await strava.subscriptions.remove(id)).kind).toBe("not-found");
  });

  it("exists once for an application", async () => {
    await subscribe();
    expect(
      await strava.subscriptions.create({ callbackUrl: callback.url, verifyToken }),
    ).toMatchObject({ status: 400, said: "PushSubscription, already exists" });
  });

  it("is refused where the callback does not know the token, or is none", async () => {
    const refused = { status: 400, said: "PushSubscription, callback url, not verifiable" };
    const wrong = { callbackUrl: callback.url, verifyToken: "other" };
    expect(await strava.subscriptions.create(wrong)).toMatchObject(refused);
    const nobody = { callbackUrl: "http://127.0.0.1:1/", verifyToken };
    expect(await strava.subscriptions.create(nobody)).toMatchObject(refused);
  });
});

describe("an event", () => {
  let runId: string;
  beforeEach(async () => {
    runId = strava.control.addActivity(athleteId, {}, true).id;
    await strava.connect(athleteId);
    await subscribe();
  });

  it("comes when a run is made, renamed, retyped, hidden or deleted, and when access is revoked", async () => {
    const { id } = strava.control.addActivity(athleteId, {});
    strava.control.edit(id, { name: "Other" });
    strava.control.edit(id, { sportType: "TrailRun" });
    strava.control.edit(id, { isPrivate: true });
    strava.control.remove(id);
    strava.control.revoke(athleteId);
    await strava.control.deliverNow();
    const updates = callback.bodies.map((body) => JSON.parse(body).updates);
    expect(updates).toEqual([
      {},
      { title: "Other" },
      { type: "TrailRun" },
      { private: "true" },
      {},
      { authorized: "false" },
    ]);
    const about = (aspect: string) => `activity ${aspect} ${id}`;
    const update = about("update");
    expect(arrived()).toEqual([
      about("create"),
      update,
      update,
      update,
      about("delete"),
      "revoked",
    ]);
  });

  it.each([
    ["gear", { gearId: "g1" }],
    ["distance", { distanceM: 9000 }],
    ["exertion", { perceivedExertion: 9 }],
    ["nothing", {}],
  ])("does not come when %s is edited", async (_what, edit) => {
    strava.control.edit(runId, edit);
    expect(strava.control.waitingEvents()).toBe(0);
  });

  it("does not come for an athlete who is not connected", () => {
    const other = strava.control.addAthlete({}).id;
    const { id } = strava.control.addActivity(other, {});
    strava.control.edit(id, { name: "Other" });
    strava.control.remove(id);
    strava.control.revoke(other);
    expect(strava.control.waitingEvents()).toBe(0);
  });

  it("comes also when the application itself gives the access back", async () => {
    const { accessToken } = await strava.connect(athleteId);
    await strava.oauth.revoke(accessToken);
    await strava.control.deliverNow();
    expect(arrived()).toEqual(["revoked"]);
  });

  it("without the right to private runs is a deletion when one turns private, and new when it is public again", async () => {
    await strava.connect(athleteId, ["activity:read_all"]);
    strava.control.addActivity(athleteId, { isPrivate: true });
    strava.control.edit(runId, { isPrivate: true });
    strava.control.edit(runId, { name: "Unseen" });
    strava.control.edit(runId, { isPrivate: false });
    await strava.control.deliverNow();
    expect(arrived()).toEqual([`activity delete ${runId}`, `activity create ${runId}`]);
  });

  it("keeps every digit of its ids", async () => {
    strava.control.addActivity(athleteId, { id: "9007199254740993" });
    await strava.control.deliverNow();
    expect(arrived()).toEqual(["activity create 9007199254740993"]);
  });

  it("comes in its own time", async () => {
    strava.control.remove(runId);
    strava.clock.advance(999);
    expect(callback.bodies).toEqual([]);
    strava.clock.advance(1);
    await until(() => callback.bodies.length === 1);
  });

  it("is tried three times in all, two minutes apart, where it is not answered with 200", async () => {
    callback.answerWith((response) => response.writeHead(500).end());
    strava.control.remove(runId);
    strava.clock.advance(1000);
    for (const attempts of [1, 2, 3]) {
      await until(() => strava.control.deliveries().length === attempts);
      expect(strava.control.waitingEvents()).toBe(attempts < 3 ? 1 : 0);
      strava.clock.advance(119_999);
      expect(callback.bodies).toHaveLength(attempts);
      strava.clock.advance(1);
    }
    expect(strava.control.deliveries().map(({ answer }) => answer)).toEqual([500, 500, 500]);
  });

  it("is tried again where only a later attempt is answered", async () => {
    let calls = 0;
    callback.answerWith((response) => response.writeHead(++calls < 2 ? 500 : 200).end());
    strava.control.remove(runId);
    const attempts = [await strava.control.deliverNow(), await strava.control.deliverNow()].flat();
    expect(attempts.map(({ attempt, answer }) => [attempt, answer])).toEqual([
      [1, 500],
      [2, 200],
    ]);
    expect(strava.control.waitingEvents()).toBe(0);
  });

  it("carries no signature unless a key is set", async () => {
    strava.control.remove(runId);
    await strava.control.deliverNow();
    expect(callback.headers[0]?.["x-strava-signature"]).toBeUndefined();
  });
});

describe("a callback", () => {
  it("that answers after the deadline counts as one that did not", async () => {
    await strava.close();
    await start({ deadlineMs: 50 });
    await strava.connect(athleteId);
    await subscribe();
    const held: (() => void)[] = [];
    callback.answerWith((response) => held.push(() => response.writeHead(200).end()));
    strava.control.addActivity(athleteId, {});
    expect(await strava.control.deliverNow()).toMatchObject([{ answer: "too-late" }]);
    expect(strava.control.waitingEvents()).toBe(1);
    for (const answer of held) answer();
  });

  it("that is gone counts as one that did not answer", async () => {
    await strava.connect(athleteId);
    await subscribe();
    await callback.close();
    strava.control.addActivity(athleteId, {});
    expect(await strava.control.deliverNow()).toMatchObject([{ answer: "no-connection" }]);
  });

  it("can check the signature where a key is set", async () => {
    await strava.close();
    await start({ signingKey: "secret" });
    await strava.connect(athleteId);
    await subscribe();
    strava.control.addActivity(athleteId, {});
    await strava.control.deliverNow();
    const [body = ""] = callback.bodies;
    const header = String(callback.headers[0]?.["x-strava-signature"]);
    const nowS = strava.clock.now() / 1000;
    expect(verifySignature(header, body, "secret", nowS)).toMatchObject({ how: "signed" });
    const right = createHmac("sha256", "secret").update(`${nowS}.${body}`).digest("hex");
    expect(header).toBe(`t=${nowS},v1=${right}`);
    strava.control.setFaults({ clockSkewMs: -400_000 });
    strava.control.addActivity(athleteId, {});
    await strava.control.deliverNow();
    const skewed = String(callback.headers[1]?.["x-strava-signature"]);
    expect(verifySignature(skewed, callback.bodies[1] ?? "", "secret", nowS)).toMatchObject({
      reason: "stale",
    });
  });
});

describe("events go wrong on demand", () => {
  beforeEach(async () => {
    await strava.connect(athleteId);
    await subscribe();
  });
  const make = (id: string) => strava.control.addActivity(athleteId, { id });
  const create = (id: string) => `activity create ${id}`;

  it("dropped ones never come", async () => {
    strava.control.setFaults({ dropEvents: 1 });
    make("1");
    make("2");
    await strava.control.deliverNow();
    expect(arrived()).toEqual([create("2")]);
  });

  it("repeated ones come once more", async () => {
    strava.control.setFaults({ repeatEvents: 1 });
    make("1");
    make("2");
    await strava.control.deliverNow();
    await strava.control.deliverNow();
    expect(arrived()).toEqual([create("1"), create("2"), create("1")]);
    expect(strava.control.waitingEvents()).toBe(0);
  });

  it("reordered ones overtake each other, on demand and by the clock", async () => {
    strava.control.setFaults({ reorderEvents: true });
    make("1");
    make("2");
    await strava.control.deliverNow();
    expect(arrived()).toEqual([create("2"), create("1")]);
    make("3");
    make("4");
    strava.clock.advance(1000);
    await until(() => arrived().length === 3);
    strava.clock.advance(10_000);
    await until(() => arrived().length === 4);
    expect(arrived().slice(2)).toEqual([create("4"), create("3")]);
  });
});

describe("a lost answer", () => {
  it("is a call that was carried out: a refresh token is used up by it", async () => {
    const { refreshToken } = await strava.connect(athleteId);
    strava.clock.advance(6 * 3_600_000);
    strava.control.setFaults({ lostAnswers: 1 });
    expect((await strava.oauth.refresh(refreshToken)).kind).toBe("try-again-later");
    expect((await strava.oauth.refresh(refreshToken)).kind).toBe("refused");
  });

  it("is more than a cut connection, which uses up nothing", async () => {
    const { refreshToken } = await strava.connect(athleteId);
    strava.clock.advance(6 * 3_600_000);
    strava.control.setFaults({ cutConnections: 1 });
    expect((await strava.oauth.refresh(refreshToken)).kind).toBe("try-again-later");
    expect((await strava.oauth.refresh(refreshToken)).kind).toBe("refreshed");
  });
});

describe("the authorize page", () => {
  const page = async (url: string) => fetch(url, { redirect: "manual" });

  it("offers every scope to untick save the least, names every athlete, and posts back", async () => {
    const url = strava.oauth.authorizeUrl({ state: '"><script>', askAgain: false });
    const answer = await page(url);
    const text = await answer.text();
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(text.match(/type="checkbox" name="granted"/g)).toHaveLength(3);
    expect(text).toContain("Generated Runner 1");
    expect(text).not.toContain('"><script>');

    const form = new URLSearchParams(new URL(url).search);
    form.set("athlete", athleteId);
    form.set("answer", "yes");
    form.append("granted", "activity:read");
    form.append("granted", "activity:write");
    const back = await fetch(url, { method: "POST", body: form, redirect: "manual" });
    const location = new URL(back.headers.get("location") ?? "");
    expect(back.status).toBe(302);
    expect(location.origin + location.pathname).toBe("http://localhost/back");
    // What was not asked for can't be granted.
    expect(location.searchParams.get("scope")).toBe("activity:read");
    expect(location.searchParams.get("state")).toBe('"><script>');
  });

  it.each([
    ["client_id", "54321"],
    ["redirect_uri", "https://evil.example/back"],
    ["redirect_uri", "no address"],
    ["response_type", "token"],
    ["scope", "activity:everything"],
  ])("is not shown with %s %s", async (name, value) => {
    const url = new URL(strava.oauth.authorizeUrl({ state: "s", askAgain: false }));
    url.searchParams.set(name, value);
    expect((await page(url.href)).status).toBe(400);
  });
});

describe("time in four dialects", () => {
  it.each([
    ["America/New_York", "2025-10-18T12:49:30.000Z", "2025-10-18", 529.5, "(GMT-05:00)", -14_400],
    ["America/New_York", "2026-01-05T02:30:00.000Z", "2026-01-04", 1290, "(GMT-05:00)", -18_000],
    ["Europe/Copenhagen", "2025-07-01T22:30:00.000Z", "2025-07-02", 30, "(GMT+01:00)", 7200],
    ["Australia/Sydney", "2026-01-05T02:30:00.000Z", "2026-01-05", 810, "(GMT+10:00)", 39_600],
    ["Asia/Kathmandu", "2026-01-05T18:30:00.000Z", "2026-01-06", 15, "(GMT+05:45)", 20_700],
  ])("a run in %s at %s", async (zone, startAt, day, startMinute, gmt, offset) => {
    const { id } = strava.control.addAthlete({ zone });
    const run = strava.control.addActivity(id, { startAt });
    const { accessToken } = await strava.connect(id);
    const answer = await strava.api.activity(accessToken, run.id);
    if (answer.kind !== "ok") throw new Error(answer.kind);
    expect(toActivity(answer.value)).toMatchObject({ startAt, day, startMinute });
    const raw = await fetch(`${strava.apiBaseUrl}/activities/${run.id}`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(await raw.json()).toMatchObject({ utc_offset: offset, timezone: `${gmt} ${zone}` });
  });

  it("a hidden start is one second past the local midnight", async () => {
    const startAt = "2025-10-19T02:30:00.000Z";
    const run = strava.control.addActivity(athleteId, { startAt, hidesStart: true });
    const { accessToken } = await strava.connect(athleteId);
    const answer = await strava.api.activity(accessToken, run.id);
    if (answer.kind !== "ok") throw new Error(answer.kind);
    expect(answer.value.start_date_local).toBe("2025-10-18T00:00:01Z");
    expect(toActivity(answer.value)).toMatchObject({ day: "2025-10-18", startMinute: 0 });
  });
});

describe("a generated history", () => {
  it("is the same for the same seed, ends today, and wears the shoes it has", async () => {
    const asked = { today: "2026-01-05", seed: 7 };
    const other = strava.control.addAthlete({ zone: "America/New_York" }).id;
    strava.control.addGeneratedHistory(athleteId, asked);
    strava.control.addGeneratedHistory(other, asked);
    const told = (id: string) =>
      strava.control
        .activitiesOf(id)
        .map(({ name, startAt, distanceM }) => [name, startAt, distanceM]);
    expect(told(athleteId)).toEqual(told(other));
    expect(told(athleteId).length).toBeGreaterThan(80);
    expect(told(athleteId).every(([name]) => String(name).startsWith("Generated"))).toBe(true);

    const { accessToken } = await strava.connect(athleteId);
    const athlete = await strava.api.athlete(accessToken);
    const shoes = (athlete.kind === "ok" ? athlete.value.shoes : null) ?? [];
    const run = strava.control.activitiesOf(athleteId).filter(({ gearId }) => gearId !== null);
    const shoesM = shoes.reduce((sum, { distance }) => sum + (distance ?? 0), 0);
    const runM = run.reduce((sum, { distanceM }) => sum + distanceM, 0);
    expect(shoes).toHaveLength(2);
    expect(shoesM).toBe(runM + 120_000);
    expect(strava.control.waitingEvents()).toBe(0);
  });
});
