import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import type { StoredCase } from "../../../functions/ports/stored-case.ts";
import { sendCalendar } from "../../../functions/send-calendar/send-calendar.tsx";
import { feedUrl } from "../../../functions/shared/http/calendar-feed.ts";
import { fileAnswer } from "../../../functions/shared/http/page.ts";
import { localTime } from "../../../functions/shared/time.ts";
import { makeRecord } from "../../support/make-record.ts";
import { makeRunner } from "../../support/make-runner.ts";

/** A Wednesday in Copenhagen, where the clocks went back on 25 October and go forward on 28 March. */
const NOW = "2026-11-25T19:00:00.000Z";
const HEALTH = /pain|hip|hurt|injur|sore|ache|health|risk|doctor|exercise for|strain|G\d|W\d/i;

const reminders = { weekdays: [2, 4, 6], hour: 18, email: false } as const;

const NOTHING_STORED: StoredCase = {
  ...{ activities: [], shoes: [], checkIns: [], dismissals: [] },
  wear: { defaults: {}, runs: new Map() },
  sameness: { order: [], apart: [], pairs: new Map() },
  health: { kind: "ok" },
  window: { kind: "whole" },
};

const makeSubscriber = (overrides: Partial<Runner> = {}) =>
  makeRunner({ reminders, feedKey: "the key of the feed", ...overrides });

/** What a calendar gets when it asks at the URL that `asker` was given. */
async function ask(
  stored: Runner | null,
  { asker = stored, now = NOW, told = [] as readonly object[], ranOn = [] as string[] } = {},
) {
  const url = asker === null ? null : feedUrl("https://run.example", asker);
  const [, runnerId = "", token = ""] = /\/calendar\/([^/]+)\/([^/]+)$/.exec(url ?? "") ?? [];
  const checkIns = told.map((one, index) => storedCheckIn.parse({ id: `c${index}`, ...one }));
  const activities = ranOn.map((day) => makeRecord({ day, startAt: `${day}T17:06:00.000Z` }));
  const answer = await sendCalendar(
    { path: { runnerId, token } },
    {
      runners: { find: async (id) => (stored?.id === id ? stored : null) },
      checkIns: { all: async () => checkIns },
      cases: { read: async () => ({ ...NOTHING_STORED, checkIns, activities }) },
      publicUrl: "https://run.example",
      now: () => now,
    },
  );
  return answer;
}

async function feedOf(
  runner: Runner,
  now = NOW,
  told: readonly object[] = [],
  ranOn: string[] = [],
) {
  const answer = await ask(runner, { now, told, ranOn });
  if (!("file" in answer)) throw new Error("no feed");
  return String(answer.file.content);
}

/** Read with a different library from the one that wrote it. */
const eventsIn = (feed: string) =>
  new ICAL.Component(ICAL.parse(feed))
    .getAllSubcomponents("vevent")
    .map((event) => new ICAL.Event(event));

const startsIn = (feed: string) =>
  eventsIn(feed).map(({ startDate }) => startDate.toJSDate().toISOString());

