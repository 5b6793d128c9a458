import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectionList, connectionStore } from "../../../functions/adapters/connection-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { tokenVault } from "../../../functions/adapters/token-vault.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import { followProvider } from "../../../functions/follow-provider/follow-provider.ts";
import { saveTold } from "../../../functions/follow-provider/store-told.ts";
import { polar } from "../../../functions/providers/polar/polar.ts";
import { suunto } from "../../../functions/providers/suunto/suunto.ts";
import { polarService } from "../../../infra/local/polar/polar.ts";
import { suuntoService } from "../../../infra/local/suunto/suunto.ts";
import { Killed, killer } from "../../support/crash.ts";
import { makeDataKeys } from "../../support/make-follow.ts";
import { makeProviderHouse, type ProviderHouse } from "../../support/make-provider-house.ts";
import { makeRecord } from "../../support/make-record.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

/* What holds for every service, shown with one. */

const HOUR_MS = 3_600_000;
let table: Table;
let house: ProviderHouse;
let athlete: string;

beforeEach(async () => {
  table = await freshTable();
  house = await makeProviderHouse(table, suunto, suuntoService);
  athlete = house.control.addAthlete().id;
});
afterEach(() => house.close());

const compare = () => {
  house.send({ kind: "reconcile", provider: "suunto", runnerId: "ada" });
  return house.drain();
};
const justConnected = async () => {
  const tokens = { accessToken: "a", refreshToken: "r", expiresAtMs: house.clock.now() + HOUR_MS };
  const granted = ["workout"];
  const connection = { runnerId: "ada", accountId: athlete, granted, tokens };
  return house.connections.connect(connection, house.clock.now());
};
const window = () => windowStore(table).find("ada", house.clock.now());

describe("the history of a runner who just connected a service", () => {
  it("is waited for until it is here", async () => {
    expect(await window()).toEqual({ kind: "whole" });
    await justConnected();
    expect(await window()).toEqual({ kind: "behind", isAsked: true });
    await house.connect("ada", athlete);
    expect(await window()).toEqual({ kind: "whole" });
  });

  it("is waited for no longer than an hour, nor where the runner has to say yes first", async () => {
    await justConnected();
    house.clock.advance(HOUR_MS);
    expect(await window()).toEqual({ kind: "whole" });
    house.clock.advance(-HOUR_MS);
    const seen = await house.connections.look("ada");
    if (seen === null) throw new Error("no connection");
    const why = { reason: "refused", missing: [], mayBeOurs: false } as const;
    await house.connections.askConsent(seen, why, house.clock.now());
    expect(await window()).toEqual({ kind: "whole" });
  });

  it("tells how far it is, page by page", async () => {
    await house.connect("ada", athlete);
    const seen = await house.connections.look("ada");
    if (seen === null) throw new Error("no connection");
    await house.connections.saveBackfill(seen, { afterS: 0, page: 1, activities: 0, done: false });
    const told: (number | undefined)[] = [];
    const { saveBackfill } = house.connections;
    const connections = {
      ...house.connections,
      saveBackfill: async (...given: Parameters<typeof saveBackfill>) => {
        told.push(given[1].activities);
        return saveBackfill(...given);
      },
    };
    for (let n = 1; n <= 401; n += 1) {
      const startAt = new Date(house.clock.now() - n * 6 * HOUR_MS).toISOString();
      house.control.addRun(athlete, { startAt }, true);
    }
    const deps = { ...house.deps, connectionsOf: () => connections };
    await followProvider({ kind: "reconcile", provider: "suunto", runnerId: "ada" }, deps);
    expect(told).toEqual([400, 401]);
    expect((await house.connections.look("ada"))?.backfill?.done).toBe(true);
  });
});

it("requests that pile up while the service refuses good tokens are answered together, well or not", async () => {
  await house.connect("ada", athlete);
  const waiting = [
    "suunto: waits: a token that should be good is refused",
    "suunto: waits: still early",
  ];
  const askFor = async (hours: number) => {
    for (let hour = 0; hour < hours; hour++) {
      const askedAtMs = house.clock.now();
      house.send({ kind: "reconcile", provider: "suunto", runnerId: "ada", askedAtMs });
      house.clock.advance(HOUR_MS);
    }
    const outcomes = await house.drain();
    return outcomes.filter((outcome) => !waiting.includes(outcome));
  };
  house.control.setFaults({ refusesTokens: true });
  house.clock.after(5 * HOUR_MS, () => house.control.setFaults({ refusesTokens: false }));
  const compared = expect.stringMatching(/^suunto: compared: 0 listed/);
  expect(await askFor(3)).toEqual([compared, ...Array(2).fill("suunto: compared since")]);
  house.control.setFaults({ refusesTokens: true });
  house.asked.length = 0;
  const asked = "suunto: needs consent: refused";
  expect(await askFor(2)).toEqual([asked, "suunto: compared since"]);
  expect(house.asked).toEqual(["ada"]);
});

