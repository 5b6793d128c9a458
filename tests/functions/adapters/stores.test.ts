import { PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountStore } from "../../../functions/adapters/account-store.ts";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { checkInStore } from "../../../functions/adapters/check-in-store.ts";
import { dueStore } from "../../../functions/adapters/due-store.ts";
import { LEASE_S, noticeStore } from "../../../functions/adapters/notice-store.ts";
import { dueWakeStore, nudgeWakeStore } from "../../../functions/adapters/nudge-wake-store.ts";
import { rateBudgetStore } from "../../../functions/adapters/rate-budget-store.ts";
import { runnerStore, settingsStore } from "../../../functions/adapters/runner-store.ts";
import { ownShoeStore, shoeStore } from "../../../functions/adapters/shoe-store.ts";
import { type Item, removeItem, type Table, toItem } from "../../../functions/adapters/table.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { NoticeId, NoticeStore, Remembered } from "../../../functions/ports/mail.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { type Engine, engines, freshTable, itemsOf } from "../../support/tables.ts";

/** The same table, where something else happens just before the call of this number. */
function beforeStep({ name, client }: Table, at: number, meanwhile: () => Promise<void>): Table {
  let calls = 0;
  const send = async (command: Parameters<typeof client.send>[0]) => {
    calls += 1;
    if (calls === at) await meanwhile();
    return client.send(command);
  };
  return {
    name,
    client: new Proxy(client, {
      get: (target, property) => (property === "send" ? send : Reflect.get(target, property)),
    }),
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

for (const { name, missing, start } of engines) {
  const title = missing === null ? `on ${name}` : `on ${name} (skipped: ${missing})`;
  describe.skipIf(missing !== null)(title, () => {
    let engine: Engine;
    let table: Table;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(async () => {
      await engine?.close();
    });
    beforeEach(async () => {
      table = await freshTable(engine);
    });

    describe("activities", () => {
      it("are read back as they were saved", async () => {
        const store = activityStore(table);
        const run = makeRecord({ distanceM: 2831.800048828125, averageHeartRateBpm: 150.5 });
        expect(await store.save("r1", run)).toBe("stored");
        expect(await store.all("r1")).toEqual([run]);
      });

      it("saved again unchanged, nothing is written", async () => {
        const store = activityStore(table);
        await store.save("r1", makeRecord());
        const before = await itemsOf(table);
        expect(await store.save("r1", makeRecord())).toBe("unchanged");
        expect(await itemsOf(table)).toEqual(before);
      });

      it("moved to another day by an edit, a run is replaced and not doubled", async () => {
        const store = activityStore(table);
        await store.save("r1", makeRecord());
        const moved = makeRecord({ day: "2021-09-10", startAt: "2021-09-10T17:06:00.000Z" });
        expect(await store.save("r1", moved)).toBe("replaced");
        expect(await store.all("r1")).toEqual([moved]);
      });

      it("of another runner or another source with the same id stay apart", async () => {
        const store = activityStore(table);
        await store.save("r1", makeRecord());
        await store.save("r1", makeRecord({ source: "polar" }));
        await store.save("r11", makeRecord());
        expect(await store.all("r1")).toHaveLength(2);
        expect(await store.all("r11")).toHaveLength(1);
        expect(await store.all("nobody")).toEqual([]);
      });

      it("beyond one page of 1 MB are all read", async () => {
        const store = activityStore(table);
        const ids = Array.from({ length: 30 }, (_, id) => String(id).padStart(2, "0"));
        for (const sourceId of ids) {
          await store.save("r1", makeRecord({ sourceId }));
          // No run is this large, but it would take thousands of real ones.
          const enlarge = new UpdateItemCommand({
            TableName: table.name,
            Key: toItem({ pk: "RUNNER#r1", sk: `ACTIVITY#strava-export#${sourceId}` }),
            UpdateExpression: "SET filler = :filler",
            ExpressionAttributeValues: toItem({ ":filler": "x".repeat(40_000) }),
          });
          await table.client.send(enlarge);
        }
        const read = await store.all("r1");
        expect(read.map((activity) => activity.sourceId)).toEqual(ids);
      });
    });

    it("what is saved in any order and any number of times leaves the same table", async () => {
      const checkIn = storedCheckIn.parse({ id: "c1", day: "2021-09-12", places: ["outside"] });
      const saves: readonly ((runnerId: string) => Promise<unknown>)[] = [
        ...["1", "2", "3"].map(
          (sourceId) => (id: string) => activityStore(table).save(id, makeRecord({ sourceId })),
        ),
        (id) => shoeStore(table).save(id, makeShoeRecord()),
        (id) => checkInStore(table).save(id, checkIn),
      ];
      const orders = fc
        .array(fc.constantFrom(...saves), { maxLength: 8 })
        .map((more) => [...saves, ...more])
        .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
      let runners = 0;
      await fc.assert(
        fc.asyncProperty(orders, async (order) => {
          const id = `r${++runners}`;
          for (const save of order) await save(id);
          const told = (await activityStore(table).all(id)).map(({ sourceId }) => sourceId);
          expect(told).toEqual(["1", "2", "3"]);
          expect(await shoeStore(table).all(id)).toHaveLength(1);
          expect(await checkInStore(table).all(id)).toEqual([checkIn]);
        }),
        { numRuns: 25 },
      );
    });

    describe("shoes", () => {
      it("keep what the runner set when their source tells them again", async () => {
        const store = shoeStore(table);
        expect(await store.save("r1", makeShoeRecord())).toBe("stored");
        await table.client.send(
          new UpdateItemCommand({
            TableName: table.name,
            Key: toItem({ pk: "RUNNER#r1", sk: "SHOE#strava-export#s1" }),
            UpdateExpression: "SET retired = :yes, replaceAtM = :limit",
            ExpressionAttributeValues: toItem({ ":yes": true, ":limit": 700_000 }),
          }),
        );
        expect(await store.save("r1", makeShoeRecord())).toBe("unchanged");
        expect(await store.save("r1", makeShoeRecord({ name: "Red pair" }))).toBe("renamed");
        expect(await store.all("r1")).toEqual([
          {
            ...makeShoeRecord({ name: "Red pair" }),
            providerDistanceM: null,
            startDistanceM: 0,
            noticeAtM: null,
            replaceAtM: 700_000,
            retired: true,
          },
        ]);
      });
    });

    it("shoes of an export may be called whatever a source's report is kept under", async () => {
      const pairs = ["TOLD", "Old #TOLD"].map((sourceId) => makeShoeRecord({ sourceId }));
      for (const pair of pairs) await shoeStore(table).save("r1", pair);
      const stored = await shoeStore(table).all("r1");
      expect(stored.map(({ sourceId }) => sourceId).toSorted()).toEqual(["Old #TOLD", "TOLD"]);
    });

    describe("runners", () => {
      it("are read back as they were created, and an unknown one is null", async () => {
        const store = runnerStore(table);
        const runner = makeRunner({ maxHeartRateBpm: 188, nextDigestAt: null });
        expect(await store.create(runner)).toBe("created");
        expect(await store.find("r1")).toEqual(runner);
        expect(await store.find("r2")).toBeNull();
      });

      it("created twice, the first stays", async () => {
        const store = runnerStore(table);
        await store.create(makeRunner());
        expect(await store.create(makeRunner({ email: "eve@example.com" }))).toBe("exists");
        expect((await store.find("r1"))?.email).toBe("ada@example.com");
      });

      it.each([1, 2])(
        "who join with one address at the same moment, the other before step %s, are one",
        async (at) => {
          const ada = makeRunner();
          const eve = makeRunner({ id: "r2", email: ada.email });
          const store = runnerStore(table);
          const outcomes: string[] = [];
          const meanwhile = beforeStep(table, at, async () => {
            outcomes.push(await store.create(eve));
          });
          outcomes.push(await runnerStore(meanwhile).create(ada));
          expect(outcomes.toSorted()).toEqual(["address-taken", "created"]);
          expect((await itemsOf(table)).filter(({ sk }) => sk === "PROFILE")).toHaveLength(1);
          expect(await store.findByEmail(ada.email)).not.toBeNull();
        },
      );

      it("take an address that was never reserved, and that no profile has", async () => {
        await runnerStore(table).create(makeRunner({ id: "r0", email: "ada@example.com" }));
        const [pointer] = (await itemsOf(table)).filter(({ sk }) => sk === "OWNER");
        const Item = toItem({ pk: pointer?.["pk"], sk: "OWNER", runnerId: "r0" });
        await table.client.send(new PutItemCommand({ TableName: table.name, Item }));
        await accountStore(table).eraseAll("r0");
        expect(await runnerStore(table).create(makeRunner())).toBe("created");
      });

      it("who stop the digest are due no more, and stopping twice is no error", async () => {
        const store = runnerStore(table);
        await store.create(makeRunner());
        expect(await store.stop("r1", "digest")).toBe("stopped");
        expect(await store.stop("r1", "digest")).toBe("stopped");
        const stopped = await store.find("r1");
        expect(stopped?.digest.on).toBe(false);
        expect(stopped?.nextDigestAt).toBeNull();
        expect(await collect(dueStore(table).dueAt("2030-01-01T00:00:00.000Z"))).toEqual([]);
      });

      it("nobody knows are not made by stopping them, nor by a change that comes after their erasure", async () => {
        const store = runnerStore(table);
        const ghost = makeRunner({ id: "ghost" });
        expect(await store.stop("ghost", "digest")).toBe("unknown-runner");
        expect(await store.stop("ghost", "load")).toBe("unknown-runner");
        await store.stopMail(ghost, { reason: "bounce", at: "2021-09-13T05:00:00.000Z" });
        await store.renewSessionKey("ghost", "a new key");
        await store.renewFeedKey("ghost", "a new key");
        for (const way of ["signed", "sent"] as const) {
          await store.renewWebhookKey("ghost", way, { key: "a new key", madeAtMs: 0 });
        }
        const moved = { ...ghost, units: "mi", zone: "UTC" } as const;
        expect(await settingsStore(table).keep(ghost, moved)).toBe("changed-meanwhile");
        expect(await settingsStore(table).keep(ghost, { ...ghost, units: "mi" })).toBe(
          "changed-meanwhile",
        );
        const keys = { linkKey: "l", sessionKey: "s" };
        expect(
          await accountStore(table).beginErasing("ghost", keys, "2021-09-13T05:00:00.000Z"),
        ).toBeNull();
        await windowStore(table).noteAsked("ghost", "window", 0);
        expect(await itemsOf(table)).toEqual([]);
      });
    });

    describe("who is due", () => {
      it("are those whose time has come, in every shard, and nobody else", async () => {
        const store = runnerStore(table);
        const ids = Array.from({ length: 40 }, (_, id) => `runner-${id}`);
        for (const id of ids) await store.create(makeRunner({ id }));
        await store.create(makeRunner({ id: "later", nextDigestAt: "2021-09-13T05:00:00.001Z" }));
        await store.create(makeRunner({ id: "off", nextDigestAt: null }));
        const due = await collect(dueStore(table).dueAt("2021-09-13T05:00:00.000Z"));
        expect(due.map((one) => one.kind === "due" && one.due.runnerId).sort()).toEqual(ids.sort());
        expect(due[0]).toMatchObject({
          due: { zone: "Europe/Copenhagen", weekday: 1, hour: 7 },
        });
      });

      it("once moved on, a second planner with the old time moves nothing", async () => {
        await runnerStore(table).create(makeRunner());
        const store = dueStore(table);
        const [one] = await collect(store.dueAt("2021-09-13T05:00:00.000Z"));
        if (one?.kind !== "due") throw new Error("nobody is due");
        const { due } = one;
        const [last, next, later] = ["13", "20", "27"].map((day) => `2021-09-${day}T05:00:00.000Z`);
        expect(await store.advance(due, next ?? "", last ?? "")).toBe("advanced");
        expect(await store.advance(due, later ?? "", next ?? "")).toBe("moved-meanwhile");
        expect(await runnerStore(table).find("r1")).toMatchObject({
          nextDigestAt: next,
          lastDigestAt: last,
        });
      });
    });

    describe("a notice", () => {
      const id = { runnerId: "r1", notice: "digest:2021-09-12" };
      const now = "2021-09-13T05:00:00.000Z";
      const later = (seconds: number) => new Date(Date.parse(now) + seconds * 1000).toISOString();

      async function hold(store: NoticeStore, notice: NoticeId = id, remember: Remembered = {}) {
        const claim = await store.claim(notice, remember, now);
        if (claim.kind !== "ours") throw new Error(`the claim is ${claim.kind}`);
        return claim.held;
      }

      it("is claimed by one of many at once", async () => {
        const store = noticeStore(table);
        const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(id, {}, now)));
        expect(claims.filter(({ kind }) => kind === "ours")).toHaveLength(1);
        expect(claims.filter(({ kind }) => kind === "in-flight")).toHaveLength(7);
      });

      it("is settled once sent, whatever comes later", async () => {
        const store = noticeStore(table);
        const held = await hold(store);
        await store.markSent(held, "m-1", now);
        await store.release(held);
        expect(await store.skip(held, now)).toBe("changed-meanwhile");
        expect(await store.takeOver(held, {}, now)).toBeNull();
        expect(await store.claim(id, {}, later(LEASE_S * 100))).toEqual({ kind: "settled" });
      });

      it("is claimed again after a release, at once", async () => {
        const store = noticeStore(table);
        await store.release(await hold(store));
        expect((await store.claim(id, {}, later(1))).kind).toBe("ours");
      });

      it.each([
        [LEASE_S - 1, "in-flight"],
        [LEASE_S, "abandoned"],
      ])("unmarked for %i s is %s", async (ageS, kind) => {
        const store = noticeStore(table);
        await hold(store);
        expect((await store.claim(id, {}, later(ageS))).kind).toBe(kind);
      });

      it("given up is settled", async () => {
        const store = noticeStore(table);
        expect(await store.skip(await hold(store), later(LEASE_S))).toBe("skipped");
        expect((await store.claim(id, {}, later(LEASE_S + 1))).kind).toBe("settled");
      });

      it("abandoned is taken over by one of many at once, and holds anew", async () => {
        const store = noticeStore(table);
        const abandoned = await hold(store);
        const taken = await Promise.all(
          Array.from({ length: 8 }, () => store.takeOver(abandoned, {}, later(LEASE_S))),
        );
        expect(taken.filter((held) => held !== null)).toHaveLength(1);
        expect((await store.claim(id, {}, later(LEASE_S + 1))).kind).toBe("in-flight");
        await store.release(abandoned);
        expect((await store.claim(id, {}, later(LEASE_S + 2))).kind).toBe("in-flight");
      });

      it.each<[string, (store: NoticeStore) => Promise<unknown>]>([
        ["marked as sent", (store) => store.markSent(id, "m-1", later(1))],
        ["erased", () => removeItem(table, { pk: "RUNNER#r1", sk: "NOTICE#digest:2021-09-12" })],
      ])("%s just before the mail service's word settles it stays so", async (_, happens) => {
        const store = noticeStore(table);
        await hold(store);
        let before: Item[] = [];
        const meanwhile = beforeStep(table, 2, async () => {
          await happens(store);
          before = await itemsOf(table);
        });
        const word = noticeStore(meanwhile).settle(id, "m-2", later(9));
        expect(await word).toBe("nothing-to-settle");
        expect(await itemsOf(table)).toEqual(before);
      });

      it("erased while its mail was on the way does not come back", async () => {
        await noticeStore(table).markSent(id, "m-1", now);
        expect(await itemsOf(table)).toEqual([]);
      });

      it("remembers its tips and what it said from the claim on, and older digests are not asked for", async () => {
        const store = noticeStore(table);
        const digest = (day: string) => ({ runnerId: "r1", notice: `digest:${day}` });
        for (const [day, tip] of [
          ["2021-08-15", "L1"],
          ["2021-08-22", "L2"],
          ["2021-09-12", "L4"],
        ] as const) {
          const remembered = { tips: [tip], tooLate: day === "2021-08-22" };
          const held = await hold(store, digest(day), remembered);
          if (day === "2021-08-22") await store.skip(held, now);
          else await store.markSent(held, "m", now);
        }
        await hold(store, digest("2021-09-19"), { tips: ["L5"], keys: ["rule:cadence"] });
        await hold(store, { runnerId: "r1", notice: "nudge:2021-09-19" });
        expect(await store.digestsSince("r1", "2021-08-22")).toEqual([
          { day: "2021-08-22", state: "skipped", tips: ["L2"], keys: [], tooLate: true },
          { day: "2021-09-12", state: "sent", tips: ["L4"], keys: [], tooLate: false },
          {
            day: "2021-09-19",
            state: "claimed",
            tips: ["L5"],
            keys: ["rule:cadence"],
            tooLate: false,
          },
        ]);
      });

      it("is swept by the table's TTL in the end", async () => {
        const store = noticeStore(table);
        await store.claim(id, {}, now);
        const [item] = await itemsOf(table);
        expect(item?.["expiresAt"]).toBe(Date.parse(now) / 1000 + 400 * 24 * 3600);
      });
    });

    it("a runner's own pair is added once, and none is made by changing what is not there", async () => {
      const store = ownShoeStore(table);
      const limits = { startDistanceM: 0, noticeAtM: null, replaceAtM: null, retired: false };
      const pair = { ...limits, sourceId: "p1", name: "Blue pair" };
      expect(await store.add("r1", pair)).toBe("added");
      const before = await itemsOf(table);
      expect(await store.add("r1", { ...pair, name: "Other" })).toBe("exists");
      const unknown = { source: "own", sourceId: "p2" };
      expect(await store.change("r1", unknown, { retired: true })).toBe("unknown-shoe");
      expect(await itemsOf(table)).toEqual(before);
    });

    it("of Strava's limits the latest report counts, whichever is noted last", async () => {
      const store = rateBudgetStore(table);
      const left = (left: number) => ({ limit: 100, left, resetsAtMs: 900_000 });
      const budget = (of: number) => ({ quarterHour: left(of), day: left(of) });
      await store.note(budget(7), 2000);
      await store.note(budget(8), 1000);
      expect(await store.read()).toEqual(budget(7));
      await store.note(budget(6), 2000);
      expect(await store.read()).toEqual(budget(6));
    });

    describe("the next look at a runner's nudges", () => {
      const [EARLY, LATE] = ["2021-09-13T05:01:00.000Z", "2021-09-13T06:01:00.000Z"];
      const ask = (at: string, now = "2021-09-13T05:00:00.000Z") =>
        nudgeWakeStore(table).wakeAt("r1", at, now);
      const due = () => collect(dueWakeStore(table).dueAt(LATE));
      const wakeAt = (wakeAt: string) => ({ kind: "due", due: { runnerId: "r1", wakeAt } });

      it("is the earliest that was asked for", async () => {
        for (const at of [LATE, EARLY, LATE]) await ask(at);
        expect(await due()).toEqual([wakeAt(EARLY)]);
      });

      it("is the one asked for by the decision that an earlier one led to", async () => {
        await ask(EARLY);
        await ask(LATE, EARLY);
        expect(await due()).toEqual([wakeAt(LATE)]);
      });

      it("taken is over, but not where an earlier one was asked for meanwhile", async () => {
        await ask(LATE);
        await ask(EARLY);
        const store = dueWakeStore(table);
        expect(await store.done({ runnerId: "r1", wakeAt: LATE })).toBe("moved-meanwhile");
        expect(await due()).toEqual([wakeAt(EARLY)]);
        expect(await store.done({ runnerId: "r1", wakeAt: EARLY })).toBe("advanced");
        expect(await due()).toEqual([]);
      });
    });
  });
}
