import { parseJson } from "./json.ts";

// The function that answers Strava imports this file at every cold start, so it
// imports next to nothing: zod/mini took 5 times as long as an empty module here.
// node:crypto took 8 times, so the first request loads it.
const crypto = () => process.getBuiltinModule("node:crypto");

export const MAX_EVENT_BYTES = 8192;
const MAX_CHALLENGE_LENGTH = 256;
const MAX_SIGNATURE_AGE_S = 300;
const HEX_SHA256 = /^[0-9a-f]{64}$/i;

/** A sender's claim that something changed. It is only a hint: the truth is fetched from Strava. */
export interface StravaEvent {
  readonly object: "activity" | "athlete";
  /** The activity's id, or the athlete's for an event about the athlete. */
  readonly objectId: string;
  readonly aspect: "create" | "update" | "delete";
  /** The athlete concerned. */
  readonly ownerId: string;
  readonly subscriptionId: string;
  readonly atS: number;
  /** Whether it hints that the athlete withdrew our access. */
  readonly revokesAccess: boolean;
}

export type EventReading =
  | { readonly kind: "event"; readonly event: StravaEvent }
  | { readonly kind: "refused"; readonly reason: "too-large" | "not-json" | "not-an-event" };

const OBJECTS = ["activity", "athlete"] as const;
const ASPECTS = ["create", "update", "delete"] as const;

/**
 * One pushed event, read from the body as it came. Ids keep all their 64 bits. Sources differ on whether
 * withdrawn access arrives as an update with `authorized` or as a delete, so both count as the hint.
 *
 *     parseEvent('{"object_type":"activity","object_id":16181809559,"aspect_type":"create",…}')
 *     // { kind: "event", event: { object: "activity", objectId: "16181809559", aspect: "create", … } }
 *     parseEvent("{}") // { kind: "refused", reason: "not-an-event" }
 */
export function parseEvent(rawBody: string): EventReading {
  if (Buffer.byteLength(rawBody) > MAX_EVENT_BYTES) return { kind: "refused", reason: "too-large" };
  let json: unknown;
  try {
    json = parseJson(rawBody);
  } catch {
    return { kind: "refused", reason: "not-json" };
  }
  const event = eventIn(json);
  return event === null ? { kind: "refused", reason: "not-an-event" } : { kind: "event", event };
}

function eventIn(json: unknown): StravaEvent | null {
  const fields = fieldsOf(json);
  const object = OBJECTS.find((name) => name === fields["object_type"]);
  const aspect = ASPECTS.find((name) => name === fields["aspect_type"]);
  const objectId = idOf(fields["object_id"]);
  const ownerId = idOf(fields["owner_id"]);
  const subscriptionId = idOf(fields["subscription_id"]);
  const atS = fields["event_time"];
  if (object === undefined || aspect === undefined) return null;
  if (objectId === null || ownerId === null || subscriptionId === null) return null;
  if (typeof atS !== "number" || !Number.isInteger(atS) || atS < 0) return null;
  const authorized = fieldsOf(fields["updates"])["authorized"];
  // Strava sends the string, not the boolean.
  const unauthorized = authorized === "false" || authorized === false;
  const revokesAccess = object === "athlete" && (aspect === "delete" || unauthorized);
  return { object, objectId, aspect, ownerId, subscriptionId, atS, revokesAccess };
}

/** The fields of a JSON object; none for anything else. */
function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null ? { ...json } : {};
}

/** An id as `parseJson` returns it: a number, or its digits if it is beyond 2^53. */
function idOf(value: unknown): string | null {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && value >= 0 ? String(value) : null;
  }
  return typeof value === "string" && /^\d{1,20}$/.test(value) ? value : null;
}

export type ChallengeAnswer =
  | { readonly kind: "confirmed"; readonly body: { readonly "hub.challenge": string } }
  | { readonly kind: "refused"; readonly reason: "not-a-challenge" | "wrong-token" };

/**
 * Answers Strava's question, asked when a subscription is made, whether this URL is ours: send `body` as JSON
 * with status 200, or send 403. `verifyTokenHash` is the token's SHA-256 in hex.
 *
 *     answerChallenge({ "hub.mode": "subscribe", "hub.verify_token": "right", "hub.challenge": "15f7" }, sha256("right"))
 *     // { kind: "confirmed", body: { "hub.challenge": "15f7" } }
 */
export function answerChallenge(
  query: Readonly<Record<string, string | undefined>>,
  verifyTokenHash: string,
): ChallengeAnswer {
  const challenge = query["hub.challenge"];
  const token = query["hub.verify_token"];
  if (
    query["hub.mode"] !== "subscribe" ||
    token === undefined ||
    challenge === undefined ||
    challenge === "" ||
    challenge.length > MAX_CHALLENGE_LENGTH
  ) {
    return { kind: "refused", reason: "not-a-challenge" };
  }
  if (!isKey(token, verifyTokenHash)) return { kind: "refused", reason: "wrong-token" };
  return { kind: "confirmed", body: { "hub.challenge": challenge } };
}

/**
 * Whether `given` is the text whose SHA-256 (hex) is `hash`, in a time that reveals nothing about it.
 * A malformed hash matches nothing.
 */
export function isKey(given: string, hash: string): boolean {
  if (!HEX_SHA256.test(hash)) return false;
  const node = crypto();
  return node.timingSafeEqual(node.hash("sha256", given, "buffer"), Buffer.from(hash, "hex"));
}

export type SignatureCheck =
  /** `unchecked` if no key is configured: Strava documents none (2026-11). */
  | { readonly kind: "accepted"; readonly how: "signed" | "unchecked" }
  | { readonly kind: "refused"; readonly reason: "missing" | "malformed" | "stale" | "wrong" };

/**
 * `X-Strava-Signature: t=<unix seconds>,v1=<hex>`, an HMAC-SHA256 over `<t>.<body>`, at most 300 s
 * old. Several developers have seen it, but nobody documents it. So without a `key` everything is accepted;
 * with one, an unsigned event is refused.
 *
 *     verifySignature("t=1796000000,v1=5f3c…", body, key, 1796000010) // { kind: "accepted", how: "signed" }
 *     verifySignature(undefined, body, null, 1796000010)              // { kind: "accepted", how: "unchecked" }
 */
export function verifySignature(
  header: string | undefined,
  rawBody: string,
  key: string | null,
  nowS: number,
): SignatureCheck {
  if (key === null) return { kind: "accepted", how: "unchecked" };
  if (header === undefined) return { kind: "refused", reason: "missing" };
  const parts = header.split(",").map((part) => part.trim());
  const time = parts.find((part) => part.startsWith("t="))?.slice(2) ?? "";
  const given = parts.filter((part) => part.startsWith("v1=")).map((part) => part.slice(3));
  if (!/^\d{1,12}$/.test(time) || given.length === 0) {
    return { kind: "refused", reason: "malformed" };
  }
  if (Math.abs(nowS - Number(time)) > MAX_SIGNATURE_AGE_S) {
    return { kind: "refused", reason: "stale" };
  }
  const { createHmac, timingSafeEqual } = crypto();
  const right = createHmac("sha256", key).update(`${time}.${rawBody}`).digest();
  const fits = given.some(
    (hex) => HEX_SHA256.test(hex) && timingSafeEqual(Buffer.from(hex, "hex"), right),
  );
  return fits ? { kind: "accepted", how: "signed" } : { kind: "refused", reason: "wrong" };
}
