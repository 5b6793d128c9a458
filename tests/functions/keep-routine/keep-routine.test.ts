import { beforeEach, describe, expect, it } from "vitest";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { checkInStore } from "../../../functions/adapters/check-in-store.ts";
import { exerciseLogStore } from "../../../functions/adapters/exercise-log-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { routinePages } from "../../../functions/keep-routine/routes.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { ExerciseMark } from "../../../functions/ports/exercises.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { isFeedToken } from "../../../functions/shared/http/calendar-feed.ts";
import { NUDGE_DEFAULTS } from "../../../functions/shared/runner/nudge-defaults.ts";
import { dayNumberOf, isoDay } from "../../../functions/shared/time.ts";
import { makeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable } from "../../support/tables.ts";

/** A Wednesday evening in Copenhagen. */
const NOW_MS = Date.parse("2026-11-25T19:00:00Z");
const TODAY = "2026-11-25";

let table: Table;
let keys = 0;

beforeEach(async () => {
  table = await freshTable();
});

const signedIn = (id = "ada", overrides: Partial<Runner> = {}) => {
  const deps = {
    ...caseStores(table),
    exercises: exerciseLogStore(table),
    publicUrl: PUBLIC_URL,
    nowMs: () => NOW_MS,
    randomKey: () => `key ${++keys}`,
  };
  return signInTo((request) => routinePages(request, deps), deps, { id, ...overrides });
};

const daysAgo = (days: number) => isoDay(dayNumberOf(TODAY) - days);

/** A run on each Monday and Wednesday of the last weeks. */
async function runsOf(runnerId: string): Promise<void> {
  for (const ago of [2, 7, 9, 14, 16, 21, 23]) {
    const record = makeRecord({ sourceId: String(ago), day: daysAgo(ago) });
    await caseStores(table).activities.save(runnerId, record);
  }
}

const tellHip = (told: object) =>
  checkInStore(table).save("ada", storedCheckIn.parse({ id: "c1", day: daysAgo(1), ...told }));

const marks = (runnerId = "ada") => exerciseLogStore(table).all(runnerId);
const mark = (...entries: ExerciseMark[]) => exerciseLogStore(table).save("ada", entries);

/** The part of the page about one day. */
const dayIn = (html: string, day: string) =>
  /<section[^>]*>.*?<\/section>/s.exec(html.slice(html.indexOf(`id="day-${day}"`) - 60))?.[0] ?? "";

describe("the routine", () => {
  it("reaches every exercise of the article: W1 to W3 and G1 to G9", async () => {
    const ada = await signedIn();
    await runsOf("ada");
    const { html } = await ada.get("/routine");
    for (const [fact, words] of [
      ["W1", "Leg swings"],
      ["W1", "Walking lunges"],
      ["W1", "Glute bridges"],
      ["W1", "Hip circles"],
      ["W2", "Hip flexor stretch"],
      ["W2", "Hamstring stretch"],
      ["W2", "Quadriceps stretch"],
      ["W2", "Glute stretch"],
      ["W3", "Turn the hips in and out"],
      ["W3", "Bend and straighten the hip"],
      ["W3", "Foam roller for the glutes"],
      ["W3", "Foam roller for the front of the thigh"],
      ["G1", "Clamshells"],
      ["G2", "Side-lying leg raises"],
      ["G3", "Hip thrusts"],
      ["G4", "Single-leg deadlift"],
      ["G5", "Squats"],
      ["G5", "Lunges"],
      ["G6", "Front plank"],
      ["G6", "Side plank"],
      ["G6", "Bird-dog"],
      ["G6", "Dead bug"],
      ["G7", "Hip flexors"],
      ["G8", "Your streak"],
    ]) {
      expect(`${fact}: ${html}`).toContain(words);
    }
    // G9, rest and ice, is only for a runner who has something to rest.
    expect(html).not.toContain("Rest it, and cool it");
    await tellHip({ places: ["buttock"], painDuring: 2 });
    expect((await ada.get("/routine")).html).toContain("Rest it, and cool it");
  });

  it("shows this week's days, with boxes up to today and a plan after it", async () => {
    const ada = await signedIn();
    await runsOf("ada");
    const { html } = await ada.get("/routine");
    expect(html).toContain("This week: 23 to 29 November 2026");
    for (const day of ["2026-11-23", TODAY]) {
      expect(dayIn(html, day)).toContain('<input type="checkbox" name="tips"');
      expect(dayIn(html, day)).toContain("Before a run");
    }
    for (const day of ["2026-11-26", "2026-11-29"]) {
      expect(dayIn(html, day)).not.toContain("checkbox");
    }
    expect(html.match(/<strong>Strength:<\/strong>|<legend>Strength/g)).toHaveLength(2);
  });

  it("begins the week where the runner's does", async () => {
    const ada = await signedIn("ada", { weekStart: 7 });
    expect((await ada.get("/routine")).html).toContain("22 to 28 November 2026");
  });

  it("says how each exercise is done, how much of it, how far to trust it and whence it comes", async () => {
    const ada = await signedIn();
    const { html } = await ada.get("/routine");
    expect(html).toContain("Swing one leg forward and back");
    expect(html).toContain("1 × 10 each side");
    expect(html).toContain("Advice:");
    expect(html).toContain("sets and repetitions are a common starting dose, not tested");
    expect(html.match(/<svg class="pose"/g)?.length).toBeGreaterThan(15);
  });

  it("stays light", async () => {
    const ada = await signedIn();
    await runsOf("ada");
    expect(Buffer.byteLength((await ada.get("/routine")).html)).toBeLessThan(45_000);
  });
});

