import { strFromU8, unzipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";
import { thresholds } from "../../../domain/thresholds.ts";
import { accountStore } from "../../../functions/adapters/account-store.ts";
import { accountStores } from "../../../functions/adapters/account-stores.ts";
import { runnerData } from "../../../functions/adapters/runner-data.ts";
import { ownShoeStore } from "../../../functions/adapters/shoe-store.ts";
import type { Table } from "../../../functions/adapters/table.ts";
import { toldActivityStore } from "../../../functions/adapters/told-activity-store.ts";
import { windowStore } from "../../../functions/adapters/window-store.ts";
import { checkInPages } from "../../../functions/check-in/routes.ts";
import { settingsPages } from "../../../functions/keep-settings/routes.ts";
import { shoesPages } from "../../../functions/keep-shoes/routes.ts";
import type { ActivityRecord } from "../../../functions/messages/activity.ts";
import { storedCheckIn } from "../../../functions/messages/check-in.ts";
import type { Runner } from "../../../functions/ports/runner.ts";
import { runCheckup } from "../../../functions/run-checkup/run-checkup.ts";
import type { HttpAnswer, HttpRequest } from "../../../functions/shared/http/http-handler.ts";
import { dayNumberOf, isoDay } from "../../../functions/shared/time.ts";
import { todayPages } from "../../../functions/show-today/routes.ts";
import { trainingPages } from "../../../functions/show-training/routes.ts";
import { fakeMailer } from "../../support/mailers.ts";
import { makeNudgeHouse } from "../../support/make-nudges.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";
import { PUBLIC_URL } from "../../support/make-request.ts";
import { expectFault, faultyFields } from "../../support/refused-form.ts";
import { shownBy } from "../../support/shown-by.ts";
import { signInTo } from "../../support/signed-in.ts";
import { freshTable, itemsOf } from "../../support/tables.ts";

/** A Sunday, in the evening. */
const NOW_MS = Date.parse("2021-09-12T18:00:00Z");
const TODAY = dayNumberOf("2021-09-12");
const HOSTILE = `"><script>alert(1)</script><b>'&`;
const SPIKE = "One run was much longer than your recent longest";

let table: Table;

beforeEach(async () => {
  table = await freshTable();
});

const none = { send: async () => undefined };

/** All pages that judge, for one browser. */
function pages(request: HttpRequest): Promise<HttpAnswer> {
  const deps = {
    ...runnerData(table),
    ...accountStores(table),
    accounts: accountStore(table, () => NOW_MS),
    windows: windowStore(table),
    ownShoes: ownShoeStore(table),
    mailer: fakeMailer().mailer,
    owner: "owner@example.com",
    events: none,
    erasures: none,
    nudges: none,
    nudgeDelayS: 0,
    publicUrl: PUBLIC_URL,
    nowMs: () => NOW_MS,
    randomId: () => "random-of-a-good-length",
    newId: () => "check-in-1",
  };
  const work = [
    { at: /^\/today/, pages: () => todayPages(request, deps) },
    { at: /^\/training/, pages: () => trainingPages(request, deps) },
    { at: /^\/shoes/, pages: () => shoesPages(request, deps) },
    { at: /^\/check-in/, pages: () => checkInPages(request, deps) },
    { at: /^\/settings/, pages: () => settingsPages(request, deps) },
  ].find(({ at }) => at.test(request.rawPath));
  if (work === undefined) throw new Error(`no page ${request.rawPath}`);
  return work.pages();
}

const signIn = (overrides: Partial<Runner> = {}) => {
  const { runners } = runnerData(table);
  return signInTo(pages, { runners, nowMs: () => NOW_MS }, { id: "r1", zone: "UTC", ...overrides });
};
type Browser = Awaited<ReturnType<typeof signIn>>;

async function run(back: number, overrides: Partial<ActivityRecord> = {}, runnerId = "r1") {
  const day = isoDay(TODAY - back);
  const startAt = `${day}T16:00:00.000Z`;
  const record = makeRecord({ sourceId: day, day, startAt, ...overrides });
  await runnerData(table).activities.save(runnerId, record);
}

/** 5 km on four Sundays, then 10 km today, in one pair of shoes. */
async function spike() {
  for (const back of [28, 21, 14, 7]) await run(back, { shoeSourceId: "s1" });
  await run(0, { distanceM: 10_000, movingS: 3000, shoeSourceId: "s1", name: "By car" });
  await runnerData(table).shoes.save("r1", makeShoeRecord());
}

async function digest() {
  const post = fakeMailer();
  await runCheckup(
    { runnerId: "r1", day: "2021-09-12" },
    {
      ...runnerData(table),
      events: none,
      checkups: none,
      pace: (work) => work(),
      toPng: async () => Uint8Array.of(1),
      mailer: post.mailer,
      publicUrl: PUBLIC_URL,
      now: () => new Date(NOW_MS).toISOString(),
    },
  );
  return post.taken[0]?.text.replaceAll("\n", " ") ?? "";
}

async function nudges() {
  const house = makeNudgeHouse(table, new Date(NOW_MS).toISOString());
  await house.send();
  return house.post.taken.map(({ subject }) => subject).join("; ");
}

const scan = () => itemsOf(table);

const THRESHOLDS = "/settings/thresholds";
const RUNS = "/settings/runs";
const LONGEST = `strava-export:${isoDay(TODAY)}`;
const LEAVE = { do: "leave-out", run: LONGEST, why: "not-a-run" };

const limits = async () => (await runnerData(table).runners.find("r1"))?.limits;

/** The whole form as the page shows it, with some fields changed. */
async function typed(browser: Browser, fields: Record<string, string>) {
  const { html } = await browser.get(THRESHOLDS);
  const shown = [...html.matchAll(/<input id="(\w+)" name="\w+"[^>]*? value="([^"]*)"/g)].map(
    ([, name = "", value = ""]) => [name, value],
  );
  return { ...Object.fromEntries(shown), ...fields };
}

