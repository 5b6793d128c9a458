import type { Browser, BrowserContext, Page as Tab } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { joinPage, signInPages } from "../../functions/wording/account.en.ts";
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
import { assemble } from "../support/assembly.ts";
import { browserMissing, startBrowser } from "../support/browser.ts";
import { until } from "../support/local-wait.ts";
import { readZip } from "../support/read-zip.ts";
import { type Mail, mailsOf, type Reach, reach } from "../support/whole-app.ts";

/*
 * A runner's whole time with Stridewell, in a browser and in front of what `npm start` starts: from the
 * welcome page to the last trace in the table. Once with JavaScript and once without.
 */

const runners = [
  { js: true, email: "with@example.com", athlete: 0, zone: "Pacific/Auckland" },
  { js: false, email: "without@example.com", athlete: 1, zone: "America/Lima" },
] as const;

let app: LocalApp;
let stravaUrl: string;
let stores: Reach;
let chromium: Browser;
const contexts: BrowserContext[] = [];
/** Whom the table must not know any more. */
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
    log: () => undefined,
    beside: strava.beside,
    // Nobody waits a minute here for what may arrive together.
    environment: { MAY_JOIN: runners.map(({ email }) => email).join(","), NUDGE_DELAY_S: "0" },
  });
  if (started.kind !== "started") throw new Error(started.lines.join("\n"));
  app = started.app;
  stores = reach(app);
  // Strava waits for two seconds, which a first answer on a busy machine can take.
  await until(async () => (await strava.afterReady(app.appUrl)).length === 0, 120_000);
  stravaUrl = /http:\S+/.exec(strava.told())?.[0] ?? "";
}, 300_000);
afterAll(async () => {
  for (const context of contexts) await context.close();
  await chromium?.close();
  await app?.close();
});

async function arrives(email: string, subject: RegExp): Promise<Mail> {
  return until(
    async () =>
      (await mailsOf(app)).find(
        (mail) => mail.destination.to.includes(email) && subject.test(mail.subject),
      ),
    60_000,
  );
}

const press = (tab: Tab, name: string) => tab.getByRole("button", { name, exact: true }).click();
const follow = (tab: Tab, name: string) =>
  tab.getByRole("link", { name, exact: true }).first().click();
const menu = (tab: Tab, name: string) =>
  tab.getByRole("navigation").getByRole("link", { name, exact: true }).click();
const says = (tab: Tab, text: string | RegExp) =>
  tab.getByText(text).first().waitFor({ state: "visible", timeout: 60_000 });

interface Seen {
  readonly tab: Tab;
  readonly email: string;
  readonly id: () => Promise<string>;
}

/** Everything that the table holds about a runner. */
async function itemsOf(id: string) {
  return (await stores.items()).filter(({ pk }) => String(pk).includes(id));
}

const exported = z.array(z.looseObject({ sk: z.string() }));