describe("while nothing reminds a runner, whatever days and email are chosen,", () => {
  const reminders = { weekdays: [2, 4], hour: 18, email: true } as const;
  const pause = { from: daysAgo(3), to: null, reason: "travelling" } as const;

  it.each([
    ["a pause", { pause }, { places: [], painDuring: 0 }, "While you pause, no email reminds you"],
    [
      "a hip that says stop",
      {},
      { places: ["outside"], painDuring: 9 },
      "While no exercise is suggested, no email",
    ],
  ])("%s is named beside them", async (_, nudges, told, words) => {
    await tellHip(told);
    const ada = await signedIn("ada", { reminders, nudges: { ...NUDGE_DEFAULTS, ...nudges } });
    expect((await ada.get("/routine")).html).toContain(words);
    const bob = await signedIn("bob", { reminders });
    expect((await bob.get("/routine")).html).not.toMatch(/no email reminds/i);
  });
});

describe("while a runner has paused", () => {
  const paused = (reason: "ill" | "pregnant" | "taper") => ({
    nudges: { ...NUDGE_DEFAULTS, pause: { from: daysAgo(3), to: null, reason } },
  });

  it.each([
    ["ill", "leave these until you are well again"],
    ["pregnant", "ask your doctor or midwife"],
  ] as const)("as %s, the page says so above the exercises", async (reason, words) => {
    const ada = await signedIn("ada", paused(reason));
    const { html } = await ada.get("/routine");
    expect(html.indexOf(words)).toBeGreaterThan(0);
    expect(html.indexOf(words)).toBeLessThan(html.indexOf("Clamshells"));
    const bob = await signedIn("bob", paused("taper"));
    expect((await bob.get("/routine")).html).not.toContain(words);
  });
});

