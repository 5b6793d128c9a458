import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { connectionStore } from "../../../functions/adapters/connection-store.ts";
import { dueStore } from "../../../functions/adapters/due-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { syncStore } from "../../../functions/adapters/sync-store.ts";
import { runnerPk, type Table, toItem } from "../../../functions/adapters/table.ts";
import { tokenVault } from "../../../functions/adapters/token-vault.ts";
import type { ProviderEvent } from "../../../functions/messages/provider-event.ts";
import type { Due } from "../../../functions/ports/due.ts";
import { startReconcile } from "../../../functions/start-reconcile/start-reconcile.ts";
import { makeDataKeys } from "../../support/make-follow.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { freshTable } from "../../support/tables.ts";

const CONNECTED = Date.parse("2026-11-20T12:00:00.000Z");
const MORNING = "2026-11-22T06:00:00.000Z";
let unreadable: string[] = [];
const tick = (leftMs: number) => ({
  leftMs: () => leftMs,
  unreadable: (id: string) => void unreadable.push(id),
});
const plentyOfTime = tick(100_000);

let table: Table;
beforeEach(async () => {
  table = await freshTable();
  unreadable = [];
});

async function connect(count: number): Promise<string[]> {
  const store = connectionStore(table, tokenVault(makeDataKeys()));
  const tokens = { accessToken: "a", refreshToken: "r", expiresAtMs: 0 };
  const ids = Array.from({ length: count }, (_, n) => `r${n}`);
  for (const [n, runnerId] of ids.entries()) {
    await store.connect({ runnerId, accountId: `${n}`, granted: [], tokens }, CONNECTED);
  }
  return ids;
}

function queue() {
  const sent: ProviderEvent[] = [];
  return {
    sent,
    events: { send: async (events: readonly ProviderEvent[]) => void sent.push(...events) },
  };
}

const noHints = { hints: { send: async () => undefined }, findProvider: () => null };

const runnersOf = (events: readonly ProviderEvent[]) =>
  events.map((event) => ("runnerId" in event ? event.runnerId : "")).sort();

describe("the start of a night's comparisons", () => {
  it("asks for everybody's once, and the next night again", async () => {
    const ids = (await connect(25)).sort();
    const { sent, events } = queue();
    const at = (now: string) =>
      startReconcile(plentyOfTime, { ...noHints, syncs: syncStore(table), events, now: () => now });
    expect(await at(MORNING)).toEqual({ due: 25, movedMeanwhile: 0, unreadable: 0 });
    expect(await at(MORNING)).toEqual({ due: 0, movedMeanwhile: 0, unreadable: 0 });
    expect(runnersOf(sent)).toEqual(ids);
    const told = { kind: "reconcile", provider: "strava", askedAtMs: Date.parse(MORNING) };
    expect(sent.find((event) => event.kind === "reconcile" && event.runnerId === "r0")).toEqual({
      ...told,
      runnerId: "r0",
    });
    sent.length = 0;
    await at("2026-11-23T06:00:00.000Z");
    expect(runnersOf(sent)).toEqual(ids);
  });

  it("asks once a day whether Strava still sends events, however many runners there are", async () => {
    const { sent, events } = queue();
    const deps = { ...noHints, syncs: syncStore(table), events };
    for (let minute = 7; minute < 24 * 60; minute += 15) {
      const now = new Date(Date.UTC(2026, 10, 22, 0, minute)).toISOString();
      await startReconcile(plentyOfTime, { ...deps, now: () => now });
    }
    expect(sent).toEqual([{ kind: "subscription", provider: "strava" }]);
  });

  it("loses nobody when the queue refuses", async () => {
    await connect(3);
    const refusing = { send: () => Promise.reject(new Error("no")) };
    const deps = { ...noHints, syncs: syncStore(table), now: () => MORNING };
    await expect(startReconcile(plentyOfTime, { ...deps, events: refusing })).rejects.toThrow("no");
    const { events } = queue();
    expect(await startReconcile(plentyOfTime, { ...deps, events })).toMatchObject({ due: 3 });
  });

  it("passes over a connection that can't be read, tells whose it is, and asks for the others", async () => {
    await connect(25);
    const update = new UpdateItemCommand({
      TableName: table.name,
      Key: toItem({ pk: runnerPk("r5"), sk: "CONNECTION#strava" }),
      UpdateExpression: "SET runnerId = :wrong",
      ExpressionAttributeValues: toItem({ ":wrong": 5 }),
    });
    await table.client.send(update);
    const { sent, events } = queue();
    const deps = { ...noHints, syncs: syncStore(table), events, now: () => MORNING };
    expect(await startReconcile(plentyOfTime, deps)).toMatchObject({ due: 24, unreadable: 1 });
    expect(unreadable).toEqual(["RUNNER#r5"]);
    expect(sent).toHaveLength(24);
  });

  it("leaves the rest to the next run when its time ends", async () => {
    await connect(25);
    const { events } = queue();
    const deps = { ...noHints, syncs: syncStore(table), events, now: () => MORNING };
    expect(await startReconcile(tick(0), deps)).toMatchObject({ due: 10 });
    expect(await startReconcile(plentyOfTime, deps)).toMatchObject({ due: 15 });
  });

  it("asks the queue of each service, at the service's own pace", async () => {
    const tokens = { accessToken: "a", refreshToken: "r", expiresAtMs: 0 };
    const polled = { name: "polled", pollMinutes: 60 };
    const [strava, other] = [undefined, polled].map((service) =>
      connectionStore(table, tokenVault(makeDataKeys()), service),
    );
    const connection = { runnerId: "r1", accountId: "7", granted: [], tokens };
    await strava?.connect(connection, Date.parse(MORNING));
    await other?.connect(connection, Date.parse(MORNING));
    const asked: string[] = [];
    const note = {
      send: async (messages: readonly { kind: string; provider: string }[]) => {
        asked.push(...messages.map(({ provider }) => provider));
      },
    };
    const at = (now: string) =>
      startReconcile(plentyOfTime, {
        syncs: syncStore(table),
        events: note,
        hints: note,
        findProvider: (name) => (name === "polled" ? polled : null),
        now: () => now,
      });
    await at("2026-11-22T07:00:00.000Z");
    await at("2026-11-22T07:15:00.000Z");
    expect(asked).toEqual(["polled"]);
    await at("2026-11-22T08:00:00.000Z");
    expect(asked).toEqual(["polled", "polled"]);
    await at("2026-11-23T06:00:00.000Z");
    expect(asked.sort()).toEqual(["polled", "polled", "polled", "strava"]);
  });

  it("and the digests' own due list keep out of each other's way", async () => {
    await connect(1);
    await runnerStore(table).create(makeRunner({ id: "r9" }));
    const idsIn = async (found: AsyncIterable<Due<{ runnerId: string }>>) => {
      const ids: string[] = [];
      for await (const one of found) if (one.kind === "due") ids.push(one.due.runnerId);
      return ids;
    };
    expect(await idsIn(dueStore(table).dueAt(MORNING))).toEqual(["r9"]);
    expect(await idsIn(syncStore(table).dueAt(MORNING))).toEqual(["r0"]);
  });
});
