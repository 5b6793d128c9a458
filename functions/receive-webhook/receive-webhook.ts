import type { PromptEvent } from "../messages/provider-event.ts";
import {
  answerChallenge,
  isKey,
  parseEvent,
  type StravaEvent,
  verifySignature,
} from "../providers/strava/webhook.ts";
import { shortNameOf } from "../shared/errors.ts";

export interface WebhookRequest {
  readonly method: string;
  /** The last part of the address, known only to Strava and us. */
  readonly key: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly signature: string | undefined;
}

export interface WebhookDeps {
  /** SHA-256, in hex. An empty one lets nobody in. */
  readonly pathKeyHash: string;
  readonly verifyTokenHash: string;
  /** Null while it is unknown: an event from any subscription is accepted. */
  readonly subscriptionId: string | null;
  /** Null leaves signatures unchecked. */
  readonly signingKey: string | null;
  readonly send: (message: PromptEvent) => Promise<void>;
  readonly nowMs: () => number;
}

export interface WebhookAnswer {
  readonly status: number;
  /** For the log: what became of the request, and nothing of its content. */
  readonly outcome: string;
  readonly body?: object;
}

/**
 * The answer to Strava. An event with the right key is put in the queue and acknowledged, whoever it
 * concerns: what is behind the queue may be slow, broken or unaware of that athlete.
 */
export async function receiveWebhook(
  request: WebhookRequest,
  deps: WebhookDeps,
): Promise<WebhookAnswer> {
  // 404, as for an address that doesn't exist, so that a guess learns nothing.
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
  } catch (error) {
    // Until it is in the queue, only Strava has the event. Any answer but 200 makes Strava send it again,
    // at most twice; acknowledged now, it would be lost until the nightly comparison.
    return { status: 503, outcome: `queue-unavailable: ${shortNameOf(error)}` };
  }
  return { status: 200, outcome: `queued ${event.object} ${event.aspect}` };
}
