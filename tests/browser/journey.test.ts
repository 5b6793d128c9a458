import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Browser, BrowserContext, Page as Tab } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { joinPage, layoutText, signInPages } from "../../functions/wording/account.en.ts";
import {
  checkInPages,
  PLACE_TEXTS,
  resultPage,
  SIGN_TEXTS,
} from "../../functions/wording/check-in.en.ts";
import { connectPage } from "../../functions/wording/connect.en.ts";
import { welcomePage } from "../../functions/wording/pages.en.ts";
import { URGENCY_TEXTS } from "../../functions/wording/pain.en.ts";
import { deletePage, exportPage, settingsPage } from "../../functions/wording/settings.en.ts";
import { shoesPage } from "../../functions/wording/shoes.en.ts";
import { todayPage } from "../../functions/wording/training.en.ts";
import { type LocalApp, startLocal } from "../../infra/local/runtime/local-app.ts";
import { simulatedStrava } from "../../infra/local/strava/beside.ts";
import { assemble, cacheDir } from "../support/assembly.ts";
import { browserMissing, startBrowser } from "../support/browser.ts";
import { clockAhead } from "../support/local-clock.ts";
import { until } from "../support/local-wait.ts";
import { readZip } from "../support/read-zip.ts";
import { type Mail, mailsOf, pacedByTest, type Reach, reach } from "../support/whole-app.ts";

/*
 * Everything a runner does with Stridewell, in a browser and against what `npm start` starts: from the
 * welcome page to the last trace in the table. Two runners go side by side, one with JavaScript and one
 * without.
 */

/**
 * One ahead of UTC, which the simulated Strava's days follow, and one behind: a run of today there may be
 * tomorrow's for a runner.
 */
const runners = [
  { js: true, email: "with@example.com", athlete: 0, zone: "Asia/Kolkata" },
  { js: false, email: "without@example.com", athlete: 1, zone: "America/Lima" },
] as const;

interface Visit {
  readonly tab: Tab;
  readonly js: boolean;
  readonly email: string;
  readonly athlete: number;
  readonly zone: string;
}

/** Long enough for a machine that is busy with other things. */
const PATIENCE_MS = 60_000;

const clock = clockAhead();
let app: LocalApp;
let stravaUrl: string;
let stores: Reach;
let chromium: Browser;
const contexts: BrowserContext[] = [];
/** Runners whom the table must no longer know. */
const left: { readonly id: string; readonly email: string }[] = [];

beforeAll(async () => {
  if (browserMissing !== null) return;
  const [assemblyDir, browser] = await Promise.all([assemble(), startBrowser()]);
  chromium = browser;
  const strava = simulatedStrava({ port: 0, zone: "UTC", publicUrl: null });
  const started = await startLocal({
    assemblyDir,
    dataDir: "memory",
    appPort: 0,
    inboxPort: 0,
    cacheDir,
    clock,
    log: () => undefined,
    beside: strava.beside,
    environment: { MAY_JOIN: runners.map(({ email }) => email).join(",") },
    tamper: pacedByTest,
  });
  if (started.kind !== "started") throw new Error(started.lines.join("\n"));
  app = started.app;
  stores = reach(app);
  // Strava waits two seconds for an answer; on a busy machine the first one can take longer.
  await until(async () => (await strava.afterReady(app.appUrl)).length === 0, PATIENCE_MS);
  stravaUrl = /http:\S+/.exec(strava.told())?.[0] ?? "";
}, 300_000);
afterAll(async () => {
  for (const context of contexts) await context.close();
  await chromium?.close();
  await app?.close();
});

/** Names the zone as Firefox does: Chromium and Node keep the older Asia/Calcutta. */
function namesZonesNewly(): void {
  const { resolvedOptions } = Intl.DateTimeFormat.prototype;
  Intl.DateTimeFormat.prototype.resolvedOptions = function () {
    const options = resolvedOptions.call(this);
    return { ...options, timeZone: options.timeZone.replace("Calcutta", "Kolkata") };
  };
}

async function visit(runner: (typeof runners)[number]): Promise<Visit> {
  const { js, zone } = runner;
  const context = await chromium.newContext({ javaScriptEnabled: js, timezoneId: zone });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(namesZonesNewly);
  contexts.push(context);
  return { ...runner, tab: await context.newPage() };
}

