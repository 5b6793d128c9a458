import type { Basis } from "../finding.ts";
import { boneStressLately, boneStressPainIsBack, possibleBoneStress } from "./bone-stress.ts";
import {
  type CheckIn,
  DANGER_SIGNS,
  nothingHurts,
  type Place,
  type Sign,
  worstScore,
} from "./check-in.ts";
import { notImproving, worseningOrSpreading } from "./course.ts";
import type { Episode } from "./episode.ts";
import { all, any, type FlagReason, type Reasons } from "./reasons.ts";
import { PAIN } from "./thresholds.ts";

/** Most urgent first. */
export const URGENCIES = [
  "emergency",
  "stop-and-see-doctor",
  "stop-until-well",
  "book-visit",
] as const;
export type Urgency = (typeof URGENCIES)[number];

/**
 * Whether it calls for somebody soon: a visit this week or next is no alarm, nor is a cold.
 *
 * @example
 * isAlarm("stop-and-see-doctor") // true
 * isAlarm("stop-until-well")     // false
 */
export function isAlarm(urgency: Urgency): boolean {
  return urgency === "emergency" || urgency === "stop-and-see-doctor";
}

const WHOM = {
  emergency: "emergency care",
  "stop-and-see-doctor": "doctor",
  "stop-until-well": "doctor if it lasts or gets worse",
  "book-visit": "sports physician, physical therapist or kinesiologist",
} as const satisfies Record<Urgency, string>;
type Whom = (typeof WHOM)[Urgency];

export type FlagId =
  | "R1"
  | "R2"
  | "R3"
  | "R4"
  | "R5"
  | "R6"
  | "R7"
  | "R8"
  | "R9"
  | "R10"
  | "R11"
  | "R12"
  | "R13"
  | "R14"
  | "R15"
  | "R16"
  | "R17"
  | "R18";

export interface Flag {
  readonly id: FlagId;
  readonly urgency: Urgency;
  readonly whom: Whom;
  readonly because: readonly FlagReason[];
}

export interface FlagRule {
  readonly id: FlagId;
  readonly basis: Basis;
  readonly source: string;
  /** The most urgent first; the first that has a reason decides. */
  readonly tiers: readonly (readonly [Urgency, Reasons])[];
}

const ARTICLE = "the source article (hip-health.md)";
const NOT_VERIFIED = "standard practice, not verified";

/**
 * Every red flag, whatever the score. R1 to R6 are the source article's; those from R7 are ours,
 * each with its source. Unanswered is never read as no.
 */