describe("a runner's own numbers", () => {
  it("are set in the runner's units beside ours, our source and our label", async () => {
    const browser = await signIn({ units: "mi" });
    const { html } = await browser.get(THRESHOLDS);
    expect(html).toMatch(/Ours: 500 \([^)]+\)\. Convention\./);
    const plain = html.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    for (const { source } of Object.values(thresholds)) expect(plain).toContain(source);
    const form = await typed(browser, { shoeReplaceM: "400", progressionPct: "5,5" });
    expect((await browser.post(THRESHOLDS, form)).to).toBe(`${THRESHOLDS}?saved=kept`);
    expect(await limits()).toEqual({ shoeReplaceM: 643_737.6, progressionPct: 5.5 });
    const shown = await browser.get(THRESHOLDS, {}, { saved: "kept" });
    expect(shown.html).toMatch(/name="shoeReplaceM"[^>]* value="400"/);
    expect(shown.html.match(/role="status"/g)).toHaveLength(1);
  });

  it.each([
    ["km", ["483", "805"]],
    ["mi", ["300", "500"]],
  ] as const)("stand beside ours as the shoes page rounds them, in %s", async (units, shown) => {
    const browser = await signIn({ units });
    const { html } = await browser.get(THRESHOLDS);
    for (const [at, name] of ["shoeNoticeM", "shoeReplaceM"].entries()) {
      expect(html).toMatch(new RegExp(`name="${name}"[^>]* placeholder="${shown[at]}"`));
      expect(html).toContain(`Ours: ${shown[at]} (`);
    }
    expect((await browser.get("/shoes")).html).toContain(`${shown[1]} ${units}`);
  });

  it("stay to the last digit where the form comes back as it was shown, in other units too", async () => {
    const browser = await signIn({ units: "mi", limits: { shoeReplaceM: 643_737.6 } });
    await browser.post("/settings", { section: "days", zone: "UTC", units: "km", weekStart: "1" });
    const form = await typed(browser, { progressionPct: "5" });
    expect(form).toMatchObject({ shoeReplaceM: "643.74" });
    await browser.post(THRESHOLDS, form);
    expect(await limits()).toEqual({ shoeReplaceM: 643_737.6, progressionPct: 5 });
  });

  it("in an older tab change only where something was changed there", async () => {
    const browser = await signIn({ limits: { progressionPct: 5, ceilingRatio: 1.05 } });
    const was = shownBy((await browser.get(THRESHOLDS)).html);
    const older = { ...(await typed(browser, {})), was };
    await browser.post(THRESHOLDS, { ...older, progressionPct: "", shoeReplaceM: "600" });
    await browser.post(THRESHOLDS, { ...older, ceilingRatio: "1.1" });
    expect(await limits()).toEqual({ ceilingRatio: 1.1, shoeReplaceM: 600_000 });
  });

  it("are read in the units of their form, whatever the runner chose since", async () => {
    const browser = await signIn({ units: "mi", limits: { shoeNoticeM: 400_000 } });
    const form = { shoeNoticeM: "400", shoeReplaceM: "700", units: "km" };
    await browser.post(THRESHOLDS, form);
    expect(await limits()).toEqual({ shoeNoticeM: 400_000, shoeReplaceM: 700_000 });
    expect((await browser.get(THRESHOLDS)).html).toContain('name="units" value="mi"');
  });

  it("are ours again where a field is emptied, and all of them by one button", async () => {
    const browser = await signIn({ limits: { progressionPct: 5, ceilingRatio: 1.05 } });
    await browser.post(THRESHOLDS, await typed(browser, { progressionPct: "" }));
    expect(await limits()).toEqual({ ceilingRatio: 1.05 });
    expect((await browser.post(THRESHOLDS, { do: "reset" })).to).toBe(`${THRESHOLDS}?saved=reset`);
    expect(await limits()).toEqual({});
    expect((await browser.get(THRESHOLDS)).html).not.toContain("Use our numbers for all");
  });

  it.each([
    ["too much", { progressionPct: "41" }, "From 2.5 to 40."],
    ["too little", { ceilingRatio: "0.9" }, "From 1 to 4.4."],
    ["more than all", { breakReturnFraction: "101" }, "From 12.5 to 100."],
    ["half a day", { restMinDaysPerWeek: "1.5" }, "From 1 to 4."],
    ["no number", { shoeReplaceM: "many" }, "From 202 to 3218."],
    ["a minus", { shoeReplaceM: "-500" }, "From 202 to 3218."],
    ["markup", { shoeReplaceM: HOSTILE }, "From 202 to 3218."],
    ["a book", { shoeReplaceM: "9".repeat(50_000) }, "From 202 to 3218."],
    ["a notice after the end", { shoeNoticeM: "900" }, "can&#39;t be more than"],
    ["bands out of order", { spikeReferenceRatio: "1.5" }, "can&#39;t be more than"],
  ])("are refused with %s, by name and range, and nothing is changed", async (_, fields, said) => {
    const browser = await signIn({ limits: { progressionPct: 5 } });
    const form = await typed(browser, fields);
    const before = await scan();
    const { status, html } = await browser.post(THRESHOLDS, form);
    expect(status).toBe(422);
    expect(html).toContain(said);
    expect(html).toContain("Nothing was changed.");
    expect(html).not.toContain("<script>alert");
    expect(await scan()).toEqual(before);
  });

  it("can't name what nobody may set, nor be set by a forged form", async () => {
    const browser = await signIn();
    await browser.post(THRESHOLDS, { heartRateCeilingBpm: "100", cadencePlausibleToSpm: "999" });
    expect(await limits()).toEqual({});
    const forged = { progressionPct: "5", csrf: "forged" };
    expect((await browser.post(THRESHOLDS, forged)).status).toBe(403);
    expect(await limits()).toEqual({});
  });

  it("are what today, training, shoes, digest and nudges go by, and are called the runner's own", async () => {
    const browser = await signIn();
    await spike();
    expect((await browser.get("/today")).html).toContain(SPIKE);
    const own = {
      spikeReferenceRatio: "2.1",
      spikeSmallRatio: "2.5",
      spikeModerateRatio: "3",
      ceilingRatio: "1.5",
      shoeReplaceM: "300",
    };
    await browser.post(THRESHOLDS, await typed(browser, own));

    const today = await browser.get("/today");
    expect(today.html).not.toContain(SPIKE);
    expect(today.html).toContain("No run was more than 110% longer than the longest");
    expect(today.html).toContain("Your own number, from your settings");
    expect(today.html).toContain("Your own number, in place of ours");
    expect(today.html).toContain("15.0 km");
    const training = await browser.get("/training");
    expect(training.html).toContain("no more than 110% over your recent longest");
    expect(training.html).toContain("50% over what you were used to before it: your own number");
    expect((await browser.get("/shoes")).html).toContain("30 km of 300 km");
    expect(await nudges()).not.toContain("much longer");
    const text = await digest();
    expect(text).not.toContain(SPIKE);
    expect(text).toContain("50% over what you are used to, by your own settings");
  });

  it("raise earlier too, and then no study is said to stand behind it", async () => {
    const browser = await signIn({ limits: { spikeReferenceRatio: 1.01, progressionPct: 3 } });
    for (const back of [28, 21, 14, 7]) await run(back);
    await run(0, { distanceM: 5200 });
    expect((await browser.get("/today")).html).toContain(
      "One run was longer than your recent longest",
    );
    expect(await nudges()).toContain("longer than your recent runs");
    expect(await digest()).not.toContain("[Evidence");
  });
});

