import { oneLine } from "../one-line.ts";

const MAX_NAME = 60;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** `oneLine`, cut to `max` characters with an ellipsis; an emoji is never cut in two. */
export function capped(text: string, max: number): string {
  const line = oneLine(text);
  if (line.length <= max) return line;
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/**
 * A name that somebody typed, made fit for the middle of a sentence: one line, at most 60 characters, and if
 * it is written from right to left, isolated so that it doesn't reorder the figures around it.
 */
export function givenName(text: string): string {
  const name = capped(text, MAX_NAME);
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}
