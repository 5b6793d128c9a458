import { createHmac } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { activityStore } from "../../functions/adapters/activity-store.ts";
import { connectionStore } from "../../functions/adapters/connection-store.ts";
import { noVault } from "../../functions/adapters/no-vault.ts";
import { sendAll } from "../../functions/adapters/queue.ts";
import { runnerStore } from "../../functions/adapters/runner-store.ts";
import { tableOf } from "../../functions/adapters/table.ts";
import type { ProviderHint } from "../../functions/messages/provider-hint.ts";
import { polar } from "../../functions/providers/polar/polar.ts";
import { cookiesIn } from "../../functions/shared/cookie.ts";
import { sessionCookie } from "../../functions/shared/session.ts";
import type { LocalApp } from "../../infra/local/runtime/local-app.ts";
import type { RunningService } from "../../infra/local/services/service.ts";
import { appBrowser } from "./app-browser.ts";
import { until } from "./local-wait.ts";
import { makeRunner } from "./make-runner.ts";
import { queueOf } from "./queue-of.ts";

/** The stores of a running application that hold what comes from Polar. */
function reachPolar({ operator, model }: LocalApp) {
  const { credentials, region, endpoints } = operator;
  const client = new DynamoDBClient({ credentials, region, endpoint: endpoints.dynamodb });
  const sqs = new SQSClient({ credentials, region, endpoint: endpoints.sqs });
  const table = tableOf(model.outputs["TableName"] ?? "", client);
  const queueUrl = queueOf(model, "FollowProviderQueue").url;
  return {
    runners: runnerStore(table),
    activities: activityStore(table),
    connections: connectionStore(table, noVault, polar),
    hint: (hint: ProviderHint) => sendAll(sqs, queueUrl, [hint]),
  };
}

/**
 * Someone connects Polar, runs, is asked for permission again, and disconnects. Returns the first thing that
 * went wrong, if anything did.
 */
export async function followPolar(
  app: LocalApp,
  { control, kit, service }: RunningService,
  /** Is given whatever opened something, which no log may contain. */
  secret: (opened: string) => void,
): Promise<string | null> {
  const { runners, activities, connections, hint } = reachPolar(app);
  const runner = makeRunner({ id: "on-polar", nextDigestAt: null });
  await runners.create(runner);
  const [session = ""] = (await sessionCookie(runner, Date.now())).split(";");
  const browser = appBrowser(app.appUrl, cookiesIn([session]));
  const holds = async (wanted: () => Promise<boolean>) => {
    await until(async () => app.denials().length > 0 || (await wanted()), 60_000);
    return app.denials().length === 0;
  };

  const { html } = await browser.get("/connect");
  const link = /href="([^"]+\/polar\/authorize[^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
  if (link === undefined) return "no link to Polar";
  const athleteId = control.addAthlete().id;
  const back = await control.approve(link, { athleteId });
  secret(back.searchParams.get("code") ?? "");
  secret(session.slice(session.indexOf("=") + 1));
  const connected = await browser.get(`${back.pathname}${back.search}`);
  if (connected.to !== "/connect#polar") return `connected: ${connected.status}`;
  const isDone = async () => (await connections.look(runner.id))?.backfill?.done === true;
  if (!(await holds(isDone))) return null;

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
  if (!(await holds(async () => (await activities.all(runner.id)).length === 1))) return null;

  const seen = await connections.look(runner.id);
  if (seen === null) return "no connection";
  const why = { reason: "refused", missing: [], mayBeOurs: false } as const;
  await connections.askConsent(seen, why, Date.now());
  await hint({ kind: "reconcile", provider: polar.name, runnerId: runner.id });
  const isWell = async () => (await connections.look(runner.id))?.state.kind === "connected";
  if (!(await holds(async () => (await isWell()) && (await isDone())))) return null;

  const csrf = await browser.csrfOn("/connect");
  const left = await browser.post("/connect/polar/disconnect", { csrf });
  if (left.status !== 303) return `disconnect: ${left.status}`;
  const isErased = async () =>
    (await connections.look(runner.id))?.state.kind === "erasing" &&
    (await activities.all(runner.id)).length === 0;
  await holds(isErased);
  return control.grantOf(athleteId) === null || app.denials().length > 0
    ? null
    : "access was not given back";
}
