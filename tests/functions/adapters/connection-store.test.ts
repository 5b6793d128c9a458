import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { connectionStore } from "../../../functions/adapters/connection-store.ts";
import { type Item, runnerPk, type Table, toItem } from "../../../functions/adapters/table.ts";
import { tokenVault } from "../../../functions/adapters/token-vault.ts";
import type {
  ConnectionStore,
  ProviderTokens,
  ServiceConnection,
  TokenVault,
} from "../../../functions/ports/connections.ts";
import { makeDataKeys } from "../../support/make-follow.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const NOW_MS = Date.parse("2026-11-22T12:00:00Z");
/** How long one worker may hold the refresh token. */
const LEASE_MS = 90_000;

const tokensOf = (name: string): ProviderTokens => ({
  accessToken: `access ${name}`,
  refreshToken: `refresh ${name}`,
  expiresAtMs: NOW_MS + 3_600_000,
});

let table: Table;
let vault: TokenVault;
let store: ConnectionStore;
beforeEach(async () => {
  table = await freshTable();
  vault = tokenVault(makeDataKeys());
  store = connectionStore(table, vault);
});

const connect = (runnerId = "ada", accountId = "7", tokens = tokensOf("first"), nowMs = NOW_MS) =>
  store.connect({ runnerId, accountId, granted: ["read"], tokens }, nowMs);

async function seen(runnerId = "ada"): Promise<ServiceConnection> {
  const found = await store.find(runnerId);
  if (found === null) throw new Error("There is no connection.");
  return found;
}

/** One that is being erased, which no longer has tokens. */
async function beginErasing() {
  await store.beginErasing(await seen(), NOW_MS, true);
}

const ended = { sinceMs: NOW_MS, byRunner: true } as const;
const refused = { reason: "refused", missing: [], mayBeOurs: false } as const;

describe("a connection", () => {
  it("is found with what it was made of, and its account with whose it is", async () => {
    expect(await connect()).toBe("connected");
    expect(await seen()).toMatchObject({
      accountId: "7",
      state: { kind: "connected" },
      granted: ["read"],
      tokens: tokensOf("first"),
    });
    expect(await store.ownerOf("7")).toBe("ada");
    expect(await store.find("eve")).toBeNull();
  });

  it("made anew has the new tokens and nothing of what was held against the old ones", async () => {
    await connect();
    await store.claimRefresh(await seen(), NOW_MS);
    await store.releaseRefresh(await seen(), false);
    await store.noteRefusal(await seen(), NOW_MS);
    await store.askConsent(await seen(), { ...refused, mayBeOurs: true }, NOW_MS);
    expect(await connect("ada", "7", tokensOf("second"))).toBe("connected");
    const { tokens, state, refusedAtMs, mayBeOurs } = await seen();
    expect({ tokens, state, refusedAtMs, mayBeOurs }).toEqual({
      tokens: tokensOf("second"),
      state: { kind: "connected" },
      refusedAtMs: undefined,
      mayBeOurs: false,
    });
  });

  it("to another account of the same runner is refused, and the first one stays", async () => {
    await connect();
    expect(await connect("ada", "8")).toBe("other-account");
    expect((await seen()).accountId).toBe("7");
    expect(await store.ownerOf("8")).toBeNull();
  });

  it("to an account that another runner is connected to is refused", async () => {
    await connect();
    expect(await connect("eve")).toBe("account-taken");
    expect(await store.find("eve")).toBeNull();
    expect(await store.ownerOf("7")).toBe("ada");
  });

  it("can be made to an account whose owner a crash left without a connection", async () => {
    await connect();
    await beginErasing();
    await store.finishErasing({ runnerId: "ada", accountId: "other" }, ended);
    expect(await store.ownerOf("7")).toBe("ada");
    // The owner may be about to have one.
    expect(await connect("eve")).toBe("account-taken");
    expect(await connect("eve", "7", tokensOf("eve"), NOW_MS + 60_000)).toBe("connected");
    expect(await store.ownerOf("7")).toBe("eve");
  });

  it("can't be opened from another runner's item, nor from another service's", async () => {
    await connect();
    const [item] = (await itemsOf(table)).filter(({ sk }) => sk === "CONNECTION#strava");
    const copy = (to: Item) => {
      const Item = toItem({ ...item, ...to });
      return table.client.send(new PutItemCommand({ TableName: table.name, Item }));
    };
    await copy({ pk: runnerPk("eve") });
    await expect(store.find("eve")).rejects.toThrow();
    await copy({ sk: "CONNECTION#polar" });
    const polar = connectionStore(table, vault, { name: "polar", pollMinutes: null });
    await expect(polar.find("ada")).rejects.toThrow();
  });
});

