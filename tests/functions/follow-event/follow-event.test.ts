import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { connectionStore } from "../../../functions/adapters/connection-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import { nextSyncAt } from "../../../functions/adapters/sync-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { tokenVault } from "../../../functions/adapters/token-vault.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import { NO_EVENTS } from "../../../functions/follow-event/check-subscription.ts";
import { type FollowDeps, followEvent } from "../../../functions/follow-event/follow-event.ts";
import { isHistory } from "../../../functions/messages/provider-event.ts";
import { correlated } from "../../../functions/shared/events/correlation.ts";
import { endEvent } from "../../../functions/shared/events/event-end.ts";
import { webhookKeys } from "../../../infra/webhooks/strava-keys.ts";
import { type Strava, startCallback, startStrava } from "../../infra/local/strava/make-strava.ts";
import { Killed, killer } from "../../support/crash.ts";
import {
  compareNow,
  type House,
  makeDataKeys,
  makeHint,
  makeHouse,
} from "../../support/make-follow.ts";
import { keepPrinted } from "../../support/printed.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

let table: Table;
let strava: Strava;
let house: House;
let athlete: string;

beforeEach(async () => {
  table = await freshTable();
  strava = await startStrava();
  house = makeHouse(strava, table);
  athlete = strava.control.addAthlete({
    shoes: [
      {
        id: "g1",
        name: "Blue pair",
        startDistanceM: 100_000,
        retired: false,
        notificationDistanceM: 700_000,
      },
    ],
  }).id;
  await house.connect("r1", athlete);
});
afterEach(() => strava.close());

const run = (given = {}) => strava.control.addActivity(athlete, { gearId: "g1", ...given });
const stateOf = async (runnerId = "r1") =>
  (await house.deps.connections.find(runnerId))?.state.kind ?? "none";
const tell = async (hint: Parameters<typeof makeHint>[1], owner = athlete) => {
  house.send(makeHint(owner, hint));
  const [outcome] = await house.drain();
  return outcome;
};
/**
 * The outcome when Strava refuses a token for the first time: access counts as gone only after a second
 * refusal, when no other worker can have a newer token.
 */
const REFUSED_ONCE = "waits: Strava refused the token once";
const LEFT = "left to the comparison: a hundred of this runner today";
const tellTwice = async (hint: Parameters<typeof makeHint>[1]) => {
  house.send(makeHint(athlete, hint));
  const [once, ...outcomes] = await house.drain();
  expect(once).toBe(REFUSED_ONCE);
  return outcomes;
};
/** Everything that names a runner, whether in the runner's own items or in others. */
const leftOf = async (runnerId: string) =>
  (await itemsOf(table)).filter(
    (item) =>
      JSON.stringify(item).includes(`"RUNNER#${runnerId}"`) || item["runnerId"] === runnerId,
  );
const THAT_IT_ENDED = [
  {
    pk: "RUNNER#r1",
    sk: "ENDED#strava",
    v: 1,
    sinceMs: expect.any(Number),
    expiresAt: expect.any(Number),
  },
];
const ended = (sinceMs: number) => {
  return { kind: "lost", provider: "strava", reason: "ended", sinceMs };
};
const atOnce = async (hint: Parameters<typeof makeHint>[1], owner = athlete) => {
  house.send(makeHint(owner, hint));
  const next = house.queue.at(-1);
  if (next === undefined) throw new Error("nothing queued");
  return house.work(next);
};

describe("an event about an activity", () => {
  it("is followed to the truth: the activity as it is now is stored, in our words", async () => {
    const { id } = run({ distanceM: 8000, cadencePerLeg: 80, perceivedExertion: 6 });
    expect(await tell({ objectId: id })).toBe("stored");
    const [stored] = await house.deps.activities.ofSource("r1", "strava");
    expect(stored?.record).toMatchObject({
      source: "strava",
      sourceId: id,
      distanceM: 8000,
      cadenceSpm: 160,
      sessionRpe: 6,
      shoeSourceId: "g1",
    });
  });

  it.each(["create", "update", "delete"] as const)(
    "that says %s of one that is there stores it",
    async (aspect) => {
      const { id } = run();
      await tell({ objectId: id, aspect });
      expect(await house.storedIds()).toEqual([id]);
    },
  );

  it.each(["update", "delete"] as const)(
    "that says %s of one that is gone removes it, once Strava itself says so",
    async (aspect) => {
      const { id } = run();
      await tell({ objectId: id });
      strava.control.remove(id);
      expect(await tell({ objectId: id, aspect })).toBe("removed");
      expect(await house.storedIds()).toEqual([]);
    },
  );

  it("that is new and not to be found yet is looked for again before it counts as gone", async () => {
    house.send(makeHint(athlete, { objectId: "5" }));
    expect(await house.drain()).toEqual([
      "waits: not there yet",
      "waits: not there yet",
      "waits: not there yet",
      "unknown",
    ]);
    house.send(makeHint(athlete, { objectId: "6" }));
    const [first] = house.queue;
    if (first !== undefined) await house.work(first);
    strava.control.addActivity(athlete, { id: "6" });
    expect(await house.drain()).toEqual(["stored"]);
  });

  it("of an unknown owner is dropped, and asks Strava nothing", async () => {
    expect(await tell({ objectId: "5" }, "1")).toBe("nobody's");
  });

  it("of a runner with more than a hundred a day is left to the comparison, and others' are not", async () => {
    strava.control.setLimits({ overall: [9000, 9000], read: [9000, 9000] });
    const other = strava.control.addAthlete({}).id;
    await house.connect("r2", other);
    const { id } = run();
    const outcomes: string[] = [];
    for (let time = 0; time < 125; time += 1) outcomes.push(await atOnce({ objectId: id }));
    expect(outcomes.slice(0, 120)).not.toContain(LEFT);
    expect(outcomes.slice(120)).toEqual(Array(5).fill(LEFT));

    const latest = run();
    expect(await atOnce({ objectId: latest.id })).toBe(LEFT);
    const theirs = strava.control.addActivity(other, {});
    expect(await tell({ objectId: theirs.id }, other)).toBe("stored");
    await house.compare("r1");
    expect(await house.storedIds()).toEqual([id, latest.id]);

    // Another worker has not counted them itself, and still stops soon.
    house = makeHouse(strava, table, { connections: house.deps.connections });
    for (let time = 0; time < 20; time += 1) await atOnce({ objectId: id });
    expect(await atOnce({ objectId: id })).toBe(LEFT);
    strava.clock.advance(DAY_MS);
    expect(await atOnce({ objectId: id })).not.toBe(LEFT);
  });

  it("that says a stored run is deleted is looked into however many came before: no comparison sees one of last year", async () => {
    strava.control.setLimits({ overall: [9000, 9000], read: [9000, 9000] });
    house = makeHouse(strava, table, { connections: house.deps.connections, retention: "keep" });
    const old = run({ startAt: new Date(strava.clock.now() - 400 * DAY_MS).toISOString() });
    for (let time = 0; time < 120; time += 1) await atOnce({ objectId: old.id });
    expect(await atOnce({ objectId: old.id, aspect: "update" })).toBe(LEFT);
    expect(await atOnce({ objectId: "5", aspect: "delete" })).toBe(LEFT);
    expect(await house.storedIds()).toEqual([old.id]);
    strava.control.remove(old.id);
    expect(await atOnce({ objectId: old.id, aspect: "delete" })).toBe("removed");
    expect(await house.storedIds()).toEqual([]);
    expect(await atOnce({ objectId: old.id, aspect: "delete" })).toBe(LEFT);
  });

  it("that was forged for another runner's activity stores nothing", async () => {
    const other = strava.control.addAthlete({}).id;
    await house.connect("r2", other);
    const { id } = run();
    await tell({ objectId: id });
    await tell({ objectId: id, aspect: "delete" }, other);
    expect(await house.storedIds("r1")).toEqual([id]);
    expect(await house.storedIds("r2")).toEqual([]);
  });

  it("that was forged for another's activity stores nothing, even if Strava shows it to them", async () => {
    const other = strava.control.addAthlete({}).id;
    await house.connect("r2", other);
    const token = (await house.deps.connections.find("r1"))?.tokens?.accessToken ?? "";
    const activity = (_: string, id: string) => strava.api.activity(token, id);
    const openStrava = async () => ({ ...strava, api: { ...strava.api, activity } });
    house.send(makeHint(other, { objectId: run().id }));
    const [forged] = house.queue;
    if (forged === undefined) throw new Error("nothing queued");
    const outcome = await house.work(forged, { ...house.deps, openStrava });
    expect(outcome).toBe("another athlete's");
    expect(await house.storedIds("r2")).toEqual([]);
  });

  it("leaves the later answer, whichever of two workers writes last", async () => {
    const { id } = run({ distanceM: 5000 });
    const early = await house.deps.activities.ofSource("r1", "strava");
    expect(early).toEqual([]);
    await tell({ objectId: id });
    const [stored] = await house.deps.activities.ofSource("r1", "strava");
    if (stored === undefined) throw new Error("nothing stored");
    const store = toldActivityStore(table, strava.clock.now);
    const told = { atMs: strava.clock.now() - 1, untilMs: null, detailAtMs: null };
    const outdated = { ...stored.record, distanceM: 1 };
    expect(await store.save("r1", outdated, told)).toBe("outdated");
    await store.remove("r1", stored.record, strava.clock.now());
    expect(await store.save("r1", outdated, told)).toBe("outdated");
    expect(await house.storedIds()).toEqual([]);
  });
});

