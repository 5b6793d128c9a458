import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { listen } from "../../../infra/local/engines/listen.ts";
import type { StravaSimulator } from "../../../infra/local/strava/simulator.ts";
import { stravaCommand, type WebhookSettings } from "../../../infra/webhooks/strava-command.ts";
import { webhookKeys } from "../../../infra/webhooks/strava-keys.ts";
import {
  type Callback,
  type Strava,
  startCallback,
  startStrava,
} from "../local/strava/make-strava.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

async function start() {
  const strava = await startStrava();
  open.push(strava);
  const keys = webhookKeys(strava.application.clientSecret);
  const app = await startCallback(keys.verifyTokenHash);
  open.push(app);
  return { strava, keys, app: originOf(app), callback: app };
}

const originOf = (callback: Callback) => new URL(callback.url).origin;

async function appWithToken(verifyTokenHash: string): Promise<string> {
  const app = await startCallback(verifyTokenHash);
  open.push(app);
  return originOf(app);
}

/** Runs the command, and checks that its output holds no secret. */
async function run(
  strava: Pick<StravaSimulator, "application" | "apiBaseUrl">,
  words: readonly string[],
  changed: {
    env?: Record<string, string | undefined>;
    settings?: WebhookSettings;
    fetch?: typeof fetch;
  } = {},
) {
  const { clientId, clientSecret } = strava.application;
  const result = await stravaCommand(words, {
    env: {
      STRAVA_CLIENT_ID: clientId,
      STRAVA_CLIENT_SECRET: clientSecret,
      STRAVA_API_BASE_URL: strava.apiBaseUrl,
      ...changed.env,
    },
    fetch: changed.fetch ?? fetch,
    nowMs: Date.now,
    settings: changed.settings ?? {},
  });
  const keys = webhookKeys(clientSecret);
  const said = result.stdout + result.stderr;
  for (const secret of [clientSecret, keys.pathKey, keys.verifyToken]) {
    expect(said).not.toContain(secret);
  }
  if (result.exitCode !== 0) {
    expect(result.stdout).toBe("");
    expect(result.stderr).toMatch(/^[^\n]+[.?]\n$/);
  }
  return { ...result, said };
}

/** A subscription that another program made for the same application. */
async function subscribeElsewhere(strava: Strava, path: string) {
  const elsewhere = await startCallback(webhookKeys("x").verifyTokenHash);
  open.push(elsewhere);
  const callbackUrl = `${originOf(elsewhere)}${path}`;
  const verifyToken = webhookKeys("x").verifyToken;
  const made = await strava.subscriptions.create({ callbackUrl, verifyToken });
  if (made.kind !== "ok") throw new Error(made.kind);
  return { id: made.value, origin: originOf(elsewhere) };
}

