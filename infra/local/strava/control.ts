import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { z } from "zod";
import { controlPage } from "./control-page.ts";
import { type Service, tellRevoked } from "./routes.ts";

const name = z.string().trim().min(1).max(100);
const km = z.coerce.number().nonnegative().max(3000);
const addedRun = z.object({
  name,
  km,
  minutes: z.coerce.number().positive().max(3000),
  shoe: z.string(),
});
const changedRun = z.object({ name, km });
const wear = z.object({ km });

/** The page at `/` and what its forms do. The real Strava has no such address. */
export function control(service: Service): Hono {
  const app = new Hono();
  const { world, grants, pusher } = service;

  app.get("/", (c) => {
    const athletes = world.athletes().map((athlete) => ({
      athlete,
      isConnected: grants.of(athlete.id) !== null,
      activities: world.activitiesOf(athlete.id),
      shoes: athlete.shoes.flatMap((shoe) => world.shoe(athlete.id, shoe.id) ?? []),
    }));
    const subscription = [...service.subscriptions.values()][0] ?? null;
    return c.html(controlPage({ athletes, subscription, deliveries: pusher.deliveries() }));
  });

  /** A form's address and what it does: true when done, false if its fields are unusable. */
  const form = (
    path: string,
    act: (fields: Record<string, unknown>, id: string, shoe: string) => boolean,
  ) =>
    app.post(path, csrf(), async (c) => {
      const id = c.req.param("id") ?? "";
      const shoe = c.req.param("shoe") ?? "";
      if (world.athlete(id) === null && world.activity(id) === null) return c.notFound();
      const fields = Object.fromEntries(new URLSearchParams(await c.req.text()));
      return act(fields, id, shoe) ? c.redirect("/", 303) : c.text("That can't be read.", 400);
    });

  form("/athletes/:id/runs", (fields, id) => {
    const run = addedRun.safeParse(fields);
    if (!run.success) return false;
    const movingS = Math.round(run.data.minutes * 60);
    world.addActivity(id, {
      name: run.data.name,
      distanceM: run.data.km * 1000,
      movingS,
      elapsedS: movingS,
      startAt: new Date(service.now() - movingS * 1000).toISOString(),
      gearId: run.data.shoe || null,
    });
    return true;
  });
  form("/activities/:id", (fields, id) => {
    const run = changedRun.safeParse(fields);
    if (!run.success) return false;
    world.edit(id, { name: run.data.name, distanceM: run.data.km * 1000 });
    return true;
  });
  form("/activities/:id/delete", (_fields, id) => {
    world.remove(id);
    return true;
  });
  form("/athletes/:id/shoes/:shoe", (fields, id, shoe) => {
    const worn = wear.safeParse(fields);
    const found = world.shoe(id, shoe);
    if (!worn.success || found === null) return false;
    const startDistanceM = found.shoe.startDistanceM + worn.data.km * 1000;
    world.editShoe(id, shoe, { startDistanceM });
    return true;
  });
  form("/athletes/:id/revoke", (_fields, id) => {
    if (grants.revokeOf(id) !== null) tellRevoked(pusher, id);
    return true;
  });

  return app;
}
