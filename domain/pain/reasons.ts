import type { Place, Sign, When } from "./check-in.ts";
import type { Episode } from "./episode.ts";

/** What a red flag rests on, as a code: a sign as it was answered, or what several answers say together. */
export type FlagReason =
  | Sign
  | `place:${Place}`
  | `when:${When}`
  | "place-not-told"
  | "sharp-and-sudden"
  | "radiating-kind"
  | "both-sides"
  | "very-painful"
  | "severe-score"
  | "score-not-told"
  | "still-sore-after-14-days"
  | "not-lower-after-7-days-off"
  | "rest-and-ice-tried"
  | "two-rises-in-a-row"
  | "rise-of-2-in-14-days"
  | "new-place"
  | "no-run-since"
  | "pain-is-back";

/** The reasons that make a tier true; without any, it is not. */
export type Reasons = (episode: Episode) => readonly FlagReason[];

/** All of these signs, if each was answered with yes. */
export function all(...signs: readonly Sign[]): (episode: Pick<Episode, "now">) => readonly Sign[] {
  return ({ now }) => (signs.every((sign) => now[sign] === true) ? signs : []);
}

/** Those of these signs that were answered with yes. */
export function any(...signs: readonly Sign[]): (episode: Pick<Episode, "now">) => readonly Sign[] {
  return ({ now }) => signs.filter((sign) => now[sign] === true);
}
