import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { RULE_NUDGES } from "../../../domain/nudges/decide-nudges.ts";
import { activityStore } from "../../../functions/adapters/activity-store.ts";
import { checkInStore } from "../../../functions/adapters/check-in-store.ts";
import { LEASE_S, noticeStore } from "../../../functions/adapters/notice-store.ts";
import { runnerStore } from "../../../functions/adapters/runner-store.ts";
import { shoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { TryAgain } from "../../../functions/shared/errors.ts";
import { isUnsubscribeToken } from "../../../functions/shared/http/links.ts";
import { dayNumberOf, localTime } from "../../../functions/shared/time.ts";
import { label } from "../../../functions/wording/en.ts";
import { untied } from "../../support/email-html.ts";
import { makeCheckIn } from "../../support/make-check-in.ts";
import { makeNudgeHouse, storeRuns } from "../../support/make-nudges.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { tellShoe } from "../../support/make-shoe.ts";
import { freshTable } from "../../support/tables.ts";

let table: Table;
let house: ReturnType<typeof makeNudgeHouse>;

/** Noon of Monday in Copenhagen. */
const NOON = "2021-09-13T10:00:00.000Z";
const TODAY = "2021-09-13";
const MINUTE_MS = 60_000;
const HEALTH = /pain|hip|hurt|injur|sore|ache|health|risk|doctor|emergency|diagnos/i;

beforeEach(async () => {
  table = await freshTable();
  house = makeNudgeHouse(table, NOON);
});

const later = (minutes: number) => {
  house.clock.now = new Date(Date.parse(house.clock.now) + minutes * MINUTE_MS).toISOString();
};

async function runner(overrides: Partial<Runner> = {}) {
  const made = makeRunner(overrides);
  await runnerStore(table).create(made);
  return made;
}

const quiet = (quietFromMinute: number, quietToMinute: number) => ({
  nudges: { quietFromMinute, quietToMinute, topicsOff: [], pause: null },
});

/** 5 km on four Sundays, then 10 km yesterday. */
const SPIKE = { 1: 10, 8: 5, 15: 5, 22: 5, 29: 5 };

/** 6 km on each of twenty days up to yesterday. */
const DAILY = Object.fromEntries(Array.from({ length: 20 }, (_, ago) => [ago + 1, 6]));

/** A runner whose last run went far beyond the usual. */
async function spiked() {
  const made = await runner();
  await storeRuns(table, TODAY, SPIKE);
  return made;
}

/** An email that breaks off: nobody knows whether it left. */
async function breakOff() {
  house.post.once("break-before");
  await expect(house.send()).rejects.toThrow("connection lost");
}

const tell = (signs: object, day = TODAY) =>
  checkInStore(table).save(
    "r1",
    storedCheckIn.parse({ id: "c1", day, places: ["outside"], painDuring: 2, ...signs }),
  );

describe("a run that went far beyond the usual", () => {
  it("is written about: what, what to do, the figure, the reason, the label, a way to stop it", async () => {
    const made = await spiked();
    expect((await house.send()).outcome).toContain("1 emails");
    const [mail] = house.post.taken;
    expect(mail?.to).toBe("ada@example.com");
    expect(mail?.subject).toBe("Sunday's 10.0 km: much longer than your recent runs");
    expect(mail?.notice).toEqual({ runnerId: "r1", notice: "nudge:00001" });
    expect(mail?.text.replaceAll("\n", " ")).toMatch(
      /^Sunday's run was much longer than your recent longest\. Keep the next ones short and easy\. /,
    );
    for (const part of [mail?.html, mail?.text]) {
      expect(untied(part ?? "")).toContain("2.00 × your longest in the 30 days before (5.00 km)");
      expect(part).toContain("Evidence: one cohort of 5,205 runners");
      expect(part).toContain("https://run.example");
    }
    const link = /^<https:\/\/run\.example\/unsubscribe\/r1\/load\/([^/>]+)>$/.exec(
      mail?.headers["List-Unsubscribe"] ?? "",
    );
    expect(isUnsubscribeToken(link?.[1] ?? "", made, "load")).toBe(true);
    expect(isUnsubscribeToken(link?.[1] ?? "", made, "digest")).toBe(false);
  });

  it("credits Strava where one of the runs came from there", async () => {
    await spiked();
    const walk = makeRecord({ source: "strava", sourceId: "7", sport: "walk", day: TODAY });
    await activityStore(table).save("r1", walk);
    await house.send();
    const [mail] = house.post.taken;
    for (const part of [mail?.html, mail?.text]) expect(part).toContain("Powered by Strava");
  });

  it("is written about once, however often the message comes and however many work on it", async () => {
    await spiked();
    await Promise.allSettled([1, 2, 3, 4].map(() => house.send()));
    for (let day = 0; day < 6; day += 1) {
      await house.send();
      later(24 * 60);
    }
    expect(house.post.taken).toHaveLength(1);
  });

  it("is no news where it is older than two nights, as an import brings it", async () => {
    await runner();
    await storeRuns(table, TODAY, { 3: 10, 10: 5, 17: 5, 24: 5 });
    expect(await house.send()).toEqual({ outcome: "0 emails" });
    await storeRuns(table, TODAY, { 1: 4 });
    await house.send();
    expect(house.post.taken.map(({ subject }) => subject)).not.toContain(
      expect.stringContaining("much longer"),
    );
  });

  it("waits for nothing but tells only of the hip where that says not to run", async () => {
    await spiked();
    await tell({ painDuring: 6, painAfter: 6, cannotBearWeight: false });
    await house.send();
    for (const mail of house.post.taken) expect(mail.text).not.toContain("short and easy");
  });
});

describe("other nudges", () => {
  it("a week with a run on every day", async () => {
    await runner();
    await storeRuns(table, TODAY, { ...DAILY, 0: 6 });
    await house.send();
    expect(house.post.taken.map(({ subject }) => subject)).toEqual([
      "A run on each of the last seven days",
    ]);
    expect(house.post.taken[0]?.text).toContain("[Advice: from clinicians, no trial found]");
  });

  it("a week with a run on every evening, the last of which waits for the morning", async () => {
    house = makeNudgeHouse(table, "2021-09-13T20:00:00.000Z");
    await runner();
    await storeRuns(table, TODAY, { ...DAILY, 0: 6 });
    expect((await house.send()).outcome).toContain("quiet-hours");
    house.clock.now = "2021-09-14T05:10:00.000Z";
    await house.send();
    expect(house.post.taken.map(({ subject }) => subject)).toEqual([
      "A run on each of the seven days up to yesterday",
    ]);
  });

  it("a week with a run on every day but today, which may be the day off, told late", async () => {
    await runner();
    await storeRuns(table, TODAY, DAILY);
    await house.send();
    const [mail] = house.post.taken;
    const text = untied(mail?.text ?? "").replaceAll("\n", " ");
    expect(text).toContain("Make today or tomorrow a day without a run.");
    expect(text).toContain("No rest days in the 7 days up to yesterday, 0 in the 14");
    expect(`${mail?.subject} ${text}`).not.toMatch(/last (7|seven|14)/);
  });

  it("a week far above the one before, where no single run stands out", async () => {
    await runner();
    await storeRuns(table, TODAY, { 0: 6, 2: 6, 4: 6, 6: 6, 9: 6, 11: 6, 20: 6, 27: 6 });
    await house.send();
    expect(house.post.taken.map(({ subject }) => subject)).toEqual([
      "Your last seven days: 24.0 km, after 12.0 km",
    ]);
  });

  it("a pair at its notice and at its last distance, each once, by name, distance and whose limit", async () => {
    await runner();
    await storeRuns(table, TODAY, { 1: 6, 8: 6, 15: 6 }, "s1");
    const named = { source: "strava-export", sourceId: "s1", name: "Blue <b>pair</b>\r\nBcc: x" };
    const told = async (distanceM: number, notificationDistanceM: number | null) => {
      const pair = { shoe: named, distanceM, retired: false, notificationDistanceM };
      const atMs = Date.parse(house.clock.now);
      await tellShoe(table, "r1", { ...pair, atMs, untilMs: null });
    };
    await told(500_000, null);
    await house.send();
    await house.send();
    later(24 * 60);
    await told(810_000, null);
    await house.send();
    await house.send();
    expect(house.post.taken.map(({ subject }) => subject)).toEqual([
      "Blue <b>pair</b> Bcc: x: 500 km, time for a first look at the soles",
      "Blue <b>pair</b> Bcc: x: 810 km, time for the next pair",
    ]);
    const [notice, replace] = house.post.taken;
    expect(notice?.text).toContain("first notice at 483 km");
    expect(replace?.text.replaceAll("\n", " ")).toContain("due at 805 km, the usual limit");
    for (const mail of house.post.taken) expect(mail.html).not.toContain("<b>pair");
  });

  it.each([
    ["for this pair", 500_000, {}, "first notice at 400 km, the limit you set"],
    [
      "for all pairs",
      810_000,
      { limits: { shoeReplaceM: 700_000 } },
      "due at 700 km, the limit you set",
    ],
  ])("a pair at a limit that the runner set %s, as theirs", async (_, distanceM, own, said) => {
    await runner(own);
    await storeRuns(table, TODAY, { 1: 6, 8: 6, 15: 6 }, "s1");
    const shoe = { source: "strava-export", sourceId: "s1", name: "Blue pair" };
    const pair = { shoe, distanceM, retired: false, notificationDistanceM: 400_000 };
    await tellShoe(table, "r1", { ...pair, atMs: Date.parse(NOON), untilMs: null });
    await house.send();
    const [mail] = house.post.taken;
    expect(mail?.text.replaceAll("\n", " ")).toContain(said);
    expect(mail?.text).toContain(label.own);
  });

  it("a pair that nobody wore lately is left to the digest", async () => {
    await runner();
    await storeRuns(table, TODAY, { 1: 6, 8: 6 });
    await shoeStore(table).save("r1", makeShoeRecord());
    await storeRuns(table, "2021-08-01", { 0: 900 }, "s1");
    await house.send();
    expect(house.post.taken).toEqual([]);
  });

  it.each([
    [
      "lost",
      { kind: "lost", provider: "strava", reason: "refused" },
      "Your runs no longer reach us",
    ],
    [
      "ended",
      { kind: "lost", provider: "strava", reason: "ended" },
      "Your connection to Strava has ended",
    ],
    [
      "without consent",
      { kind: "consent-missing", provider: "strava" },
      "One permission is missing at Strava",
    ],
  ] as const)("a connection that is %s, once", async (_, health, subject) => {
    await runner();
    house.connection.health = { ...health, sinceMs: Date.parse(NOON) + 200 };
    for (let day = 0; day < 20; day += 1) {
      await house.send();
      later(24 * 60);
    }
    expect(house.post.taken.map((mail) => mail.subject)).toEqual([subject]);
    expect(house.post.taken[0]?.headers["List-Unsubscribe"]).toContain("/connection/");
    // It may also have ended because nothing was accepted for a month.
    expect(house.post.taken[0]?.text).not.toMatch(/told us/);
    house.connection.health = { ...health, sinceMs: Date.parse(house.clock.now) };
    await house.send();
    expect(house.post.taken).toHaveLength(2);
  });

  it("a connection that could not be read is no lost one: it is tried again", async () => {
    await runner();
    const broken = { read: () => Promise.reject(new Error("no answer")) };
    house.deps = { ...house.deps, cases: broken };
    await expect(house.send()).rejects.toThrow("no answer");
    expect(house.post.taken).toEqual([]);
  });
});

describe("a red flag", () => {
  it("says when and whom in its first line, at any hour, and can't be switched off", async () => {
    await runner({
      nudges: {
        quietFromMinute: 0,
        quietToMinute: 1439,
        topicsOff: ["load", "rest", "form", "shoes", "connection"],
        pause: { from: TODAY, to: null, reason: null },
      },
    });
    await storeRuns(table, TODAY, SPIKE);
    await tell({ saddleNumbness: true, cannotBearWeight: true });
    await house.send();
    const [mail, ...others] = house.post.taken;
    expect(others).toEqual([]);
    expect(mail?.text.replaceAll("\n", " ")).toMatch(/^Get emergency care now: call your local/);
    expect(mail?.text).toContain("put your weight on the leg");
    expect(mail?.text.replaceAll("\n", " ")).toContain("no setting turns it off");
    expect(mail?.headers).toEqual({});
    const preheader = /<div[^>]*display:none[^>]*>([^<]*)</.exec(mail?.html ?? "")?.[1] ?? "";
    expect(preheader).not.toBe("");
    expect(`${mail?.subject} ${preheader}`).not.toMatch(HEALTH);
  });

  it("says nothing of a connection that was lost: that has an email of its own", async () => {
    await runner();
    await tell({ saddleNumbness: true });
    house.connection.health = {
      kind: "lost",
      provider: "strava",
      reason: "ended",
      sinceMs: Date.parse(NOON),
    };
    await house.send();
    await house.send();
    expect(house.post.taken.map(({ subject }) => subject)).toEqual([
      expect.not.stringContaining("Strava"),
      "Your connection to Strava has ended",
    ]);
  });

  it("is repeated when its cool-down is over, for a week, until a new check-in ends it", async () => {
    await runner();
    await tell({ saddleNumbness: true });
    await house.send();
    for (let tick = 0; tick < 24 * 3; tick += 1) {
      later(60);
      if ((await house.tick()).length > 0) await house.send();
    }
    expect(house.post.taken).toHaveLength(3);
    await checkInStore(table).save(
      "r1",
      storedCheckIn.parse({ ...makeCheckIn(), id: "c2", day: "2021-09-16", painDuring: 1 }),
    );
    for (let tick = 0; tick < 24 * 3; tick += 1) {
      later(60);
      if ((await house.tick()).length > 0) await house.send();
    }
    expect(house.post.taken).toHaveLength(3);
  });

  it("is in its cool-down too where another one's email named it", async () => {
    await runner();
    await tell({ spreading: true });
    await house.send();
    later(5 * 24 * 60);
    await tell({ id: "c2", spreading: true, swelling: true }, "2021-09-17");
    await house.send();
    later(3 * 24 * 60);
    await house.send();
    expect(house.post.taken).toHaveLength(2);
    const nudges = await house.deps.notices.nudges("r1", house.clock.now);
    const [first = [], second = []] = nudges.map(({ keys }) => keys);
    expect(first).toEqual(["flag:R2:book-visit"]);
    expect(second).toEqual(expect.arrayContaining([...first, "flag:R6:book-visit"]));
  });

  it("goes again after the lease where nobody knows whether it left; a spike doesn't", async () => {
    await spiked();
    house.post.once("break-after");
    await expect(house.send()).rejects.toThrow("connection lost");
    await expect(house.send()).rejects.toThrow(TryAgain);
    later(LEASE_S / 60 + 1);
    expect((await house.send()).outcome).toContain("0 emails; held: cool-down");
    await tell({ saddleNumbness: true });
    await breakOff();
    later(LEASE_S / 60 + 1);
    await house.send();
    await house.send();
    expect(house.post.taken.map(({ notice }) => notice.notice)).toEqual([
      "nudge:00001",
      "nudge:00002",
    ]);
  });
});

describe("a word of the connection", () => {
  it.each([
    { kind: "lost", provider: "strava", reason: "refused" },
    { kind: "consent-missing", provider: "strava" },
  ] as const)(
    "goes again after the lease where nobody knows whether it left (%#)",
    async (health) => {
      await runner();
      house.connection.health = { ...health, sinceMs: Date.parse(NOON) };
      await breakOff();
      later(LEASE_S / 60 + 1);
      await house.send();
      await house.send();
      expect(house.post.taken).toHaveLength(1);
    },
  );

  it.each([
    ["an hour", "Europe/Copenhagen"],
    ["two hours", "Antarctica/Troll"],
  ])(
    "is said once, also where the clocks go back by %s between the loss and the email",
    async (_, zone) => {
      await runner({ ...quiet(720, 721), zone });
      // 2:50 in summer time; the email leaves at 2:10 or 1:10 in winter time.
      house.clock.now = "2021-10-31T00:50:00.000Z";
      const sinceMs = Date.parse(house.clock.now);
      house.connection.health = { kind: "lost", provider: "strava", reason: "refused", sinceMs };
      later(20);
      await house.send();
      later(24 * 60);
      await house.send();
      expect(house.post.taken).toHaveLength(1);
    },
  );
});

describe("a red flag that comes while another mail's fate is unknown", () => {
  const numbers = () => house.post.taken.map(({ notice }) => notice.notice);

  it("leaves at once, and the other is still given up", async () => {
    await spiked();
    await breakOff();
    await tell({ saddleNumbness: true });
    // The flag is sent, but the other email's fate is still open, so the message comes again.
    await expect(house.send()).rejects.toThrow(TryAgain);
    expect(numbers()).toEqual(["nudge:00002"]);
    expect(house.post.taken[0]?.text).toContain("Get emergency care now");
    await expect(house.send()).rejects.toThrow(TryAgain);
    later(LEASE_S / 60 + 1);
    await house.send();
    expect(numbers()).toEqual(["nudge:00002"]);
  });

  it("is told once, however many work on it", async () => {
    await spiked();
    await breakOff();
    await tell({ saddleNumbness: true });
    await Promise.allSettled([1, 2, 3, 4].map(() => house.send()));
    expect(numbers()).toEqual(["nudge:00002"]);
  });

  it("does not wait for a milder red flag either, which goes again by itself", async () => {
    await runner();
    await tell({ numbness: true });
    await breakOff();
    await expect(house.send()).rejects.toThrow(TryAgain);
    expect(house.post.taken).toEqual([]);
    await tell({ numbness: true, saddleNumbness: true });
    await expect(house.send()).rejects.toThrow(TryAgain);
    expect(numbers()).toEqual(["nudge:00002"]);
    await tell({ numbness: true, saddleNumbness: false });
    later(LEASE_S / 60 + 1);
    await house.send();
    await house.send();
    expect(numbers()).toEqual(["nudge:00002", "nudge:00003"]);
  });

  it("leaves a number behind that was refused meanwhile, and the nudges go on", async () => {
    await spiked();
    await breakOff();
    await tell({ saddleNumbness: true });
    await expect(house.send()).rejects.toThrow(TryAgain);
    const [calm] = await noticeStore(table).nudges("r1", house.clock.now);
    const held = { runnerId: "r1", notice: "nudge:00001", claimedAt: calm?.claimedAt ?? "" };
    await noticeStore(table).release(held);
    await tell({ saddleNumbness: false });
    await house.send();
    await house.send();
    expect(numbers()).toEqual(["nudge:00002", "nudge:00003"]);
  });
});

describe("what the mail service refused", () => {
  it("goes with the next attempt, under the same number", async () => {
    await spiked();
    house.post.once("refuse");
    await expect(house.send()).rejects.toThrow(TryAgain);
    await house.send();
    expect(house.post.taken.map(({ notice }) => notice.notice)).toEqual(["nudge:00001"]);
    const [stored] = await noticeStore(table).nudges("r1", house.clock.now);
    expect(stored).toMatchObject({ number: 1, state: "sent", keys: ["rule:session-spike"] });
  });
});

describe("a history of which part expired", () => {
  it("is not judged, since a run after it would look like a spike: it is looked at again later", async () => {
    await spiked();
    house.connection.window = { kind: "behind", isAsked: true };
    expect((await house.send()).outcome).toBe("0 emails");
    later(119);
    expect(await house.tick()).toEqual([]);
    later(2);
    expect(await house.tick()).toEqual(["r1"]);
    house.connection.window = { kind: "whole" };
    await house.send();
    expect(house.post.taken).toHaveLength(1);
  });

  it("is looked at again and again, also where the worker is quicker than who woke it", async () => {
    await runner();
    house.connection.window = { kind: "behind", isAsked: true };
    await house.send();
    later(121);
    expect(await house.tick(house.send)).toEqual(["r1"]);
    later(119);
    expect(await house.tick()).toEqual([]);
    later(2);
    expect(await house.tick()).toEqual(["r1"]);
  });

  it("holds back no red flag and no word of the connection itself", async () => {
    await runner();
    const sinceMs = Date.parse(NOON);
    house.connection.window = { kind: "lost" };
    house.connection.health = { kind: "lost", provider: "strava", reason: "refused", sinceMs };
    await tell({ saddleNumbness: true });
    await house.send();
    expect(house.post.taken.map(({ subject }) => subject)).toEqual([
      expect.not.stringContaining("runs"),
      "Your runs no longer reach us",
    ]);
  });
});

describe("quiet hours", () => {
  it.each([
    ["in an ordinary night", "2021-09-13T20:00:00.000Z", "2021-09-14T05:00:00.000Z", 21, 7],
    ["when the clocks go forward", "2021-03-27T21:00:00.000Z", "2021-03-28T05:00:00.000Z", 21, 7],
    ["when the clocks go back", "2021-10-30T20:00:00.000Z", "2021-10-31T06:00:00.000Z", 21, 7],
    [
      "that end in the hour skipped",
      "2021-03-27T21:00:00.000Z",
      "2021-03-28T01:30:00.000Z",
      21,
      2.5,
    ],
    [
      "that end in the hour repeated",
      "2021-10-30T20:00:00.000Z",
      "2021-10-31T00:30:00.000Z",
      21,
      2.5,
    ],
  ])("hold a nudge %s until they end", async (_, evening, end, fromHour, toHour) => {
    house = makeNudgeHouse(table, evening);
    await runner(quiet(fromHour * 60, toHour * 60));
    await storeRuns(table, evening.slice(0, 10), { 0: 10, 7: 5, 14: 5, 21: 5 });
    expect((await house.send()).outcome).toContain("quiet-hours");
    const late = Date.parse(end) + 12 * MINUTE_MS;
    while (house.post.taken.length === 0 && Date.parse(house.clock.now) < late) {
      later(5);
      if ((await house.tick()).length > 0) await house.send();
    }
    expect(house.post.taken).toHaveLength(1);
    expect(Date.parse(house.clock.now)).toBeGreaterThanOrEqual(Date.parse(end));
    expect(await house.tick()).toEqual([]);
  });

  it("that begin in an hour that comes twice are not passed by", async () => {
    house = makeNudgeHouse(table, "2021-10-31T01:10:00.000Z");
    await runner(quiet(120, 150));
    await storeRuns(table, "2021-10-31", { 0: 10, 7: 5, 14: 5, 21: 5 });
    expect((await house.send()).outcome).toContain("quiet-hours");
    for (let tick = 0; tick < 7; tick += 1) {
      later(5);
      if ((await house.tick()).length > 0) await house.send();
    }
    expect(house.post.taken).toHaveLength(1);
  });

  it("lose nothing where the worker crashes before it noted when they end", async () => {
    house = makeNudgeHouse(table, "2021-09-13T20:00:00.000Z");
    await spiked();
    const { deps } = house;
    house.deps = { ...deps, wakes: { wakeAt: () => Promise.reject(new Error("crash")) } };
    await expect(house.send()).rejects.toThrow("crash");
    house.deps = deps;
    await house.send();
    house.clock.now = "2021-09-14T05:10:00.000Z";
    expect(await house.tick()).toEqual(["r1"]);
    await house.send();
    expect(house.post.taken).toHaveLength(1);
  });
});

describe("a digest that came while a nudge was held", () => {
  const SAID = [`too-far:${dayNumberOf(TODAY)}@10000`];
  const digest = async (keys: readonly string[], end: "sent" | "released" | "under way") => {
    const { notices } = house.deps;
    const notice = { runnerId: "r1", notice: "digest:2021-09-13" };
    const claim = await notices.claim(notice, { keys }, house.clock.now);
    if (claim.kind !== "ours") throw new Error("not claimed");
    if (end === "sent") await notices.markSent(notice, "m1", house.clock.now);
    if (end === "released") await notices.release(claim.held);
    return claim.held;
  };

  it.each([
    ["said it", SAID, "sent", 0],
    ["said something else", ["rule:cadence"], "sent", 1],
    ["said it, but didn't leave", SAID, "released", 1],
  ] as const)("and %s", async (_, keys, end, mails) => {
    house = makeNudgeHouse(table, "2021-09-13T20:00:00.000Z");
    await runner();
    await storeRuns(table, TODAY, { 0: 10, 7: 5, 14: 5, 21: 5, 28: 5 });
    expect((await house.send()).outcome).toContain("quiet-hours");
    // Tuesday, 7 o'clock: both fall due.
    house.clock.now = "2021-09-14T05:05:00.000Z";
    expect(await house.tick()).toEqual([]);
    await digest(keys, end);
    later(5);
    expect(await house.tick()).toEqual(["r1"]);
    await house.send();
    expect(house.post.taken).toHaveLength(mails);
    later(180);
    expect(await house.tick()).toEqual([]);
  });

  it.each([
    ["is refused", "release", 1],
    ["is given up", "skip", 1],
    ["leaves", "markSent", 0],
  ] as const)("and is under way takes the nudge along only where it %s", async (_, end, mails) => {
    house = makeNudgeHouse(table, "2021-09-14T05:10:00.000Z");
    await runner();
    await storeRuns(table, TODAY, { 0: 10, 7: 5, 14: 5, 21: 5, 28: 5 });
    const held = await digest(SAID, "under way");
    await house.send();
    expect(house.post.taken).toEqual([]);
    const { notices } = house.deps;
    if (end === "markSent") await notices.markSent(held, "m1", house.clock.now);
    else await notices[end](held, house.clock.now);
    later(121);
    expect(await house.tick()).toEqual(["r1"]);
    await house.send();
    expect(house.post.taken).toHaveLength(mails);
    later(180);
    expect(await house.tick()).toEqual([]);
  });

  it("isn't looked up where nothing could be written about", async () => {
    await runner();
    await storeRuns(table, TODAY, { 0: 5, 7: 5, 14: 5, 21: 5, 28: 5 });
    const digestsSince = () => Promise.reject(new Error("looked up"));
    house.deps = { ...house.deps, notices: { ...house.deps.notices, digestsSince } };
    expect(await house.send()).toEqual({ outcome: "0 emails" });
  });
});

describe("nobody is written to", () => {
  it("who isn't known, whose mail is stopped, or who switched the topic off", async () => {
    expect(await house.send()).toEqual({ outcome: "unknown runner" });
    await runner({ mailStopped: { reason: "bounce", at: NOON } });
    await storeRuns(table, TODAY, SPIKE);
    expect(await house.send()).toEqual({ outcome: "mail is stopped" });
    table = await freshTable();
    house = makeNudgeHouse(table, NOON);
    await runner();
    await runnerStore(table).stop("r1", "load");
    await runnerStore(table).stop("r1", "load");
    expect((await runnerStore(table).find("r1"))?.nudges.topicsOff).toEqual(["load"]);
    await storeRuns(table, TODAY, SPIKE);
    expect((await house.send()).outcome).toContain("topic-off");
    expect(house.post.taken).toEqual([]);
  });
});

describe("whatever comes, in whatever order and however often", () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("message"), workers: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("pass"), minutes: fc.integer({ min: 1, max: 1500 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("run"), km: fc.integer({ min: 3, max: 30 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("flag"), on: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("connection"), lost: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("refuse") }) },
  );

  it("nothing goes twice within its cool-down, more than two a week, or in quiet hours, red flags aside", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.array(step, { minLength: 5, maxLength: 40 }),
        async (quietFromMinute, quietToMinute, steps) => {
          table = await freshTable();
          house = makeNudgeHouse(table, NOON);
          await runner({ zone: "UTC", ...quiet(quietFromMinute, quietToMinute) });
          await storeRuns(table, TODAY, { 8: 5, 15: 5, 22: 5, 29: 5 });
          const left: { atMs: number; notice: string }[] = [];
          let ran = 0;
          for (const one of steps) {
            if ("workers" in one) {
              await Promise.allSettled(Array.from({ length: one.workers }, () => house.send()));
            } else if ("minutes" in one) later(one.minutes);
            else if ("km" in one) {
              const { day } = localTime(house.clock.now, "UTC");
              const run = { sourceId: `x${ran++}`, day, startAt: house.clock.now };
              const distanceM = one.km * 1000;
              await activityStore(table).save("r1", makeRecord({ ...run, distanceM }));
            } else if ("on" in one) {
              const { day } = localTime(house.clock.now, "UTC");
              await tell({ id: `c${ran++}`, saddleNumbness: one.on }, day);
            } else if ("lost" in one) {
              house.connection.health = one.lost
                ? { kind: "lost", provider: "strava", reason: "refused", sinceMs: Date.parse(NOON) }
                : { kind: "ok" };
            } else house.post.once("refuse");
            for (const { notice } of house.post.taken.slice(left.length)) {
              left.push({ atMs: Date.parse(house.clock.now), notice: notice.notice });
            }
          }
          const stored = await noticeStore(table).nudges("r1", house.clock.now);
          const sent = left.flatMap(({ atMs, notice }) => {
            const of = stored.find(({ number }) =>
              notice.endsWith(String(number).padStart(5, "0")),
            );
            return (of?.keys ?? []).map((key) => ({ key, atMs }));
          });
          expect(new Set(left.map(({ notice }) => notice)).size).toBe(left.length);
          const calm = sent.filter(({ key }) => !key.startsWith("flag:"));
          for (const { atMs } of calm) {
            const week = calm.filter(
              (other) => other.atMs >= atMs && other.atMs < atMs + 7 * DAY_MS,
            );
            expect(week.length).toBeLessThanOrEqual(2);
            const minute = Math.floor((atMs % DAY_MS) / MINUTE_MS);
            expect(isQuiet(minute, quietFromMinute, quietToMinute)).toBe(false);
          }
          for (const [index, { key, atMs }] of sent.entries()) {
            const next = sent.slice(index + 1).find((other) => other.key === key);
            if (next === undefined) continue;
            expect(next.atMs - atMs).toBeGreaterThanOrEqual(coolDownDays(key) * DAY_MS);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  const DAY_MS = 24 * 60 * MINUTE_MS;

  function isQuiet(minute: number, from: number, to: number): boolean {
    for (let passed = from; passed !== to; passed = (passed + 1) % 1440) {
      if (passed === minute) return true;
    }
    return false;
  }

  /** In this test a connection is lost only once, and a pair reaches a distance only once. */
  function coolDownDays(key: string): number {
    if (key.startsWith("flag:")) return 1;
    const [, rule] = Object.entries(RULE_NUDGES).find(([id]) => key === `rule:${id}`) ?? [];
    return rule?.coolDownDays ?? 10_000;
  }
});