describe("while the hip says no", () => {
  it.each([
    ["a red flag for a doctor", { growsDuringRun: true, places: ["front-or-groin"] }, "stop"],
    ["an emergency", { saddleNumbness: true, places: ["outside"] }, "stop"],
    ["a visit to book", { numbness: true, places: ["outside"] }, "warn"],
  ])("%s stands first, and no exercise is suggested", async (_, told, tone) => {
    const ada = await signedIn();
    await runsOf("ada");
    await tellHip({ painDuring: 2, ...told });
    const { html, outcome } = await ada.get("/routine");
    expect(outcome).toBe("no-exercise");
    const main = html.trimStart();
    expect(main.startsWith(`<div class="note ${tone}">`)).toBe(true);
    expect(html).toContain("When: ");
    expect(html).toContain("No exercise is suggested");
    for (const word of ["Clamshells", "Leg swings", "<svg", "checkbox"]) {
      expect(html).not.toContain(word);
    }
    expect(html.includes("Rest it, and cool it")).toBe(tone === "warn");
  });

  it("a red light suggests none either, and what was done can still be taken back", async () => {
    const ada = await signedIn();
    await mark({ day: daysAgo(1), tip: "G1", done: true });
    await tellHip({ places: ["outside"], painDuring: 6 });
    const { html, outcome } = await ada.get("/routine");
    expect(outcome).toBe("no-exercise");
    expect(dayIn(html, daysAgo(1))).toMatch(/value="G1" checked=""/);
    expect(html).not.toContain("Side-lying");
  });

  it("a sore place leaves out what would hurt it", async () => {
    const ada = await signedIn();
    await tellHip({ places: ["outside"], painDuring: 2 });
    const { html } = await ada.get("/routine");
    for (const word of ["Clamshells", "Hip circles", "Glute stretch"]) {
      expect(html).not.toContain(word);
    }
    expect(html).toContain("Bird-dog");
  });
});

describe("the calendar's address", () => {
  const reminders = { weekdays: [2, 4], hour: 18, email: false } as const;
  const addressIn = (html: string) => /id="feed"[^>]*value="([^"]+)"/.exec(html)?.[1];
  const answers = async (address: string | undefined) => {
    const [, runnerId = "", token = ""] = /\/calendar\/(.+)\/(.+)$/.exec(address ?? "") ?? [];
    const runner = await caseStores(table).runners.find(runnerId);
    return runner !== null && isFeedToken(token, runner);
  };

  it("is there once it was asked for, is replaced by a new one, and is given up", async () => {
    const ada = await signedIn("ada", { reminders });
    expect(addressIn((await ada.get("/routine")).html)).toBeUndefined();
    expect((await ada.post("/routine/feed", { feed: "new" })).to).toBe("/routine#calendar");
    const { html } = await ada.get("/routine");
    const first = addressIn(html);
    expect(first).toMatch(/^https:\/\/runs\.example\.org\/calendar\/ada\/[\w-]{43}\.ics$/);
    expect(html).toContain('href="webcal://runs.example.org/calendar/ada/');
    expect(html).toContain("You do it on Tuesday and Thursday at 18:00. No email reminds you.");
    expect(await answers(first)).toBe(true);

    await ada.post("/routine/feed", { feed: "new" });
    const second = addressIn((await ada.get("/routine")).html);
    expect(await Promise.all([first, second].map(answers))).toEqual([false, true]);

    await ada.post("/routine/feed", { feed: "none" });
    expect(addressIn((await ada.get("/routine")).html)).toBeUndefined();
    expect(await answers(second)).toBe(false);
  });

  it("is not changed by a form of another site", async () => {
    const ada = await signedIn("ada", { reminders, feedKey: "first" });
    expect((await ada.post("/routine/feed", { feed: "new", csrf: "forged" })).status).toBe(403);
    expect((await caseStores(table).runners.find("ada"))?.feedKey).toBe("first");
  });
});