describe("a claim to refresh the tokens", () => {
  it("is had by one worker at a time, for as long as it holds", async () => {
    await connect();
    const all = await Promise.all(
      [1, 2, 3].map(async () => store.claimRefresh(await seen(), NOW_MS)),
    );
    expect(all.toSorted()).toEqual(["claimed", "not-claimed", "not-claimed"]);
    expect(await store.claimRefresh(await seen(), NOW_MS + LEASE_MS - 1)).toBe("not-claimed");
    expect(await store.claimRefresh(await seen(), NOW_MS + LEASE_MS)).toBe("claimed-after-break");
  });

  it("once released is free, and says whether a token may have been lost before", async () => {
    await connect();
    await store.claimRefresh(await seen(), NOW_MS);
    await store.releaseRefresh(await seen(), true);
    expect(await store.claimRefresh(await seen(), NOW_MS)).toBe("claimed");
    await store.releaseRefresh(await seen(), false);
    expect(await store.claimRefresh(await seen(), NOW_MS)).toBe("claimed-after-break");
  });

  it("ends with the new tokens, and with it what was held against the old ones", async () => {
    await connect();
    await store.claimRefresh(await seen(), NOW_MS);
    await store.releaseRefresh(await seen(), false);
    await store.noteRefusal(await seen(), NOW_MS);
    await store.claimRefresh(await seen(), NOW_MS);
    await store.saveTokens(await seen(), tokensOf("second"));
    const { tokens, refusedAtMs, mayBeOurs } = await seen();
    expect({ tokens, refusedAtMs, mayBeOurs }).toEqual({
      tokens: tokensOf("second"),
      refusedAtMs: undefined,
      mayBeOurs: false,
    });
    expect(await store.claimRefresh(await seen(), NOW_MS)).toBe("claimed");
  });
});

/** Everything that a worker decides on the tokens it has seen. */
const decided: [what: string, decide: (before: ServiceConnection) => Promise<unknown>][] = [
  ["claims the refresh", (before) => store.claimRefresh(before, NOW_MS)],
  ["releases its claim", (before) => store.releaseRefresh(before, false)],
  ["notes a refusal", (before) => store.noteRefusal(before, NOW_MS)],
  [
    "notes refused calls",
    (before) => store.noteCallsRefused(before, { sinceMs: NOW_MS, retryAtMs: NOW_MS }),
  ],
  ["saves new tokens", (before) => store.saveTokens(before, tokensOf("late"))],
  ["asks for consent", (before) => store.askConsent(before, refused, NOW_MS)],
  ["begins to erase", (before) => store.beginErasing(before, NOW_MS, false)],
  ["says how far the history reaches", (before) => store.saveComplete(before, NOW_MS, NOW_MS)],
  [
    "says how far it looked back",
    (before) => store.saveLookedBack(before, { afterS: 0, untilMs: null }),
  ],
  ["says when it compared", (before) => store.saveCompared(before, NOW_MS, 3)],
];

describe.each(decided)("a worker that %s", (_, decide) => {
  it("changes nothing if the tokens are others by then", async () => {
    await connect();
    const before = await seen();
    await store.saveTokens(before, tokensOf("second"));
    const stored = await itemsOf(table);
    await decide(before);
    expect(await itemsOf(table)).toEqual(stored);
  });

  it("changes nothing once erasing has begun", async () => {
    await connect();
    const before = await seen();
    await beginErasing();
    const stored = await itemsOf(table);
    await decide(before);
    expect(await itemsOf(table)).toEqual(stored);
  });

  it("makes no connection where there is none any more", async () => {
    await connect();
    const before = await seen();
    await beginErasing();
    await store.finishErasing({ runnerId: "ada", accountId: "7" }, ended);
    await decide(before);
    expect(await itemsOf(table)).toEqual([]);
  });
});

describe("a refusal", () => {
  it("is remembered from its first", async () => {
    await connect();
    await store.noteRefusal(await seen(), NOW_MS);
    await store.noteRefusal(await seen(), NOW_MS + 60_000);
    expect((await seen()).refusedAtMs).toBe(NOW_MS);
  });

  it("of calls is noted by one of the workers that saw the same", async () => {
    await connect();
    const note = (minutes: number) => ({
      sinceMs: NOW_MS,
      retryAtMs: NOW_MS + minutes * 60_000,
    });
    const before = await seen();
    expect(await store.noteCallsRefused(before, note(1))).toBe("noted");
    expect(await store.noteCallsRefused(before, note(2))).toBe("changed-meanwhile");
    const next = await seen();
    expect(await store.noteCallsRefused(next, note(3))).toBe("noted");
    expect(await store.noteCallsRefused(next, null)).toBe("changed-meanwhile");
    expect((await seen()).callsRefused).toEqual(note(3));
    expect(await store.noteCallsRefused(await seen(), null)).toBe("noted");
    expect((await seen()).callsRefused).toBeUndefined();
  });

  it("is over once new tokens come, but a permission that is missing stays so", async () => {
    await connect();
    await store.askConsent(await seen(), refused, NOW_MS);
    const back = await store.saveTokens(await seen(), tokensOf("second"));
    expect(back).toMatchObject({ state: { kind: "connected" }, tokens: tokensOf("second") });
    expect((await seen()).state).toEqual({ kind: "connected" });

    const why = {
      reason: "missing-scope",
      missing: ["activity:read_all"],
      mayBeOurs: false,
    } as const;
    await store.askConsent(await seen(), why, NOW_MS);
    await store.saveTokens(await seen(), tokensOf("third"));
    expect((await seen()).state).toEqual({
      kind: "needs-consent",
      reason: "missing-scope",
      missing: ["activity:read_all"],
      sinceMs: NOW_MS,
    });
  });
});

