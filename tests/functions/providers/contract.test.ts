import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import type { ProviderName } from "../../../functions/providers/table.ts";
import type { HintRequest } from "../../../functions/receive-hint/receive-hint.ts";
import type { ContractHouse } from "../../support/make-provider-house.ts";
import { makeRecord } from "../../support/make-record.ts";
import { NOTIONS, type Notion, type ProviderCase } from "../../support/provider-case.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";
import { intervalsByKeyCase, intervalsCase } from "./intervals/contract-case.ts";
import { polarCase } from "./polar/contract-case.ts";
import { stravaCase, UNSIGNED, unsignedStrava } from "./strava/contract-case.ts";
import { suuntoCase } from "./suunto/contract-case.ts";

const DAY_MS = 24 * 3_600_000;
const HOSTILE_IDS: readonly unknown[] = [
  "../users/7",
  "..%2Fusers%2F7",
  "a/b",
  "a?b=c",
  "a#b",
  "a b",
  "http://169.254.169.254/latest",
  "//evil.example",
  "",
  "x".repeat(500),
  { toString: "x" },
  ["a"],
  null,
  -1,
  1.5,
];

/** The tests that every service passes. */
function describeProvider(given: ProviderCase): void {
  const { facts, way, events, lacks } = given;
  /** Which of the contract's notions have been tried. */
  const tried = new Set<Notion>();
  const tries = (...notions: readonly Notion[]) => {
    for (const notion of notions) tried.add(notion);
  };
  let table: Table;
  let house: ContractHouse;
  let athlete: string;

  beforeEach(async () => {
    table = await freshTable();
    house = await given.house(table);
    athlete = house.control.addAthlete().id;
  });
  afterEach(() => house.close());

  const secretOf = (): Record<string, string> => JSON.parse(house.secret);
  const compare = async (runnerId = "ada") => {
    house.send({ kind: "reconcile", provider: facts.name, runnerId });
    return house.drain();
  };
  /** Hears of a new run: by an event if there are any, otherwise with the next comparison. */
  const hear = async () => (events === null ? compare() : house.settle());
  /** The same, but always in a way that asks the service. */
  const ask = async () => (given.callsPerRun === 0 ? compare() : hear());
  const state = async (runnerId = "ada") => (await house.connections.look(runnerId))?.state;
  /** A genuine request from the service about a new run, which is not in any queue yet. */
  const genuine = async (): Promise<HintRequest> => {
    house.control.addRun(athlete);
    await house.control.deliverNow();
    house.queue.length = 0;
    const request = house.requests.at(-1);
    if (request === undefined) throw new Error("the service told nothing");
    return request;
  };

  describe("a run", () => {
    it("arrives as it was run, in the runner's own time", async () => {
      await house.connect("ada", athlete);
      const { id } = house.control.addRun(athlete, {
        startAt: "2026-01-05T06:49:30.000Z",
        distanceM: 8200,
        movingS: 2730,
        elapsedS: 2730,
        averageHeartRateBpm: 148,
        maxHeartRateBpm: 171,
        sessionRpe: 6,
      });
      await hear();
      expect(await house.runs("ada")).toEqual([
        expect.objectContaining({
          source: facts.name,
          sourceId: id,
          sport: "run",
          startAt: "2026-01-05T06:49:30.000Z",
          day: "2026-01-05",
          startMinute: 469.5,
          distanceM: 8200,
          movingS: 2730,
          averageHeartRateBpm: 148,
          maxHeartRateBpm: 171,
          sessionRpe: given.tellsEffort ? 6 : null,
        }),
      ]);
      expect(house.asked).toContain("ada");
    });

    tries("duplicate");
    it("that was told twice, late and in any order is one run", async () => {
      await house.connect("ada", athlete);
      house.control.setFaults({ repeatEvents: 2, reorderEvents: true });
      house.control.addRun(athlete, { distanceM: 5000 });
      house.control.addRun(athlete, { distanceM: 6000 });
      await hear();
      await hear();
      await compare();
      expect((await house.runs("ada")).map(({ distanceM }) => distanceM).sort()).toEqual([
        5000, 6000,
      ]);
    });

    it("of which no word came is found by the comparison", async () => {
      await house.connect("ada", athlete);
      house.control.setFaults({ dropEvents: 1 });
      house.control.addRun(athlete);
      await house.settle();
      await compare();
      expect(await house.runs("ada")).toHaveLength(1);
    });

    tries("update");
    it("that changes changes here", async () => {
      await house.connect("ada", athlete);
      const { id } = house.control.addRun(athlete, { distanceM: 5000 });
      await hear();
      house.control.edit(id, { distanceM: 7000 });
      await (events?.tells.update ? house.settle() : compare());
      expect((await house.runs("ada")).map(({ distanceM }) => distanceM)).toEqual([7000]);
    });

    tries("deletion");
    it("that was deleted is deleted here, and stays so whatever comes late", async () => {
      await house.connect("ada", athlete);
      const { id } = house.control.addRun(athlete);
      await hear();
      const late = house.requests.at(-1);
      house.control.remove(id);
      await (events?.tells.delete ? house.settle() : compare());
      expect(await house.runs("ada")).toEqual([]);
      if (late !== undefined) await house.receive(late);
      await house.drain();
      expect(await house.runs("ada")).toEqual([]);
    });

    tries("unknown user");
    it("of somebody who is not connected is nobody's, and asks the service nothing", async () => {
      await house.connect("ada", athlete);
      house.calls.length = 0;
      const accountId = "999999";
      const reference = { kind: "activity", accountId, id: "1", aspect: "create" } as const;
      house.send({ kind: "reference", provider: facts.name, reference });
      expect(await house.drain()).toEqual([`${facts.name}: nobody's`]);
      expect(house.calls).toEqual([]);
    });

    it("costs few calls", async () => {
      await house.connect("ada", athlete);
      house.control.addRun(athlete);
      house.calls.length = 0;
      await hear();
      expect(house.calls.length).toBeLessThanOrEqual(given.callsPerRun);
    });

    it("of another athlete of the service is not taken for ours", async () => {
      const other = house.control.addAthlete().id;
      await house.connect("ada", athlete);
      const { id } = house.control.addRun(other, {}, true);
      const reference = { kind: "activity", accountId: athlete, id, aspect: "update" } as const;
      house.send({ kind: "reference", provider: facts.name, reference });
      await house.drain();
      expect(await house.runs("ada")).toEqual([]);
    });
  });

  // A connection by the runner's own key gets no events.
  if (events !== null)
    describe("the webhook", () => {
      tries(...events.forged.map(([notion]) => notion));
      it.each(events.forged)("turns away for its %s what is %s", async (_, __, forge) => {
        await house.connect("ada", athlete);
        const request = await genuine();
        // 404 where the URL itself is the secret.
        expect([401, 403, 404]).toContain((await house.receive(forge(request, secretOf()))).status);
        expect(house.queue).toEqual([]);
        expect(await house.receive(request)).toMatchObject({ status: 200 });
        expect(house.queue).toHaveLength(1);
      });

      it("turns everything away where the owner set up nothing", async () => {
        await house.connect("ada", athlete);
        const request = await genuine();
        expect([401, 404]).toContain((await house.receive(request, null)).status);
        expect(house.queue).toEqual([]);
      });

      tries("replay");
      it("takes the same again and again, and it stays one run", async () => {
        await house.connect("ada", athlete);
        const request = await genuine();
        for (let time = 0; time < 3; time += 1) await house.receive(request);
        await house.drain();
        expect(await house.runs("ada")).toHaveLength(1);
      });

      const { ping } = events;
      if (ping !== null) {
        tries("ping");
        it("answers a ping and does nothing", async () => {
          const outcome = expect.stringMatching(/ping$/);
          expect(await house.receive(ping)).toEqual({ status: 200, outcome });
          expect(house.queue).toEqual([]);
        });
      }

      tries("hostile ids and URLs");
      it("lays nothing in the queue about an id that could lead elsewhere", async () => {
        await house.connect("ada", athlete);
        const request = await genuine();
        for (const id of HOSTILE_IDS) {
          for (const what of [{ id }, { accountId: id }]) {
            const hostile = events.about(request, what, secretOf());
            expect((await house.receive(hostile)).status, JSON.stringify(what)).toBe(400);
          }
        }
        expect(house.queue).toEqual([]);
      });

      const BODIES = [
        ["nothing", ""],
        ["no JSON", "{"],
        ["a list", "[]"],
        ["null", "null"],
        ["a number", "7"],
        ["an empty object", "{}"],
        ["a deep one", `${"[".repeat(5000)}${"]".repeat(5000)}`],
        ["too much", JSON.stringify({ more: "x".repeat(200_000) })],
        ["keys of the language", '{"__proto__":{"event":"PING"},"constructor":1}'],
      ] as const;
      it("lays nothing in the queue for a body that is no event", async () => {
        for (const [what, body] of BODIES) {
          const answer = await house.receive({
            provider: facts.name,
            key: "",
            headers: {},
            body,
          });
          expect([400, 401, 404, 413], what).toContain(answer.status);
        }
        expect(house.queue).toEqual([]);
      });

      it("asks no other host than the service's, whatever an event names", async () => {
        await house.connect("ada", athlete);
        house.calls.length = 0;
        const request = await genuine();
        await house.receive(request);
        await house.drain();
        await compare();
        expect(house.calls.length).toBeGreaterThan(0);
        for (const called of house.calls) expect(called).toContain(house.apiUrl);
      });

      it("says nothing of what it held in its outcome", async () => {
        await house.connect("ada", athlete);
        const request = await genuine();
        const { outcome } = await house.receive(request);
        expect(outcome).toMatch(/^[a-z]+: queued (1|activity create)$/);
      });
    });

  describe("access", () => {
    tries("token revoked");
    it("that ended asks the runner once, keeps what there is, and goes on after a new yes", async () => {
      await house.connect("ada", athlete);
      house.control.addRun(athlete);
      await hear();
      end();
      house.asked.length = 0;
      house.control.addRun(athlete);
      await compare();
      expect(await state()).toMatchObject({ kind: "needs-consent", reason: "refused" });
      expect(house.asked).toEqual(["ada"]);
      expect(await house.runs("ada")).toHaveLength(1);
      again();
      expect(await house.connect("ada", athlete)).toBe("connected");
      expect(await state()).toEqual({ kind: "connected" });
      house.control.addRun(athlete);
      await hear();
      expect((await house.runs("ada")).length).toBeGreaterThanOrEqual(2);
    });

    it("that stays refused for 30 days is over, and everything that came from there goes", async () => {
      await house.connect("ada", athlete);
      house.control.addRun(athlete);
      await hear();
      await activityStore(table, house.clock.now).save("ada", makeRecord());
      end();
      await compare();
      house.clock.advance(29 * DAY_MS);
      await compare();
      expect(await house.runs("ada")).toHaveLength(1);
      house.clock.advance(2 * DAY_MS);
      await compare();
      expect(await house.connections.look("ada")).toBeNull();
      expect(await house.runs("ada")).toEqual([]);
      expect(await activityStore(table, house.clock.now).all("ada")).toHaveLength(1);
    });

    it("taken back there is confirmed before anything goes", async () => {
      await house.connect("ada", athlete);
      house.control.addRun(athlete);
      await hear();
      const reference = { kind: "access", accountId: athlete } as const;
      house.send({ kind: "reference", provider: facts.name, reference });
      await house.drain();
      expect(await state()).toEqual({ kind: "connected" });
      expect(await house.runs("ada")).toHaveLength(1);
      end();
      house.send({ kind: "reference", provider: facts.name, reference });
      await house.drain();
      expect(await house.connections.look("ada")).toBeNull();
      expect(await house.runs("ada")).toEqual([]);
    });

    it("that the runner ends here is given back there, and leaves nothing but what is others'", async () => {
      await house.connect("ada", athlete);
      house.control.addRun(athlete);
      await hear();
      await activityStore(table, house.clock.now).save("ada", makeRecord());
      await house.connections.beginLeaving("ada", house.clock.now());
      await compare();
      expect(await house.connections.look("ada")).toBeNull();
      expect(await house.connections.ownerOf(athlete)).toBeNull();
      expect(house.control.isConnected(athlete)).toBe(false);
      expect(await house.runs("ada")).toEqual([]);
      expect(await activityStore(table, house.clock.now).all("ada")).toHaveLength(1);
      expect(await house.connect("ada", athlete)).toBe("connected");
    });

    it("that the runner ends here is given back also where nobody got round to it for days", async () => {
      await house.connect("ada", athlete);
      await house.connections.beginLeaving("ada", house.clock.now());
      house.clock.advance(3 * DAY_MS);
      await compare();
      expect(await house.connections.look("ada")).toBeNull();
      expect(house.control.isConnected(athlete)).toBe(false);
    });

    it("that the runner ends here ends within a day and a half though the service is gone", async () => {
      await house.connect("ada", athlete);
      await house.connections.beginLeaving("ada", house.clock.now());
      const startMs = house.clock.now();
      house.control.setFaults({ serverErrors: 100_000 });
      await compare();
      expect(await house.connections.look("ada")).toBeNull();
      expect(house.clock.now() - startMs).toBeLessThan(1.5 * DAY_MS);
    });

    it("is one account to one runner", async () => {
      await house.connect("ada", athlete);
      expect(await house.connect("bob", athlete)).toBe("account-taken");
      house.control.addRun(athlete);
      await compare("bob");
      expect(await house.runs("bob")).toEqual([]);
    });

    if (lacks["token expired"] === undefined) {
      tries("token expired");
      it("whose token expired goes on with a new one, and no runner is asked", async () => {
        await house.connect("ada", athlete);
        const before = (await house.connections.find("ada"))?.tokens?.accessToken;
        house.clock.advance(2 * DAY_MS);
        house.control.addRun(athlete, { distanceM: 5000 });
        await compare();
        expect(await house.runs("ada")).toHaveLength(1);
        expect(await state()).toEqual({ kind: "connected" });
        expect((await house.connections.find("ada"))?.tokens?.accessToken).not.toBe(before);
      });
    }

    it("leaves no token in the table in the clear", async () => {
      await house.connect("ada", athlete);
      const found = await house.connections.find("ada");
      const token = found?.tokens?.accessToken ?? "";
      expect(token.length).toBeGreaterThan(10);
      const stored = JSON.stringify(await itemsOf(table));
      expect(stored).not.toContain(token);
    });

    const end = () => {
      house.control.revoke(athlete, false);
      if (way === "key") house.control.endKeys(true);
    };
    const again = () => {
      if (way === "key") house.control.endKeys(false);
    };
  });

  describe("a service that is not well", () => {
    const refuse = (isRefused: boolean) =>
      way === "key"
        ? house.control.endKeys(isRefused)
        : house.control.setFaults({ refusesTokens: isRefused });

    it("and refuses good tokens for hours is waited for, and no runner is asked for consent", async () => {
      await house.connect("ada", athlete);
      house.control.addRun(athlete);
      refuse(true);
      house.clock.after(20 * 3_600_000, () => refuse(false));
      const outcomes = await ask();
      expect(outcomes.some((outcome) => outcome.includes(": waits: "))).toBe(true);
      expect(outcomes.some((outcome) => outcome.includes("consent"))).toBe(false);
      expect(outcomes.some(isFailed)).toBe(false);
      expect(await state()).toEqual({ kind: "connected" });
      expect(await house.runs("ada")).toHaveLength(1);
    });

    it("and refuses good tokens for days asks the runner once, and is itself again after that", async () => {
      await house.connect("ada", athlete);
      refuse(true);
      await compare();
      const asked = await state();
      expect(asked).toMatchObject({ kind: "needs-consent", reason: "refused" });
      house.clock.advance(DAY_MS);
      await compare();
      // The same loss, of which the runner was told: nudges go by its date.
      expect(await state()).toEqual(asked);
      refuse(false);
      house.control.addRun(athlete);
      await compare();
      expect(await state()).toEqual({ kind: "connected" });
      expect(await house.runs("ada")).toHaveLength(1);
    });

    tries("rate limit", "outage");
    it("and limits us is waited for in the queue, not in the worker", async () => {
      await house.connect("ada", athlete);
      house.control.addRun(athlete);
      const untilMs = house.clock.now() + 20 * 60_000;
      house.control.limitUntil(untilMs);
      house.calls.length = 0;
      const outcomes = await ask();
      expect(outcomes.some((outcome) => /: waits: .*limit/.test(outcome))).toBe(true);
      expect(outcomes.some(isFailed)).toBe(false);
      expect(house.clock.now()).toBeGreaterThanOrEqual(untilMs);
      expect(await house.runs("ada")).toHaveLength(1);
      expect(house.calls.length).toBeLessThanOrEqual(given.callsPerRun + 3);
    });

    it.each([
      ["fails", { serverErrors: 2 }],
      ["breaks the connection", { cutConnections: 2 }],
      ["loses its answers", { lostAnswers: 2 }],
    ])("and %s is asked again, and nothing is lost", async (_, faults) => {
      await house.connect("ada", athlete);
      house.control.addRun(athlete);
      house.control.setFaults(faults);
      const outcomes = await ask();
      expect(outcomes.filter(isFailed).length).toBe(2);
      expect(await house.runs("ada")).toHaveLength(1);
      expect(await state()).toEqual({ kind: "connected" });
    });

    it("never makes an error that holds a token", async () => {
      await house.connect("ada", athlete);
      const token = (await house.connections.find("ada"))?.tokens?.accessToken ?? "none";
      house.control.setFaults({ serverErrors: 3 });
      house.control.addRun(athlete);
      const said = (await ask()).join("\n");
      expect(said).toContain("failed");
      expect(said).not.toContain(token);
      expect(said).not.toContain(athlete);
    });
  });

  describe("what the contract asks", () => {
    it("is tried, or said to be no part of its way, and never both", () => {
      const told = NOTIONS.map((notion) => [tried.has(notion), lacks[notion] !== undefined]);
      expect(told.filter(([isTried, isLacking]) => isTried === isLacking)).toEqual([]);
    });
  });
}