describe.skipIf(browserMissing !== null).each(runners)(
  `a runner's time, JavaScript $js${browserMissing === null ? "" : ` (skipped: ${browserMissing})`}`,
  { timeout: 120_000 },
  ({ js, email, athlete, zone }) => {
    let seen: Seen;

    it("begins with a mail, and a yes before anything is stored", async () => {
      const context = await chromium.newContext({ javaScriptEnabled: js, timezoneId: zone });
      context.setDefaultTimeout(30_000);
      contexts.push(context);
      const tab = await context.newPage();
      const id = async () => (await stores.runners.findByEmail(email))?.id ?? "nobody";
      seen = { tab, email, id };

      await tab.goto(app.appUrl);
      await follow(tab, welcomePage.begin);
      await tab.getByLabel(signInPages.ask.label).fill(email);
      await press(tab, signInPages.ask.button);
      const { body } = await arrives(email, /Stridewell/);
      // One way in each: the code where it was asked for, or the link.
      if (js) {
        await tab
          .getByLabel(signInPages.code.label)
          .fill(/\d{4} \d{4}/.exec(body.text)?.[0] ?? "no code");
        await press(tab, signInPages.code.button);
      } else {
        await tab.goto(/http\S+\/sign-in\/link\/\S+/.exec(body.text)?.[0] ?? "no link");
        await press(tab, signInPages.link.button);
      }
      await says(tab, joinPage.lead);
      expect(await id()).toBe("nobody");

      await tab.getByLabel(joinPage.health).check();
      await tab.getByLabel(joinPage.age).check();
      const guessed = await tab.getByLabel(joinPage.zone).inputValue();
      expect(guessed).toBe(js ? zone : "UTC");
      await tab.getByLabel(joinPage.zone).selectOption(zone);
      await press(tab, joinPage.button);
      await says(tab, connectPage.none.lead);
      const runner = await stores.runners.findByEmail(email);
      expect(runner).toMatchObject({ zone, consent: { version: expect.any(String) } });
    });

    it("connects Strava, and sees the history come in", async () => {
      const { tab, id } = seen;
      await tab.getByRole("link", { name: connectPage.none.button }).click();
      await tab.getByRole("radio").nth(athlete).check();
      await press(tab, "Authorize");
      await says(tab, connectPage.connected.lead);
      // The page follows by itself, with a header and no script.
      await says(tab, /The last 180 days are here: \d\d+ activities\./);
      const told = await tab.getByRole("status").textContent();
      expect(await stores.activities.all(await id())).toHaveLength(
        Number(/: (\d+)/.exec(told ?? "")?.[1]),
      );
      await menu(tab, "Today");
      await says(tab, todayPage.askTitle);
      await says(tab, todayPage.nextRun);
    });

    it("changes the settings", async () => {
      const { tab } = seen;
      await menu(tab, "Settings");
      await tab.getByLabel(settingsPage.days.units).selectOption("mi");
      await tab.locator("#days").getByRole("button").click();
      await tab.locator("#days").getByRole("status").waitFor();
      // The test runs at any hour.
      await tab.locator("#quietFrom").fill("00:00");
      await tab.locator("#quietTo").fill("00:00");
      await tab.locator("#nudges").getByRole("button").click();
      await tab.locator("#nudges").getByRole("status").waitFor();
      expect(await stores.runners.findByEmail(email)).toMatchObject({
        units: "mi",
        nudges: { quietFromMinute: 0, quietToMinute: 0 },
      });
    });

    it("is written to at once after a run far beyond the usual", async () => {
      const { tab } = seen;
      await tab.goto(stravaUrl);
      const form = tab.locator("section").nth(athlete).locator('form[action$="/runs"]');
      await form.getByLabel("Name").fill("<b>Far</b> beyond");
      await form.getByLabel("Kilometres").fill("42");
      await form.getByLabel("Minutes").fill("260");
      await form.getByRole("button").click();
      const { body } = await arrives(email, /much longer than your recent runs/);
      const link = new RegExp(`${app.appUrl}/today\\S*`).exec(body.text)?.[0];
      await tab.goto(link ?? "no link");
      await says(tab, /× your longest of the 30 days before/);
      await menu(tab, "Training");
      await tab.locator("summary").last().click();
      expect(await tab.locator("table").last().isVisible()).toBe(true);
    });

    it("tells of a pain, and reads when and whom to see before anything else", async () => {
      const { tab } = seen;
      await menu(tab, "Check-in");
      await tab.getByLabel(PLACE_TEXTS.outside).check();
      await press(tab, checkInPages.next);
      const yes = { name: checkInPages.yes, exact: true };
      const question = tab.getByRole("group", { name: SIGN_TEXTS.saddleNumbness });
      await question.getByRole("radio", yes).check();
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
    });

    it("adds a pair of shoes, and retires it", async () => {
      const { tab, id } = seen;
      await menu(tab, "Shoes");
      const add = tab.locator('form[action="/shoes/add"]');
      await add.getByLabel(shoesPage.fields.name).fill("=1+1 Blue pair");
      await add.getByLabel(shoesPage.fields.start("mi")).fill("100");
      await press(tab, shoesPage.add.button);
      await says(tab, shoesPage.done.added);
      const pair = tab.locator("article", { hasText: "=1+1 Blue pair" });
      await pair.locator("summary").click();
      await pair.getByLabel(shoesPage.fields.retired).check();
      await pair.getByRole("button", { name: shoesPage.save }).click();
      await says(tab, shoesPage.done.changed);
      expect(await tab.locator("h2").last().textContent()).toBe(shoesPage.retired);
      expect((await stores.shoes.all(await id())).filter(({ retired }) => retired)).toMatchObject([
        { name: "=1+1 Blue pair" },
      ]);
    });

    it("takes all that is stored along, and nothing that opens anything", async () => {
      const { tab, id } = seen;
      await app.idle();
      await menu(tab, "Settings");
      await follow(tab, settingsPage.data.exportLink);
      const [download] = await Promise.all([
        tab.waitForEvent("download"),
        follow(tab, exportPage.link),
      ]);
      const members = await readZip(await download.path());
      expect([...members.keys()].sort()).toEqual(
        ["README.txt", "check-ins.csv", "everything.json", "runs.csv", "shoes.csv"].sort(),
      );

      const stored = await itemsOf(await id());
      const all = exported.parse(JSON.parse(members.get("everything.json") ?? ""));
      expect(all.map(({ sk }) => sk).sort()).toEqual(stored.map(({ sk }) => sk).sort());
      const leftOut = new Set<string>();
      for (const item of stored) {
        const one = all.find(({ sk }) => sk === item["sk"]) ?? {};
        for (const [name, value] of Object.entries(item)) {
          if (name in one) expect(one).toHaveProperty(name, plain(value));
          else leftOut.add(name);
        }
      }
      expect([...leftOut].sort()).toEqual([
        "dueShard",
        "feedKey",
        "linkKey",
        "pk",
        "sealed",
        "sessionKey",
      ]);

      const rows = (name: string) => (members.get(name) ?? "").trim().split(/\r?\n/).length - 1;
      const runnerId = await id();
      expect(rows("runs.csv")).toBe((await stores.activities.all(runnerId)).length);
      expect(rows("shoes.csv")).toBe((await stores.shoes.all(runnerId)).length);
      expect(rows("check-ins.csv")).toBe(1);
      expect(members.get("shoes.csv")).toContain("'=1+1 Blue pair");
    });

    it("deletes everything, and is somebody unknown", async () => {
      const { tab, id } = seen;
      left.push({ id: await id(), email });
      await menu(tab, "Settings");
      await follow(tab, settingsPage.data.deleteLink);
      await tab.getByLabel(deletePage.label(deletePage.word)).fill("nothing");
      await press(tab, deletePage.button);
      await says(tab, deletePage.wrong(deletePage.word));
      await tab.getByLabel(deletePage.label(deletePage.word)).fill(deletePage.word);
      await press(tab, deletePage.button);
      await says(tab, deletePage.done.text);
      // What tells whom to write to, and what gives the access at Strava back; nothing of the runner's own.
      const kinds = (await itemsOf(left.at(-1)?.id ?? "")).map(({ sk }) =>
        String(sk).replace(/#.*/, ""),
      );
      expect(kinds.filter((kind) => !["PROFILE", "CONNECTION"].includes(kind))).toEqual([]);
      await tab.goto(`${app.appUrl}/today`);
      expect(new URL(tab.url()).pathname).toBe("/sign-in");
    });
  },
);

/** As JSON holds it. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) => (one instanceof Set ? [...one] : one)),
  );
}

describe.skipIf(browserMissing !== null)("once Strava has its access back", () => {
  it("nothing in the table names any of them, and each has the last mail", {
    timeout: 240_000,
  }, async () => {
    expect(left).toHaveLength(2);
    const known = async () => {
      const all = (await stores.scan()).join("\n");
      return left.flatMap(({ id, email }) => [id, email]).filter((name) => all.includes(name));
    };
    await until(async () => (await known()).length === 0, 220_000);
    for (const { email } of left) await arrives(email, /deleted/);
    expect(app.denials()).toEqual([]);
    expect([...new Set(Object.values(app.deadLetters()))]).toEqual([0]);
  });
});
