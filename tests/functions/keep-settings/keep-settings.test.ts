import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { strFromU8, unzipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";
import { PAIN } from "../../../domain/pain/thresholds.ts";
import { definitions, thresholds } from "../../../domain/thresholds.ts";
import { accountStore } from "../../../functions/adapters/account-store.ts";
import { addressBook } from "../../../functions/adapters/address-book.ts";
import { addressChangeStore } from "../../../functions/adapters/address-change-store.ts";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { connectionList, connectionStore } from "../../../functions/adapters/connection-store.ts";
import { dueStore } from "../../../functions/adapters/due-store.ts";
import { limitStore } from "../../../functions/adapters/limit-store.ts";
import { dueReminderStore, reminderWakeStore } from "../../../functions/adapters/reminder-store.ts";
import { runnerStore, settingsStore } from "../../../functions/adapters/runner-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { tokenVault } from "../../../functions/adapters/token-vault.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import { uploadStore } from "../../../functions/adapters/upload-store.ts";
import { settingsPages } from "../../../functions/keep-settings/routes.ts";
import type { SettingsDeps } from "../../../functions/keep-settings/settings.tsx";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { ErasureMessage } from "../../../functions/messages/erasure.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { changeCameBack } from "../../../functions/shared/mail/came-back.ts";
import { Killed, killer } from "../../support/crash.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { makeDataKeys } from "../../support/make-follow.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { makeVisitor, PUBLIC_URL } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { makeUploadOutcome } from "../../support/make-upload-outcome.ts";
import { expectFault } from "../../support/refused-form.ts";
import { shownBy } from "../../support/shown-by.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";
import { sessionOf } from "../../support/whole-app.ts";

/** A Sunday. */
const NOW = Date.parse("2026-11-22T09:00:00Z");

let table: Table;
let deps: SettingsDeps & ReturnType<typeof caseStores>;
let mails: ReturnType<typeof fakeMailer>;
let erasures: { message: ErasureMessage; delayS: number }[];
let nowMs: number;

beforeEach(async () => {
  table = await freshTable();
  mails = fakeMailer();
  erasures = [];
  nowMs = NOW;
  deps = depsOn(table);
});

function depsOn(on: Table): typeof deps {
  let ids = 0;
  return {
    ...caseStores(on),
    settings: settingsStore(on),
    reminders: reminderWakeStore(on),
    addresses: addressChangeStore(on, () => nowMs),
    connections: connectionList(on),
    accounts: accountStore(on, () => nowMs),
    limits: limitStore(on),
    mailer: mails.mailer,
    owner: "Owner@example.com",
    erasures: {
      async send(messages, delayS) {
        erasures.push(...messages.map((message) => ({ message, delayS })));
      },
    },
    publicUrl: PUBLIC_URL,
    nowMs: () => nowMs,
    randomId: () => `random-${++ids}-of-a-good-length`,
  };
}

const signIn = (overrides: Partial<Runner> = {}) =>
  signInTo((request) => settingsPages(request, deps), deps, {
    id: "ada",
    zone: "UTC",
    ...overrides,
  });

const ada = async () => {
  const runner = await deps.runners.find("ada");
  if (runner === null) throw new Error("ada is gone");
  return runner;
};

const scan = () => itemsOf(table);

async function wakes() {
  const found = [];
  for await (const one of dueReminderStore(table).dueAt("9999")) {
    if (one.kind === "due") found.push(one.due);
  }
  return found;
}

const DIGEST = { section: "digest", on: "yes", weekday: "3", hour: "18" };
const NUDGES = {
  section: "nudges",
  quietFrom: "22:30",
  quietTo: "06:00",
  topics: ["load", "shoes"],
};
const REMINDERS = {
  section: "reminders",
  days: ["4", "2"],
  reminderHour: "18",
  reminderEmail: "yes",
};
const BODY = { section: "body", max: "188", rest: "52", sex: "female" };
const DAYS = { section: "days", zone: "Asia/Tokyo", units: "mi", weekStart: "7" };
const PAUSE = { section: "pause", reason: "ill", from: "2026-11-20", to: "" };

describe("the sources on the settings page", () => {
  it("are named, each by what a runner calls it", async () => {
    const { get } = await signIn();
    expect((await get("/settings")).html).toContain("Sources: none connected yet");
    const tokens = { accessToken: "a", refreshToken: "", expiresAtMs: nowMs };
    for (const name of ["intervals", "strava"]) {
      const vault = tokenVault(makeDataKeys(), () => nowMs);
      const connections = connectionStore(table, vault, { name, pollMinutes: null });
      await connections.connect({ runnerId: "ada", accountId: "7", granted: [], tokens }, nowMs);
    }
    expect((await get("/settings")).html).toContain("Sources connected: intervals.icu, Strava");
  });
});

describe("settings", () => {
  it("have all their parts named at the top, each leading there", async () => {
    const { html } = await (await signIn()).get("/settings");
    const [, top = ""] = /<nav class="parts"[^>]*>(.*?)<\/nav>/s.exec(html) ?? [];
    const links = [...top.matchAll(/<a href="#(\w+)">([^<]+)<\/a>/g)];
    const headings = [...html.matchAll(/<h2[^>]*>([^<]+)<\/h2>/g)].map(([, title]) => title);
    expect(links.map(([, , title]) => title)).toEqual(headings);
    for (const [, id, title] of links) {
      expect(html).toMatch(
        new RegExp(`<h2 id="${id}">${title}</h2>|<section id="${id}">(?:<[^>]*>)*${title}</h2>`),
      );
    }
  });

  it("are shown as they are", async () => {
    const browser = await signIn({
      zone: "Europe/Copenhagen",
      nextDigestAt: "2026-11-23T06:00:00.000Z",
      consent: { version: "2026-11-26", at: "2026-10-01T22:30:00.000Z" },
    });
    const { html, status } = await browser.get("/settings");
    expect(status).toBe(200);
    for (const text of [
      "It is 10:00 there now.",
      "The next one comes on 23 November 2026, 07:00.",
      "Before 12:00, it covers the seven days up to the day before.",
      'value="21:00"',
      "ada@example.com",
      "On 2 October 2026 you agreed",
      "text of 2026-11-26",
      "/settings/thresholds",
    ]) {
      expect(html).toContain(text);
    }
  });

  it("are kept, each section by itself, and the next digest moves along", async () => {
    const browser = await signIn({ nextDigestAt: "2026-11-23T07:00:00.000Z" });
    for (const form of [DIGEST, NUDGES, BODY, PAUSE]) {
      const { to } = await browser.post("/settings", form);
      expect(to).toBe(`/settings?saved=${form.section}#${form.section}`);
    }
    expect(await ada()).toMatchObject({
      digest: { on: true, weekday: 3, hour: 18 },
      nextDigestAt: "2026-11-25T18:00:00.000Z",
      nudges: {
        quietFromMinute: 1350,
        quietToMinute: 360,
        pause: { reason: "ill", from: "2026-11-20", to: null },
      },
      maxHeartRateBpm: 188,
      restHeartRateBpm: 52,
      sex: "female",
    });
    expect((await ada()).nudges.topicsOff.toSorted()).toEqual(["connection", "form", "rest"]);
    await browser.post("/settings", DAYS);
    expect(await ada()).toMatchObject({
      zone: "Asia/Tokyo",
      units: "mi",
      weekStart: 7,
      nextDigestAt: "2026-11-25T09:00:00.000Z",
    });
  });

  it("say that they are saved", async () => {
    const browser = await signIn();
    const saved = await browser.visit("GET /settings", { query: { saved: "body" } });
    expect(saved.html.match(/role="status"/g)).toHaveLength(1);
    const other = await browser.visit("GET /settings", { query: { saved: "<b>" } });
    expect(other.html).not.toContain('role="status"');
  });

  it("take a runner without a digest off the planner's list, and put them on again", async () => {
    const browser = await signIn({ nextDigestAt: "2026-11-20T07:00:00.000Z" });
    const due = async () => {
      const found = [];
      for await (const one of dueStore(table).dueAt("2027-01-01T00:00:00.000Z")) {
        found.push("due" in one ? one.due.runnerId : one.kind);
      }
      return found;
    };
    expect(await due()).toEqual(["ada"]);
    await browser.post("/settings", { ...DIGEST, on: [] });
    expect(await ada()).toMatchObject({ nextDigestAt: null, digest: { on: false } });
    expect(await due()).toEqual([]);
    await browser.post("/settings", DIGEST);
    expect(await due()).toEqual(["ada"]);
  });

  it("leave a digest that is due as it is where neither its day nor its hour changes", async () => {
    const browser = await signIn({ nextDigestAt: "2026-11-16T07:00:00.000Z" });
    await browser.post("/settings", { ...DAYS, zone: "UTC" });
    expect((await ada()).nextDigestAt).toBe("2026-11-16T07:00:00.000Z");
  });

  it("keep the day of the next digest, which is due at once where that day's hour has passed", async () => {
    const browser = await signIn({
      zone: "America/Los_Angeles",
      nextDigestAt: "2026-11-23T15:00:00.000Z",
    });
    // A Sunday evening, while in Auckland it is Monday, 16:00.
    nowMs = Date.parse("2026-11-23T03:00:00Z");
    await browser.post("/settings", { ...DAYS, zone: "Pacific/Auckland" });
    expect((await ada()).nextDigestAt).toBe("2026-11-22T18:00:00.000Z");
  });

  it.each([
    ["the zone alone", DAYS, "2026-11-15T22:00:00.000Z"],
    ["the zone, and back", { ...DAYS, zone: "UTC" }, "2026-11-16T07:00:00.000Z"],
  ])("keep the day that the last digest was for, whoever changes %s", async (_, form, last) => {
    const due = { nextDigestAt: "2026-11-23T07:00:00.000Z" };
    const browser = await signIn({ ...due, lastDigestAt: "2026-11-16T07:00:00.000Z" });
    nowMs = Date.parse("2026-11-19T12:00:00Z");
    await browser.post("/settings", DAYS);
    await browser.post("/settings", form);
    // In Tokyo that Monday's digest would come in the evening otherwise, and so be for another day.
    expect((await ada()).lastDigestAt).toBe(last);
  });

  it("bring no second digest to a runner who goes back to a Monday after the first", async () => {
    const browser = await signIn({
      zone: "Pacific/Auckland",
      nextDigestAt: "2026-11-29T18:00:00.000Z",
    });
    // A Monday morning, while in Los Angeles it is Sunday noon.
    nowMs = Date.parse("2026-11-22T20:00:00Z");
    await browser.post("/settings", { ...DAYS, zone: "America/Los_Angeles" });
    expect((await ada()).nextDigestAt).toBe("2026-11-30T15:00:00.000Z");
  });

  // On Monday, 23 November at 10:00; `next` is the digest to come by then.
  it.each([
    ["the hour, after the day's digest", [1, 7], "11-30T07", [1, 18], "11-30T18"],
    ["the hour to one that has passed, before it", [1, 18], "11-23T18", [1, 7], "11-23T07"],
    ["the hour to one still to come, before it", [1, 18], "11-23T18", [1, 20], "11-23T20"],
    ["the day to the next, after the day's digest", [1, 7], "11-30T07", [2, 7], "12-01T07"],
    ["the day to one in half a week", [1, 7], "11-30T07", [5, 7], "11-27T07"],
    ["the day to the next, before it", [1, 18], "11-23T18", [2, 7], "11-24T07"],
    ["the day to the one before, before it", [1, 18], "11-23T18", [7, 7], "11-23T18"],
  ] as const)(
    "bring neither two digests nor none to who changes %s",
    async (_, was, next, to, then) => {
      const [weekday, hour] = was;
      const at = (text: string) => `2026-${text}:00:00.000Z`;
      const digest = { on: true, weekday, hour };
      const browser = await signIn({ zone: "UTC", digest, nextDigestAt: at(next) });
      nowMs = Date.parse("2026-11-23T10:00:00Z");
      const [newDay, newHour] = to;
      await browser.post("/settings", { ...DIGEST, weekday: `${newDay}`, hour: `${newHour}` });
      expect((await ada()).nextDigestAt).toBe(at(then));
    },
  );

  it("bring a digest within ten days to who tries one day after another and comes back to the first", async () => {
    const digest = { on: true, weekday: 1, hour: 7 } as const;
    const browser = await signIn({ zone: "UTC", digest, nextDigestAt: "2026-11-30T07:00:00.000Z" });
    nowMs = Date.parse("2026-11-23T10:00:00Z");
    const nexts: (string | null)[] = [];
    for (const weekday of ["4", "7", "1"]) {
      await browser.post("/settings", { ...DIGEST, weekday, hour: "7" });
      nexts.push((await ada()).nextDigestAt);
    }
    expect(nexts).toEqual([
      "2026-12-03T07:00:00.000Z",
      "2026-11-29T07:00:00.000Z",
      "2026-11-30T07:00:00.000Z",
    ]);
  });

  it("bring no second digest on a day to who moves it, and moves it back to that day at a later hour", async () => {
    const digest = { on: true, weekday: 1, hour: 7 } as const;
    const browser = await signIn({
      ...{ zone: "UTC", digest, nextDigestAt: "2026-11-30T07:00:00.000Z" },
      lastDigestAt: "2026-11-23T07:00:00.000Z",
    });
    nowMs = Date.parse("2026-11-23T10:00:00Z");
    await browser.post("/settings", { ...DIGEST, weekday: "5", hour: "3" });
    expect((await ada()).nextDigestAt).toBe("2026-11-27T03:00:00.000Z");
    await browser.post("/settings", { ...DIGEST, weekday: "1", hour: "18" });
    expect((await ada()).nextDigestAt).toBe("2026-11-30T18:00:00.000Z");
    await browser.post("/settings", { ...DIGEST, on: [], weekday: "1", hour: "18" });
    await browser.post("/settings", { ...DIGEST, weekday: "1", hour: "18" });
    expect((await ada()).nextDigestAt).toBe("2026-11-30T18:00:00.000Z");
  });

  it("keep the days of the routine, and have the runner reminded on the next of them", async () => {
    const browser = await signIn({ zone: "Europe/Copenhagen" });
    expect((await browser.post("/settings", REMINDERS)).to).toBe(
      "/settings?saved=reminders#reminders",
    );
    expect((await ada()).reminders).toEqual({ weekdays: [2, 4], hour: 18, email: true });
    expect(await wakes()).toEqual([{ runnerId: "ada", dueAt: "2026-11-24T17:00:00.000Z" }]);
    const { html } = await browser.get("/settings");
    expect(html).toMatch(/name="days" value="4" checked=""/);
    expect(html).toMatch(/name="reminderEmail" value="yes" checked=""/);

    await browser.post("/settings", { ...DAYS, units: "km" });
    expect(await wakes()).toEqual([{ runnerId: "ada", dueAt: "2026-11-24T09:00:00.000Z" }]);
  });

  it("keep days for the calendar alone, and remind of nothing then", async () => {
    const browser = await signIn();
    await browser.post("/settings", { ...REMINDERS, reminderEmail: [] });
    expect((await ada()).reminders).toEqual({ weekdays: [2, 4], hour: 18, email: false });
    expect(await wakes()).toEqual([]);
  });

  it.each([
    ["mail on no day", { ...REMINDERS, days: [] }],
    ["a day that is none", { ...REMINDERS, days: ["2", "8"] }],
    ["an hour that is none", { ...REMINDERS, reminderHour: "24" }],
    ["an hour in quiet hours", { ...REMINDERS, reminderHour: "22" }],
  ])("refuse reminders with %s, and nothing is written", async (_, form) => {
    const browser = await signIn();
    const before = await scan();
    const { status, html } = await browser.post("/settings", form);
    expect(status).toBe(422);
    expect(html).toContain("Nothing was changed");
    expect(await scan()).toEqual(before);
  });

  it.each([
    [
      "days",
      { ...DAYS, zone: "Mars/Olympus" },
      ['<option value="mi" selected="">', '<option value="7" selected="">'],
    ],
    [
      "digest",
      { ...DIGEST, on: [], hour: "24" },
      ['<option value="3" selected="">', 'name="on" value="yes"/>'],
    ],
    [
      "reminders",
      { ...REMINDERS, reminderHour: "22" },
      [
        'name="days" value="2" checked=""/>',
        'name="days" value="3"/>',
        '<option value="22" selected="">',
        'name="reminderEmail" value="yes" checked=""/>',
      ],
    ],
    [
      "nudges",
      { ...NUDGES, quietFrom: "25:00" },
      ['value="25:00"', 'value="06:00"', 'value="shoes" checked=""/>', 'value="rest"/>'],
    ],
    [
      "body",
      { ...BODY, max: "101", rest: "119" },
      ['value="101"', 'value="119"', '<option value="female" selected="">'],
    ],
    [
      "pause",
      { ...PAUSE, reason: "taper", to: "2026-11-19" },
      ['<option value="taper" selected="">', 'value="2026-11-20"', 'value="2026-11-19"'],
    ],
  ])(
    "refused in %s, keep what was typed there, and say why above it",
    async (section, form, shown) => {
      const browser = await signIn();
      const { html } = await browser.post("/settings", form);
      const mine = /<section id="(.*?)">(.*?)<\/section>/gs;
      const own = [...html.matchAll(mine)].find(([, id]) => id === section)?.[2] ?? "";
      expect(own).toContain("Nothing was changed");
      for (const one of shown) expect(own).toContain(one);
    },
  );

  it.each([
    ["days", { ...DAYS, zone: "Mars/Olympus" }, "zone", "Time zone: choose one from the list."],
    ["digest", { ...DIGEST, hour: "24" }, "hour", "Hour: choose one from the list."],
    ["reminders", { ...REMINDERS, reminderHour: "22" }, "reminderHour", "fall in your quiet hours"],
    ["reminders", { ...REMINDERS, days: [] }, "days", "choose at least one"],
    ["reminders", { ...REMINDERS, days: ["8"] }, "days", "choose one from the list"],
    ["nudges", { ...NUDGES, quietTo: "" }, "quietTo", "Quiet until: enter a time"],
    ["body", { ...BODY, max: "300" }, "max", "maximum from 100 to 230"],
    ["body", { ...BODY, max: "", rest: "5" }, "rest", "resting rate from 25 to 120"],
    ["body", { ...BODY, max: "101", rest: "119" }, "max", "that is below it"],
    ["pause", { ...PAUSE, from: "" }, "from", "First day: choose a date"],
    ["pause", { ...PAUSE, to: "2026-11-19" }, "to", "can&#39;t be before the first"],
  ])("refused in %s lead to the field that is wrong: %j", async (_, form, field, said) => {
    const { html } = await (await signIn()).post("/settings", form);
    expectFault(html, field, said);
  });

  it("refuse quiet hours around the hour of the reminders", async () => {
    const browser = await signIn();
    await browser.post("/settings", REMINDERS);
    const { status, html } = await browser.post("/settings", { ...NUDGES, quietFrom: "17:30" });
    expect(status).toBe(422);
    expectFault(html, "quietFrom", "Your reminders fall in your quiet hours");
    expect((await ada()).nudges.quietFromMinute).toBe(21 * 60);
  });

  it("are saved where the same form came twice at once, or the answer to the first attempt was lost", async () => {
    const browser = await signIn({ nextDigestAt: "2026-11-16T07:00:00.000Z" });
    const seen = await ada();
    const kept = deps;
    deps = { ...deps, runners: { ...deps.runners, find: async () => seen } };
    const answers = [];
    for (let time = 1; time <= 2; time += 1) answers.push(await browser.post("/settings", DIGEST));
    deps = kept;
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect((await ada()).digest).toMatchObject({ weekday: 3, hour: 18 });
  });

  it("are refused whole where the planner moved the digest in the meantime", async () => {
    const browser = await signIn({ nextDigestAt: "2026-11-16T07:00:00.000Z" });
    const seen = await ada();
    const due = { runnerId: "ada", zone: "UTC", weekday: 1, hour: 7 } as const;
    await dueStore(table).advance(
      { ...due, nextDigestAt: "2026-11-16T07:00:00.000Z" },
      "2026-11-23T07:00:00.000Z",
      "2026-11-16T07:00:00.000Z",
    );
    const stale = { ...deps, runners: { ...deps.runners, find: async () => seen } };
    const kept = deps;
    deps = stale;
    const answer = await browser.post("/settings", DIGEST);
    deps = kept;
    expect(answer.status).toBe(409);
    expect(await ada()).toMatchObject({
      nextDigestAt: "2026-11-23T07:00:00.000Z",
      digest: { weekday: 1, hour: 7 },
    });
  });

  it.each([
    ["days", { zone: "Asia/Tokyo" }, { weekStart: "7" }, { zone: "Asia/Tokyo", weekStart: 7 }],
    [
      "reminders",
      { days: ["2", "4"], reminderEmail: "yes" },
      { reminderHour: "12" },
      { reminders: { weekdays: [2, 4], hour: 12, email: true } },
    ],
    [
      "nudges",
      { topics: ["load", "rest", "connection", "form"] },
      { quietTo: "06:00" },
      { nudges: { topicsOff: ["shoes"], quietToMinute: 360 } },
    ],
    [
      "reminders, box by box,",
      { days: ["1", "2"] },
      { days: ["1", "3"] },
      { reminders: { weekdays: [1, 2, 3] } },
    ],
    [
      "nudges, box by box,",
      { topics: ["load", "rest", "connection", "form"] },
      { topics: ["load", "shoes", "connection", "form"] },
      { nudges: { topicsOff: ["rest", "shoes"] } },
    ],
  ] as const)(
    "of %s in an older tab changes only what was changed there",
    async (what, newer, older, kept) => {
      const [section = ""] = what.split(",");
      const browser = await signIn();
      const { html } = await browser.get("/settings");
      const was = shownBy(html.slice(html.indexOf(`<section id="${section}"`)));
      const shown: Record<string, string | readonly string[]> = { section, was };
      for (const name of new URLSearchParams(was).keys()) {
        shown[name] = new URLSearchParams(was).getAll(name);
      }
      await browser.post("/settings", { ...shown, ...newer });
      await browser.post("/settings", { ...shown, ...older });
      expect(await ada()).toMatchObject(kept);
    },
  );

  it.each([
    ["race-week", "", "its race is judged like any other run"],
    ["ill", "", "yesterday counts as its last day"],
    ["ill", "2026-11-22", "yesterday counts as its last day"],
    ["ill", "2026-11-21", "we forget that you were ill"],
    ["ill", "", "If you told us of a fever in a check-in, make a new one"],
    ["ill", "2026-11-21", "If you told us of a fever in a check-in, make a new one"],
    ["taper", "", null],
  ])(
    "say what comes of the reason once a pause is ended: %s until %j",
    async (reason, to, hint) => {
      const browser = await signIn();
      await browser.post("/settings", { ...PAUSE, reason, to });
      const { html } = await browser.get("/settings");
      expect(html.match(/Once you end .*?<\/p>/)?.[0] ?? null).toEqual(
        hint === null ? null : expect.stringContaining(hint),
      );
    },
  );

  it("end an illness with the day before, and forget it when it is ended again or began today", async () => {
    const browser = await signIn();
    const end = async () => {
      await browser.post("/settings", { section: "unpause" });
      return (await ada()).nudges.pause;
    };
    for (const to of ["", "2026-11-22", "2027-01-31"]) {
      await browser.post("/settings", { ...PAUSE, reason: "ill", to });
      expect(await end()).toEqual({ reason: "ill", from: PAUSE.from, to: "2026-11-21" });
      expect(await end()).toBeNull();
    }
    await browser.post("/settings", { ...PAUSE, reason: "ill", from: "2026-11-22", to: "" });
    expect(await end()).toBeNull();
  });

  it("end a pause, and forget it", async () => {
    const browser = await signIn();
    await browser.post("/settings", { ...PAUSE, reason: "taper" });
    expect((await browser.get("/settings")).html).toContain("Paused since 20 November 2026");
    const { to } = await browser.post("/settings", { section: "unpause" });
    expect((await ada()).nudges.pause).toBeNull();
    expect(to).toBe("/settings?saved=unpause#pause");
    expect((await browser.get("/settings", {}, { saved: "unpause" })).html).toContain("Saved.");
  });

  it("tell that mail was stopped, and take it up again", async () => {
    const browser = await signIn({
      zone: "Europe/Copenhagen",
      mailStopped: { reason: "bounce", at: "2026-10-31T23:30:00.000Z" },
    });
    expect((await browser.get("/settings")).html).toContain("on 1 November 2026");
    const { to } = await browser.post("/settings", { section: "mail" });
    expect((await ada()).mailStopped).toBeNull();
    expect(to).toBe("/settings?saved=mail#address");
    const { html } = await browser.get("/settings", {}, { saved: "mail" });
    expect(html).toContain("You get our emails again.");
  });

  it.each([
    ["a zone that is none", { ...DAYS, zone: "Mars/Olympus" }],
    ["an offset for a zone", { ...DAYS, zone: "+02:00" }],
    ["units that are none", { ...DAYS, units: "leagues" }],
    ["an eighth weekday", { ...DIGEST, weekday: "8" }],
    ["the hour 24", { ...DIGEST, hour: "24" }],
    ["half an hour", { ...DIGEST, hour: "7.5" }],
    ["a time that is none", { ...NUDGES, quietFrom: "25:00" }],
    ["markup for a time", { ...NUDGES, quietTo: "<script>" }],
    ["a heart of 300", { ...BODY, max: "300" }],
    ["a resting rate above the highest", { ...BODY, max: "101", rest: "119" }],
    ["a sex that is none of the three", { ...BODY, sex: "x" }],
    ["a pause that ends before it begins", { ...PAUSE, to: "2026-11-19" }],
    ["a day that is none", { ...PAUSE, from: "2026-02-30" }],
    ["a reason that is none", { ...PAUSE, reason: "lazy" }],
    ["a section that is none", { section: "sessionKey", sessionKey: "mine" }],
    ["a whole book", { ...DAYS, zone: "Z".repeat(60_000) }],
  ])("refuse %s, and nothing is changed", async (_, form) => {
    const browser = await signIn();
    const before = await scan();
    const { status, html } = await browser.post("/settings", form);
    expect(status).toBe(422);
    expect(html).not.toContain("<script>");
    expect(await scan()).toEqual(before);
  });

  it("can't be reached with a forged token, nor signed out", async () => {
    const browser = await signIn();
    const before = await scan();
    const forged = { ...BODY, csrf: "forged" };
    expect((await browser.visit("POST /settings", { form: forged })).status).toBe(403);
    const word = { word: "delete", csrf: "forged" };
    expect((await browser.visit("POST /settings/delete", { form: word })).status).toBe(403);
    for (const name of Object.keys(browser.cookies)) delete browser.cookies[name];
    for (const path of ["/settings", "/settings/export", "/settings/delete"]) {
      expect((await browser.get(path)).to).toMatch(/^\/sign-in/);
    }
    expect(await scan()).toEqual(before);
  });
});

describe("the numbers we go by", () => {
  it("are all there, each with what stands behind it", async () => {
    const browser = await signIn();
    const { html } = await browser.get("/settings/thresholds");
    const all = [thresholds, definitions, PAIN].flatMap((group) => Object.values(group));
    const plain = html.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    for (const { source } of all) expect(plain).toContain(source);
  });
});

describe("a change of address", () => {
  const NEW = "ada.new@example.com";
  const KEYS = { linkKey: "the links' new key", sessionKey: "the session's new key, long enough" };

  async function asked(browser: Awaited<ReturnType<typeof signIn>>, email = NEW) {
    const { to, status } = await browser.post("/settings/address", { email });
    const token = /\/settings\/address\/([\w-]+)/.exec(mails.taken.at(-1)?.text ?? "")?.[1] ?? "";
    return { to, status, token };
  }
  const confirm = (browser: Awaited<ReturnType<typeof signIn>>, token: string) =>
    browser.post("/settings/address/{token}", {}, { token });
  /** A change that broke off may have ended the session too. */
  async function signInAgain(browser: Awaited<ReturnType<typeof signIn>>) {
    const runner = await deps.runners.find(browser.runner.id);
    if (runner === null) throw new Error("The runner is gone.");
    for (const [name, value] of (await sessionOf(runner, nowMs)).cookies)
      browser.cookies[name] = value;
  }

  it("counts once the link in the new mailbox was used, and the old address is told", async () => {
    const browser = await signIn({ mailStopped: { reason: "bounce", at: "2026-11-01T00:00:00Z" } });
    const { to, token } = await asked(browser);
    expect(to).toBe("/settings/address");
    expect(mails.taken.map((mail) => mail.to)).toEqual([NEW]);
    const shown = await browser.get("/settings/address/{token}", { token });
    expect(shown.html).toContain(NEW);
    expect((await ada()).email).toBe("ada@example.com");
    expect(await deps.runners.findByEmail(NEW)).toBeNull();

    const linkKey = (await ada()).linkKey;
    expect((await confirm(browser, token)).to).toBe("/settings?saved=address#address");
    const { html } = await browser.get("/settings", {}, { saved: "address" });
    expect(html).toContain("Your address has been changed.");
    expect(mails.taken.at(-1)?.to).toBe("ada@example.com");
    expect(mails.taken.at(-1)?.text).not.toContain(NEW);
    expect(await deps.runners.findByEmail(NEW)).toMatchObject({ id: "ada", mailStopped: null });
    expect(await deps.runners.findByEmail("ada@example.com")).toBeNull();
    expect((await ada()).linkKey).not.toBe(linkKey);
    expect((await confirm(browser, token)).status).toBe(410);
    expect(await scan()).toHaveLength(4);
  });

  it("signs out every other browser, such as one of whoever reads the old mailbox", async () => {
    const browser = await signIn();
    const other = makeVisitor((request) => settingsPages(request, deps));
    Object.assign(other.cookies, browser.cookies);
    expect((await other.visit("GET /settings")).status).toBe(200);
    const { token } = await asked(browser);
    await confirm(browser, token);
    expect((await other.visit("GET /settings")).to).toBe("/sign-in?next=%2Fsettings");
    expect((await browser.get("/settings")).status).toBe(200);
  });

  it("confirmed twice at once leaves this browser signed in by the later answer", async () => {
    const browser = await signIn();
    const { token } = await asked(browser);
    const change = { from: "ada@example.com", to: NEW };
    const { addresses } = deps;
    const complete: typeof addresses.complete = async (...given) => {
      expect(await addresses.complete("ada", change, KEYS)).toBe("changed");
      return addresses.complete(...given);
    };
    deps = { ...deps, addresses: { ...addresses, complete } };
    expect((await confirm(browser, token)).to).toBe("/settings?saved=address#address");
    expect((await browser.get("/settings")).status).toBe(200);
  });

  it.each([
    ["owner@example.com", true],
    ["ada@example.com", false],
  ])("says to %s that the owner's page goes by the address: %s", async (email, isTold) => {
    const browser = await signIn({ email });
    const { token } = await asked(browser);
    const { html } = await browser.get("/settings/address/{token}", { token });
    expect(html.includes("npm run deploy -- --owner")).toBe(isTold);
  });

  it("waits while the old address can't be told, and is made though that one is dead", async () => {
    const browser = await signIn();
    const { token } = await asked(browser);
    mails.once("hold-back");
    const { status, html } = await confirm(browser, token);
    expect(status).toBe(503);
    expect(html).toContain("Nothing was changed");
    expect((await ada()).email).toBe("ada@example.com");
    mails.once("refuse");
    expect((await confirm(browser, token)).to).toBe("/settings?saved=address#address");
    expect((await ada()).email).toBe(NEW);
  });

  it("takes no confirmation from anyone but the signed-in runner who asked", async () => {
    const browser = await signIn();
    const { token } = await asked(browser);
    const eve = await signIn({ id: "eve" });
    expect((await confirm(eve, token)).status).toBe(410);
    expect((await eve.get("/settings/address/{token}", { token })).status).toBe(410);
    expect((await ada()).email).toBe("ada@example.com");
    expect((await deps.runners.find("eve"))?.email).toBe("eve@example.com");
  });

  it.each([
    ["a made-up link", async () => "made-up"],
    ["an empty one", async () => ""],
    [
      "one of a day ago",
      async (browser: Awaited<ReturnType<typeof signIn>>) => {
        const { token } = await asked(browser);
        nowMs += 24 * 3_600_000;
        return token;
      },
    ],
    [
      "one that a newer one replaced",
      async (browser: Awaited<ReturnType<typeof signIn>>) => {
        const { token } = await asked(browser);
        await asked(browser, "other@example.com");
        return token;
      },
    ],
  ])("is not made by %s", async (_, make) => {
    const browser = await signIn();
    const token = await make(browser);
    expect((await confirm(browser, token)).status).toBe(410);
    expect((await ada()).email).toBe("ada@example.com");
  });

  it("is said to be on its way only while it is, and is the form otherwise", async () => {
    const browser = await signIn();
    const shown = async () => (await browser.get("/settings/address")).html;
    expect(await shown()).toContain('action="/settings/address"');
    await asked(browser);
    expect(await shown()).toContain(`If ${NEW} exists, it gets an email with a link.`);
    expect(await shown()).not.toContain("<form");
    nowMs += 24 * 3_600_000;
    expect(await shown()).toContain('action="/settings/address"');
  });

  it("to an address that somebody else has is told to its owner alone", async () => {
    const browser = await signIn();
    await deps.runners.create(makeRunner({ id: "bob" }));
    const { to, token } = await asked(browser, "Bob@Example.com");
    expect(to).toBe("/settings/address");
    expect((await confirm(browser, token)).status).toBe(409);
    expect((await ada()).email).toBe("ada@example.com");
    expect(await deps.runners.findByEmail("bob@example.com")).toMatchObject({ id: "bob" });
    expect(mails.taken.map((mail) => mail.to)).toEqual(["Bob@Example.com"]);
  });

  it.each([
    ["nothing", ""],
    ["no address", "ada"],
    ["a line break", "ada@example.com\r\nBcc: all@example.com"],
    ["a very long one", `${"a".repeat(300)}@example.com`],
    ["the one there is", "ada@example.com"],
  ])("is not asked for with %s", async (_, email) => {
    const browser = await signIn();
    expect((await browser.post("/settings/address", { email })).status).toBe(422);
    expect(mails.taken).toEqual([]);
  });

  it("can't be used to mail strangers again and again", async () => {
    const browser = await signIn();
    const statuses = [];
    for (let time = 0; time < 6; time += 1) statuses.push((await asked(browser)).status);
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
    expect(mails.taken).toHaveLength(5);
  });

  it("is not asked for again in the month in which two emails for it came back", async () => {
    const browser = await signIn();
    const { key, limit } = changeCameBack("ada");
    for (let time = 0; time < 2; time += 1) await deps.limits.take(key, limit, nowMs);
    const { status, html } = await browser.post("/settings/address", { email: NEW });
    expect(status).toBe(429);
    expect(html).toContain("came back");
    expect(mails.taken).toEqual([]);
    // Others may.
    expect((await asked(await signIn({ id: "bob" }))).status).toBe(303);
  });

  it("can't be used to flood a mailbox from many accounts", async () => {
    const statuses = [];
    for (const id of ["ada", "bob", "cy"]) {
      const browser = await signIn({ id });
      for (const email of [NEW, NEW, NEW.replace("@", "+1@"), NEW.toUpperCase()]) {
        statuses.push((await asked(browser, email)).status);
      }
    }
    expect(statuses).toEqual([...Array(10).fill(303), 429, 429]);
    expect(mails.taken).toHaveLength(10);
  });

  it("in another spelling of the same address leaves its pointer", async () => {
    const browser = await signIn();
    const { token } = await asked(browser, "Ada@Example.com");
    await confirm(browser, token);
    expect(await deps.runners.findByEmail("ada@example.com")).toMatchObject({
      id: "ada",
      email: "Ada@Example.com",
    });
  });

  it("killed at any step leaves the address with exactly one owner, and can be finished", {
    timeout: 60_000,
  }, async () => {
    const counting = killer(null, "before");
    let steps = 1;
    for (let step = 1; step <= steps; step += 1) {
      for (const when of ["before", "after"] as const) {
        const id = `r${step}-${when}`;
        const [from, to] = [`${id}@example.com`, `new-${id}@example.com`];
        const browser = await signIn({ id });
        const { token } = await asked(browser, to);
        const kept = deps;
        deps = depsOn((step === 1 ? counting : killer(step, when)).table(table));
        try {
          await confirm(browser, token);
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
        if (step === 1 && when === "before") steps = counting.steps();
        deps = kept;
        await signInAgain(browser);
        const [old, now] = [
          await deps.runners.findByEmail(from),
          await deps.runners.findByEmail(to),
        ];
        expect([old?.id, now?.id].filter((one) => one === id)).toHaveLength(1);
        if (now === null)
          expect((await confirm(browser, token)).to).toBe("/settings?saved=address#address");
        else await confirm(browser, token);
        expect(await deps.runners.findByEmail(to)).toMatchObject({ id });
        expect(await deps.runners.findByEmail(from)).toBeNull();
        const anew = makeRunner({ id: `${id}-anew`, email: from });
        expect(await deps.runners.create(anew)).toBe("created");
        nowMs += 61_000;
      }
    }
    expect(steps).toBeGreaterThan(5);
  });

  it("is forgotten in two days unless its link is opened, and else kept until it is made", async () => {
    const browser = await signIn();
    await asked(browser);
    const expiry = async () =>
      (await itemsOf(table)).find(({ sk }) => sk === "ADDRESS-CHANGE")?.["expiresAt"];
    expect(await expiry()).toBe(Math.ceil(nowMs / 1000) + 2 * 24 * 3600);
    expect(await deps.addresses.reserve("ada", NEW)).toBe("reserved");
    expect(await expiry()).toBeUndefined();
  });

  it("that was begun and not finished holds the new address for a minute at most", async () => {
    const browser = await signIn();
    await asked(browser);
    expect(await deps.addresses.reserve("ada", NEW)).toBe("reserved");
    const bob = makeRunner({ id: "bob", email: NEW });
    const runners = runnerStore(table, () => nowMs);
    expect(await runners.create(bob)).toBe("address-taken");
    nowMs += 60_001;
    expect(await runners.create(bob)).toBe("created");
    expect(await deps.addresses.reserve("ada", NEW)).toBe("address-taken");
    await asked(browser, "other@example.com");
    expect(await runners.findByEmail(NEW)).toMatchObject({ id: "bob" });
  });

  it("asked for anew lets go at once of the address that was meant before", async () => {
    const browser = await signIn();
    await asked(browser);
    expect(await deps.addresses.reserve("ada", NEW)).toBe("reserved");
    await asked(browser, "other@example.com");
    const runners = runnerStore(table, () => nowMs);
    expect(await runners.create(makeRunner({ id: "bob", email: NEW }))).toBe("created");
  });

  it("asked for anew while one is being made leaves the runner where sign-in finds them", async () => {
    const browser = await signIn();
    await asked(browser);
    expect(await deps.addresses.reserve("ada", NEW)).toBe("reserved");
    await asked(browser, "other@example.com");
    const change = { from: "ada@example.com", to: NEW };
    expect(await deps.addresses.complete("ada", change, KEYS)).toBe("changed");
    expect(await deps.runners.findByEmail(NEW)).toMatchObject({ id: "ada" });
  });

  it("says so where the link could not be sent", async () => {
    const browser = await signIn();
    mails.once("refuse");
    const { status, html } = await browser.post("/settings/address", { email: NEW });
    expect(status).toBe(503);
    expect(html).toContain("Nothing was changed. Please check the address");
  });

  it("is not made from an address that the runner no longer has", async () => {
    const browser = await signIn();
    const old = { id: "ada", email: "older@example.com" };
    await deps.addresses.ask(old, { to: NEW, secret: "a-secret-of-the-test" }, nowMs);
    expect((await confirm(browser, "a-secret-of-the-test")).status).toBe(410);
    const change = { from: "older@example.com", to: NEW };
    expect(await deps.addresses.complete("ada", change, KEYS)).toBe("changed-meanwhile");
    expect((await ada()).email).toBe("ada@example.com");
  });

  it("that was left half-way leaves an address to the first of two who come for it at once", async () => {
    await deps.addresses.reserve("ada", NEW);
    nowMs += 60_001;
    const eve = addressBook(table, async () => null);
    const whileEveTakesIt = async () => {
      expect(await eve.take(NEW, "eve", nowMs)).toBe(true);
      return null;
    };
    const bob = addressBook(table, whileEveTakesIt);
    expect(await bob.take(NEW, "bob", nowMs)).toBe(false);
    expect((await eve.ownerOf(NEW))?.runnerId).toBe("eve");
  });
});

describe("the export", () => {
  const OWN = {
    id: "c1",
    day: "2026-11-20",
    places: ["outside"],
    selfScreen: { pelvicDrop: true },
  };

  async function furnished() {
    const browser = await signIn({ zone: "Europe/Copenhagen" });
    await deps.activities.save("ada", makeRecord({ name: "=HYPERLINK(0)" }));
    await deps.activities.save(
      "ada",
      makeRecord({ sourceId: "2", day: "2020-01-02", name: "-1+1" }),
    );
    await deps.shoes.save("ada", makeShoeRecord({ name: "@cmd" }));
    await deps.checkIns.save("ada", storedCheckIn.parse(OWN));
    await uploadStore(table).save("ada", makeUploadOutcome({ name: "hills.fit" }));
    await deps.activities.save("bob", makeRecord({ sourceId: "secret of bob" }));
    return browser;
  }

  async function unzipped(browser: Awaited<ReturnType<typeof signIn>>, part: string) {
    const { answer } = await browser.get("/settings/export/{part}", { part });
    if (!("file" in answer) || typeof answer.file.content === "string") throw new Error("no file");
    const files = unzipSync(answer.file.content);
    const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
    return { name: answer.file.name, names: Object.keys(files), text };
  }

  it("holds all that is stored, as it is stored, and nobody else's", async () => {
    nowMs = Date.parse("2026-11-22T23:30:00Z");
    const { name, names, text } = await unzipped(await furnished(), "everything");
    expect(text("README.txt")).toMatch(/^Exported from Stridewell on 2026-11-23\./);
    expect(name).toBe("stridewell-everything.zip");
    expect(names).toEqual([
      "README.txt",
      "everything.json",
      "runs.csv",
      "shoes.csv",
      "check-ins.csv",
    ]);
    const items = JSON.parse(text("everything.json"));
    const stored = (await scan()).filter((item) => JSON.stringify(item).includes("RUNNER#ada"));
    expect(items).toHaveLength(stored.length);
    expect(items).toContainEqual(expect.objectContaining({ email: "ada@example.com" }));
    expect(items).toContainEqual(expect.objectContaining({ day: "2020-01-02" }));
    expect(items).toContainEqual(expect.objectContaining({ name: "hills.fit", stored: 1 }));
    expect(text("everything.json")).not.toContain("bob");
    const runs = parse(text("runs.csv"), { columns: true, bom: true });
    expect(runs).toContainEqual(expect.objectContaining({ day: "2020-01-02" }));
    const told = parse(text("check-ins.csv"), { columns: true, bom: true });
    expect(told).toMatchObject([{ id: "c1", places: "outside", pelvicDrop: "true", limp: "" }]);
  });

  it("holds no copy that may no longer be kept, though the table hasn't swept it yet", async () => {
    const browser = await furnished();
    const untilMs = nowMs + 60_000;
    const told = makeRecord({ source: "strava", sourceId: "a copy for a minute" });
    const copies = toldActivityStore(table, () => nowMs);
    await copies.save("ada", told, { atMs: nowMs, untilMs, detailAtMs: null });
    const everything = async () => (await unzipped(browser, "everything")).text("everything.json");
    expect(await everything()).toContain("a copy for a minute");
    nowMs = untilMs;
    expect(await everything()).not.toContain("a copy for a minute");
  });

  it("names the columns of a file that holds no row, and no others where it holds some", async () => {
    const empty = await unzipped(await signIn(), "everything");
    const full = await unzipped(await furnished(), "everything");
    for (const file of ["runs.csv", "shoes.csv", "check-ins.csv"]) {
      const [columns = [], ...rows] = parse(empty.text(file), { bom: true });
      expect(columns).toEqual(expect.arrayContaining([file === "check-ins.csv" ? "limp" : "name"]));
      expect(rows).toEqual([]);
      expect(parse(full.text(file), { bom: true })[0]).toEqual(columns);
    }
  });

  it("holds no key, no token and no checksum of one", async () => {
    const browser = await furnished();
    await browser.post("/settings/address", { email: "new@example.com" });
    await browser.post("/settings", REMINDERS);
    await deps.runners.renewFeedKey("ada", "what opens the feed");
    const { text } = await unzipped(browser, "everything");
    const { linkKey, sessionKey } = await ada();
    for (const secret of [
      linkKey,
      sessionKey,
      "secretHash",
      "linkKey",
      "sessionKey",
      "sealed",
      "what opens the feed",
    ]) {
      expect(text("everything.json")).not.toContain(secret);
    }
    expect(text("everything.json")).toContain("new@example.com");
    expect(text("everything.json")).toContain("reminderDays");
  });

  it.each(["=1+1", "+1", "-1+1", "@cmd", "\tx", "\rx"])(
    "gives a spreadsheet no formula to run: %j",
    async (name) => {
      const browser = await signIn();
      await deps.activities.save("ada", makeRecord({ name }));
      await deps.shoes.save("ada", makeShoeRecord({ name }));
      const { text } = await unzipped(browser, "everything");
      for (const file of ["runs.csv", "shoes.csv"]) {
        const cells = parse(text(file), { bom: true }).flat();
        expect(cells).toContain(`'${name}`);
        expect(cells.filter((cell: string) => /^[=+@\t\r]|^-\D/.test(cell))).toEqual([]);
      }
    },
  );

  it("of one year holds that year, and what belongs to none", async () => {
    const { name, text } = await unzipped(await furnished(), "2020");
    expect(name).toBe("stridewell-2020.zip");
    expect(parse(text("runs.csv"), { columns: true, bom: true })).toHaveLength(1);
    expect(text("everything.json")).toContain("ada@example.com");
    expect(text("everything.json")).not.toContain("2026-11-20");
  });

  it("that is too large for one answer is offered year by year, and nothing is left out", async () => {
    const browser = await signIn();
    // Hashes can't be compressed.
    const noise = (index: number) =>
      Array.from({ length: 2800 }, (_, line) =>
        createHash("sha512").update(`${index} ${line}`).digest("base64"),
      ).join("");
    const items = Array.from({ length: 30 }, (_, index) => ({
      day: `${2015 + (index % 3)}-05-01`,
      note: noise(index),
    }));
    const kept = deps;
    deps = { ...deps, accounts: { ...deps.accounts, items: async () => items } };
    const all = await browser.get("/settings/export/{part}", { part: "everything" });
    expect(all.status).toBe(413);
    expect([...all.html.matchAll(/export\/(\d{4})/g)].map(([, year]) => year)).toEqual([
      "2015",
      "2016",
      "2017",
    ]);
    const { text } = await unzipped(browser, "2016");
    expect(JSON.parse(text("everything.json"))).toHaveLength(10);
    deps = kept;
  });

  it.each(["1066x", "..", "2020.zip", "", "<script>"])("knows no part %j", async (part) => {
    const browser = await signIn();
    const { status, html } = await browser.get("/settings/export/{part}", { part });
    expect(status).toBe(404);
    expect(html).not.toContain("<script>");
  });
});

describe("deleting everything", () => {
  it("needs the word, typed", async () => {
    const browser = await signIn();
    const before = await scan();
    for (const word of ["", "yes", "delete everything"]) {
      expect((await browser.post("/settings/delete", { word })).status).toBe(422);
    }
    expect(await scan()).toEqual(before);
    expect(erasures).toEqual([]);
  });

  it("ends all sessions, erases at once what needs nobody else, and leaves the rest to the worker", async () => {
    const browser = await signIn();
    const other = await signIn({ id: "bob" });
    await deps.activities.save("ada", makeRecord());
    await deps.checkIns.save(
      "ada",
      storedCheckIn.parse({ id: "c1", day: "2026-11-20", places: [] }),
    );
    const cookies = { ...browser.cookies };
    const { to } = await browser.post("/settings/delete", { word: " Delete " });
    expect(to).toBe("/goodbye");
    expect(browser.cookies).toEqual({});
    expect((await browser.get("/goodbye")).html).toContain("at most 28 days");
    expect(erasures).toEqual([
      { message: { kind: "erase", runnerId: "ada", left: false }, delayS: 5 },
    ]);
    expect(await deps.activities.all("ada")).toEqual([]);
    expect(await deps.checkIns.all("ada")).toEqual([]);
    expect(await deps.runners.findByEmail("ada@example.com")).toBeNull();
    const again = await browser.visit("GET /settings", { cookies });
    expect(again.to).toMatch(/^\/sign-in/);
    expect((await other.get("/settings")).status).toBe(200);
  });

  it("is not forgotten where the page broke: the worker was told first", async () => {
    const browser = await signIn();
    const kept = deps;
    deps = depsOn(killer(3, "before").table(table));
    await expect(browser.post("/settings/delete", { word: "delete" })).rejects.toThrow(Killed);
    deps = kept;
    expect(erasures).toHaveLength(1);
  });
});
