import type { Activity, Athlete } from "../history.ts";
import type { Limits } from "../thresholds.ts";
import { LOAD_METHODS, type LoadMethod, sessionLoad } from "./session-load.ts";

/** What one method knows about some runs. */
export interface Measured {
  readonly sessions: number;
  readonly movingS: number;
  readonly load: number;
  /** Known seconds over all seconds in motion, 0 to 1; 1 if there was nothing to measure. */
  readonly coverage: number;
}

/** The load of a run by one method throughout, in its unit; null if it can't be known. */
export type LoadOf = (run: Activity) => number | null;

/**
 * What a method makes of these runs together.
 *
 * @example
 * // half an hour rated 6, and ten minutes without a rating
 * measured([run, unrated], (one) => sessionLoad(one, "session-rpe", athlete, limits))
 * // { sessions: 1, movingS: 1800, load: 180, coverage: 0.75 }
 */
export function measured(runs: readonly Activity[], loadOf: LoadOf): Measured {
  let sessions = 0;
  let movingS = 0;
  let load = 0;
  let allS = 0;
  for (const run of runs) {
    allS += run.movingS;
    const one = loadOf(run);
    if (one === null) continue;
    sessions += 1;
    movingS += run.movingS;
    load += one;
  }
  return { sessions, movingS, load, coverage: allS > 0 ? movingS / allS : 1 };
}

/**
 * The best method that covers enough of both windows, so that a comparison never mixes two units;
 * null if none does. `isEnough` says what is enough.
 */
export function sharedMethod(
  windows: readonly [readonly Activity[], readonly Activity[]],
  athlete: Athlete,
  limits: Limits,
  isEnough: (window: Measured) => boolean,
): LoadMethod | null {
  const knows = (method: LoadMethod) =>
    windows.every((runs) =>
      isEnough(measured(runs, (run) => sessionLoad(run, method, athlete, limits))),
    );
  return LOAD_METHODS.find(knows) ?? null;
}
