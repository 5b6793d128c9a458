import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { limitStore, onceStore } from "../../../functions/adapters/limit-store.ts";
import { noticeStore } from "../../../functions/adapters/notice-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import { type ConnectDeps, connectPages } from "../../../functions/connect-sources/routes.ts";
import type { Scope } from "../../../functions/providers/strava/oauth.ts";
import { cookiesIn } from "../../../functions/shared/http/cookie.ts";
import { readSession, sessionCookie } from "../../../functions/shared/http/session.ts";
import { type Strava, startStrava } from "../../infra/local/strava/make-strava.ts";
import { type House, makeHouse } from "../../support/make-follow.ts";
import { makeVisitor, PUBLIC_URL } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

/** The other services have tests of their own. */
const noOtherServices = {
  providers: [],
  connectionsOf: () => house.deps.connections,
  openProvider: async () => null,
  hints: { send: async () => undefined },
};

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;

let table: Table;
let strava: Strava;
let house: House;
let deps: ConnectDeps;
let ids: number;

beforeEach(async () => {
  table = await freshTable();
  strava = await startStrava({ application: { maxAthletes: 10 } });
  house = makeHouse(strava, table);
  ids = 0;
  deps = {
    runners: runnerStore(table),
    connections: house.deps.connections,
    once: onceStore(table),
    limits: limitStore(table),
    activities: toldActivityStore(table),
    randomKey: () => "a random key of the tests",
    events: house.deps.events,
    ...noOtherServices,
    openStrava: async () => strava,
    publicUrl: PUBLIC_URL,
    nowMs: strava.clock.now,
    randomId: () => `state-${++ids}`,
  };
});
afterEach(() => strava.close());

/** A browser in which a runner is signed in. */
async function signedInAs(id: string) {
  const runner = makeRunner({ id, sessionKey: `the session key of ${id}, long enough` });
  await runnerStore(table).create(runner);
  const visitor = makeVisitor((request) => connectPages(request, deps));
  const [set = ""] = (await sessionCookie(runner, strava.clock.now())).split(";");
  for (const [name, value] of cookiesIn([set])) visitor.cookies[name] = value;
  const linkOn = async () => {
    const { html } = await visitor.visit("GET /connect");
    const [, href = ""] = /<a class="[^"]*" href="([^"]+authorize[^"]+)"/.exec(html) ?? [];
    return href.replaceAll("&amp;", "&");
  };
  return {
    ...visitor,
    linkOn,
    sources: async () => (await visitor.visit("GET /connect")).html,
    /** Says yes at Strava and comes back with what Strava sends along. */
    async connect(athleteId: string, untick: readonly Scope[] = [], link?: string) {
      const back = await strava.control.approve(link ?? (await linkOn()), { athleteId, untick });
      const query = Object.fromEntries(back.searchParams);
      return { query, ...(await visitor.visit("GET /connect/strava/callback", { query })) };
    },
    async csrf() {
      const cookies = new Map(Object.entries(visitor.cookies));
      return (await readSession(cookies, deps.runners, deps.nowMs()))?.csrf ?? "";
    },
    async disconnect() {
      const form = { csrf: await this.csrf() };
      return visitor.visit("POST /connect/strava/disconnect", { form });
    },
  };
}

const scan = () => itemsOf(table);

describe("the page of sources", () => {
  it("leads whoever uses no service to the ways to bring runs in without one", async () => {
    const html = await (await signedInAs("ada")).sources();
    for (const path of ["/upload", "/runs"]) expect(html).toContain(`<a href="${path}">`);
  });
});

