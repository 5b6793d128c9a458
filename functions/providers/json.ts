/** What a text says as JSON: `jsonOf('{"id":7}') // { id: 7 }`; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