describe("what Strava answers", () => {
  it.each([
    ["serverErrors", "failed: Strava gave no answer: status 503"],
    ["cutConnections", "failed: Strava gave no answer: no-connection "],
    ["lostAnswers", "failed: Strava gave no answer: no-connection "],
  ] as const)("%s: the message is tried again, and nothing is lost", async (fault, outcome) => {
    const { id } = run();
    strava.control.setFaults({ [fault]: 1 });
    expect(await atOnce({ objectId: id })).toBe(outcome);
    await house.drain();
    expect(await house.storedIds()).toEqual([id]);
  });

  it("the application has lapsed: the operator's alarm words, and no runner is blamed", async () => {
    const { id } = run();
    strava.control.setFaults({ applicationInactive: true });
    expect(await atOnce({ objectId: id })).toBe(
      "failed: Strava refuses the application: inactive.",
    );
    expect(await stateOf()).toBe("connected");
    strava.control.setFaults({ applicationInactive: false });
    await house.drain();
    expect(await house.storedIds()).toEqual([id]);
  });

  it("the limit is reached: the message waits in the queue, and others ask nothing meanwhile", async () => {
    strava.control.setLimits({ overall: [200, 2000], read: [2, 1000] });
    const made = [run(), run(), run(), run()];
    for (const { id } of made) house.send(makeHint(athlete, { objectId: id }));
    const outcomes: string[] = [];
    for (const queued of [...house.queue]) outcomes.push(await house.work(queued));
    // One of the two calls; the other is the reserve.
    expect(outcomes).toEqual(["stored", ...Array(3).fill("waits: Strava's limit")]);
    for (const { dueMs } of house.queue)
      expect(dueMs - strava.clock.now()).toBeLessThanOrEqual(900_000);
    await house.drain();
    expect(await house.storedIds()).toHaveLength(4);
  });

  it("few calls are left: a comparison leaves them to runs, and ends when there are more", async () => {
    await house.compare("r1");
    strava.clock.advance(DAY_MS);
    strava.control.setLimits({ overall: [200, 2000], read: [10, 1000] });
    const made = Array.from({ length: 8 }, () => run());
    for (const { id } of made.slice(0, 7)) await tell({ objectId: id });
    house.send(compareNow("r1"));
    const [night] = house.queue;
    if (night === undefined) throw new Error("nothing queued");
    // Three of the ten calls are left: two are kept for newcomers, and one for a run.
    expect(await house.work(night)).toBe("waits: Strava's limit");
    expect(await atOnce({ objectId: made[7]?.id ?? "" })).toBe("stored");
    const outcomes = await house.drain();
    expect(outcomes.at(-1)).toMatch(/^reconciled: 8 listed/);
  });

  it("comparisons have used up their share of the day: a runner who just connected need not wait for the next", async () => {
    strava.control.setLimits({ overall: [200, 2000], read: [100, 100] });
    await house.compare("r1");
    const { tokens } = (await house.deps.connections.find("r1")) ?? {};
    for (let n = 0; n < 67; n++) await strava.api.athlete(tokens?.accessToken ?? "");
    const newcomer = strava.control.addAthlete({}).id;
    await house.connect("r2", newcomer);
    for (const runnerId of ["r1", "r2"]) house.send(compareNow(runnerId));
    const outcomes: string[] = [];
    for (const queued of [...house.queue]) outcomes.push(await house.work(queued));
    expect(outcomes).toEqual([
      "waits: Strava's limit",
      expect.stringMatching(/^reconciled: 0 listed/),
    ]);
    house.queue.length = 0;
    house.send(compareNow("r2"));
    const [again] = house.queue;
    expect(again && (await house.work(again))).toBe("waits: Strava's limit");
  });

  it("a permission is missing: the runner is asked once and nothing more is fetched", async () => {
    const other = strava.control.addAthlete({}).id;
    const tokens = await strava.connect(other, ["activity:read"]);
    await house.deps.connections.connect(
      { runnerId: "r2", accountId: other, granted: [], tokens },
      strava.clock.now(),
    );
    strava.control.revoke(other);
    const back = await strava.control.approve(
      strava.oauth.authorizeUrl({ state: "s", askAgain: true }),
      { athleteId: other, untick: ["activity:read", "activity:read_all"] },
    );
    const form = {
      client_id: strava.application.clientId,
      client_secret: strava.application.clientSecret,
    };
    const response = await fetch(`${strava.oauthBaseUrl}/token`, {
      method: "POST",
      body: new URLSearchParams({
        ...form,
        grant_type: "authorization_code",
        code: back.searchParams.get("code") ?? "",
      }),
    });
    const answer: { access_token?: string; refresh_token?: string } = JSON.parse(
      await response.text(),
    );
    await house.deps.connections.connect(
      {
        runnerId: "r2",
        accountId: other,
        granted: ["read"],
        tokens: {
          accessToken: answer.access_token ?? "",
          refreshToken: answer.refresh_token ?? "",
          expiresAtMs: strava.clock.now() + 6 * HOUR_MS,
        },
      },
      strava.clock.now(),
    );
    expect(await tell({ objectId: "5" }, other)).toBe("needs consent: missing-scope");
    expect((await house.deps.connections.find("r2"))?.state).toMatchObject({
      reason: "missing-scope",
      missing: ["activity:read_permission"],
    });
    expect(await tell({ objectId: "5" }, other)).toBe("needs consent");
    // Only the runner can give it: nobody else is asked at night.
    const before = strava.calls.length;
    expect(await house.compare("r2")).toEqual(["needs consent"]);
    expect(strava.calls).toHaveLength(before);
  });
});

