import type { Basis } from "../finding.ts";
import {
  type CheckIn,
  DANGER_SIGNS,
  nothingHurts,
  type Place,
  type Side,
  type Sign,
  type When,
  worstScore,
} from "./check-in.ts";
import { type Episode, episodeOf, isOfBone } from "./episode.ts";
import { PAIN } from "./thresholds.ts";

/** Most urgent first. */
export const URGENCIES = [
  "emergency",
  "stop-and-see-doctor",
  "stop-until-well",
  "book-visit",
] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Whether it calls for somebody soon: a visit this week or next is no alarm, nor is a cold. */
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
  | "no-run-since";

export interface Flag {
  readonly id: FlagId;
  readonly urgency: Urgency;
  readonly whom: Whom;
  readonly because: readonly FlagReason[];
}

/** The reasons that make a tier true; without any, it is not. */
type Reasons = (episode: Episode) => readonly FlagReason[];

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
    source: `${ARTICLE}; the 14 days, 7 days and 2 points are a rule agreed for this product`,
    tiers: [["book-visit", notImproving]],
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

function all(...signs: readonly Sign[]): Reasons {
  return ({ now }) => (signs.every((sign) => now[sign] === true) ? signs : []);
}

function any(...signs: readonly Sign[]): Reasons {
  return ({ now }) => signs.filter((sign) => now[sign] === true);
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
  if (clearance === null || (before.some(nothingHurts) && !nothingHurts(now))) return false;
  return clearance.known.some(holds);
}

function notImproving(episode: Episode): FlagReason[] {
  const worst = worstScore(episode.lastScored);
  const reasons: FlagReason[] = [];
  const sore = worst === null || worst >= PAIN.stillSoreAtLeastScore.value;
  if (sore && daysSore(episode) >= PAIN.stillSoreAfterDays.value) {
    reasons.push("still-sore-after-14-days");
  }
  if (sore && hasTriedCare(episode)) reasons.push("rest-and-ice-tried");
  const before = scoreWhenRestBegan(episode);
  if (
    worst !== null &&
    worst > 0 &&
    before !== null &&
    worst > before - PAIN.restTestDropScore.value
  ) {
    reasons.push("not-lower-after-7-days-off");
  }
  return reasons;
}

/** A week of rest and ice, as the runner says, and pain not clearly lower than at its worst. */
function hasTriedCare(episode: Episode): boolean {
  const { now, before, lastScored, clearance } = episode;
  if (now.restTried !== true || now.iceTried !== true) return false;
  const worst = worstScore(lastScored);
  const earlier = [...(clearance?.examined ?? []), ...before];
  const most = Math.max(...earlier.map((checkIn) => worstScore(checkIn) ?? 0));
  const helped = worst !== null && most - worst >= PAIN.restTestDropScore.value;
  return !helped && daysSore(episode) >= PAIN.restTestDays.value;
}

/** What the runner says or said, or what the check-ins show, whichever is longer; from a clearance on, if there is one. */
function daysSore({ now, before, clearance }: Episode): number {
  const painFree = before.findLastIndex((checkIn) => worstScore(checkIn) === 0);
  const sore = [...before.slice(painFree + 1), now].filter(
    (checkIn) => checkIn.daysLasted !== null || worstScore(checkIn) !== null,
  );
  const days = Math.max(0, ...sore.map((one) => now.day - one.day + (one.daysLasted ?? 0)));
  return clearance === null ? days : Math.min(days, now.day - clearance.day);
}

/**
 * The score when the runner stopped running, at least 7 days before the last score: the last check-in up to the
 * day after the last run, or otherwise the first one since.
 */
function scoreWhenRestBegan({ before, lastScored, context }: Episode): number | null {
  const { lastRunDay } = context;
  const restedSince = (day: number) => lastScored.day - day >= PAIN.restTestDays.value;
  if (lastRunDay === null || !restedSince(lastRunDay)) return null;
  const scored = painful(before).filter((checkIn) => worstScore(checkIn) !== null);
  const start = scored.findLast((checkIn) => checkIn.day <= lastRunDay + 1) ?? scored[0];
  return start === undefined || !restedSince(start.day) ? null : worstScore(start);
}

function worseningOrSpreading(episode: Episode): FlagReason[] {
  const { now, before, clearance, nothingHurts } = episode;
  const reasons: FlagReason[] = [
    ...any("spreading", "earlierEachRun")(episode),
    ...rising(episode),
  ];
  const told = [...before, now];
  const spread = told.some(
    (one, index) =>
      (clearance === null || one.day >= clearance.day) &&
      now.day - one.day <= PAIN.risingWithinDays.value &&
      hurtsSomewhereNew(one, told.slice(0, index), now),
  );
  if (!nothingHurts && spread) reasons.push("new-place");
  return reasons;
}

/** A rise holds while the score stays where it went: who tells the same again isn't any better. */
function rising({ before, lastScored, clearance }: Episode): FlagReason[] {
  const worst = worstScore(lastScored);
  if (worst === null) return [];
  const reasons: FlagReason[] = [];
  const lastExamined = clearance?.examined.findLast((checkIn) => worstScore(checkIn) !== null);
  const told = painful(lastExamined === undefined ? before : [lastExamined, ...before]);
  const scores = told.flatMap((checkIn) => {
    const score = worstScore(checkIn);
    return score === null ? [] : [{ day: checkIn.day, score }];
  });
  const isLate = ({ day }: { readonly day: number }) =>
    lastScored.day - day <= PAIN.risingWithinDays.value;
  const steps = [...scores, { day: lastScored.day, score: worst }].filter(
    ({ score }, index, all) => score !== all[index - 1]?.score,
  );
  const [beforeLast, last, newest] = steps.slice(-3);
  if (beforeLast !== undefined && last !== undefined && newest !== undefined) {
    if (isLate(newest) && newest.score > last.score && last.score > beforeLast.score) {
      reasons.push("two-rises-in-a-row");
    }
  }
  const lately = scores.filter(isLate).map(({ score }) => score);
  if (worst - Math.min(...lately) >= PAIN.risingRiseScore.value) {
    reasons.push("rise-of-2-in-14-days");
  }
  return reasons;
}