describe("subscribe", () => {
  it("makes the subscription, with the key in the callback's address", async () => {
    const { strava, keys, app } = await start();
    const { exitCode, said } = await run(strava, ["subscribe", "--app", `${app}/`]);
    expect(exitCode).toBe(0);
    const made = strava.control.subscription();
    expect(made?.callbackUrl).toBe(`${app}/webhooks/strava/${keys.pathKey}`);
    expect(said).toContain(`Subscription ${made?.id} was created`);
    expect(said).toContain(`"stravaSubscriptionId": "${made?.id}"`);
  });

  it("a second time changes nothing", async () => {
    const { strava, app } = await start();
    await run(strava, ["subscribe", "--app", app]);
    const before = strava.control.subscription();
    const settings = { stravaSubscriptionId: before?.id };
    const { exitCode, said } = await run(strava, ["subscribe", "--app", app], { settings });
    expect(exitCode).toBe(0);
    expect(said).toBe(
      `Subscription ${before?.id} was already in place: Strava sends events to the app.\n`,
    );
    expect(strava.control.subscription()).toEqual(before);
  });

  it("after the app moved replaces the subscription, and says that the known id is old", async () => {
    const { strava, keys, app } = await start();
    await run(strava, ["subscribe", "--app", app]);
    const before = strava.control.subscription()?.id;
    const moved = await appWithToken(keys.verifyTokenHash);
    const settings = { stravaSubscriptionId: before };
    const { exitCode, said } = await run(strava, ["subscribe", "--app", moved], { settings });
    expect(exitCode).toBe(0);
    const now = strava.control.subscription();
    expect(now?.callbackUrl).toContain(moved);
    expect(said).toContain("replaces the previous one");
    expect(said).toContain(`"stravaSubscriptionId": "${now?.id}"`);
    expect(said).toContain("until then none is accepted");
  });

  it("does not take another program's subscription away, unless told to", async () => {
    const { strava, app } = await start();
    const theirs = await subscribeElsewhere(strava, "/hooks/secret-path");
    const refused = await run(strava, ["subscribe", "--app", app]);
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toContain(theirs.origin);
    expect(refused.said).toContain("npm run strava -- subscribe --app URL --force replaces it");
    expect(refused.said).not.toContain("secret-path");
    expect(strava.control.subscription()?.id).toBe(theirs.id);

    expect((await run(strava, ["subscribe", "--app", app, "--force"])).exitCode).toBe(0);
    expect(strava.control.subscription()?.callbackUrl).toContain(app);
  });

  it("asks the app first: one that does not know the key leaves everything as it was", async () => {
    const { strava, keys, app } = await start();
    await run(strava, ["subscribe", "--app", app]);
    const before = strava.control.subscription();
    const ignorant = await appWithToken(webhookKeys("another secret").verifyTokenHash);
    const { exitCode, said } = await run(strava, ["subscribe", "--app", ignorant]);
    expect(exitCode).toBe(1);
    expect(said).toContain(`"stravaPathKeySha256": "${keys.pathKeyHash}"`);
    expect(said).toContain(`"stravaVerifyTokenSha256": "${keys.verifyTokenHash}"`);
    expect(strava.control.subscription()).toEqual(before);
  });

  it.each<
    [what: string, answer: (response: import("node:http").ServerResponse) => void, words: string]
  >([
    ["answers something else", (response) => response.end("hello"), "is it Stridewell?"],
    ["fails", (response) => response.writeHead(500).end(), "answered 500"],
    ["hangs up", (response) => response.destroy(), "can't be reached"],
    ["stays silent", () => undefined, "did not answer within 2 s"],
  ])("tells of an app that %s", async (_what, answer, words) => {
    const { strava } = await start();
    const server = createServer((_request, response) => answer(response));
    const { url, close } = await listen(server);
    open.push({ close: () => close(0) });
    const { exitCode, said } = await run(strava, ["subscribe", "--app", url]);
    expect(exitCode).toBe(1);
    expect(said).toContain(words);
    expect(strava.control.subscription()).toBeNull();
  });

  it("finds the subscription in place when Strava's answer to making it got lost", async () => {
    const { strava, app } = await start();
    const losing: typeof fetch = async (input, init) => {
      if (init?.method === "POST") strava.control.setFaults({ lostAnswers: 1 });
      return fetch(input, init);
    };
    const { exitCode } = await run(strava, ["subscribe", "--app", app], { fetch: losing });
    expect(exitCode).toBe(0);
    expect(strava.control.subscription()?.callbackUrl).toContain(app);
  });

  it("twice at once leaves one subscription, and both say so", async () => {
    const { strava, app } = await start();
    const both = await Promise.all([1, 2].map(() => run(strava, ["subscribe", "--app", app])));
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const listed = await strava.subscriptions.list();
    expect(listed.kind === "ok" && listed.value.length).toBe(1);
  });

  it.each([
    ["http://localhost:3000", "cloudflared tunnel"],
    ["https://127.0.0.1", "tunnel"],
    ["http://stridewell.example", "must begin with https://"],
  ])("to Strava itself refuses %s", async (app, words) => {
    const { strava } = await start();
    const env = { STRAVA_API_BASE_URL: undefined };
    const never: typeof fetch = () => Promise.reject(new Error("nothing may be called"));
    const result = await run(strava, ["subscribe", "--app", app], { env, fetch: never });
    expect(result.exitCode).toBe(2);
    expect(result.said).toContain(words);
  });
});

describe("status", () => {
  it("of a subscription in place is good", async () => {
    const { strava, app } = await start();
    await run(strava, ["subscribe", "--app", app]);
    const id = strava.control.subscription()?.id;
    for (const settings of [{}, { stravaSubscriptionId: id }]) {
      const { exitCode, said } = await run(strava, ["status"], { settings });
      expect([exitCode, said]).toEqual([
        0,
        `Subscription ${id} sends events to ${app}, and the app accepts them.\n`,
      ]);
    }
  });

  it("tells that there is none", async () => {
    const { strava } = await start();
    const { exitCode, said } = await run(strava, ["status"]);
    expect(exitCode).toBe(1);
    expect(said).toContain("npm run deploy");
    expect(said).toContain("npm run strava -- subscribe --app URL");
  });

  it("tells that the deployed app knows another subscription", async () => {
    const { strava, app } = await start();
    await run(strava, ["subscribe", "--app", app]);
    const settings = { stravaSubscriptionId: "1" };
    const { exitCode, said } = await run(strava, ["status"], { settings });
    expect(exitCode).toBe(1);
    expect(said).toContain("events are rejected: npm run deploy");
  });

  it("tells that the app is gone", async () => {
    const { strava, app, callback } = await start();
    await run(strava, ["subscribe", "--app", app]);
    await callback.close();
    expect((await run(strava, ["status"])).said).toContain("can't be reached");
  });

  it("tells of a subscription from before the client secret changed, without its path", async () => {
    const { strava } = await start();
    const old = webhookKeys("the former secret").pathKey;
    await subscribeElsewhere(strava, `/webhooks/strava/${old}`);
    const { exitCode, said } = await run(strava, ["status"]);
    expect(exitCode).toBe(1);
    expect(said).toContain("another client secret: npm run deploy");
    expect(said).not.toContain(old);
  });

  it("tells of another program's subscription", async () => {
    const { strava } = await start();
    await subscribeElsewhere(strava, "/hooks");
    expect((await run(strava, ["status"])).said).toContain("is not Stridewell's");
  });
});

