const HEX_SHA256 = /^[0-9a-f]{64}$/i;

// Loaded by the first request and not at the cold start: `npm run bench -- cold`.
const crypto = () => process.getBuiltinModule("node:crypto");

/**
 * Whether a header holds the HMAC-SHA256 of a text, in hex. Compared in constant time.
 *
 *     checkHex(undefined, body, key)   // { kind: "refused", reason: "missing" }
 *     checkHex("abc", body, key)       // { kind: "refused", reason: "malformed" }
 *     checkHex("0f3a…", body, key)     // { kind: "genuine" }
 */
export function checkHex(
  given: string | undefined,
  text: string,
  key: string,
): { readonly kind: "genuine" } | { kind: "refused"; reason: "missing" | "malformed" | "wrong" } {
  if (given === undefined || given === "") return { kind: "refused", reason: "missing" };
  if (!HEX_SHA256.test(given)) return { kind: "refused", reason: "malformed" };
  const { createHmac, timingSafeEqual } = crypto();
  const right = createHmac("sha256", key).update(text).digest();
  return timingSafeEqual(Buffer.from(given, "hex"), right)
    ? { kind: "genuine" }
    : { kind: "refused", reason: "wrong" };
}
