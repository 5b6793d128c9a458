import { type StoredCheckIn, storedCheckIn } from "../../functions/messages/check-in.ts";
import type { Runner } from "../../functions/ports/runner.ts";
import { type Action, actionUrl } from "../../functions/shared/http/action-links.ts";
import { unsubscribeUrl } from "../../functions/shared/http/links.ts";
import { domainId } from "../../functions/shared/runner/to-domain.ts";
import { dayInZone, dayNumberOf, isoDay } from "../../functions/shared/time.ts";
import { type LocalApp, startLocal } from "../../infra/local/runtime/local-app.ts";
import { webhookEnvironment, webhookKeys } from "../../infra/webhooks/strava-keys.ts";
import { appBrowser } from "./app-browser.ts";
import { assemble, cacheDir } from "./assembly.ts";
import { startStravaBeside } from "./follow-app.ts";
import { until } from "./local-wait.ts";
import { makeRunner } from "./make-runner.ts";
import { makeUploadOutcome } from "./make-upload-outcome.ts";
import { mailsOf, pacedByTest, type Reach, reach, sessionOf } from "./whole-app.ts";

/*
 * The whole application with people in it, for suites that look at every page: one who runs and has
 * everything to see, one whose hip says stop, one who has nothing yet, and two who are on their way in.
 */

const CLIENT_SECRET = "a client secret of no application";
const JOINS = "joins@example.com";
const OWNER = "owner@example.com";

const NO_QUIET = { quietFromMinute: 0, quietToMinute: 0, topicsOff: [], pause: null };

/** Enough to work out a load. */
const RATES = { maxHeartRateBpm: 188, restHeartRateBpm: 52, sex: "female" } as const;

/** Long, and a single word: if anything breaks a narrow page, this does. */
const LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenlaufschuh";

export type Who = "nobody" | "runs" | "hurts" | "new" | "owner" | "asks" | "joins";
type Session = { readonly cookies: ReadonlyMap<string, string>; readonly csrf: string };

export interface PageWorld {
  readonly app: LocalApp;
  readonly reach: Reach;
  readonly today: string;
  readonly runners: Readonly<Record<"runs" | "hurts" | "new", Runner>>;
  /** What is in each one's browser. */
  readonly browsers: Readonly<Record<Who, Session>>;
  /** The paths of links that only an email contains. */
  readonly links: Readonly<Record<"signIn" | "address" | "unsubscribe" | "act", string>>;
  readonly checkIns: Readonly<Record<"runs" | "hurts", StoredCheckIn>>;
  /** The code in the email to `asks`. */
  readonly codes: Readonly<Record<"asks", string>>;
  /** A run of `runs`, as forms name it, and one that belongs to someone else. */
  readonly run: string;
  readonly anothersRun: string;
  /** The webhook's path, as Strava knows it. */
  readonly webhook: { readonly path: string; readonly verifyToken: string };
  close(): Promise<void>;
}