describe("unsubscribe", () => {
  it("removes the subscription, and a second time there is none", async () => {
    const { strava, app } = await start();
    await run(strava, ["subscribe", "--app", app]);
    const id = strava.control.subscription()?.id;
    expect((await run(strava, ["unsubscribe"])).said).toBe(`Subscription ${id} was removed.\n`);
    expect(strava.control.subscription()).toBeNull();
    const again = await run(strava, ["unsubscribe"]);
    expect([again.exitCode, again.said]).toEqual([0, "There was no subscription.\n"]);
  });

  it("leaves another program's alone, unless told to", async () => {
    const { strava } = await start();
    await subscribeElsewhere(strava, "/hooks");
    expect((await run(strava, ["unsubscribe"])).exitCode).toBe(1);
    expect(strava.control.subscription()).not.toBeNull();
    expect((await run(strava, ["unsubscribe", "--force"])).exitCode).toBe(0);
    expect(strava.control.subscription()).toBeNull();
  });
});

describe("unsubscribe with an app's address", () => {
  it("removes the subscription that leads there, and no other deployment's", async () => {
    const { strava, app } = await start();
    await run(strava, ["subscribe", "--app", app]);
    const subscribed = strava.control.subscription();
    const other = await run(strava, ["unsubscribe", "--app", "https://other.example"]);
    expect([other.exitCode, other.said]).toEqual([
      0,
      `Subscription ${subscribed?.id} stays: it sends events to ${new URL(app).origin}. If that isn't another Stridewell of yours, npm run strava -- unsubscribe removes it.\n`,
    ]);
    expect(strava.control.subscription()).toEqual(subscribed);
    expect((await run(strava, ["unsubscribe", "--app", `${app}/`])).exitCode).toBe(0);
    expect(strava.control.subscription()).toBeNull();
  });
});

describe("asked wrongly", () => {
  it.each<[words: string[], env: Record<string, string | undefined>, says: string]>([
    [[], {}, "Say subscribe, status, unsubscribe or expose"],
    [["stop"], {}, "Say subscribe"],
    [["status", "please"], {}, "Say subscribe"],
    [["status", "--colour"], {}, "Unknown option '--colour': see npm run strava -- --help."],
    [["subscribe", "--app", "-x"], {}, "argument is ambiguous: see npm run strava -- --help."],
    [["subscribe"], {}, "Give the app's address"],
    [["subscribe", "--app", "here"], {}, "isn't an address"],
    [["subscribe", "--app", "ftp://x.example"], {}, "isn't an address"],
    [["subscribe", "--app", `http://localhost/${"x".repeat(200)}`], {}, "too long"],
    [["status"], { STRAVA_CLIENT_ID: undefined }, "must be in the environment"],
    [["status"], { STRAVA_CLIENT_SECRET: "" }, "must be in the environment"],
    [["status"], { STRAVA_API_BASE_URL: "strava" }, "isn't an address"],
  ])("%j with %j it says in one line what to do", async (words, env, says) => {
    const { strava } = await start();
    const { exitCode, said } = await run(strava, words, { env });
    expect(exitCode).toBe(2);
    expect(said).toContain(says);
  });

  it("for help it says how to ask", async () => {
    const { strava } = await start();
    const { exitCode, stdout } = await run(strava, ["--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("npm run strava -- subscribe --app URL");
  });
});

describe("Strava's refusal is told in one line", () => {
  it.each<[what: string, env: Record<string, string>, faults: object, says: string]>([
    [
      "an unknown application",
      { STRAVA_CLIENT_ID: "1" },
      {},
      "an application with this STRAVA_CLIENT_ID",
    ],
    ["a wrong secret", { STRAVA_CLIENT_SECRET: "x" }, {}, "STRAVA_CLIENT_SECRET is not"],
    ["a lapsed application", {}, { applicationInactive: true }, "inactive"],
    ["a fault at Strava", {}, { serverErrors: 1 }, "(status 503)"],
    ["a broken connection", {}, { cutConnections: 1 }, "can't be reached"],
  ])("%s", async (_what, env, faults, says) => {
    const { strava } = await start();
    strava.control.setFaults(faults);
    const { exitCode, said } = await run(strava, ["status"], { env });
    expect(exitCode).toBe(1);
    expect(said).toContain(says);
  });
});

describe("expose", () => {
  it("tells how Strava reaches this machine, and needs no credentials", async () => {
    const nobody = { env: {}, fetch, nowMs: Date.now, settings: {} };
    const told = await stravaCommand(["expose", "--port", "4000"], nobody);
    expect(told.exitCode).toBe(0);
    for (const words of ["http://localhost:4000", "npm start -- --port 4000", "Callback Domain"]) {
      expect(told.stdout).toContain(words);
    }
    expect(await stravaCommand(["expose", "--port", "x"], nobody)).toMatchObject({ exitCode: 2 });
  });
});