/** For a service whose old or altered events can't be told from genuine ones: they do no harm. */
function describeUnsaid(given: ProviderCase, unsaid: readonly Notion[], why: string): void {
  describe(`${given.facts.title}, which has no notion of: ${unsaid.join(", ")}`, () => {
    it(why, async () => {
      const house = await given.house(await freshTable());
      const [mine, other] = [house.control.addAthlete().id, house.control.addAthlete().id];
      await house.connect("ada", mine);
      const { id } = house.control.addRun(other, {}, true);
      const run = house.control.addRun(mine, { distanceM: 5000 });
      await house.settle();
      const request = house.requests.at(-1);
      if (request === undefined || given.events === null) throw new Error("nothing was told");
      house.control.edit(run.id, { distanceM: 7000 });
      house.clock.advance(2 * 3_600_000);
      const altered = given.events.about(request, { id }, JSON.parse(house.secret));
      for (const told of [altered, request]) {
        expect((await house.receive({ ...told })).status).toBe(200);
      }
      await house.drain();
      expect((await house.runs("ada")).map(({ distanceM }) => distanceM)).toEqual([7000]);
      await house.close();
    });
  });
}

describeUnsaid(unsignedStrava, ["signature missing", "signature old", "body altered"], UNSIGNED);
describeUnsaid(
  intervalsCase,
  ["signature old", "body altered"],
  intervalsCase.lacks["body altered"] ?? "",
);
describeUnsaid(polarCase, ["signature old"], polarCase.lacks["signature old"] ?? "");

const isFailed = (outcome: string) => /^(strava: )?failed/.test(outcome);

/** A new service is a new line here; the compiler asks for it. */
const CASES: Readonly<Record<ProviderName, readonly ProviderCase[]>> = {
  polar: [polarCase],
  suunto: [suuntoCase],
  intervals: [intervalsCase, intervalsByKeyCase],
};

for (const one of [stravaCase, ...Object.values(CASES).flat()]) {
  const named = `${one.facts.title}${one.way === "key" ? " by a key" : ""}`;
  describe(named, () => describeProvider(one));
}
