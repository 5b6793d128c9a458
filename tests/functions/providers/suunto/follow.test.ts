import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { suunto } from "../../../../functions/providers/suunto/suunto.ts";
import { suuntoService } from "../../../../infra/local/suunto/suunto.ts";
import { makeProviderHouse, type ProviderHouse } from "../../../support/make-provider-house.ts";
import { freshTable } from "../../../support/tables.ts";

/* What is particular to Suunto, beyond the contract that all services keep. */

let house: ProviderHouse;
let athlete: string;

beforeEach(async () => {
  house = await makeProviderHouse(await freshTable(), suunto, suuntoService);
  athlete = house.control.addAthlete().id;
  await house.connect("ada", athlete);
  house.calls.length = 0;
});
afterEach(() => house.close());

const DAY_MS = 24 * 3_600_000;
const FORM = "application/x-www-form-urlencoded";
const distances = async () => (await house.runs("ada")).map(({ distanceM }) => distanceM);
const post = (body: string, type = "application/json") => {
  const { notificationSecret } = JSON.parse(house.secret);
  const signature = createHmac("sha256", notificationSecret).update(body).digest("hex");
  const headers = { "content-type": type, "x-hmac-sha256-signature": signature };
  return house.receive({ provider: "suunto", key: "", headers, body });
};
const told = (workout: object = {}, more: object = {}) =>
  JSON.stringify({
    type: "WORKOUT_CREATED",
    username: athlete,
    workout: {
      workoutKey: "w1",
      activityId: 1,
      startTime: house.clock.now() - 3_600_000,
      totalTime: 1800,
      totalDistance: 5000,
      ...workout,
    },
    ...more,
  });
const openWith = (changed: object) =>
  suunto.open(JSON.stringify({ ...JSON.parse(house.secret), ...changed }), {
    fetch,
    nowMs: house.clock.now,
  });

