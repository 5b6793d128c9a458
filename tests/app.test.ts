import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { weekdayOf } from "../domain/calendar.ts";
import { storedCheckIn } from "../functions/messages/check-in.ts";
import { actionUrl } from "../functions/shared/http/action-links.ts";
import { cookiesIn } from "../functions/shared/http/cookie.ts";
import { unsubscribeUrl } from "../functions/shared/http/links.ts";
import { sessionCookie } from "../functions/shared/http/session.ts";
import { MEASURES } from "../functions/shared/measure.ts";
import { dayInZone, dayNumberOf } from "../functions/shared/time.ts";
import { unmet } from "../infra/local/access/decide.ts";
import type { Use } from "../infra/local/access/front-door.ts";
import { loadRunner } from "../infra/local/import/load-runner.ts";
import { type ImportedHistory, readHistory } from "../infra/local/import/read-history.ts";
import { mayInvoke } from "../infra/local/runtime/gateway.ts";
import { type LocalApp, startLocal } from "../infra/local/runtime/local-app.ts";
import { secretsOf } from "../infra/local/services/beside.ts";
import { type Services, startServices } from "../infra/local/services/start-services.ts";
import { allSimulated } from "../infra/local/services/table.ts";
import type { Model } from "../infra/local/template/model.ts";
import { readTemplate } from "../infra/local/template/read-template.ts";
import { webhookEnvironment, webhookKeys } from "../infra/webhooks/strava-keys.ts";
import { appBrowser } from "./support/app-browser.ts";
import { assemble, cacheDir } from "./support/assembly.ts";
import { NOWHERE } from "./support/doors.ts";
import { untied } from "./support/email-html.ts";
import {
  connectDueRunner,
  judgeUnfetched,
  reachStrava,
  startStravaBeside,
  takeAccessBack,
} from "./support/follow-app.ts";
import { until } from "./support/local-wait.ts";
import { makeExport } from "./support/make-export.ts";
import { makeFit } from "./support/make-files.ts";
import { makeRecord, makeShoeRecord } from "./support/make-record.ts";
import { makeRunner } from "./support/make-runner.ts";
import { makeStravaEvent } from "./support/make-strava-event.ts";
import { postFile } from "./support/post-file.ts";
import { followPolar } from "./support/provider-app.ts";
import { queueOf } from "./support/queue-of.ts";
import { byNode, byShell, scriptAbsent, tellByScript } from "./support/script-app.ts";
import { mailsOf, pacedByTest, reach, sessionOf } from "./support/whole-app.ts";

/*
 * The whole application as it is declared: the real stack, synthesized and bundled, run locally.
 */

const NOW = "2021-09-13T06:00:00.000Z";

let strava: Awaited<ReturnType<typeof startStravaBeside>>;
let services: Services;
let assemblyDir: string;
let folder: string;
let history: ImportedHistory;
const open: LocalApp[] = [];
const logged: string[] = [];

/** One run of 5 km on each of four Sundays, then one of 10 km, with names that must not reach a log. */
const CSV = makeExport([
  { id: "1", date: "Aug 15, 2021, 5:00:00 PM", gear: "7.0", gearName: "Blue pair" },
  { id: "2", date: "Aug 22, 2021, 5:00:00 PM", gear: "7.0" },
  { id: "3", date: "Aug 29, 2021, 5:00:00 PM", gear: "7.0" },
  { id: "4", date: "Sep 5, 2021, 5:00:00 PM", gear: "7.0", name: "<b>Past the old mill</b>" },
  { id: "5", date: "Sep 12, 2021, 5:00:00 PM", gear: "7.0", metres: "10000", km: "10.00" },
  { id: "6", date: "soon" },
]);

beforeAll(async () => {
  assemblyDir = await assemble();
  strava = await startStravaBeside();
  services = await startServices({ port: 0, services: allSimulated });
  folder = await mkdtemp(join(tmpdir(), "stridewell-app-"));
  const path = join(folder, "activities.csv");
  await writeFile(path, CSV);
  const reading = await readHistory(path, "UTC");
  if (reading.kind === "unreadable") throw new Error(reading.line);
  ({ history } = reading);
});
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});
afterAll(async () => {
  await strava.strava.close();
  await services.close();
  await rm(folder, { recursive: true, force: true });
});

const CLIENT_SECRET = "a client secret of no application";

/** What each application logged, kept apart from what those running beside it log. */
const loggedBy = new WeakMap<LocalApp, string[]>();

async function start(
  tamper: (model: Model) => Model = (model) => model,
  { tamper: ofPart, ...mailQuota }: Pick<Part, "mailQuota" | "tamper"> = {},
): Promise<LocalApp> {
  const lines: string[] = [];
  const started = await startLocal({
    assemblyDir,
    dataDir: "memory",
    appPort: 0,
    inboxPort: 0,
    cacheDir,
    parameters: { ...strava.parameters, ...secretsOf(services) },
    ...mailQuota,
    log: ({ from, text }) => {
      lines.push(`${from} ${text}`);
      logged.push(`${from} ${text}`);
    },
    environment: webhookEnvironment(CLIENT_SECRET),
    tamper: (model) => tamper(ofPart?.(pacedByTest(model)) ?? pacedByTest(model)),
  });
  if (started.kind !== "started") throw new Error(started.lines.join("\n"));
  open.push(started.app);
  loggedBy.set(started.app, lines);
  return started.app;
}

const NO_QUIET = { quietFromMinute: 0, quietToMinute: 0, topicsOff: [], pause: null };

const wanted = () => ({ history, asOf: "2021-09-12", zone: "UTC" });
const nobody = { history: null, asOf: null, zone: "UTC" };
const quiet = () => undefined;

