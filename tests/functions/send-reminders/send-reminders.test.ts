import { beforeEach, describe, expect, it } from "vitest";
import { isTipId } from "../../../domain/tips/catalogue.ts";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { exerciseLogStore } from "../../../functions/adapters/exercise-log-store.ts";
import { runnerData } from "../../../functions/adapters/runner-data.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import {
  type SendRemindersDeps,
  sendReminders,
} from "../../../functions/send-reminders/send-reminders.ts";
import { verifyAction } from "../../../functions/shared/http/action-links.ts";
import { isUnsubscribeToken } from "../../../functions/shared/http/links.ts";
import { NUDGE_DEFAULTS } from "../../../functions/shared/runner/nudge-defaults.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { makeRecord } from "../../support/make-record.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { freshTable } from "../../support/tables.ts";

/** Thursday at 18:00 in Copenhagen. */
const DUE = "2026-11-26T17:00:00.000Z";
const message = { runnerId: "r1", dueAt: DUE };
const reminders = { weekdays: [2, 4], hour: 18, email: true } as const;

let table: Table;
let post: ReturnType<typeof fakeMailer>;
let now: string;
let deps: SendRemindersDeps;

beforeEach(async () => {
  table = await freshTable();
  post = fakeMailer();
  now = "2026-11-26T17:02:00.000Z";
  deps = {
    ...runnerData(table),
    mailer: post.mailer,
    publicUrl: "https://run.example",
    now: () => now,
  };
});

async function storeRunner(overrides: Partial<Runner> = {}) {
  const runner = makeRunner({ reminders, ...overrides });
  await runnerData(table).runners.create(runner);
  return runner;
}

const tellHip = (told: object) =>
  runnerData(table).checkIns.save(
    "r1",
    storedCheckIn.parse({ id: "c1", day: "2026-11-25", ...told }),
  );

const actionIn = (text: string, runner: Runner) =>
  verifyAction(/\/act\/r1\/(\S+)/.exec(text)?.[1] ?? "", runner, Date.parse(now));

/** Whatever a day may hold. */
const EVERY = [
  ...["W3-rotation", "W3-flexion-extension", "W3-roll-glutes", "W3-roll-quadriceps"],
  ...["G1", "G2", "G3-glute-bridge", "G3-hip-thrust", "G4", "G5-squat", "G5-lunge"],
  ...["G6-front-plank", "G6-side-plank", "G6-bird-dog", "G6-dead-bug", "G7"],
];

const done = (tip: string, day = "2026-11-26") => {
  if (!isTipId(tip)) throw new Error(tip);
  return { day, tip, done: true };
};

/** Everything there is, done on these days. */
const practise = (...days: string[]) =>
  exerciseLogStore(table).save(
    "r1",
    days.flatMap((day) => EVERY.map((tip) => done(tip, day))),
  );

