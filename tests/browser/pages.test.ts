import axe from "axe-core";
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Response,
  Page as Tab,
} from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { dayInZone } from "../../functions/shared/time.ts";
import { layoutText, signInMail } from "../../functions/wording/account.en.ts";
import { connectPage } from "../../functions/wording/connect.en.ts";
import { uploadPage } from "../../functions/wording/upload.en.ts";
import { secretsOf } from "../../infra/local/services/beside.ts";
import { type Services, startServices } from "../../infra/local/services/start-services.ts";
import { allSimulated } from "../../infra/local/services/table.ts";
import { browserMissing, giveCookies, startBrowser } from "../support/browser.ts";
import { reachStrava } from "../support/follow-app.ts";
import { until } from "../support/local-wait.ts";
import { makeFit } from "../support/make-files.ts";
import { makeRunner } from "../support/make-runner.ts";
import { type PageWorld, startPageWorld, type Who } from "../support/page-world.ts";
import { addressOf, noPages, type Page, pages } from "../support/pages.ts";
import { mailsOf, sessionOf } from "../support/whole-app.ts";

/*
 * Every page as people meet it: on a narrow phone, in the dark, enlarged, with a keyboard alone or through
 * a screen reader.
 */

let world: PageWorld;
let chromium: Browser;
let services: Services;
const contexts = new Map<Who, Promise<BrowserContext>>();
/** Tabs that have done their work. A new one costs a process, and takes longer than the page in it. */
const spare = new Map<Who, Tab[]>();

const VIEWPORT = { width: 1280, height: 900 };

beforeAll(async () => {
  if (browserMissing !== null) return;
  services = await startServices({ port: 0, services: allSimulated, callbackDelayMs: 0 });
  [world, chromium] = await Promise.all([startPageWorld(secretsOf(services)), startBrowser()]);
}, 300_000);
afterAll(async () => {
  await chromium?.close();
  await world?.close();
  await services?.close();
});

async function contextOf(who: Who, more: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await chromium.newContext({ viewport: VIEWPORT, ...more });
  await giveCookies(context, world.browsers[who].cookies);
  return context;
}

/** Opens the page in a tab that nobody else uses, and keeps everything that it asks for and complains about. */
async function open(page: Page) {
  const context = contexts.get(page.who) ?? contextOf(page.who);
  contexts.set(page.who, context);
  const tab = spare.get(page.who)?.pop() ?? (await (await context).newPage());
  const complaints: string[] = [];
  const asked: string[] = [];
  const answers: Response[] = [];
  tab.on("console", (line) => {
    // The browser's own message about a status that the test expects.
    const isStatus = line.text().startsWith("Failed to load resource") && page.status !== undefined;
    if (line.type() === "error" && !isStatus) complaints.push(line.text());
  });
  tab.on("pageerror", (error) => complaints.push(error.message));
  tab.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  tab.on("request", (request) => asked.push(request.url()));
  tab.on("response", (response) => answers.push(response));
  const answer = await tab.goto(addressOf(page, world));
  if (answer === null) throw new Error("no answer");
  return { tab, answer, complaints, asked, answers };
}

/** Leaves a tab that only looked, as it was when it was new, to the next of the same runner's pages. */
async function giveBack({ who }: Page, tab: Tab): Promise<void> {
  for (const name of ["console", "pageerror", "requestfailed", "request", "response"]) {
    tab.removeAllListeners(name);
  }
  await tab.emulateMedia({ colorScheme: null });
  await tab.setViewportSize(VIEWPORT);
  spare.set(who, [...(spare.get(who) ?? []), tab]);
}