describe("a Strava export brought in by the real way", () => {
  it("ends as a digest in the inbox, with its spike, and one-click unsubscribe", async () => {
    const app = await start();
    const loaded = await loadRunner(app, wanted(), NOW, quiet);
    expect(loaded).toEqual([
      "Imported 5 activities, left out 1.",
      expect.stringContaining('row 7: Activity Date is "soon"'),
      "To see it on the pages, sign in as you@stridewell.test: the code arrives in the inbox.",
      "The digest for the week to 2021-09-12 is in the inbox.",
    ]);
    const [mail, ...others] = await mailsOf(app);
    expect(others).toEqual([]);
    expect(mail?.destination.to).toEqual(["you@stridewell.test"]);
    expect(mail?.subject).toBe("Your week: 10.0 km, one run much longer than usual");
    for (const part of [mail?.body.text, mail?.body.html]) {
      expect(untied(part ?? "")).toContain("2.00 × your longest in the 30 days before (5.00 km)");
      expect(part).toContain("Blue pair");
    }
    expect(mail?.body.html).toMatch(/<img src="data:image\/png;base64,[\w+/=]{5000,}" width="520"/);
    expect(mail?.headers.map(({ name }) => name)).toEqual([
      "List-Unsubscribe",
      "List-Unsubscribe-Post",
      "Auto-Submitted",
    ]);
    expect(app.denials()).toEqual([]);
    expect([...new Set(Object.values(app.deadLetters()))]).toEqual([0]);
  });

  it("twice changes nothing: not the table, not the inbox", async () => {
    const app = await start();
    await loadRunner(app, wanted(), NOW, quiet);
    // Only the reservation of the address, which ends in a minute, is made anew.
    const items = async () => {
      const all = await reach(app).scan();
      return all.map((item) => item.replace(/"reservedUntilMs":\d+/, ""));
    };
    const before = await items();
    await loadRunner(app, wanted(), "2021-09-14T06:00:00.000Z", quiet);
    expect(await items()).toEqual(before);
    expect(await mailsOf(app)).toHaveLength(1);
  });

  it("can be stopped by the link in its mail: opened it asks, posted it stops", async () => {
    const app = await start();
    await loadRunner(app, wanted(), NOW, quiet);
    const [mail] = await mailsOf(app);
    const link =
      mail?.headers.find(({ name }) => name === "List-Unsubscribe")?.value.slice(1, -1) ?? "";

    const asked = await fetch(link);
    expect(asked.status).toBe(200);
    expect((await reach(app).runners.find("you"))?.digest.on).toBe(true);

    const stopped = await fetch(link, { method: "POST", body: "List-Unsubscribe=One-Click" });
    expect(stopped.status).toBe(200);
    await reach(app).askCheckup({ runnerId: "you", day: "2021-09-19" });
    await app.idle();
    expect(await mailsOf(app)).toHaveLength(1);

    const other = await fetch(link.replace("/you/", "/somebody/"), { method: "POST" });
    expect(other.status).toBe(404);
  });

  it("says so where no digest is written: its link stopped it, or a message was given up on", async () => {
    const app = await start();
    await loadRunner(app, wanted(), NOW, quiet);
    const [mail] = await mailsOf(app);
    await fetch(
      mail?.headers.find(({ name }) => name === "List-Unsubscribe")?.value.slice(1, -1) ?? "",
      { method: "POST" },
    );
    const stopped = await loadRunner(app, { ...wanted(), asOf: "2021-09-05" }, NOW, quiet);
    expect(stopped.at(-1)).toContain("No digest was written");

    let laidAside = 3;
    const failing = { ...app, deadLetters: () => ({ some: laidAside++ }) };
    expect((await loadRunner(failing, wanted(), NOW, quiet)).at(-1)).toContain("1 messages failed");
    expect(await mailsOf(app)).toHaveLength(1);
  });

  it("is mentioned in the digest alone; a spike that comes later gets a message of its own", async () => {
    const app = await start();
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
    const { runners, activities } = reach(app);
    const runner = makeRunner({ id: "you", zone: "UTC", nudges: NO_QUIET });
    await runners.create(runner);
    for (const ago of [5, 12, 19, 1]) {
      const when = { day: day(ago).slice(0, 10), startAt: day(ago) };
      await activities.save("you", makeRecord({ sourceId: String(ago), ...when }));
    }

    const { cookies, csrf } = await sessionOf(runner);
    const browser = appBrowser(app.appUrl, cookies);
    const run = { at: "", distance: "10", time: "50", kind: "run", name: "", effort: "" };
    const spike = { csrf, id: "a-new-spike", day: day(0).slice(0, 10), ...run };
    expect((await browser.post("/runs/add", spike)).status).toBe(303);
    // If two workers looked into it at once, one would leave it to the other and come back only minutes
    // later.
    await app.idle();
    expect((await browser.post("/runs/add", spike)).status).toBe(303);
    await app.idle();
    const [mail, ...others] = await mailsOf(app);
    expect(others).toEqual([]);
    expect(mail?.subject).toContain("10.0 km: much longer than your recent runs");
    // Where the lines break depends on how long the day's name is.
    expect(mail?.body.text.replaceAll(/\s+/g, " ")).toContain(
      "2.00 × your longest in the 30 days before (5.00 km)",
    );

    const link =
      mail?.headers.find(({ name }) => name === "List-Unsubscribe")?.value.slice(1, -1) ?? "";
    expect(await (await fetch(link)).text()).toContain("Stop messages about your training load?");
    expect((await runners.find("you"))?.nudges.topicsOff).toEqual([]);
    expect((await fetch(link, { method: "POST" })).status).toBe(200);
    expect((await runners.find("you"))?.nudges.topicsOff).toEqual(["load"]);
    expect(app.denials()).toEqual([]);
    expect([...new Set(Object.values(app.deadLetters()))]).toEqual([0]);
  });

  it("broken off leaves its runner, so that the next start brings no demo runner beside it", async () => {
    const app = await start();
    const last = {
      ...makeRecord(),
      get sourceId(): string {
        throw new Error("killed");
      },
    };
    const half = { ...history, records: [...history.records.slice(0, 2), last] };
    const killed = loadRunner(app, { ...wanted(), history: half }, NOW, quiet);
    await expect(killed).rejects.toThrow("killed");
    expect(await loadRunner(app, nobody, NOW, quiet)).toEqual([]);
    await app.idle();
    expect(await reach(app).activities.all("you")).toHaveLength(2);
    expect(await mailsOf(app)).toEqual([]);
    await loadRunner(app, wanted(), NOW, quiet);
    expect(await reach(app).activities.all("you")).toHaveLength(5);
  });
});

