import type { RouteModel } from "../template/model.ts";

export interface RouteMatch {
  readonly route: RouteModel;
  /** Decoded, as API Gateway passes them on. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** How specific a segment of a route's path is: text beats {one}, and {one} beats {rest+}. */
function rank(segment: string): number {
  if (!segment.startsWith("{")) return 0;
  return segment.endsWith("+}") ? 2 : 1;
}

/**
 * The route that API Gateway would choose: the most specific path, then a named method before ANY, and
 * `$default` if nothing else fits; null if there is none.
 *
 * @example
 * chooseRoute([{ routeKey: "GET /runs/{id}", … }], "GET", "/runs/7")?.pathParameters; // { id: "7" }
 */
export function chooseRoute(
  routes: readonly RouteModel[],
  method: string,
  path: string,
): RouteMatch | null {
  const segments = path.split("/").slice(1);
  const matches = routes.flatMap((route) => {
    const [wanted = "", pattern = ""] = route.routeKey.split(" ");
    if (wanted !== method && wanted !== "ANY") return [];
    const parts = pattern.split("/").slice(1);
    const pathParameters = matchPath(parts, segments);
    return pathParameters === null ? [] : [{ route, pathParameters, parts, any: wanted === "ANY" }];
  });
  const [best] = matches.sort((a, b) => {
    for (let at = 0; at < Math.min(a.parts.length, b.parts.length); at += 1) {
      const difference = rank(a.parts[at] ?? "") - rank(b.parts[at] ?? "");
      if (difference !== 0) return difference;
    }
    return Number(a.any) - Number(b.any);
  });
  if (best !== undefined) return { route: best.route, pathParameters: best.pathParameters };
  const fallback = routes.find(({ routeKey }) => routeKey === "$default");
  return fallback === undefined ? null : { route: fallback, pathParameters: {} };
}

function matchPath(
  parts: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | null {
  const parameters: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const segment = segments[at];
    switch (rank(part)) {
      case 0:
        if (part !== segment) return null;
        break;
      case 1:
        if (segment === undefined || segment === "") return null;
        parameters[part.slice(1, -1)] = decode(segment);
        break;
      default: {
        const rest = segments.slice(at).join("/");
        if (rest === "") return null;
        parameters[part.slice(1, -2)] = decode(rest);
        return parameters;
      }
    }
  }
  return parts.length === segments.length ? parameters : null;
}

/** As it is if it can't be decoded. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