const violations = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** What axe-core finds, as one line each. */
async function faultsOf(tab: Tab, only?: "cat.color"): Promise<readonly string[]> {
  const options = {
    // The only rule that is new in WCAG 2.2, which axe leaves out unless asked.
    ...(only === undefined ? { rules: { "target-size": { enabled: true } } } : { runOnly: only }),
    resultTypes: ["violations"],
  };
  const run = `axe.run(${JSON.stringify(options)}).then((result) => result.violations)`;
  const found = await tab.evaluate(run);
  return violations
    .parse(found)
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** How far the page can be scrolled sideways, in CSS pixels. */
async function sideways(tab: Tab, width: number): Promise<number> {
  await tab.setViewportSize({ width, height: 800 });
  return z
    .number()
    .parse(
      await tab.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      ),
    );
}

/*
 * Runs in the page. A group of radio buttons is one stop; what is in a closed <details> is none.
 */
const STOPS = `[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
  .filter((one) => one.type !== "hidden" && one.tabIndex >= 0 && !one.disabled && one.checkVisibility())
  .filter((one) => one.type !== "radio" || one === (document.querySelector(
    'input[type=radio][name="' + one.name + '"]:checked') ?? document.querySelector(
    'input[type=radio][name="' + one.name + '"]')))`;
/**
 * The stop that has the focus, whether the focus is visible, and whether Enter would open something there.
 */
const HERE = `(() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const seen = one.matches(":focus-visible") && style.outlineStyle !== "none"
    && parseFloat(style.outlineWidth) >= 2 && one.getBoundingClientRect().left >= 0;
  return { at: (${STOPS}).indexOf(one), seen, html: one.outerHTML.slice(0, 120),
    closed: one.tagName === "SUMMARY" && !one.parentElement.open, isBody: one === document.body };
})()`;
const here = z.object({
  at: z.number(),
  seen: z.boolean(),
  html: z.string(),
  closed: z.boolean(),
  isBody: z.boolean(),
});

/**
 * What a finger may miss, in the page: all that is lower than 44 pixels and no link in a line of text. The small
 * buttons stand in a table.
 */
const SMALL = `[...document.querySelectorAll(
  "header a, .parts a, .tabs a, ul.links a, .button, button:not(.small), summary, select, label.choice, .drawing label, input:not([type=hidden])"
)]
  .filter((one) => one.checkVisibility() && !one.matches("label.choice input"))
  .filter((one) => one.getBoundingClientRect().height < 43.9)
  .map((one) => one.outerHTML.slice(0, 120))`;

const MOST_STOPS = 400;
/** For tests that wait for a service and for the worker behind its queue. */
const TIME = { timeout: 60_000 };

/** Walks through the page with the Tab key, opens everything that is closed, and lists what went wrong. */
async function walk(tab: Tab): Promise<readonly string[]> {
  const faults: string[] = [];
  const met: number[] = [];
  for (let press = 0; press < MOST_STOPS; press += 1) {
    await tab.keyboard.press("Tab");
    const stop = here.parse(await tab.evaluate(HERE));
    // After the last stop the browser has the focus, or in a tab that was used before at times the first one again.
    if (stop.isBody || (stop.at === 0 && met.length > 1)) break;
    // A date is one field of several parts, and its last part draws its own focus.
    const isNext = met.at(-1) !== stop.at;
    if (isNext && !stop.seen) faults.push(`no visible focus: ${stop.html}`);
    if (stop.closed) {
      await tab.keyboard.press("Enter");
      if (here.parse(await tab.evaluate(HERE)).closed) faults.push(`does not open: ${stop.html}`);
    }
    if (isNext) met.push(stop.at);
  }
  const count = z.number().parse(await tab.evaluate(`(${STOPS}).length`));
  const inOrder = Array.from({ length: count }, (_, at) => at);
  if (JSON.stringify(met) !== JSON.stringify(inOrder)) {
    faults.push(`stops: ${met.join(" ")}, and not 0 to ${count - 1} in order`);
  }
  return faults;
}

