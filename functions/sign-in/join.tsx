import { isZone } from "../shared/calendar.ts";
import type { HttpAnswer, HttpRequest } from "../shared/http-handler.ts";
import { newRunner } from "../shared/new-runner.ts";
import { CONSENT_VERSION, joinPage } from "../wording/account.en.ts";
import { gone, provenTicket, type SignInDeps, welcome } from "./sign-in.tsx";

export async function askConsent(request: HttpRequest, deps: SignInDeps): Promise<HttpAnswer> {
  return (await provenTicket(request, deps)) === null ? gone() : consentForm(null, null);
}

/** `typed`: the form that was refused. */
function consentForm(typed: URLSearchParams | null, fault: string | null): HttpAnswer {
  const text = joinPage;
  const given = typed?.get("zone") ?? "";
  const zone = isZone(given) ? given : "UTC";
  const zones = [...new Set(["UTC", zone, ...Intl.supportedValuesOf("timeZone")])];
  const body = (
    <>
      <p>{text.lead}</p>
      <h2>{text.what}</h2>
      <ul>
        {text.stored.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      <p>{text.who}</p>
      <form method="post" action="/join">
        {fault === null ? null : (
          <p class="note warn" role="alert">
            {fault}
          </p>
        )}
        <label class="choice">
          <input
            type="checkbox"
            name="health"
            value="yes"
            required
            checked={typed?.has("health")}
          />
          <span>{text.health}</span>
        </label>
        <label class="choice">
          <input type="checkbox" name="age" value="yes" required checked={typed?.has("age")} />
          <span>{text.age}</span>
        </label>
        <label for="zone">{text.zone}</label>
        <p class="hint">{text.zoneHint}</p>
        <select id="zone" name="zone" data-guess="zone">
          {zones.map((name) => (
            <option value={name} selected={name === zone}>
              {name}
            </option>
          ))}
        </select>
        <p>
          <button type="submit">{text.button}</button>
        </p>
      </form>
    </>
  );
  return { outcome: "asked", status: fault === null ? 200 : 422, title: text.title, body };
}

/** Nothing about anyone is stored before this. */
export async function join(request: HttpRequest, deps: SignInDeps): Promise<HttpAnswer> {
  const ticket = await provenTicket(request, deps);
  if (ticket === null) return gone();
  const { form } = request;
  const zone = form.get("zone") ?? "";
  if (!isZone(zone)) return consentForm(form, joinPage.zoneUnknown);
  const agreed = form.get("health") === "yes" && form.get("age") === "yes";
  if (!agreed) return consentForm(form, joinPage.refused);
  const nowMs = deps.nowMs();
  if (!(await deps.tickets.use(ticket.id, nowMs))) return gone();
  const now = new Date(nowMs).toISOString();
  const consent = { version: CONSENT_VERSION, at: now };
  const given = { id: deps.randomId(), email: ticket.email, zone, consent };
  const runner = newRunner(given, now, deps.randomId);
  const created = await deps.runners.create(runner);
  // The same person joined in another browser meanwhile: the address was shown to be theirs.
  const theirs = created === "created" ? runner : await deps.runners.findByEmail(ticket.email);
  return theirs === null ? gone() : welcome(theirs, "/connect", deps);
}
