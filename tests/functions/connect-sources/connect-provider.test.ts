import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { limitStore, onceStore } from "../../../functions/adapters/limit-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import { type ConnectDeps, connectPages } from "../../../functions/connect-sources/routes.ts";
import { intervals } from "../../../functions/providers/intervals/intervals.ts";
import { signRunnerToken } from "../../../functions/shared/http/runner-token.ts";
import { intervalsService } from "../../../infra/local/intervals/intervals.ts";
import { makeProviderHouse, type ProviderHouse } from "../../support/make-provider-house.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { expectFault } from "../../support/refused-form.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable } from "../../support/tables.ts";

let table: Table;
let house: ProviderHouse;
let deps: ConnectDeps;

beforeEach(async () => {
  table = await freshTable();
  house = await makeProviderHouse(table, intervals, intervalsService);
  let ids = 0;
  deps = {
    runners: runnerStore(table),
    connections: house.connections,
    once: onceStore(table),
    limits: limitStore(table),
    activities: toldActivityStore(table),
    randomKey: () => "a random key of the tests",
    events: { send: async () => undefined },
    openStrava: async () => null,
    providers: [intervals],
    connectionsOf: house.deps.connectionsOf,
    openProvider: house.deps.openProvider,
    hints: house.deps.hints,
    publicUrl: PUBLIC_URL,
    nowMs: house.clock.now,
    randomId: () => `id-${++ids}`,
  };
  // Strava's part of the page has tests of its own.
  deps = { ...deps, connections: { ...deps.connections, look: async () => null } };
});
afterEach(() => house.close());

async function signedInAs(id: string) {
  const work = (request: Parameters<typeof connectPages>[0]) => connectPages(request, deps);
  const stored = { runners: runnerStore(table), nowMs: house.clock.now };
  const { get, post, visit } = await signInTo(work, stored, { id });
  const path = { provider: "intervals" };
  return {
    visit,
    page: async () => (await get("/connect")).html,
    link: async () => {
      const { html } = await get("/connect");
      return /href="([^"]+oauth\/authorize[^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    },
    back: (query: Record<string, string>) => get("/connect/{provider}/callback", path, query),
    key: (key: string) => post("/connect/{provider}/key", { key }, path),
    disconnect: (form: Record<string, string> = {}) =>
      post("/connect/{provider}/disconnect", form, path),
  };
}

const approve = async (link: string, asked: { athleteId: string; deny?: boolean }) =>
  Object.fromEntries((await house.control.approve(link, asked)).searchParams);

