import { html } from "hono/html";

const SCOPE_WORDS: Readonly<Record<string, string>> = {
  read: "View data about your public profile",
  read_all: "View your private routes, segments and events",
  "profile:read_all": "View your complete profile, with your shoes",
  "activity:read": "View data about your activities",
  "activity:read_all": "View data about your private activities",
};

export const SCOPES: readonly string[] = Object.keys(SCOPE_WORDS);

/** The part of the authorize page in which an athlete unticks what they keep to themselves. */
export function scopesFieldset(scopes: readonly string[]) {
  return html`<fieldset>
<legend>It may</legend>
${scopes.map((scope) =>
  scope === "read"
    ? html`<label><input type="checkbox" checked disabled> ${SCOPE_WORDS[scope] ?? scope}</label>
<input type="hidden" name="granted" value="${scope}">`
    : html`<label><input type="checkbox" name="granted" value="${scope}" checked> ${SCOPE_WORDS[scope] ?? scope}</label>`,
)}
</fieldset>`;
}
