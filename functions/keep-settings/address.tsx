import * as z from "zod/mini";
import { addressChangedEmail, confirmAddressEmail } from "../email/account-letters.ts";
import type { AddressChange } from "../ports/account.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import { sessionCookie } from "../shared/http/session.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";
import { CONFIRM, changeCameBack } from "../shared/mail/came-back.ts";
import { isSameAddress, mailboxOf } from "../shared/mail/same-address.ts";
import * as en from "../wording/en.ts";
import { settingsPage } from "../wording/settings.en.ts";
import { messagePage, type SettingsDeps, savedPath } from "./settings.tsx";
import { AddressForm } from "./settings-page.tsx";

const text = settingsPage.mail;
const DAY_S = 24 * 3600;
const PER_RUNNER = { atMost: 5, windowS: DAY_S };
/** From all runners together, who may be one person with many accounts. */
const PER_ADDRESS = { atMost: 10, windowS: DAY_S };

const typedEmail = z.email().check(z.maxLength(254));

/** Sends a link to the new address. Only the owner of that address learns whether it is already taken. */
export async function askAddress(
  request: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  const { runner, csrf, form } = request;
  const typed = form.get("email")?.trim() ?? "";
  const email = typedEmail.safeParse(typed);
  if (!email.success) return again(csrf, typed, text.invalid);
  if (email.data === runner.email) return again(csrf, typed, text.same);
  const { key, limit } = changeCameBack(runner.id);
  if (await deps.limits.isUsedUp(key, limit, deps.nowMs())) {
    return messagePage("came back", 429, text.cameBack);
  }
  const to = `change to ${mailboxOf(email.data)}`;
  const isRare =
    (await deps.limits.take(`address of ${runner.id}`, PER_RUNNER, deps.nowMs())) &&
    (await deps.limits.take(to, PER_ADDRESS, deps.nowMs()));
  if (!isRare) return messagePage("too often", 429, text.tooOften);
  const secret = deps.randomId();
  await deps.addresses.ask(runner, { to: email.data, secret }, deps.nowMs());
  const sent = await deps.mailer.send({
    to: email.data,
    ...confirmAddressEmail(deps.publicUrl, `${deps.publicUrl}/settings/address/${secret}`),
    headers: {},
    notice: { runnerId: runner.id, notice: CONFIRM },
  });
  if (sent.outcome === "not-sent") return messagePage("not sent", 503, text.unsent);
  return { outcome: "link sent", redirect: "/settings/address" };
}

function again(csrf: string, typed: string, fault: string): HttpAnswer {
  const faults = [{ field: "email", text: en.nothingChanged([fault]) }];
  const body = <AddressForm csrf={csrf} value={typed.slice(0, 254)} faults={faults} />;
  return { outcome: "unusable", status: 422, title: text.title, body };
}

/** What was asked for and waits for its link to be opened; the form as long as there is none. */
export async function showAsked(
  { runner, csrf }: SignedInRequest,
  { addresses, nowMs }: SettingsDeps,
): Promise<HttpAnswer> {
  const to = await addresses.asked(runner.id, nowMs());
  if (to === null) {
    const body = <AddressForm csrf={csrf} value="" faults={[]} />;
    return { outcome: "shown", status: 200, title: text.title, body };
  }
  return messagePage("asked", 200, { title: text.sent.title, text: text.sent.text(to) });
}

/**
 * Mail scanners open links, so opening one changes nothing. Only the signed-in runner who asked gets here.
 */
export async function showAddressLink(
  request: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  const change = await changeOf(request, deps);
  if (change === null) return messagePage("ended", 410, text.gone);
  const { title, text: words, owner, button } = text.confirm;
  return messagePage(
    "asked",
    200,
    { title, text: words(change.to) },
    <>
      {isSameAddress(request.runner.email, deps.owner) ? <p class="note warn">{owner}</p> : null}
      <form method="post">
        <input type="hidden" name="csrf" value={request.csrf} />
        <button type="submit">{button}</button>
      </form>
    </>,
  );
}

export async function takeAddressLink(
  request: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  const change = await changeOf(request, deps);
  if (change === null) return messagePage("ended", 410, text.gone);
  const { id } = request.runner;
  if ((await deps.addresses.reserve(id, change.to)) === "address-taken") {
    return messagePage("taken", 409, text.taken);
  }
  // Before the change counts: an early notice is better than none. An old inbox that no
  // longer exists holds nothing up, but a mail service that refuses for now does: otherwise
  // whoever took over the browser could wait for that.
  const sent = await deps.mailer.send({
    to: change.from,
    ...addressChangedEmail(deps.publicUrl),
    headers: {},
    notice: { runnerId: id, notice: "address-changed" },
  });
  if (sent.outcome === "not-sent" && sent.retryInS !== null) {
    return messagePage("not sent", 503, text.unsent);
  }
  const keys = { linkKey: deps.randomId(), sessionKey: deps.randomId() };
  const done = await deps.addresses.complete(id, change, keys);
  if (done === "changed-meanwhile") return messagePage("ended", 410, text.gone);
  return {
    outcome: "address changed",
    redirect: savedPath("address"),
    cookies: [await sessionCookie({ id, sessionKey: keys.sessionKey }, deps.nowMs())],
  };
}

function changeOf(
  { runner, path }: SignedInRequest,
  { addresses, nowMs }: SettingsDeps,
): Promise<AddressChange | null> {
  return addresses.find(runner.id, path["token"] ?? "", nowMs());
}
