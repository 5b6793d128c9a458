import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { assess } from "../../../domain/judge.ts";
import { CANNOT_WAIT, SIGNS } from "../../../domain/pain/check-in.ts";
import { caseStores } from "../../../functions/adapters/case-stores.ts";
import { limitStore } from "../../../functions/adapters/limit-store.ts";
import { runnerData } from "../../../functions/adapters/runner-data.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import type { CheckInDeps } from "../../../functions/check-in/check-in.tsx";
import { checkInPages } from "../../../functions/check-in/routes.ts";
import { SCREENED, STEPS } from "../../../functions/check-in/steps.ts";
import { checkInRecord, storedCheckIn } from "../../../functions/messages/check-in.ts";
import { checkInId } from "../../../functions/shared/runner/check-in-id.ts";
import { loadCase } from "../../../functions/shared/runner/load-case.ts";
import { dayNumberOf, isoDay } from "../../../functions/shared/time.ts";
import {
  OTHER_TEXTS,
  SCORE_TEXTS,
  checkInPages as words,
} from "../../../functions/wording/check-in.en.ts";
import { makeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { makeRunner } from "../../support/make-runner.ts";
import { expectFault } from "../../support/refused-form.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

const NOW = Date.parse("2026-11-22T09:00:00Z");
const DAY = "2026-11-22";
const RESULT = "/check-in/{day}/{id}";
const STEP = "/check-in/{day}/{id}/{step}";

let table: Table;
let deps: CheckInDeps & ReturnType<typeof caseStores>;
let asked: { runnerId: string; delayS: number }[];
let ids: number;

beforeEach(async () => {
  table = await freshTable();
  asked = [];
  ids = 0;
  deps = {
    ...caseStores(table),
    limits: limitStore(table),
    nudges: {
      async send(messages, delayS) {
        asked.push(...messages.map(({ runnerId }) => ({ runnerId, delayS })));
      },
    },
    nudgeDelayS: 600,
    publicUrl: PUBLIC_URL,
    nowMs: () => NOW,
    newId: () => `check-in-${++ids}`,
  };
});

const signIn = (id = "ada") =>
  signInTo((request) => checkInPages(request, deps), deps, { id, zone: "UTC" });
type Browser = Awaited<ReturnType<typeof signIn>>;

const all = (runnerId = "ada") => deps.checkIns.all(runnerId);
const ID = "check-in-0000";
const at = (step: string, id = ID, day = DAY) => ({ day, id, step });

/** Begins a check-in and answers the given steps. */
async function tell(
  browser: Browser,
  where: Record<string, string | readonly string[]>,
  steps: Record<string, Record<string, string | readonly string[]>> = {},
  id = ID,
) {
  let last = await browser.post("/check-in", { id, day: DAY, ...where });
  for (const [step, form] of Object.entries(steps)) {
    last = await browser.post(STEP, form, at(step, id));
  }
  return last;
}

/** One of three days before that calls for a doctor. */
const flagged = storedCheckIn.parse({
  ...{ id: "check-in-old0", day: "2026-11-19", places: ["deep"], painDuring: 3 },
  growsDuringRun: true,
});

const scan = () => itemsOf(table);

describe("a check-in by small pages", () => {
  it("is kept from the first page on, and each page leads to the next, the last to the answer", async () => {
    const browser = await signIn();
    const first = await tell(browser, { places: ["outside", "outer-knee"], side: "left" });
    expect(first.to).toBe(`/check-in/${DAY}/${ID}/urgent`);
    expect(await all()).toMatchObject([{ places: ["outside", "outer-knee"], side: "left" }]);
    for (const [index, step] of STEPS.entries()) {
      if (step === "where") continue;
      const { to } = await browser.post(STEP, {}, at(step));
      const next = STEPS[index + 1];
      expect(to).toBe(`/check-in/${DAY}/${ID}${next === undefined ? "" : `/${next}`}`);
    }
    expect(await all()).toHaveLength(1);
  });

  it("asks for every field that a check-in has, and for no hop", async () => {
    const browser = await signIn();
    await deps.checkIns.save("ada", flagged);
    await tell(browser, {});
    const pages = await Promise.all(
      STEPS.slice(1).map(async (step) => (await browser.get(STEP, at(step))).html),
    );
    const html = [(await browser.get("/check-in", {}, { id: ID })).html, ...pages].join("");
    const fields = Object.keys(checkInRecord.shape).filter((field) => field !== "selfScreen");
    for (const field of [...fields, ...SCREENED]) expect(html).toContain(`name="${field}"`);
    expect(html).not.toMatch(/\bhop\b/i);
    expect(STEPS[1]).toBe("urgent");
    for (const sign of CANNOT_WAIT) expect(pages[0]).toContain(`name="${sign}"`);
  });

  it("stores each answer, and shows it again to be corrected", async () => {
    const browser = await signIn();
    const yes = Object.fromEntries(SIGNS.map((sign) => [sign, "yes"]));
    await tell(
      browser,
      { places: "deep", side: "both" },
      {
        urgent: { ...yes, fever: "no" },
        pain: {
          painDuring: "7",
          painAfter: "0",
          painNextMorning: "",
          daysLasted: "9",
          restTried: "yes",
        },
        when: { ...yes, kind: "radiating", when: ["stairs", "sitting"], limp: "no" },
        signs: { ...yes, redness: "unsure", sleepHours: "6,5" },
        "self-screen": { pelvicDrop: "yes" },
      },
    );
    const [stored] = await all();
    expect(stored).toMatchObject({
      day: DAY,
      side: "both",
      kind: "radiating",
      when: ["stairs", "sitting"],
      painDuring: 7,
      painAfter: 0,
      painNextMorning: null,
      daysLasted: 9,
      restTried: true,
      iceTried: null,
      sleepHours: 6.5,
      fever: false,
      limp: false,
      redness: null,
      spreading: true,
      selfScreen: { pelvicDrop: true, kneesInward: null },
    });
    const shown = (await browser.get(STEP, at("pain"))).html;
    expect(shown).toMatch(/<option value="7" selected="">/);
    await browser.post(STEP, { painDuring: "2", painAfter: "0" }, at("pain"));
    expect(await all()).toMatchObject([{ painDuring: 2, daysLasted: null, side: "both" }]);
  });

  it("refused for one answer keeps the others of its page, and what was typed there", async () => {
    const browser = await signIn();
    await tell(browser, { places: "outside" }, { pain: { painDuring: "2", painAfter: "1" } });
    const form = { painDuring: "7", painAfter: "11", restTried: "yes", daysLasted: "two weeks" };
    const { status, html } = await browser.post(STEP, form, at("pain"));
    expect(status).toBe(422);
    expect(html).toContain(`“${OTHER_TEXTS.daysLasted}”`);
    expect(html).toContain(`“${SCORE_TEXTS.painAfter}”`);
    expect(html).toMatch(/<select id="painDuring".*?<option value="7" selected="">/);
    expect(html).toMatch(/<select id="painAfter".*?<option value="1" selected="">/);
    expect(html).toContain('name="restTried" value="yes" checked=""');
    expect(html).toMatch(/name="daysLasted"[^>]*value="two weeks"/);
    expect(await all()).toMatchObject([{ painDuring: 2, painAfter: 1, restTried: null }]);
  });

  it("sent twice is one", async () => {
    const browser = await signIn();
    await tell(browser, { places: "buttock" });
    await tell(browser, { places: "buttock" });
    expect(await all()).toHaveLength(1);
  });

  it("has its id in the URL of its first page, so that going back leads to the same one", async () => {
    const browser = await signIn();
    const { to } = await browser.get("/check-in", {}, { places: "outside" });
    expect(to).toBe("/check-in?places=outside&id=check-in-1");
    const { html } = await browser.get("/check-in", {}, { places: "outside", id: "check-in-1" });
    expect(html).toContain('name="id" value="check-in-1"');
  });

  it("corrected on its first page stays one, with its other answers, also on another day", async () => {
    const browser = await signIn();
    await tell(browser, { places: "outside", side: "left" }, { pain: { painDuring: "7" } });
    const { html } = await browser.get("/check-in", {}, { id: ID });
    expect(html).toMatch(/id="place-outside"[^>]*checked/);
    expect(html).toMatch(new RegExp(`name="day"[^>]*value="${DAY}"`));
    const form = { id: ID, day: "2026-11-20", places: "buttock" };
    const { to } = await browser.post("/check-in", form);
    expect(to).toBe(`/check-in/2026-11-20/${ID}/urgent`);
    expect(await all()).toMatchObject([
      { id: ID, day: "2026-11-20", places: ["buttock"], side: null, painDuring: 7 },
    ]);
  });

  it("can be corrected on its first page after two weeks, if its day stays", async () => {
    const browser = await signIn();
    const told = storedCheckIn.parse({ id: ID, day: "2026-10-01", places: ["deep"] });
    await deps.checkIns.save("ada", told);
    const { html } = await browser.get("/check-in", {}, { id: ID });
    expect(html).toMatch(/name="day"[^>]*min="2026-10-01"/);
    await browser.post("/check-in", { id: ID, day: "2026-10-01", places: "outside" });
    expect(await all()).toMatchObject([{ day: "2026-10-01", places: ["outside"] }]);
    const other = { id: ID, day: "2026-10-02", places: "deep" };
    expect((await browser.post("/check-in", other)).status).toBe(422);
    expect(await all()).toMatchObject([{ day: "2026-10-01", places: ["outside"] }]);
  });

  it("can be corrected where its day hasn't come since the runner flew west, if its day stays", async () => {
    const browser = await signIn();
    const told = storedCheckIn.parse({ id: ID, day: "2026-11-23", places: ["deep"] });
    await deps.checkIns.save("ada", told);
    const { html } = await browser.get("/check-in", {}, { id: ID });
    expect(html).toMatch(/name="day"[^>]*max="2026-11-23"/);
    await browser.post("/check-in", { id: ID, day: "2026-11-23", places: "outside" });
    expect(await all()).toMatchObject([{ day: "2026-11-23", places: ["outside"] }]);
  });

  it("comes prefilled from a link, which stores nothing", async () => {
    const browser = await signIn();
    const { html } = await browser.visit("GET /check-in", {
      query: { places: "outside", side: "right", id: ID },
    });
    expect(html).toMatch(/id="place-outside"[^>]*checked/);
    expect(html).toMatch(/name="side" value="right" checked/);
    expect(await all()).toEqual([]);
  });

  it("can be deleted, and is gone", async () => {
    const browser = await signIn();
    await tell(browser, { places: "outside" });
    expect((await browser.post(STEP, {}, at("delete"))).to).toBe("/check-in");
    expect(await all()).toEqual([]);
    expect((await browser.get(RESULT, { day: DAY, id: ID })).status).toBe(404);
  });
});

describe("of one day", () => {
  const where = (id: string) => ({ id, day: DAY, places: ["outside"], side: "left" });
  const ids = Array.from({ length: 12 }, (_, index) => `check-in-of-${10 + index}`);

  it("there are ten at most, also of those that are sent at the same moment, and then it says what to do", async () => {
    const browser = await signIn();
    await Promise.all(ids.map((id) => browser.post("/check-in", where(id))));
    expect(await all()).toHaveLength(10);
    const refused = await browser.post("/check-in", where("check-in-more"));
    expect(refused.status).toBe(422);
    expectFault(refused.html, "day", words.faults.full);
    expect(refused.html).toContain('value="outside" checked');
    expect(await all()).toHaveLength(10);
  });

  it("there are ten at most with those moved to it, and any of them can still be corrected", async () => {
    const browser = await signIn();
    for (const id of ids.slice(0, 10)) await browser.post("/check-in", where(id));
    await browser.post("/check-in", { ...where("check-in-other"), day: "2026-11-21" });
    const moved = await browser.post("/check-in", where("check-in-other"));
    expectFault(moved.html, "day", words.faults.full);
    const corrected = await browser.post("/check-in", { ...where(ids[0] ?? ""), side: "right" });
    expect(corrected.status).toBe(303);
    expect((await all()).map(({ day, side }) => [day, side])).toEqual([
      ["2026-11-21", "left"],
      [DAY, "right"],
      ...new Array(9).fill([DAY, "left"]),
    ]);
  });
});

describe("what it says", () => {
  it("begins with when to see whom if a red flag is up, right after the questions that can't wait", async () => {
    const browser = await signIn();
    const { to } = await tell(
      browser,
      { places: "buttock" },
      { urgent: { saddleNumbness: "yes" } },
    );
    expect(to).toBe(`/check-in/${DAY}/${ID}`);
    const { html } = await browser.get(RESULT, { day: DAY, id: ID });
    const order = ["Get emergency care now", "Who to turn to", "May I run today?"];
    const places = order.map((text) => html.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(html).toContain("No running at all until someone has looked at your hip.");
    // A milder possible cause would only be a reason to wait.
    for (const text of ["What it may be", "Over time"]) expect(html).not.toContain(text);
    expect(html).toContain("This is information, not a diagnosis");
  });

  it.each([
    [{ painDuring: "2", painAfter: "0" }, "/when"],
    [{ painDuring: "6" }, ""],
    [{}, ""],
  ])(
    "asks a runner with a fever for the pain before calling it an emergency: %j",
    async (pain, to) => {
      const browser = await signIn();
      const fever = await tell(browser, { places: "outside" }, { urgent: { fever: "yes" } });
      expect(fever.to).toBe(`/check-in/${DAY}/${ID}/pain`);
      expect(asked.map(({ delayS }) => delayS)).toEqual([600, 600]);
      expect((await browser.post(STEP, pain, at("pain"))).to).toBe(`/check-in/${DAY}/${ID}${to}`);
      expect(asked.at(-1)?.delayS).toBe(to === "" ? 0 : 600);
    },
  );

  it("comes before any further question, whichever page makes it an emergency", async () => {
    const browser = await signIn();
    await tell(browser, { places: "outside" }, { urgent: { fever: "yes" } });
    await browser.post(STEP, { painDuring: "2" }, at("pain"));
    const { to } = await browser.post(STEP, { warmth: "yes" }, at("signs"));
    expect(to).toBe(`/check-in/${DAY}/${ID}`);
    expect(asked.at(-1)?.delayS).toBe(0);
  });

  it("gives causes with their reasons, the light, and what is still open", async () => {
    const browser = await signIn();
    await tell(
      browser,
      { places: "outside" },
      {
        pain: { painDuring: "2", painAfter: "2", painNextMorning: "0" },
        when: { when: ["lying-on-it"], kind: "dull-and-gradual" },
      },
    );
    const { html } = await browser.get(RESULT, { day: DAY, id: ID });
    expect(html).toContain("Possible: sore glute tendons");
    expect(html).toContain("it hurts to lie on that side");
    expect(html).toContain("Green: as far as your hip goes, running as planned is usually fine");
    expect(html).toContain("of the questions that check for danger signs");
  });

  it("of hips that don't hurt asks for no cause, and says what might play a part if they did", async () => {
    const browser = await signIn();
    await tell(
      browser,
      {},
      {
        pain: { painDuring: "0", painAfter: "0", painNextMorning: "0" },
        "self-screen": { kneesInward: "yes" },
      },
    );
    const { html } = await browser.get(RESULT, { day: DAY, id: ID });
    expect(html).toContain("Green: nothing hurts");
    expect(html).not.toMatch(/What it may be|point to nothing in particular|What may play a part</);
    expect(html).toContain("What may play a part if something starts to hurt");
    expect(html).toContain("Glutes that tire early may play a part.");
  });

  it("gives the scores over time beside the running of their weeks", async () => {
    const browser = await signIn();
    const { activities } = runnerData(table);
    for (const [day, distanceM] of [
      ["2026-11-08", 0],
      ["2026-11-14", 21_000],
      ["2026-11-20", 9000],
    ] as const) {
      await activities.save("ada", makeRecord({ sourceId: day, day, distanceM, movingS: 7200 }));
    }
    const before = storedCheckIn.parse({
      id: "long-ago",
      day: "2026-10-10",
      places: [],
      painDuring: 9,
    });
    await deps.checkIns.save("ada", before);
    for (const [day, score] of [
      ["2026-11-08", "4"],
      ["2026-11-15", "5"],
      [DAY, "2"],
    ] as const) {
      const id = `check-in-${day}`;
      await browser.post("/check-in", { id, day, places: "outside" });
      await browser.post(STEP, { painDuring: score }, at("pain", id, day));
    }
    const { html } = await browser.get(RESULT, { day: DAY, id: `check-in-${DAY}` });
    expect(html).toContain(
      "Your scores, oldest first: 4 (1 run that week), 5 (21.0 km that week), 2 (9.0 km that week).",
    );
    const { html: first } = await browser.get(RESULT, {
      day: "2026-11-08",
      id: "check-in-2026-11-08",
    });
    expect(first).not.toContain("oldest first");
  });

  it("says that it isn't complete before it says that nothing needs a look, until all signs are answered", async () => {
    const browser = await signIn();
    const answer = async () => (await browser.get(RESULT, { day: DAY, id: ID })).html;
    await tell(browser, { places: "outside" });
    expect(await answer()).toContain("<p>This isn&#39;t complete yet. Nothing you have answered");
    const no = Object.fromEntries(SIGNS.map((sign) => [sign, "no"]));
    for (const step of ["urgent", "when", "signs"]) await browser.post(STEP, no, at(step));
    expect(await answer()).toContain("<p>Nothing in your answers is a sign");
  });

  it("says what it doesn't ask about, unless it sends the runner to somebody soon anyway", async () => {
    const browser = await signIn();
    const answer = async () => (await browser.get(RESULT, { day: DAY, id: ID })).html;
    const said = "this hip has been operated on";
    await tell(browser, { places: "outside" });
    expect(await answer()).toContain(said);
    // What makes a fracture, a tumour or a dying hip joint likelier than the answers show.
    for (const risk of ["missed periods", "had cancer", "lose weight", "cortisone", "had a baby"]) {
      expect(await answer()).toContain(risk);
    }
    await browser.post(STEP, { numbness: "yes" }, at("signs"));
    expect(await answer()).toContain(said);
    await browser.post(STEP, { pop: "yes" }, at("urgent"));
    expect(await answer()).not.toContain(said);
  });

  it("sends whoever means another pain in the groin to emergency care before it asks anything", async () => {
    const browser = await signIn();
    const { html } = await browser.get("/check-in", {}, { id: ID });
    expect(html).toContain("have sudden pain in the belly or a testicle, don&#39;t fill in a form");
  });

  it("asks for pain that isn't from the last run's day too, such as now", async () => {
    const browser = await signIn();
    await tell(browser, { places: "front-or-groin" });
    expect((await browser.get(STEP, at("pain"))).html).toContain(
      "The next morning or later</label>",
    );
  });

  it("shows the check-ins of before as a table, the newest first", async () => {
    const browser = await signIn();
    await tell(browser, { places: "outside" }, { pain: { painDuring: "3" } }, "check-in-aaaa");
    await tell(browser, { places: "buttock" }, { pain: { painDuring: "5" } }, "check-in-bbbb");
    const { html } = await browser.get("/check-in", {}, { id: "check-in-cccc" });
    expect(html.indexOf("check-in-bbbb")).toBeLessThan(html.indexOf("check-in-aaaa"));
    expect(html).toContain(`<span class="hint">Buttock</span>`);
  });
});

describe("many check-ins", () => {
  it("each say what held on their own day, and an older one doesn't pass that off as today's", async () => {
    const browser = await signIn();
    const result = async (day: string) => {
      await browser.post("/check-in", { id: ID, day, places: "outside" });
      return (await browser.get(RESULT, { day, id: ID })).html;
    };
    expect(await result(DAY)).toContain("May I run today?");
    const older = await result("2026-11-21");
    expect(older).not.toContain("May I run today?");
    expect(older).toContain('This is how it stood on that day. <a href="/today">');
  });

  it("can all be opened, and so be corrected and deleted, the older ones below a fold", async () => {
    const browser = await signIn();
    for (let id = 10; id < 24; id += 1) {
      await tell(browser, { day: id < 17 ? "2026-11-21" : DAY }, {}, `check-in-of-${id}`);
    }
    const { html } = await browser.get("/check-in", {}, { id: "check-in-next" });
    const [shown = "", folded = ""] = html.split("<summary>2 older check-ins</summary>");
    const linked = (part: string) =>
      part.match(/(?<=href="\/check-in\/2026-11-2[12]\/check-in-of-)\d+/g);
    expect(linked(shown)).toHaveLength(12);
    expect(linked(folded)).toEqual(["11", "10"]);
  });
});

describe("what can't wait, once somebody has examined it", () => {
  const HINT = "answer yes only to what is so now, or has happened since";
  const urgent = async (browser: Browser) => (await browser.get(STEP, at("urgent"))).html;

  it("is asked about as it has been since: how it began, told once more, is nothing new", async () => {
    const browser = await signIn();
    await deps.checkIns.save("ada", flagged);
    await tell(browser, { places: "deep", clearedToRun: "yes" });
    expect(await urgent(browser)).toContain(HINT);
    expect((await browser.get(STEP, at("pain"))).html).not.toContain(HINT);
    await tell(browser, { places: "deep", clearedToRun: "no" });
    expect(await urgent(browser)).not.toContain(HINT);
  });

  it.each([
    ["2026-08-30", true],
    ["2026-08-29", false],
    ["2026-11-23", false],
  ])("is asked about so twelve weeks long: examined on %s, %s", async (day, isAsked) => {
    const browser = await signIn();
    await deps.checkIns.save("ada", { ...flagged, day, clearedToRun: true });
    await tell(browser, { places: "deep" });
    expect((await urgent(browser)).includes(HINT)).toBe(isAsked);
  });
});

describe("whether somebody has examined it since", () => {
  const ASKED = 'name="clearedToRun"';
  const first = async (browser: Browser, id = ID) =>
    (await browser.get("/check-in", {}, { id })).html;

  it("is asked where what was told on an earlier day calls for somebody, and nowhere else", async () => {
    const browser = await signIn();
    expect(await first(browser)).not.toContain(ASKED);
    await tell(
      browser,
      { places: "outside" },
      { urgent: { fever: "no" }, pain: { painDuring: "2" } },
    );
    expect(await first(browser, "check-in-new1")).not.toContain(ASKED);
    await deps.checkIns.save("ada", { ...flagged, id: "check-in-same", day: DAY });
    expect(await first(browser, "check-in-new1")).not.toContain(ASKED);
    await deps.checkIns.save("ada", flagged);
    expect(await first(browser, "check-in-new1")).toContain(ASKED);
  });

  it("isn't asked once a run without those signs has been told of", async () => {
    const browser = await signIn();
    await deps.checkIns.save("ada", flagged);
    await deps.activities.save(
      "ada",
      makeRecord({ day: "2026-11-20", startAt: "2026-11-20T17:00:00.000Z" }),
    );
    await deps.checkIns.save("ada", {
      ...flagged,
      ...{ id: "check-in-well", day: "2026-11-21", places: [], painDuring: 0 },
      growsDuringRun: false,
    });
    expect(await first(browser)).not.toContain(ASKED);
  });

  it("asks for a doctor's word where that calls for a doctor, and else for anyone's", async () => {
    const browser = await signIn();
    const { doctor, any } = words.clearedBy;
    await deps.checkIns.save("ada", { ...flagged, growsDuringRun: null, troubleStairs: true });
    expect(await first(browser)).toContain(any);
    await deps.checkIns.save("ada", flagged);
    expect(await first(browser)).toContain(doctor);
  });

  it("is answered by no link", async () => {
    const browser = await signIn();
    await deps.checkIns.save("ada", flagged);
    const { html } = await browser.get("/check-in", {}, { id: ID, clearedToRun: "yes" });
    expect(html).toContain(ASKED);
    expect(html).not.toMatch(/name="clearedToRun" value="yes" checked/);
  });

  it("ends what was told before once the rest is told, in words that leave it to whoever said so", async () => {
    const browser = await signIn();
    await deps.checkIns.save("ada", flagged);
    const answer = async () => (await browser.get(RESULT, { day: DAY, id: ID })).html;
    await tell(browser, { places: "deep", clearedToRun: "yes" });
    expect(await first(browser)).toMatch(/name="clearedToRun" value="yes" checked/);
    expect(await answer()).toContain("Stop running and see a doctor");
    await browser.post(STEP, { painDuring: "2", painAfter: "1" }, at("pain"));
    const said = await answer();
    expect(said).not.toContain("Stop running and see a doctor");
    expect(said).toContain("On 22 November 2026 you told us that someone who examined you says");
    await browser.post(STEP, { growsDuringRun: "yes" }, at("when"));
    expect(await answer()).toContain("Stop running and see a doctor");
    expect(await answer()).not.toContain("someone who examined you says");
  });
});

describe("one that was only begun", () => {
  const OLD = "2026-10-20";
  const old = storedCheckIn.parse({
    id: "check-in-old1",
    day: OLD,
    places: ["deep"],
    painDuring: 9,
  });
  const judged = async () =>
    assess((await loadCase(makeRunner({ id: "ada", zone: "UTC" }), dayNumberOf(DAY), deps)).known);

  it("a month after signs that stop the running leaves them as they are, and says so", async () => {
    const browser = await signIn();
    await deps.checkIns.save("ada", old);
    const before = await judged();
    await tell(browser, { places: "deep" });
    expect(await judged()).toEqual(before);
    const { html } = await browser.get(RESULT, { day: DAY, id: ID });
    expect(html).toContain("Stop running and see a doctor");
    expect(html).toContain("we go by what you told us on 20 October 2026");
  });

  it("counts as soon as it gives a score", async () => {
    const browser = await signIn();
    await deps.checkIns.save("ada", old);
    await tell(browser, { places: "deep" }, { urgent: {}, pain: { painDuring: "2" } });
    const { html } = await browser.get(RESULT, { day: DAY, id: ID });
    expect(html).not.toContain("Stop running and see a doctor");
    expect(html).not.toContain("only begun");
  });
});

describe("any check-ins, on any days", () => {
  const told = fc.record({
    ago: fc.integer({ min: 0, max: 13 }),
    places: fc.subarray(["front-or-groin", "outside", "buttock"]),
    painDuring: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
    growsDuringRun: fc.option(fc.boolean(), { nil: null }),
    numbness: fc.option(fc.boolean(), { nil: null }),
  });

  it("say the same in whatever order they are stored, also once another one is deleted", async () => {
    let n = 0;
    const deleted = await signIn("deleted");
    const all = fc.array(told, { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        all,
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        async (answers, order) => {
          const checkIns = answers.map(({ ago, ...answer }, index) => {
            const day = isoDay(dayNumberOf(DAY) - ago);
            const id = checkInId(NOW - ago * 86_400_000 + index, `${n}-of-check-in`);
            return storedCheckIn.parse({ ...answer, day, id });
          });
          const [extra, ...rest] = checkIns;
          if (extra === undefined) return;
          const judged = async (id: string) =>
            assess((await loadCase(makeRunner({ id, zone: "UTC" }), dayNumberOf(DAY), deps)).known);
          const plain = `plain-${++n}`;
          for (const checkIn of rest) await deps.checkIns.save(plain, checkIn);
          const shuffled = order.flatMap((index) => checkIns[index] ?? []);
          for (const checkIn of shuffled) await deps.checkIns.save("deleted", checkIn);
          await deleted.post(STEP, {}, at("delete", extra.id, extra.day));
          expect(await judged("deleted")).toEqual(await judged(plain));
          for (const checkIn of rest) await deps.checkIns.remove("deleted", checkIn);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("the way to the answer from any page", () => {
  it("takes along what was told on that page, and asks for the email at once", async () => {
    const browser = await signIn();
    await tell(browser, { places: "outside" });
    const { html } = await browser.get(STEP, at("signs"));
    const [button = ""] = html.match(/<button[^>]*>Save and see the answer now/) ?? [];
    const [, name = "", value = ""] = /name="([\w-]+)" value="(\w+)"/.exec(button) ?? [];
    const sent = await browser.post(STEP, { numbness: "yes", [name]: value }, at("signs"));
    expect(sent.to).toBe(`/check-in/${DAY}/${ID}`);
    expect((await all())[0]).toMatchObject({ numbness: true });
    expect(asked.at(-1)).toEqual({ runnerId: "ada", delayS: 0 });
    expect(html).not.toContain(`href="/check-in/${DAY}/${ID}"`);
  });

  it("is refused like any other, with nothing lost", async () => {
    const browser = await signIn();
    await tell(browser, { places: "outside" });
    const form = { sleepHours: "25", "to-answer": "yes" };
    expectFault((await browser.post(STEP, form, at("signs"))).html, "sleepHours", "24 at most");
  });
});

describe("the mail after it", () => {
  it("is asked for at once by the last page, and a while later by any other", async () => {
    const browser = await signIn();
    await tell(browser, { places: "outside" }, { pain: { painDuring: "2" } });
    expect(asked.map(({ delayS }) => delayS)).toEqual([600, 600]);
    await browser.post(STEP, {}, at("self-screen"));
    expect(asked.at(-1)).toEqual({ runnerId: "ada", delayS: 0 });
  });

  it("is asked for at once by a sign that can't wait", async () => {
    const browser = await signIn();
    await tell(browser, { places: "outside" }, { urgent: { cannotBearWeight: "yes" } });
    expect(asked.at(-1)).toEqual({ runnerId: "ada", delayS: 0 });
  });

  it("is asked for before the answer is stored, so that a crash between loses none", async () => {
    const browser = await signIn();
    const broken = {
      ...deps,
      checkIns: { ...deps.checkIns, keep: () => Promise.reject(new Error("killed")) },
    };
    const kept = deps;
    deps = broken;
    await expect(tell(browser, { places: "outside" })).rejects.toThrow("killed");
    deps = kept;
    expect(asked).toHaveLength(1);
  });
});

describe("what nobody can do", () => {
  it("sees or changes another runner's check-in by its id", async () => {
    await tell(await signIn("bob"), { places: "outside" });
    const ada = await signIn("ada");
    const before = await scan();
    expect((await ada.get(RESULT, { day: DAY, id: ID })).status).toBe(404);
    expect((await ada.get(STEP, at("pain"))).status).toBe(404);
    expect((await ada.post(STEP, { painDuring: "9" }, at("pain"))).status).toBe(404);
    expect((await ada.post(STEP, {}, at("delete"))).status).toBe(404);
    expect((await ada.get("/check-in", {}, { id: ID })).html).not.toMatch(/"place-[^>]*checked/);
    expect(await scan()).toEqual(before);
  });

  it("answers without a session or without the form's token", async () => {
    const ada = await signIn();
    const forged = { places: "outside", id: ID, day: DAY, csrf: "forged" };
    expect((await ada.visit("POST /check-in", { form: forged })).status).toBe(403);
    for (const name of Object.keys(ada.cookies)) delete ada.cookies[name];
    expect((await ada.visit("GET /check-in")).to).toMatch(/^\/sign-in/);
    expect(await all()).toEqual([]);
  });

  it.each([
    ["a place that is none", "/check-in", { places: "elbow" }],
    ["a place that is markup", "/check-in", { places: "<script>alert(1)</script>" }],
    ["a side that is none", "/check-in", { side: "up" }],
    ["a day to come", "/check-in", { day: "2026-11-23" }],
    ["a day long ago", "/check-in", { day: "2026-01-01" }],
    ["a day that is none", "/check-in", { day: "2026-02-30" }],
  ])("stores %s", async (_, route, form) => {
    const ada = await signIn();
    const { status, html } = await ada.post(route, { id: ID, day: DAY, ...form });
    expect(status).toBe(422);
    expect(html).toContain("This page hasn&#39;t been saved yet");
    expect(html).not.toContain("<script>alert");
    expect(await all()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it.each([
    ["where", { day: "2026-01-01" }, "day", "Choose today or one of the last 14 days."],
    ["pain", { daysLasted: "two weeks" }, "daysLasted", "Enter the number of days"],
    ["pain", { painAfter: "11" }, "painAfter", "Choose one of the answers."],
    ["when", { kind: "odd" }, "kind", "Choose one of the answers."],
    ["signs", { sleepHours: "25" }, "sleepHours", "Enter the hours, 24 at most"],
    ["urgent", { fever: "true" }, "fever", "Choose one of the answers."],
  ])("sends %s wrongly without being led to the question: %j", async (step, form, field, said) => {
    const ada = await signIn();
    const first = { id: ID, day: DAY };
    if (step === "where") {
      const { html } = await ada.post("/check-in", { ...first, ...form });
      return expectFault(html, field, said);
    }
    await ada.post("/check-in", first);
    const { html } = await ada.post(STEP, form, at(step));
    expectFault(html, field, said);
  });

  it.each([
    ["a score of 11", "pain", { painDuring: "11" }],
    ["a score in words", "pain", { painDuring: "lots" }],
    ["days without end", "pain", { daysLasted: "9".repeat(4000) }],
    ["a negative number", "pain", { daysLasted: "-1" }],
    ["a night of 25 hours", "signs", { sleepHours: "25" }],
    ["an answer that is neither yes nor no", "urgent", { fever: "true" }],
    ["a kind that is none", "when", { kind: "odd" }],
    ["a moment that is none", "when", { when: ["stairs", "always"] }],
    ["a self-screen that is none", "self-screen", { kneesInward: "2" }],
  ])("changes a check-in to %s", async (_, step, form) => {
    const ada = await signIn();
    await tell(ada, { places: "outside" });
    const before = await scan();
    expect((await ada.post(STEP, form, at(step))).status).toBe(422);
    expect(await scan()).toEqual(before);
  });

  it("makes up an id that reaches elsewhere", async () => {
    const ada = await signIn();
    const { to } = await ada.post("/check-in", { id: "../../x#PROFILE", day: DAY, places: "deep" });
    expect(to).toMatch(new RegExp(`^/check-in/${DAY}/check-in-\\d+/urgent$`));
    expect((await all())[0]?.id).toMatch(/^check-in-\d+$/);
  });

  it("opens a step that does not exist", async () => {
    const ada = await signIn();
    await tell(ada, { places: "outside" });
    expect((await ada.get(STEP, at("hop"))).status).toBe(404);
    expect((await ada.post(STEP, {}, at("hop"))).status).toBe(404);
  });
});