export const FLAG_RULES: readonly FlagRule[] = [
  {
    id: "R1",
    basis: "convention",
    source: `${ARTICLE}; the 14 days, 7 days and 2 points are a rule agreed for this product, and that a pain which comes back where the signs of R11 were counts too is our own`,
    tiers: [
      ["book-visit", notImproving],
      ["book-visit", boneStressPainIsBack],
    ],
  },
  {
    id: "R2",
    basis: "convention",
    source: `${ARTICLE}; two rises, 2 points and 14 days are a rule agreed for this product, and pain that starts earlier in each run is our own reading of it`,
    tiers: [["book-visit", worseningOrSpreading]],
  },
  {
    id: "R3",
    basis: "advice",
    source: `${ARTICLE}; a pop at once followed by loss of function also in Colosimo (hamstring avulsion, abstract)`,
    tiers: [
      ["emergency", all("pop", "lossOfFunction")],
      ["stop-and-see-doctor", asItBegan("pop", "lossOfFunction")],
      ["book-visit", sharpAndSudden],
    ],
  },
  {
    id: "R4",
    basis: "advice",
    source: ARTICLE,
    tiers: [["book-visit", any("troubleWalking", "troubleStairs", "troubleSleeping")]],
  },
  { id: "R5", basis: "advice", source: ARTICLE, tiers: [["book-visit", nerveSigns]] },
  {
    id: "R6",
    basis: "advice",
    source: ARTICLE,
    tiers: [["book-visit", any("swelling", "redness", "warmth")]],
  },
  {
    id: "R7",
    basis: "advice",
    source: `${NOT_VERIFIED}; pain on weight bearing as a sign of a hip fracture: secondary pages`,
    tiers: [["emergency", all("cannotBearWeight")]],
  },
  {
    id: "R8",
    basis: "advice",
    source: `${NOT_VERIFIED}; a possibly infected joint, on several patient pages of hospitals and clinics`,
    tiers: [["emergency", feverWithHotOrVeryPainfulHip]],
  },
  {
    id: "R9",
    basis: "advice",
    source:
      "cauda equina warning signs as NHS trusts print them (Torbay and South Devon NHS, patient page)",
    tiers: [["emergency", any("bladderOrBowelTrouble", "saddleNumbness")]],
  },
  {
    id: "R10",
    basis: "advice",
    source:
      "signs of a clot in a leg vein (NHS advice, read in secondary pages, which say 'urgent, the same day'); sent as an emergency to be careful",
    tiers: [["emergency", all("hotSwollenCalf")]],
  },
  {
    id: "R11",
    basis: "advice",
    source:
      "possible bone stress injury: Robertson & Wood 2017 (PMC6226070) on groin pain with exercise; growing, earlier, night pain and limp from secondary pages; buttock from case reports of sacral stress fracture (Kahanov 2011); that it holds over days off, for up to 12 weeks or until the runner is cleared, is our own rule",
    tiers: [
      ["stop-and-see-doctor", possibleBoneStress],
      ["stop-and-see-doctor", boneStressLately],
    ],
  },
  {
    id: "R12",
    basis: "advice",
    source: NOT_VERIFIED,
    tiers: [
      ["stop-and-see-doctor", feverBesideTheHip],
      ["stop-until-well", all("fever")],
    ],
  },
  {
    id: "R13",
    basis: "advice",
    source: NOT_VERIFIED,
    tiers: [
      ["stop-and-see-doctor", injuryThatStillShows],
      ["book-visit", asItBegan("fallOrInjury")],
    ],
  },
  {
    id: "R14",
    basis: "advice",
    source: "limp: secondary pages on hip stress fractures",
    tiers: [["book-visit", all("limp")]],
  },
  {
    id: "R15",
    basis: "advice",
    source: `${NOT_VERIFIED}; pain of the outer hip that comes from lying on it is left to R4`,
    tiers: [["book-visit", nightPainNotFromLyingOnIt]],
  },
  {
    id: "R16",
    basis: "advice",
    source:
      "cauda equina warning signs as patient pages print them: pain down both legs among those for emergency care (Healthify, the NHS in secondary pages); that other nerve signs on both sides, and pain down both outer thighs, wait for a doctor is our own rule",
    tiers: [
      ["emergency", painDownBothLegs],
      ["stop-and-see-doctor", nerveSignsOnBothSides],
    ],
  },
  {
    id: "R17",
    basis: "convention",
    source: PAIN.severeAtLeastScore.source,
    tiers: [["stop-and-see-doctor", severePain]],
  },
  {
    id: "R18",
    basis: "advice",
    source:
      "Barrett & Bal 2007 (J Am Board Fam Med 20:307): an adult's infected hip without a fever, one case",
    tiers: [["stop-and-see-doctor", hotAndVeryPainful]],
  },
];

/**
 * Most urgent first, then by number.
 *
 * @param uncleared the same without its clearance, if it has one: those emergencies count, as only a no ends them.
 */
export function flagsOf(episode: Episode, uncleared: Episode | null = null): Flag[] {
  const flags = FLAG_RULES.flatMap((rule) => {
    const asTold = uncleared && flagOf(rule, uncleared);
    const flag = asTold?.urgency === "emergency" ? asTold : flagOf(rule, episode);
    return flag === null ? [] : [flag];
  });
  return flags.sort((a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency));
}

function flagOf({ id, tiers }: FlagRule, episode: Episode): Flag | null {
  for (const [urgency, reasons] of tiers) {
    const because = reasons(episode);
    if (because.length > 0) return { id, urgency, whom: WHOM[urgency], because };
  }
  return null;
}

/** How it began, told again after it was examined, is nothing new; a pain that follows one that went is. */
function asItBegan(...signs: readonly Sign[]): Reasons {
  return (episode) =>
    signs.filter(
      (sign) => episode.now[sign] === true && !isExamined(episode, (told) => told[sign] === true),
    );
}

