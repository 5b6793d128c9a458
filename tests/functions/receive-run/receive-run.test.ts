import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountStore } from "../../../functions/adapters/account-store.ts";
import { limitStore } from "../../../functions/adapters/limit-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import { keyHash } from "../../../functions/providers/webhook/verify.ts";
import { type ReceiveRunDeps, receiveRun } from "../../../functions/receive-run/receive-run.ts";
import type { PostedRequest } from "../../../functions/shared/http/webhook-http.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { sentRequest, signedRequest } from "../../support/own-webhook.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const SIGNING = "sws_ada-s-script-signs-with-this";
const SENT = "swb_ada-s-phone-sends-this";
const START_MS = Date.UTC(2026, 10, 22, 12);
const RUN = {
  id: "run-42",
  start: "2026-11-22T08:49:30+01:00",
  distanceM: 8200,
  durationS: 2730,
  averageHeartRateBpm: 148,
  sessionRpe: 6,
};

let table: Table;
let deps: ReceiveRunDeps & { readonly activities: ReturnType<typeof toldActivityStore> };
let nowMs: number;
let asked: string[];

beforeAll(async () => {
  table = await freshTable();
});

let made = 0;
/** A runner with both keys; each test has its own. */
let ada: string;

beforeEach(async () => {
  nowMs = START_MS;
  asked = [];
  ada = `ada-${++made}`;
  const runners = runnerStore(table);
  const webhookKeys = {
    signed: { key: SIGNING, madeAtMs: START_MS },
    sent: { key: keyHash(SENT), madeAtMs: START_MS },
  };
  await runners.create(makeRunner({ id: ada, webhookKeys }));
  deps = {
    runners,
    activities: toldActivityStore(table, () => nowMs),
    limits: limitStore(table),
    nudges: {
      send: async (messages) => {
        for (const { runnerId } of messages) asked.push(runnerId);
      },
    },
    nudgeDelayS: 60,
    nowMs: () => nowMs,
  };
});

const signed = (body: string | object = RUN, atMs = nowMs) =>
  signedRequest(ada, SIGNING, body, atMs);
const post = (request: PostedRequest) => receiveRun(request, deps);
const runs = async (runnerId = ada) =>
  (await toldActivityStore(table, () => nowMs).ofSource(runnerId, "webhook")).map(
    ({ record }) => record,
  );
const withHeaders = (headers: PostedRequest["headers"]): PostedRequest => ({
  ...signed(),
  headers,
});

describe("a run that a script tells", () => {
  it.each([
    ["signed", () => signed()],
    ["with the key sent along", () => sentRequest(ada, SENT, RUN)],
  ])("%s is stored before it is answered, in the runner's own time", async (_, request) => {
    expect(await post(request())).toEqual({
      status: 200,
      outcome: "stored",
      body: { outcome: "stored" },
    });
    expect(await runs()).toEqual([
      {
        source: "webhook",
        sourceId: expect.stringMatching(/^[\w-]{32}$/),
        name: "",
        sport: "run",
        startAt: "2026-11-22T07:49:30.000Z",
        day: "2026-11-22",
        startMinute: 529.5,
        distanceM: 8200,
        movingS: 2730,
        elapsedS: 2730,
        averageHeartRateBpm: 148,
        maxHeartRateBpm: null,
        sessionRpe: 6,
        cadenceSpm: null,
        shoeSourceId: null,
      },
    ]);
    expect(asked).toEqual([ada]);
  });

  it("has nudges asked for before it is stored, so that a crash between the two loses none", async () => {
    const save = () => Promise.reject(new Error("crash"));
    const crashing = { ...deps, activities: { ...deps.activities, save } };
    await expect(receiveRun(signed(), crashing)).rejects.toThrow("crash");
    expect(asked).toEqual([ada]);
    expect(await runs()).toEqual([]);
  });

  it("twice is one run, by its id, or by its start where it has none", async () => {
    await post(signed());
    nowMs += 1000;
    expect((await post(signed())).outcome).toBe("replaced");
    const { id: _, ...noId } = RUN;
    for (const start of ["2026-11-20T08:00:00Z", "2026-11-20T09:00:00+01:00"]) {
      nowMs += 1000;
      await post(signed({ ...noId, start }));
    }
    expect(await runs()).toHaveLength(2);
  });

  it("anew is as it was told last, whatever is sent again meanwhile", async () => {
    const first = signed();
    await post(first);
    nowMs += 10_000;
    await post(signed({ ...RUN, distanceM: 9000 }));
    expect((await post(first)).outcome).toBe("outdated");
    expect(await runs()).toMatchObject([{ distanceM: 9000 }]);
  });

  it("as deleted is gone, and stays so when the run is sent again", async () => {
    const first = signed();
    await post(first);
    nowMs += 10_000;
    expect((await post(signed({ deleted: true, id: RUN.id }))).outcome).toBe("removed");
    expect((await post(first)).outcome).toBe("outdated");
    expect(await runs()).toEqual([]);
    expect((await post(signed({ deleted: true, id: "never told" }))).outcome).toBe("unknown");
  });

  it("of another runner can't be reached by its id", async () => {
    await post(signed());
    await runnerStore(table).create(
      makeRunner({
        id: `${ada}-bob`,
        webhookKeys: { signed: { key: "sws_bob-s", madeAtMs: 0 }, sent: null },
      }),
    );
    const body = { deleted: true, id: RUN.id };
    const bobs = signedRequest(`${ada}-bob`, "sws_bob-s", body, nowMs);
    expect((await post(bobs)).outcome).toBe("unknown");
    expect(await runs()).toHaveLength(1);
  });

  it("of last month is no news", async () => {
    await post(signed({ ...RUN, start: "2026-10-22T08:49:30+02:00" }));
    expect(asked).toEqual([]);
  });

  it("as a ping changes nothing, and tells whether the key is good", async () => {
    expect((await post(signed({ ping: true }))).body).toEqual({ outcome: "pong" });
    expect((await post({ key: ada, headers: {}, body: '{"ping":true}' })).status).toBe(401);
    expect(await runs()).toEqual([]);
  });
});

