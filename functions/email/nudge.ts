import type { RenderedEmail } from "./digest.ts";
import { nudgeHtml } from "./nudge.generated.ts";
import { nudgeText } from "./nudge-text.ts";
import type { NudgeView } from "./nudge-view.ts";

/** A nudge as it leaves: one subject line, the HTML part, and a text part that was written, not stripped. */
export function renderNudge(view: NudgeView): RenderedEmail {
  return { subject: view.subject, html: nudgeHtml(view), text: nudgeText(view) };
}
