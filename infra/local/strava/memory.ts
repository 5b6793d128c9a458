import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { subscription } from "./events.ts";
import { grantsState } from "./grants.ts";
import { worldState } from "./world.ts";

/**
 * Everything the simulator knows, except codes and events under way: a restart loses those, as Strava loses
 * some.
 */
const everything = z.object({
  v: z.literal(1),
  world: worldState,
  grants: grantsState,
  subscriptions: z.array(subscription),
  nextSubscription: z.number(),
});
export type Everything = z.infer<typeof everything>;

/** What an earlier start wrote; null if there is nothing. Throws if it can't be read. */
export function recall(file: string): Everything | null {
  return recallAs(file, everything);
}

/** The same for what another simulator remembers. */
export function recallAs<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  return schema.parse(JSON.parse(text));
}

/** Written whole or not at all, whenever the process ends. */
export function remember(file: string, state: object): void {
  const next = `${file}.next`;
  writeFileSync(next, JSON.stringify(state));
  renameSync(next, file);
}
