import type { HttpAnswer, HttpRequest } from "../../functions/shared/http/http-handler.ts";

export const PUBLIC_URL = "https://runs.example.org";

type Overrides = Partial<Omit<HttpRequest, "query" | "form" | "headers" | "cookies">> & {
  readonly query?: Record<string, string>;
  /** A list gives several values for one name. */
  readonly form?: Record<string, string | readonly string[]>;
  readonly headers?: Record<string, string>;
  readonly cookies?: Record<string, string>;
};

/** A request as a current browser sends it from a page of ours. */
export function makeRequest(route: string, overrides: Overrides = {}): HttpRequest {
  const [method = "GET", rawPath = "/"] = route.split(" ");
  return {
    method,
    route,
    path: {},
    rawPath,
    ip: "203.0.113.7",
    ...overrides,
    query: new URLSearchParams(overrides.query),
    form: new URLSearchParams(
      Object.entries(overrides.form ?? {}).flatMap(([name, told]) =>
        [told].flat().map((value): [string, string] => [name, value]),
      ),
    ),
    cookies: new Map(Object.entries(overrides.cookies ?? {})),
    headers: new Map(
      Object.entries(overrides.headers ?? { origin: "null", "sec-fetch-site": "same-origin" }),
    ),
  };
}

function statusOf(answer: HttpAnswer): number {
  if ("isNoPage" in answer) return 404;
  if ("redirect" in answer) return 303;
  return "status" in answer ? answer.status : 200;
}

/** A browser with its cookies, for a function behind several routes. */
export function makeVisitor(work: (request: HttpRequest) => Promise<HttpAnswer>) {
  const cookies: Record<string, string> = {};
  return {
    cookies,
    async visit(route: string, overrides: Overrides = {}) {
      const answer = await work(makeRequest(route, { cookies, ...overrides }));
      for (const set of answer.cookies ?? []) {
        const [, name = "", value = "", life] = /^([^=]+)=([^;]*);.*Max-Age=(\d+)/.exec(set) ?? [];
        if (life === "0") delete cookies[name];
        else cookies[name] = value;
      }
      return {
        outcome: answer.outcome,
        status: statusOf(answer),
        to: "redirect" in answer ? answer.redirect : null,
        html: "body" in answer ? String(await answer.body) : "",
        answer,
      };
    },
  };
}
