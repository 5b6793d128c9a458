import { webAddress } from "./web-address.ts";

/**
 * The headers that give a mail client its unsubscribe button, which POSTs to `url` (RFC 8058).
 *
 * @throws TypeError when `url` is not a plain URL, above all if it holds a line break
 * @example
 * unsubscribeHeaders("https://run.example/unsubscribe/a/digest/b")
 * // { "List-Unsubscribe": "<https://run.example/unsubscribe/a/digest/b>",
 * //   "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }
 */
export function unsubscribeHeaders(
  url: string,
): Readonly<Record<"List-Unsubscribe" | "List-Unsubscribe-Post", string>> {
  return {
    "List-Unsubscribe": `<${webAddress(url)}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}