describe("the demo runner", () => {
  it("gets a digest that says it is generated, with the shoes and the sore hip", async () => {
    const app = await start();
    const loaded = await loadRunner(app, nobody, "2026-11-22T20:00:00.000Z", quiet);
    expect(JSON.stringify(loaded)).toContain("generated");
    // Whoever starts the application is told how to look at it.
    expect(JSON.stringify(loaded)).toContain("sign in as demo@stridewell.test");
    expect((await reach(app).runners.findByEmail("demo@stridewell.test"))?.generated).toBe(true);
    const [mail] = await mailsOf(app);
    expect(mail?.body.text).toMatch(/generated/i);
    expect(mail?.body.text).toContain("YOUR HIP");
    expect(mail?.body.text).toContain("Generated daily trainer");

    await loadRunner(app, nobody, "2026-11-24T20:00:00.000Z", quiet);
    expect(await mailsOf(app)).toHaveLength(1);
  });

  it("does not come where somebody is already", async () => {
    const app = await start();
    await loadRunner(app, wanted(), NOW, quiet);
    await loadRunner(app, nobody, NOW, quiet);
    expect(await mailsOf(app)).toHaveLength(1);
  });
});

/** An event from Strava about an athlete whom nobody here knows. */
const EVENT = makeStravaEvent();

const OWNER = "you@stridewell.test";

/**
 * What no log may hold: names from Strava, and every link, key or token that opened something in these
 * tests.
 */
const ATHLETE = "Ravensbourne";
const ACTIVITY = "Along the canal with Grandma";
const secrets: string[] = [];

type Browser = ReturnType<typeof appBrowser>;

/**
 * A new runner signs in, agrees and connects Strava. Returns the athlete's id, or the first thing that went
 * wrong.
 */
async function joinWithStrava(
  app: LocalApp,
  browser: Browser,
): Promise<{ readonly athleteId: string } | string> {
  const denied = () => app.denials().length > 0;
  const asked = await browser.post("/sign-in", { email: OWNER, next: "/connect" });
  if (asked.status !== 303) return `sign-in: ${asked.status}`;
  const mail = async () =>
    (await mailsOf(app)).find(({ destination }) => destination.to.includes(OWNER));
  await until(async () => denied() || (await mail()) !== undefined);
  const code = /(\d{4}) (\d{4})/.exec((await mail())?.body.text ?? "")?.[0];
  if (code === undefined) return "no mail to sign in with";
  const opener = /\/sign-in\/link\/([\w-]+)/.exec((await mail())?.body.text ?? "")?.[1];
  if (opener === undefined) return "no link to sign in with";
  secrets.push(code, code.replace(" ", ""), opener);
  const proven = await browser.post("/sign-in/code", { code });
  if (proven.to !== "/join") return `code: ${proven.status}`;
  const joined = await browser.post("/join", { health: "yes", age: "yes", zone: "Europe/Berlin" });
  if (joined.to !== "/connect") return `join: ${joined.status}`;

  const { html } = await browser.get("/connect");
  const link = /href="([^"]+authorize[^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
  if (link === undefined) return "no link to Strava";
  const { control } = strava.strava;
  const athleteId = control.addAthlete({ lastname: ATHLETE }).id;
  const back = await control.approve(link, { athleteId });
  secrets.push(back.searchParams.get("code") ?? "", ...browser.cookieValues());
  const connected = await browser.get(`${back.pathname}${back.search}`);
  return connected.to === "/connect" ? { athleteId } : `callback: ${connected.status}`;
}

/** The same, and then disconnects and signs out. */
async function joinAndConnect(app: LocalApp): Promise<string | null> {
  const browser = appBrowser(app.appUrl);
  const denied = () => app.denials().length > 0;
  const joined = await joinWithStrava(app, browser);
  if (typeof joined === "string") return joined;
  const isHere = async () =>
    (await browser.get("/connect")).html.includes("When you connected, Strava had no activities");
  await until(async () => denied() || (await isHere()));
  const looksBack = async () =>
    (await browser.get("/training?weeks=52")).html.includes("from Strava again");
  await until(async () => denied() || (await looksBack()));
  const csrf = await browser.csrfOn("/connect");
  const left = await browser.post("/connect/strava/disconnect", { csrf });
  if (left.to !== "/connect") return `disconnect: ${left.status}`;
  const out = await browser.post("/sign-out", { csrf, where: "everywhere" });
  return out.status === 303 ? null : `sign-out: ${out.status}`;
}

const NEW_ADDRESS = "new@stridewell.test";

