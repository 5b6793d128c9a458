declare const rendered: unique symbol;

/** HTML in which every value was escaped. Only the generated templates beside this file make one. */
export type EmailHtml = string & { readonly [rendered]: true };

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** The spaces inside a figure: before its unit, around ×, between hours and minutes. */
const INSIDE_FIGURES = /(?<=\d) (?=(?:km|mi|min|h|s)\b|×)|(?<=×|\d h) (?=\d)/g;

/** `text` with each figure tied together, so that no line ends inside one: `5.05 km`, `2 × 10`, `1 h 27 min`. */
export function tied(text: string): string {
  return text.replace(INSIDE_FIGURES, "\u00a0");
}

/** What a template puts into a mail: text made safe, its figures each on one line. */
export function mailText(value: string | number): string {
  return escapeHtml(tied(String(value)));
}

/** Text made safe for an element or a quoted attribute; `escapeHtml("<b>") // "&lt;b&gt;"`. */
export function escapeHtml(value: string | number): string {
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
