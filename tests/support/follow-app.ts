import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { activityStore } from "../../functions/adapters/activity-store.ts";
import { connectionStore } from "../../functions/adapters/connection-store.ts";
import { providerEventQueue, sendAll } from "../../functions/adapters/queue.ts";
import { runnerStore } from "../../functions/adapters/runner-store.ts";
import { shoeStore } from "../../functions/adapters/shoe-store.ts";
import { tableOf } from "../../functions/adapters/table.ts";
import { markedDataKeys, tokenVault } from "../../functions/adapters/token-vault.ts";
import type { CheckupMessage } from "../../functions/messages/checkup.ts";
import type { ProviderEvent } from "../../functions/messages/provider-event.ts";
import type { ConnectionStore } from "../../functions/ports/connections.ts";
import { systemClock } from "../../infra/local/engines/clock.ts";
import type { LocalApp } from "../../infra/local/runtime/local-app.ts";
import { type Strava, startStrava } from "../infra/local/strava/make-strava.ts";
import { until } from "./local-wait.ts";
import { makeHint } from "./make-follow.ts";
import { makeRecord, makeShoeRecord } from "./make-record.ts";
import { makeRunner } from "./make-runner.ts";
import { queueOf } from "./queue-of.ts";

const PLENTY = [1_000_000, 1_000_000] as const;
const DAY_MS = 24 * 3_600_000;

/** A simulator on the machine's own clock, and the owner's secret that points the application at it. */
export async function startStravaBeside(): Promise<{
  readonly strava: Strava;
  readonly parameters: Readonly<Record<string, string>>;
}> {
  const strava = await startStrava({
    clock: systemClock,
    limits: { overall: PLENTY, read: PLENTY },
    application: { maxAthletes: 1000 },
  });
  const { apiBaseUrl, oauthBaseUrl, application } = strava;
  const { clientId, clientSecret } = application;
  const secret = JSON.stringify({ clientId, clientSecret, apiBaseUrl, oauthBaseUrl });
  return { strava, parameters: { "/stridewell/strava": secret } };
}

/** The stores of a running application that hold what comes from Strava. */
export function reachStrava({ operator, model }: LocalApp) {
  const { credentials, region, endpoints } = operator;
  const client = new DynamoDBClient({ credentials, region, endpoint: endpoints.dynamodb });
  const kms = new KMSClient({ credentials, region, endpoint: endpoints.kms });
  const sqs = new SQSClient({ credentials, region, endpoint: endpoints.sqs });
  const table = tableOf(model.outputs["TableName"] ?? "", client);
  const queueUrl = queueOf(model, "FollowEventQueue").url;
  const events = providerEventQueue(
    {
      PROVIDER_EVENTS_QUEUE_URL: queueUrl,
      PROVIDER_HISTORY_QUEUE_URL: queueOf(model, "FollowHistoryQueue").url,
    },
    sqs,
  );
  const [keyArn = ""] = model.keyArns;
  const checkupQueueUrl = model.outputs["CheckupQueueUrl"] ?? "";
  const delayedOn = async (url: string) => {
    const name = "ApproximateNumberOfMessagesDelayed" as const;
    const asked = { QueueUrl: url, AttributeNames: [name] };
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
    return Number(Attributes?.[name] ?? 0);
  };
  return {
    connections: connectionStore(table, tokenVault(markedDataKeys(keyArn, kms))),
    activities: activityStore(table),
    shoes: shoeStore(table),
    runners: runnerStore(table),
    send: (event: ProviderEvent) => events.send([event], 0),
    askCheckup: (message: CheckupMessage) => sendAll(sqs, checkupQueueUrl, [message]),
    delayed: () => delayedOn(queueUrl),
    delayedDigests: () => delayedOn(checkupQueueUrl),
  };
}

/** A runner whose night is due, with an expired token and a run that Strava sent no event for. */
export async function connectDueRunner(app: LocalApp, strava: Strava): Promise<void> {
  const athleteId = strava.control.addAthlete({}).id;
  const tokens = { ...(await strava.connect(athleteId)), expiresAtMs: 0 };
  strava.control.addActivity(athleteId, { gearId: null });
  const { connections } = reachStrava(app);
  const connection = { runnerId: "on-strava", accountId: athleteId, granted: [], tokens };
  await connections.connect(connection, Date.now() - 3 * DAY_MS);
  // Refused once, for a moment: so what Strava returns now is stored, although the refresh token is the same.
  await refusedOnce(connections, "on-strava");
}

async function refusedOnce(connections: ConnectionStore, runnerId: string): Promise<void> {
  const connection = await connections.find(runnerId);
  if (connection === null) throw new Error("not connected");
  await connections.noteRefusal(connection, Date.now() - DAY_MS);
}

/**
 * A connected runner whose runs were never compared; the check-up that is requested for them has them
 * fetched, and their digest waits for that.
 */
export async function judgeUnfetched(app: LocalApp, strava: Strava): Promise<void> {
  const { runners, connections, activities, askCheckup, delayedDigests } = reachStrava(app);
  const runnerId = "unfetched";
  await runners.create(makeRunner({ id: runnerId, email: "un@example.com", nextDigestAt: null }));
  const athleteId = strava.control.addAthlete({}).id;
  const tokens = await strava.connect(athleteId);
  strava.control.addActivity(athleteId, { gearId: null });
  await connections.connect({ runnerId, accountId: athleteId, granted: [], tokens }, Date.now());
  await askCheckup({ runnerId, day: "2021-09-12", dueAt: new Date().toISOString() });
  let hasWaited = false;
  const isFetched = async () => {
    hasWaited ||= (await delayedDigests()) > 0;
    return hasWaited && (await activities.all(runnerId)).length > 0;
  };
  await until(async () => app.denials().length > 0 || (await isFetched()), 60_000);
}

/** A runner who withdrew access: Strava's event about it, and what follows. */
export async function takeAccessBack(app: LocalApp, strava: Strava): Promise<void> {
  const { connections, activities, shoes, send, delayed } = reachStrava(app);
  const athleteId = strava.control.addAthlete({}).id;
  const tokens = await strava.connect(athleteId);
  await connections.connect(
    { runnerId: "left", accountId: athleteId, granted: [], tokens },
    Date.now(),
  );
  await activities.save("left", makeRecord({ source: "strava" }));
  await shoes.save("left", makeShoeRecord({ source: "strava" }));
  // Refused once, a while ago: the next refusal counts.
  await refusedOnce(connections, "left");
  strava.control.revoke(athleteId);
  const event = { objectId: athleteId, object: "athlete", revokesAccess: true } as const;
  await send(makeHint(athleteId, { ...event, aspect: "update" }));
  const isErased = async () =>
    (await activities.all("left")).length === 0 &&
    (await shoes.all("left")).length === 0 &&
    (await delayed()) > 0;
  await until(async () => app.denials().length > 0 || (await isErased()), 60_000);
}
