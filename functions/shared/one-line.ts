/** Line and paragraph separators, control characters, and the marks that reorder the text after them. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Text written by others, on one line, with nothing in it that a terminal or a mail client acts on. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, " ").replace(/\s+/g, " ").trim();
}

/** `oneLine`, cut to what a record holds: at most `longest` characters, never ending in half an emoji. */
export function oneLineOf(text: string, longest: number): string {
  return oneLine(text)
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd();
}
