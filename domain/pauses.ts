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
 * The pauses a runner declared that cover the day.
 *
 * @example
 * pausesOn([{ reason: "ill", from: 10, to: null }], 12)   // ["ill"]
 * pausesOn([{ reason: "taper", from: 10, to: 11 }], 12)   // []
 */
export function pausesOn(pauses: readonly Pause[], day: DayNumber): readonly PauseReason[] {
  return pauses
    .filter(({ from, to }) => from <= day && (to === null || day <= to))
    .map(({ reason }) => reason);
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