describe("the calendar feed", () => {
  it("holds the runner's days of the next eight weeks, at their hour by their own clock", async () => {
    const feed = await feedOf(makeSubscriber());
    const local = startsIn(feed).map((at) => localTime(at, "Europe/Copenhagen"));
    expect(local.slice(0, 3)).toEqual([
      { day: "2026-11-26", startMinute: 18 * 60 },
      { day: "2026-11-28", startMinute: 18 * 60 },
      { day: "2026-12-01", startMinute: 18 * 60 },
    ]);
    expect(local).toHaveLength(24);
  });

  it.each([
    ["Europe/Copenhagen", "2027-03-10T12:00:00.000Z"],
    ["Europe/Copenhagen", "2026-10-10T12:00:00.000Z"],
    ["America/New_York", "2026-10-20T12:00:00.000Z"],
    ["Australia/Lord_Howe", "2027-03-25T12:00:00.000Z"],
    ["Asia/Kathmandu", "2026-11-25T12:00:00.000Z"],
  ])("keeps the hour in %s across the change of the clocks after %s", async (zone, now) => {
    const starts = startsIn(await feedOf(makeSubscriber({ zone }), now));
    expect(new Set(starts.map((at) => localTime(at, zone).startMinute))).toEqual(new Set([1080]));
    expect(starts.length).toBeGreaterThanOrEqual(23);
  });

  it("knows an event again whose hour was changed", async () => {
    const ids = async (hour: number) =>
      eventsIn(await feedOf(makeSubscriber({ reminders: { ...reminders, hour } }))).map(
        ({ uid }) => uid,
      );
    expect(await ids(7)).toEqual(await ids(18));
    expect(new Set(await ids(7)).size).toBe(24);
  });

  it("is the same all day, and as RFC 5545 asks: CRLF, no line over 75 bytes, commas escaped", async () => {
    const feed = await feedOf(makeSubscriber());
    expect(await feedOf(makeSubscriber(), "2026-11-25T22:10:00.000Z")).toBe(feed);
    const lines = feed.split("\r\n");
    expect(feed.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(feed).toContain("Today's exercises\\, and boxes to tick");
    expect(feed).toContain("REFRESH-INTERVAL;VALUE=DURATION:PT6H");
    const [first] = eventsIn(feed);
    expect(first?.description).toBe(
      "Today's exercises, and boxes to tick: https://run.example/routine",
    );
    expect(first?.duration.toSeconds()).toBe(1200);
  });

  it("rings when it is time", async () => {
    const feed = new ICAL.Component(ICAL.parse(await feedOf(makeSubscriber())));
    const alarms = feed
      .getAllSubcomponents("vevent")
      .flatMap((event) => event.getAllSubcomponents("valarm"));
    expect(alarms).toHaveLength(24);
    for (const alarm of alarms) {
      expect(alarm.getFirstPropertyValue("action")).toBe("DISPLAY");
      expect(String(alarm.getFirstPropertyValue("trigger"))).toBe("PT0S");
    }
  });

  it("holds today's, until the day is over, for a runner who chose midnight too", async () => {
    const midnight = makeSubscriber({ reminders: { ...reminders, weekdays: [3], hour: 0 } });
    const [first] = startsIn(await feedOf(midnight));
    expect(localTime(first ?? "", "Europe/Copenhagen")).toEqual({
      day: "2026-11-25",
      startMinute: 0,
    });
  });

  it("says that it is time, and nothing of runs or health", async () => {
    const feed = await feedOf(makeSubscriber());
    expect(feed.replaceAll(/^(UID|DTSTAMP).*$/gm, "")).not.toMatch(HEALTH);
    expect(feed).not.toContain("ada@example.com");
  });

  it("leaves out a pause, and is empty while no day is chosen", async () => {
    const pause = { from: "2026-11-26", to: "2026-12-10", reason: "ill" } as const;
    const { nudges } = makeRunner();
    const [first] = startsIn(await feedOf(makeSubscriber({ nudges: { ...nudges, pause } })));
    expect(first).toBe("2026-12-12T17:00:00.000Z");
    const none = makeSubscriber({ reminders: { ...reminders, weekdays: [] } });
    expect(startsIn(await feedOf(none))).toEqual([]);
  });

  it.each([
    ["a red flag", { places: ["front-or-groin"], painDuring: 2, limp: true }],
    ["a flag that asks for a visit", { places: ["outside"], painDuring: 1, swelling: true }],
    ["a red light", { places: ["outside"], painDuring: 7 }],
  ])("has no practice while %s is open, and looks as it does in a pause", async (_, hip) => {
    const today = makeSubscriber();
    const open = await feedOf(today, NOW, [{ day: "2026-11-20", ...hip }]);
    const { nudges } = makeRunner();
    const pause = { from: "2026-11-20", to: null, reason: null };
    expect(open).toBe(await feedOf(makeSubscriber({ nudges: { ...nudges, pause } })));
    expect(startsIn(open)).toEqual([]);
    const well = { day: "2026-11-22", places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
    const over = await feedOf(today, NOW, [{ day: "2026-11-20", places: [], painDuring: 7 }, well]);
    expect(over).toBe(await feedOf(today));
  });

  it("has none for a red flag told where it is tomorrow already, by a runner who is back home", async () => {
    const limps = { day: "2026-11-26", places: ["deep"], painDuring: 2, limp: true };
    expect(startsIn(await feedOf(makeSubscriber(), NOW, [limps]))).toEqual([]);
  });

  it("has practices again once a run brought no signs of a bone stress injury, as Today says then", async () => {
    const grew = { day: "2026-11-20", places: ["deep"], painDuring: 2, growsDuringRun: true };
    const well = { day: "2026-11-24", places: [], painDuring: 0, painAfter: 0, painNextMorning: 0 };
    const today = makeSubscriber();
    expect(startsIn(await feedOf(today, NOW, [grew, well]))).toEqual([]);
    expect(startsIn(await feedOf(today, NOW, [grew, well], ["2026-11-20"]))).toEqual([]);
    expect(await feedOf(today, NOW, [grew, well], ["2026-11-23"])).toBe(await feedOf(today));
  });

  it("may be kept for an hour by the calendar that asked, and by nobody between", async () => {
    const answer = await ask(makeSubscriber());
    if (!("file" in answer)) throw new Error("no feed");
    expect(fileAnswer(answer).headers).toMatchObject({
      "content-type": "text/calendar; charset=utf-8",
      "cache-control": "private, max-age=3600",
      "x-content-type-options": "nosniff",
    });
  });
});

describe("the feed's address", () => {
  const asker = makeSubscriber();

  it.each([
    ["of a runner who was erased", null],
    ["that was replaced by a new one", makeSubscriber({ feedKey: "another key" })],
    ["that was given up", makeSubscriber({ feedKey: null })],
    ["of another runner", makeSubscriber({ id: "r2" })],
  ])("%s is a 404 that says nothing", async (_, stored) => {
    const answer = await ask(stored, { asker });
    expect(answer).toMatchObject({ status: 404, outcome: "refused" });
    expect(String("body" in answer ? answer.body : "")).toContain('<a href="/routine">');
  });

  it.each(["", ".ics", "x".repeat(5000), "JmN0.ics"])("guessed as %j is a 404", async (token) => {
    const deps = {
      runners: { find: async () => asker },
      checkIns: { all: async () => [] },
      cases: { read: async () => NOTHING_STORED },
      publicUrl: "https://run.example",
      now: () => NOW,
    };
    for (const runnerId of ["r1", "", "x".repeat(300)]) {
      expect(await sendCalendar({ path: { runnerId, token } }, deps)).toMatchObject({
        status: 404,
      });
    }
  });

  it("opens nothing else: it is signed with a key of its own", () => {
    expect(feedUrl("https://run.example", asker)).not.toBe(
      feedUrl("https://run.example", { ...asker, feedKey: asker.linkKey }),
    );
    expect(feedUrl("https://run.example", makeRunner())).toBeNull();
  });
});
