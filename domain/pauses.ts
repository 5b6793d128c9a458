import type { RuleId } from "./finding.ts";
import type { DayNumber, Pause, PauseReason } from "./history.ts";

/**
 * The rules that make no sense while a runner is away for a reason. Shoes, rest and the evidence-
 * backed spike stay active, except that a race is meant to be longer than any run before it.
 */
const QUIET: Readonly<Record<PauseReason, readonly RuleId[]>> = {
  ill: [
    "distance-progression",
    "duration-progression",
    "intensity-progression",
    "training-strain",
    "cadence",
  ],
  // The runner's own earlier figures are no yardstick now.
  pregnant: [
    "distance-progression",
    "duration-progression",
    "intensity-progression",
    "training-strain",
    "cadence",
  ],
  travelling: ["distance-progression", "duration-progression", "cadence"],
  "race-week": [
    "session-spike",
    "distance-progression",
    "duration-progression",
    "intensity-progression",
    "training-strain",
  ],
  // Less distance at the same pace is the point of a taper, and looks like a rise in intensity.
  taper: ["intensity-progression", "training-strain"],
};

/**
 * Whether a pause holds on a day: from its first to its last, or for as long as it is open. Days may have any form
 * in which later ones are greater, such as `YYYY-MM-DD`.
 *
 * @example
 * isPausedOn({ from: 10, to: 11 }, 11) // true
 * isPausedOn({ from: "2026-11-22", to: null }, "2026-11-21") // false
 */
export function isPausedOn<Day extends DayNumber | string>(
  { from, to }: { readonly from: Day; readonly to: Day | null },
  day: Day,
): boolean {
  return from <= day && (to === null || day <= to);
}

/**
 * The reasons of the pauses a runner declared that cover the day.
 *
 * @example
 * pausesOn([{ reason: "ill", from: 10, to: null }], 12)   // ["ill"]
 * pausesOn([{ reason: "taper", from: 10, to: 11 }], 12)   // []
 */
export function pausesOn(pauses: readonly Pause[], day: DayNumber): readonly PauseReason[] {
  return pauses.filter((pause) => isPausedOn(pause, day)).map(({ reason }) => reason);
}

/**
 * The same for the rules that judge seven days: a race makes no sense in them for as long as it is among these
 * days, also once its week is over.
 *
 * @example
 * // a race week on the days 1 to 7
 * pausesOfWeek([{ reason: "race-week", from: 1, to: 7 }], 13) // ["race-week"]
 * pausesOfWeek([{ reason: "race-week", from: 1, to: 7 }], 14) // []
 */
export function pausesOfWeek(pauses: readonly Pause[], today: DayNumber): readonly PauseReason[] {
  return pauses
    .filter(({ reason, from, to }) => {
      const since = reason === "race-week" ? today - 6 : today;
      return from <= today && (to === null || since <= to);
    })
    .map(({ reason }) => reason);
}

/**
 * Whether one of the reasons silences the rule.
 *
 * @example
 * isQuiet("cadence", ["ill"])   // true
 * isQuiet("rest-days", ["ill"]) // false: rest never is
 */
export function isQuiet(rule: RuleId, reasons: readonly PauseReason[]): boolean {
  return reasons.some((reason) => QUIET[reason].includes(rule));
}
