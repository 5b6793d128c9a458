import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stravaClient } from "../../../../functions/providers/strava/application.ts";
import { listen } from "../../../../infra/local/engines/listen.ts";
import { openDataFolder } from "../../../../infra/local/runtime/data-folder.ts";
import { type LocalApp, startLocal } from "../../../../infra/local/runtime/local-app.ts";
import { realStrava, simulatedStrava } from "../../../../infra/local/strava/beside.ts";
import { webhookKeys } from "../../../../infra/webhooks/strava-keys.ts";
import { assemble, cacheDir } from "../../../support/assembly.ts";
import { reachStrava } from "../../../support/follow-app.ts";
import { until } from "../../../support/local-wait.ts";

/*
 * What `npm start` does about Strava, on the real stack: someone acts on the simulator's page, and the
 * application follows.
 */

const limitMs = 180_000;

let assemblyDir: string;
let dataDir: string;
const open: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  assemblyDir = await assemble();
}, limitMs);
beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), "stridewell-beside-")), "data");
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  rmSync(join(dataDir, ".."), { recursive: true, force: true });
});

interface Started {
  readonly app: LocalApp;
  readonly strava: string;
  /** The application's secret, as its functions read it. */
  readonly secret: string;
}

async function start(port = 0): Promise<Started> {
  const beside = simulatedStrava({ port, zone: "UTC", publicUrl: null });
  let secret = "";
  const started = await startLocal({
    assemblyDir,
    dataDir,
    appPort: 0,
    inboxPort: 0,
    cacheDir,
    log: () => undefined,
    beside: async (folder) => {
      const given = await beside.beside(folder);
      if (given.kind === "started") secret = given.parameters["/stridewell/strava"] ?? "";
      return given;
    },
  });
  if (started.kind !== "started") throw new Error(started.lines.join("\n"));
  const { app } = started;
  open.push(app.close);
  expect(await beside.afterReady(app.appUrl)).toEqual([]);
  const [strava = ""] = beside.told().split(" ");
  return { app, strava, secret };
}

/** Says yes on the authorize page as the first athlete, as a browser sent there by the app would. */
async function connect({ app, secret }: Started, runnerId: string): Promise<string> {
  const redirectUrl = `${app.appUrl}/connect/strava/callback`;
  const { oauth } = stravaClient(secret, { redirectUrl, fetch, nowMs: Date.now });
  const url = oauth.authorizeUrl({ state: "s", askAgain: false });
  const page = await (await fetch(url)).text();
  const athlete = /name="athlete" value="(\d+)"/.exec(page)?.[1] ?? "";
  const form = new URLSearchParams([...new URL(url).searchParams, ["athlete", athlete]]);
  form.set("answer", "yes");
  for (const scope of (form.get("scope") ?? "").split(",")) form.append("granted", scope);
  const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  const back = new URL(answer.headers.get("location") ?? "");
  expect(back.href.startsWith(redirectUrl)).toBe(true);
  const connection = await oauth.connect({ query: back.searchParams, state: "s" });
  if (connection.kind !== "connected") throw new Error(connection.kind);
  const { athleteId, granted, tokens } = connection;
  await reachStrava(app).connections.connect(
    { runnerId, accountId: athleteId, granted, tokens },
    Date.now(),
  );
  return athleteId;
}

