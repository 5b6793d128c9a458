import { createHmac } from "node:crypto";
import type { Runner } from "../../ports/runner.ts";
import { isSameSecret } from "./same-secret.ts";

type Signer = Pick<Runner, "id" | "feedKey">;

/**
 * The private address that a calendar subscribes to; null while the runner has none. Its last part is an
 * HMAC-SHA256 under a key used only for the feed, so a new key ends this address and nothing else.
 *
 *     feedUrl("https://x.example", runner) // "https://x.example/calendar/r1/JmN0….ics"
 */
export function feedUrl(publicUrl: string, runner: Signer): string | null {
  if (runner.feedKey === null) return null;
  return `${publicUrl}/calendar/${encodeURIComponent(runner.id)}/${sign(runner.feedKey)}.ics`;
}

/** Compares in constant time. */
export function isFeedToken(token: string, { feedKey }: Signer): boolean {
  return feedKey !== null && isSameSecret(token, `${sign(feedKey)}.ics`);
}

function sign(feedKey: string): string {
  return createHmac("sha256", feedKey).update("calendar").digest("base64url");
}
