import { html } from "hono/html";
import { addRunForm, controlPage, deliveriesList, runsTable } from "../simulated/control-page.ts";
import type { Delivery } from "../simulated/pusher.ts";
import type { Subscription } from "./events.ts";
import type { SimActivity, SimAthlete, SimShoe } from "./model.ts";
import type { Happening } from "./world.ts";

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
  readonly deliveries: readonly Delivery<Happening>[];
}

/** The page on which the person at this machine does what athletes do at Strava. */
export function stravaPage({ athletes, subscription, deliveries }: Shown) {
  return controlPage(
    "Simulated Strava",
    html`<p>This stands in for Strava on this machine. Every athlete and every run was made up by a program.
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
${deliveriesList(deliveries, ({ object, aspect, objectId }) => `${object} ${aspect} ${objectId}`)}
</section>`,
  );
}

function athleteSection({ athlete, isConnected, activities, shoes }: Shown["athletes"][number]) {
  const base = `/athletes/${athlete.id}`;
  const worn = html`<label>Shoes <select name="shoe"><option value="">none</option>
${shoes.map(({ shoe }) => html`<option value="${shoe.id}">${shoe.name}</option>`)}</select></label>`;
  return html`<section>
<h2>${athlete.firstname} ${athlete.lastname}</h2>
<p>${isConnected ? "Connected with an application." : "Not connected: no events are sent for this athlete."}</p>
${
  isConnected
    ? html`<form method="post" action="${base}/revoke"><button>Withdraw access</button></form>`
    : ""
}
${addRunForm(`${base}/runs`, worn)}
${runsTable("/activities", activities)}
${shoes.map(
  ({ shoe, distanceM }) => html`<form method="post" action="${base}/shoes/${shoe.id}">
${shoe.name}: ${Math.round(distanceM / 1000)} km
<label>Add kilometres <input name="km" type="number" min="1" max="2000" value="100" required></label>
<button>Wear them</button></form>`,
)}
</section>`;
}
