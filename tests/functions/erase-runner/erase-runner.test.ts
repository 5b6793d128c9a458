import { beforeEach, describe, expect, it } from "vitest";
import { accountStore } from "../../../functions/adapters/account-store.ts";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { addressChangeStore } from "../../../functions/adapters/address-change-store.ts";
import { checkInStore } from "../../../functions/adapters/check-in-store.ts";
import { connectionList, connectionStore } from "../../../functions/adapters/connection-store.ts";
import { exerciseLogStore } from "../../../functions/adapters/exercise-log-store.ts";
import { noVault } from "../../../functions/adapters/no-vault.ts";
import { noticeStore } from "../../../functions/adapters/notice-store.ts";
import { nudgeWakeStore } from "../../../functions/adapters/nudge-wake-store.ts";
import { reminderWakeStore } from "../../../functions/adapters/reminder-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { tokenVault } from "../../../functions/adapters/token-vault.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import { uploadStore } from "../../../functions/adapters/upload-store.ts";
import { type EraseRunnerDeps, eraseRunner } from "../../../functions/erase-runner/erase-runner.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import { type ErasureMessage, erasureMessage } from "../../../functions/messages/erasure.ts";
import { Killed, killer } from "../../support/crash.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { makeDataKeys } from "../../support/make-follow.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { makeUploadOutcome } from "../../support/make-upload-outcome.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const START = Date.parse("2026-11-22T09:00:00Z");
const ERASE: ErasureMessage = { kind: "erase", runnerId: "ada", left: false };

let table: Table;
let nowMs: number;
let mails: ReturnType<typeof fakeMailer>;
let queue: { message: ErasureMessage; dueMs: number }[];
/** Runners whose files are in the bucket. */
let unread: Set<string>;
let leavings: number;
let polarLeavings: number;

beforeEach(async () => {
  table = await freshTable();
  nowMs = START;
  mails = fakeMailer();
  queue = [];
  unread = new Set();
  leavings = 0;
  polarLeavings = 0;
});

/** Stores everything that any part of the application keeps about a runner. */
async function furnish(id: string): Promise<void> {
  const accountId = `account-of-${id}`;
  const runner = makeRunner({ id, reminders: { weekdays: [2], hour: 18, email: true } });
  await runnerStore(table).create(runner);
  await activityStore(table).save(id, makeRecord());
  await shoeStore(table).save(id, makeShoeRecord());
  await checkInStore(table).save(
    id,
    storedCheckIn.parse({ id: "c1", day: "2026-11-20", places: [] }),
  );
  unread.add(id);
  await uploadStore(table).save(id, makeUploadOutcome({ key: `uploads/${id}/k1-x/run.fit` }));
  await nudgeWakeStore(table).wakeAt(id, "2026-11-23T09:00:00.000Z", nowText());
  await runnerStore(table).renewFeedKey(id, "what opens the feed");
  for (const way of ["signed", "sent"] as const) {
    await runnerStore(table).renewWebhookKey(id, way, { key: `a ${way} key`, madeAtMs: nowMs });
  }
  await reminderWakeStore(table).wakeAt(id, "2026-11-24T17:00:00.000Z");
  await exerciseLogStore(table).save(id, [{ day: "2026-11-20", tip: "G1", done: true }]);
  await noticeStore(table).claim({ runnerId: id, notice: "digest:2026-11-16" }, {}, nowText());
  await addressChangeStore(table).ask(runner, { to: `new-${id}@example.com`, secret: "s" }, nowMs);
  await addressChangeStore(table).reserve(id, `new-${id}@example.com`);
  await connectionStore(
    table,
    tokenVault(makeDataKeys(), () => nowMs),
  ).connect(
    {
      runnerId: id,
      accountId,
      granted: [],
      tokens: { accessToken: "a", refreshToken: "r", expiresAtMs: nowMs },
    },
    nowMs,
  );
}

const nowText = () => new Date(nowMs).toISOString();

const scan = () => itemsOf(table);

