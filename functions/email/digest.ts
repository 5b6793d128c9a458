import { digestHtml } from "./digest.generated.ts";
import { digestText } from "./digest-text.ts";
import type { DigestView } from "./digest-view.ts";
import type { EmailHtml } from "./html.ts";

export interface RenderedEmail {
  readonly subject: string;
  readonly html: EmailHtml;
  readonly text: string;
}

/** A digest as it leaves: one subject line, the HTML part, and a text part that was written, not stripped. */
export function renderDigest(view: DigestView): RenderedEmail {
  return { subject: view.subject, html: digestHtml(view), text: digestText(view) };
}