/** A runner reports pain, changes settings and email address, exports their data and deletes the account. */
async function tellAndLeave(app: LocalApp): Promise<string | null> {
  const browser = appBrowser(app.appUrl);
  const denied = () => app.denials().length > 0;
  const joined = await joinWithStrava(app, browser);
  if (typeof joined === "string") return joined;
  const csrf = await browser.csrfOn("/settings");
  const mailTo = async (to: string, words: string) =>
    (await mailsOf(app)).find(
      ({ destination, subject }) => destination.to.includes(to) && subject.includes(words),
    );
  const arrives = async (to: string, words: string) => {
    await until(async () => denied() || (await mailTo(to, words)) !== undefined, 60_000);
    return mailTo(to, words);
  };

  const day = new Intl.DateTimeFormat("sv", { timeZone: "Europe/Berlin" }).format(new Date());
  const told = await browser.post("/check-in", { csrf, id: "check-in-1", day, places: "outside" });
  if (told.to !== `/check-in/${day}/check-in-1/urgent`) return `check-in: ${told.status}`;
  await browser.post(told.to, { csrf, saddleNumbness: "yes" });
  const { html } = await browser.get(`/check-in/${day}/check-in-1`);
  if (!html.includes("Get emergency care now")) return "no answer to the check-in";
  if ((await arrives(OWNER, "Please read this now")) === undefined) return "no red flag by mail";
  const removed = await browser.post(`/check-in/${day}/check-in-1/delete`, { csrf });
  if (removed.to !== "/check-in") return `check-in deleted: ${removed.status}`;

  const rates = { section: "body", max: "188", rest: "52", sex: "female" };
  const kept = await browser.post("/settings", { csrf, ...rates });
  if (kept.to !== "/settings?saved=body#body") return `settings: ${kept.status}`;
  await browser.post("/settings/address", { csrf, email: NEW_ADDRESS });
  const mail = await arrives(NEW_ADDRESS, "Confirm");
  const link = /\/settings\/address\/[\w-]+/.exec(mail?.body.text ?? "")?.[0];
  // No email arrives if this application may not send it.
  if (link === undefined) return "no link to the new address";
  secrets.push(link, csrf);
  const moved = await browser.post(link, { csrf });
  if (moved.to !== "/settings?saved=address#address") return `address: ${moved.status}`;
  const taken = await browser.get("/settings/export/everything");
  if (taken.status !== 200) return `export: ${taken.status}`;

  // The change began a new session, whose forms have a token of their own.
  const token = await browser.csrfOn("/settings/delete");
  secrets.push(token);
  const left = await browser.post("/settings/delete", { csrf: token, word: "delete" });
  if (left.to !== "/goodbye") return `delete: ${left.status}`;
  const { control } = strava.strava;
  await until(() => denied() || !control.isConnected(joined.athleteId), 60_000);
  if (denied()) return null;

  // Giving access back takes two minutes more, so a runner without a connection shows the last email.
  const { runners, filesOf, erase } = reach(app);
  const leaver = makeRunner({ id: "leaver", nextDigestAt: null });
  await runners.create(leaver);
  const { cookies } = await sessionOf(leaver);
  const sent = await postFile(appBrowser(app.appUrl, cookies), "run.fit", new Blob(["unread"]));
  if (denied()) return null;
  if (sent.status !== 303 || (await filesOf("leaver")).length !== 1) return "no file in the bucket";
  await erase("leaver");
  const farewell = await arrives("leaver@example.com", "deleted");
  if (farewell === undefined) return "no last mail";
  return (await filesOf("leaver")).length === 0 ? null : "a file that outlived its runner";
}

/** The model in which no worker reads uploaded files, so they stay where they are. */
function withoutImport(model: Model): Model {
  const { arn } = queueOf(model, "ImportFileQueue");
  const queueSources = model.queueSources.filter(({ queueArn }) => queueArn !== arn);
  return { ...model, queueSources };
}

/**
 * A digest goes to a dead address and a nudge arrives; the next one of each finds the quota used up, and so does the
 * last email of whoever leaves.
 */
async function exerciseMail(app: LocalApp): Promise<string | null> {
  const { runners, checkIns, askCheckup, askNudges, erase } = reach(app);
  const denied = () => app.denials().length > 0;
  const isStopped = async () => (await runners.find("due"))?.mailStopped?.reason === "bounce";
  await until(async () => denied() || (await isStopped()), 60_000);
  const flag = async (id: string) => {
    await runners.create(makeRunner({ id, nextDigestAt: null }));
    const day = new Date().toISOString().slice(0, 10);
    const checkIn = { id: "c1", day, places: ["outside"], saddleNumbness: true };
    await checkIns.save(id, storedCheckIn.parse(checkIn));
    await askNudges(id);
  };
  if (!denied()) await flag("flagged");
  await until(async () => denied() || (await mailsOf(app)).length === 2, 60_000);
  if (denied()) return null;
  await runners.create(makeRunner({ id: "waits", nextDigestAt: null }));
  await askCheckup({ runnerId: "waits", day: "2021-09-12" });
  const isHeldBack = (times: number) =>
    (loggedBy.get(app) ?? []).filter((line) => line.includes("1 failed and will be retried"))
      .length >= times;
  await until(() => denied() || isHeldBack(1), 60_000);
  if (denied()) return null;
  await flag("later");
  await until(() => denied() || isHeldBack(2), 60_000);
  if (denied()) return null;
  await runners.create(makeRunner({ id: "leaves", nextDigestAt: null }));
  await erase("leaves");
  await until(() => denied() || isHeldBack(3), 60_000);
  return (await mailsOf(app)).length === 2 ? null : "not as many mails as the quota";
}

/** Each runner who is due gets a check-up or a comparison. */
async function judgeDue(app: LocalApp): Promise<string | null> {
  const { runners, activities, shoes, checkIns, wakes } = reach(app);
  const denied = () => app.denials().length > 0;
  // Only just due, since a digest that is days late is left out.
  const nextDigestAt = new Date(Date.now() - 60_000).toISOString();
  const email = "bounce@simulator.amazonses.com";
  await runners.create(makeRunner({ id: "due", email, nextDigestAt }));

  await activities.save("due", makeRecord());
  await shoes.save("due", makeShoeRecord());
  const checkIn = { id: "c1", day: "2021-09-12", places: ["outside"] };
  await checkIns.save("due", storedCheckIn.parse(checkIn));
  await connectDueRunner(app, strava.strava);
  await wakes.wakeAt("due", NOW, NOW);

  for (const { name } of app.model.schedules) {
    const outcome = await app.runSchedule(name);
    if (outcome.kind !== "done") return `schedule: ${outcome.kind}`;
  }
  let idle = false;
  void app.idle().then(() => {
    idle = true;
  });
  await until(() => denied() || idle, 60_000);
  if (denied()) return null;
  if ((await mailsOf(app)).length !== 1) return "no digest";
  const fetched = await reachStrava(app).activities.all("on-strava");
  return fetched.length === 1 ? exerciseMail(app) : "no run from Strava";
}

/** What anyone can send who knows a URL: a click on an emailed link, Strava's event, Strava's challenge. */
async function callFromOutside(app: LocalApp): Promise<string | null> {
  const runner = makeRunner({ id: "linked" });
  await reach(app).runners.create(runner);
  const link = unsubscribeUrl(app.appUrl, runner, "digest");
  const done = actionUrl(
    app.appUrl,
    runner,
    { do: "exercises-done", day: "2021-09-14", tips: ["G1"] },
    Date.now(),
  );
  const { pathKey, verifyToken } = webhookKeys(CLIENT_SECRET);
  const webhook = `${app.appUrl}/webhooks/strava/${pathKey}`;
  for (const [url, init] of [
    [`${app.appUrl}/`, {}],
    [link, {}],
    [link, { method: "POST" }],
    [done, {}],
    [done, { method: "POST" }],
    [`${webhook}?hub.mode=subscribe&hub.challenge=c&hub.verify_token=${verifyToken}`, {}],
    [webhook, { method: "POST", body: EVENT }],
  ] as const) {
    const { status } = await fetch(url, init);
    secrets.push(url.split("/").at(-1) || pathKey);
    if (status !== 200) return `${status} of ${new URL(url).pathname.split("/")[1]}`;
  }
  return null;
}

