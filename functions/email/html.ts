import { tied } from "../shared/tied.ts";

declare const rendered: unique symbol;

/** HTML in which every value was escaped. Only the generated templates beside this file produce it. */
export type EmailHtml = string & { readonly [rendered]: true };

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What a template puts into an email: text made safe, each figure kept on one line with its unit. */
export function mailText(value: string | number): string {
  return escapeHtml(tied(String(value)));
}

/** Text made safe for an element or a quoted attribute; `escapeHtml("<b>") // "&lt;b&gt;"`. */
export function escapeHtml(value: string | number): string {
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
