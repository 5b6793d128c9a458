import * as z from "zod/mini";
import type { SignInMessage } from "../messages/sign-in.ts";
import { type Fault, Field, Submit } from "../pages/field.tsx";
import { Done, Message, WayOn, wordsFor } from "../pages/notes.tsx";
import type { Queue } from "../ports/queue.ts";
import type { Runner, RunnerStore } from "../ports/runner.ts";
import type { LimitStore, SignInStore, SignInTicket } from "../ports/sign-in.ts";
import { cookie } from "../shared/http/cookie.ts";
import type { HttpAnswer, HttpRequest } from "../shared/http/http-handler.ts";
import { nextPath } from "../shared/http/next-path.ts";
import { noSessionCookie, sessionCookie } from "../shared/http/session.ts";
import { ticketName } from "../shared/http/sign-in-link.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";
import { mailboxOf } from "../shared/mail/same-address.ts";
import { signInPages } from "../wording/account.en.ts";

export interface SignInDeps {
  readonly runners: Pick<RunnerStore, "find" | "findByEmail" | "create" | "renewSessionKey">;
  readonly tickets: SignInStore;
  readonly limits: LimitStore;
  readonly mails: Queue<SignInMessage>;
  readonly publicUrl: string;
  /** The zone that is chosen beforehand for whoever joins. */
  readonly defaultZone: string;
  readonly nowMs: () => number;
  /** A new one with each call, hard to guess. */
  readonly randomId: () => string;
}

const TICKET_COOKIE = "__Host-sign-in";
/** Where to go next: kept in a cookie, so that the email's link leads there just as the code does. */
const NEXT_COOKIE = "__Host-next";
const TICKET_S = 15 * 60;
const HOUR_S = 3600;
const PER_IP = { atMost: 30, windowS: HOUR_S };
/** From one place, so that nobody can use up the emails that somebody else needs to sign in. */
const PER_ADDRESS_AND_IP = { atMost: 5, windowS: HOUR_S };
/** Nor the emails of a day, of which everyone together has two hundred in SES's sandbox. */
const PER_ADDRESS_AND_IP_A_DAY = { atMost: 15, windowS: 24 * HOUR_S };
const PER_ADDRESS = { atMost: 20, windowS: HOUR_S };
/** Where somebody goes who asked for no page in particular. */
const HOME = "/today";

const typedEmail = z.email().check(z.maxLength(254));

/** The form, which reveals nothing about who is known here. */
export async function askAddress({ query }: HttpRequest): Promise<HttpAnswer> {
  const said = wordsFor(query.get("out"), signInPages.signedOut);
  return addressForm({ next: query.get("next"), typed: "", faults: [], said });
}

function addressForm(shown: {
  next: string | null;
  typed: string;
  faults: readonly Fault[];
  said: string | null;
}): HttpAnswer {
  const { next, typed, faults, said } = shown;
  const { title, text, label, button } = signInPages.ask;
  const body = (
    <>
      <Done text={said} />
      <p>{text}</p>
      <form method="post" action="/sign-in">
        <input type="hidden" name="next" value={nextPath(next, HOME)} />
        <Field id="email" name="email" label={label} faults={faults}>
          {(shared) => (
            <input
              {...shared}
              type="email"
              value={typed}
              required
              autocomplete="email"
              maxlength={254}
            />
          )}
        </Field>
        <Submit label={button} />
      </form>
    </>
  );
  return { outcome: "asked", status: faults.length === 0 ? 200 : 422, title, body };
}

/** The same answer for every address: nobody learns who is a runner here. */
export async function sendMail(request: HttpRequest, deps: SignInDeps): Promise<HttpAnswer> {
  const next = nextPath(request.form.get("next"), HOME);
  const given = (request.form.get("email") ?? "").trim();
  const typed = typedEmail.safeParse(given);
  if (!typed.success) {
    const faults = [{ field: "email", text: signInPages.ask.invalid }];
    return addressForm({ next, typed: given, faults, said: null });
  }
  const email = typed.data;
  const nowMs = deps.nowMs();
  const to = `sign-in to ${mailboxOf(email)}`;
  const isRare =
    (await deps.limits.take(`sign-in ip ${request.ip}`, PER_IP, nowMs)) &&
    (await deps.limits.take(`${to} from ${request.ip}`, PER_ADDRESS_AND_IP, nowMs)) &&
    (await deps.limits.take(`${to} from ${request.ip} a day`, PER_ADDRESS_AND_IP_A_DAY, nowMs)) &&
    (await deps.limits.take(to, PER_ADDRESS, nowMs));
  if (!isRare) {
    const { title, text } = signInPages.tooOften;
    return { outcome: "too often", status: 429, title, body: <p>{text}</p> };
  }
  const id = deps.randomId();
  await deps.tickets.open({ id, email }, nowMs);
  await deps.mails.send([{ ticketId: id }], 0);
  return {
    outcome: "mail asked for",
    redirect: "/sign-in/code",
    cookies: [
      cookie(TICKET_COOKIE, id, TICKET_S),
      cookie(NEXT_COOKIE, encodeURIComponent(next), TICKET_S),
    ],
  };
}

export async function askCode(request: HttpRequest, deps: SignInDeps): Promise<HttpAnswer> {
  return codeForm(await ticketOf(request, deps), []);
}

/** Names the address that was typed, so that a mistake in it is seen. */
function codeForm(ticket: SignInTicket | null, faults: readonly Fault[]): HttpAnswer {
  if (ticket === null) return gone();
  const { title, text, label, button, again } = signInPages.code;
  const body = (
    <>
      <p>{text(ticket.email)}</p>
      <form method="post" action="/sign-in/code">
        <Field id="code" name="code" label={label} faults={faults}>
          {(shared) => (
            <input
              {...shared}
              class="code"
              inputmode="numeric"
              autocomplete="one-time-code"
              maxlength={12}
              size={9}
              required
            />
          )}
        </Field>
        <Submit label={button} />
      </form>
      <WayOn to="/sign-in" link={again} />
    </>
  );
  return { outcome: "asked", status: faults.length === 0 ? 200 : 422, title, body };
}

