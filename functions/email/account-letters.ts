import { noDigest } from "../wording/digest.en.ts";
import { accountMails } from "../wording/settings.en.ts";
import type { RenderedEmail } from "./digest.ts";
import { renderLetter } from "./letter.ts";
import type { LetterView } from "./letter-view.ts";
import { webAddress } from "./web-address.ts";

function letter(
  words: (typeof accountMails)["told"],
  appUrl: string,
  button: { readonly label: string; readonly url: string } | null = null,
  stop: LetterView["stop"] = null,
): RenderedEmail {
  const { subject, preheader, before, after, why } = words;
  const frame = { lang: "en", dir: "ltr", appUrl, code: null } as const;
  return renderLetter({
    ...frame,
    subject,
    preheader,
    heading: subject,
    before,
    button,
    after,
    why,
    stop,
  });
}

/** Goes to the new address: nothing counts until its link is opened. */
export function confirmAddressEmail(appUrl: string, url: string): RenderedEmail {
  const { button: label, ...words } = accountMails.confirm;
  return letter(words, appUrl, { label, url });
}

/** Goes to the old address. It doesn't name the new one. */
export function addressChangedEmail(appUrl: string): RenderedEmail {
  return letter(accountMails.told, appUrl);
}

/** In place of a digest. `missed` says what became of earlier ones. */
export function noDigestEmail(
  urls: { readonly app: string; readonly sources: string; readonly unsubscribe: string },
  missed: readonly string[],
): RenderedEmail {
  const { button: label, after, stop: text, ...words } = noDigest;
  const all = { ...words, after: [...after, ...missed] };
  const stop = { text, url: webAddress(urls.unsubscribe) };
  return letter(all, urls.app, { label, url: urls.sources }, stop);
}

export function farewellEmail(appUrl: string): RenderedEmail {
  return letter(accountMails.farewell, appUrl);
}
