import { createHmac } from "node:crypto";
import type { PostedRequest } from "../../functions/shared/http/webhook-http.ts";

/** A request as a script signs it, at a time in Unix milliseconds. */
export function signedRequest(
  runnerId: string,
  key: string,
  body: string | object,
  atMs: number,
): PostedRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const t = Math.floor(atMs / 1000);
  const hex = createHmac("sha256", key).update(`${t}.${text}`).digest("hex");
  return { key: runnerId, headers: { "stridewell-signature": `t=${t},v1=${hex}` }, body: text };
}

/** The same from a client that can't sign. */
export function sentRequest(runnerId: string, key: string, body: object): PostedRequest {
  const headers = { authorization: `Bearer ${key}` };
  return { key: runnerId, headers, body: JSON.stringify(body) };
}