describe.skipIf(browserMissing !== null)(
  `each page in a browser${browserMissing === null ? "" : ` (skipped: ${browserMissing})`}`,
  () => {
    it("is one of the table, for every route of the template that shows one", () => {
      const shown = new Set([...pages.map(({ route }) => route), ...Object.keys(noPages)]);
      const declared = world.app.model.routes.map(({ routeKey }) => routeKey);
      expect(declared.filter((key) => !key.startsWith("POST ") && !shown.has(key))).toEqual([]);
      expect([...shown].filter((route) => !declared.includes(route))).toEqual([]);
    });

    it.concurrent.each(pages)(
      "$name: whole by keyboard, in the dark, narrow, and with nothing found",
      {
        timeout: 60_000,
      },
      async (page) => {
        const { tab, answer, complaints, asked } = await open(page);
        expect(answer.status()).toBe(page.status ?? 200);
        const headers = answer.headers();
        expect(headers["content-security-policy"]).toMatch(
          /^default-src 'none'; style-src 'self'; script-src 'self'; /,
        );
        expect(headers).toMatchObject({
          "cache-control": "no-store",
          "referrer-policy": "no-referrer",
          "strict-transport-security": expect.stringMatching(/^max-age=\d{8}$/),
          "x-content-type-options": "nosniff",
        });
        // A page that reloads itself takes keyboard and screen reader users away from where they are.
        expect(headers).not.toHaveProperty("refresh");
        // Opens what is closed, so that the checks from here on see all of it.
        expect(await walk(tab)).toEqual([]);
        await tab.evaluate(axe.source);
        expect(await faultsOf(tab)).toEqual([]);
        await tab.emulateMedia({ colorScheme: "dark" });
        // The style sheet changes nothing but colors there.
        expect(await faultsOf(tab, "cat.color")).toEqual([]);

        expect({ at320: await sideways(tab, 320), enlarged: await sideways(tab, 640) }).toEqual({
          at320: 0,
          enlarged: 0,
        });
        expect(await tab.locator("script:not([src]), style, [style], [onclick]").count()).toBe(0);
        await tab.setViewportSize({ width: 390, height: 800 });
        expect(await tab.evaluate(SMALL)).toEqual([]);
        // Some enlarge only the text, and the browser then keeps its width.
        await tab.evaluate('document.documentElement.style.fontSize = "200%"');
        expect(await sideways(tab, 360)).toBe(0);
        // Each chart has its figures in a table right after it.
        const charts = tab.locator("svg.chart");
        for (let at = 0; at < (await charts.count()); at += 1) {
          const table = charts.nth(at).locator("xpath=following-sibling::*[1]//table");
          expect(await table.locator("tbody tr").count()).toBeGreaterThan(1);
        }
        const { host } = new URL(world.app.appUrl);
        expect(
          asked.filter((url) => !url.startsWith("data:") && new URL(url).host !== host),
        ).toEqual([]);
        expect(complaints).toEqual([]);
        await giveBack(page, tab);
      },
    );

    it("takes a pain on the body map from the keyboard alone", async () => {
      const { tab } = await open({ name: "", route: "GET /check-in", who: "runs" });
      await tab.locator("#place-front-or-groin").focus();
      await tab.keyboard.press("Space");
      await tab.keyboard.press("Tab");
      expect(await tab.evaluate("document.activeElement.id")).toBe("place-deep");
      await tab.locator('input[name="side"]').last().focus();
      await tab.keyboard.press("ArrowUp");
      await tab.keyboard.press("Enter");
      await tab.waitForURL(/\/urgent$/);
      const told = (await world.reach.checkIns.all("runs")).at(-1);
      expect(told).toMatchObject({ places: ["front-or-groin"], side: "both" });
      // Midnight may have passed since the world was made.
      expect([world.today, dayInZone(Date.now(), "UTC")]).toContain(told?.day);
      await tab.close();
    });

    it("takes a touch of each spot in the drawings, up to a finger's half beside it, as that place alone", async () => {
      const { tab } = await open({ name: "", route: "GET /check-in", who: "runs" });
      const spots = tab.locator(".drawing circle");
      expect(await spots.count()).toBe(7);
      for (const spot of await spots.all()) {
        const [, place] = ((await spot.getAttribute("class")) ?? "").split(" ");
        await spot.scrollIntoViewIfNeeded();
        const { x = 0, y = 0, width = 0, height = 0 } = (await spot.boundingBox()) ?? {};
        for (const beside of [-20, 0, 20]) {
          await tab.mouse.click(x + width / 2 + beside, y + height / 2);
          const ticked = tab.locator('input[name="places"]:checked');
          expect(await ticked.evaluateAll((all) => all.map(({ id }) => id))).toEqual([
            `place-${place}`,
          ]);
          await tab.evaluate(`document.querySelector("#place-${place}").checked = false`);
        }
      }
      await tab.close();
    });

    it("shows how far a pair has gone where the reader's own colours are forced", async () => {
      const context = await contextOf("runs", { forcedColors: "active" });
      const tab = await context.newPage();
      await tab.goto(`${world.app.appUrl}/shoes`);
      const bar = tab.locator("progress").first();
      const worn = await bar.screenshot();
      await tab.evaluate('document.querySelector("progress").value = 0');
      expect(worn.equals(await bar.screenshot())).toBe(false);
      await context.close();
    });

    it("prints how far a pair has gone, though a printer leaves out backgrounds", async () => {
      const { tab } = await open({ name: "", route: "GET /shoes", who: "runs" });
      await tab.emulateMedia({ media: "print" });
      const adjust = 'getComputedStyle(document.querySelector("progress")).printColorAdjust';
      expect(await tab.evaluate(adjust)).toBe("exact");
      await tab.close();
    });

    it("shows our number in an empty field as clearly as the hint above it, in the dark too", async () => {
      const { tab } = await open({ name: "", route: "GET /settings/thresholds", who: "runs" });
      for (const colorScheme of ["light", "dark"] as const) {
        await tab.emulateMedia({ colorScheme });
        const [placeholder, hint] = z.tuple([z.string(), z.string()]).parse(
          await tab.evaluate(`[["input[placeholder]", "::placeholder"], [".hint", null]]
            .map(([one, part]) => getComputedStyle(document.querySelector(one), part).color)`),
        );
        expect(placeholder).toBe(hint);
      }
      await tab.close();
    });

    it("opens the link of the newest email in the inbox on this machine in a tab", async () => {
      const context = await contextOf("nobody");
      const inbox = await context.newPage();
      await inbox.goto(world.app.inboxUrl);
      const link = inbox.frameLocator("iframe >> nth=0").locator(`a[href^="${world.app.appUrl}"]`);
      const [tab] = await Promise.all([context.waitForEvent("page"), link.first().click()]);
      await tab.waitForURL(({ origin }) => origin === world.app.appUrl);
      await context.close();
    });

    it.each([
      ["Polar", "polar", "oauth"],
      ["Suunto", "suunto", "oauth"],
      ["intervals.icu", "intervals", "oauth"],
      ["intervals.icu by a key", "intervals", "key"],
    ] as const)(
      "connects %s, takes a run from there, and disconnects it",
      TIME,
      async (_, name, way) => {
        const { service, control, kit } = services.of(name);
        expect(await service.setUp(world.app.appUrl, kit)).toBeNull();
        const athlete = control.addAthlete();
        // A connection by key gets no events, so its run has to be there first.
        if (way === "key") control.addRun(athlete.id, { distanceM: 8200 }, true);
        const runner = makeRunner({ id: `on-${name}-${way}`, zone: "UTC", nextDigestAt: null });
        await world.reach.runners.create(runner);
        const context = await chromium.newContext();
        await giveCookies(context, (await sessionOf(runner)).cookies);
        const tab = await context.newPage();
        await tab.goto(new URL("/connect", world.app.appUrl).href);
        const section = tab.locator(`section#${name}`);
        if (way === "key") {
          await section.locator("input[name=key]").fill(control.keyOf(athlete.id));
          await section.getByRole("button", { name: /with this key/ }).click();
        } else {
          await section.getByRole("link", { name: `Connect with ${service.title}` }).click();
          await tab.getByLabel(athlete.name, { exact: true }).check();
          await tab.getByRole("button", { name: "Authorize" }).click();
        }
        await tab.waitForURL(/\/connect#/);
        /** The connection's state in the table; "gone" if it is no longer there. */
        const state = async () => {
          const [pk, sk] = [`RUNNER#${runner.id}`, `CONNECTION#${name}`];
          const found = (await world.reach.items()).find(
            (item) => item["pk"] === pk && item["sk"] === sk,
          );
          return String(found?.["state"] ?? "gone");
        };
        await section.getByText(/When you connected, /).waitFor({ timeout: 30_000 });
        if (way === "oauth") control.addRun(athlete.id, { distanceM: 8200 });
        const runs = () => world.reach.activities.all(runner.id);
        await until(async () => (await runs()).length === 1, 30_000);
        expect(await runs()).toMatchObject([{ source: name, distanceM: 8200 }]);
        await section.getByText(`Disconnect ${service.title}`, { exact: true }).click();
        await section.getByRole("button", { name: /^Disconnect .* and erase/ }).click();
        await section.getByText(/is being disconnected/).waitFor();
        const isErased = async () =>
          (await runs()).length === 0 && ["erasing", "gone"].includes(await state());
        await until(isErased, 30_000);
        expect(control.grantOf(athlete.id)).toBeNull();
        await context.close();
      },
    );

    it("makes a key for a script on the page, shows it once, and ends it", async () => {
      const { tab } = await open({ name: "", route: "GET /connect", who: "new" });
      const section = tab.locator("section#webhook");
      await section.getByText("A key for signing", { exact: true }).click();
      await section.getByRole("button", { name: "Make a key for signing" }).click();
      const key = await tab.locator("#key").textContent();
      expect(key).toMatch(/^sws_[\w-]{43}$/);
      expect(await sideways(tab, 320)).toBe(0);
      await tab.evaluate(axe.source);
      expect(await faultsOf(tab)).toEqual([]);
      await tab.getByRole("link", { name: "Done, I've copied it" }).click();
      await section.getByText("A key for signing", { exact: true }).click();
      expect(await tab.content()).not.toContain(key);
      await section.getByRole("button", { name: "Revoke the key for signing" }).click();
      await section.getByText("A key for signing", { exact: true }).click();
      await section.getByText("You have none.").first().waitFor();
      await tab.close();
    });

    it.each([true, false])(
      "puts the focus on the field that is wrong, in sight and read out with why, JavaScript %s",
      async (js) => {
        const context = await contextOf("runs", { javaScriptEnabled: js });
        const tab = await context.newPage();
        await tab.goto(`${world.app.appUrl}/settings`);
        await tab.locator("#rest").fill("12");
        await tab.locator("#body button").click();
        const rest = tab.locator("#rest:focus");
        await rest.waitFor();
        const { y } = (await rest.boundingBox()) ?? { y: -1 };
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(900);
        expect(await tab.title()).toMatch(/^Please check: /);
        expect(await tab.locator("main").ariaSnapshot()).toMatch(
          /textbox "Resting heart rate[^"]*" \[invalid\]/,
        );
        await context.close();
      },
    );

    it("sends a form once when its button is clicked twice, and again after a while", async () => {
      const { tab } = await open({ name: "", route: "GET /sign-in/code", who: "asks" });
      const sent: string[] = [];
      // Never answered, as by a slow network.
      await tab.route("**/sign-in/code", (route) => {
        sent.push(route.request().postData() ?? "");
      });
      await tab.evaluate(`
        const [field, button] = document.querySelectorAll("#code, form button");
        const click = (code, nowMs) => {
          Date.now = () => nowMs;
          field.value = code;
          button.click();
        };
        click("1", 1_000_000);
        setTimeout(() => click("2", 1_000_500), 50);
        setTimeout(() => click("3", 1_005_000), 100);
      `);
      await expect.poll(() => sent).toContain("code=3");
      expect(sent).toEqual(["code=1", "code=3"]);
      await tab.close();
    });

    it("stores a field that is changed back after Back", async () => {
      // Playwright switches off what Chromium does for its users: bringing a page up as it was left.
      const browser = await startBrowser({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
      const context = await browser.newContext();
      await giveCookies(context, world.browsers.owner.cookies);
      const tab = await context.newPage();
      const address = addressOf({ name: "", route: "GET /settings", who: "owner" }, world);
      await tab.goto(address);
      const save = async (bpm: string) => {
        await tab.locator("#max").fill(bpm);
        await Promise.all([tab.waitForURL(/saved=body/), tab.locator("#max").press("Enter")]);
      };
      await save("199");
      await tab.goto(address);
      await tab.evaluate("window.isAsLeft = true");
      await save("180");
      await tab.goBack();
      await expect.poll(() => tab.evaluate("window.isAsLeft")).toBe(undefined);
      await save("199");
      expect((await world.reach.runners.find("owner"))?.maxHeartRateBpm).toBe(199);
      await browser.close();
    });

    it("forgets what Back would bring up once its runner has signed out", async () => {
      const browser = await startBrowser({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
      const tab = await (await browser.newContext()).newPage();
      const { email } = world.runners.runs;
      await tab.goto(`${world.app.appUrl}/sign-in`);
      await tab.locator("#email").fill(email);
      await Promise.all([tab.waitForURL(/code$/), tab.locator("main button").click()]);
      const mail = await until(async () =>
        (await mailsOf(world.app)).findLast(
          ({ subject, destination }) =>
            subject === signInMail.subject && destination.to.includes(email),
        ),
      );
      await tab.locator("#code").fill(/\d{4} \d{4}/.exec(mail.body.text)?.[0] ?? "");
      await Promise.all([tab.waitForURL(/today$/), tab.locator("main button").click()]);
      await Promise.all([
        tab.waitForURL(/settings$/),
        tab.locator("nav a[href='/settings']").click(),
      ]);
      const out = tab.locator("form[action='/sign-out'] button").first();
      await Promise.all([tab.waitForURL(/out=here$/), out.click()]);
      await tab.evaluate("history.go(-2)");
      await expect.poll(() => tab.url()).not.toContain("out=here");
      expect(tab.url()).toContain("/sign-in?next=%2Ftoday");
      await browser.close();
    });

    it("keeps what was typed into one form of the settings while another is saved or refused", async () => {
      const context = await contextOf("owner");
      const tab = await context.newPage();
      await tab.goto(`${world.app.appUrl}/settings`);
      await tab.locator("#weekday").selectOption("3");
      await tab.locator("input[name=days][value='5']").check();
      await tab.locator("input[name=topics][value=shoes]").uncheck();
      await tab.locator("#address summary").click();
      await tab.locator("#email").fill("elsewhere@example.com");
      await tab.locator("#max").fill("187");
      await tab.locator("#rest").fill("12");
      await tab.locator("#body button").click();
      await tab.locator("#rest:focus").waitFor();
      await Promise.all([tab.waitForURL(/saved=days/), tab.locator("#days button").click()]);
      expect(await tab.locator("#max").inputValue()).toBe("187");
      await tab.locator("#rest").fill("51");
      await Promise.all([tab.waitForURL(/saved=body/), tab.locator("#body button").click()]);
      const typed = async () => ({
        weekday: await tab.locator("#weekday").inputValue(),
        friday: await tab.locator("input[name=days][value='5']").isChecked(),
        shoes: await tab.locator("input[name=topics][value=shoes]").isChecked(),
        address: await tab.locator("#email:visible").inputValue(),
        mailed: await tab.locator("input[name=reminderEmail]").isChecked(),
      });
      const all = {
        weekday: "3",
        friday: true,
        shoes: false,
        address: "elsewhere@example.com",
        mailed: false,
      };
      expect(await typed()).toEqual(all);
      expect(await tab.evaluate("sessionStorage.length")).toBe(0);
      await Promise.all([tab.waitForURL(/saved=digest/), tab.locator("#digest button").click()]);
      expect(await typed()).toEqual(all);
      const runner = await world.reach.runners.find("owner");
      expect(runner).toMatchObject({
        maxHeartRateBpm: 187,
        restHeartRateBpm: 51,
        digest: { weekday: 3 },
        reminders: { weekdays: [] },
        nudges: { topicsOff: [] },
      });
      await context.close();
    });

    it("goes back to a form that was refused without asking to send it again", async () => {
      const { tab } = await open({ name: "", route: "GET /runs", who: "owner" });
      const form = tab.locator('form[action="/runs/add"]');
      const send = async (time: string) => {
        await form.locator("[name=time]").fill(time);
        await form.locator("button").click();
      };
      await send("soon");
      await tab.locator("[name=time]:focus").waitFor();
      await send("45");
      await tab.waitForURL(/done=added/);
      await tab.goBack();
      expect(new URL(tab.url()).pathname).toBe("/runs");
      expect(await tab.title()).toMatch(/^Your own runs/);
      await tab.close();
    });

    it("brings two files of one name by its script, and says what became of each", async () => {
      const { tab, complaints } = await open({ name: "", route: "GET /upload", who: "owner" });
      const file = (daysAgo: number) => {
        const startMs = Date.parse(`${world.today}T06:00:00Z`) - daysAgo * 86_400_000;
        const session = { totalTimerTime: 600, totalElapsedTime: 600, totalDistance: 1800 };
        const buffer = Buffer.from(makeFit([{ startMs, session }]));
        return { name: "run.fit", mimeType: "application/octet-stream", buffer };
      };
      await tab.locator("#file").setInputFiles([file(2), file(3)]);
      await tab.locator("form[data-upload] button").click();
      await tab.waitForURL(/files=2/);
      const results = tab.locator("article", { hasText: "1 activity stored." });
      await expect.poll(() => results.count(), { timeout: 30_000 }).toBe(2);
      expect(complaints).toEqual([]);
      const uploaded = (await world.reach.activities.all("owner")).filter(
        ({ source }) => source !== "manual",
      );
      expect(uploaded).toHaveLength(2);
      await tab.close();
    });

    it("says of a folder that is dropped on it to zip that, and sends the files beside it", async () => {
      const { tab } = await open({ name: "", route: "GET /upload", who: "owner" });
      const action = await tab.locator("form[data-upload]").getAttribute("action");
      let posts = 0;
      await tab.route(action ?? "", async (route) => {
        posts += 1;
        await route.fulfill({ status: 201, headers: { "access-control-allow-origin": "*" } });
      });
      const { x = 0, y = 0 } = (await tab.locator("form[data-upload]").boundingBox()) ?? {};
      const session = await tab.context().newCDPSession(tab);
      const files = [import.meta.dirname, import.meta.filename];
      for (const type of ["dragEnter", "dragOver", "drop"] as const) {
        const data = { items: [], files, dragOperationsMask: 1 };
        await session.send("Input.dispatchDragEvent", { type, x: x + 5, y: y + 5, data });
      }
      const status = tab.locator("form[data-upload] [role=status]");
      await expect
        .poll(() => status.textContent())
        .toBe(`${uploadPage.folder.replace("{name}", "browser")} ${uploadPage.rest}`);
      expect(posts).toBe(1);
      await tab.close();
    });

    it("asks before it is left while it sends a file, and tells which of several arrived", async () => {
      const { tab } = await open({ name: "", route: "GET /upload", who: "owner" });
      let answer = () => {};
      const held = new Promise<void>((resolve) => {
        answer = resolve;
      });
      let posts = 0;
      const action = await tab.locator("form[data-upload]").getAttribute("action");
      await tab.route(action ?? "", async (route) => {
        posts += 1;
        if (posts > 1) return route.abort();
        await held;
        await route.fulfill({ status: 201, headers: { "access-control-allow-origin": "*" } });
      });
      const file = (name: string) => ({ name, mimeType: "", buffer: Buffer.from(name) });
      await tab.locator("#file").setInputFiles([file("a.fit"), file("b.fit")]);
      await tab.locator("form[data-upload] button").click();
      await expect.poll(() => posts).toBe(1);
      const asks = tab.waitForEvent("dialog");
      void tab.close({ runBeforeUnload: true });
      const dialog = await asks;
      expect(dialog.type()).toBe("beforeunload");
      await dialog.dismiss();
      answer();
      const status = tab.locator("form[data-upload] [role=status]");
      await expect
        .poll(() => status.textContent())
        .toBe(`${uploadPage.failed.replace("{name}", "b.fit")} ${uploadPage.rest}`);
      await tab.close();
    });

    it.each([true, false])(
      "tells how a history comes in, and takes nobody's place on the page, JavaScript %s",
      async (js) => {
        const { connections } = reachStrava(world.app);
        const tokens = { accessToken: "none", refreshToken: "none", expiresAtMs: 0 };
        const connection = { runnerId: "new", accountId: "1", granted: [], tokens };
        await connections.connect(connection, Date.now());
        let page = 0;
        const comes = async (activities: number, done: boolean) => {
          page += 1;
          const seen = await connections.look("new");
          if (seen === null) throw new Error("not connected");
          // The comparison that follows the last page: until it is done, the page still offers to look
          // again.
          if (done) await connections.saveComplete(seen, null, 0);
          await connections.saveBackfill(seen, { afterS: 0, page, activities, done });
        };
        await comes(3, false);
        const context = await contextOf("new", { javaScriptEnabled: js });
        const tab = await context.newPage();
        await tab.goto(`${world.app.appUrl}/connect`);
        const summary = tab.locator("#strava summary");
        await summary.focus();
        await tab.keyboard.press("Enter");
        await comes(4, false);
        const again = tab.getByRole("link", { name: layoutText.again });
        const tells = (text: string) => tab.getByText(text).waitFor({ timeout: 20_000 });
        if (js) {
          const busy = { status: 503, json: { message: "Service Unavailable" } };
          await tab.route("**/connect", (route) => route.fulfill(busy));
          await tells(layoutText.unanswered);
          expect(await again.count()).toBe(1);
          await tab.unroute("**/connect");
        } else await again.click();
        await tells(connectPage.backfill.running(4));
        expect(await again.count()).toBe(js ? 0 : 1);
        await comes(5, true);
        if (!js) await again.click();
        await tells(connectPage.backfill.done(5));
        expect(await again.count()).toBe(0);
        if (js) {
          expect(await tab.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
          expect(
            await tab.getByRole("button", { name: connectPage.disconnect.button }).isVisible(),
          ).toBe(true);
        }
        await context.close();
      },
    );

    it("shows Today with one page, one style sheet and one small script", async () => {
      const { tab, answers } = await open({ name: "", route: "GET /today", who: "runs" });
      await tab.waitForLoadState("networkidle");
      const all = await Promise.all(
        answers
          .filter((one) => !one.url().startsWith("data:"))
          .map(async (one) => ({
            type: one.request().resourceType(),
            bytes: (await one.body()).length,
          })),
      );
      expect(all.map(({ type }) => type).sort()).toEqual(["document", "script", "stylesheet"]);
      const bytesOf = (type: string) => all.find((one) => one.type === type)?.bytes ?? 0;
      expect(bytesOf("stylesheet")).toBeLessThan(15_000);
      expect(bytesOf("script")).toBeLessThan(10_000);
      expect(all.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(60_000);
      await tab.close();
    });
  },
);