/** A worker whose every step can be its last. */
function worker(kill = killer(null, "before")): EraseRunnerDeps {
  const seen = kill.table(table);
  let ids = 0;
  return {
    runners: runnerStore(seen),
    accounts: accountStore(seen, () => nowMs),
    connections: connectionList(seen),
    notices: noticeStore(seen),
    mailer: { send: (mail) => kill.step(() => mails.mailer.send(mail)) },
    events: {
      send: () =>
        kill.step(async () => {
          leavings += 1;
        }),
    },
    hints: {
      send: ([hint]) =>
        kill.step(async () => {
          if (hint?.provider === "polar") polarLeavings += 1;
        }),
    },
    erasures: {
      send: ([message], delayS) =>
        kill.step(async () => {
          const carried = erasureMessage.parse(JSON.parse(JSON.stringify(message)));
          queue.push({ message: carried, dueMs: nowMs + delayS * 1000 });
        }),
    },
    unread: { erase: (id) => kill.step(async () => void unread.delete(id)) },
    publicUrl: PUBLIC_URL,
    now: nowText,
    randomId: () => `new-key-${++ids}-of-a-good-length`,
  };
}

/** Does the other worker's part: gives access back, erases what came from Strava, then the connection. */
async function leaveStrava(): Promise<void> {
  const connections = connectionStore(table, noVault);
  const seen = await connections.look("ada");
  if (leavings === 0 || seen?.state.kind !== "leaving") return;
  // Stored by a worker that was still under way when everything else was erased.
  await toldActivityStore(table, () => nowMs).save("ada", makeRecord({ sourceId: "late" }), {
    atMs: nowMs,
    untilMs: null,
    detailAtMs: null,
  });
  await connections.beginErasing(seen, nowMs, true);
  await connections.finishErasing(seen, { sinceMs: nowMs, byRunner: true });
}

/** Works until the queue is empty; a message whose worker was killed is shown again. */
async function drain(kill = killer(null, "before")): Promise<string[]> {
  const outcomes: string[] = [];
  let deps = worker(kill);
  for (let turn = 0; queue.length > 0; turn += 1) {
    if (turn > 40) throw new Error(`no end: ${outcomes.join("; ")}`);
    const [next] = queue.splice(0, 1);
    if (next === undefined) break;
    nowMs = Math.max(nowMs, next.dueMs);
    try {
      outcomes.push((await eraseRunner(next.message, deps)).outcome);
    } catch (error) {
      if (error instanceof Killed) deps = worker();
      outcomes.push(error instanceof Error ? error.constructor.name : "?");
      queue.push({ ...next, dueMs: nowMs + 400_000 });
    }
    await leaveStrava();
  }
  return outcomes;
}

