import { createHmac } from "node:crypto";
import type { HintRequest } from "../../functions/receive-hint/receive-hint.ts";
import type { Forgery } from "./provider-case.ts";

/** For a service that signs its body with HMAC-SHA256, in hex, in this header. */
export function signedBody(header: string) {
  const withSignature = (from: HintRequest, signature: string): HintRequest => ({
    ...from,
    headers: { ...from.headers, [header]: signature },
  });
  const sign = (from: HintRequest, key: string) =>
    withSignature(from, createHmac("sha256", key).update(from.body).digest("hex"));
  const forged: readonly Forgery[] = [
    ["signature missing", "unsigned", (from) => ({ ...from, headers: {} })],
    ["signature wrong", "signed by nobody", (from) => withSignature(from, "0".repeat(64))],
    ["signature wrong", "signed by another", (from) => sign(from, "another")],
    ["signature wrong", "no signature at all", (from) => withSignature(from, "sha256=yes")],
    ["body altered", "altered after it was signed", (from) => ({ ...from, body: `${from.body} ` })],
  ];
  return { sign, forged };
}