async function arrives(email: string, subject: RegExp): Promise<Mail> {
  const mail = async () =>
    (await mailsOf(app)).find(
      ({ destination, ...one }) => destination.to.includes(email) && subject.test(one.subject),
    );
  return until(mail, PATIENCE_MS);
}

async function idOf(email: string): Promise<string> {
  return (await stores.runners.findByEmail(email))?.id ?? "nobody";
}

/** Every item of the table about a runner. */
async function itemsOf(id: string) {
  return (await stores.items()).filter(({ pk }) => String(pk).includes(id));
}

/** How many messages wait for their delay, once nothing is under way. The clock moves on past what hangs. */
const settled = () => Promise.race([app.quiet(), pause(20_000, 1)]);

const press = (tab: Tab, name: string) => tab.getByRole("button", { name, exact: true }).click();
const follow = (tab: Tab, name: string) =>
  tab.getByRole("link", { name, exact: true }).first().click();
const menu = (tab: Tab, name: string) =>
  tab.getByRole("navigation").getByRole("link", { name, exact: true }).click();
const says = (tab: Tab, text: string | RegExp) => tab.getByText(text).first().waitFor();

async function join({ tab, js, email, zone }: Visit): Promise<void> {
  await tab.goto(app.appUrl);
  await follow(tab, welcomePage.begin);
  await tab.getByLabel(signInPages.ask.label).fill(email);
  await press(tab, signInPages.ask.button);
  const { body } = await arrives(email, /Stridewell/);
  // Each runner signs in a different way: with the code where it was asked for, or by the link.
  if (js) {
    const code = /\d{4} \d{4}/.exec(body.text)?.[0] ?? "no code";
    await tab.getByLabel(signInPages.code.label).fill(code);
    await press(tab, signInPages.code.button);
  } else {
    await tab.goto(/http\S+\/sign-in\/link\/\S+/.exec(body.text)?.[0] ?? "no link");
    await press(tab, signInPages.link.button);
  }
  await says(tab, joinPage.lead);
  expect(await idOf(email)).toBe("nobody");

  await tab.getByLabel(joinPage.health).check();
  await tab.getByLabel(joinPage.age).check();
  expect(await tab.getByLabel(joinPage.zone).inputValue()).toBe(js ? zone : "UTC");
  await tab.getByLabel(joinPage.zone).selectOption(zone);
  await press(tab, joinPage.button);
  await says(tab, connectPage.none.lead);
  expect(await stores.runners.findByEmail(email)).toMatchObject({
    zone,
    consent: { version: expect.any(String) },
  });
}

async function connect({ tab, js, email, athlete }: Visit): Promise<void> {
  await tab.getByRole("link", { name: connectPage.none.button }).click();
  await tab.getByRole("radio").nth(athlete).check();
  await press(tab, "Authorize");
  await says(tab, connectPage.connected.lead);
  const done = tab.getByText(/When you connected, \d\d+ activities came in/);
  if (!js) {
    const again = tab.getByRole("link", { name: layoutText.again });
    await until(async () => {
      if ((await done.count()) > 0) return true;
      // An earlier click may bring its page only now, and that page may no longer have the link.
      if ((await again.count()) > 0) await again.click({ timeout: 2000 }).catch(() => undefined);
      return false;
    }, PATIENCE_MS);
  }
  await done.waitFor();
  const told = Number(/connected, (\d+)/.exec((await done.textContent()) ?? "")?.[1]);
  expect(await stores.activities.all(await idOf(email))).toHaveLength(told);
  await menu(tab, "Today");
  await says(tab, todayPage.askTitle);
  await says(tab, todayPage.nextRun);
}

async function changeSettings({ tab, email }: Visit): Promise<void> {
  await menu(tab, "Settings");
  await tab.getByLabel(settingsPage.days.units).selectOption("mi");
  await tab.locator("#days").getByRole("button").click();
  await tab.locator("#days").getByRole("status").waitFor();
  // No quiet hours, since the test runs at any hour.
  await tab.locator("#quietFrom").fill("00:00");
  await tab.locator("#quietTo").fill("00:00");
  await tab.locator("#nudges").getByRole("button").click();
  await tab.locator("#nudges").getByRole("status").waitFor();
  expect(await stores.runners.findByEmail(email)).toMatchObject({
    units: "mi",
    nudges: { quietFromMinute: 0, quietToMinute: 0 },
  });
}

