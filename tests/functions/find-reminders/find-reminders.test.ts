import { beforeEach, describe, expect, it } from "vitest";
import { dueReminderStore, reminderWakeStore } from "../../../functions/adapters/reminder-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { findReminders } from "../../../functions/find-reminders/find-reminders.ts";
import type { ReminderMessage } from "../../../functions/messages/reminder.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import {
  isPractice,
  nextPractice,
  nextReminder,
} from "../../../functions/shared/mail/reminders.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { makeTick } from "../../support/make-tick.ts";
import { freshTable } from "../../support/tables.ts";

let table: Table;
let asked: ReminderMessage[];

beforeEach(async () => {
  table = await freshTable();
  asked = [];
});

const reminders = { weekdays: [2, 4], hour: 18, email: true } as const;
/** Thursday at 18:00 in Copenhagen. */
const DUE = "2026-11-26T17:00:00.000Z";

async function store(overrides: Partial<Runner> = {}, wakeAt = DUE) {
  const runner = makeRunner({ reminders, ...overrides });
  await runnerStore(table).create(runner);
  await reminderWakeStore(table).wakeAt(runner.id, wakeAt);
}

const tick = (
  now: string,
  send = async (messages: readonly ReminderMessage[]) => {
    asked.push(...messages);
  },
) =>
  findReminders(makeTick(), {
    runners: runnerStore(table),
    due: dueReminderStore(table),
    reminders: { send },
    now: () => now,
  });

async function waiting() {
  const found = [];
  for await (const one of dueReminderStore(table).dueAt("9999")) {
    if (one.kind === "due") found.push(one.due.dueAt);
  }
  return found;
}

describe("the next reminder", () => {
  const planned = (weekdays: Runner["reminders"]["weekdays"], zone = "Europe/Copenhagen") => ({
    zone,
    reminders: { weekdays, hour: 18, email: true },
  });

  it("is on the soonest of the runner's days", () => {
    expect(nextPractice(planned([2, 4]), "2026-11-25T12:00:00Z")).toBe(DUE);
    expect(nextPractice(planned([4]), DUE)).toBe("2026-12-03T17:00:00.000Z");
    expect(nextPractice(planned([]), DUE)).toBeNull();
  });

  it("keeps its hour over both changes of the clocks", () => {
    expect(nextPractice(planned([7]), "2026-10-24T12:00:00Z")).toBe("2026-10-25T17:00:00.000Z");
    expect(nextPractice(planned([6]), "2026-10-23T12:00:00Z")).toBe("2026-10-24T16:00:00.000Z");
    expect(nextPractice(planned([7]), "2027-03-27T12:00:00Z")).toBe("2027-03-28T16:00:00.000Z");
  });

  it("is none where nothing shall be mailed, though the calendar shows the days", () => {
    const quiet = {
      ...planned([4]),
      reminders: { weekdays: [4], hour: 18, email: false },
    } as const;
    expect(nextReminder(quiet, "2026-11-25T12:00:00Z")).toBeNull();
    expect(nextPractice(quiet, "2026-11-25T12:00:00Z")).toBe(DUE);
  });

  it("is known again as one of the runner's, and an instant beside it is not", () => {
    expect(isPractice(planned([2, 4]), DUE)).toBe(true);
    expect(isPractice(planned([2]), DUE)).toBe(false);
    expect(isPractice(planned([4], "UTC"), DUE)).toBe(false);
  });
});

describe("the planner of reminders", () => {
  it("asks for who is due, once, and moves them to their next day", async () => {
    await store();
    expect(await tick("2026-11-26T16:59:00.000Z")).toMatchObject({ due: 0 });
    expect(await tick("2026-11-26T17:03:00.000Z")).toMatchObject({ due: 1 });
    expect(await tick("2026-11-26T17:08:00.000Z")).toMatchObject({ due: 0 });
    expect(asked).toEqual([{ runnerId: "r1", dueAt: DUE }]);
    expect(await waiting()).toEqual(["2026-12-01T17:00:00.000Z"]);
  });

  it("asks once after an outage of weeks", async () => {
    await store();
    await tick("2026-12-20T12:00:00.000Z");
    expect(asked).toHaveLength(1);
    expect(await waiting()).toEqual(["2026-12-22T17:00:00.000Z"]);
  });

  it.each([
    ["stopped them", { reminders: { ...reminders, email: false } }],
    ["chose no day any more", { reminders: { ...reminders, weekdays: [] } }],
  ])("forgets a runner who %s", async (_, overrides) => {
    await store(overrides);
    await tick("2026-11-26T17:03:00.000Z");
    expect(await waiting()).toEqual([]);
  });

  it("forgets one who is no more, and asks for the others", async () => {
    await reminderWakeStore(table).wakeAt("gone", DUE);
    await store();
    await tick("2026-11-26T17:03:00.000Z");
    expect(asked.map(({ runnerId }) => runnerId)).toEqual(["r1"]);
    expect(await waiting()).toHaveLength(1);
  });

  it("puts a wake right that no longer fits the runner's days", async () => {
    await store({ reminders: { ...reminders, weekdays: [1] } });
    await tick("2026-11-26T17:03:00.000Z");
    expect(await waiting()).toEqual(["2026-11-30T17:00:00.000Z"]);
  });

  it("leaves alone what the settings moved meanwhile", async () => {
    await store();
    const later = "2026-11-27T06:00:00.000Z";
    await tick("2026-11-26T17:03:00.000Z", async () => {
      await reminderWakeStore(table).wakeAt("r1", later);
    });
    expect(await waiting()).toEqual([later]);
  });

  it("moves nobody for whom nothing could be asked", async () => {
    await store();
    const down = () => Promise.reject(new Error("no queue"));
    await expect(tick("2026-11-26T17:03:00.000Z", down)).rejects.toThrow("no queue");
    expect(await waiting()).toEqual([DUE]);
  });
});