describe("a day's boxes", () => {
  /** What the form of today says that it shows. */
  const wasIn = (html: string) =>
    /name="was" value="([^"]*)"/.exec(dayIn(html, TODAY))?.[1]?.replaceAll("&amp;", "&") ?? "";
  const form = { day: TODAY, was: "", tips: ["G1", "G3-glute-bridge"] };

  it("are kept, shown ticked, and count for the streak", async () => {
    const ada = await signedIn();
    const { to } = await ada.post("/routine/done", form);
    expect(to).toBe(`/routine?day=${TODAY}&before=#day-${TODAY}`);
    expect(await marks()).toEqual([
      { day: TODAY, tip: "G1", done: true },
      { day: TODAY, tip: "G3-glute-bridge", done: true },
    ]);
    const { html } = await ada.get("/routine", {}, { day: TODAY, before: "" });
    expect(dayIn(html, TODAY)).toMatch(/value="G1" checked=""/);
    expect(dayIn(html, TODAY)).toContain("Noted.");
    expect(html).toContain("1 day with strength");
    await ada.post("/routine/done", { ...form, day: daysAgo(2) });
    expect((await ada.get("/routine")).html).toContain("1 week with strength on two or more days");
  });

  it("sent twice change nothing", async () => {
    const ada = await signedIn();
    await ada.post("/routine/done", form);
    const kept = await marks();
    expect((await ada.post("/routine/done", form)).outcome).toBe("unchanged");
    expect(await marks()).toEqual(kept);
  });

  it("are undone by one button, which leads back to what was before", async () => {
    const ada = await signedIn();
    await mark({ day: TODAY, tip: "G7", done: true });
    const { to } = await ada.post("/routine/done", { ...form, was: "tips=G7" });
    const query = Object.fromEntries(new URL(to ?? "", PUBLIC_URL).searchParams);
    const { html } = await ada.get("/routine", {}, query);
    const [undo = ""] = /<form[^>]*class="inline".*?<\/form>/s.exec(dayIn(html, TODAY)) ?? [];
    expect(undo).toContain("Undo");
    const tips = [...undo.matchAll(/name="tips" value="([^"]*)"/g)].map(([, tip = ""]) => tip);
    await ada.post("/routine/done", { day: TODAY, was: wasIn(html), tips });
    expect((await marks()).filter(({ done }) => done)).toEqual([
      { day: TODAY, tip: "G7", done: true },
    ]);
  });

  it("untick only what the form showed, not what a mail's link marked meanwhile", async () => {
    const ada = await signedIn();
    await mark({ day: TODAY, tip: "G4", done: true });
    await ada.post("/routine/done", form);
    expect((await marks()).find(({ tip }) => tip === "G4")?.done).toBe(true);
    expect(dayIn((await ada.get("/routine")).html, TODAY)).toMatch(/value="G4" checked=""/);
  });

  it("of a form opened earlier change only what was ticked or unticked in it", async () => {
    const ada = await signedIn();
    await mark({ day: TODAY, tip: "G7", done: true });
    const earlier = wasIn((await ada.get("/routine")).html);
    // In another tab: one more is ticked, and the one that was done is not.
    await ada.post("/routine/done", { day: TODAY, was: earlier, tips: ["G1"] });
    await ada.post("/routine/done", { day: TODAY, was: earlier, tips: ["G7", "G3-glute-bridge"] });
    const done = (await marks()).filter((mark) => mark.done).map(({ tip }) => tip);
    expect(done).toEqual(["G1", "G3-glute-bridge"]);
  });

  it("of last week can be kept too", async () => {
    const ada = await signedIn();
    const { to } = await ada.post("/routine/done", { ...form, day: daysAgo(5) });
    expect(to).toContain("/routine?week=last&day=2026-11-20");
    const { html } = await ada.get("/routine", {}, { week: "last" });
    expect(html).toContain("Last week: 16 to 22 November 2026");
    expect(dayIn(html, daysAgo(5))).toMatch(/value="G1" checked=""/);
  });

  it.each([
    ["a day to come", { day: "2026-11-26" }],
    ["a day too long ago", { day: daysAgo(15) }],
    ["no day", { day: "2026-02-30" }],
    ["know that exercise", { tips: ["G1", "<script>"] }],
    ["a tip that is nothing to do", { tips: ["L1"] }],
  ])("of %s are refused, and nothing is written", async (_, wrong) => {
    const ada = await signedIn();
    const answer = await ada.post("/routine/done", { ...form, ...wrong });
    expect(answer.status).toBe(422);
    expect(answer.html).not.toContain("<script>");
    expect(await marks()).toEqual([]);
  });

  it("from another site, or of nobody, are refused, and nothing is written", async () => {
    const ada = await signedIn();
    const forged = await ada.post("/routine/done", { ...form, csrf: "forged" });
    expect(forged.status).toBe(403);
    const nobody = await signedIn("bob");
    for (const name of Object.keys(nobody.cookies)) delete nobody.cookies[name];
    expect((await nobody.post("/routine/done", form)).to).toBe(
      "/sign-in?out=unsaved&next=%2Froutine",
    );
    expect(await marks()).toEqual([]);
    expect(await marks("bob")).toEqual([]);
  });
});
