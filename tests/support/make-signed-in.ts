import { runnerStore } from "../../functions/adapters/runner-store.ts";
import type { Table } from "../../functions/adapters/table.ts";
import type { Runner } from "../../functions/ports.ts";
import { cookiesIn } from "../../functions/shared/cookie.ts";
import type { HttpAnswer, HttpRequest } from "../../functions/shared/http-handler.ts";
import { readSession, sessionCookie } from "../../functions/shared/session.ts";
import { makeVisitor } from "./make-request.ts";
import { makeRunner } from "./make-runner.ts";

/** A stored runner whose browser is signed in, in front of some pages. */
export async function makeSignedIn(
  table: Table,
  nowMs: number,
  pages: (request: HttpRequest) => Promise<HttpAnswer>,
  overrides: Partial<Runner> & Pick<Runner, "id">,
) {
  const sessionKey = `the session key of ${overrides.id}, long enough`;
  const runner = makeRunner({ sessionKey, ...overrides });
  await runnerStore(table).create(runner);
  const visitor = makeVisitor(pages);
  const [set = ""] = (await sessionCookie(runner, nowMs)).split(";");
  for (const [name, value] of cookiesIn([set])) visitor.cookies[name] = value;
  const cookies = new Map(Object.entries(visitor.cookies));
  const csrf = (await readSession(cookies, runnerStore(table), nowMs))?.csrf ?? "";
  return {
    ...visitor,
    csrf,
    get: (path: string, query: Record<string, string> = {}) =>
      visitor.visit(`GET ${path}`, { rawPath: path, query }),
    post: (path: string, form: Record<string, string | readonly string[]>) =>
      visitor.visit(`POST ${path}`, { rawPath: path, form: { csrf, ...form } }),
  };
}