export async function takeCode(request: HttpRequest, deps: SignInDeps): Promise<HttpAnswer> {
  const ticketId = request.cookies.get(TICKET_COOKIE);
  if (ticketId === undefined) return gone();
  const code = (request.form.get("code") ?? "").replaceAll(/\s/g, "");
  const proven = await deps.tickets.prove(ticketId, { code }, deps.nowMs());
  if (proven === "gone") return gone();
  if (proven === "wrong") {
    const faults = [{ field: "code", text: signInPages.code.wrong }];
    return codeForm(await ticketOf(request, deps), faults);
  }
  return letIn(ticketId, request, deps);
}

/** Mail scanners open links, so opening one changes nothing. */
export async function showLink(request: HttpRequest, deps: SignInDeps): Promise<HttpAnswer> {
  const token = request.path["token"] ?? "";
  if (ticketBehind(token, request) === null) return unknownHere(token, deps);
  const { title, text, button } = signInPages.link;
  const body = (
    <>
      <p>{text}</p>
      <form method="post">
        <button type="submit">{button}</button>
      </form>
    </>
  );
  return { outcome: "asked", status: 200, title, body };
}

export async function takeLink(request: HttpRequest, deps: SignInDeps): Promise<HttpAnswer> {
  const token = request.path["token"] ?? "";
  const ticketId = ticketBehind(token, request);
  if (ticketId === null) return unknownHere(token, deps);
  const [, secret = ""] = token.split(".");
  const proven = await deps.tickets.prove(ticketId, { secret }, deps.nowMs());
  return proven === "verified" ? letIn(ticketId, request, deps) : gone();
}

/**
 * The ticket that a link is for, if it is this browser's: a link that somebody else got hold of, or was tricked into
 * opening, lets nobody in.
 */
function ticketBehind(token: string, { cookies }: HttpRequest): string | null {
  const ticketId = cookies.get(TICKET_COOKIE);
  return ticketId !== undefined && token.startsWith(`${ticketName(ticketId)}.`) ? ticketId : null;
}

async function letIn(
  ticketId: string,
  { cookies }: HttpRequest,
  deps: SignInDeps,
): Promise<HttpAnswer> {
  const ticket = await deps.tickets.find(ticketId, deps.nowMs());
  if (ticket === null) return gone();
  const runner = await deps.runners.findByEmail(ticket.email);
  if (runner === null) return { outcome: "new here", redirect: "/join" };
  if (!(await deps.tickets.use(ticketId, deps.nowMs()))) return gone();
  const next = new URLSearchParams(`to=${cookies.get(NEXT_COOKIE) ?? ""}`).get("to");
  return welcome(runner, nextPath(next, HOME), deps);
}

/** What this browser asked for, unless it has expired. */
async function ticketOf(
  { cookies }: HttpRequest,
  { tickets, nowMs }: Pick<SignInDeps, "tickets" | "nowMs">,
): Promise<SignInTicket | null> {
  const ticketId = cookies.get(TICKET_COOKIE);
  return ticketId === undefined ? null : tickets.find(ticketId, nowMs());
}

/** This browser's proven ticket, for a newcomer who has to agree first. */
export async function provenTicket(
  request: HttpRequest,
  deps: Pick<SignInDeps, "tickets" | "nowMs">,
): Promise<SignInTicket | null> {
  const ticket = await ticketOf(request, deps);
  return ticket?.verified === true ? ticket : null;
}

export async function welcome(
  runner: Runner,
  to: string,
  deps: Pick<SignInDeps, "nowMs">,
): Promise<HttpAnswer> {
  return {
    outcome: "signed in",
    redirect: to,
    cookies: [
      await sessionCookie(runner, deps.nowMs()),
      cookie(TICKET_COOKIE, "", 0),
      cookie(NEXT_COOKIE, "", 0),
    ],
  };
}

export async function signOut(request: SignedInRequest, deps: SignInDeps): Promise<HttpAnswer> {
  const isEverywhere = request.form.get("where") === "everywhere";
  if (isEverywhere) await deps.runners.renewSessionKey(request.runner.id, deps.randomId());
  const said = isEverywhere ? "everywhere" : "here";
  return {
    outcome: `signed out ${said}`,
    redirect: `/sign-in?out=${said}`,
    cookies: [noSessionCookie()],
    forgets: true,
  };
}

export function gone(): HttpAnswer {
  const { title, text, again, already } = signInPages.gone;
  const body = (
    <>
      <p>{text}</p>
      <WayOn to="/sign-in" link={again} look="button" />
      <WayOn to={HOME} link={already} />
    </>
  );
  return { outcome: "ended", status: 410, title, body };
}

/** A browser forgets its ticket when that expires, so a late link looks like one of another browser. */
async function unknownHere(
  token: string,
  { tickets, nowMs }: Pick<SignInDeps, "tickets" | "nowMs">,
): Promise<HttpAnswer> {
  const [, name] = /^([0-9a-f]{64})\./.exec(token) ?? [];
  const isOpen = name !== undefined && (await tickets.isOpen(name, nowMs()));
  return isOpen ? otherBrowser() : gone();
}

function otherBrowser(): HttpAnswer {
  const { title, text } = signInPages.otherBrowser;
  const body = <Message text={text} to="/sign-in" link={signInPages.gone.again} />;
  return { outcome: "other browser", status: 403, title, body };
}
