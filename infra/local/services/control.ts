import { Hono } from "hono";
import { html } from "hono/html";
import {
  addedRun,
  addRunForm,
  changedRun,
  controlPage,
  deliveriesList,
  formsOn,
  runsTable,
} from "../simulated/control-page.ts";
import type { HostEnv } from "../simulated/undependable.ts";
import type { Kit, RunningService } from "./service.ts";

/** What the page's forms do. The real services have no such addresses. */
export function control({ people, now }: Kit): Hono<HostEnv> {
  const app = new Hono<HostEnv>();
  const form = formsOn(app, (id) => people.athlete(id) !== null || people.run(id) !== null);

  form("/athletes/:id/runs", (fields, id) => {
    const run = addedRun(fields, now());
    if (run !== null) people.addRun(id, run);
    return run !== null;
  });
  form("/runs/:id", (fields, id) => {
    const run = changedRun(fields);
    if (run !== null) people.edit(id, run);
    return run !== null;
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
export function servicesPage(running: readonly RunningService[]) {
  return controlPage(
    "Simulated services",
    html`<p>These stand in for the services on this machine. Every athlete and every run was made up by a program.
What you do here, an athlete does there.</p>
${running.map(serviceSection)}`,
  );
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
${addRunForm(`${base}/athletes/${athlete.id}/runs`)}
${runsTable(`${base}/runs`, rest.runsOf(athlete.id))}`,
)}
<h3>Told</h3>
${deliveriesList(rest.deliveries(), ({ url }) => `to ${new URL(url).origin}`)}
</section>`;
}