async function runTooFar({ tab, email, athlete }: Visit): Promise<void> {
  await tab.goto(stravaUrl);
  const form = tab.locator("section").nth(athlete).locator('form[action$="/runs"]');
  await form.getByLabel("Name").fill("<b>Far</b> beyond");
  await form.getByLabel("Kilometres").fill("42");
  await form.getByLabel("Minutes").fill("260");
  await form.getByRole("button").click();
  const { body } = await arrives(email, /much longer than your recent runs/);
  await tab.goto(new RegExp(`${app.appUrl}/today\\S*`).exec(body.text)?.[0] ?? "no link");
  await says(tab, /× your longest in the 30 days before/);
  await menu(tab, "Training");
  await tab.locator("summary").last().click();
  expect(await tab.locator("table").last().isVisible()).toBe(true);
}

async function tellOfPain({ tab, email }: Visit): Promise<void> {
  await menu(tab, "Check-in");
  await tab.getByLabel(PLACE_TEXTS.outside).check();
  await press(tab, checkInPages.next);
  const question = tab.getByRole("group", { name: SIGN_TEXTS.saddleNumbness });
  await question.getByRole("radio", { name: checkInPages.yes, exact: true }).check();
  await press(tab, checkInPages.next);
  const answer = tab.getByRole("alert");
  await answer.waitFor();
  const { title, when, whom } = URGENCY_TEXTS.emergency;
  expect(await tab.locator("main h2").first().textContent()).toBe(title);
  const text = await answer.textContent();
  expect(text).toContain(`${resultPage.when}: ${when}`);
  expect(text).toContain(`${resultPage.whom}: ${whom}`);
  await arrives(email, /Please read this now/);
  await menu(tab, "Today");
  await says(tab, todayPage.verdict["red-flag"].title);
}

const PAIR = "=1+1 Blue pair";

async function retireShoes({ tab, email }: Visit): Promise<void> {
  await menu(tab, "Shoes");
  const add = tab.locator('form[action="/shoes/add"]');
  await add.getByLabel(shoesPage.fields.name).fill(PAIR);
  await add.getByLabel(shoesPage.fields.start("mi")).fill("100");
  await press(tab, shoesPage.add.button);
  await says(tab, shoesPage.done.added);
  const pair = tab.locator("article", { has: tab.locator("summary", { hasText: PAIR }) });
  await pair.locator("summary").click();
  await pair.getByLabel(shoesPage.fields.retired).check();
  await pair.getByRole("button", { name: shoesPage.save }).click();
  await says(tab, shoesPage.done.changed);
  expect(await tab.locator("h2").last().textContent()).toBe(shoesPage.retired);
  const stored = await stores.shoes.all(await idOf(email));
  expect(stored.filter(({ retired }) => retired)).toMatchObject([{ name: PAIR }]);
}

const exported = z.array(z.looseObject({ sk: z.string() }));

/** What opens an account or a service, and what only this table uses to find its items. */
const LEFT_OUT = [
  "dueShard",
  "feedKey",
  "linkKey",
  "pk",
  "sealed",
  "sentKeyHash",
  "sessionKey",
  "signingKey",
  "tokenVersion",
];

/** For a run, an item that holds many runs may be newer than the run's own. */
const isRun = ({ sk }: { readonly sk?: unknown }) => String(sk).startsWith("ACTIVITY#");

