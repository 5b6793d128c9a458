import { Box, type Fault, Field, Submit } from "../pages/field.tsx";
import { isZone } from "../shared/calendar.ts";
import type { HttpAnswer, HttpRequest } from "../shared/http/http-handler.ts";
import { newRunner } from "../shared/runner/new-runner.ts";
import { CONSENT_VERSION, joinPage } from "../wording/account.en.ts";
import { gone, provenTicket, type SignInDeps, welcome } from "./sign-in.tsx";

export async function askConsent(request: HttpRequest, deps: SignInDeps): Promise<HttpAnswer> {
  return (await provenTicket(request, deps)) === null ? gone() : consentForm(null, [], deps);
}

/** What a newcomer has to tick. */
const BOXES = ["health", "age"] as const;

/** `typed`: the form that was refused. */
function consentForm(
  typed: URLSearchParams | null,
  faults: readonly Fault[],
  { defaultZone }: Pick<SignInDeps, "defaultZone">,
): HttpAnswer {
  const text = joinPage;
  const given = typed?.get("zone") ?? "";
  const zone = isZone(given) ? given : defaultZone;
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
        {BOXES.map((name) => (
          <Box name={name} label={text[name]} faults={faults}>
            {(shared) => (
              <input {...shared} type="checkbox" value="yes" required checked={typed?.has(name)} />
            )}
          </Box>
        ))}
        <Field id="zone" name="zone" label={text.zone} hint={text.zoneHint} faults={faults}>
          {(shared) => (
            <select {...shared} {...(typed === null && { "data-guess": "zone" })}>
              {zones.map((name) => (
                <option value={name} selected={name === zone}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Submit label={text.button} />
      </form>
    </>
  );
  return { outcome: "asked", status: faults.length === 0 ? 200 : 422, title: text.title, body };
}

/** Nothing about anyone is stored before this. */
export async function join(request: HttpRequest, deps: SignInDeps): Promise<HttpAnswer> {
  const ticket = await provenTicket(request, deps);
  if (ticket === null) return gone();
  const { form } = request;
  const zone = form.get("zone") ?? "";
  const missing = BOXES.filter((name) => form.get(name) !== "yes");
  const faults = [
    ...missing.map((field) => ({ field, text: joinPage.untold[field] })),
    ...(isZone(zone) ? [] : [{ field: "zone", text: joinPage.zoneUnknown }]),
  ];
  if (faults.length > 0) return consentForm(form, faults, deps);
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
