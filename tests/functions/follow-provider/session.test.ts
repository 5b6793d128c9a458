import { beforeEach, describe, expect, it } from "vitest";
import { connectionStore } from "../../../functions/adapters/connection-store.ts";
import { tokenVault } from "../../../functions/adapters/token-vault.ts";
import { openSession, type Session } from "../../../functions/follow-provider/session.ts";
import type { ConnectionStore } from "../../../functions/ports/connections.ts";
import type {
  Access,
  Answer,
  GrantedTokens,
  ProviderClient,
} from "../../../functions/providers/provider.ts";
import { manualClock } from "../../support/local-clock.ts";
import { makeDataKeys } from "../../support/make-follow.ts";
import { freshTable } from "../../support/tables.ts";

/*
 * A service whose refresh tokens are good only once, unlike those of the first two: what must hold for any
 * such service that is added.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const facts = {
  name: "rotating",
  title: "Rotating",
  policy: { retention: "until-disconnected", mayCombine: true, aiAllowed: false, brand: null },
} as const;

let clock: ReturnType<typeof manualClock>;
let connections: ConnectionStore;
let refreshes: string[];
let made: number;
/** What the service answers to the next refreshes, in order; after these it makes new tokens. */
let answers: Answer<GrantedTokens>[];
/** Resolves when a refresh may be answered. */
let mayAnswer: Promise<void>;
let good: string;
/** Refuses every token, as in an outage. */
let isDown: boolean;

beforeEach(async () => {
  const table = await freshTable();
  clock = manualClock();
  const vault = tokenVault(makeDataKeys(), clock.now);
  connections = connectionStore(table, vault, { name: "rotating", pollMinutes: null });
  refreshes = [];
  made = 0;
  answers = [];
  mayAnswer = Promise.resolve();
  good = "access-0";
  isDown = false;
  const tokens = {
    accessToken: good,
    refreshToken: "refresh-0",
    expiresAtMs: clock.now() + HOUR_MS,
  };
  const connection = { runnerId: "ada", accountId: "7", granted: [], tokens };
  expect(await connections.connect(connection, clock.now())).toBe("connected");
});

const client: ProviderClient = {
  oauth: null,
  connectByKey: null,
  revoke: null,
  activity: null,
  list: async ({ token }) =>
    token === good && !isDown
      ? { kind: "ok", value: { told: [], next: null } }
      : { kind: "unauthorized" },
  refresh: async (refreshToken) => {
    refreshes.push(refreshToken);
    await mayAnswer;
    const answer = answers.shift();
    if (answer !== undefined) return answer;
    if (refreshToken !== `refresh-${made}`) return { kind: "unauthorized" };
    made += 1;
    good = `access-${made}`;
    const expiresAtMs = clock.now() + HOUR_MS;
    const tokens = { accessToken: good, refreshToken: `refresh-${made}`, expiresAtMs };
    return { kind: "ok", value: tokens };
  },
};

async function session(of = client) {
  const connection = await connections.find("ada");
  if (connection === null) throw new Error("no connection");
  const nudges = { send: async () => undefined };
  return openSession(connection, { connections, nudges, client: of, facts, nowMs: clock.now });
}

const asks = async () =>
  (await session()).ask((access) => client.list?.(access, { sinceMs: 0, page: null }) ?? never());
const never = (): never => {
  throw new Error("no list");
};

