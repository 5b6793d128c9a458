import { noDigest } from "../wording/digest.en.ts";
import { accountMails } from "../wording/settings.en.ts";
import type { RenderedEmail } from "./digest.ts";
import { renderLetter } from "./letter.ts";

function letter(
  words: (typeof accountMails)["told"],
  appUrl: string,
  button: { readonly label: string; readonly url: string } | null = null,
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

/** In place of a digest. `url` leads to the runner's sources; `missed` says what became of earlier digests. */
export function noDigestEmail(
  appUrl: string,
  url: string,
  missed: readonly string[],
): RenderedEmail {
  const { button: label, after, ...words } = noDigest;
  return letter({ ...words, after: [...after, ...missed] }, appUrl, { label, url });
}

export function farewellEmail(appUrl: string): RenderedEmail {
  return letter(accountMails.farewell, appUrl);
}
