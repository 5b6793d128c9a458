import type { HttpAnswer, HttpRequest } from "./http-handler.ts";

type Work<D> = (request: HttpRequest, deps: D) => Promise<HttpAnswer>;

/**
 * Puts one function behind several routes, each named as API Gateway names it: `"POST /sign-in"`. Throws
 * when the stack sends it a route that it has no work for.
 */
export function byRoute<D>(works: Readonly<Record<string, Work<D>>>): Work<D> {
  return (request, deps) => {
    const work = works[request.route];
    if (work === undefined) throw new Error(`No work for the route ${request.route}.`);
    return work(request, deps);
  };
}
