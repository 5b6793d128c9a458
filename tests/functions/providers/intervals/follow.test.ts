import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { intervals } from "../../../../functions/providers/intervals/intervals.ts";
import { intervalsService } from "../../../../infra/local/intervals/intervals.ts";
import { makeProviderHouse, type ProviderHouse } from "../../../support/make-provider-house.ts";
import { freshTable } from "../../../support/tables.ts";

/* What is particular to intervals.icu, beyond the contract that all services keep. */

const HOUR_MS = 3_600_000;
let house: ProviderHouse;
let athlete: string;

beforeEach(async () => {
  house = await makeProviderHouse(await freshTable(), intervals, intervalsService);
  athlete = house.control.addAthlete().id;
  await house.connect("ada", athlete);
});
afterEach(() => house.close());

const distances = async () => (await house.runs("ada")).map(({ distanceM }) => distanceM);
const event = (type: string, more: object = {}) => ({ athlete_id: athlete, type, ...more });
const post = (events: readonly unknown[]) => {
  const { webhookSecret } = JSON.parse(house.secret);
  const body = JSON.stringify({ secret: webhookSecret, events });
  return house.receive({ provider: "intervals", key: "", headers: {}, body });
};

describe("intervals.icu", () => {
  it("tells a run first as it was uploaded and then as it was analysed, and the later counts", async () => {
    const { id } = house.control.addRun(athlete, { distanceM: 5000 });
    await house.settle();
    expect(await distances()).toEqual([5000]);
    house.control.edit(id, { distanceM: 5120, sessionRpe: 7 });
    await house.settle();
    expect(await house.runs("ada")).toMatchObject([{ distanceM: 5120, sessionRpe: 7 }]);
    const types = house.requests.map(({ body }) => JSON.parse(body).events[0].type);
    expect(types).toEqual(["ACTIVITY_UPLOADED", "ACTIVITY_ANALYZED"]);
  });

  it("that tells the analysis before the upload leaves the same", async () => {
    const { id } = house.control.addRun(athlete, { distanceM: 5000 });
    house.control.edit(id, { distanceM: 5120 });
    house.control.setFaults({ reorderEvents: true });
    await house.settle();
    expect(await distances()).toEqual([5120]);
  });

  it("drops what came from Strava, counts it, and so the runner can be told", async () => {
    house.control.addRun(athlete, { withheldFor: "strava" });
    house.control.addRun(athlete, { withheldFor: "strava" });
    house.control.addRun(athlete, { distanceM: 7000 });
    house.send({ kind: "reconcile", provider: "intervals", runnerId: "ada" });
    const [outcome] = await house.drain();
    expect(outcome).toContain("1 listed, 1 saved, 0 gone, 2 withheld");
    expect(await distances()).toEqual([7000]);
    expect((await house.connections.look("ada"))?.withheld).toBe(2);
    house.control.addRun(athlete, {}, true);
    house.send({ kind: "reconcile", provider: "intervals", runnerId: "ada" });
    await house.drain();
    expect((await house.connections.look("ada"))?.withheld).toBe(2);
  });

  it("stores nothing of a placeholder that an event names", async () => {
    const { id } = house.control.addRun(athlete, { withheldFor: "strava" }, true);
    expect((await post([event("ACTIVITY_UPLOADED", { activity: { id } })])).status).toBe(200);
    expect(await house.drain()).toEqual(["intervals: withheld"]);
    expect(await distances()).toEqual([]);
  });

  it("may tell several things at once, some of them nothing of ours", async () => {
    const [first, second] = [1, 2].map(
      (n) => house.control.addRun(athlete, { distanceM: n * 1000 }, true).id,
    );
    const answer = await post([
      event("TEST"),
      event("CALENDAR_UPDATED", { events: [] }),
      event("ACTIVITY_UPLOADED", { activity: { id: first } }),
      event("ACTIVITY_ACHIEVEMENTS", { activity: { id: first } }),
      event("ACTIVITY_UPDATED", { activity: { id: second } }),
    ]);
    expect(answer).toEqual({ status: 200, outcome: "intervals: queued 2" });
    await house.drain();
    expect((await distances()).sort()).toEqual([1000, 2000]);
  });

  it("that tells more than fifty things at once is turned away, with nothing in the queue", async () => {
    const many = Array.from({ length: 51 }, (_, n) =>
      event("ACTIVITY_UPLOADED", { activity: { id: `i${n}` } }),
    );
    expect((await post(many)).status).toBe(413);
    expect(house.queue).toEqual([]);
  });

  it("with one event of many that can't be read lays none in the queue", async () => {
    const good = event("ACTIVITY_UPLOADED", { activity: { id: "i1" } });
    expect((await post([good, event("ACTIVITY_UPLOADED")])).status).toBe(400);
    expect(house.queue).toEqual([]);
  });

  it("says when an athlete ends our access, and everything from there goes", async () => {
    house.control.addRun(athlete);
    await house.settle();
    house.control.revoke(athlete, true);
    await house.settle();
    expect(await house.connections.look("ada")).toBeNull();
    expect(await distances()).toEqual([]);
  });

  it("that only changes what we may do takes nothing away", async () => {
    house.control.addRun(athlete);
    await house.settle();
    await post([event("APP_SCOPE_CHANGED", { scope: "ACTIVITY:READ", deauthorized: false })]);
    expect(await house.drain()).toEqual([]);
    expect(await distances()).toHaveLength(1);
  });

  it("that only changes what we may do erases nothing, though good tokens are refused just then", async () => {
    house.control.addRun(athlete);
    await house.settle();
    house.control.setFaults({ refusesTokens: true });
    await post([event("APP_SCOPE_CHANGED", { scope: "ACTIVITY:READ", deauthorized: false })]);
    house.send({ kind: "reconcile", provider: "intervals", runnerId: "ada" });
    house.clock.after(HOUR_MS, () => house.control.setFaults({ refusesTokens: false }));
    await house.drain();
    expect((await house.connections.look("ada"))?.state.kind).toBe("connected");
    expect(await distances()).toHaveLength(1);
  });

  it("needs no application for a runner's own key", async () => {
    const client = intervals.open(null, { fetch, nowMs: Date.now });
    expect(client?.oauth).toBeNull();
    expect(client?.connectByKey).not.toBeNull();
  });

  it("refuses a wrong key, and a wrong secret is the operator's to mend", async () => {
    const client = await house.deps.openProvider(intervals);
    expect(await client?.connectByKey?.("wrong")).toEqual({ kind: "unauthorized" });
    const secret = JSON.parse(house.secret);
    const other = { ...secret, application: { clientId: "x", clientSecret: "y" } };
    const wrong = intervals.open(JSON.stringify(other), { fetch, nowMs: Date.now });
    const query = new URLSearchParams({ code: "c" });
    const asked = { query, redirectUrl: "http://localhost/back", memberId: "ada" };
    expect(await wrong?.oauth?.connect(asked)).toEqual({ kind: "application-refused" });
    expect(await client?.oauth?.connect(asked)).toEqual({ kind: "unauthorized" });
  });
});