describe("connecting a service", () => {
  it("ends with the history here and what its place on the page tells of it", async () => {
    const athleteId = house.control.addAthlete().id;
    house.control.addRun(athleteId, {}, true);
    house.control.addRun(athleteId, { withheldFor: "strava" }, true);
    const ada = await signedInAs("ada");
    expect(await ada.page()).toContain("Connect with intervals.icu");
    const query = await approve(await ada.link(), { athleteId });
    expect(await ada.back(query)).toMatchObject({ to: "/connect#intervals", outcome: "connected" });
    const before = await ada.visit("GET /connect");
    expect(before.html).toContain("The last 180 days are about to be fetched");
    expect(before.answer).toMatchObject({ again: "/connect" });
    await house.drain();
    const page = await ada.page();
    expect(page).toContain("When you connected, 1 activity came in from the 180 days before.");
    expect(page).toContain("has 1 more activity that came to it from Strava");
    expect(page).toContain("<summary>Disconnect intervals.icu</summary>");
    expect(page).toContain("Disconnect intervals.icu and erase its data");
    expect(await house.runs("ada")).toHaveLength(1);
  });

  it("tells how far the history is, whether there was any, and asks to be looked at again only meanwhile", async () => {
    const ada = await signedInAs("ada");
    const athleteId = house.control.addAthlete().id;
    const again = async () => (await ada.visit("GET /connect")).answer;
    expect(await again()).not.toHaveProperty("again");
    await ada.back(await approve(await ada.link(), { athleteId }));
    const progress = { afterS: 0, page: 1, activities: 12, done: false };
    await house.connections.saveBackfill({ runnerId: "ada" }, progress);
    expect(await ada.page()).toContain("Here so far: 12 activities from the last 180 days.");
    expect(await again()).toMatchObject({ again: "/connect" });
    await house.drain();
    const page = await ada.page();
    expect(page).toContain(
      "When you connected, intervals.icu passed on no activities from the 180 days before.",
    );
    expect(page).not.toContain("came to it from Strava");
    expect(await again()).not.toHaveProperty("again");
  });

  it("is offered nowhere on the page while the owner has not set the service up", async () => {
    const ada = await signedInAs("ada");
    deps = { ...deps, openProvider: async () => null };
    expect(await ada.page()).not.toContain("<h2>intervals.icu</h2>");
  });

  it("is offered by the ways that there are: no button without an application, no field without keys", async () => {
    const ada = await signedInAs("ada");
    const client = await house.deps.openProvider(intervals);
    if (client === null) throw new Error("no client");
    const [button, field] = [
      "Connect with intervals.icu",
      "Connect intervals.icu with this key",
    ] as const;
    const offers = async (changed: object) => {
      deps = { ...deps, openProvider: async () => ({ ...client, ...changed }) };
      const page = await ada.page();
      return [page.includes(button), page.includes(field)];
    };
    expect(await offers({})).toEqual([true, true]);
    expect(await offers({ oauth: null })).toEqual([false, true]);
    expect(await offers({ connectByKey: null })).toEqual([true, false]);
  });

  it("gives the service a new id of ours each time: Polar takes one for a single account, and refuses others in silence", async () => {
    const given: string[] = [];
    const openProvider: ConnectDeps["openProvider"] = async (provider) => {
      const client = await house.deps.openProvider(provider);
      if (client?.oauth == null) throw new Error("no OAuth");
      const connect: typeof client.oauth.connect = async ({ memberId }) => {
        given.push(memberId);
        return { kind: "denied" };
      };
      return { ...client, oauth: { ...client.oauth, connect } };
    };
    deps = { ...deps, openProvider };
    const ada = await signedInAs("ada");
    for (let n = 0; n < 2; n++) {
      const state = new URL(await ada.link()).searchParams.get("state") ?? "";
      expect(await ada.back({ state })).toMatchObject({ outcome: "denied" });
    }
    expect(new Set(given).size).toBe(2);
    expect(given).not.toContain("ada");
  });

  it("works by a key of the runner's own, which stands on no page", async () => {
    const athleteId = house.control.addAthlete().id;
    const key = house.control.keyOf(athleteId);
    const ada = await signedInAs("ada");
    expect(await ada.key(`  ${key}\n`)).toMatchObject({ to: "/connect#intervals" });
    await house.drain();
    expect(await house.connections.look("ada")).toMatchObject({ state: { kind: "connected" } });
    expect(await ada.page()).not.toContain(key);
    expect(await ada.page()).toContain("You can revoke the key itself there");
  });

  it("by the key of an account that another runner connected changes nothing of theirs", async () => {
    const athleteId = house.control.addAthlete().id;
    const ada = await signedInAs("ada");
    await ada.back(await approve(await ada.link(), { athleteId }));
    await house.drain();
    const before = await house.connections.find("ada");
    const bob = await signedInAs("bob");
    house.calls.length = 0;
    const answer = await bob.key(house.control.keyOf(athleteId));
    expect(answer).toMatchObject({ outcome: "account-taken", status: 409 });
    expect(await house.connections.find("ada")).toEqual(before);
    expect(house.calls.map((call) => call.split(" ")[0])).toEqual(["GET"]);
    expect(house.queue).toEqual([]);
  });

  it.each([
    ["a wrong key", "nobody-s-key", "intervals.icu didn&#39;t accept this key."],
    ["nothing", "", "one word of letters and digits"],
    ["two words", "a key", "one word of letters and digits"],
    ["something long", "k".repeat(201), "one word of letters and digits"],
  ])("by %s changes nothing, and comes back to the key's field", async (_, key, said) => {
    const ada = await signedInAs("ada");
    const { html, status } = await ada.key(key);
    expect(status).toBe(422);
    expect(html).toMatch(/role="alert">[^<]*Nothing was changed/);
    expectFault(html, "key", said);
    expect(html).not.toContain("nobody-s-key");
    expect(await house.connections.look("ada")).toBeNull();
    expect(house.queue).toEqual([]);
  });

  it("can't be used to guess keys, nor to have a history fetched again and again", async () => {
    const ada = await signedInAs("ada");
    const outcomes = [];
    for (let time = 0; time < 20; time += 1) outcomes.push((await ada.key(`k${time}`)).outcome);
    expect(outcomes).toEqual(Array(20).fill("refused"));
    const key = house.control.keyOf(house.control.addAthlete().id);
    expect(await ada.key(key)).toMatchObject({ outcome: "too-often", status: 429 });
    const query = await approve(await ada.link(), { athleteId: house.control.addAthlete().id });
    expect(await ada.back(query)).toMatchObject({ outcome: "too-often", status: 429 });
    expect(await house.connections.look("ada")).toBeNull();
    expect(house.queue).toEqual([]);
  });

  it("that the runner said no to changes nothing", async () => {
    const athleteId = house.control.addAthlete().id;
    const ada = await signedInAs("ada");
    const query = await approve(await ada.link(), { athleteId, deny: true });
    expect(await ada.back(query)).toMatchObject({ outcome: "denied", status: 200 });
    expect(await house.connections.look("ada")).toBeNull();
  });

  it("has to begin here, by the same runner, and within a quarter of an hour; it counts once", async () => {
    const athleteId = house.control.addAthlete().id;
    const [ada, bob] = [await signedInAs("ada"), await signedInAs("bob")];
    const notOurs = { outcome: "not-ours", status: 400 };
    expect(await ada.back({ code: "c" })).toMatchObject(notOurs);
    const query = await approve(await ada.link(), { athleteId });
    expect(await bob.back(query)).toMatchObject(notOurs);
    house.clock.advance(16 * 60_000);
    expect(await ada.back(query)).toMatchObject(notOurs);
    expect(await house.connections.look("ada")).toBeNull();
    const again = await approve(await ada.link(), { athleteId });
    expect(await ada.back(again)).toMatchObject({ outcome: "connected" });
    const twice = await ada.back({ ...again, code: "another" });
    expect(twice).toMatchObject({ outcome: "used before", to: "/connect#intervals" });
  });

  it("has to begin for that service: what began for another is not taken for it", async () => {
    const athleteId = house.control.addAthlete().id;
    const ada = await signedInAs("ada");
    const query = await approve(await ada.link(), { athleteId });
    const runner = await deps.runners.find("ada");
    if (runner === null) throw new Error("no runner");
    const began = { id: "s1", lifeS: 60, nowMs: house.clock.now() };
    for (const purpose of ["connect-polar", "strava-state", "session"] as const) {
      const state = await signRunnerToken(runner, purpose, began);
      expect(await ada.back({ ...query, state })).toMatchObject({ outcome: "not-ours" });
    }
    expect(await house.connections.look("ada")).toBeNull();
  });

  it("of an account that somebody has leaves it to them", async () => {
    const athleteId = house.control.addAthlete().id;
    const [ada, bob] = [await signedInAs("ada"), await signedInAs("bob")];
    await ada.back(await approve(await ada.link(), { athleteId }));
    await house.drain();
    const taken = await bob.back(await approve(await bob.link(), { athleteId }));
    expect(taken).toMatchObject({ outcome: "account-taken", status: 409 });
    await house.drain();
    expect((await house.connections.look("ada"))?.backfill).toMatchObject({ done: true });
    house.control.addRun(athleteId);
    await house.settle();
    expect(await house.runs("ada")).toHaveLength(1);
    expect(await house.runs("bob")).toEqual([]);
  });

  it("of a second account gives that access back, and keeps the first", async () => {
    const [first, second] = [house.control.addAthlete().id, house.control.addAthlete().id];
    const ada = await signedInAs("ada");
    const [link, otherTab] = [await ada.link(), await ada.link()];
    await ada.back(await approve(link, { athleteId: first }));
    const answer = await ada.back(await approve(otherTab, { athleteId: second }));
    expect(answer).toMatchObject({ outcome: "other-account", status: 409 });
    expect(house.control.grantOf(second)).toBeNull();
    expect(house.control.grantOf(first)).not.toBeNull();
    expect((await house.connections.look("ada"))?.accountId).toBe(first);
  });

  it("of an account whose last runner is leaving says that it can be connected in a few minutes", async () => {
    const athleteId = house.control.addAthlete().id;
    const [ada, bob] = [await signedInAs("ada"), await signedInAs("bob")];
    await ada.back(await approve(await ada.link(), { athleteId }));
    await house.connections.beginLeaving("ada", house.clock.now());
    const early = await bob.back(await approve(await bob.link(), { athleteId }));
    expect(early).toMatchObject({ outcome: "being-erased", status: 409 });
    expect(house.control.grantOf(athleteId)).toBeNull();
  });

  it("whose secret the owner took away meanwhile says that it isn't set up", async () => {
    const ada = await signedInAs("ada");
    const query = await approve(await ada.link(), { athleteId: house.control.addAthlete().id });
    deps = { ...deps, openProvider: async () => null };
    expect(await ada.back(query)).toMatchObject({ outcome: "not-set-up", status: 503 });
    expect(await ada.key("a-key")).toMatchObject({ outcome: "not-set-up", status: 503 });
    expect(await house.connections.look("ada")).toBeNull();
  });

  it("that gives no answer says so, and nothing is stored", async () => {
    const athleteId = house.control.addAthlete().id;
    const ada = await signedInAs("ada");
    const query = await approve(await ada.link(), { athleteId });
    house.control.setFaults({ serverErrors: 1 });
    expect(await ada.back(query)).toMatchObject({ outcome: "try-again", status: 503 });
    expect(await house.connections.look("ada")).toBeNull();
  });

  it("that does not exist leads back to the page", async () => {
    const ada = await signedInAs("ada");
    const path = { provider: "nowhere" };
    const answer = await ada.visit("GET /connect/{provider}/callback", { path });
    expect(answer).toMatchObject({ to: "/connect" });
  });
});