/** The value as JSON holds it. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) => (one instanceof Set ? [...one] : one)),
  );
}

async function takeAllAlong({ tab, email }: Visit): Promise<void> {
  const runnerId = await idOf(email);
  await menu(tab, "Settings");
  await follow(tab, settingsPage.data.exportLink);
  // Delivery events for emails may be recorded in the meantime; then the export is made again.
  const { stored, path } = await until(async () => {
    const before = await itemsOf(runnerId);
    const [download] = await Promise.all([
      tab.waitForEvent("download"),
      follow(tab, exportPage.link),
    ]);
    const after = await itemsOf(runnerId);
    return isDeepStrictEqual(before, after) && { stored: after, path: await download.path() };
  }, PATIENCE_MS);
  const members = await readZip(path);
  expect([...members.keys()].sort()).toEqual(
    ["README.txt", "check-ins.csv", "everything.json", "runs.csv", "shoes.csv"].sort(),
  );

  const all = exported.parse(JSON.parse(members.get("everything.json") ?? ""));
  // An item that holds many runs says nothing that these don't, except newer values for a run.
  const alone = stored.filter((item) => !("packed" in item));
  expect(all.map(({ sk }) => sk).sort()).toEqual(alone.map(({ sk }) => sk).sort());
  const leftOut = new Set<string>();
  for (const item of alone) {
    const one = all.find(({ sk }) => sk === item["sk"]) ?? {};
    for (const [name, value] of Object.entries(item)) {
      if (name in one && isRun(item)) continue;
      if (name in one) expect(one).toHaveProperty(name, plain(value));
      else leftOut.add(name);
    }
  }
  expect([...leftOut].filter((name) => !LEFT_OUT.includes(name))).toEqual([]);
  const runs = await stores.activities.all(runnerId);
  expect(all.filter(isRun)).toHaveLength(runs.length);
  for (const run of runs) {
    expect(all.filter(isRun).find(({ sk }) => sk.endsWith(`#${run.sourceId}`))).toMatchObject(run);
  }

  const rows = (name: string) => (members.get(name) ?? "").trim().split(/\r?\n/).length - 1;
  expect(rows("runs.csv")).toBe(runs.length);
  expect(rows("shoes.csv")).toBe((await stores.shoes.all(runnerId)).length);
  expect(rows("check-ins.csv")).toBe(1);
  expect(members.get("shoes.csv")).toContain(`'${PAIR}`);
}

async function deleteAll({ tab, email }: Visit): Promise<void> {
  const id = await idOf(email);
  left.push({ id, email });
  await menu(tab, "Settings");
  await follow(tab, settingsPage.data.deleteLink);
  await tab.getByLabel(deletePage.label(deletePage.word)).fill("nothing");
  await press(tab, deletePage.button);
  await says(tab, deletePage.wrong(deletePage.word));
  await tab.getByLabel(deletePage.label(deletePage.word)).fill(deletePage.word);
  await press(tab, deletePage.button);
  await says(tab, deletePage.done.text);
  // What is left says whom to write to, or gives the access at Strava back; none of it is the runner's own
  // data.
  const kinds = (await itemsOf(id)).map(({ sk }) => String(sk).replace(/#.*/, ""));
  expect(kinds.filter((kind) => !["PROFILE", "CONNECTION"].includes(kind))).toEqual([]);
  await tab.goto(`${app.appUrl}/today`);
  expect(new URL(tab.url()).pathname).toBe("/sign-in");
}

describe.skipIf(browserMissing !== null)(
  `a runner's whole time${browserMissing === null ? "" : ` (skipped: ${browserMissing})`}`,
  () => {
    it.concurrent.each(runners)(
      "goes from the first mail to the last, JavaScript $js",
      { timeout: 240_000 },
      async (runner) => {
        const visitor = await visit(runner);
        const steps = [join, connect, changeSettings, runTooFar, tellOfPain, retireShoes];
        for (const step of [...steps, takeAllAlong, deleteAll]) await step(visitor);
      },
    );

    it("leaves nothing in the table that names either, and a last mail to each", {
      timeout: 120_000,
    }, async () => {
      expect(left).toHaveLength(runners.length);
      const names = left.flatMap(({ id, email }) => [id, email]);
      const known = async () => {
        const all = (await stores.scan()).join("\n");
        return names.filter((name) => all.includes(name));
      };
      // Access is given back and everything is swept once more; each waits for what may still be under way.
      while ((await settled()) > 0) clock.advance(300_000);
      // What is left of signing in expires by itself, after a quarter of an hour.
      await app.sweepTables();
      expect(await known()).toEqual([]);
      for (const { email } of left) await arrives(email, /deleted/);
      expect(app.denials()).toEqual([]);
      expect([...new Set(Object.values(app.deadLetters()))]).toEqual([0]);
    });
  },
);