it("a permission that is missing is one loss however many nights find it, and a night finds it given", async () => {
  const atPolar = await makeProviderHouse(await freshTable(), polar, polarService);
  try {
    const owner = atPolar.control.addAthlete().id;
    await atPolar.connect("ada", owner);
    const { people } = atPolar.kit;
    const agreed = people.note(`user ${owner}`);
    people.setNote(`user ${owner}`, null);
    const night = async () => {
      atPolar.clock.advance(24 * HOUR_MS);
      atPolar.send({ kind: "reconcile", provider: "polar", runnerId: "ada" });
      await atPolar.drain();
      return (await atPolar.connections.look("ada"))?.state;
    };
    const asked = await night();
    expect(asked).toMatchObject({ kind: "needs-consent", reason: "missing-scope" });
    // Nudges go by its date.
    expect([await night(), await night()]).toEqual([asked, asked]);
    // An outage a month later is no reason to erase anything.
    atPolar.clock.advance(30 * 24 * HOUR_MS);
    atPolar.control.setFaults({ refusesTokens: true });
    atPolar.clock.after(29 * HOUR_MS, () => atPolar.control.setFaults({ refusesTokens: false }));
    expect(await night()).toEqual(asked);
    people.setNote(`user ${owner}`, agreed);
    expect(await night()).toEqual({ kind: "connected" });
  } finally {
    await atPolar.close();
  }
});

it("an activity that the list misses, and whose own page can't be read, is not taken for deleted", async () => {
  await house.connect("ada", athlete);
  house.control.addRun(athlete);
  await compare();
  const client = await house.deps.openProvider(suunto);
  if (client === null) throw new Error("no client");
  const odd = {
    ...client,
    list: async () => ({ kind: "ok", value: { told: [], next: null } }) as const,
    activity: async () => ({ kind: "ok", value: { kind: "unreadable" } }) as const,
  };
  const message = { kind: "reconcile", provider: "suunto", runnerId: "ada" } as const;
  await followProvider(message, { ...house.deps, openProvider: async () => odd });
  expect(await house.runs("ada")).toHaveLength(1);
});

it("a comparison that is limited while it confirms what is gone goes on later, and counts as none until then", async () => {
  await house.connect("ada", athlete);
  const run = house.control.addRun(athlete);
  await house.settle();
  house.control.remove(run.id);
  const client = await house.deps.openProvider(suunto);
  if (client === null) throw new Error("no client");
  const before = (await house.connections.look("ada"))?.comparedAtMs;
  house.clock.advance(HOUR_MS);
  const retryAtMs = house.clock.now() + HOUR_MS;
  const activity = async () => ({ kind: "rate-limited", retryAtMs }) as const;
  const limited = { ...house.deps, openProvider: async () => ({ ...client, activity }) };
  const reconcile = { kind: "reconcile", provider: "suunto", runnerId: "ada" } as const;
  expect(await followProvider(reconcile, limited)).toEqual({ outcome: "suunto: waits: limited" });
  expect((await house.connections.look("ada"))?.comparedAtMs).toBe(before);
  expect(await house.runs("ada")).toHaveLength(1);
  await house.drain();
  expect(house.clock.now()).toBeGreaterThanOrEqual(retryAtMs);
  expect(await house.runs("ada")).toEqual([]);
});

it("an activity at the very beginning of the window, which a list may leave out, is not taken for deleted", async () => {
  await house.connect("ada", athlete);
  for (const [sourceId, hours] of [
    ["inside", 24 * 179 - 1],
    ["edge", 24 * 179 + 1],
  ] as const) {
    const startAt = new Date(house.clock.now() - hours * HOUR_MS).toISOString();
    const record = makeRecord({ source: "suunto", sourceId, startAt });
    const told = { atMs: 0, untilMs: null, detailAtMs: 0 };
    await house.deps.activities.save("ada", record, told);
  }
  const message = { kind: "reconcile", provider: "suunto", runnerId: "ada" } as const;
  await followProvider(message, house.deps);
  expect((await house.runs("ada")).map(({ sourceId }) => sourceId)).toEqual(["edge"]);
});

