import { html } from "hono/html";
import type { Runner, RunnerStore } from "../../ports/runner.ts";
import { formPages } from "../../wording/account.en.ts";
import type { HttpAnswer, HttpRequest } from "./http-handler.ts";
import { pathWith } from "./next-path.ts";
import { pageOfForm } from "./page-of-form.ts";
import { isCsrfOf, readSession } from "./session.ts";

export interface SignedInRequest extends HttpRequest {
  readonly runner: Runner;
  /** Goes into every form as the field `csrf`. */
  readonly csrf: string;
}

export interface SignedInDeps {
  readonly runners: Pick<RunnerStore, "find">;
  readonly publicUrl: string;
  readonly nowMs: () => number;
}

type Work<R, D> = (request: R, deps: D) => Promise<HttpAnswer>;

/**
 * Lets only a signed-in runner through, and a form only from our own page with this session's token. Anyone
 * who isn't signed in is sent to sign in, and brought back afterwards.
 */
export function signedIn<D extends SignedInDeps>(
  work: Work<SignedInRequest, D>,
): Work<HttpRequest, D> {
  return async (request, deps) => {
    const session = await readSession(request.cookies, deps.runners, deps.nowMs());
    if (session === null) {
      return { outcome: "signed out", redirect: `/sign-in${nextOf(request)}` };
    }
    const isOurForm = isSameOrigin(request, deps) && isCsrfOf(session, request.form.get("csrf"));
    if (request.method !== "GET" && !isOurForm) return foreignForm();
    const answer = await work({ ...request, runner: session.runner, csrf: session.csrf }, deps);
    const cookies = [
      ...(session.renewed === null ? [] : [session.renewed]),
      ...(answer.cookies ?? []),
    ];
    return { ...answer, nav: true, cookies };
  };
}

/** For forms used before signing in: they must come from our own pages too. */
export function ownForms<D extends Pick<SignedInDeps, "publicUrl">>(
  work: Work<HttpRequest, D>,
): Work<HttpRequest, D> {
  return async (request, deps) =>
    request.method === "GET" || isSameOrigin(request, deps) ? work(request, deps) : foreignForm();
}

/**
 * Our pages send no referrer, so browsers send `Origin: null`; `Sec-Fetch-Site` then gives the answer. A
 * request with neither doesn't come from a current browser.
 */
function isSameOrigin(
  { headers }: HttpRequest,
  { publicUrl }: Pick<SignedInDeps, "publicUrl">,
): boolean {
  const origin = headers.get("origin") ?? "null";
  if (origin !== "null") return origin === new URL(publicUrl).origin;
  return headers.get("sec-fetch-site") === "same-origin";
}

function foreignForm(): HttpAnswer {
  const { title, text } = formPages.foreign;
  return { outcome: "foreign form", status: 403, title, body: html`<p>${text}</p>` };
}

/** These forms end the session themselves, so a second click on one finds none. */
const LEAVING: readonly string[] = ["/sign-out", "/settings/delete"];

/** The page that was asked for, with the values in its URL; for a form, its own page, with those in the form's. */
function nextOf({ method, rawPath, query }: HttpRequest): string {
  if (method !== "GET") {
    if (LEAVING.includes(rawPath)) return "";
    // A check-in's own page has the button that deletes it.
    const page = pageOfForm(rawPath) ?? rawPath.replace(/\/delete$/, "");
    return `?${new URLSearchParams({ out: "unsaved", next: pathWith(page, query) })}`;
  }
  return `?next=${encodeURIComponent(pathWith(rawPath, query))}`;
}