describe("tokens", () => {
  it("that end soon are refreshed and stored before they are used", async () => {
    const { id } = run();
    const before = await house.deps.connections.find("r1");
    strava.clock.advance(6 * HOUR_MS);
    expect(await tell({ objectId: id })).toBe("stored");
    const after = await house.deps.connections.find("r1");
    expect(after?.tokens?.refreshToken).not.toBe(before?.tokens?.refreshToken);
    expect(after?.tokenVersion).not.toBe(before?.tokenVersion);
  });

  it("refused without a word from the runner: asked for consent, nothing erased for 30 days", async () => {
    const { id } = run();
    await tell({ objectId: id });
    strava.control.revoke(athlete);
    expect(await tellTwice({ objectId: id })).toEqual(["needs consent: refused"]);
    expect(await house.compare("r1")).toEqual(["needs consent: still refused"]);
    strava.clock.advance(29 * DAY_MS);
    expect(await house.compare("r1")).toEqual(["needs consent: still refused"]);
    strava.clock.advance(2 * DAY_MS);
    expect(await house.compare("r1")).toEqual(["waits: erased once", "erased"]);
    expect(await leftOf("r1")).toEqual(THAT_IT_ENDED);
  });

  it("refused, and granted again by the runner: goes on as before", async () => {
    strava.control.revoke(athlete);
    strava.clock.advance(6 * HOUR_MS);
    const { id } = run();
    await tell({ objectId: id });
    expect(await stateOf()).toBe("needs-consent");
    expect(await house.connect("r1", athlete)).toBe("connected");
    expect(await tell({ objectId: id })).toBe("stored");
  });

  it("that Strava gives back as they were cost no write, however many workers refresh them", async () => {
    const quiet = await startStrava({ rotatesRefreshTokens: false });
    try {
      const steady = makeHouse(quiet, await freshTable());
      const { id: owner } = quiet.control.addAthlete({});
      await steady.connect("r1", owner);
      const before = await steady.deps.connections.find("r1");
      quiet.clock.advance(6 * HOUR_MS);
      for (let runs = 0; runs < 3; runs++) {
        const { id: objectId } = quiet.control.addActivity(owner, {});
        steady.send(makeHint(owner, { objectId }));
      }
      const outcomes = await Promise.all([...steady.queue].map((queued) => steady.work(queued)));
      expect(outcomes).toEqual(["stored", "stored", "stored"]);
      expect(await steady.deps.connections.find("r1")).toEqual(before);
    } finally {
      await quiet.close();
    }
  });

  it("refused for a moment are good again, and the next refusal counts as the first", async () => {
    const { id } = run();
    strava.clock.advance(6 * HOUR_MS);
    const connection = await house.deps.connections.find("r1");
    if (connection === null) throw new Error("no connection");
    await house.deps.connections.noteRefusal(connection, strava.clock.now());
    strava.clock.advance(DAY_MS);
    expect(await tell({ objectId: id })).toBe("stored");
    expect((await house.deps.connections.find("r1"))?.refusedAtMs).toBeUndefined();
    strava.control.revoke(athlete);
    strava.clock.advance(DAY_MS);
    expect(await tellTwice({ objectId: id })).toEqual(["needs consent: refused"]);
  });

  it("refused for a moment while they are good are asked for anew, so that no note grows old", async () => {
    const connection = await house.deps.connections.find("r1");
    if (connection === null) throw new Error("no connection");
    await house.deps.connections.noteRefusal(connection, strava.clock.now());
    expect(await tell({ objectId: run().id })).toBe("stored");
    expect((await house.deps.connections.find("r1"))?.refusedAtMs).toBeUndefined();
  });

  it.each([
    ["no answer came", "Strava gave no token."],
    ["they could not be stored", "throttled"],
  ])(
    "that may be lost, as %s, are no proof, not even with Strava's word",
    async (what, failure) => {
      strava.clock.advance(6 * HOUR_MS);
      const { id } = run();
      house.send(makeHint(athlete, { objectId: id }));
      const [queued] = house.queue;
      if (queued === undefined) throw new Error("nothing queued");
      const { connections } = house.deps;
      const saveTokens = async () => {
        throw new Error("throttled");
      };
      if (what === "no answer came") strava.control.setFaults({ lostAnswers: 1 });
      const isStored = what === "no answer came";
      const broken = { ...house.deps, connections: { ...connections, saveTokens } };
      expect(await house.work(queued, isStored ? house.deps : broken)).toBe(`failed: ${failure}`);
      const revoked = { object: "athlete", aspect: "update", revokesAccess: true } as const;
      house.send(makeHint(athlete, { ...revoked, objectId: athlete }));
      await house.drain();
      expect(await stateOf()).toBe("needs-consent");
      strava.clock.advance(20 * DAY_MS);
      expect(await tell({ ...revoked, objectId: athlete })).toBe("needs consent");
      expect(await house.connect("r1", athlete)).toBe("connected");
      expect(await tell({ objectId: id })).toBe("stored");
    },
  );

  describe("that Strava refuses, though it has just given them,", () => {
    const REFUSED = "waits: Strava refuses a token that it has just given";
    const night = () => ({ ...compareNow("r1"), askedAtMs: strava.clock.now() });
    /** Works on whatever is due until that many hours have passed. */
    const pass = async (hours: number) => {
      const endMs = strava.clock.now() + hours * HOUR_MS;
      const outcomes: string[] = [];
      for (;;) {
        const [next] = house.queue.toSorted((a, b) => a.dueMs - b.dueMs);
        if (next === undefined || next.dueMs > endMs) break;
        strava.clock.advance(Math.max(0, next.dueMs - strava.clock.now()));
        outcomes.push(await house.work(next));
      }
      strava.clock.advance(endMs - strava.clock.now());
      return outcomes;
    };
    const callsOf = (what: string) => strava.calls.filter((called) => called.includes(what)).length;

    it("for hours ask nobody for consent, and every message waits and is done in the end", async () => {
      const { id } = run();
      strava.control.setFaults({ refusesTokens: true });
      house.send(makeHint(athlete, { objectId: id }));
      house.send(night());
      const outcomes = await pass(20);
      expect(new Set(outcomes)).toEqual(new Set([REFUSED]));
      expect(await stateOf()).toBe("connected");
      expect(house.asked).toEqual([]);
      strava.control.setFaults({ refusesTokens: false });
      const after = await house.drain();
      expect(after).toContain("stored");
      expect(after).toContainEqual(expect.stringMatching(/^reconciled: 1 listed/));
      expect((await house.deps.connections.find("r1"))?.callsRefused).toBeUndefined();
    });

    it("count as failed calls, so that the owner's dashboard shows why no run comes", async () => {
      const printed = keepPrinted();
      strava.control.setFaults({ refusesTokens: true });
      await correlated("an event", async () => {
        expect(await atOnce({ objectId: run().id })).toBe(REFUSED);
        endEvent();
      });
      vi.restoreAllMocks();
      expect(printed.join("")).toContain('"TokensRefused":1');
    });

    it("are tried less and less often, however many messages wait, and no attempt is used up", async () => {
      strava.control.setFaults({ refusesTokens: true });
      for (let n = 0; n < 10; n++) house.send(makeHint(athlete, { objectId: run().id }));
      strava.calls.length = 0;
      const outcomes = await pass(23);
      expect(outcomes.some((outcome) => outcome.startsWith("failed"))).toBe(false);
      // Two at once, then after 1, 2, 4, … 64 minutes, then hourly.
      expect(callsOf("/activities/")).toBe(2 + 7 + 21);
      expect(house.queue).toHaveLength(10);
    });

    it("for a day end in consent being asked for, once, and in no waiting message", async () => {
      strava.control.setFaults({ refusesTokens: true });
      const sinceMs = strava.clock.now() + DAY_MS;
      house.send(makeHint(athlete, { objectId: run().id }));
      house.send(makeHint(athlete, { objectId: run().id }));
      const outcomes = await pass(25);
      expect(outcomes.slice(-2)).toEqual(["needs consent: refused", "needs consent"]);
      expect(house.queue).toEqual([]);
      const asked = { kind: "needs-consent", reason: "refused", missing: [], sinceMs };
      expect((await house.deps.connections.find("r1"))?.state).toEqual(asked);
      // Strava still gives tokens, so each night tries again. It is the same loss, of which the runner has
      // been told (nudges go by its date).
      for (let nights = 0; nights < 3; nights++) {
        strava.clock.advance(DAY_MS);
        house.send(night());
        expect(await house.drain()).toEqual(["needs consent: refused"]);
        expect((await house.deps.connections.find("r1"))?.state).toEqual(asked);
      }
    });

    it("for longer are good again at the first night that is answered, and the next outage is a new one", async () => {
      strava.control.setFaults({ refusesTokens: true });
      house.send(makeHint(athlete, { objectId: run().id }));
      await pass(30);
      expect(await stateOf()).toBe("needs-consent");
      strava.control.setFaults({ refusesTokens: false });
      house.send(night());
      expect(await house.drain()).toEqual([expect.stringMatching(/^reconciled: 1 listed/)]);
      expect(await stateOf()).toBe("connected");
      strava.control.setFaults({ refusesTokens: true });
      expect(await atOnce({ objectId: run().id })).toBe(REFUSED);
    });

    it("for runs alone, while it lists them, are tried ever more rarely too, and end in consent being asked for", async () => {
      run();
      const sinceMs = strava.clock.now() + DAY_MS;
      const openStrava = async () => {
        const client = await house.deps.openStrava();
        const activity = async () => ({ kind: "unauthorized", budget: null }) as const;
        return { ...client, api: { ...client.api, activity } };
      };
      house.send(night());
      strava.calls.length = 0;
      for (let tries = 0; tries < 200; tries++) {
        const [next] = house.queue;
        if (next === undefined) break;
        strava.clock.advance(Math.max(0, next.dueMs - strava.clock.now()));
        await house.work(next, { ...house.deps, openStrava });
      }
      expect(house.queue).toEqual([]);
      // Two pages each time, the last of them empty.
      expect(callsOf("/athlete/activities")).toBe(2 * 31);
      const asked = { kind: "needs-consent", reason: "refused", missing: [], sinceMs };
      expect((await house.deps.connections.find("r1"))?.state).toEqual(asked);
    });

    it("of which many meet one message's time make one try", async () => {
      strava.control.setFaults({ refusesTokens: true });
      for (let n = 0; n < 5; n++) house.send(makeHint(athlete, { objectId: run().id }));
      await pass(0.01);
      strava.clock.advance(60_000);
      strava.calls.length = 0;
      const outcomes = await Promise.all([...house.queue].map((queued) => house.work(queued)));
      expect(callsOf("/activities/")).toBe(1);
      expect(outcomes.every((outcome) => outcome.startsWith("waits: "))).toBe(true);
    });

    it("cost one comparison in the end, though several nights asked for it", async () => {
      strava.control.setFaults({ refusesTokens: true });
      house.send(night());
      await pass(12);
      house.send(night());
      await pass(1);
      strava.control.setFaults({ refusesTokens: false });
      const outcomes = (await house.drain()).filter((outcome) => outcome !== REFUSED);
      expect(outcomes).toEqual([expect.stringMatching(/^reconciled/), "compared since"]);
    });

    it("don't hide that the runner has withdrawn access meanwhile", async () => {
      strava.control.setFaults({ refusesTokens: true });
      house.send(makeHint(athlete, { objectId: run().id }));
      await pass(1);
      strava.control.revoke(athlete);
      const word = { object: "athlete", aspect: "update", revokesAccess: true } as const;
      expect(await tellTwice({ ...word, objectId: athlete })).toContain("erased");
      expect(await leftOf("r1")).toEqual(THAT_IT_ENDED);
    });

    it("let the runner leave", async () => {
      strava.control.setFaults({ refusesTokens: true });
      house.send(makeHint(athlete, { objectId: run().id }));
      await pass(1);
      await house.deps.connections.beginLeaving("r1", strava.clock.now());
      house.send({ kind: "leave", provider: "strava", runnerId: "r1" });
      await house.drain();
      expect(await house.deps.connections.find("r1")).toBeNull();
      expect(strava.control.isConnected(athlete)).toBe(false);
    });
  });

  it("lie in the table encrypted, and open nothing in another runner's item", async () => {
    const connection = await house.deps.connections.find("r1");
    const stored = JSON.stringify(await itemsOf(table));
    expect(stored).not.toContain(connection?.tokens?.accessToken);
    expect(stored).not.toContain(connection?.tokens?.refreshToken);
  });
});