it("a comparison that finds nothing new writes no run", async () => {
  house.control.addRun(athlete, {}, true);
  await house.connect("ada", athlete);
  expect(await compare()).toEqual([expect.stringContaining("1 listed, 0 saved, 0 gone")]);
});

it("a list whose pages never end keeps no worker for ever", async () => {
  await house.connect("ada", athlete);
  const client = await house.deps.openProvider(suunto);
  if (client === null) throw new Error("no client");
  let pages = 0;
  const list = async () => {
    pages += 1;
    if (pages > 100) throw new Error("no end");
    return { kind: "ok", value: { told: [], next: "another" } } as const;
  };
  const message = { kind: "reconcile", provider: "suunto", runnerId: "ada" } as const;
  const openProvider = async () => ({ ...client, list });
  const { outcome } = await followProvider(message, { ...house.deps, openProvider });
  expect(outcome).toMatch(/^suunto: compared: 0 listed/);
  expect(pages).toBe(50);
});

it("nothing that a service tells is stored under another one's name", async () => {
  await house.connect("ada", athlete);
  const startAt = new Date(house.clock.now() - HOUR_MS).toISOString();
  const record = makeRecord({ source: "polar", startAt });
  const reference = { kind: "told", accountId: athlete, record, atMs: 0 } as const;
  const message = { kind: "reference", provider: "suunto", reference } as const;
  const ended = await followProvider(message, house.deps);
  expect(ended).toEqual({ outcome: "suunto: another source's" });
  expect(await house.deps.activities.ofSource("ada", "polar")).toEqual([]);
});

it("an activity with impossible figures keeps no other from being stored", async () => {
  await house.connect("ada", athlete);
  // Written by programs that put -1 into 64 bits without a sign.
  house.control.addRun(athlete, { distanceM: 2 ** 64 - 1 }, true);
  house.control.addRun(athlete, { distanceM: 8200 }, true);
  await compare();
  expect(await house.runs("ada")).toMatchObject([{ distanceM: 8200 }]);
});

it("an account that a runner began to connect, and didn't, brings them nothing", async () => {
  const other = house.control.addAthlete().id;
  const tokens = { accessToken: "a", refreshToken: "r", expiresAtMs: house.clock.now() };
  const given = { runnerId: "ada", accountId: other, granted: [], tokens };
  // It ends once it has looked what is there, and noted whose the account is.
  const page = killer(2, "after");
  const ending = connectionStore(page.table(table), tokenVault(makeDataKeys()), suunto);
  await expect(ending.connect(given, house.clock.now())).rejects.toThrow(Killed);
  await house.connect("ada", athlete);
  expect(await house.connections.ownerOf(other)).toBe("ada");
  const reference = { kind: "activity", accountId: other, id: "w1", aspect: "create" } as const;
  const message = { kind: "reference", provider: "suunto", reference } as const;
  expect(await followProvider(message, house.deps)).toEqual({ outcome: "suunto: nobody's" });
});

it("a runner who has to say yes first is fetched nothing, and nothing that is told is stored", async () => {
  await house.connect("ada", athlete);
  const seen = await house.connections.look("ada");
  if (seen === null) throw new Error("no connection");
  const why = { reason: "refused", missing: [], mayBeOurs: false } as const;
  await house.connections.askConsent(seen, why, house.clock.now());
  house.calls.length = 0;
  const provider = "suunto";
  const record = makeRecord({
    source: provider,
    startAt: new Date(house.clock.now() - HOUR_MS).toISOString(),
  });
  const told = { kind: "told", accountId: athlete, record, atMs: house.clock.now() } as const;
  const named = { kind: "activity", accountId: athlete, id: "w1", aspect: "create" } as const;
  for (const reference of [told, named]) {
    const followed = await followProvider({ kind: "reference", provider, reference }, house.deps);
    expect(followed).toEqual({ outcome: "suunto: needs consent" });
  }
  expect(house.calls).toEqual([]);
  expect(await house.runs("ada")).toEqual([]);
});

it("an end that the service tells erases nothing where a lost token may be why it is refused", async () => {
  await house.connect("ada", athlete);
  house.control.addRun(athlete);
  await compare();
  const seen = await house.connections.look("ada");
  if (seen === null) throw new Error("no connection");
  // A worker ended while it refreshed the token.
  await house.connections.claimRefresh(seen, house.clock.now());
  house.clock.advance(HOUR_MS);
  const client = await house.deps.openProvider(suunto);
  if (client === null) throw new Error("no client");
  const refusing = { ...client, refresh: async () => ({ kind: "unauthorized" }) as const };
  const deps = { ...house.deps, openProvider: async () => refusing };
  const reference = { kind: "access", accountId: athlete } as const;
  const message = { kind: "reference", provider: "suunto", reference } as const;
  expect(await followProvider(message, deps)).toEqual({
    outcome: "suunto: refused, and perhaps by our fault",
  });
  expect(await house.runs("ada")).toHaveLength(1);
  expect((await house.connections.find("ada"))?.tokens).not.toBeNull();
});