describe("a reminder", () => {
  it("brings the day's exercises with their dose, once", async () => {
    await storeRunner();
    expect(await sendReminders(message, deps)).toEqual({ outcome: "sent" });
    expect(await sendReminders(message, deps)).toEqual({ outcome: "already settled" });
    const [mail, ...others] = post.taken;
    expect(others).toEqual([]);
    expect(mail?.subject).toBe("Thursday's routine");
    expect(mail?.notice).toEqual({ runnerId: "r1", notice: "reminder:2026-11-26" });
    for (const part of [mail?.text, String(mail?.html)]) {
      expect(part).toMatch(/2\s×\s\d+ each side/);
      expect(part).toContain("Advice:");
    }
  });

  it("brings mobility alone on a day after strength", async () => {
    const runner = await storeRunner({ reminders: { ...reminders, weekdays: [3, 4] } });
    expect(await sendReminders(message, deps)).toEqual({ outcome: "sent" });
    expect(actionIn(post.taken[0]?.text ?? "", runner)).toMatchObject({
      action: {
        tips: ["W3-rotation", "W3-flexion-extension", "W3-roll-glutes", "W3-roll-quadriceps"],
      },
    });
  });

  it.each([
    [1, "14"],
    [7, "12"],
  ] as const)(
    "heeds Sunday's practice only after the week, which begins on day %i: %s times",
    async (weekStart, times) => {
      await storeRunner({ weekStart });
      await practise("2026-11-03", "2026-11-08", "2026-11-15", "2026-11-22");
      await sendReminders(message, deps);
      expect(/Clamshells, 2\s×\s(\d+)/.exec(post.taken[0]?.text ?? "")?.[1]).toBe(times);
    },
  );

  it.each([
    [1, false],
    [7, true],
  ] as const)(
    "tells of a Sunday and a Wednesday as of one week if it begins on day %i: %s",
    async (weekStart, isOne) => {
      await storeRunner({ weekStart });
      await practise("2026-11-15", "2026-11-18");
      await sendReminders(message, deps);
      expect(post.taken).toHaveLength(1);
      expect(post.taken[0]?.text.includes("One week with two")).toBe(isOne);
    },
  );

  it("names the maker of the watch, and says of a demo runner that it is made up", async () => {
    await storeRunner({ generated: true });
    const device = "Garmin Forerunner 265";
    await activityStore(table).save("r1", makeRecord({ source: "strava", device }));
    await sendReminders(message, deps);
    expect(post.taken[0]?.text).toContain("This runner is made up");
    expect(post.taken[0]?.text).toContain("Garmin");
  });

  it.each([
    ["Thursdays", [5, 12, 19], true],
    ["Tuesdays", [3, 10, 17, 24], false],
  ])("to who runs on %s, of %j, tells of the warm-up: %s", async (_, days, isTold) => {
    await storeRunner();
    for (const day of days) {
      const date = `2026-11-${String(day).padStart(2, "0")}`;
      const startAt = `${date}T07:00:00.000Z`;
      await activityStore(table).save("r1", makeRecord({ sourceId: date, startAt, day: date }));
    }
    await sendReminders(message, deps);
    const { text = "" } = post.taken[0] ?? {};
    expect(text.includes("If you run today, warm up first")).toBe(isTold);
    expect(text.includes("After the run:")).toBe(isTold);
  });

  it("has a link that marks them all, and one that stops the reminders and nothing else", async () => {
    const runner = await storeRunner();
    await sendReminders(message, deps);
    const { text = "", headers = {} } = post.taken[0] ?? {};
    expect(actionIn(text, runner)).toMatchObject({
      kind: "valid",
      action: { do: "exercises-done", day: "2026-11-26" },
    });
    const stop = /\/unsubscribe\/r1\/reminder\/([\w-]+)/.exec(headers["List-Unsubscribe"] ?? "");
    expect(isUnsubscribeToken(stop?.[1] ?? "", runner, "reminder")).toBe(true);
    expect(isUnsubscribeToken(stop?.[1] ?? "", runner, "digest")).toBe(false);
    expect(headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    expect(text).toContain(headers["List-Unsubscribe"]?.replaceAll(/[<>]/g, ""));
  });

  it.each([
    ["stopped them", { reminders: { ...reminders, email: false } }, "reminders are off"],
    [
      "chose other days",
      { reminders: { ...reminders, weekdays: [2] as const } },
      "not a day or an hour of the runner's any more",
    ],
    [
      "chose another hour",
      { reminders: { ...reminders, hour: 17 } },
      "not a day or an hour of the runner's any more",
    ],
    ["moved to another zone", { zone: "UTC" }, "not a day or an hour of the runner's any more"],
    [
      "has a dead mailbox",
      { mailStopped: { reason: "bounce" as const, at: DUE } },
      "mail is stopped",
    ],
    [
      "pauses",
      { nudges: { ...NUDGE_DEFAULTS, pause: { from: "2026-11-26", to: null, reason: null } } },
      "paused",
    ],
    [
      "wants quiet then",
      { nudges: { ...NUDGE_DEFAULTS, quietFromMinute: 18 * 60 } },
      "quiet hours",
    ],
  ])("is not sent to a runner who %s", async (_, overrides, outcome) => {
    await storeRunner(overrides);
    expect(await sendReminders(message, deps)).toEqual({ outcome });
    expect(post.taken).toEqual([]);
  });

  it.each([
    ["on the last day of a pause", { from: "2026-11-20", to: "2026-11-26" }, "paused"],
    ["on the first day of a pause", { from: "2026-11-26", to: "2026-11-30" }, "paused"],
    ["on the day after a pause", { from: "2026-11-20", to: "2026-11-25" }, "sent"],
    ["before a pause begins", { from: "2026-11-27", to: null }, "sent"],
  ])("%s, %j, is %s", async (_, dates, outcome) => {
    const pause = { ...dates, reason: null };
    await storeRunner({ nudges: { ...NUDGE_DEFAULTS, pause } });
    expect(await sendReminders(message, deps)).toEqual({ outcome });
  });

  it("for a runner who has been erased meanwhile is for nobody", async () => {
    expect(await sendReminders(message, deps)).toEqual({ outcome: "unknown runner" });
    expect(post.taken).toEqual([]);
  });

  it.each([
    ["all was done yesterday", "2026-11-25", true],
    ["every mark of today was taken back", "2026-11-26", false],
  ])("comes though %s", async (_, day, isDone) => {
    await storeRunner();
    const marks = EVERY.map((tip) => ({ ...done(tip), day, done: isDone }));
    await exerciseLogStore(table).save("r1", marks);
    expect(await sendReminders(message, deps)).toEqual({ outcome: "sent" });
  });

  it.each([
    ["three hours late still comes", "2026-11-26T19:59:00.000Z", "sent"],
    ["later than that does not", "2026-11-26T20:00:01.000Z", "left out, too late"],
    ["of weeks ago does not", "2026-12-10T17:00:00.000Z", "left out, too late"],
  ])("%s", async (_, at, outcome) => {
    await storeRunner({ nudges: { ...NUDGE_DEFAULTS, quietFromMinute: 0, quietToMinute: 0 } });
    now = at;
    expect(await sendReminders(message, deps)).toEqual({ outcome });
  });

  it("does not come on the next day, however short the delay", async () => {
    const late = { reminders: { ...reminders, hour: 23 } };
    const quiet = { nudges: { ...NUDGE_DEFAULTS, quietFromMinute: 0, quietToMinute: 0 } };
    await storeRunner({ ...late, ...quiet });
    now = "2026-11-26T23:10:00.000Z";
    const asked = { ...message, dueAt: "2026-11-26T22:00:00.000Z" };
    expect(await sendReminders(asked, deps)).toEqual({ outcome: "left out, too late" });
  });

  it.each([
    ["a red flag", { places: ["front-or-groin"], growsDuringRun: true, painDuring: 2 }],
    ["a red light", { places: ["outside"], painDuring: 6 }],
  ])("suggests nothing beside %s", async (_, told) => {
    await storeRunner();
    await tellHip(told);
    expect(await sendReminders(message, deps)).toEqual({ outcome: "no exercise for now" });
    expect(post.taken).toEqual([]);
  });

  it("does not come where all is done already, and does where some is left", async () => {
    const runner = await storeRunner();
    const other = makeRunner({ id: "r2", reminders });
    await runnerData(table).runners.create(other);
    await sendReminders(message, deps);
    const read = actionIn(post.taken[0]?.text ?? "", runner);
    if (read.kind !== "valid") throw new Error("no action");
    const marks = read.action.tips.map((tip) => ({ day: "2026-11-26", tip, done: true }));
    await storeRunner({ id: "r3" });
    await exerciseLogStore(table).save("r3", marks.slice(1));
    expect(await sendReminders({ ...message, runnerId: "r3" }, deps)).toEqual({ outcome: "sent" });
    await exerciseLogStore(table).save("r2", [...marks, ...EVERY.map((tip) => done(tip))]);
    expect(await sendReminders({ ...message, runnerId: "r2" }, deps)).toEqual({
      outcome: "nothing left to do",
    });
  });

  it("of which nobody knows whether it left is given up, and told by nobody", async () => {
    await storeRunner();
    post.once("break-after");
    await expect(sendReminders(message, deps)).rejects.toThrow("connection lost");
    now = "2026-11-26T17:20:00.000Z";
    expect(await sendReminders(message, deps)).toEqual({
      outcome: "given up, it may have left",
    });
    expect(post.taken).toHaveLength(1);
  });
});
