/** A text parsed as JSON: `jsonOf('{"id":7}') // { id: 7 }`; undefined if it isn't JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
