import { html } from "hono/html";
import type { SimAthlete } from "./model.ts";

const SCOPE_WORDS: Readonly<Record<string, string>> = {
  read: "View data about your public profile",
  read_all: "View your private routes, segments and events",
  "profile:read_all": "View your complete profile, with your shoes",
  "activity:read": "View data about your activities",
  "activity:read_all": "View data about your private activities",
};

export const SCOPES: readonly string[] = Object.keys(SCOPE_WORDS);

/** The page on which an athlete of the simulator says yes or no, and unticks what they keep to themselves. */
export function authorizePage(asked: {
  readonly query: URLSearchParams;
  readonly scopes: readonly string[];
  readonly athletes: readonly SimAthlete[];
}) {
  const { query, scopes, athletes } = asked;
  const carried = ["client_id", "redirect_uri", "response_type", "state", "scope"];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated Strava: authorize</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem }
fieldset { border: 1px solid #ccc; margin: 1rem 0 } label { display: block; padding: .25rem 0 }
button { font: inherit; padding: .5rem 1rem; margin-right: .5rem }
</style>
</head>
<body>
<main>
<h1>Let this application read your activities?</h1>
<p>This is a simulator on this machine, not Strava. Every athlete here was made up by a program.</p>
<form method="post">
${carried.map((name) => html`<input type="hidden" name="${name}" value="${query.get(name) ?? ""}">`)}
<fieldset>
<legend>You are</legend>
${athletes.map(
  ({ id, firstname, lastname }, index) =>
    html`<label><input type="radio" name="athlete" value="${id}"${index === 0 ? " checked" : ""}> ${firstname} ${lastname}</label>`,
)}
</fieldset>
<fieldset>
<legend>It may</legend>
${scopes.map((scope) =>
  scope === "read"
    ? html`<label><input type="checkbox" checked disabled> ${SCOPE_WORDS[scope] ?? scope}</label>
<input type="hidden" name="granted" value="${scope}">`
    : html`<label><input type="checkbox" name="granted" value="${scope}" checked> ${SCOPE_WORDS[scope] ?? scope}</label>`,
)}
</fieldset>
<button name="answer" value="yes">Authorize</button>
<button name="answer" value="no">Cancel</button>
</form>
</main>
</body>
</html>`;
}
