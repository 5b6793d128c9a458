import type { Tick } from "../../functions/shared/schedule-handler.ts";

/** A run of a planner that has this much time left, and never less; unreadable items throw. */
export function makeTick(leftMs = 100_000): Tick {
  return {
    leftMs: () => leftMs,
    unreadable: (id) => {
      throw new Error(`${id} can't be read.`);
    },
  };
}
