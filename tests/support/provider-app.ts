import { createHmac } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { activityStore } from "../../functions/adapters/activity-store.ts";
import { connectionStore } from "../../functions/adapters/connection-store.ts";
import { noVault } from "../../functions/adapters/no-vault.ts";
import { runnerStore } from "../../functions/adapters/runner-store.ts";
import { syncStore } from "../../functions/adapters/sync-store.ts";
import { tableOf } from "../../functions/adapters/table.ts";
import { polar } from "../../functions/providers/polar/polar.ts";
import { cookiesIn } from "../../functions/shared/http/cookie.ts";
import { sessionCookie } from "../../functions/shared/http/session.ts";
import type { LocalApp } from "../../infra/local/runtime/local-app.ts";
import type { RunningService } from "../../infra/local/services/service.ts";
import { appBrowser } from "./app-browser.ts";
import { until } from "./local-wait.ts";
import { makeRunner } from "./make-runner.ts";

/** The stores of a running application that hold what comes from Polar. */
function reachPolar({ operator, model }: LocalApp) {
  const { credentials, region, endpoints } = operator;
  const client = new DynamoDBClient({ credentials, region, endpoint: endpoints.dynamodb });
  const table = tableOf(model.outputs["TableName"] ?? "", client);
  return {
    runners: runnerStore(table),
    activities: activityStore(table),
    connections: connectionStore(table, noVault, polar),
    syncs: syncStore(table),
  };
}

type Reach = ReturnType<typeof reachPolar>;

/** Makes this runner's next comparison due, and starts what asks for it. */
async function compareNow(app: LocalApp, { syncs }: Reach, runnerId: string): Promise<void> {
  for await (const found of syncs.dueAt("9999-12-31T00:00:00.000Z")) {
    if (found.kind !== "due" || found.due.runnerId !== runnerId) continue;
    await syncs.advance(found.due, "2020-01-01T00:00:00.000Z", 1);
  }
  for (const { name } of app.model.schedules.filter((one) => one.name.includes("Reconcile"))) {
    await app.runSchedule(name);
  }
}

/**
 * Someone connects Polar, runs, is asked for permission again, and disconnects; someone else connects it and
 * deletes the account. Returns the first thing that went wrong, if anything did.
 */
export async function followPolar(
  app: LocalApp,
  { control, kit, service }: RunningService,
  /** Is given whatever opened something, which no log may contain. */
  secret: (opened: string) => void,
): Promise<string | null> {
  const reached = reachPolar(app);
  const { runners, activities, connections } = reached;
  const holds = async (wanted: () => Promise<boolean>) => {
    await until(async () => app.denials().length > 0 || (await wanted()), 60_000);
    return app.denials().length === 0;
  };
  const isFetched = async (runnerId: string) =>
    (await connections.look(runnerId))?.backfill?.done === true;

  /** What went wrong, or the browser of a new runner who is connected by now. */
  const connect = async (id: string) => {
    const runner = makeRunner({ id, email: `${id}@example.com`, nextDigestAt: null });
    await runners.create(runner);
    const [session = ""] = (await sessionCookie(runner, Date.now())).split(";");
    const browser = appBrowser(app.appUrl, cookiesIn([session]));
    const { html } = await browser.get("/connect");
    const link = /href="([^"]+\/polar\/authorize[^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
    if (link === undefined) return "no link to Polar";
    const athleteId = control.addAthlete().id;
    const back = await control.approve(link, { athleteId });
    secret(back.searchParams.get("code") ?? "");
    secret(session.slice(session.indexOf("=") + 1));
    const connected = await browser.get(`${back.pathname}${back.search}`);
    if (connected.to !== "/connect#polar") return `connected: ${connected.status}`;
    await holds(() => isFetched(id));
    return { browser, athleteId };
  };

  const one = await connect("on-polar");
  if (typeof one === "string" || app.denials().length > 0)
    return typeof one === "string" ? one : null;
  const { browser, athleteId } = one;
  const run = control.addRun(athleteId, {}, true);
  const event = { event: "EXERCISE", user_id: Number(athleteId), entity_id: run.id };
  const body = JSON.stringify({ ...event, timestamp: new Date().toISOString() });
  const key = String(service.secret(kit)["signatureKey"]);
  secret(key);
  const signature = createHmac("sha256", key).update(body).digest("hex");
  const told = await fetch(`${app.appUrl}/webhooks/polar`, {
    method: "POST",
    body,
    headers: { "polar-webhook-signature": signature },
  });
  if (told.status !== 200) return `webhook: ${told.status}`;
  if (!(await holds(async () => (await activities.all("on-polar")).length === 1))) return null;

  const seen = await connections.look("on-polar");
  if (seen === null) return "no connection";
  const why = { reason: "refused", missing: [], mayBeOurs: false } as const;
  await connections.askConsent(seen, why, Date.now());
  await compareNow(app, reached, "on-polar");
  const isWell = async () => (await connections.look("on-polar"))?.state.kind === "connected";
  if (!(await holds(async () => (await isWell()) && (await isFetched("on-polar"))))) return null;

  const csrf = await browser.csrfOn("/connect");
  const left = await browser.post("/connect/polar/disconnect", { csrf });
  if (left.status !== 303) return `disconnect: ${left.status}`;
  const isErased = async () =>
    (await connections.look("on-polar"))?.state.kind === "erasing" &&
    (await activities.all("on-polar")).length === 0;
  if (!(await holds(isErased))) return null;
  if (control.grantOf(athleteId) !== null) return "access was not given back";

  const other = await connect("leaves-polar");
  if (typeof other === "string") return other;
  const form = { csrf: await other.browser.csrfOn("/settings"), word: "delete" };
  const gone = await other.browser.post("/settings/delete", form);
  if (gone.to !== "/goodbye") return `delete: ${gone.status}`;
  await holds(async () => control.grantOf(other.athleteId) === null);
  return null;
}
