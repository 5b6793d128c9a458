import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { StravaSimulator } from "../infra/local/strava/simulator.ts";
import type { Model } from "../infra/local/template/model.ts";
import { stravaCommand } from "../infra/webhooks/strava-command.ts";
import { webhookKeys } from "../infra/webhooks/strava-keys.ts";
import { startStrava } from "./infra/local/strava/make-strava.ts";
import { assemble } from "./support/assembly.ts";
import { startWebhookApp } from "./support/webhook-app.ts";

/*
 * From an event at Strava to a message in our queue: the real stack run locally, the simulator, and the
 * command that connects the two.
 */

let assemblyDir: string;
const open: { close(): Promise<void> }[] = [];
const logged: string[] = [];

beforeAll(async () => {
  assemblyDir = await assemble();
});
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function start(tamper: (model: Model) => Model = (model) => model) {
  const strava = await startStrava();
  open.push(strava);
  const listening = await startWebhookApp(assemblyDir, strava.application.clientSecret, {
    log: ({ from, text }) => logged.push(`${from} ${text}`),
    tamper,
  });
  open.push(listening.app);
  return { strava, ...listening };
}

function command(strava: StravaSimulator, words: readonly string[]) {
  const { clientId, clientSecret } = strava.application;
  return stravaCommand(words, {
    env: {
      STRAVA_CLIENT_ID: clientId,
      STRAVA_CLIENT_SECRET: clientSecret,
      STRAVA_API_BASE_URL: strava.apiBaseUrl,
    },
    fetch,
    nowMs: Date.now,
    settings: {},
  });
}

describe("Strava's events", () => {
  it("come into the queue, each once, after the command has subscribed the running app", async () => {
    const { strava, app, take } = await start();
    expect(await command(strava, ["subscribe", "--app", app.appUrl])).toMatchObject({
      exitCode: 0,
    });
    expect((await command(strava, ["status"])).stdout).toContain("the app accepts them");

    const athlete = strava.control.addAthlete({ zone: "Europe/Copenhagen" });
    await strava.connect(athlete.id);
    const { id } = strava.control.addActivity(athlete.id, { distanceM: 12_000 });
    strava.control.edit(id, { name: "Past the old mill" });
    strava.control.remove(id);
    const delivered = await strava.control.deliverNow();
    expect(delivered.map(({ answer }) => answer)).toEqual([200, 200, 200]);

    const events = await take();
    expect(await take()).toEqual([]);
    expect(
      events
        .map((event) => event.kind === "event" && [event.event.aspect, event.event.objectId])
        .sort(),
    ).toEqual([
      ["create", id],
      ["delete", id],
      ["update", id],
    ]);
    expect(app.denials()).toEqual([]);

    expect(await command(strava, ["unsubscribe"])).toMatchObject({ exitCode: 0 });
    const all = logged.join("\n");
    const keys = webhookKeys(strava.application.clientSecret);
    for (const secret of [keys.pathKey, keys.verifyToken, "old mill", athlete.id]) {
      expect(all).not.toContain(secret);
    }
    expect(all).toContain("outcome=queued activity create");
  });

  it("that the queue does not take are not acknowledged, and come again until it does", async () => {
    let isDown = true;
    const { strava, app, take } = await start((model) => ({
      ...model,
      roles: model.roles.map((role) => ({
        ...role,
        get statements() {
          return isDown ? [] : role.statements;
        },
      })),
    }));
    await command(strava, ["subscribe", "--app", app.appUrl]);
    const athlete = strava.control.addAthlete({ zone: "UTC" });
    await strava.connect(athlete.id);
    const { id } = strava.control.addActivity(athlete.id, {});
    expect((await strava.control.deliverNow()).map(({ answer }) => answer)).toEqual([503]);
    expect(await take()).toEqual([]);

    isDown = false;
    expect((await strava.control.deliverNow()).map(({ answer }) => answer)).toEqual([200]);
    expect(await take()).toMatchObject([{ event: { objectId: id } }]);
    expect(strava.control.waitingEvents()).toBe(0);
  });

  it("go nowhere when they come from somebody who guesses the address", async () => {
    const { app, take } = await start();
    const posted = await Promise.all(
      ["guess", "%00", "..%2F..", "x".repeat(2000)].map(async (key) => {
        const url = `${app.appUrl}/webhooks/strava/${key}`;
        return (await fetch(url, { method: "POST", body: "{}" })).status;
      }),
    );
    expect(posted).toEqual([404, 404, 404, 404]);
    expect(await take()).toEqual([]);
  });
});
