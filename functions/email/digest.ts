import type { InlinePart } from "../ports/mail.ts";
import { digestHtml } from "./digest.generated.ts";
import { digestText } from "./digest-text.ts";
import type { DigestView } from "./digest-view.ts";
import type { EmailHtml } from "./html.ts";

export interface RenderedEmail {
  readonly subject: string;
  readonly html: EmailHtml;
  readonly text: string;
}

export interface RenderedDigest extends RenderedEmail {
  /** The pictures shown in the HTML. */
  readonly inline: readonly InlinePart[];
}

const CHART_ID = "weeks@stridewell";

/**
 * A digest as it leaves: one subject line, the HTML part, and a text part that was written, not
 * stripped. `chartPng` is the picture of the weeks; without it their figures are given in a sentence.
 */
export function renderDigest(view: DigestView, chartPng: Uint8Array | null = null): RenderedDigest {
  const { subject, chart } = view;
  if (chart === null || chartPng === null) {
    return { subject, html: digestHtml(view), text: digestText(view), inline: [] };
  }
  const shown = { ...view, chart: { ...chart, image: CHART_ID } };
  return {
    subject,
    html: digestHtml(shown),
    text: digestText(shown),
    inline: [
      { contentId: CHART_ID, fileName: "weeks.png", contentType: "image/png", bytes: chartPng },
    ],
  };
}
