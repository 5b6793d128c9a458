import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import { z } from "zod";
import type { HostEnv } from "../simulated/undependable.ts";
import type { Kit, RunningService } from "./service.ts";

/** How many of an athlete's latest runs the page shows. */
const SHOWN = 8;
const DELIVERIES_SHOWN = 10;

const name = z.string().trim().min(1).max(100);
const km = z.coerce.number().nonnegative().max(3000);
const addedRun = z.object({ name, km, minutes: z.coerce.number().positive().max(3000) });
const changedRun = z.object({ name, km });

/** What the page's forms do. The real services have no such addresses. */
export function control({ people, now }: Kit): Hono<HostEnv> {
  const app = new Hono<HostEnv>();
  /** A form's address and what it does: true when done, false if its fields are unusable. */
  const form = (path: string, act: (fields: Record<string, unknown>, id: string) => boolean) =>
    app.post(path, csrf(), async (c) => {
      const id = c.req.param("id") ?? "";
      if (people.athlete(id) === null && people.run(id) === null) return c.notFound();
      const fields = Object.fromEntries(new URLSearchParams(await c.req.text()));
      return act(fields, id) ? c.redirect("/", 303) : c.text("That can't be read.", 400);
    });

  form("/athletes/:id/runs", (fields, id) => {
    const run = addedRun.safeParse(fields);
    if (!run.success) return false;
    const movingS = Math.round(run.data.minutes * 60);
    people.addRun(id, {
      name: run.data.name,
      distanceM: run.data.km * 1000,
      movingS,
      elapsedS: movingS,
      startAt: new Date(now() - movingS * 1000).toISOString(),
    });
    return true;
  });
  form("/runs/:id", (fields, id) => {
    const run = changedRun.safeParse(fields);
    if (!run.success) return false;
    people.edit(id, { name: run.data.name, distanceM: run.data.km * 1000 });
    return true;
  });
  form("/runs/:id/delete", (_, id) => {
    people.remove(id);
    return true;
  });
  form("/athletes/:id/revoke", (_, id) => {
    people.revoke(id, true);
    return true;
  });
  return app;
}

/** The page on which the person at this machine does what athletes do at the services. */
export function controlPage(running: readonly RunningService[]) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated services</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
section { border-top: 1px solid #ccc; margin-top: 2rem }
table { border-collapse: collapse; display: block; overflow-x: auto } td, th { text-align: left; padding: .2rem .8rem .2rem 0 }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .4rem 0 }
label { display: grid } input, button { font: inherit; padding: .2rem .4rem }
input[type=number] { width: 6rem } td form { display: inline-flex; margin: 0 }
</style>
</head>
<body>
<main>
<h1>Simulated services</h1>
<p>These stand in for the services on this machine. Every athlete and every run was made up by a program.
What you do here, an athlete does there.</p>
${running.map(serviceSection)}
</main>
</body>
</html>`;
}

function serviceSection({ service, control: { athletes, ...rest } }: RunningService) {
  const base = `/${service.name}/control`;
  return html`<section>
<h2>${service.title}</h2>
${athletes().map(
  (athlete) => html`<h3>${athlete.name}</h3>
<p>${rest.grantOf(athlete.id) === null ? "No application is connected." : "Connected with an application."}
${service.hasKeys ? html`This athlete's own key: <code>${rest.keyOf(athlete.id)}</code>` : ""}</p>
${
  rest.grantOf(athlete.id) === null
    ? ""
    : html`<form method="post" action="${base}/athletes/${athlete.id}/revoke"><button>Withdraw access</button></form>`
}
<form method="post" action="${base}/athletes/${athlete.id}/runs">
<label>Name <input name="name" value="Afternoon run" maxlength="100" required></label>
<label>Kilometres <input name="km" type="number" min="0" max="300" step="any" value="8" required></label>
<label>Minutes <input name="minutes" type="number" min="1" max="3000" value="45" required></label>
<button>Add a run that ends now</button>
</form>
<table>
<tr><th>Day</th><th>Run</th><th></th></tr>
${rest
  .runsOf(athlete.id)
  .slice(0, SHOWN)
  .map(
    (run) => html`<tr>
<td>${run.startAt.slice(0, 10)}</td>
<td><form method="post" action="${base}/runs/${run.id}">
<input name="name" value="${run.name}" maxlength="100" required aria-label="Name">
<input name="km" type="number" min="0" max="3000" step="any" value="${run.distanceM / 1000}" required aria-label="Kilometres"> km
<button>Change</button></form></td>
<td><form method="post" action="${base}/runs/${run.id}/delete"><button>Delete</button></form></td>
</tr>`,
  )}
</table>`,
)}
<h3>Told</h3>
${rest.deliveries().length === 0 ? html`<p>Nothing yet.</p>` : ""}
<ul>
${rest
  .deliveries()
  .slice(-DELIVERIES_SHOWN)
  .reverse()
  .map(
    ({ push, attempt, answer }) =>
      html`<li>to ${new URL(push.url).origin}, attempt ${attempt}: ${answer === 200 ? "taken" : answer}</li>`,
  )}
</ul>
</section>`;
}
