import type { Tick } from "../../functions/shared/events/schedule-handler.ts";

/** A planner's run which always has this much time left; items that can't be read throw. */
export function makeTick(leftMs = 100_000): Tick {
  return {
    leftMs: () => leftMs,
    unreadable: (id) => {
      throw new Error(`${id} can't be read.`);
    },
  };
}
