import { type CheckIn, latestOf, nothingHurts, type Place, worstScore } from "./check-in.ts";
import { PAIN } from "./thresholds.ts";

/**
 * Every place named recently, back to the last check-in in which nothing hurt. The newest check-in holds
 * until the next one: nobody is assumed to have healed by not answering.
 *
 * @example
 * sorePlaces([{ ...checkIn, places: ["deep"], painDuring: 2 }]) // Set { "deep" }
 */
export function sorePlaces(checkIns: readonly CheckIn[]): ReadonlySet<Place> {
  const latest = latestOf(checkIns);
  if (latest === undefined) return new Set();
  const newest = latest.checkIn;
  const ordered = [...latest.before, newest];
  const painFree = ordered.findLastIndex(nothingHurts);
  const lately = ordered
    .slice(painFree + 1)
    .filter((checkIn) => newest.day - checkIn.day <= PAIN.soreWithinDays.value);
  return new Set(lately.flatMap((checkIn) => checkIn.places));
}

/** Whether the check-in that counts now reports pain, by a score or by naming a place. */
export function hurtsNow(checkIns: readonly CheckIn[]): boolean {
  const newest = latestOf(checkIns)?.checkIn;
  if (newest === undefined) return false;
  return newest.places.length > 0 || (worstScore(newest) ?? 0) > 0;
}

/** Places where nobody should be told to take quicker steps, which ask more of the hip flexors. */
export function hasFrontHipPain(checkIns: readonly CheckIn[]): boolean {
  const sore = sorePlaces(checkIns);
  return sore.has("front-or-groin") || sore.has("deep");
}