describe("an account", () => {
  it("belongs to one runner, and a runner has one account", async () => {
    expect(await house.connect("r2", athlete)).toBe("account-taken");
    const other = strava.control.addAthlete({}).id;
    expect(await house.connect("r1", other)).toBe("other-account");
    expect(await house.deps.connections.ownerOf(athlete)).toBe("r1");
  });

  it("that a runner began to connect, and didn't, brings them nothing", async () => {
    const other = strava.control.addAthlete({}).id;
    const tokens = { accessToken: "a", refreshToken: "r", expiresAtMs: strava.clock.now() };
    const given = { runnerId: "r9", accountId: other, granted: [], tokens };
    // It ends once it has looked what is there, and noted whose the account is.
    const page = killer(2, "after");
    await expect(
      connectionStore(page.table(table), tokenVault(makeDataKeys())).connect(
        given,
        strava.clock.now(),
      ),
    ).rejects.toThrow(Killed);
    expect(await house.connect("r9", strava.control.addAthlete({}).id)).toBe("connected");
    expect(await house.deps.connections.ownerOf(other)).toBe("r9");
    const { id } = strava.control.addActivity(other, {});
    house.send(makeHint(other, { objectId: id }));
    expect(await house.drain()).toEqual(["nobody's"]);
  });

  it("has its nightly comparison between 00:10 and 04:10 UTC, always later than now", () => {
    for (const id of ["r1", "r2", "r3", "someone"]) {
      const next = nextSyncAt(id, "2026-11-22T12:00:00.000Z");
      expect(next > "2026-11-23T00:10" && next < "2026-11-23T04:10").toBe(true);
      expect(nextSyncAt(id, next)).toBe(new Date(Date.parse(next) + DAY_MS).toISOString());
    }
  });
});

