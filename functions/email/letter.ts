import type { RenderedEmail } from "./digest.ts";
import { letterHtml } from "./letter.generated.ts";
import type { LetterView } from "./letter-view.ts";

/** A letter as it leaves, with a text part that says the same in the same order. */
export function renderLetter(view: LetterView): RenderedEmail {
  const { heading, before, button, code, after, why } = view;
  const parts = [
    heading,
    ...before,
    ...(button === null ? [] : [button.url]),
    ...(code === null ? [] : [`${code.label} ${code.value}`]),
    ...after,
    `--\n${why}`,
  ];
  return { subject: view.subject, html: letterHtml(view), text: `${parts.join("\n\n")}\n` };
}
