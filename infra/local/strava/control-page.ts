import { html } from "hono/html";
import type { Delivery, Subscription } from "./events.ts";
import type { SimActivity, SimAthlete, SimShoe } from "./model.ts";

/** How many of an athlete's latest activities the page shows. */
const SHOWN = 8;
const DELIVERIES_SHOWN = 10;

export interface Shown {
  readonly athletes: readonly {
    readonly athlete: SimAthlete;
    readonly isConnected: boolean;
    /** Newest first. */
    readonly activities: readonly SimActivity[];
    readonly shoes: readonly { readonly shoe: SimShoe; readonly distanceM: number }[];
  }[];
  readonly subscription: Subscription | null;
  /** In the order in which they were made. */
  readonly deliveries: readonly Delivery[];
}

/** The page on which the person at this machine does what athletes do at Strava. */
export function controlPage({ athletes, subscription, deliveries }: Shown) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated Strava</title>
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
<h1>Simulated Strava</h1>
<p>This stands in for Strava on this machine. Every athlete and every run was made up by a program.
What you do here, an athlete does at Strava. ${
    subscription === null
      ? "No application has asked for events."
      : html`Events go to ${new URL(subscription.callbackUrl).origin}.`
  }</p>
${athletes.map((one) => athleteSection(one))}
<section>
<h2>Events sent</h2>
<p>Strava sends an event at once when a run is added, renamed or deleted, or access is withdrawn. For a changed
distance or worn shoes it sends none: the app sees them in its nightly comparison.</p>
${deliveries.length === 0 ? html`<p>None yet.</p>` : ""}
<ul>
${deliveries
  .slice(-DELIVERIES_SHOWN)
  .reverse()
  .map(
    ({ event, attempt, answer }) =>
      html`<li>${event.object} ${event.aspect} ${event.objectId}, attempt ${attempt}: ${answer === 200 ? "taken" : answer}</li>`,
  )}
</ul>
</section>
</main>
</body>
</html>`;
}

function athleteSection({ athlete, isConnected, activities, shoes }: Shown["athletes"][number]) {
  const base = `/athletes/${athlete.id}`;
  return html`<section>
<h2>${athlete.firstname} ${athlete.lastname}</h2>
<p>${isConnected ? "Connected with an application." : "Not connected: no events are sent for this athlete."}</p>
${
  isConnected
    ? html`<form method="post" action="${base}/revoke"><button>Withdraw access</button></form>`
    : ""
}
<form method="post" action="${base}/runs">
<label>Name <input name="name" value="Afternoon run" maxlength="100" required></label>
<label>Kilometres <input name="km" type="number" min="0" max="300" step="any" value="8" required></label>
<label>Minutes <input name="minutes" type="number" min="1" max="3000" value="45" required></label>
<label>Shoes <select name="shoe"><option value="">none</option>
${shoes.map(({ shoe }) => html`<option value="${shoe.id}">${shoe.name}</option>`)}</select></label>
<button>Add a run that ends now</button>
</form>
<table>
<tr><th>Day</th><th>Run</th><th></th></tr>
${activities.slice(0, SHOWN).map(
  ({ id, name, startAt, distanceM }) => html`<tr>
<td>${startAt.slice(0, 10)}</td>
<td><form method="post" action="/activities/${id}">
<input name="name" value="${name}" maxlength="100" required aria-label="Name">
<input name="km" type="number" min="0" max="3000" step="any" value="${distanceM / 1000}" required aria-label="Kilometres"> km
<button>Change</button></form></td>
<td><form method="post" action="/activities/${id}/delete"><button>Delete</button></form></td>
</tr>`,
)}
</table>
${shoes.map(
  ({ shoe, distanceM }) => html`<form method="post" action="${base}/shoes/${shoe.id}">
${shoe.name}: ${Math.round(distanceM / 1000)} km
<label>Add kilometres <input name="km" type="number" min="1" max="2000" value="100" required></label>
<button>Wear them</button></form>`,
)}
</section>`;
}