describe("a runner who leaves", () => {
  const leave = () => store.beginLeaving("ada", NOW_MS);

  it("does so once, and nobody leaves what is not there", async () => {
    expect(await leave()).toBe("none");
    await connect();
    expect(await leave()).toBe("begun");
    expect(await store.beginLeaving("ada", NOW_MS + 60_000)).toBe("none");
    expect((await seen()).state).toEqual({ kind: "leaving", sinceMs: NOW_MS });
    await beginErasing();
    expect(await leave()).toBe("none");
    expect((await seen()).state.kind).toBe("erasing");
  });

  it("stays gone, whatever a worker decided on before", async () => {
    await connect();
    await store.askConsent(await seen(), refused, NOW_MS);
    const before = await seen();
    await leave();
    expect(await store.saveTokens(before, tokensOf("late"))).toBe("changed-meanwhile");
    expect(await store.askConsent(before, refused, NOW_MS)).toBe("changed-meanwhile");
    expect((await seen()).state.kind).toBe("leaving");
  });

  it("can't connect again before everything is erased, and then can", async () => {
    await connect();
    await leave();
    expect(await connect()).toBe("being-erased");
    expect(await connect("ada", "8")).toBe("being-erased");
    await beginErasing();
    expect(await connect()).toBe("being-erased");
    expect((await seen()).tokens).toBeNull();
    await store.finishErasing({ runnerId: "ada", accountId: "7" }, ended);
    expect(await itemsOf(table)).toEqual([]);
    expect(await connect()).toBe("connected");
  });

  it("while a page connects again stays gone", async () => {
    await connect();
    const slow: TokenVault = {
      ...vault,
      seal: async (...text) => {
        await leave();
        return vault.seal(...text);
      },
    };
    const again = { runnerId: "ada", accountId: "7", granted: ["read"], tokens: tokensOf("late") };
    expect(await connectionStore(table, slow).connect(again, NOW_MS)).toBe("being-erased");
    expect(await seen()).toMatchObject({ state: { kind: "leaving" }, tokens: tokensOf("first") });
  });

  it("and is connected again keeps that, whatever an erasure that is late still does", async () => {
    await connect();
    const stored = await itemsOf(table);
    await store.finishErasing({ runnerId: "ada", accountId: "7" }, { ...ended, byRunner: false });
    expect(await itemsOf(table)).toEqual(stored);
  });

  it("by the runner's own wish takes along that it ended without it once before", async () => {
    for (const byRunner of [false, true]) {
      await connect();
      await beginErasing();
      await store.finishErasing({ runnerId: "ada", accountId: "7" }, { ...ended, byRunner });
      expect(await itemsOf(table)).toHaveLength(byRunner ? 0 : 1);
    }
  });

  it("takes no account along that is another runner's by now", async () => {
    await connect();
    await connect("eve", "8");
    await beginErasing();
    await store.finishErasing({ runnerId: "ada", accountId: "8" }, ended);
    expect(await store.ownerOf("8")).toBe("eve");
  });
});

describe("the history of a new runner", () => {
  const page = (page: number, afterS = 100) => ({ afterS, page, activities: page, done: false });
  const save = (progress: ReturnType<typeof page>) =>
    store.saveBackfill({ runnerId: "ada" }, progress);

  it("only goes forward, until another begins", async () => {
    await connect();
    await save(page(2));
    await save(page(1));
    expect((await seen()).backfill).toEqual(page(2));
    await save(page(3));
    expect((await seen()).backfill).toEqual(page(3));
    await save(page(1, 200));
    expect((await seen()).backfill).toEqual(page(1, 200));
  });

  it("is noted neither while it is erased nor when it is gone", async () => {
    await save(page(1));
    expect(await itemsOf(table)).toEqual([]);
    await connect();
    await beginErasing();
    await save(page(1));
    expect((await seen()).backfill).toBeNull();
  });
});
