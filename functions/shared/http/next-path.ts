/** A path of ours to go on to, or the fallback: `nextPath("//evil.example", "/today") // "/today"`. */
export function nextPath(asked: string | null, fallback: string): string {
  return asked !== null && /^(?:\/[\w-]+)+(?:\?[a-z0-9=&-]{1,200})?$/.test(asked)
    ? asked
    : fallback;
}

/**
 * A path of ours with the values that the request's URL has, such as those that a link in an email fills in;
 * without them where we make no such values.
 *
 *     pathWith("/runs", new URLSearchParams("after=50")) // "/runs?after=50"
 *     pathWith("/runs", new URLSearchParams("after=//evil.example")) // "/runs"
 */
export const pathWith = (path: string, query: URLSearchParams): string =>
  query.size === 0 ? path : nextPath(`${path}?${query}`, path);
