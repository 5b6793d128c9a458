import { Hono } from "hono";
import { addedRun, changedRun, formsOn, km } from "../simulated/control-page.ts";
import type { HostEnv } from "../simulated/undependable.ts";
import { stravaPage } from "./control-page.ts";
import { type Service, tellRevoked } from "./routes.ts";

/** The page at `/` and what its forms do. The real Strava has no such address. */
export function control(service: Service): Hono<HostEnv> {
  const app = new Hono<HostEnv>();
  const { world, grants, pusher } = service;

  app.get("/", (c) => {
    const athletes = world.athletes().map((athlete) => ({
      athlete,
      isConnected: grants.of(athlete.id) !== null,
      activities: world.activitiesOf(athlete.id),
      shoes: athlete.shoes.flatMap((shoe) => world.shoe(athlete.id, shoe.id) ?? []),
    }));
    const subscription = [...service.subscriptions.values()][0] ?? null;
    return c.html(stravaPage({ athletes, subscription, deliveries: pusher.deliveries() }));
  });

  const form = formsOn(app, (id) => world.athlete(id) !== null || world.activity(id) !== null);

  form("/athletes/:id/runs", (fields, id) => {
    const run = addedRun(fields, service.now());
    const { shoe } = fields;
    if (run === null || typeof shoe !== "string") return false;
    world.addActivity(id, { ...run, gearId: shoe || null });
    return true;
  });
  form("/activities/:id", (fields, id) => {
    const run = changedRun(fields);
    if (run !== null) world.edit(id, run);
    return run !== null;
  });
  form("/activities/:id/delete", (_, id) => {
    world.remove(id);
    return true;
  });
  form("/athletes/:id/shoes/:shoe", (fields, id, { shoe = "" }) => {
    const worn = km.safeParse(fields["km"]);
    const found = world.shoe(id, shoe);
    if (!worn.success || found === null) return false;
    const startDistanceM = found.shoe.startDistanceM + worn.data * 1000;
    world.editShoe(id, shoe, { startDistanceM });
    return true;
  });
  form("/athletes/:id/revoke", (_, id) => {
    if (grants.revokeOf(id) !== null) tellRevoked(pusher, id);
    return true;
  });

  return app;
}