interface Part {
  /** Returns what went wrong, or null if nothing did. */
  readonly work: (app: LocalApp) => Promise<string | null>;
  readonly mailQuota?: number;
  readonly tamper?: (model: Model) => Model;
}

/**
 * A signed-in runner looks at each page, adds a pair, changes it, says what was worn and notes an exercise.
 */
async function lookAndKeepShoes(app: LocalApp): Promise<string | null> {
  const { runners, activities, shoes } = reach(app);
  const runner = makeRunner({ id: "looking" });
  await runners.create(runner);
  const day = dayInZone(Date.now(), runner.zone);
  await activities.save(runner.id, makeRecord({ sourceId: "1", day, sessionRpe: 5 }));
  await shoes.save(runner.id, makeShoeRecord());
  const [session = ""] = (await sessionCookie(runner, Date.now())).split(";");
  const browser = appBrowser(app.appUrl, cookiesIn([session]));
  for (const [path, words] of [
    ["/today", "Next run, at most"],
    ["/training", "<svg"],
    ["/shoes", "Add a pair"],
    ["/routine", "Before a run"],
  ] as const) {
    const { status, html } = await browser.get(path);
    if (status !== 200 || !html.includes(words)) return `${path}: ${status}`;
  }
  const csrf = await browser.csrfOn("/shoes");
  const pair = { name: "Blue pair", start: "100", notice: "", replace: "600" };
  for (const [form, fields] of [
    ["add", { ...pair, id: "of-the-app-test" }],
    ["change", { ...pair, shoe: "own:of-the-app-test", replace: "700" }],
    ["defaults", { run: "own:of-the-app-test" }],
    ["worn", { run: "strava-export:1", shoe: "own:of-the-app-test" }],
    ["same", { shoe: "own:of-the-app-test", as: "strava-export:s1" }],
    ["two", { shoe: "own:of-the-app-test" }],
  ] as const) {
    const { status } = await browser.post(`/shoes/${form}`, { csrf, ...fields });
    if (status !== 303) return `/shoes/${form}: ${status}`;
  }
  const { status, to } = await browser.post("/routine/done", { csrf, day, tips: "G1" });
  if (status !== 303) return `/routine/done: ${status}`;
  const { html } = await browser.get(to ?? "");
  if (!html.includes("1 day with strength")) return "nothing noted";
  const listed = (await browser.get("/shoes")).html;
  if (!listed.includes("105 km of 700 km")) return "wrong distance";
  const gone = await browser.post("/shoes/remove", { csrf, shoe: "own:of-the-app-test" });
  return gone.status === 303 ? null : `/shoes/remove: ${gone.status}`;
}

/** The owner looks at the operator's page and redrives a dead letter; nobody else finds that page. */
async function operate(app: LocalApp): Promise<string | null> {
  const { runners, layAside } = reach(app);
  const signedIn = async (id: string, email: string) => {
    const runner = makeRunner({ id, email, nextDigestAt: "2100-01-04T06:00:00.000Z" });
    await runners.create(runner);
    const [session = ""] = (await sessionCookie(runner, Date.now())).split(";");
    return appBrowser(app.appUrl, cookiesIn([session]));
  };
  const owner = await signedIn("owner", OWNER);
  const other = await signedIn("other", "other@example.com");
  const denied = () => app.denials().length > 0;
  const nowhere = await (await fetch(`${app.appUrl}/nowhere`)).text();
  if ((await other.get("/operator")).html !== nowhere) return "another runner sees the page";
  await layAside({ runnerId: "owner", day: "2021-09-12" });
  const shown = async () => (await owner.get("/operator")).html;
  if (!(await shown()).includes("Redrive RunCheckup")) return "no dead letter shown";
  const form = { csrf: await owner.csrfOn("/operator"), queue: "RunCheckup", mended: "yes" };
  const { to } = await owner.post("/operator/redrive", form);
  if (to !== "/operator?said=started") return `redrive: ${to}`;
  const isSent = async () =>
    (await mailsOf(app)).some(({ destination }) => destination.to.includes(OWNER));
  await until(async () => denied() || (await isSent()), 60_000);
  return (await shown()).includes("There are no dead letters") ? null : "still laid aside";
}

/** A signed-in runner adds a run by hand, corrects it and deletes it. */
async function typeRunsIn(app: LocalApp): Promise<string | null> {
  const { runners, activities } = reach(app);
  const runner = makeRunner({ id: "typing", nextDigestAt: null });
  await runners.create(runner);
  const [session = ""] = (await sessionCookie(runner, Date.now())).split(";");
  const browser = appBrowser(app.appUrl, cookiesIn([session]));
  const csrf = await browser.csrfOn("/runs");
  const day = dayInZone(Date.now(), runner.zone);
  const run = { day, at: "", distance: "8", time: "45", kind: "run", name: "", effort: "4" };
  const kept = await browser.post("/runs/add", { csrf, id: "of-the-app-test", ...run });
  if (kept.status !== 303) return `/runs/add: ${kept.status}`;
  const changed = await browser.post("/runs/change", {
    csrf,
    run: "of-the-app-test",
    ...run,
    distance: "9",
  });
  if (changed.status !== 303) return `/runs/change: ${changed.status}`;
  if ((await activities.all("typing"))[0]?.distanceM !== 9000) return "not changed";
  const removed = await browser.post("/runs/remove", { csrf, run: "of-the-app-test" });
  if (removed.status !== 303) return `/runs/remove: ${removed.status}`;
  return (await activities.all("typing")).length === 0 ? null : "not removed";
}

/**
 * One runner is reminded, the next finds the quota used up, a third wants no emails; a calendar subscribes.
 */