describe("erasing an account", () => {
  it("leaves nothing of this runner anywhere in the table, and everything of another", async () => {
    await furnish("bob");
    const others = await scan();
    await furnish("ada");
    expect((await scan()).length).toBe(2 * others.length);
    queue.push({ message: ERASE, dueMs: nowMs });
    expect(await drain()).toEqual(["waits for a service", "erased", "swept"]);
    expect(await scan()).toEqual(others);
    expect([...unread]).toEqual(["bob"]);
    expect(leavings).toBe(1);
    expect(mails.taken.map(({ to, subject }) => [to, subject])).toEqual([
      ["ada@example.com", "Your Stridewell account has been deleted"],
    ]);
    expect(mails.taken[0]?.text).toContain("at most 28 days");
  });

  it("ends sessions, links, keys, mails and the address before it waits for anything", async () => {
    await furnish("ada");
    const before = await runnerStore(table).find("ada");
    expect(before).toMatchObject({
      feedKey: expect.any(String),
      webhookKeys: { signed: { key: "a signed key" }, sent: { key: "a sent key" } },
      digest: { on: true },
      reminders: { email: true },
    });
    await eraseRunner(ERASE, worker());
    const after = await runnerStore(table).find("ada");
    expect(after?.sessionKey).not.toBe(before?.sessionKey);
    expect(after?.linkKey).not.toBe(before?.linkKey);
    expect(after).toMatchObject({
      nextDigestAt: null,
      mailStopped: { reason: "erased" },
      feedKey: null,
      webhookKeys: { signed: null, sent: null },
      digest: { on: false },
      reminders: { email: false },
    });
    expect(await runnerStore(table).findByEmail("ada@example.com")).toBeNull();
    expect(await checkInStore(table).all("ada")).toEqual([]);
  });

  it("lets somebody join anew with the address at once, and leaves that account alone", async () => {
    await furnish("ada");
    await eraseRunner(ERASE, worker());
    const again = makeRunner({ id: "again", email: "ada@example.com" });
    expect(await runnerStore(table).create(again)).toBe("created");
    await leaveStrava();
    queue.push({ message: { ...ERASE, left: true }, dueMs: nowMs });
    await drain();
    expect(await runnerStore(table).findByEmail("ada@example.com")).toMatchObject({ id: "again" });
    expect(JSON.stringify(await scan())).not.toContain("RUNNER#ada");
  });

  it("gives every service its access back, through that service's own queue", async () => {
    await furnish("ada");
    const polar = connectionStore(
      table,
      tokenVault(makeDataKeys(), () => nowMs),
      { name: "polar", pollMinutes: null },
    );
    const tokens = { accessToken: "a", refreshToken: "", expiresAtMs: nowMs };
    await polar.connect({ runnerId: "ada", accountId: "7", granted: [], tokens }, nowMs);
    await eraseRunner(ERASE, worker());
    expect({ leavings, polarLeavings }).toEqual({ leavings: 1, polarLeavings: 1 });
    expect((await polar.look("ada"))?.state.kind).toBe("leaving");
    await eraseRunner({ ...ERASE, left: true }, worker());
    expect({ leavings, polarLeavings }).toEqual({ leavings: 1, polarLeavings: 1 });
  });

  it("without a connection is done in one go", async () => {
    await runnerStore(table).create(makeRunner({ id: "ada" }));
    queue.push({ message: ERASE, dueMs: nowMs });
    expect(await drain()).toEqual(["erased", "swept"]);
    expect(await scan()).toEqual([]);
  });

  it("sweeps up what was stored while it went on, and never an account that is there", async () => {
    await activityStore(table).save("ada", makeRecord());
    const sweep: ErasureMessage = { kind: "sweep", runnerId: "ada", left: false };
    await eraseRunner(sweep, worker());
    expect(await scan()).toEqual([]);
    await runnerStore(table).create(makeRunner({ id: "ada" }));
    const before = await scan();
    expect(await eraseRunner(sweep, worker())).toEqual({ outcome: "an account again" });
    expect(await scan()).toEqual(before);
  });

  it("keeps the profile while the last mail is refused, so that it can be sent later", async () => {
    await runnerStore(table).create(makeRunner({ id: "ada" }));
    mails.once("refuse");
    await expect(eraseRunner(ERASE, worker())).rejects.toThrow();
    expect(await runnerStore(table).find("ada")).not.toBeNull();
    expect(mails.taken).toEqual([]);
    queue.push({ message: ERASE, dueMs: nowMs });
    await drain();
    expect(mails.taken).toHaveLength(1);
    expect(await scan()).toEqual([]);
  });

  it("is told once, even where the worker ended just after that", async () => {
    await runnerStore(table).create(makeRunner({ id: "ada" }));
    const dying = {
      ...worker(),
      erasures: { send: () => Promise.reject(new Error("the worker ended")) },
    };
    await expect(eraseRunner(ERASE, dying)).rejects.toThrow("the worker ended");
    queue.push({ message: ERASE, dueMs: nowMs });
    await drain();
    expect(mails.taken).toHaveLength(1);
    expect(await scan()).toEqual([]);
  });

  it("ends the same wherever a worker was killed, before or after each of its steps", {
    timeout: 120_000,
  }, async () => {
    await furnish("bob");
    const others = await scan();
    const counting = killer(null, "before");
    await furnish("ada");
    queue.push({ message: ERASE, dueMs: nowMs });
    await drain(counting);
    expect(counting.steps()).toBeGreaterThan(30);
    for (const when of ["before", "after"] as const) {
      for (let step = 1; step <= counting.steps(); step += 1) {
        mails = fakeMailer();
        leavings = 0;
        await furnish("ada");
        queue.push({ message: ERASE, dueMs: nowMs });
        await drain(killer(step, when));
        expect(await scan(), `killed ${when} step ${step}`).toEqual(others);
        expect([...unread], `killed ${when} step ${step}`).toEqual(["bob"]);
        const told = mails.taken.length;
        expect(told, `mails where killed ${when} step ${step}`).toBeGreaterThanOrEqual(1);
        expect(told).toBeLessThanOrEqual(2);
      }
    }
  });
});