/** Every new pain rises from 0: that alone is no pain that gets stronger. */
function painful(checkIns: readonly CheckIn[]): readonly CheckIn[] {
  return checkIns.filter((checkIn) => !nothingHurts(checkIn));
}

/** Whether a check-in named a place or a side that none before it had, and that still hurts now. */
function hurtsSomewhereNew(told: CheckIn, before: readonly CheckIn[], now: CheckIn): boolean {
  const known = before.filter((checkIn) => checkIn.places.length > 0);
  if (known.length === 0) return false;
  const places = new Set(known.flatMap((checkIn) => checkIn.places));
  if (told.places.some((place) => !places.has(place) && now.places.includes(place))) return true;
  // A pain whose side wasn't told may have been on either.
  const sides = new Set([
    ...known.flatMap((checkIn) => sidesOf(checkIn.side ?? "both")),
    ...before.flatMap((checkIn) => sidesOf(checkIn.side)),
  ]);
  return sidesOf(told.side).some((side) => !sides.has(side) && sidesOf(now.side).includes(side));
}

function sidesOf(side: Side | null): readonly Side[] {
  if (side === "both") return ["left", "right"];
  return side === null ? [] : [side];
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

const BONE_STRESS_PLACES: readonly Place[] = ["front-or-groin", "deep"];
const RARER_BONE_STRESS_PLACES: readonly Place[] = ["buttock", "sit-bone", "inner-thigh"];

/**
 * Front, groin or deep: one telling sign is enough. Buttock and inner thigh, where sore tendons are far
 * more common: pain that gets worse with running, and a limp or night pain as well.
 */
function possibleBoneStress(episode: Episode): FlagReason[] {
  const { now } = episode;
  const grows = any("growsDuringRun", "earlierEachRun")(episode);
  const alarming = any("nightPain", "limp")(episode);
  const places = (among: readonly Place[]): FlagReason[] =>
    now.places.filter((place) => among.includes(place)).map((place) => `place:${place}` as const);

  const where: FlagReason[] =
    now.places.length === 0 ? ["place-not-told"] : places(BONE_STRESS_PLACES);
  if (where.length > 0) {
    const bearing: FlagReason[] = [...any("troubleWalking", "cannotBearWeight")(episode)];
    if (now.when.includes("standing-on-one-leg")) bearing.push("when:standing-on-one-leg");
    const signs = [...grows, ...alarming, ...bearing, ...easing(episode)];
    if (signs.length > 0) return [...where, ...signs];
  }
  const rarer = places(RARER_BONE_STRESS_PLACES);
  return rarer.length > 0 && grows.length > 0 && alarming.length > 0
    ? [...rarer, ...grows, ...alarming]
    : [];
}

/**
 * Days off ease a bone stress injury long before it has healed: its signs hold until the runner has told of a run
 * without them, or was cleared, also over a time without check-ins. What was said of them later on the same day
 * corrects them.
 */
function boneStressLately({ now, all, clearedOn, context }: Episode): FlagReason[] {
  const { lastRunDay } = context;
  const holds = all.some((told, index) => {
    if (now.day - told.day > PAIN.boneStressHoldsDays.value) return false;
    if (lastRunDay !== null && lastRunDay > told.day) return false;
    if (clearedOn !== null && told.day < clearedOn) return false;
    const known = all.slice(0, index + 1);
    const isClear = known.some((one) => one.day === clearedOn && one.clearedToRun === true);
    // Earlier on the day of a clearance: what was told on the days before no longer counts.
    if (told.day === clearedOn && !isClear && !tellsOfBoneStress(told)) return false;
    const later = all.slice(index + 1).filter(({ day }) => day === told.day);
    const then = episodeOf(known, context);
    return then !== null && possibleBoneStress(then).length > 0 && !later.some(takesBack(told));
  });
  return holds ? ["no-run-since"] : [];
}

const BONE_STRESS_SIGNS: readonly Sign[] = [
  "growsDuringRun",
  "earlierEachRun",
  "easesWithRest",
  "nightPain",
  "limp",
  "troubleWalking",
  "cannotBearWeight",
];

/** Of its own, and not only by what was told before it. */
function tellsOfBoneStress({ when, ...told }: CheckIn): boolean {
  return when.some(isOfBone) || BONE_STRESS_SIGNS.some((sign) => told[sign] === true);
}

/**
 * Whether a later check-in says no to each such sign that an earlier one told of. If that was only when it hurts, it
 * takes another answer to that question.
 */
function takesBack(told: CheckIn): (later: CheckIn) => boolean {
  const signs = BONE_STRESS_SIGNS.filter((sign) => told[sign] === true);
  return (later) =>
    signs.length === 0 ? later.when.length > 0 : signs.every((sign) => later[sign] === false);
}

/** Pain that only comes when running eases with rest, whether or not the runner says so. */
function easing({ now, nothingHurts }: Episode): FlagReason[] {
  if (now.growsDuringRun === false || nothingHurts) return [];
  if (now.easesWithRest !== null) return now.easesWithRest ? ["easesWithRest"] : [];
  return now.when.includes("only-running") ? ["when:only-running"] : [];
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
