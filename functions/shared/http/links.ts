import { createHmac } from "node:crypto";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import type { Runner, Topic } from "../../ports/runner.ts";
import { isSameSecret } from "./same-secret.ts";

/**
 * The address that stops one topic for one runner, without signing in. Its last part is an HMAC-SHA256,
 * under the runner's own key, of what the link does: it works for no other runner and no other topic, and a
 * new key revokes it.
 *
 *     unsubscribeUrl("https://x.example", runner, "digest")
 *     // "https://x.example/unsubscribe/r1/digest/JmN0…"
 */
export function unsubscribeUrl(publicUrl: string, runner: Runner, topic: Topic): string {
  const id = encodeURIComponent(runner.id);
  return `${publicUrl}/unsubscribe/${id}/${topic}/${sign(runner, topic)}`;
}

/** The pages that an email links to; each asks a reader who isn't signed in to do so. */
export function pageUrls(publicUrl: string) {
  return {
    app: publicUrl,
    today: `${publicUrl}/today`,
    sources: `${publicUrl}/connect`,
    settings: `${publicUrl}/settings`,
    checkIn: `${publicUrl}/check-in`,
    routine: `${publicUrl}/routine`,
    shoes: `${publicUrl}/shoes`,
  };
}

/**
 * A new check-in that starts from the last one: the same places on the same side are ticked.
 *
 *     checkInUrl("https://x.example", { places: ["outside"], side: "left" })
 *     // "https://x.example/check-in?places=outside&side=left"
 */
export function checkInUrl(publicUrl: string, last: Pick<CheckIn, "places" | "side">): string {
  const query = new URLSearchParams(
    last.places.map((place): [string, string] => ["places", place]),
  );
  if (last.side !== null) query.set("side", last.side);
  const { checkIn } = pageUrls(publicUrl);
  return query.size === 0 ? checkIn : `${checkIn}?${query}`;
}

/** Compares in constant time. */
export function isUnsubscribeToken(token: string, runner: Runner, topic: Topic): boolean {
  return isSameSecret(token, sign(runner, topic));
}

function sign(runner: Runner, topic: Topic): string {
  return createHmac("sha256", runner.linkKey).update(`unsubscribe:${topic}`).digest("base64url");
}
