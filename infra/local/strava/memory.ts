import { z } from "zod";
import { subscription } from "./events.ts";
import { grantsState } from "./grants.ts";
import { worldState } from "./world.ts";

/**
 * Everything the simulator knows, except codes and events under way: a restart loses those, as Strava loses
 * some.
 */
export const everything = z.object({
  v: z.literal(1),
  world: worldState,
  grants: grantsState,
  subscriptions: z.array(subscription),
  nextSubscription: z.number(),
});
export type Everything = z.infer<typeof everything>;
