import { hash } from "node:crypto";
import type { Runner } from "../../ports/runner.ts";
import { isSameSecret } from "../../shared/http/same-secret.ts";
import type { PostedRequest } from "../../shared/http/webhook-http.ts";
import { checkHex } from "../hmac.ts";

export type OwnVerdict =
  /** `atMs`: when the request was made, as far as that is known; never later than now. */
  | { readonly kind: "genuine"; readonly atMs: number }
  | { readonly kind: "refused"; readonly reason: "missing" | "malformed" | "stale" | "wrong" };

/** How far a signature's time may be from ours, either way. */
const WINDOW_S = 300;

const SIGNATURE = /^t=(\d{1,12}),\s*v1=([0-9a-f]{64})$/i;
const BEARER = /^bearer +(\S+)$/i;
/** Stands in for a missing key, so that refusing an unknown runner takes as long. */
const NOBODYS = "of nobody";

/** `keyHash("sws_…")`: what is stored of a key that is sent along, since it only has to be recognised. */
export const keyHash = (key: string) => hash("sha256", key, "base64url");

/**
 * Whether a request was made with one of the runner's own keys. `runner` is null if there is none;
 * that is refused as a wrong key is.
 *
 * - `Stridewell-Signature: t=<unix seconds>,v1=<hex>`: the HMAC-SHA256 of `<t>.<body>` under the key for
 *   signing, within five minutes.
 * - `Authorization: Bearer <key>`: the key to send along, for clients that can't compute an HMAC. A key of
 *   one kind doesn't work as the other, so that one made for signing never travels.
 *
 *     verifyOwn({ headers: {}, body: "{}" }, runner, nowMs) // { kind: "refused", reason: "missing" }
 */
export function verifyOwn(
  { headers, body }: Pick<PostedRequest, "headers" | "body">,
  runner: Pick<Runner, "webhookKeys"> | null,
  nowMs: number,
): OwnVerdict {
  const { signed, sent } = runner?.webhookKeys ?? { signed: null, sent: null };
  const signature = headers["stridewell-signature"];
  if (signature !== undefined) {
    const [, atS, hex] = SIGNATURE.exec(signature) ?? [];
    if (atS === undefined || hex === undefined) return { kind: "refused", reason: "malformed" };
    const verdict = checkHex(hex, `${atS}.${body}`, signed?.key ?? NOBODYS);
    if (verdict.kind === "refused" || signed === null) return { kind: "refused", reason: "wrong" };
    // Only someone with the key learns that their clock is wrong.
    const atMs = Number(atS) * 1000;
    if (Math.abs(nowMs - atMs) > WINDOW_S * 1000) return { kind: "refused", reason: "stale" };
    return { kind: "genuine", atMs: Math.min(atMs, nowMs) };
  }
  const authorization = headers["authorization"];
  if (authorization === undefined) return { kind: "refused", reason: "missing" };
  const [, key] = BEARER.exec(authorization) ?? [];
  if (key === undefined) return { kind: "refused", reason: "malformed" };
  const isRight = isSameSecret(keyHash(key), sent?.key ?? NOBODYS);
  return isRight && sent !== null
    ? { kind: "genuine", atMs: nowMs }
    : { kind: "refused", reason: "wrong" };
}
