/** The smallest number beyond 2^53 has 16 digits; after a decimal point, digits are no whole number. */
const BEYOND = /(?<![\d.])\d{16}/;

/**
 * `JSON.parse` that keeps a whole number beyond 2^53 as a string of its digits. Strava's ids are 64
 * bits wide; a plain parse rounds such an id to a neighbouring one. Throws SyntaxError as `JSON.parse` does.
 *
 *     parseJson('{"id":9007199254740993,"distance":12.5}') // { id: "9007199254740993", distance: 12.5 }
 */
export function parseJson(text: string): unknown {
  const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
      ? context.source
      : value;
  // Looking at each value takes ten times as long, and most answers have no such number.
  return BEYOND.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}
