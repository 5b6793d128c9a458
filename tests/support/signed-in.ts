import type { Runner, RunnerStore } from "../../functions/ports/runner.ts";
import { cookiesIn } from "../../functions/shared/http/cookie.ts";
import type { HttpAnswer, HttpRequest } from "../../functions/shared/http/http-handler.ts";
import { readSession, sessionCookie } from "../../functions/shared/http/session.ts";
import { makeVisitor } from "./make-request.ts";
import { makeRunner } from "./make-runner.ts";

/** A browser in which a runner, created with a key of their own, is signed in. */
export async function signInTo(
  work: (request: HttpRequest) => Promise<HttpAnswer>,
  deps: { readonly runners: Pick<RunnerStore, "find" | "create">; readonly nowMs: () => number },
  overrides: Partial<Runner> & { readonly id: string },
) {
  const runner = makeRunner({
    sessionKey: `the session key of ${overrides.id}, long enough`,
    ...overrides,
  });
  await deps.runners.create(runner);
  const visitor = makeVisitor(work);
  const [set = ""] = (await sessionCookie(runner, deps.nowMs())).split(";");
  for (const [name, value] of cookiesIn([set])) visitor.cookies[name] = value;
  const csrf = async () => {
    const cookies = new Map(Object.entries(visitor.cookies));
    return (await readSession(cookies, deps.runners, deps.nowMs()))?.csrf ?? "";
  };
  return {
    ...visitor,
    runner,
    csrf,
    get: (route: string, path: Record<string, string> = {}, query: Record<string, string> = {}) =>
      visitor.visit(`GET ${route}`, { path, query }),
    /** As the page's own form sends it; a list gives several values for one name. */
    async post(
      route: string,
      form: Record<string, string | readonly string[]>,
      path: Record<string, string> = {},
    ) {
      return visitor.visit(`POST ${route}`, { path, form: { csrf: await csrf(), ...form } });
    },
  };
}