describe("Suunto", () => {
  it("puts the workout into its notification, and not one call is spent on it", async () => {
    house.control.addRun(athlete, { distanceM: 8200, cadenceSpm: 160, movingS: 2730 });
    await house.settle();
    expect(await house.runs("ada")).toMatchObject([
      { distanceM: 8200, cadenceSpm: 160, sessionRpe: null, device: "Simulated watch" },
    ]);
    expect(house.calls).toEqual([]);
  });

  it.each([50, 100, 400])("is listed to its end if a page holds %i at most", async (most) => {
    const capped = suunto.open(house.secret, {
      fetch: (input, init) =>
        fetch(
          String(input).replace(
            /(?<=[?&]limit=)\d+/,
            (limit) => `${Math.min(Number(limit), most)}`,
          ),
          init,
        ),
      nowMs: house.clock.now,
    });
    Object.assign(house.deps, { openProvider: async () => capped });
    const busy = house.control.addAthlete().id;
    for (let day = 0; day < 2 * most + 30; day += 1) {
      const startAt = new Date(house.clock.now() - (day + 1) * 3_600_000).toISOString();
      house.control.addRun(busy, { startAt }, true);
    }
    await house.connect("bob", busy);
    expect(await house.runs("bob")).toHaveLength(2 * most + 30);
  });

  it("in its older form names the workout, which is fetched with both keys", async () => {
    house.control.setNote("legacy", "yes");
    house.control.addRun(athlete, { distanceM: 7000 });
    await house.settle();
    expect(house.requests.at(-1)?.headers).toMatchObject({ "content-type": FORM });
    expect(await distances()).toEqual([7000]);
    expect(house.calls).toHaveLength(1);
  });

  it.each([
    ["an id that leads elsewhere", "username=USER&workoutid=..%2Fusers", 400],
    ["no id", "username=USER", 400],
    ["a name that leads elsewhere", "username=a%2Fb&workoutid=w1", 400],
    ["another kind", "type=ROUTE_CREATED&username=USER", 200],
  ])("in its older form with %s lays nothing in the queue", async (_, body, status) => {
    expect((await post(body.replace("USER", athlete), FORM)).status).toBe(status);
    expect(house.queue).toEqual([]);
  });

  it.each(["SUUNTO_247_SLEEP_CREATED", "SUUNTO_247_ACTIVITY_CREATED", "ROUTE_CREATED", "LATER"])(
    "may tell of something that is not ours: %s",
    async (type) => {
      const answer = await post(JSON.stringify({ type, username: athlete, samples: [{}] }));
      expect(answer).toEqual({ status: 200, outcome: "suunto: queued 0" });
    },
  );

  it("whose notification is sent again after a change or a deletion changes nothing", async () => {
    const { id } = house.control.addRun(athlete, { distanceM: 5000 });
    await house.settle();
    const before = house.requests.at(-1);
    house.control.edit(id, { distanceM: 6000 });
    house.send({ kind: "reconcile", provider: "suunto", runnerId: "ada" });
    await house.drain();
    if (before !== undefined) await house.receive(before);
    expect(await house.drain()).toEqual(["suunto: outdated"]);
    expect(await distances()).toEqual([6000]);
  });

  it("whose notification says that it ended next year does not outlast what is asked later", async () => {
    const startTime = house.clock.now() + 365 * DAY_MS;
    expect((await post(told({ startTime }))).status).toBe(200);
    await house.drain();
    expect(await distances()).toEqual([5000]);
    house.clock.advance(1000);
    house.send({ kind: "reconcile", provider: "suunto", runnerId: "ada" });
    await house.drain();
    expect(await distances()).toEqual([]);
  });

  it("is ignored on a run that is older than any comparison looks back", async () => {
    await post(told({ startTime: house.clock.now() - 181 * DAY_MS }));
    expect(await house.drain()).toEqual(["suunto: too old"]);
    expect(await distances()).toEqual([]);
  });

  it("knows a runner by a name that may hold dots", async () => {
    const dotted = house.control.addAthlete({ id: "ada.l_1@x" }).id;
    expect(await house.connect("dot", dotted)).toBe("connected");
    expect((await house.connections.look("dot"))?.accountId).toBe("ada_2el_5f1_40x");
    house.control.addRun(dotted, { distanceM: 3000 });
    await house.settle();
    expect(await house.runs("dot")).toHaveLength(1);
  });

  it("has a token for a day, refreshed by whoever needs it next", async () => {
    house.clock.advance(2 * DAY_MS);
    house.control.addRun(athlete, {}, true);
    house.send({ kind: "reconcile", provider: "suunto", runnerId: "ada" });
    await house.drain();
    expect(await distances()).toHaveLength(1);
    expect(house.calls.map((call) => call.replace(/\?.*/, "").split("/").at(-1))).toEqual([
      "token",
      "workouts",
    ]);
  });

  it("that refuses the subscription is the owner's to mend, and asks no runner", async () => {
    const asked = { accountId: athlete, isKey: false };
    const token = (await house.connections.find("ada"))?.tokens?.accessToken ?? "";
    const wrong = openWith({ subscriptionKey: "another" });
    const page = { sinceMs: 0, page: null };
    expect(await wrong?.list?.({ ...asked, token }, page)).toEqual({ kind: "application-refused" });
    expect(await openWith({})?.list?.({ ...asked, token: "x" }, page)).toEqual({
      kind: "unauthorized",
    });
    expect(await openWith({ clientSecret: "x" })?.refresh?.("x")).toEqual({
      kind: "application-refused",
    });
    expect(await openWith({})?.refresh?.("x")).toEqual({ kind: "unauthorized" });
  });

  it("whose week of calls is used up is waited for, and no runner is asked to say yes", async () => {
    house.control.limitUntil(house.clock.now() + 3 * 3_600_000);
    house.send({ kind: "reconcile", provider: "suunto", runnerId: "ada" });
    const outcomes = await house.drain();
    expect(outcomes).toContain("suunto: waits: limited");
    expect((await house.connections.look("ada"))?.state).toEqual({ kind: "connected" });
  });

  it("whose week of calls is used up is asked once a day until it is over, not at each turn of the queue", async () => {
    house.control.limitUntil(house.clock.now() + 6.5 * DAY_MS);
    house.send({ kind: "reconcile", provider: "suunto", runnerId: "ada" });
    const outcomes = await house.drain(1000);
    expect(outcomes.at(-1)).toMatch(/^suunto: compared/);
    // Beside the token of each day.
    expect(house.calls.filter((call) => call.includes("/v3/workouts"))).toHaveLength(8);
  });

  it("tells a long history over several pages", async () => {
    for (let n = 1; n <= 401; n += 1) {
      const startAt = new Date(house.clock.now() - n * 6 * 3_600_000).toISOString();
      house.control.addRun(athlete, { startAt }, true);
    }
    house.send({ kind: "reconcile", provider: "suunto", runnerId: "ada" });
    expect((await house.drain())[0]).toContain("401 listed");
    expect(house.calls).toHaveLength(2);
  });

  it.each([["{"], ["{}"], ['{"clientId":"a","clientSecret":"b"}']])(
    "has no use for the secret %s, and does not quote it",
    (secret) => {
      const open = () => suunto.open(secret, { fetch, nowMs: Date.now });
      expect(open).toThrow(/^The secret for Suunto is not usable\.$/);
    },
  );
});