async function remindAndSubscribe(app: LocalApp): Promise<string | null> {
  const { runners, reminders: wakes } = reach(app);
  const denied = () => app.denials().length > 0;
  const now = new Date();
  const dueAt = new Date(now.setUTCMinutes(0, 0, 0)).toISOString();
  const weekday = weekdayOf(dayNumberOf(dueAt.slice(0, 10)));
  const planned = { weekdays: [weekday], hour: now.getUTCHours(), email: true };
  const isDue = async (id: string, email = true) => {
    const reminders = { ...planned, email };
    const runner = makeRunner({ id, zone: "UTC", nudges: NO_QUIET, nextDigestAt: null, reminders });
    await runners.create(runner);
    await wakes.wakeAt(id, dueAt);
    return runner;
  };
  const clock = app.model.schedules.find(({ name }) => name.includes("FindReminders"))?.name ?? "";
  const reminded = await isDue("reminded");
  await isDue("stopped", false);
  if ((await app.runSchedule(clock)).kind !== "done") return "no reminder was looked for";
  await until(async () => denied() || (await mailsOf(app)).length === 1, 60_000);
  if (denied()) return null;
  await isDue("waits");
  await app.runSchedule(clock);
  const isHeldBack = () =>
    (loggedBy.get(app) ?? []).some((line) => line.includes("1 failed and will be retried"));
  await until(() => denied() || isHeldBack(), 60_000);
  if (denied()) return null;

  const [session = ""] = (await sessionCookie(reminded, Date.now())).split(";");
  const browser = appBrowser(app.appUrl, cookiesIn([session]));
  const csrf = await browser.csrfOn("/routine");
  const made = await browser.post("/routine/feed", { csrf, feed: "new" });
  if (made.status !== 303) return `/routine/feed: ${made.status}`;
  const { html } = await browser.get("/routine");
  const feed = await fetch(/id="feed"[^>]*value="([^"]+)"/.exec(html)?.[1] ?? app.appUrl);
  return (await feed.text()).startsWith("BEGIN:VCALENDAR") ? null : `feed: ${feed.status}`;
}

/** A signed-in runner uploads files with the page's form, posted as a browser without scripts does. */
async function bringFile(app: LocalApp): Promise<string | null> {
  const { runners, activities, shoes, uploads, uploaded, tellOfFile } = reach(app);
  const denied = () => app.denials().length > 0;
  const runner = makeRunner({ id: "bringing", nextDigestAt: null });
  await runners.create(runner);
  const [session = ""] = (await sessionCookie(runner, Date.now())).split(";");
  const browser = appBrowser(app.appUrl, cookiesIn([session]));
  const bring = (name: string, content: string | Uint8Array) =>
    postFile(browser, name, new Blob([new Uint8Array(Buffer.from(content))]));
  const startMs = Date.now() - 3_600_000;
  const session1 = { totalTimerTime: 600, totalElapsedTime: 600, totalDistance: 1800 };
  const sent = await bring("run.fit", makeFit([{ startMs, session: session1 }]));
  if (denied()) return null;
  if (sent.status !== 303) return `bucket: ${sent.status}`;
  const page = () => browser.get(sent.back);
  await until(async () => denied() || (await page()).html.includes("1 activity stored."));
  if (denied()) return null;
  await bring("activities.csv", CSV);
  await until(async () => denied() || (await shoes.all("bringing")).length === 1);
  await until(async () => denied() || (await activities.all("bringing")).length === 6);
  if (denied()) return null;
  // A pair that has a new name is written again.
  await bring("again.csv", CSV.replaceAll("Blue pair", "Red pair"));
  await until(async () => denied() || (await shoes.all("bringing"))[0]?.name === "Red pair");
  if (denied()) return null;
  // An event may arrive twice.
  await tellOfFile(new URL(sent.back, app.appUrl).searchParams.get("key") ?? "");
  const isGone = () => (loggedBy.get(app) ?? []).some((line) => line.includes("outcome=gone"));
  await until(() => denied() || isGone());
  if (denied()) return null;
  const csrf = await browser.csrfOn("/routine");
  const { html } = await browser.get("/upload");
  for (const [link = "", upload = ""] of html.matchAll(/\/upload\/undo\?upload=([\w-]+)/g)) {
    const asked = await browser.get(link);
    if (asked.status !== 200) return `${link}: ${asked.status}`;
    const undone = await browser.post("/upload/undo", { csrf, upload });
    if (undone.status !== 303) return `/upload/undo: ${undone.status}`;
  }
  const left = [...(await activities.all("bringing")), ...(await shoes.all("bringing"))];
  if (left.length > 0) return `not undone: ${left.length}`;
  // Undone while its last file waits to be read, and one of its runs was being stored.
  const opened = (await browser.get("/upload")).html;
  const uploadId = /uploads\/bringing\/([\w-]+)\//.exec(opened)?.[1] ?? "";
  await uploads.noteUndone("bringing", uploadId);
  await uploaded.save("bringing", makeRecord({ source: "file" }), uploadId, new Set());
  const fit = makeFit([{ startMs, session: session1 }]);
  await postFile(browser, "late.fit", new Blob([new Uint8Array(fit)]), opened);
  await until(async () => denied() || (await activities.all("bringing")).length === 0);
  return null;
}

/** Everything that the application does; each part runs in an application of its own. */
const parts: readonly Part[] = [
  // The mail service takes two emails a day here, so the third is held back.
  { work: judgeDue, mailQuota: 2 },
  { work: callFromOutside },
  { work: joinAndConnect },
  { work: lookAndKeepShoes },
  { work: operate },
  { work: async (app) => (await typeRunsIn(app)) ?? (await tellByScript(app, byNode)) },
  { work: bringFile },
  { work: remindAndSubscribe, mailQuota: 1 },
  { work: (app) => followPolar(app, services.of("polar"), (opened) => secrets.push(opened)) },
  { work: tellAndLeave, tamper: withoutImport },
  {
    work: async (app) => {
      await takeAccessBack(app, strava.strava);
      return null;
    },
  },
  {
    work: async (app) => {
      await judgeUnfetched(app, strava.strava);
      return null;
    },
  },
];

/** What went wrong in one part; empty if nothing did. */
async function exercise(app: LocalApp, { work }: Part): Promise<string[]> {
  const fault = await work(app);
  const denied = app.denials().map(({ action }) => `denied ${action}`);
  return fault === null ? denied : [fault, ...denied];
}