describe("access taken back", () => {
  const revoked = () => ({
    object: "athlete" as const,
    objectId: athlete,
    aspect: "update" as const,
    revokesAccess: true,
  });

  it("and confirmed by Strava: tokens, pointer, runs and shoes are erased, nobody else's", async () => {
    const other = strava.control.addAthlete({}).id;
    await house.connect("r2", other);
    const theirs = strava.control.addActivity(other, {});
    await tell({ objectId: theirs.id }, other);
    await tell({ objectId: run().id });
    await house.compare("r1");
    strava.control.revoke(athlete);
    expect(await tellTwice(revoked())).toEqual(["waits: erased once", "erased"]);
    expect(await leftOf("r1")).toEqual(THAT_IT_ENDED);
    expect(await house.deps.connections.ownerOf(athlete)).toBeNull();
    expect(await house.storedIds("r2")).toEqual([theirs.id]);
  });

  it("only by hearsay changes nothing", async () => {
    const { id } = run();
    await tell({ objectId: id });
    expect(await tell(revoked())).toBe("access was not taken back");
    expect(await stateOf()).toBe("connected");
    expect(await house.storedIds()).toEqual([id]);
  });

  it("is not what an athlete's other changes are about, and Strava is asked nothing", async () => {
    const before = strava.calls.length;
    strava.clock.advance(6 * HOUR_MS);
    expect(await tell({ ...revoked(), revokesAccess: false })).toBe("nothing of ours changed");
    expect(strava.calls).toHaveLength(before);
  });

  it("while a worker still writes: what it writes late is erased too", async () => {
    const { id } = run();
    await tell({ objectId: id });
    const [late] = await house.deps.activities.ofSource("r1", "strava");
    strava.control.revoke(athlete);
    expect(await atOnce(revoked())).toBe(REFUSED_ONCE);
    expect(await leftOf("r1")).not.toEqual(THAT_IT_ENDED);
    house.queue.length = 0;
    strava.clock.advance(90_000);
    expect(await atOnce(revoked())).toBe("waits: erased once");
    // The message that goes on with the erasure does not wait behind a night's comparisons.
    expect(house.queue.map(({ message }) => isHistory(message))).toEqual([false]);
    if (late === undefined) throw new Error("nothing stored");
    const told = { atMs: strava.clock.now(), untilMs: null, detailAtMs: null };
    await house.deps.activities.save("r1", late.record, told);
    expect(await house.connect("r1", athlete)).toBe("being-erased");
    expect(await house.drain()).toEqual(["erased"]);
    expect(await leftOf("r1")).toEqual(THAT_IT_ENDED);
    expect(await house.connect("r1", athlete)).toBe("connected");
  });
});

describe("a word of leaving", () => {
  it.each([
    ["and Strava gives the same one", false],
    ["and Strava gave another", true],
  ])("gives the access back where the newest token lived in a worker, %s", async (_, rotates) => {
    const other = await startStrava({ rotatesRefreshTokens: rotates });
    try {
      const left = makeHouse(other, await freshTable());
      const { id: owner } = other.control.addAthlete({});
      await left.connect("r1", owner);
      other.clock.advance(5.9 * HOUR_MS);
      left.send(makeHint(owner, { objectId: other.control.addActivity(owner, {}).id }));
      expect(await left.drain()).toEqual(["stored"]);
      await left.deps.connections.beginLeaving("r1", other.clock.now());
      left.send({ kind: "leave", provider: "strava", runnerId: "r1" });
      await left.drain();
      expect(other.control.isConnected(owner)).toBe(false);
      expect(await left.deps.connections.find("r1")).toBeNull();
    } finally {
      await other.close();
    }
  });

  it("that falls into a night which finds the runner's consent again still holds", async () => {
    strava.clock.advance(7 * HOUR_MS);
    const { connections } = house.deps;
    const seen = await connections.find("r1");
    if (seen === null) throw new Error("no connection");
    const why = { reason: "refused", missing: [], mayBeOurs: false } as const;
    await connections.askConsent(seen, why, strava.clock.now());
    house.send(compareNow("r1"));
    const [night] = house.queue;
    if (night === undefined) throw new Error("nothing queued");
    const refresh = async (token: string) => {
      const answer = await strava.oauth.refresh(token);
      expect(await connections.beginLeaving("r1", strava.clock.now())).toBe("begun");
      return answer;
    };
    const openStrava = async () => ({ ...strava, oauth: { ...strava.oauth, refresh } });
    await house.work(night, { ...house.deps, openStrava });
    house.send({ kind: "leave", provider: "strava", runnerId: "r1" });
    await house.drain();
    expect(await connections.find("r1")).toBeNull();
    expect(strava.control.isConnected(athlete)).toBe(false);
  });

  it("lets the runner go where the owner has taken Strava's secret away, and fails for whoever stays", async () => {
    const { id } = run();
    await tell({ objectId: id });
    const without = { ...house.deps, openStrava: async () => null };
    const work = (kind: "leave" | "reconcile") =>
      followEvent({ kind, provider: "strava", runnerId: "r1" }, without);
    await expect(work("reconcile")).rejects.toThrow("Strava's secret is missing.");
    expect(await house.storedIds()).toEqual([id]);
    await house.deps.connections.beginLeaving("r1", strava.clock.now());
    expect(await work("leave")).toEqual({ outcome: "waits: erased once" });
    expect(await house.storedIds()).toEqual([]);
    strava.clock.advance(3 * 60_000);
    expect(await work("leave")).toEqual({ outcome: "erased" });
    expect(await house.deps.connections.find("r1")).toBeNull();
  });

  describe("where the key to the tokens can't be used", () => {
    /** The house of the same table, whose workers have another key. */
    const keyless = () => makeHouse(strava, table);
    const leave = async (from: House) => {
      await from.deps.connections.beginLeaving("r1", strava.clock.now());
      from.send({ kind: "leave", provider: "strava", runnerId: "r1" });
    };

    it("erases at once what came from there, and lets the runner go after a day", async () => {
      await tell({ objectId: run().id });
      const without = keyless();
      await leave(without);
      const [first] = without.queue;
      if (first === undefined) throw new Error("nothing queued");
      expect(await without.work(first)).toBe("waits: the key to the tokens is lost");
      expect(await house.storedIds()).toEqual([]);
      const beganMs = strava.clock.now();
      expect((await without.drain()).slice(-2)).toEqual(["waits: erased once", "erased"]);
      expect((strava.clock.now() - beganMs) / HOUR_MS).toBeCloseTo(24, 0);
      expect(await house.deps.connections.look("r1")).toBeNull();
    });

    it("gives the access back where the key is there again in time", async () => {
      const without = keyless();
      await leave(without);
      const [first] = without.queue;
      if (first === undefined) throw new Error("nothing queued");
      await without.work(first);
      house.queue.push(...without.queue);
      await house.drain();
      expect(strava.control.isConnected(athlete)).toBe(false);
      expect(await house.deps.connections.look("r1")).toBeNull();
    });

    /** The first leave message, worked on while KMS ends each attempt to open the key in this way. */
    const leaveWhile = async (name: string) => {
      await leave(house);
      strava.clock.advance(LATE_MS);
      const keys = makeDataKeys();
      keys.fail(Object.assign(new Error(name), { name }));
      const connections = connectionStore(table, tokenVault(keys, strava.clock.now));
      const [first] = house.queue;
      if (first === undefined) throw new Error("nothing queued");
      const outcome = await house.work(first, { ...house.deps, connections });
      return { outcome, message: first.message };
    };
    const LATE_MS = 25 * HOUR_MS;

    it.each([
      "AccessDeniedException",
      "DependencyTimeoutException",
      "KMSInternalException",
      "KeyUnavailableException",
      "ThrottlingException",
      "TimeoutError",
    ])("forgets no access over one %s, however late it is", async (name) => {
      const { outcome, message } = await leaveWhile(name);
      expect(outcome).toBe(`failed: ${name}`);
      expect(await stateOf()).toBe("leaving");
      await house.work({ message, dueMs: 0 });
      expect(strava.control.isConnected(athlete)).toBe(false);
    });

    it.each([
      "DisabledException",
      "IncorrectKeyException",
      "InvalidCiphertextException",
      "KMSInvalidStateException",
      "NotFoundException",
    ])("lets the runner go after a day of %s", async (name) => {
      expect((await leaveWhile(name)).outcome).toBe("waits: erased once");
    });

    it("fails for whoever stays, whose access it doesn't end", async () => {
      const without = keyless();
      without.send(compareNow("r1"));
      const [night] = without.queue;
      if (night === undefined) throw new Error("nothing queued");
      expect(await without.work(night)).toBe("failed: No such key.");
      expect(await stateOf()).toBe("connected");
    });
  });

  it("that comes when the runner has said yes again changes nothing", async () => {
    const { id } = run();
    await tell({ objectId: id });
    house.send({ kind: "leave", provider: "strava", runnerId: "r1" });
    expect(await house.drain()).toEqual(["stays"]);
    expect(await stateOf()).toBe("connected");
    expect(await house.storedIds()).toEqual([id]);
  });
});