const post = (strava: string, path: string, fields: Record<string, string>, origin = strava) =>
  fetch(`${strava}${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin },
    redirect: "manual",
  });

const runsOf = async (app: LocalApp, runnerId: string) =>
  (await reachStrava(app).activities.all(runnerId)).map(({ name, distanceM }) => [name, distanceM]);

describe("npm start with the simulated Strava", () => {
  it(
    "follows what a person does on its page, and goes on doing so after a restart",
    async () => {
      const first = await start();
      const athleteId = await connect(first, "r1");
      const run = { name: "Past the mill", km: "9.5", minutes: "50", shoe: "" };
      const added = await post(first.strava, `/athletes/${athleteId}/runs`, run);
      expect([added.status, added.headers.get("location")]).toEqual([303, "/"]);
      const stored = [["Past the mill", 9500]];
      await until(async () => (await runsOf(first.app, "r1")).length > 0, 60_000);
      expect(await runsOf(first.app, "r1")).toEqual(stored);
      await first.app.close();

      const second = await start(Number(new URL(first.strava).port));
      expect(await runsOf(second.app, "r1")).toEqual(stored);
      const page = await (await fetch(second.strava)).text();
      const [, id] = /action="\/activities\/(\d+)"/.exec(page) ?? [];
      // The token has expired, so the next call to Strava has to refresh it.
      const { connections } = reachStrava(second.app);
      const connection = await connections.find("r1");
      if (connection?.tokens == null) throw new Error("the connection is gone");
      const ended = { ...connection.tokens, accessToken: "ended", expiresAtMs: 0 };
      await connections.saveTokens(connection, ended);
      await post(second.strava, `/activities/${id}`, { name: "Past the old mill", km: "10" });
      const renamed = [["Past the old mill", 10_000]];
      await until(async () => (await runsOf(second.app, "r1")).flat().includes(10_000), 60_000);
      expect(await runsOf(second.app, "r1")).toEqual(renamed);
      // Strava gave the same refresh token back, so there was nothing to store.
      expect((await connections.find("r1"))?.tokens).toEqual(ended);

      await post(second.strava, `/activities/${id}/delete`, {});
      await until(async () => (await runsOf(second.app, "r1")).length === 0, 60_000);
      await post(second.strava, `/athletes/${athleteId}/revoke`, {});
      // The connection is erased once Strava has refused the token twice, 90 seconds apart.
      await until(async () => (await connections.find("r1"))?.refusedAtMs !== undefined, 60_000);
      expect(second.app.denials()).toEqual([]);
    },
    limitMs,
  );

  it("has a page that takes no nonsense, and nothing from another site", async () => {
    const { strava } = await openAlone();
    const page = async () => (await fetch(strava)).text();
    const [, athlete] = /athletes\/(\d+)\/runs/.exec(await page()) ?? [];
    const [, shoe] = /shoes\/(g\d+)/.exec(await page()) ?? [];
    const run = { name: "<b>Run</b>", km: "5", minutes: "30", shoe: shoe ?? "" };
    const status = async (...asked: Parameters<typeof post>) => (await post(...asked)).status;
    expect(await status(strava, `/athletes/${athlete}/runs`, run, "https://x.example")).toBe(403);
    expect(await status(strava, `/athletes/${athlete}/runs`, { ...run, km: "far" })).toBe(400);
    expect(await status(strava, "/athletes/1/runs", run)).toBe(404);
    expect(await status(strava, `/athletes/${athlete}/shoes/g1`, { km: "100" })).toBe(400);
    expect(await page()).not.toContain("Run&lt;");
    expect(await status(strava, `/athletes/${athlete}/runs`, run)).toBe(303);
    expect(await page()).toContain("&lt;b&gt;Run&lt;/b&gt;");

    const kilometres = async () => Number(/trainer: (\d+) km/.exec(await page())?.[1]);
    const before = await kilometres();
    expect(await status(strava, `/athletes/${athlete}/shoes/${shoe}`, { km: "100" })).toBe(303);
    expect(await kilometres()).toBe(before + 100);
  });

  it("says in one line that its port is in use", async () => {
    const taken = await listen(createServer());
    open.push(() => taken.close());
    const { beside } = simulatedStrava({ port: taken.port, zone: "UTC", publicUrl: null });
    expect(await beside(null)).toEqual({
      kind: "refused",
      line: `Port ${taken.port} is in use: stop what uses it, or choose another with --strava-port N.`,
    });
  });

  it("says in one line that what it kept can't be read", async () => {
    const opening = openDataFolder(dataDir, false);
    if (opening.kind === "refused") throw new Error(opening.line);
    open.push(async () => opening.folder.close());
    writeFileSync(opening.folder.stravaFile, "{}");
    const { beside } = simulatedStrava({ port: 0, zone: "UTC", publicUrl: null });
    expect(await beside(opening.folder)).toMatchObject({
      kind: "refused",
      line: expect.stringContaining("--fresh"),
    });
  });
});

describe("npm start with the real Strava", () => {
  it("hands on what an owner would set, and tells what Strava still needs", async () => {
    const choice = { kind: "real", clientId: "12345", clientSecret: "s3cret" } as const;
    const here = realStrava({ ...choice, publicUrl: null });
    const given = await here.beside(null);
    if (given.kind !== "started") throw new Error(given.line);
    expect(JSON.parse(given.parameters["/stridewell/strava"] ?? "")).toEqual({
      clientId: "12345",
      clientSecret: "s3cret",
    });
    const { pathKeyHash } = webhookKeys("s3cret");
    expect(given.environment).toMatchObject({ STRAVA_PATH_KEY_SHA256: pathKeyHash });
    expect(given.environment).not.toHaveProperty("PUBLIC_URL");
    expect((await here.afterReady("http://localhost:3000")).join()).toContain("strava -- expose");

    const publicUrl = "https://abc.example.com";
    const outside = realStrava({ ...choice, publicUrl });
    expect(await outside.beside(null)).toMatchObject({ environment: { PUBLIC_URL: publicUrl } });
    const told = [outside.told(), ...(await outside.afterReady("http://localhost:3000"))].join();
    expect(told).toContain(`subscribe --app ${publicUrl}`);
    expect(told).not.toContain("s3cret");
  });
});

async function openAlone() {
  const { beside, told } = simulatedStrava({ port: 0, zone: "UTC", publicUrl: null });
  const started = await beside(null);
  if (started.kind !== "started") throw new Error(started.line);
  open.push(started.close);
  return { strava: told().split(" ")[0] ?? "" };
}