describe("a request", () => {
  it.each<readonly [string, () => PostedRequest, string]>([
    ["without a key", () => withHeaders({}), "missing"],
    ["signed with another key", () => signedRequest(ada, "another", RUN, nowMs), "wrong"],
    ["signed with the key to send along", () => signedRequest(ada, SENT, RUN, nowMs), "wrong"],
    ["that sends the key for signing along", () => sentRequest(ada, SIGNING, RUN), "wrong"],
    ["with the hash of the key", () => sentRequest(ada, keyHash(SENT), RUN), "wrong"],
    ["whose body was changed", () => ({ ...signed(), body: `${signed().body} ` }), "wrong"],
    [
      "whose time was changed",
      () => {
        const [, hex] = signed().headers["stridewell-signature"]?.split(",") ?? [];
        return withHeaders({ "stridewell-signature": `t=${nowMs / 1000 + 1},${hex}` });
      },
      "wrong",
    ],
    ["more than five minutes old", () => signed(RUN, nowMs - 301_000), "stale"],
    ["of more than five minutes ahead", () => signed(RUN, nowMs + 301_000), "stale"],
    ["with half a signature", () => withHeaders({ "stridewell-signature": "t=1" }), "malformed"],
    [
      "with no number for a time",
      () =>
        withHeaders({
          "stridewell-signature": `t=NaN,v1=${"0".repeat(64)}`,
        }),
      "malformed",
    ],
    ["with a password", () => withHeaders({ authorization: "Basic YTpi" }), "malformed"],
    ["to nobody", () => ({ ...signed(), key: "nobody" }), "wrong"],
    ["to what is no runner", () => ({ ...signed(), key: "../a b" }), "wrong"],
    ["to no address", () => ({ ...signed(), key: "" }), "wrong"],
    ["to what is longer than any id", () => ({ ...signed(), key: "x".repeat(3000) }), "wrong"],
    ["for another runner", () => ({ ...signed(), key: "r1" }), "wrong"],
  ])("%s is refused, and nothing is stored", async (_, make, reason) => {
    const answer = await post(make());
    expect(answer).toMatchObject({ status: 401, outcome: `${reason} key` });
    expect(await runs()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it("is never genuine for a runner who has no key, whatever it is signed or sent with", async () => {
    const none = `none-${made}`;
    await runnerStore(table).create(makeRunner({ id: none }));
    // What stands in for a missing key, so that a refusal takes as long.
    for (const key of ["of nobody", "", "null", "undefined"]) {
      for (const to of [none, "nobody"]) {
        expect(await post(signedRequest(to, key, RUN, nowMs))).toMatchObject({ status: 401 });
        expect(await post(sentRequest(to, key, RUN))).toMatchObject({ status: 401 });
      }
    }
    expect(await runs(none)).toEqual([]);
  });

  it.each([-300_000, 300_000])("signed %i ms from now is taken", async (fromNowMs) => {
    expect((await post(signed(RUN, nowMs + fromNowMs))).status).toBe(200);
  });

  it("signed by a clock that is ahead gives way to what is sent a minute later", async () => {
    await post(signed(RUN, nowMs + 240_000));
    nowMs += 60_000;
    const taken = { id: RUN.id, deleted: true };
    expect(await post(sentRequest(ada, SENT, taken))).toMatchObject({ outcome: "removed" });
    expect(await runs()).toEqual([]);
  });

  it("is refused once its key ended or was replaced, and once its account is being erased", async () => {
    await deps.runners.find(ada);
    const store = runnerStore(table);
    await store.renewWebhookKey(ada, "signed", { key: "sws_new", madeAtMs: nowMs });
    expect((await post(signed())).status).toBe(401);
    expect((await post(signedRequest(ada, "sws_new", RUN, nowMs))).status).toBe(200);
    await store.renewWebhookKey(ada, "sent", null);
    expect((await post(sentRequest(ada, SENT, RUN))).status).toBe(401);
    const now = new Date(nowMs).toISOString();
    await accountStore(table).beginErasing(ada, { linkKey: "l", sessionKey: "s" }, now);
    expect((await post(signedRequest(ada, "sws_new", RUN, nowMs))).status).toBe(401);
  });

  it("on its way while its runner erases all that came so leaves nothing, before or after it is stored", async () => {
    const eraseAll = async () => {
      for (const way of ["signed", "sent"] as const) {
        await runnerStore(table).renewWebhookKey(ada, way, null);
      }
      await deps.activities.eraseSource(ada, "webhook");
    };
    const { save } = deps.activities;
    const before = async (...run: Parameters<typeof save>) => {
      await eraseAll();
      return save(...run);
    };
    const after = async (...run: Parameters<typeof save>) => {
      const saved = await save(...run);
      await eraseAll();
      return saved;
    };
    for (const late of [before, after]) {
      await runnerStore(table).renewWebhookKey(ada, "signed", { key: SIGNING, madeAtMs: nowMs });
      const activities = { ...deps.activities, save: late };
      expect((await receiveRun(signed(), { ...deps, activities })).status).toBe(401);
      expect(await runs()).toEqual([]);
    }
  });

  it("on its way while its key is renewed is stored", async () => {
    const { save } = deps.activities;
    const activities = {
      ...deps.activities,
      save: async (...run: Parameters<typeof save>) => {
        await runnerStore(table).renewWebhookKey(ada, "signed", {
          key: "another",
          madeAtMs: nowMs,
        });
        return save(...run);
      },
    };
    expect((await receiveRun(signed(), { ...deps, activities })).status).toBe(200);
    expect(await runs()).toHaveLength(1);
  });

  it("that replaces a run, on its way while the last key is revoked, takes no run away from its runner", async () => {
    await runnerStore(table).renewWebhookKey(ada, "sent", null);
    await post(signed());
    nowMs += 1000;
    const { save } = deps.activities;
    const activities = {
      ...deps.activities,
      save: async (...run: Parameters<typeof save>) => {
        await runnerStore(table).renewWebhookKey(ada, "signed", null);
        return save(...run);
      },
    };
    const longer = signed({ ...RUN, distanceM: 9000 });
    expect((await receiveRun(longer, { ...deps, activities })).status).toBe(200);
    expect(await runs()).toMatchObject([{ distanceM: 9000 }]);
  });

  it("may be sent a hundred times an hour; what is not genuine is not counted", async () => {
    const take = { ...deps, limits: { take: async () => false } };
    expect(await receiveRun(signed(), take)).toMatchObject({ status: 429 });
    const forged = await receiveRun(withHeaders({}), {
      ...deps,
      limits: { take: () => Promise.reject(new Error("counted")) },
    });
    expect(forged.status).toBe(401);
    for (let time = 0; time < 100; time += 1) await post(signed({ ping: true }));
    expect((await post(signed())).status).toBe(429);
    nowMs += 3_600_000;
    expect((await post(signed())).status).toBe(200);
  });

  it("may bring five thousand new runs in a month, and is told to upload them beyond that", async () => {
    await post(signed());
    const taken: object[] = [];
    const usedUp = async (_key: string, limit: { atMost: number; windowS: number }) => {
      taken.push(limit);
      return limit.windowS === 3600;
    };
    const full = { ...deps, limits: { ...deps.limits, take: usedUp } };
    expect(await receiveRun(signed({ ...RUN, id: "run-43" }), full)).toMatchObject({
      status: 429,
      body: { error: expect.stringContaining("5,000 new runs in a month") },
    });
    expect(taken.at(-1)).toEqual({ atMost: 5000, windowS: 30 * 24 * 3600 });
    expect(await runs()).toHaveLength(1);
    // A script that sends its last ten each hour reaches that in three weeks, with one new run a day.
    const sameAgain = signed({ ...RUN, distanceM: 8300 });
    expect(await receiveRun(sameAgain, full)).toMatchObject({ status: 200, outcome: "replaced" });
    expect(await runs()).toMatchObject([{ distanceM: 8300 }]);
    expect((await receiveRun(signed({ id: RUN.id, deleted: true }), full)).status).toBe(200);
    expect(await runs()).toEqual([]);
    expect(await receiveRun(signed(RUN, nowMs + 1000), full)).toMatchObject({ status: 429 });
  });

  it("of more than 16 KB is refused", async () => {
    expect((await post(signed({ ...RUN, name: "x".repeat(17_000) }))).status).toBe(413);
  });

  it("has its key in the table for signing only, and in no answer", async () => {
    expect(JSON.stringify(await itemsOf(table))).not.toContain(SENT);
    expect(JSON.stringify(await accountStore(table).items(ada))).not.toMatch(/sws_|swb_/);
    expect(JSON.stringify(await post(signed({ ...RUN, start: "x" })))).not.toContain("sws_");
  });
});