describe("the daily look at Strava's subscription", () => {
  const look = async (changed: Partial<FollowDeps> = {}) =>
    (await followEvent({ kind: "subscription", provider: "strava" }, { ...house.deps, ...changed }))
      .outcome;
  const subscribe = async () => {
    const { verifyToken, verifyTokenHash } = webhookKeys("secret");
    const callback = await startCallback(verifyTokenHash);
    const made = await strava.subscriptions.create({ callbackUrl: callback.url, verifyToken });
    await callback.close();
    if (made.kind !== "ok") throw new Error(made.kind);
    return made.value;
  };

  it("finds it, and says so where somebody has ended it", async () => {
    const subscriptionId = await subscribe();
    expect(await look({ subscriptionId })).toBe("Strava sends events");
    await strava.subscriptions.remove(subscriptionId);
    expect(await look({ subscriptionId })).toBe(NO_EVENTS);
    expect(await look()).toBe(NO_EVENTS);
  });

  it("says so where another app has taken it", async () => {
    const subscriptionId = await subscribe();
    await strava.subscriptions.remove(subscriptionId);
    await subscribe();
    expect(await look({ subscriptionId })).toBe(NO_EVENTS);
    // Which one is ours isn't known.
    expect(await look()).toBe("Strava sends events");
  });

  it("rings for nothing while Strava doesn't answer, nor without Strava", async () => {
    const list = async () =>
      ({ kind: "unavailable", reason: "timeout", status: null, said: null, budget: null }) as const;
    const openStrava = async () => ({ ...strava, subscriptions: { list } });
    expect(await look({ openStrava })).toBe(
      "Strava doesn't say whether it sends events: unavailable",
    );
    expect(await look({ openStrava: async () => null })).toBe("Strava isn't set up");
  });
});

