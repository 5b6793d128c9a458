import type { RenderedEmail } from "./digest.ts";
import { wrap } from "./digest-text.ts";
import { letterHtml } from "./letter.generated.ts";
import type { LetterView } from "./letter-view.ts";

/** A letter as it leaves, with a text part that says the same in the same order. */
export function renderLetter(view: LetterView): RenderedEmail {
  const { heading, before, button, code, after, why, stop } = view;
  const parts = [
    wrap(heading),
    ...before.map(wrap),
    ...(button === null ? [] : [button.url]),
    ...(code === null ? [] : [`${code.label} ${code.value}`]),
    ...after.map(wrap),
    `${"-".repeat(24)}\n\n${wrap(why)}`,
    ...(stop === null ? [] : [`${stop.text}: ${stop.url}`]),
  ];
  return { subject: view.subject, html: letterHtml(view), text: `${parts.join("\n\n")}\n` };
}
