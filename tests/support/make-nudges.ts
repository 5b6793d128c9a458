import { activityStore } from "../../functions/adapters/activity-store.ts";
import { caseStores } from "../../functions/adapters/case-stores.ts";
import { noticeStore } from "../../functions/adapters/notice-store.ts";
import { dueWakeStore, nudgeWakeStore } from "../../functions/adapters/nudge-wake-store.ts";
import type { Table } from "../../functions/adapters/table.ts";
import type { ConnectionHealth } from "../../functions/ports/connections.ts";
import type { Window } from "../../functions/ports/stored-case.ts";
import { type SendNudgesDeps, sendNudges } from "../../functions/send-nudges/send-nudges.ts";
import { paceOf } from "../../functions/shared/mail/pace.ts";
import { dayNumberOf, isoDay } from "../../functions/shared/time.ts";
import { wakeNudges } from "../../functions/wake-nudges/wake-nudges.ts";
import { fakeMailer } from "./mailers.ts";
import { makeRecord } from "./make-record.ts";
import { makeTick } from "./make-tick.ts";

/** The nudge worker's real stores around a table, with a clock and a mail service that a test controls. */
export function makeNudgeHouse(table: Table, startAt: string) {
  const post = fakeMailer();
  const clock = { now: startAt };
  const connection: { health: ConnectionHealth; window: Window } = {
    health: { kind: "ok" },
    window: { kind: "whole" },
  };
  const nowMs = () => Date.parse(clock.now);
  const { cases, runners } = caseStores(table, nowMs);
  const deps: SendNudgesDeps = {
    runners,
    cases: { read: async (runnerId) => ({ ...(await cases.read(runnerId)), ...connection }) },
    notices: noticeStore(table),
    wakes: nudgeWakeStore(table),
    mailer: post.mailer,
    publicUrl: "https://run.example",
    pace: paceOf(0),
    now: () => clock.now,
  };
  const woken: string[] = [];
  const house = {
    deps,
    post,
    clock,
    connection,
    send: () => sendNudges({ runnerId: "r1" }, house.deps),
    /**
     * One tick of the clock that ends quiet hours; returns who was woken. `meanwhile`: what happens while it
     * still goes on.
     */
    tick: async (meanwhile: () => Promise<unknown> = async () => {}) => {
      const before = woken.length;
      await wakeNudges(makeTick(60_000), {
        wakes: dueWakeStore(table),
        nudges: {
          send: async (messages) => {
            for (const { runnerId } of messages) woken.push(runnerId);
            await meanwhile();
          },
        },
        now: () => clock.now,
      });
      return woken.slice(before);
    },
  };
  return house;
}

/** Stores runs of these distances in km, each so many days before `day`, in the evening. */
export async function storeRuns(
  table: Table,
  day: string,
  runs: Readonly<Record<number, number>>,
  shoeSourceId: string | null = null,
) {
  for (const [ago, km] of Object.entries(runs)) {
    const on = isoDay(dayNumberOf(day) - Number(ago));
    const run = { sourceId: on, day: on, startAt: `${on}T17:00:00.000Z`, distanceM: km * 1000 };
    const record = makeRecord({ ...run, movingS: km * 360, shoeSourceId });
    await activityStore(table).save("r1", record);
  }
}