describe("the nightly comparison", () => {
  const compare = async () => {
    return (await house.compare("r1")).at(-1);
  };

  it("forgets a pair that Strava no longer knows", async () => {
    await tell({ objectId: run().id });
    await compare();
    const pairs = () => shoeStore(table, strava.clock.now).all("r1");
    expect(await pairs()).toHaveLength(1);
    strava.clock.advance(DAY_MS);
    strava.control.removeShoe(athlete, "g1");
    await compare();
    expect(await pairs()).toEqual([]);
  });

  /** The same comparison with some of Strava's answers replaced. */
  const compareWith = async (
    api: Partial<(typeof strava)["api"]>,
    deps: typeof house.deps = house.deps,
  ) => {
    house.send(compareNow("r1"));
    const [night] = house.queue;
    if (night === undefined) throw new Error("nothing queued");
    const openStrava = async () => ({ ...strava, api: { ...strava.api, ...api } });
    return house.work(night, { ...deps, openStrava });
  };
  const unusable = (status: number) =>
    ({ kind: "unavailable", reason: "status", status, said: null, budget: null }) as const;

  it("is not held up by one run whose own page Strava can't show, for as long as that lasts", async () => {
    const [good, bad] = [run({ perceivedExertion: 3 }), run({ perceivedExertion: 8 })];
    const activity: typeof strava.api.activity = async (token, id) =>
      id === bad.id ? unusable(500) : strava.api.activity(token, id);
    const told = async () =>
      new Map(
        (await house.deps.activities.ofSource("r1", "strava")).map(({ record }) => [
          record.sourceId,
          record.sessionRpe,
        ]),
      );
    for (const _night of [1, 2]) {
      expect(await compareWith({ activity })).toMatch(/^reconciled: 2 listed/);
      expect(await told()).toEqual(
        new Map([
          [good.id, 3],
          [bad.id, null],
        ]),
      );
      strava.clock.advance(DAY_MS);
    }
    expect((await house.deps.connections.find("r1"))?.completeUntilMs).toBeGreaterThan(
      strava.clock.now(),
    );
    await compare();
    expect((await told()).get(bad.id)).toBe(8);
  });

  it("keeps every run to its promise where such a page had told an exertion before", async () => {
    house = makeHouse(strava, table, { compareNights: 4 });
    await house.connect("r1", athlete);
    const { id } = run({ perceivedExertion: 6 });
    await compare();
    strava.clock.advance(4 * DAY_MS);
    const activity = async () => unusable(500);
    expect(await compareWith({ activity })).toMatch(/^reconciled: 1 listed/);
    const [stored] = await house.deps.activities.ofSource("r1", "strava");
    expect(stored?.record).toMatchObject({ sourceId: id, sessionRpe: null });
    const untilMs = (await house.deps.connections.find("r1"))?.completeUntilMs ?? 0;
    expect(untilMs).toBeGreaterThan(strava.clock.now() + 4 * DAY_MS);
    expect(stored?.untilMs).toBeGreaterThanOrEqual(untilMs);
  });

  it("looks at the pages of a hundred activities at most, runs first and then the newest, and stores all of them", async () => {
    strava.control.setLimits({ overall: [9000, 9000], read: [9000, 9000] });
    const at = (daysAgo: number) => new Date(strava.clock.now() - daysAgo * DAY_MS).toISOString();
    const old = run({ startAt: at(20) });
    const walks = Array.from({ length: 120 }, (_, i) =>
      run({ startAt: at(1 + i / 100), sportType: "Walk" }),
    );
    const looked: string[] = [];
    const activity: typeof strava.api.activity = async (token, id) => {
      looked.push(id);
      return strava.api.activity(token, id);
    };
    expect(await compareWith({ activity })).toMatch(/^reconciled: 121 listed/);
    expect([...looked].sort()).toEqual([old, ...walks.slice(0, 99)].map(({ id }) => id).sort());
    expect(await house.storedIds()).toHaveLength(121);
  });

  describe("of a runner with many pairs", () => {
    const connectWith = (pairs: number) => {
      const shoes = Array.from({ length: pairs }, (_, i) => ({
        id: `g${i}`,
        name: `Pair ${i}`,
        startDistanceM: 0,
        retired: false,
        notificationDistanceM: 700_000,
      }));
      strava.control.setLimits({ overall: [9000, 9000], read: [9000, 9000] });
      return house.connect("r2", strava.control.addAthlete({ shoes }).id);
    };
    const told = async () => {
      const all = await shoeStore(table, strava.clock.now).all("r2");
      return all.filter(({ providerDistanceM }) => providerDistanceM !== null).length;
    };
    const compared = async () => {
      await house.compare("r2");
      return told();
    };

    it("asks about a hundred at most, and about the others in the nights after", async () => {
      await connectWith(120);
      expect(await compared()).toBe(100);
      strava.clock.advance(DAY_MS);
      expect(await compared()).toBe(120);
      strava.clock.advance(DAY_MS);
      expect(await compared()).toBe(120);
    });

    it("knows all those of twelve years until it comes again, also every fourth night", async () => {
      house = makeHouse(strava, table, { compareNights: 4 });
      await connectWith(70);
      for (let time = 0; time < 3; time += 1) {
        await compared();
        strava.clock.advance(4 * DAY_MS);
        expect(await told()).toBe(70);
      }
    });
  });

  it("comes again later where Strava shows hardly any page", async () => {
    for (let made = 0; made < 5; made++) run();
    expect(await compareWith({ activity: async () => unusable(503) })).toMatch(/^failed: .* 503/);
    expect(house.queue).toHaveLength(1);
  });

  it("removes no run whose own page Strava can't show", async () => {
    const { id } = run();
    await compare();
    strava.control.remove(id);
    expect(await compareWith({ activity: async () => unusable(500) })).toMatch(/^failed: .* 500/);
    expect(await house.storedIds()).toEqual([id]);
  });

  it("is not held up by a pair that Strava can't show, and keeps what the runner set for it", async () => {
    await tell({ objectId: run().id });
    await compare();
    strava.clock.advance(DAY_MS);
    const gear = async () => unusable(500);
    expect(await compareWith({ gear })).toMatch(/^reconciled: 1 listed/);
    expect(await shoeStore(table, strava.clock.now).all("r1")).toMatchObject([
      { sourceId: "g1", providerDistanceM: 105_000 },
    ]);
  });

  it("asks for no shoes where the runner kept them back, and for no permission because of them", async () => {
    const tokens = await strava.connect(athlete, ["profile:read_all"]);
    const granted = ["read", "activity:read", "activity:read_all"];
    const connection = { runnerId: "r1", accountId: athlete, granted, tokens };
    await house.deps.connections.connect(connection, strava.clock.now());
    const { id } = run();
    expect(await compare()).toMatch(/^reconciled: 1 listed/);
    expect(await house.storedIds()).toEqual([id]);
    expect(await stateOf()).toBe("connected");
    expect(await shoeStore(table, strava.clock.now).all("r1")).toEqual([]);
  });

  it("keeps what only a run's own page tells until it would not last to the next comparison", async () => {
    // So old that its page is not asked for again.
    const startAt = new Date(strava.clock.now() - 40 * DAY_MS).toISOString();
    await tell({ objectId: run({ startAt, perceivedExertion: 6 }).id });
    const rpe = async () => {
      await compare();
      const [stored] = await house.deps.activities.ofSource("r1", "strava");
      return stored?.record.sessionRpe;
    };
    expect(await rpe()).toBe(6);
    strava.clock.advance(3 * DAY_MS);
    expect(await rpe()).toBe(6);
    strava.clock.advance(1.4 * DAY_MS);
    expect(await rpe()).toBe(6);
    strava.clock.advance(0.2 * DAY_MS);
    expect(await rpe()).toBeNull();
  });

  it("finds what events lost: new, edited and deleted runs, gear, exertion, shoes", async () => {
    const [kept, gone] = [run({ distanceM: 5000 }), run()];
    await tell({ objectId: kept.id });
    await tell({ objectId: gone.id });
    strava.clock.advance(DAY_MS);
    strava.control.remove(gone.id);
    strava.control.edit(kept.id, { distanceM: 7000, gearId: null, perceivedExertion: 4 });
    const fresh = run({ distanceM: 9000 });
    expect(await compare()).toBe("reconciled: 2 listed, 2 saved, 1 gone");
    const stored = await house.deps.activities.ofSource("r1", "strava");
    const byId = new Map(stored.map(({ record }) => [record.sourceId, record]));
    expect([...byId.keys()].sort()).toEqual([kept.id, fresh.id].sort());
    expect(byId.get(kept.id)).toMatchObject({ distanceM: 7000, shoeSourceId: null, sessionRpe: 4 });
    expect(await shoeStore(table, strava.clock.now).all("r1")).toEqual([
      {
        source: "strava",
        sourceId: "g1",
        name: "Blue pair",
        startDistanceM: 0,
        noticeAtM: 700_000,
        replaceAtM: null,
        retired: false,
        providerDistanceM: 109_000,
      },
    ]);
  });

  it("answers every night that asked before it began, and none that asked later", async () => {
    const askedAtMs = strava.clock.now();
    const night = { kind: "reconcile", provider: "strava", runnerId: "r1", askedAtMs } as const;
    strava.clock.advance(DAY_MS);
    house.send(night);
    house.send({ ...night, askedAtMs: strava.clock.now() - 1 });
    const compared = expect.stringMatching(/^reconciled/);
    expect(await house.drain()).toEqual([compared, "compared since"]);
    house.send({ ...night, askedAtMs: strava.clock.now() + 1 });
    expect(await house.drain()).toEqual([compared]);
    // A runner who connects again is compared, no matter when that was asked for.
    await house.connect("r1", athlete);
    house.send(night);
    expect(await house.drain()).toEqual([compared]);
  });

  it("on an unchanged window writes no run anew whose copy still lasts", async () => {
    run({ startAt: new Date(strava.clock.now() - 40 * DAY_MS).toISOString() });
    await compare();
    strava.clock.advance(DAY_MS);
    expect(await compare()).toBe("reconciled: 1 listed, 0 saved, 0 gone");
    strava.clock.advance(2 * DAY_MS);
    expect(await compare()).toBe("reconciled: 1 listed, 1 saved, 0 gone");
  });

  it.each(["cache", "keep"] as const)(
    "%s: goes on where a limit broke it off among more pairs than a window has room for",
    async (retention) => {
      house = makeHouse(strava, table, { retention });
      const shoes = Array.from({ length: 15 }, (_, n) => {
        const id = `g9${n}`;
        return { id, name: id, startDistanceM: 0, retired: false, notificationDistanceM: 700_000 };
      });
      await house.connect("r2", strava.control.addAthlete({ shoes }).id);
      await house.compare("r2");
      strava.clock.advance(DAY_MS);
      // Fourteen of the twenty calls are for comparisons, and each attempt lists the runs and the pairs
      // again.
      strava.control.setLimits({ overall: [200, 2000], read: [20, 1000] });
      house.send(compareNow("r2"));
      const outcomes: string[] = [];
      for (const attempt of [1, 2]) {
        const [queued] = house.queue;
        if (queued === undefined) throw new Error(`nothing queued for attempt ${attempt}`);
        strava.clock.advance(Math.max(0, queued.dueMs - strava.clock.now()));
        outcomes.push(await house.work(queued));
      }
      expect(outcomes).toEqual(["waits: Strava's limit", "reconciled: 0 listed, 0 saved, 0 gone"]);
    },
  );

  it("reads every page, and pages that are not full", async () => {
    for (let n = 0; n < 205; n++) {
      const startAt = new Date(strava.clock.now() - (n + 40) * 12 * HOUR_MS).toISOString();
      strava.control.addActivity(athlete, { startAt }, true);
    }
    await compare();
    expect(await house.storedIds()).toHaveLength(205);
  });
});