describe("connecting Strava", () => {
  it("ends with the history here, its progress on the page, and a run that arrives by itself", async () => {
    const athlete = strava.control.addAthlete({}).id;
    for (let day = 1; day <= 5; day++) {
      const startAt = new Date(strava.clock.now() - day * DAY_MS).toISOString();
      strava.control.addActivity(athlete, { startAt, gearId: null });
    }
    const ada = await signedInAs("ada");
    expect(await ada.connect(athlete)).toMatchObject({ to: "/connect", outcome: "connected" });
    const before = await ada.visit("GET /connect");
    expect(before.html).toContain("are about to be fetched");
    expect(before.answer).toMatchObject({ again: "/connect" });
    const listing = () => house.queue.find(({ message }) => message.kind === "backfill");
    for (let page = listing(); page !== undefined; page = listing()) await house.work(page);
    // Until the comparison is done, Today says that runs are being fetched, and leads here.
    const compared = await ada.visit("GET /connect");
    expect(compared.html).toContain("before. They will be compared with Strava once more");
    expect(compared.answer).toMatchObject({ again: "/connect" });
    await house.drain();
    const after = await ada.sources();
    expect(after).toContain("When you connected, 5 activities came in from the 180 days before.");
    expect(after).not.toContain("compared with Strava once more");
    expect(await house.deps.activities.ofSource("ada", "strava")).toHaveLength(5);
  });

  it("says that the history is here once a comparison brought it, though the message that asked for it was lost", async () => {
    const athlete = strava.control.addAthlete({}).id;
    strava.control.addActivity(athlete, { gearId: null });
    const ada = await signedInAs("ada");
    await ada.connect(athlete);
    house.queue.length = 0;
    expect(await ada.sources()).toContain("are about to be fetched");
    await house.compare("ada");
    expect(await house.deps.activities.ofSource("ada", "strava")).toHaveLength(1);
    const after = await ada.visit("GET /connect");
    expect(after.html).toContain("The last 180 days are here.");
    expect(after.answer).not.toHaveProperty("again");
  });

  it("explains what each unticked box is for, and asks Strava to show the page again", async () => {
    const athlete = strava.control.addAthlete({}).id;
    const ada = await signedInAs("ada");
    await ada.connect(athlete, ["profile:read_all", "activity:read_all"]);
    const page = await ada.sources();
    expect(page).toContain("Your shoes and their distance");
    expect(page).toContain("a spike can be missed");
    expect(await ada.linkOn()).toContain("approval_prompt=force");
    await ada.connect(athlete);
    expect(await ada.sources()).not.toContain("Some permissions are missing");
  });

  it("that Strava no longer accepts: says why no digest comes, and offers to connect again or to disconnect", async () => {
    const ada = await signedInAs("ada");
    await ada.connect(strava.control.addAthlete({}).id);
    const seen = await house.deps.connections.find("ada");
    if (seen === null) throw new Error("no connection");
    const why = { reason: "refused", missing: [], mayBeOurs: false } as const;
    await house.deps.connections.askConsent(seen, why, strava.clock.now());
    const page = await ada.sources();
    expect(page).toContain("Strava no longer lets Stridewell read your runs");
    expect(page).toContain("no digest is sent, even if other sources report your runs");
    expect(await ada.linkOn()).toContain("/oauth/authorize");
    expect(page).toContain('action="/connect/strava/disconnect"');
    await house.deps.connections.saveComplete(seen, null, strava.clock.now());
    const kept = await ada.sources();
    expect(kept).toContain("Strava no longer lets Stridewell read your runs");
    expect(kept).not.toContain("no digest is sent");
  });

  it("without any right to read runs connects nothing and says why", async () => {
    const athlete = strava.control.addAthlete({}).id;
    const ada = await signedInAs("ada");
    const answer = await ada.connect(athlete, ["activity:read", "activity:read_all"]);
    expect(answer).toMatchObject({ status: 200, outcome: "needs-activities" });
    expect(await house.deps.connections.look("ada")).toBeNull();
  });

  it("with a no at Strava stores nothing", async () => {
    const ada = await signedInAs("ada");
    const before = await scan();
    const link = new URL(await ada.linkOn());
    const query = { state: link.searchParams.get("state") ?? "", error: "access_denied" };
    const answer = await ada.visit("GET /connect/strava/callback", { query });
    expect(answer).toMatchObject({ status: 200, outcome: "denied" });
    const added = (await scan()).filter(({ pk }) => !before.some((item) => item["pk"] === pk));
    expect(added.map(({ pk }) => String(pk).split("#")[0])).toEqual(["LIMIT", "ONCE"]);
  });

  it("is one account to one runner", async () => {
    const athlete = strava.control.addAthlete({}).id;
    const ada = await signedInAs("ada");
    const bob = await signedInAs("bob");
    await ada.connect(athlete);
    expect(await bob.connect(athlete)).toMatchObject({ status: 409, outcome: "account-taken" });
    expect(await house.deps.connections.ownerOf(athlete)).toBe("ada");
    await house.drain();
    expect(await ada.sources()).toContain("Strava is connected");
  });

  it("that another runner has is left to them, with its history", async () => {
    const athlete = strava.control.addAthlete({}).id;
    strava.control.addActivity(athlete, { gearId: null });
    const ada = await signedInAs("ada");
    await ada.connect(athlete);
    await house.drain();
    expect(await ada.sources()).toContain("When you connected, 1 activity came in");
    await (await signedInAs("bob")).connect(athlete);
    await house.drain();
    expect(await ada.sources()).toContain("When you connected, 1 activity came in");
  });

  it("whose last runner here is leaving says that it can be connected in a few minutes", async () => {
    const athlete = strava.control.addAthlete({}).id;
    const ada = await signedInAs("ada");
    await ada.connect(athlete);
    await house.deps.connections.beginLeaving("ada", strava.clock.now());
    const bob = await signedInAs("bob");
    expect(await bob.connect(athlete)).toMatchObject({ status: 409, outcome: "being-erased" });
    expect(strava.control.isConnected(athlete)).toBe(false);
  });

  it("is one runner to one account, and gives back the access to the other", async () => {
    const [first, second] = [strava.control.addAthlete({}).id, strava.control.addAthlete({}).id];
    const ada = await signedInAs("ada");
    const otherTab = await ada.linkOn();
    await ada.connect(first);
    expect(await ada.connect(second, [], otherTab)).toMatchObject({
      status: 409,
      outcome: "other-account",
    });
    expect(strava.control.isConnected(first)).toBe(true);
    expect(strava.control.isConnected(second)).toBe(false);
  });

  it("by an answer that comes twice shows what the first one did, whatever code the second brings", async () => {
    const athlete = strava.control.addAthlete({}).id;
    const ada = await signedInAs("ada");
    const { query } = await ada.connect(athlete);
    strava.calls.length = 0;
    const again = { query: { ...query, code: "another" } };
    expect((await ada.visit("GET /connect/strava/callback", again)).to).toBe("/connect");
    expect(strava.calls).toEqual([]);
    expect(await ada.sources()).toContain("Strava is connected");
  });

  describe("refuses an answer", () => {
    const codeOf = async (link: string) => {
      const athleteId = strava.control.addAthlete({}).id;
      const back = await strava.control.approve(link, { athleteId, untick: [] });
      return Object.fromEntries(back.searchParams);
    };

    it("that another runner was sent away for: nobody is connected with a stranger's account", async () => {
      const ada = await signedInAs("ada");
      const mallory = await signedInAs("mallory");
      const query = await codeOf(await mallory.linkOn());
      const answer = await ada.visit("GET /connect/strava/callback", { query });
      expect(answer).toMatchObject({ status: 400, outcome: "not-ours" });
      expect(await house.deps.connections.look("ada")).toBeNull();
    });

    it("after a quarter of an hour", async () => {
      const ada = await signedInAs("ada");
      const query = await codeOf(await ada.linkOn());
      strava.clock.advance(QUARTER_MS + 1000);
      const answer = await ada.visit("GET /connect/strava/callback", { query });
      expect(answer).toMatchObject({ status: 400, outcome: "not-ours" });
    });

    it.each([
      ["with no state", { code: "c" }],
      ["with a made up state", { state: "eyJhbGciOiJub25lIn0.e30.", code: "c" }],
      ["with nothing", {}],
    ])("%s", async (_, query) => {
      const ada = await signedInAs("ada");
      const answer = await ada.visit("GET /connect/strava/callback", { query });
      expect(answer).toMatchObject({ status: 400, outcome: "not-ours" });
    });

    it("with a code that Strava doesn't know", async () => {
      const ada = await signedInAs("ada");
      const query = { ...(await codeOf(await ada.linkOn())), code: "guessed" };
      const answer = await ada.visit("GET /connect/strava/callback", { query });
      expect(answer).toMatchObject({ status: 400, outcome: "invalid-grant" });
    });

    it("after twenty of a day, for each has a history fetched under limits that all share", async () => {
      const athlete = strava.control.addAthlete({}).id;
      const [ada, bob] = [await signedInAs("ada"), await signedInAs("bob")];
      const outcomes = [];
      // What began elsewhere doesn't count: another site could use up the day's.
      for (let time = 0; time < 30; time += 1) await ada.visit("GET /connect/strava/callback");
      for (let time = 0; time < 21; time += 1) {
        // With a box unticked, the page goes on offering it.
        outcomes.push((await ada.connect(athlete, ["profile:read_all"])).outcome);
      }
      expect(outcomes).toEqual([...Array(20).fill("connected"), "too-often"]);
      const other = await bob.connect(strava.control.addAthlete({}).id);
      expect(other.outcome).toBe("connected");
    });

    it("of someone who is not signed in", async () => {
      const visitor = makeVisitor((request) => connectPages(request, deps));
      const answer = await visitor.visit("GET /connect/strava/callback", { query: { code: "c" } });
      expect(answer.to).toMatch(/^\/sign-in\?/);
    });
  });

  it("says so where no application is set up, where it is full, and where Strava is silent", async () => {
    const athlete = strava.control.addAthlete({}).id;
    const ada = await signedInAs("ada");
    const link = await ada.linkOn();
    const back = await strava.control.approve(link, { athleteId: athlete, untick: [] });
    const query = Object.fromEntries(back.searchParams);
    strava.control.setFaults({ serverErrors: 1_000_000 });
    const silent = await ada.visit("GET /connect/strava/callback", { query });
    expect(silent).toMatchObject({ status: 503, outcome: "try-again" });

    deps = { ...deps, openStrava: async () => null };
    expect(await ada.sources()).toContain("Strava isn&#39;t set up here yet");
  });
});