describe("disconnecting a service", () => {
  it("is possible where the owner has taken the service's secret away meanwhile", async () => {
    const ada = await signedInAs("ada");
    const athleteId = house.control.addAthlete().id;
    await ada.back(await approve(await ada.link(), { athleteId }));
    await house.drain();
    deps = { ...deps, openProvider: async () => null };
    const page = await ada.page();
    expect(page).toContain("Disconnect intervals.icu and erase its data");
    expect(page).toContain("access at intervals.icu and erases all runs that came from there");
    expect(page).not.toContain("You can revoke the key itself");
    expect(await ada.disconnect()).toMatchObject({ outcome: "disconnect: begun" });
    const { html, answer } = await ada.visit("GET /connect");
    expect(html).toContain("intervals.icu is being disconnected");
    expect(answer).toMatchObject({ again: "/connect" });
  });

  it("erases what came from there, gives the access back, and lets the runner come again", async () => {
    const athleteId = house.control.addAthlete().id;
    const ada = await signedInAs("ada");
    await ada.back(await approve(await ada.link(), { athleteId }));
    house.control.addRun(athleteId);
    await house.settle();
    expect(await ada.disconnect()).toMatchObject({ to: "/connect#intervals" });
    expect(await ada.page()).toContain("intervals.icu is being disconnected");
    // The first message is lost, and the runner presses again.
    house.queue.length = 0;
    expect(await ada.disconnect()).toMatchObject({ to: "/connect#intervals" });
    await house.drain();
    expect(await house.runs("ada")).toEqual([]);
    expect(house.control.grantOf(athleteId)).toBeNull();
    expect(await ada.page()).toContain("Connect with intervals.icu");
  });

  it("is impossible for a form of somebody else's", async () => {
    const athleteId = house.control.addAthlete().id;
    const ada = await signedInAs("ada");
    await ada.back(await approve(await ada.link(), { athleteId }));
    expect(await ada.disconnect({ csrf: "forged" })).toMatchObject({ status: 403 });
    expect((await house.connections.look("ada"))?.state.kind).toBe("connected");
  });
});