it("a runner who leaves has everything erased at once, and is not told what they know", async () => {
  await house.connect("ada", athlete);
  house.control.addRun(athlete);
  await compare();
  house.asked.length = 0;
  await house.connections.beginLeaving("ada", house.clock.now());
  house.control.setFaults({ serverErrors: 1 });
  const leave = { kind: "reconcile", provider: "suunto", runnerId: "ada" } as const;
  expect((await followProvider(leave, house.deps)).outcome).toContain("waits");
  expect(await house.connections.look("ada")).toMatchObject({ state: { kind: "leaving" } });
  expect(await house.runs("ada")).toEqual([]);
  await house.drain();
  expect(await itemsOf(table)).toEqual([]);
  expect(house.asked).toEqual([]);
});

it("a new runner's history asks for no nudge, however recent, and the next run does", async () => {
  house.control.addRun(athlete, {}, true);
  await house.connect("ada", athlete);
  expect(await house.runs("ada")).toHaveLength(1);
  expect(house.asked).toEqual([]);
  house.control.addRun(athlete);
  await house.settle();
  expect(await house.runs("ada")).toHaveLength(2);
  expect(house.asked).toEqual(["ada"]);
});

it("what a service lets us keep for a week goes after five days, as the table sweeps late, and stays while it is told", async () => {
  const DAY_MS = 24 * HOUR_MS;
  const record = makeRecord({ source: "suunto" });
  const whose = {
    runnerId: "ada",
    policy: { ...suunto.policy, retention: { days: 7 } },
  };
  for (const atMs of [house.clock.now(), house.clock.now() + 3 * DAY_MS]) {
    const [before] = await house.deps.activities.ofSource("ada", "suunto");
    await saveTold({ record, atMs }, before, whose, house.deps);
    const [kept] = await house.deps.activities.ofSource("ada", "suunto");
    expect(kept?.untilMs).toBe(atMs + 5 * DAY_MS);
  }
});

describe("a service whose secret the owner took away", () => {
  const follow = () =>
    followProvider(
      { kind: "reconcile", provider: "suunto", runnerId: "ada" },
      { ...house.deps, openProvider: async () => null },
    );

  it("keeps what a runner who stays has, and lets go who leaves", async () => {
    await house.connect("ada", athlete);
    house.control.addRun(athlete);
    await compare();
    expect(await follow()).toEqual({ outcome: "suunto: not set up" });
    expect(await house.runs("ada")).toHaveLength(1);
    await house.connections.beginLeaving("ada", house.clock.now());
    expect(await follow()).toEqual({ outcome: "suunto: waits: erased once" });
    house.clock.advance(3 * 60_000);
    expect(await follow()).toEqual({ outcome: "suunto: erased" });
    expect(await house.runs("ada")).toEqual([]);
    expect(await connectionList(table).of("ada")).toEqual([]);
  });
});

describe("a service that was taken out of the table", () => {
  const without = () => ({ ...house.deps, findProvider: () => null });
  const follow = () =>
    followProvider({ kind: "reconcile", provider: "suunto", runnerId: "ada" }, without());

  it("holds nobody's account back: who leaves gets out, and what came from there goes", async () => {
    await house.connect("ada", athlete);
    house.control.addRun(athlete);
    await compare();
    await connectionList(table).beginLeaving("ada", "suunto", house.clock.now());
    expect(await follow()).toEqual({ outcome: "suunto: waits: erased once" });
    expect(await house.runs("ada")).toEqual([]);
    house.clock.advance(3 * 60_000);
    expect(await follow()).toEqual({ outcome: "suunto: erased" });
    expect(await connectionList(table).of("ada")).toEqual([]);
  });

  it("keeps what a runner who stays has, and asks it nothing", async () => {
    await house.connect("ada", athlete);
    house.control.addRun(athlete);
    await compare();
    house.calls.length = 0;
    expect(await follow()).toEqual({ outcome: "suunto: unknown service" });
    expect(house.calls).toEqual([]);
    expect(await house.runs("ada")).toHaveLength(1);
  });
});
