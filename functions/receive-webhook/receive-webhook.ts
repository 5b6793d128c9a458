import type { PromptEvent } from "../messages/provider-event.ts";
import {
  answerChallenge,
  isKey,
  parseEvent,
  type StravaEvent,
  verifySignature,
} from "../providers/strava/webhook.ts";

export interface WebhookRequest {
  readonly method: string;
  /** The last part of the address, which only Strava and we know. */
  readonly key: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly signature: string | undefined;
}

export interface WebhookDeps {
  /** SHA-256, in hex. An empty one lets nobody in. */
  readonly pathKeyHash: string;
  readonly verifyTokenHash: string;
  /** null while it is unknown: an event of any subscription is taken. */
  readonly subscriptionId: string | null;
  /** null leaves signatures unchecked. */
  readonly signingKey: string | null;
  readonly send: (message: PromptEvent) => Promise<void>;
  readonly nowMs: () => number;
}

export interface WebhookAnswer {
  readonly status: number;
  /** For the log: says what came of the request and nothing of what it held. */
  readonly outcome: string;
  readonly body?: object;
}

/**
 * What Strava is answered. An event with the right key is laid in the queue and acknowledged, whoever
 * it concerns: what lies behind the queue can be slow, broken or ignorant of that athlete.
 */
export async function receiveWebhook(
  request: WebhookRequest,
  deps: WebhookDeps,
): Promise<WebhookAnswer> {
  // 404, as for an address that does not exist: a guess learns nothing.
  if (!isKey(request.key, deps.pathKeyHash)) return { status: 404, outcome: "wrong-key" };
  if (request.method !== "POST") return confirm(request, deps);
  const reading = accept(request, deps);
  return "status" in reading ? reading : await queue(reading, deps);
}

function confirm({ query }: WebhookRequest, { verifyTokenHash }: WebhookDeps): WebhookAnswer {
  const answer = answerChallenge(query, verifyTokenHash);
  return answer.kind === "confirmed"
    ? { status: 200, outcome: "confirmed", body: answer.body }
    : { status: 403, outcome: answer.reason };
}

function accept(
  { body, signature }: WebhookRequest,
  { signingKey, subscriptionId, nowMs }: WebhookDeps,
): StravaEvent | WebhookAnswer {
  const reading = parseEvent(body);
  if (reading.kind === "refused" && reading.reason === "too-large") {
    return { status: 413, outcome: reading.reason };
  }
  const check = verifySignature(signature, body, signingKey, Math.floor(nowMs() / 1000));
  if (check.kind === "refused") return { status: 401, outcome: `${check.reason}-signature` };
  if (reading.kind === "refused") return { status: 400, outcome: reading.reason };
  const { event } = reading;
  return subscriptionId === null || event.subscriptionId === subscriptionId
    ? event
    : { status: 403, outcome: "unknown-subscription" };
}

async function queue(event: StravaEvent, { send }: WebhookDeps): Promise<WebhookAnswer> {
  try {
    await send({ kind: "event", provider: "strava", event });
  } catch {
    // Until it is in the queue nobody but Strava has the event: anything else than 200 makes Strava
    // send it again, twice at most. Acknowledged, it would be lost until the nightly reconcile.
    return { status: 503, outcome: "queue-unavailable" };
  }
  return { status: 200, outcome: `queued ${event.object} ${event.aspect}` };
}
