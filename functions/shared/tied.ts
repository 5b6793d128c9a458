/** The spaces inside a figure: before its unit, around ×, between hours and minutes. */
const INSIDE_FIGURES = /(?<=\d) (?=(?:km|mi|min|h|s)\b|[×%])|(?<=×|\d h) (?=\d)/g;

/** `text` with each figure tied together, so that no line ends inside one: `5.05 km`, `2 × 10`, `1 h 27 min`. */
export function tied(text: string): string {
  return text.replace(INSIDE_FIGURES, "\u00a0");
}

/** The same for a page's texts. What stands in an attribute stays as it is: a form sends it back. */
export function tiedHtml(html: string): string {
  return html.replace(/>[^<]+/g, tied);
}
