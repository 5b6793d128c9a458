import type { Hono } from "hono";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { z } from "zod";
import type { Delivery } from "./pusher.ts";
import type { HostEnv } from "./undependable.ts";

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** How many of an athlete's latest runs the page shows. */
const SHOWN = 8;
const DELIVERIES_SHOWN = 10;

const name = z.string().trim().min(1).max(100);
export const km = z.coerce.number().nonnegative().max(3000);
const added = z.object({ name, km, minutes: z.coerce.number().positive().max(3000) });
const changed = z.object({ name, km });

/** The run of `addRunForm`, which ends now; null if its fields are unusable. */
export function addedRun(fields: Readonly<Record<string, unknown>>, nowMs: number) {
  const run = added.safeParse(fields).data;
  if (run === undefined) return null;
  const movingS = Math.round(run.minutes * 60);
  const startAt = new Date(nowMs - movingS * 1000).toISOString();
  return { name: run.name, distanceM: run.km * 1000, movingS, elapsedS: movingS, startAt };
}

/** What a form of `runsTable` changes; null if its fields are unusable. */
export function changedRun(fields: Readonly<Record<string, unknown>>) {
  const run = changed.safeParse(fields).data;
  return run === undefined ? null : { name: run.name, distanceM: run.km * 1000 };
}

/**
 * Returns what adds a form to the app: its address, with the `id` of someone or something known, and what it does,
 * which is true when done and false if its fields are unusable.
 */
export function formsOn(app: Hono<HostEnv>, isKnown: (id: string) => boolean) {
  return (
    path: string,
    act: (
      fields: Readonly<Record<string, unknown>>,
      id: string,
      params: Readonly<Record<string, string>>,
    ) => boolean,
  ) =>
    app.post(path, csrf(), async (c) => {
      const params: Record<string, string> = c.req.param();
      const { id = "" } = params;
      if (!isKnown(id)) return c.notFound();
      const fields = Object.fromEntries(new URLSearchParams(await c.req.text()));
      return act(fields, id, params) ? c.redirect("/", 303) : c.text("That can't be read.", 400);
    });
}

/** The page on which the person at this machine does what athletes do at simulated services. */
export function controlPage(title: string, main: Html) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
section { border-top: 1px solid #ccc; margin-top: 2rem }
table { border-collapse: collapse; display: block; overflow-x: auto } td, th { text-align: left; padding: .2rem .8rem .2rem 0 }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .4rem 0 }
label { display: grid } input, select, button { font: inherit; padding: .2rem .4rem }
input[type=number] { width: 6rem } td form { display: inline-flex; margin: 0 }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${main}
</main>
</body>
</html>`;
}

/** `more` is what else the service asks about a run. */
export function addRunForm(action: string, more: Html | "" = "") {
  return html`<form method="post" action="${action}">
<label>Name <input name="name" value="Afternoon run" maxlength="100" required></label>
<label>Kilometres <input name="km" type="number" min="0" max="300" step="any" value="8" required></label>
<label>Minutes <input name="minutes" type="number" min="1" max="3000" value="45" required></label>
${more}
<button>Add a run that ends now</button>
</form>`;
}

/** The latest of these runs, newest first, each with a form that changes it, sent to `base` and its id, and one that deletes it. */
export function runsTable(
  base: string,
  runs: readonly {
    readonly id: string;
    readonly name: string;
    readonly startAt: string;
    readonly distanceM: number;
  }[],
) {
  return html`<table>
<tr><th>Day</th><th>Run</th><th></th></tr>
${runs.slice(0, SHOWN).map(
  ({ id, name, startAt, distanceM }) => html`<tr>
<td>${startAt.slice(0, 10)}</td>
<td><form method="post" action="${base}/${id}">
<input name="name" value="${name}" maxlength="100" required aria-label="Name">
<input name="km" type="number" min="0" max="3000" step="any" value="${distanceM / 1000}" required aria-label="Kilometres"> km
<button>Change</button></form></td>
<td><form method="post" action="${base}/${id}/delete"><button>Delete</button></form></td>
</tr>`,
)}
</table>`;
}

/** The latest deliveries, newest first; they are given in the order in which they were made. */
export function deliveriesList<E>(deliveries: readonly Delivery<E>[], told: (event: E) => string) {
  return html`${deliveries.length === 0 ? html`<p>None yet.</p>` : ""}
<ul>
${deliveries
  .slice(-DELIVERIES_SHOWN)
  .reverse()
  .map(
    ({ event, attempt, answer }) =>
      html`<li>${told(event)}, attempt ${attempt}: ${answer === 200 ? "taken" : answer}</li>`,
  )}
</ul>`;
}