describe("a run left out", () => {
  it("counts nowhere: not on a page, in a sum, in a mail, nor beside a pain", async () => {
    const browser = await signIn();
    await spike();
    await runnerData(table).checkIns.save(
      "r1",
      storedCheckIn.parse({ id: "c1", day: "2021-09-12", places: ["outside"], painDuring: 3 }),
    );
    const answer = () => browser.get("/check-in/{day}/{id}", { day: "2021-09-12", id: "c1" });
    expect((await answer()).html).toContain("A recent change in training may play a part");
    expect((await browser.post(RUNS, LEAVE)).to).toBe(`${RUNS}?done=left-out`);

    expect((await browser.get("/today")).html).not.toContain(SPIKE);
    const training = await browser.get("/training");
    expect(training.html).not.toContain("By car");
    expect(training.html).toContain("Left out by you and counted nowhere: 1 run.");
    expect((await browser.get("/shoes")).html).toContain("20 km of 805 km");
    expect((await answer()).html).not.toContain("A recent change in training may play a part");
    expect(await nudges()).toBe("");
    expect(await digest()).toContain("You left out 1 run;");
  });

  it("is listed with what is wrong with it, and counts again when it is taken back", async () => {
    const browser = await signIn();
    await spike();
    await browser.post(RUNS, { ...LEAVE, why: "wrong-figures" });
    const { html } = await browser.get(RUNS, {}, { done: "left-out" });
    expect(html).toContain("12 September 2021, 10.00 km, By car");
    expect(html).toContain("Its distance or time is wrong");
    expect(html).not.toContain(`<option value="${LONGEST}"`);
    const back = { do: "take-back", run: LONGEST };
    expect((await browser.post(RUNS, back)).to).toBe(`${RUNS}?done=taken-back`);
    expect((await browser.get("/today")).html).toContain(SPIKE);
    expect((await browser.get(RUNS)).html).toContain("No run is left out.");
  });

  it("twice by one form is left out once, and said to be", async () => {
    const browser = await signIn();
    await spike();
    for (let time = 1; time <= 2; time += 1) {
      expect((await browser.post(RUNS, LEAVE)).to).toBe(`${RUNS}?done=left-out`);
    }
    expect((await browser.get("/training")).html).toContain("counted nowhere: 1 run.");
  });

  it("stays left out when its source tells it again, and when its copy is gone for a while", async () => {
    const browser = await signIn();
    await spike();
    const told = toldActivityStore(table);
    const day = isoDay(TODAY);
    const record = makeRecord({ source: "strava", sourceId: "9", day, distanceM: 30_000 });
    const tell = (atMs: number) =>
      told.save("r1", record, { atMs, untilMs: null, detailAtMs: null });
    await tell(1);
    await browser.post(RUNS, { ...LEAVE, run: "strava:9" });
    await tell(2);
    expect((await browser.get("/today")).html).toContain("10.00 km");
    expect((await browser.get("/today")).html).not.toContain("30.00 km");
    await told.remove("r1", record, 3);
    expect((await browser.get(RUNS)).html).toContain("A run that isn&#39;t stored at the moment");
    await browser.post(RUNS, { do: "take-back", run: "strava:9" });
    expect((await browser.get(RUNS)).html).toContain("No run is left out.");
  });

  it("stays left out when another source tells it too, and that telling counts", async () => {
    const browser = await signIn();
    await spike();
    await browser.post(RUNS, LEAVE);
    await run(0, { source: "polar", sourceId: "p1", distanceM: 10_050, movingS: 3010 });
    const { html } = await browser.get("/today");
    expect(html).not.toContain(SPIKE);
    expect((await browser.get(RUNS)).html).toContain("10.05 km");
    await browser.post(RUNS, { do: "take-back", run: LONGEST });
    expect((await browser.get("/today")).html).toContain("10.05 km");
  });

  it("stays left out, listed once, when the source that counted is disconnected and another one tells it too", async () => {
    const browser = await signIn();
    await spike();
    await run(0, { source: "polar", sourceId: "p1", distanceM: 10_050, movingS: 3010 });
    await browser.post(RUNS, { ...LEAVE, run: "polar:p1" });
    const listed = async () => (await browser.get(RUNS)).html.match(/value="take-back"/g)?.length;
    expect(await listed()).toBe(1);
    await toldActivityStore(table).eraseSource("r1", "polar");
    expect((await browser.get("/today")).html).not.toContain(SPIKE);
    expect(await listed()).toBe(1);
    await browser.post(RUNS, { do: "take-back", run: LONGEST });
    expect((await browser.get("/today")).html).toContain(SPIKE);
  });

  it("told by two sources counts again, as one, when it is taken back", async () => {
    const browser = await signIn();
    await spike();
    await run(0, { source: "polar", sourceId: "p1", distanceM: 10_050, movingS: 3010 });
    await browser.post(RUNS, { ...LEAVE, run: "polar:p1" });
    await browser.post(RUNS, { do: "take-back", run: LONGEST });
    expect((await browser.get(RUNS)).html).toContain("No run is left out.");
    expect((await browser.get("/today")).html).toContain("10.05 km");
  });

  it("is forgotten together with what came from its source, and with the account", async () => {
    const browser = await signIn();
    await spike();
    await run(1, { source: "strava", sourceId: "9" });
    await browser.post(RUNS, LEAVE);
    await browser.post(RUNS, { ...LEAVE, run: "strava:9" });
    await toldActivityStore(table).eraseSource("r1", "strava");
    expect(await runnerData(table).dismissals.all("r1")).toEqual([
      { activityId: LONGEST, why: "not-a-run" },
    ]);
    await accountStore(table).eraseAll("r1");
    expect(JSON.stringify(await scan())).not.toContain("RUNNER#r1");
  });

  it("is in the export, and so are the runner's own numbers", async () => {
    const browser = await signIn({ limits: { progressionPct: 5 } });
    await spike();
    await browser.post(RUNS, LEAVE);
    const { answer } = await browser.get("/settings/export/{part}", { part: "everything" });
    if (!("file" in answer) || typeof answer.file.content === "string") throw new Error("no file");
    const files = unzipSync(answer.file.content);
    const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
    expect(JSON.parse(text("everything.json"))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ limits: { progressionPct: 5 } }),
        expect.objectContaining({ activityId: LONGEST, why: "not-a-run" }),
      ]),
    );
    expect(text("runs.csv").match(/,not-a-run/g)).toHaveLength(1);
  });

  it.each([
    ["another runner's run", { run: "strava-export:bobs" }, "Choose a run from the list"],
    ["a run of nobody", { run: HOSTILE }, "Choose a run from the list"],
    ["a ride", { run: "strava-export:ride" }, "Choose a run from the list"],
    ["no run", { run: "" }, "Choose a run from the list"],
    ["no reason", { why: "" }, "Say what is wrong"],
    ["a reason of their own", { why: HOSTILE }, "Say what is wrong"],
    ["a run to take back that is not left out", { do: "take-back" }, "That run is not left out"],
  ])("is not %s, and nothing is changed", async (_, fields, said) => {
    const browser = await signIn();
    await spike();
    await run(3, { sourceId: "ride", sport: "ride" });
    await run(0, { sourceId: "bobs" }, "bob");
    const before = await scan();
    const { status, html } = await browser.post(RUNS, { ...LEAVE, ...fields });
    expect(status).toBe(422);
    expect(html).toContain(said);
    expect(html).not.toContain("<script>alert");
    expect(await scan()).toEqual(before);
  });

  it("keeps what was chosen when the form is refused, and leads to what is missing", async () => {
    const browser = await signIn();
    await spike();
    const noReason = await browser.post(RUNS, { ...LEAVE, why: "" });
    expectFault(noReason.html, "why", "Say what is wrong with the run.");
    expect(noReason.html).toContain(`value="${LONGEST}" selected=""`);
    const noRun = await browser.post(RUNS, { ...LEAVE, run: "" });
    expectFault(noRun.html, "run", "Choose a run from the list.");
    expect(noRun.html).toMatch(/value="not-a-run"[^>]* checked=""/);
    const neither = await browser.post(RUNS, { do: "leave-out", run: "", why: "" });
    expectFault(neither.html, "run", "Choose a run from the list.");
    expect(faultyFields(neither.html)).toEqual(["run", "why"]);
  });

  it("can't be told by a forged form, nor signed out", async () => {
    const browser = await signIn();
    await spike();
    const before = await scan();
    expect((await browser.post(RUNS, { ...LEAVE, csrf: "forged" })).status).toBe(403);
    for (const name of Object.keys(browser.cookies)) delete browser.cookies[name];
    expect((await browser.get(RUNS)).to).toMatch(/^\/sign-in/);
    expect(await scan()).toEqual(before);
  });

  it("shows a name that somebody made up as text", async () => {
    const browser = await signIn();
    await run(0, { name: HOSTILE });
    expect((await browser.get(RUNS)).html).toContain("&lt;script&gt;");
    await browser.post(RUNS, LEAVE);
    expect((await browser.get(RUNS)).html).not.toContain("<script>alert");
  });
});