let model: Model | undefined;
function modelOf(): Model {
  if (model !== undefined) return model;
  const read = readTemplate({
    assemblyDir,
    account: "000000000000",
    region: "us-east-1",
    urls: { app: "http://localhost", queue: (name) => `http://localhost/${name}` },
  });
  if (read.kind === "refused") throw new Error(read.lines.join("\n"));
  model = read.model;
  return model;
}

/** Whether this is a function's role, and not a schedule's or an alarm's. */
function isFunctionRole({ arn }: { readonly arn: string }): boolean {
  return modelOf().functions.some(({ roleArn }) => roleArn === arn);
}

/** Each of these spends most of its time waiting for processes to start, so three run at a time. */
async function threeAtATime<T>(items: readonly T[], work: (item: T) => Promise<void>) {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all([worker(), worker(), worker()]);
}

it.skipIf(scriptAbsent !== "")(
  `a runner's own webhook takes what the documentation's script sends${scriptAbsent}`,
  { timeout: 60_000 },
  async () => {
    expect(await tellByScript(await start(), byShell)).toBeNull();
  },
);

describe("what a role allows", () => {
  const used = new Map<Use, Part>();
  it("suffices: everything works and nothing is refused", { timeout: 300_000 }, async () => {
    await threeAtATime(parts, async (part) => {
      const app = await start(undefined, part);
      expect(await exercise(app, part)).toEqual([]);
      for (const use of app.uses()) used.set(use, part);
      await app.close();
    });
  });

  /** What a role allows, one action on one resource each, with its calls of that action and the role without it. */
  const grants = () =>
    modelOf().roles.flatMap((role) => {
      const pairs = role.statements.flatMap(({ actions, resources }) =>
        actions.flatMap((action) => resources.map((resource) => ({ action, resource }))),
      );
      return pairs.map(({ action, resource }) => ({
        role,
        action,
        resource,
        uses: [...used.keys()].filter(
          ({ roleArn, need }) =>
            roleArn === role.arn && need.action.toLowerCase() === action.toLowerCase(),
        ),
        without: {
          ...role,
          statements: role.statements.flatMap((statement) => [
            { ...statement, actions: statement.actions.filter((other) => other !== action) },
            {
              ...statement,
              actions: statement.actions.filter((other) => other === action),
              resources: statement.resources.filter((other) => other !== resource),
            },
          ]),
        },
      }));
    });

  /**
   * The owner's page redrives one queue here and the services' functions read one secret: what stands for all of
   * its kind there. Each other grant stands for itself.
   */
  const kindOf = ({ role, action, resource }: ReturnType<typeof grants>[number]) => {
    const isRedrive = role.logicalId.startsWith("WebRedriveQueue") && action.startsWith("sqs:");
    const kind = isRedrive ? "any queue" : resource.replace(/(\/services\/)\w+$/, "$1any");
    return `${role.logicalId} ${action} ${kind}`;
  };

  it("is needed, each action of it on each resource: without it a call that was made is refused", () => {
    const all = grants();
    expect(all.length).toBeGreaterThan(200);
    const needed = all.filter(({ uses, without }) =>
      uses.some(({ need }) => unmet(without, need) !== null),
    );
    const unneeded = all
      // Calls that pass no front door, such as a schedule's, lose their grants for real below.
      .filter(({ role, uses }) => isFunctionRole(role) || uses.length > 0)
      .map(kindOf)
      .filter((kind) => !needed.some((one) => kindOf(one) === kind));
    expect(unneeded).toEqual([]);
  });

  /*
   * The rule above decides the recorded calls again on paper. This test shows that the running application
   * gets the same decision: at each service's front door, and for each role that is not a function's, such
   * as a schedule's.
   */
  it("taken away, one action of each service, shows as a fault", { timeout: 300_000 }, async () => {
    const placeOf = ({ role, action }: { role: { arn: string }; action: string }) =>
      isFunctionRole(role) ? action.split(":")[0] : role.arn;
    const shown = grants().filter(
      ({ role, uses, without }) =>
        !isFunctionRole(role) || uses.some(({ need }) => unmet(without, need) !== null),
    );
    const oneOfEach = new Map(shown.map((grant) => [placeOf(grant), grant]));
    expect(oneOfEach.size).toBeGreaterThan(5);
    const unseen: string[] = [];
    await threeAtATime([...oneOfEach.values()], async ({ role, action, uses, without }) => {
      const [part] = uses.flatMap((use) => used.get(use) ?? parts);
      const tamper = (model: Model): Model => ({
        ...model,
        roles: model.roles.map((other) => (other.arn === role.arn ? without : other)),
      });
      for (const one of part === undefined ? parts : [part]) {
        const app = await start(tamper, one);
        const faults = await exercise(app, one);
        await app.close();
        if (faults.length > 0) return;
      }
      unseen.push(`${role.logicalId} ${action}`);
    });
    expect(unseen).toEqual([]);
  });

  it("is needed, each queue's own policy that lets an event in", { timeout: 480_000 }, async () => {
    const { eventRules } = modelOf();
    expect(eventRules.length).toBeGreaterThanOrEqual(1);
    for (const { queueArns, pattern } of eventRules) {
      const isUpload = JSON.stringify(pattern).includes("aws.s3");
      const part = isUpload ? { work: bringFile } : { work: judgeDue, mailQuota: 2 };
      const app = await start(
        (model) => ({
          ...model,
          queuePolicies: model.queuePolicies.filter(
            ({ queueArn }) => !queueArns.includes(queueArn),
          ),
        }),
        part,
      );
      expect(await exercise(app, part)).toContain("denied sqs:SendMessage");
    }
  });

  it("is needed, each permission of the web API to call a function", {
    timeout: 120_000,
  }, async () => {
    const { permissions, routes } = modelOf();
    expect(permissions.length).toBeGreaterThanOrEqual(3);
    const app = await start((model) => ({ ...model, permissions: [] }));
    const statuses = await Promise.all(
      routes.map(async ({ routeKey }) => {
        const [method = "GET", path = "/"] =
          routeKey === "$default" ? ["GET", NOWHERE] : routeKey.split(" ");
        const url = new URL(path.replaceAll(/[{}]/g, ""), app.appUrl);
        return [routeKey, (await fetch(url, { method, redirect: "manual" })).status];
      }),
    );
    expect(statuses).toEqual(routes.map(({ routeKey }) => [routeKey, 500]));
    const letIn = (by: typeof permissions) =>
      routes.filter((route) => mayInvoke({ permissions: by }, route)).length;
    expect(letIn(permissions)).toBe(routes.length);
    const unneeded = permissions.filter(({ functionArn, sourceArn }) => {
      // Two routes with one path, such as a form's, have the same permission twice.
      const others = permissions.filter(
        (other) => other.functionArn !== functionArn || other.sourceArn !== sourceArn,
      );
      return letIn(others) === routes.length;
    });
    expect(unneeded).toEqual([]);
  });
});