describe("disconnecting", () => {
  it("takes the access back at Strava, erases what came from there, and leaves the rest", async () => {
    const athlete = strava.control.addAthlete({}).id;
    strava.control.addActivity(athlete, { gearId: null });
    const [ada, bob] = [await signedInAs("ada"), await signedInAs("bob")];
    const other = strava.control.addAthlete({}).id;
    strava.control.addActivity(other, { gearId: null });
    await ada.connect(athlete);
    await bob.connect(other);
    await house.drain();
    expect(await house.deps.activities.ofSource("ada", "strava")).toHaveLength(1);

    const notices = noticeStore(table);
    const said = ["too-far:18882@15000", "rule:rest-days", "shoe:strava:g1@482803"];
    const claimed = { keys: said, tips: ["bridge"] };
    const now = new Date(strava.clock.now()).toISOString();
    await notices.claim({ runnerId: "ada", notice: "digest:2021-09-12" }, claimed, now);
    expect((await ada.disconnect()).to).toBe("/connect");
    expect(await ada.sources()).toContain("is being disconnected");
    await house.drain();
    expect(strava.control.isConnected(athlete)).toBe(false);
    expect(await notices.digestsSince("ada", "2021-09-12")).toMatchObject([
      { keys: ["too-far", "rule:rest-days", "shoe:strava@482803"], tips: ["bridge"] },
    ]);
    expect(await house.deps.activities.ofSource("ada", "strava")).toEqual([]);
    expect((await scan()).filter(({ pk }) => pk === `STRAVA#${athlete}`)).toEqual([]);
    expect(await ada.sources()).toContain("Connect with Strava");
    expect(await house.deps.activities.ofSource("bob", "strava")).toHaveLength(1);
    expect(strava.control.isConnected(other)).toBe(true);
    // Nobody has to be told about something that they have just asked for.
    expect((await scan()).filter(({ sk }) => sk === "ENDED#strava")).toEqual([]);
  });

  it("erases at once where Strava can't be reached, and tells Strava later", async () => {
    const athlete = strava.control.addAthlete({}).id;
    strava.control.addActivity(athlete, { gearId: null });
    const ada = await signedInAs("ada");
    await ada.connect(athlete);
    await house.drain();
    await ada.disconnect();
    strava.control.setFaults({ serverErrors: 2 });
    const [first] = house.queue;
    if (first === undefined) throw new Error("nothing queued");
    expect(await house.work(first)).toContain("waits");
    expect(await house.deps.activities.ofSource("ada", "strava")).toEqual([]);
    expect(strava.control.isConnected(athlete)).toBe(true);
    await house.drain();
    expect(strava.control.isConnected(athlete)).toBe(false);
    expect(await house.deps.connections.look("ada")).toBeNull();
  });

  it("forgets the tokens after a day of silence, all the same", async () => {
    const athlete = strava.control.addAthlete({}).id;
    const ada = await signedInAs("ada");
    await ada.connect(athlete);
    await house.drain();
    await ada.disconnect();
    strava.control.setFaults({ serverErrors: 1_000_000 });
    await house.drain();
    expect(await house.deps.connections.look("ada")).toBeNull();
  });

  it("twice is no error, and nobody connects while it goes on", async () => {
    const athlete = strava.control.addAthlete({}).id;
    const ada = await signedInAs("ada");
    const otherTab = await ada.linkOn();
    await ada.connect(athlete);
    await ada.disconnect();
    // The first message is lost.
    house.queue.length = 0;
    expect((await ada.disconnect()).to).toBe("/connect");
    const answer = await ada.connect(athlete, [], otherTab);
    expect(answer).toMatchObject({ status: 409, outcome: "being-erased" });
    await house.drain();
    expect(await house.deps.connections.look("ada")).toBeNull();
    expect(strava.control.isConnected(athlete)).toBe(false);
  });

  it("of somebody else is impossible: the form is bound to who is signed in", async () => {
    const athlete = strava.control.addAthlete({}).id;
    const [ada, mallory] = [await signedInAs("ada"), await signedInAs("mallory")];
    await ada.connect(athlete);
    const form = { csrf: await mallory.csrf() };
    const answer = await ada.visit("POST /connect/strava/disconnect", { form });
    expect(answer.status).toBe(403);
    expect((await house.deps.connections.look("ada"))?.state.kind).toBe("connected");
  });
});
