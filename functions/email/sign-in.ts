import { signInMail as text } from "../wording/account.en.ts";
import type { RenderedEmail } from "./digest.ts";
import { renderLetter } from "./letter.ts";

/** The sign-in email: a link for the browser that asked, and a code to enter in it. */
export function signInEmail(proof: {
  readonly url: string;
  readonly code: string;
  readonly appUrl: string;
}): RenderedEmail {
  const { url, code, appUrl } = proof;
  return renderLetter({
    lang: "en",
    dir: "ltr",
    subject: text.subject,
    preheader: text.once,
    appUrl,
    heading: text.subject,
    before: [text.lead],
    button: { label: text.button, url },
    // In two halves, as people read it to themselves; the page accepts it with or without the space.
    code: { label: text.code, value: `${code.slice(0, 4)} ${code.slice(4)}` },
    after: [text.once, text.notYou],
    why: text.why,
    stop: null,
  });
}