function sharpAndSudden(episode: Episode): FlagReason[] {
  const isSharp = ({ kind }: CheckIn) => kind === "sharp-and-sudden";
  return isSharp(episode.now) && !isExamined(episode, isSharp) ? ["sharp-and-sudden"] : [];
}

function isExamined(
  { clearance, now, before }: Episode,
  holds: (told: CheckIn) => boolean,
): boolean {
  if (clearance === null) return false;
  const hasGone = before.some((told) => told.day >= clearance.day && nothingHurts(told));
  if (hasGone && !nothingHurts(now)) return false;
  return clearance.known.some(holds);
}

function nerveSigns(episode: Episode): FlagReason[] {
  const signs: FlagReason[] = [...any("radiating", "numbness", "tingling")(episode)];
  return episode.now.kind === "radiating" ? [...signs, "radiating-kind"] : signs;
}

/** Sore tendons of the outer hip often send pain down the thigh, on both sides too. */
function painDownBothLegs(episode: Episode): FlagReason[] {
  const { kind, radiating, places } = episode.now;
  const outer: readonly Place[] = ["outside", "outer-knee"];
  const outerOnly = places.length > 0 && places.every((place) => outer.includes(place));
  const runsDown = kind === "radiating" || radiating === true;
  return runsDown && !outerOnly ? nerveSignsOnBothSides(episode) : [];
}

function nerveSignsOnBothSides(episode: Episode): FlagReason[] {
  const signs = nerveSigns(episode);
  return episode.now.side === "both" && signs.length > 0 ? [...signs, "both-sides"] : [];
}

/** The last score counts until another is given; where it hurts, one that wasn't given may be a high one too. */
function veryPainful({ now, worst, lastScored }: Episode): FlagReason[] {
  const last = worstScore(lastScored);
  if (last !== null && last >= PAIN.veryPainfulAtLeastScore.value) return ["very-painful"];
  return worst === null && now.places.length > 0 ? ["score-not-told"] : [];
}

function feverWithHotOrVeryPainfulHip(episode: Episode): FlagReason[] {
  if (episode.now.fever !== true) return [];
  const hot = any("warmth", "redness", "swelling")(episode);
  const reasons = [...hot, ...veryPainful(episode)];
  return reasons.length > 0 ? ["fever", ...reasons] : [];
}

/** With nothing at all to tell of the hip, now or lately, a fever is an illness like any other. */
function feverBesideTheHip({ now, before, clearance, nothingHurts }: Episode): FlagReason[] {
  if (now.fever !== true) return [];
  const signs = signsBesideFever(now);
  const hurtLately = [...(clearance?.examined ?? []), ...before].some(
    (told) =>
      now.day - told.day <= PAIN.soreWithinDays.value &&
      (told.places.length > 0 || (worstScore(told) ?? 0) > 0 || signsBesideFever(told).length > 0),
  );
  return nothingHurts && signs.length === 0 && !hurtLately ? [] : ["fever", ...signs];
}

function signsBesideFever(told: CheckIn): Sign[] {
  return DANGER_SIGNS.filter((sign) => sign !== "fever" && told[sign] === true);
}

function hotAndVeryPainful(episode: Episode): FlagReason[] {
  const hot = any("warmth", "redness")(episode);
  const pain = veryPainful(episode).filter((reason) => reason === "very-painful");
  return hot.length > 0 && pain.length > 0 ? [...hot, ...pain] : [];
}

function severePain({ lastScored }: Episode): FlagReason[] {
  const worst = worstScore(lastScored);
  return worst !== null && worst >= PAIN.severeAtLeastScore.value ? ["severe-score"] : [];
}

function injuryThatStillShows(episode: Episode): FlagReason[] {
  if (asItBegan("fallOrInjury")(episode).length === 0) return [];
  const signs = any("limp", "troubleWalking", "lossOfFunction", "swelling")(episode);
  const pain = veryPainful(episode).filter((reason) => reason === "very-painful");
  const reasons = [...signs, ...pain];
  return reasons.length > 0 ? ["fallOrInjury", ...reasons] : [];
}

function nightPainNotFromLyingOnIt({ now }: Episode): FlagReason[] {
  if (now.nightPain !== true) return [];
  const outerOnly = now.places.length > 0 && now.places.every((place) => place === "outside");
  return outerOnly && now.when.includes("lying-on-it") ? [] : ["nightPain"];
}
