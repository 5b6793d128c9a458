import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** The page on which an athlete of a simulated service says yes or no. `more` is what else they can say. */
export function authorizePage(asked: {
  readonly title: string;
  readonly query: URLSearchParams;
  readonly athletes: readonly { readonly id: string; readonly name: string }[];
  readonly more?: HtmlEscapedString | Promise<HtmlEscapedString>;
}) {
  const { title, query, athletes, more = "" } = asked;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated ${title}: authorize</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem }
fieldset { border: 1px solid #ccc; margin: 1rem 0 } label { display: block; padding: .25rem 0 }
button { font: inherit; padding: .5rem 1rem; margin-right: .5rem }
</style>
</head>
<body>
<main>
<h1>Let this application read your activities?</h1>
<p>This is a simulator on this machine, not ${title}. Every athlete here was made up by a program.</p>
<form method="post">
${[...query].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<fieldset>
<legend>You are</legend>
${athletes.map(
  ({ id, name }, index) =>
    html`<label><input type="radio" name="athlete" value="${id}"${index === 0 ? " checked" : ""}> ${name}</label>`,
)}
</fieldset>
${more}
<button name="answer" value="yes">Authorize</button>
<button name="answer" value="no">Cancel</button>
</form>
</main>
</body>
</html>`;
}
