/** The spaces inside a figure: before its unit, around ×, between hours and minutes. */
const INSIDE_FIGURES = /(?<=\d) (?=(?:km|mi|min|h|s)\b|×)|(?<=×|\d h) (?=\d)/g;

/**
 * `text` with non-breaking spaces inside its figures, so that no line breaks within one: `5.05 km`,
 * `2 × 10`, `1 h 27 min`.
 */
export function tied(text: string): string {
  return text.replace(INSIDE_FIGURES, "\u00a0");
}

/** The same for the texts of a page. Attributes are left alone, as a form sends them back. */
export function tiedHtml(html: string): string {
  return html.replace(/>[^<]+/g, tied);
}