describe("retention", () => {
  it("cache: a run is read for 5 days after it was fetched and never later", async () => {
    await tell({ objectId: run().id });
    strava.clock.advance(5 * DAY_MS - 1000);
    expect(await house.storedIds()).toHaveLength(1);
    strava.clock.advance(1000);
    expect(await house.storedIds()).toEqual([]);
    expect((await itemsOf(table)).filter(({ sk }) => String(sk).startsWith("ACTIVITY"))).toEqual([
      expect.objectContaining({ expiresAt: Math.floor(strava.clock.now() / 1000) }),
    ]);
    await house.compare("r1");
    expect(await house.storedIds()).toHaveLength(1);
  });

  it("keep: a run stays, and carries no time to live", async () => {
    house = makeHouse(strava, table, { retention: "keep" });
    await house.connect("r1", athlete);
    await tell({ objectId: run().id });
    strava.clock.advance(400 * DAY_MS);
    expect(await house.storedIds()).toHaveLength(1);
    const stored = (await itemsOf(table)).find(({ sk }) => String(sk).startsWith("ACTIVITY"));
    expect(stored).not.toHaveProperty("expiresAt");
  });

  it("changed from keep to cache, the next comparison lets the copies expire", async () => {
    const keeping = makeHouse(strava, table, { retention: "keep" });
    await keeping.connect("r1", athlete);
    run();
    await keeping.compare("r1");
    house = makeHouse(strava, table, { retention: "cache" });
    await house.connect("r1", athlete);
    await house.compare("r1");
    const [stored] = await house.deps.activities.ofSource("r1", "strava");
    expect(stored?.untilMs).toBe(strava.clock.now() + 5 * DAY_MS);
  });
});

const askHistory = (afterS: number) =>
  house.send({
    kind: "backfill",
    provider: "strava",
    runnerId: "r1",
    afterS,
    page: 1,
    activities: 0,
  });

describe("the history of a new runner", () => {
  const start = () => askHistory(Math.floor((strava.clock.now() - 180 * DAY_MS) / 1000));

  beforeEach(() => {
    for (let n = 0; n < 450; n++) {
      const startAt = new Date(strava.clock.now() - 29 * DAY_MS - n * 8 * HOUR_MS).toISOString();
      strava.control.addActivity(athlete, { startAt }, true);
    }
  });

  it("is fetched page by page with its progress, to the last run of 180 days", async () => {
    start();
    await house.drain();
    expect(await house.storedIds()).toHaveLength(450);
    expect((await house.deps.connections.find("r1"))?.backfill).toMatchObject({
      done: true,
      page: 4,
    });
  });

  it("goes on where it was when a limit or a crash broke it off, and a repeat does nothing", async () => {
    strava.control.setLimits({ overall: [200, 2000], read: [10, 1000] });
    start();
    const [first] = house.queue;
    if (first === undefined) throw new Error("nothing queued");
    expect(await house.work(first)).toBe("backfill: page 1");
    expect(await house.work(first)).toBe("backfill: already done");
    for (let n = 0; n < 8; n++) {
      const { tokens } = (await house.deps.connections.find("r1")) ?? {};
      await strava.api.athlete(tokens?.accessToken ?? "");
    }
    const outcomes = await house.drain();
    expect(outcomes).toContain("waits: Strava's limit");
    expect(outcomes.filter((outcome) => outcome === "backfill: page 2")).toHaveLength(1);
    expect(await house.storedIds()).toHaveLength(450);
  });
});

describe("a page of the history that another worker finishes before the page before it is noted", () => {
  it("leaves the progress counting both pages, and at the end", async () => {
    for (let n = 1; n <= 12; n++) {
      const startAt = new Date(strava.clock.now() - n * DAY_MS).toISOString();
      strava.control.addActivity(athlete, { startAt }, true);
    }
    askHistory(0);
    const [first] = house.queue;
    if (first === undefined) throw new Error("nothing queued");
    const events: FollowDeps["events"] = {
      send: async (messages, delayS) => {
        await house.deps.events.send(messages, delayS);
        for (const next of [...house.queue]) expect(await house.work(next)).toBe("backfill: done");
      },
    };
    expect(await house.work(first, { ...house.deps, events })).toBe("backfill: page 1");
    expect((await house.deps.connections.find("r1"))?.backfill).toMatchObject({
      done: true,
      page: 2,
      activities: 12,
    });
  });
});

describe("what may have to be written about", () => {
  const HOURS_AGO = (hours: number) => new Date(strava.clock.now() - hours * HOUR_MS).toISOString();
  const soon = { runnerId: "r1", delayS: 60 };
  const now = { runnerId: "r1", delayS: 0 };

  it("a run of the last two days asks for it, an older one doesn't", async () => {
    await tell({ objectId: run({ startAt: HOURS_AGO(20) }).id });
    expect(house.asked).toEqual([soon]);
    await tell({ objectId: run({ startAt: HOURS_AGO(80) }).id });
    expect(house.asked).toEqual([soon]);
  });

  it("a new runner's history doesn't, nor the night's copy of what is known", async () => {
    run({ startAt: HOURS_AGO(5), perceivedExertion: 6 });
    run({ startAt: HOURS_AGO(30) });
    askHistory(0);
    await house.drain();
    await house.compare("r1");
    expect(await house.storedIds()).toHaveLength(2);
    expect(house.asked).toEqual([]);
  });

  it("a run that no event told of does, in the night", async () => {
    run({ startAt: HOURS_AGO(5) });
    await house.compare("r1");
    expect(new Set(house.asked.map(({ runnerId }) => runnerId))).toEqual(new Set(["r1"]));
  });

  it("a connection that ends does, and is known to have ended when all is erased", async () => {
    const { cases } = caseStores(table, strava.clock.now);
    const healthOf = async () => (await cases.read("r1")).health;
    expect(await healthOf()).toEqual({ kind: "ok" });
    strava.control.revoke(athlete);
    const sinceMs = strava.clock.now() + 90_000;
    const revoked = { object: "athlete", aspect: "update", revokesAccess: true } as const;
    await atOnce({ ...revoked, objectId: athlete });
    house.queue.length = 0;
    strava.clock.advance(90_000);
    await atOnce({ ...revoked, objectId: athlete });
    expect(house.asked).toEqual([now]);
    expect(await healthOf()).toEqual(ended(sinceMs));
    await house.drain();
    expect(await healthOf()).toEqual(ended(sinceMs));
    strava.clock.advance(15 * DAY_MS);
    expect(await healthOf()).toEqual({ kind: "ok" });
  });

  it("tokens refused without a word do, again every night, so that a crash loses nothing", async () => {
    strava.control.revoke(athlete);
    const { id } = run({ startAt: HOURS_AGO(5) });
    expect(await tellTwice({ objectId: id })).toEqual(["needs consent: refused"]);
    expect(house.asked).toEqual([now]);
    expect((await caseStores(table).cases.read("r1")).health.kind).toBe("lost");
    await house.compare("r1");
    expect(house.asked).toEqual([now, now]);
  });
});
