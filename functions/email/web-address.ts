/** Characters that could end a header line or its angle brackets, or that a URL parser silently drops. */
const UNSAFE = /[^\x21-\x7e]|[<>"]/;

/**
 * A whole http or https URL, checked before it goes into a link or a header.
 *
 * @throws TypeError on a line break, a space, a bracket, another scheme such as `javascript:`, or no URL at
 * all
 */
export function webAddress(address: string): string {
  const scheme = UNSAFE.test(address) ? undefined : URL.parse(address)?.protocol;
  if (scheme !== "https:" && scheme !== "http:") {
    throw new TypeError("A link in an email must be a plain http or https address.");
  }
  return address;
}