/**
 * A runner whose history has been fetched runs much further than ever; Strava sends the event, and an email
 * leaves.
 */
async function runTooFar(app: LocalApp): Promise<void> {
  const runnerId = "far";
  const { control } = strava.strava;
  const { id: athleteId } = control.addAthlete({ lastname: ATHLETE });
  const startAt = (ago: number) =>
    new Date(Date.now() - ago * 86_400_000 - 3_600_000).toISOString();
  for (const ago of [5, 12, 19]) {
    control.addActivity(athleteId, { name: ACTIVITY, startAt: startAt(ago), gearId: null });
  }
  const { connections, activities, runners, send } = reachStrava(app);
  await runners.create(
    makeRunner({ id: runnerId, zone: "UTC", nextDigestAt: null, nudges: NO_QUIET }),
  );
  const tokens = await strava.strava.connect(athleteId);
  secrets.push(tokens.accessToken, tokens.refreshToken);
  await connections.connect({ runnerId, accountId: athleteId, granted: [], tokens }, Date.now());
  const afterS = Math.floor(Date.now() / 1000) - 180 * 86_400;
  await send({ kind: "backfill", provider: "strava", runnerId, afterS, page: 1, activities: 0 });
  await until(async () => (await activities.all(runnerId)).length === 3, 60_000);
  await app.idle();

  const further = { name: ACTIVITY, startAt: startAt(0), distanceM: 10_000, gearId: null };
  const { id } = control.addActivity(athleteId, further);
  const { pathKey } = webhookKeys(CLIENT_SECRET);
  secrets.push(pathKey, CLIENT_SECRET);
  const event = { ...JSON.parse(EVENT), object_id: Number(id), owner_id: Number(athleteId) };
  const told = { method: "POST", body: JSON.stringify(event) };
  await fetch(`${app.appUrl}/webhooks/strava/${pathKey}`, told);
  await until(async () => (await mailsOf(app)).length > 0, 60_000);
  await app.idle();
}

describe("the log", () => {
  it("has one id from the webhook to the mail and to what becomes of it", {
    timeout: 120_000,
  }, async () => {
    const app = await start();
    await runTooFar(app);
    expect((await mailsOf(app)).map(({ subject }) => subject)).toEqual([
      expect.stringContaining("10.0 km: much longer than your recent runs"),
    ]);
    const lines = loggedBy.get(app) ?? [];
    const idOf = (line: string) => / correlation_id=(\S+)/.exec(line)?.[1];
    const id = idOf(lines.find((line) => line.includes("queued activity create")) ?? "");
    expect(id).toMatch(/^[\w-]{30,}$/);
    const ours = lines.filter((line) => idOf(line) === id).map((line) => line.split(" ")[0]);
    expect([...new Set(ours)].sort()).toEqual([
      "DeliveryRecordDeliveryWorkerFunction",
      "FollowEventWorkerFunction",
      "NudgesSendNudgesWorkerFunction",
      "WebReceiveWebhookFunction",
    ]);
  });

  it("has the id of a planner's tick, with a number for each runner, up to the mail", {
    timeout: 120_000,
  }, async () => {
    const app = await start();
    const nextDigestAt = new Date(Date.now() - 60_000).toISOString();
    for (const id of ["one", "two"]) {
      await reach(app).runners.create(makeRunner({ id, nextDigestAt }));
    }
    const planner = app.model.schedules.find(({ name }) => name.includes("FindDue"));
    await app.runSchedule(planner?.name ?? "");
    await until(async () => (await mailsOf(app)).length === 2, 60_000);
    await app.idle();
    const lines = loggedBy.get(app) ?? [];
    const ids = (from: string) =>
      lines.flatMap((line) =>
        line.startsWith(from) ? (/ correlation_id=(\S+)/.exec(line)?.[1] ?? []) : [],
      );
    const [tick] = ids("FindDue");
    const each = [`${tick}-1`, `${tick}-2`];
    expect(new Set(ids("RunCheckup"))).toEqual(new Set(each));
    expect(new Set(ids("DeliveryRecordDelivery"))).toEqual(new Set(each));
  });

  it("of all the above names nobody, no address, no activity, no shoe and no token", {
    timeout: 120_000,
  }, async () => {
    const app = await start();
    await loadRunner(app, wanted(), NOW, quiet);
    const keys = (await reach(app).runners.find("you")) ?? { linkKey: "", sessionKey: "" };
    secrets.push(keys.linkKey, keys.sessionKey);
    // Each part adds the secrets that it used, so all of them have to have run.
    expect(secrets.length).toBeGreaterThan(15);
    expect(secrets.filter((secret) => secret.length < 6)).toEqual([]);
    expect(logged.length).toBeGreaterThan(20);
    const all = logged.join("\n");
    // Measures are log lines too. Those of failed calls to a service are left out: no such call failed
    // here.
    const { StravaFaults: _, ServiceFaults: __, TokensRefused: ___, ...measures } = MEASURES;
    for (const name of Object.keys(measures))
      expect(all).toMatch(new RegExp(` measured .*\\b${name}=`));
    for (const kind of MEASURES.Mails.kind) expect(all).toContain(`kind=${kind} outcome=sent`);
    const words = ["@", "old mill", "Blue pair", "/unsubscribe/you/digest/", ATHLETE, ACTIVITY];
    for (const secret of [...words, ...secrets]) expect(all).not.toContain(secret);
  });
});
