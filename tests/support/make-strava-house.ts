import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { Table } from "../../functions/adapters/table.ts";
import type { ProviderHint } from "../../functions/messages/provider-hint.ts";
import type { HintRequest } from "../../functions/receive-hint/receive-hint.ts";
import { receiveWebhook } from "../../functions/receive-webhook/receive-webhook.ts";
import { listen } from "../../infra/local/engines/listen.ts";
import type { ActivityEdit } from "../../infra/local/strava/model.ts";
import { defaultRateLimits } from "../../infra/local/strava/rate-limiter.ts";
import { startStrava } from "../infra/local/strava/make-strava.ts";
import { makeHint, makeHouse } from "./make-follow.ts";
import { type ContractHouse, hintOf } from "./make-provider-house.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The key that Strava doesn't document; without it, events are unsigned (see the contract's case). */
export const SIGNING_KEY = "what Strava would sign with";
const PATH_KEY = "the last part of the address";
const VERIFY_TOKEN = "verify";

type Run = Parameters<ContractHouse["control"]["addRun"]>[1] & object;

const activityOf = ({ startAt, distanceM, movingS, elapsedS, ...more }: Run): ActivityEdit => ({
  ...(startAt !== undefined && { startAt }),
  ...(distanceM !== undefined && { distanceM }),
  ...(movingS !== undefined && { movingS }),
  ...(elapsedS !== undefined && { elapsedS }),
  ...(more.averageHeartRateBpm !== undefined && { averageHeartRateBpm: more.averageHeartRateBpm }),
  ...(more.maxHeartRateBpm !== undefined && { maxHeartRateBpm: more.maxHeartRateBpm }),
  ...(more.sessionRpe !== undefined && { perceivedExertion: more.sessionRpe }),
});

/** Strava, with its own webhook and worker (ADR 9), as the contract's tests see a service. */
export async function makeStravaHouse(
  table: Table,
  signingKey: string | null = SIGNING_KEY,
): Promise<ContractHouse> {
  const strava = await startStrava({ signingKey });
  const { clock, calls } = strava;
  const asked: string[] = [];
  const requests: HintRequest[] = [];
  // Kept, so that what is compared much later isn't gone because of its age alone.
  const house = makeHouse(strava, table, {
    retention: "keep",
    nudges: {
      send: async (messages) => {
        for (const { runnerId } of messages) asked.push(runnerId);
      },
    },
  });
  const secret = JSON.stringify({ signingKey, pathKey: PATH_KEY });

  const receive: ContractHouse["receive"] = async ({ key, headers, body }, given = secret) => {
    const answer = await receiveWebhook(
      { method: "POST", key, query: {}, body, signature: headers["x-strava-signature"] },
      {
        pathKeyHash: given === null ? "" : sha256(PATH_KEY),
        verifyTokenHash: sha256(VERIFY_TOKEN),
        subscriptionId: strava.control.subscription()?.id ?? null,
        signingKey,
        send: async (message) => house.send(message),
        nowMs: clock.now,
      },
    );
    return { ...answer, outcome: `strava: ${answer.outcome}` };
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "GET") {
      const challenge = url.searchParams.get("hub.challenge");
      response.writeHead(200).end(JSON.stringify({ "hub.challenge": challenge }));
      return;
    }
    const came = await hintOf(request, { provider: "strava", key: PATH_KEY });
    requests.push(came);
    response.writeHead((await receive(came)).status).end();
  });
  const listening = await listen(server);
  await strava.subscriptions.create({
    callbackUrl: `${listening.url}/webhooks/strava/${PATH_KEY}`,
    verifyToken: VERIFY_TOKEN,
  });

  const { control } = strava;
  const send = (hint: ProviderHint) => house.send(stravaMessage(hint));
  const drain = async () => (await house.drain()).map((outcome) => `strava: ${outcome}`);
  return {
    clock,
    calls,
    asked,
    requests,
    secret,
    queue: house.queue,
    connections: house.deps.connections,
    apiUrl: strava.apiBaseUrl,
    control: {
      addAthlete: () => {
        const { id, firstname, zone } = control.addAthlete({});
        return { id, name: firstname, zone };
      },
      addRun: (athleteId, given = {}, isQuiet = false) => {
        const { id } = control.addActivity(athleteId, activityOf(given), isQuiet);
        return { ...PLAIN, ...given, athleteId, id };
      },
      edit: (id, edit) => {
        control.edit(id, activityOf(edit));
        return { ...PLAIN, ...edit, id };
      },
      remove: control.remove,
      revoke: (athleteId, tell) => {
        if (!tell) control.setFaults({ dropEvents: 1 });
        control.revoke(athleteId);
        control.setFaults({ dropEvents: 0 });
      },
      setFaults: control.setFaults,
      limitUntil: (untilMs) => {
        control.setLimits({ overall: [0, 2000], read: [0, 1000] });
        clock.after(untilMs - clock.now(), () => control.setLimits(defaultRateLimits));
      },
      deliverNow: async () => {
        await control.deliverNow();
        return [];
      },
      isConnected: control.isConnected,
      endKeys: () => undefined,
    },
    receive,
    send,
    drain,
    settle: async () => {
      await control.deliverNow();
      return drain();
    },
    connect: async (runnerId, athleteId) => house.connect(runnerId, athleteId),
    runs: async (runnerId) =>
      (await house.deps.activities.ofSource(runnerId, "strava")).map(({ record }) => record),
    close: async () => {
      await strava.close();
      await listening.close(0);
    },
  };
}

/** The fields of a simulated run that no test looks at. */
const PLAIN = {
  athleteId: "",
  name: "",
  sport: "run" as const,
  startAt: "",
  distanceM: 0,
  movingS: 0,
  elapsedS: 0,
  averageHeartRateBpm: null,
  maxHeartRateBpm: null,
  cadenceSpm: null,
  sessionRpe: null,
  withheldFor: null,
  uploadedAtMs: 0,
};

function stravaMessage(hint: ProviderHint) {
  if (hint.kind === "reconcile") return { ...hint, provider: "strava" } as const;
  const { reference } = hint;
  switch (reference.kind) {
    case "activity":
      return makeHint(reference.accountId, { objectId: reference.id, aspect: reference.aspect });
    case "access":
      return makeHint(reference.accountId, {
        object: "athlete",
        objectId: reference.accountId,
        aspect: "update",
        revokesAccess: true,
      });
    case "told":
      throw new Error("Strava tells no activity itself.");
  }
}