/** `secrets`: those of services besides Strava, which aren't set up without them. */
export async function startPageWorld(
  secrets: Readonly<Record<string, string>> = {},
): Promise<PageWorld> {
  const assemblyDir = await assemble();
  const { strava, parameters } = await startStravaBeside();
  const started = await startLocal({
    assemblyDir,
    dataDir: "memory",
    appPort: 0,
    inboxPort: 0,
    cacheDir,
    parameters: { ...parameters, ...secrets },
    log: () => undefined,
    environment: {
      ...webhookEnvironment(CLIENT_SECRET),
      MAY_JOIN: JOINS,
      OWNER,
    },
    tamper: pacedByTest,
  });
  if (started.kind !== "started") throw new Error(started.lines.join("\n"));
  const { app } = started;
  const stores = reach(app);
  const today = dayInZone(Date.now(), "UTC");
  const ago = (days: number) => isoDay(dayNumberOf(today) - days);

  const join = async (id: string, more: Partial<Runner> = {}) => {
    const keys = {
      sessionKey: `the session key of ${id}, which is long enough`,
      linkKey: `the link key of ${id}`,
    };
    const runner = makeRunner({
      id,
      ...keys,
      zone: "UTC",
      nextDigestAt: null,
      nudges: NO_QUIET,
      ...more,
    });
    await stores.runners.create(runner);
    const session = await sessionOf(runner);
    return { runner, session, browser: appBrowser(app.appUrl, session.cookies) };
  };
  const [runs, hurts, fresh] = [await join("runs", RATES), await join("hurts"), await join("new")];
  const owner = await join("owner");

  // Both have 20 weeks at Strava, which are fetched as for everyone.
  for (const [seed, { browser }] of [runs, hurts].entries()) {
    const { html } = await browser.get("/connect");
    const link = /href="([^"]+authorize[^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const { id } = strava.control.addAthlete({});
    strava.control.addGeneratedHistory(id, { today, seed: seed + 1 });
    const back = await strava.control.approve(link, { athleteId: id });
    await browser.get(`${back.pathname}${back.search}`);
  }
  // A second source, so that their order can be chosen.
  const typed = { csrf: hurts.session.csrf, day: ago(3), time: "30", distance: "4", kind: "run" };
  await hurts.browser.post("/runs/add", typed);
  const pair = { start: "480", notice: "", replace: "500" };
  for (const [id, { browser, session }] of [
    ["a-pair-of-ours", runs],
    ["another-of-ours", runs],
    ["a-pair-of-hurts", hurts],
  ] as const) {
    const name = id === "another-of-ours" ? "Another" : LONG_NAME;
    await browser.post("/shoes/add", { csrf: session.csrf, ...pair, name, id });
  }

  const sore = { places: ["outside", "deep"], side: "left", kind: "dull-and-gradual" };
  const checkIns = {
    runs: storedCheckIn.parse({ ...sore, id: "check-in-of-runs", day: ago(1), painDuring: 2 }),
    hurts: storedCheckIn.parse({
      ...sore,
      id: "check-in-of-hurts",
      day: today,
      painDuring: 8,
      nightPain: true,
      cannotBearWeight: true,
    }),
  };
  const before = storedCheckIn.parse({ ...sore, id: "one-before", day: ago(5), painDuring: 4 });
  await stores.checkIns.save("runs", before);
  await stores.checkIns.save("runs", checkIns.runs);
  await stores.checkIns.save("hurts", checkIns.hurts);

  const key = "uploads/runs/an-upload-of-runs/export.zip";
  await stores.uploads.save("runs", makeUploadOutcome({ key, name: "export.zip" }));

  const mailTo = async (to: string) =>
    until(
      async () => (await mailsOf(app)).find(({ destination }) => destination.to.includes(to)),
      60_000,
    );
  const CODE = /\d{4} \d{4}/;
  const partOf = (text: string, pattern: RegExp) => pattern.exec(text)?.[0] ?? "none";

  // Two on their way in: one has the email, the other has entered its code.
  const asks = appBrowser(app.appUrl);
  await asks.post("/sign-in", { email: fresh.runner.email, next: "/today" });
  const waysIn = (await mailTo(fresh.runner.email)).body.text;
  const signIn = partOf(waysIn, /\/sign-in\/link\/[\w.-]+/);
  const joins = appBrowser(app.appUrl);
  await joins.post("/sign-in", { email: JOINS, next: "/today" });
  const code = partOf((await mailTo(JOINS)).body.text, CODE);
  await joins.post("/sign-in/code", { code });

  const newAddress = "moved@example.com";
  await runs.browser.post("/settings/address", { csrf: runs.session.csrf, email: newAddress });
  const address = partOf((await mailTo(newAddress)).body.text, /\/settings\/address\/[\w-]+/);
  const done: Action = { do: "exercises-done", day: today, tips: ["G1"] };
  const { pathKey, verifyToken } = webhookKeys(CLIENT_SECRET);

  // A runner who looks a year back requests it, and it arrives in the meantime.
  await runs.browser.get("/training?weeks=52");
  await app.idle();
  const latestRun = async (id: string) => {
    const run = (await stores.activities.all(id)).filter(({ sport }) => sport === "run").at(-1);
    return run === undefined ? "none" : domainId(run);
  };
  return {
    app,
    reach: stores,
    today,
    runners: { runs: runs.runner, hurts: hurts.runner, new: fresh.runner },
    browsers: {
      nobody: { cookies: new Map(), csrf: "" },
      runs: runs.session,
      hurts: hurts.session,
      new: fresh.session,
      owner: owner.session,
      asks: { cookies: asks.cookies, csrf: "" },
      joins: { cookies: joins.cookies, csrf: "" },
    },
    links: {
      signIn,
      address,
      unsubscribe: unsubscribeUrl("", runs.runner, "digest"),
      act: actionUrl("", runs.runner, done, Date.now()),
    },
    codes: { asks: partOf(waysIn, CODE) },
    run: await latestRun("runs"),
    anothersRun: await latestRun("hurts"),
    checkIns,
    webhook: { path: `/webhooks/strava/${pathKey}`, verifyToken },
    close: async () => {
      await app.close();
      await strava.close();
    },
  };
}