describe("a token that ends", () => {
  it("is refreshed before it does, once, and the new one is kept", async () => {
    expect(await asks()).toMatchObject({ kind: "ok" });
    expect(refreshes).toEqual([]);
    clock.advance(51 * 60_000);
    expect(await asks()).toMatchObject({ kind: "ok" });
    expect(await asks()).toMatchObject({ kind: "ok" });
    expect(refreshes).toEqual(["refresh-0"]);
    clock.advance(HOUR_MS);
    expect(await asks()).toMatchObject({ kind: "ok" });
    expect(refreshes).toEqual(["refresh-0", "refresh-1"]);
  });

  it("costs no write as long as it is good, whatever is asked with it", async () => {
    const store = connections;
    const writes: string[] = [];
    connections = {
      ...store,
      noteCallsRefused: (...given) => {
        writes.push("noteCallsRefused");
        return store.noteCallsRefused(...given);
      },
    };
    expect(await asks()).toMatchObject({ kind: "ok" });
    expect(writes).toEqual([]);
  });

  it("that the service calls ended before its time is refreshed too", async () => {
    good = "another";
    expect(await asks()).toMatchObject({ kind: "ok" });
    expect(refreshes).toEqual(["refresh-0"]);
  });

  it("is refreshed by one of two workers, and the other uses what that one got or comes back", async () => {
    clock.advance(HOUR_MS);
    const { promise, resolve } = Promise.withResolvers<void>();
    mayAnswer = promise;
    const first = asks();
    while (refreshes.length === 0) await new Promise((done) => setTimeout(done, 1));
    const second = await asks();
    expect(second).toMatchObject({ kind: "wait", outcome: "another worker refreshes the token" });
    resolve();
    expect(await first).toMatchObject({ kind: "ok" });
    expect(await asks()).toMatchObject({ kind: "ok" });
    expect(refreshes).toEqual(["refresh-0"]);
  });

  it("by ten workers at once is refreshed once, and nobody's token is lost", async () => {
    clock.advance(HOUR_MS);
    const ended = await Promise.all(Array.from({ length: 10 }, asks));
    expect(new Set(ended.map(({ kind }) => kind))).toEqual(new Set(["ok", "wait"]));
    expect(refreshes).toEqual(["refresh-0"]);
    expect((await connections.find("ada"))?.tokens?.refreshToken).toBe("refresh-1");
  });

  it("is not refreshed by a worker that comes late: it goes on with the new one", async () => {
    clock.advance(HOUR_MS);
    const late = await session();
    expect(await asks()).toMatchObject({ kind: "ok" });
    const list = (access: Access) => client.list?.(access, { sinceMs: 0, page: null }) ?? never();
    expect(await late.ask(list)).toMatchObject({ kind: "ok" });
    expect(refreshes).toEqual(["refresh-0"]);
    expect(late.connection().tokens?.accessToken).toBe("access-1");
  });

  it("whose runner has left meanwhile, and is forgotten, ends the work", async () => {
    clock.advance(HOUR_MS);
    const late = await session();
    const gone = { kind: "settled", outcome: "the connection is gone" };
    const { connection } = await session();
    await connections.beginErasing(connection(), clock.now(), true);
    expect(await late.ask(never)).toEqual(gone);
    await connections.finishErasing(connection(), { sinceMs: clock.now(), byRunner: true });
    expect(await late.ask(never)).toEqual(gone);
    expect(refreshes).toEqual([]);
  });

  it("loses to the one that its runner gives by connecting again while it is refreshed", async () => {
    clock.advance(HOUR_MS);
    const { promise, resolve } = Promise.withResolvers<void>();
    mayAnswer = promise;
    const first = asks();
    while (refreshes.length === 0) await new Promise((done) => setTimeout(done, 1));
    const tokens = { accessToken: "anew", refreshToken: "r", expiresAtMs: clock.now() + HOUR_MS };
    const anew = { runnerId: "ada", accountId: "7", granted: [], tokens };
    expect(await connections.connect(anew, clock.now())).toBe("connected");
    resolve();
    // What the service made of the old consent may no longer be good.
    await first;
    expect((await connections.find("ada"))?.tokens).toEqual(tokens);
  });

  it("that can't be refreshed now is tried again with the same one", async () => {
    clock.advance(HOUR_MS);
    answers = [{ kind: "unavailable", reason: "status 503" }];
    await expect(asks()).rejects.toThrow("rotating gave no token");
    expect(await asks()).toMatchObject({ kind: "ok" });
    expect(refreshes).toEqual(["refresh-0", "refresh-0"]);
  });

  it("is waited for in the queue where the service limits refreshes", async () => {
    clock.advance(HOUR_MS);
    const retryAtMs = clock.now() + 5 * 60_000;
    answers = [{ kind: "rate-limited", retryAtMs }];
    expect(await asks()).toEqual({ kind: "wait", outcome: "limited", untilMs: retryAtMs });
    expect((await connections.look("ada"))?.state.kind).toBe("connected");
  });

  it("with a refused refresh asks the runner, and never tries again by itself", async () => {
    clock.advance(HOUR_MS);
    answers = [{ kind: "unauthorized" }];
    expect(await asks()).toEqual({ kind: "settled", outcome: "needs consent: refused" });
    expect((await connections.look("ada"))?.state).toMatchObject({ kind: "needs-consent" });
  });

  it("whose new one was lost on its way is no proof that access was taken back", async () => {
    clock.advance(HOUR_MS);
    answers = [{ kind: "unavailable", reason: "no connection" }, { kind: "unauthorized" }];
    await expect(asks()).rejects.toThrow();
    expect(await (await session()).confirmAccess({ isTold: true })).toEqual({
      kind: "refused",
      mayBeOurs: true,
    });
  });

  it("that was just made and is refused all the same is tried again later, and counts after a day", async () => {
    const later = (untilMs: number) => {
      return { kind: "wait", outcome: "a token that should be good is refused", untilMs };
    };
    const startMs = clock.now();
    isDown = true;
    expect(await asks()).toEqual(later(startMs + 60_000));
    expect(refreshes).toEqual(["refresh-0"]);
    // Nothing is called before its time.
    expect(await asks()).toEqual(later(startMs + 60_000));
    expect(refreshes).toEqual(["refresh-0"]);
    clock.advance(60_000);
    expect(await asks()).toEqual(later(startMs + 120_000));
    isDown = false;
    clock.advance(60_000);
    expect(await asks()).toMatchObject({ kind: "ok" });
    expect((await connections.look("ada"))?.callsRefused).toBeUndefined();
    isDown = true;
    clock.advance(DAY_MS);
    expect(await asks()).toEqual(later(clock.now() + 60_000));
    clock.advance(DAY_MS);
    expect(await asks()).toEqual({ kind: "settled", outcome: "needs consent: refused" });
  });

  it("that can't be refreshed is tried by one of many that wait, and the others don't bring back its note", async () => {
    const calls: string[] = [];
    const lasting: ProviderClient = {
      ...client,
      refresh: null,
      list: async ({ token }) => {
        calls.push(token);
        return isDown ? { kind: "unauthorized" } : { kind: "ok", value: { told: [], next: null } };
      },
    };
    const list = (opened: Session) =>
      opened.ask((access) => lasting.list?.(access, { sinceMs: 0, page: null }) ?? never());
    isDown = true;
    const startMs = clock.now();
    expect(await list(await session(lasting))).toMatchObject({ kind: "wait" });
    clock.advance(60_000);
    const [one, ...others] = await Promise.all(Array.from({ length: 5 }, () => session(lasting)));
    calls.length = 0;
    const waits = await Promise.all([one, ...others].map((opened) => list(opened ?? never())));
    expect(new Set(waits.map(({ kind }) => kind))).toEqual(new Set(["wait"]));
    expect(calls).toHaveLength(1);
    const noted = { sinceMs: startMs, retryAtMs: startMs + 120_000 };
    expect((await connections.look("ada"))?.callsRefused).toEqual(noted);
    clock.advance(60_000);
    const late = await session(lasting);
    isDown = false;
    expect(await list(await session(lasting))).toMatchObject({ kind: "ok" });
    isDown = true;
    expect(await list(late)).toMatchObject({ kind: "wait" });
    expect((await connections.look("ada"))?.callsRefused).toBeUndefined();
  });

  it("that opens one thing and never another is tried ever more rarely too, and counts after a day, on one date", async () => {
    const startMs = clock.now();
    const asksTwice = async () => {
      const opened = await session();
      isDown = false;
      const list = () =>
        opened.ask((access) => client.list?.(access, { sinceMs: 0, page: null }) ?? never());
      expect(await list()).toMatchObject({ kind: "ok" });
      isDown = true;
      return list();
    };
    const tries: number[] = [];
    while (tries.length < 40) {
      const ended = await asksTwice();
      if (ended.kind !== "wait") break;
      tries.push((clock.now() - startMs) / 60_000);
      clock.advance(ended.untilMs - clock.now());
    }
    expect(tries.slice(0, 9)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 124]);
    const asked = { kind: "needs-consent", sinceMs: startMs + DAY_MS };
    expect((await connections.look("ada"))?.state).toMatchObject(asked);
    clock.advance(DAY_MS);
    expect(await asksTwice()).toEqual({ kind: "settled", outcome: "needs consent: refused" });
    expect((await connections.look("ada"))?.state).toMatchObject(asked);
  });

  it("that is refused for the time being is given back later, and one that is simply ended is let go", async () => {
    const leaving = { ...client, revoke: async () => ({ kind: "unauthorized" }) as const };
    expect(await (await session(leaving)).revoke()).toEqual({ kind: "done" });
    isDown = true;
    expect(await asks()).toMatchObject({ kind: "wait" });
    expect(await (await session(leaving)).revoke()).toMatchObject({
      kind: "wait",
      outcome: "nothing is taken back now",
    });
    clock.advance(DAY_MS);
    expect(await (await session(leaving)).revoke()).toEqual({ kind: "done" });
  });

  it("that is the runner's own key is theirs to revoke, at the service", async () => {
    let revoked = 0;
    const revoke = async () => {
      revoked += 1;
      return { kind: "ok", value: null } as const;
    };
    expect(await (await session({ ...client, revoke })).revoke()).toEqual({ kind: "done" });
    expect(revoked).toBe(1);
    const tokens = { accessToken: "k", refreshToken: "", expiresAtMs: Number.MAX_SAFE_INTEGER };
    const byKey = { runnerId: "ada", accountId: "7", granted: ["key"], tokens };
    await connections.connect(byKey, clock.now());
    expect(await (await session({ ...client, revoke })).revoke()).toEqual({ kind: "done" });
    expect(revoked).toBe(1);
  });

  it("that has expired is refreshed before it is given back, as an expired one takes nothing back", async () => {
    clock.advance(HOUR_MS);
    const revoked: string[] = [];
    const revoke: ProviderClient["revoke"] = async ({ token }) => {
      revoked.push(token);
      return { kind: "ok", value: null };
    };
    expect(await (await session({ ...client, revoke })).revoke()).toEqual({ kind: "done" });
    expect(revoked).toEqual(["access-1"]);
  });

  it("that can be refreshed and still lacks a permission gives nothing to go on with", async () => {
    const seen = await connections.look("ada");
    if (seen === null) throw new Error("no connection");
    const why = { reason: "missing-scope", missing: [], mayBeOurs: false } as const;
    await connections.askConsent(seen, why, clock.now());
    const lacking = { ...client, list: async () => ({ kind: "forbidden" }) as const };
    const confirmed = async (of: ProviderClient) =>
      (await session(of)).confirmAccess({ isTold: false });
    expect(await confirmed(lacking)).toEqual({
      kind: "settled",
      outcome: "a permission is missing",
    });
    expect(await confirmed(client)).toEqual({ kind: "granted" });
  });

  it("that is good, but lacks a permission, ends the doubt about it", async () => {
    isDown = true;
    expect(await asks()).toMatchObject({ kind: "wait" });
    clock.advance(60_000);
    const lacking = async () => ({ kind: "forbidden" }) as const;
    expect(await (await session()).ask(lacking)).toMatchObject({ kind: "settled" });
    const found = await connections.look("ada");
    expect(found?.state).toMatchObject({ reason: "missing-scope" });
    expect(found?.callsRefused).toBeUndefined();
  });

  it("that finds nothing where tokens are refreshed is the operator's too: the service has moved, and no runner left", async () => {
    clock.advance(HOUR_MS);
    answers = [{ kind: "not-found" }];
    await expect(asks()).rejects.toThrow("A service refuses the application: rotating.");
    expect(await connections.look("ada")).toMatchObject({ state: { kind: "connected" } });
    expect(await asks()).toMatchObject({ kind: "ok" });
  });

  it("of a refused application is the operator's, and nobody is asked", async () => {
    clock.advance(HOUR_MS);
    answers = [{ kind: "application-refused" }];
    await expect(asks()).rejects.toThrow("A service refuses the application: rotating.");
    const refusing = async () => ({ kind: "application-refused" }) as const;
    await expect((await session()).ask(refusing)).rejects.toThrow(
      "A service refuses the application: rotating.",
    );
    const found = await connections.look("ada");
    expect(found?.state).toEqual({ kind: "connected" });
    expect(found?.callsRefused).toBeUndefined();
  });
});
