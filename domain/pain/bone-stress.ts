import {
  BONE_STRESS_PLACES,
  type CheckIn,
  mayBeOfBone,
  mayBeSameSide,
  nothingHurts,
  type Place,
  type Sign,
  worstScore,
} from "./check-in.ts";
import { type Episode, heldAfterEach, isOfBone } from "./episode.ts";
import { any, type FlagReason } from "./reasons.ts";
import { PAIN } from "./thresholds.ts";

type Held = Pick<Episode, "now" | "nothingHurts">;

const RARER_BONE_STRESS_PLACES: readonly Place[] = ["buttock", "sit-bone", "inner-thigh"];

/**
 * R11 by what is told now. Front, groin or deep: one telling sign is enough. Buttock and inner thigh, where sore
 * tendons are far more common: pain that gets worse with running, and a limp or night pain as well.
 */
export function possibleBoneStress(episode: Held): FlagReason[] {
  const { now } = episode;
  const grows = any("growsDuringRun", "earlierEachRun")(episode);
  const alarming = any("nightPain", "limp")(episode);
  const where = whereBoneStressMayBe(now);
  if (where.length > 0) {
    const bearing: FlagReason[] = [...any("troubleWalking", "cannotBearWeight")(episode)];
    if (now.when.includes("standing-on-one-leg")) bearing.push("when:standing-on-one-leg");
    const signs = [...grows, ...alarming, ...bearing, ...easing(episode)];
    if (signs.length > 0) return [...where, ...signs];
  }
  const rarer = placesOf(now, RARER_BONE_STRESS_PLACES);
  return rarer.length > 0 && grows.length > 0 && alarming.length > 0
    ? [...rarer, ...grows, ...alarming]
    : [];
}

/** Where one telling sign is enough, also if no place was told. */
function whereBoneStressMayBe(told: CheckIn): FlagReason[] {
  return told.places.length === 0 ? ["place-not-told"] : placesOf(told, BONE_STRESS_PLACES);
}

function placesOf({ places }: CheckIn, among: readonly Place[]): FlagReason[] {
  return places.filter((place) => among.includes(place)).map((place) => `place:${place}` as const);
}

/**
 * R11 by what was told before. Days off ease a bone stress injury long before it has healed: its signs hold until the
 * runner has told of a run without them, or was cleared, also over a time without check-ins. What was said of them
 * later on the same day corrects them.
 */
export function boneStressLately({ now, all, clearedOn, context }: Episode): FlagReason[] {
  const { lastRunDay } = context;
  const heldWithSigns = heldWithSignsIn(all);
  const clearsAt = all.findIndex(({ day, clearedToRun }) => day === clearedOn && clearedToRun);
  const holds = all.some((told, index) => {
    if (now.day - told.day > PAIN.boneStressHoldsDays.value) return false;
    if (lastRunDay !== null && lastRunDay > told.day) return false;
    if (clearedOn !== null && told.day < clearedOn) return false;
    const isClear = clearsAt >= 0 && clearsAt <= index;
    // Earlier on the day of a clearance: what was told on the days before no longer counts.
    if (told.day === clearedOn && !isClear && !tellsOfBoneStress(told)) return false;
    return heldWithSigns(index) !== null;
  });
  return holds ? ["no-run-since"] : [];
}

/** How it was at one of the check-ins, if that told of the signs of R11 and no later one of its day took them back. */
function heldWithSignsIn(all: readonly CheckIn[]): (index: number) => Held | null {
  const heldAt = heldAfterEach(all);
  return (index) => {
    const told = all[index];
    const held = heldAt(index);
    if (told === undefined || held === null || possibleBoneStress(held).length === 0) return null;
    const isTakenBack = takesBack(told);
    for (let at = index + 1; all[at]?.day === told.day; at += 1) {
      const later = all[at];
      if (later !== undefined && isTakenBack(later)) return null;
    }
    return held;
  };
}

/**
 * R1 of a pain that had gone: it is back at the front or deep in the hip, on the same side, within the same weeks after
 * the signs of R11, or after the clearance that ended them. Mild or not, whoever examined it saw it before that.
 */
export function boneStressPainIsBack({
  now,
  all,
  clearedOn,
  lastScored,
  nothingHurts: isGone,
}: Episode): FlagReason[] {
  // Without a place, it takes a score to know that there is pain.
  const hurts = now.places.length > 0 || (worstScore(lastScored) ?? 0) > 0;
  const where = hurts && !isGone ? whereBoneStressMayBe(now) : [];
  const goneAt = all.findLastIndex(nothingHurts);
  if (where.length === 0 || goneAt < 0) return [];
  const since = all.slice(goneAt + 1);
  if (since.some(({ day, clearedToRun }) => day === clearedOn && clearedToRun === true)) return [];
  const heldWithSigns = heldWithSignsIn(all);
  const isWithin = (from: number, to: number) => to - from <= PAIN.boneStressHoldsDays.value;
  // Whoever was examined for them begins to run again only then.
  const isLate = ({ day }: CheckIn) =>
    isWithin(day, now.day) ||
    (clearedOn !== null && isWithin(day, clearedOn) && isWithin(clearedOn, now.day));
  const isBack = all.slice(0, goneAt).some((told, index) => {
    if (!isLate(told)) return false;
    const then = tellsOfBoneStress(told) ? heldWithSigns(index)?.now : undefined;
    return then !== undefined && mayBeOfBone(then) && mayBeSameSide(then.side, now.side);
  });
  return isBack ? [...where, "pain-is-back"] : [];
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
function easing({ now, nothingHurts }: Held): FlagReason[] {
  if (now.growsDuringRun === false || nothingHurts) return [];
  if (now.easesWithRest !== null) return now.easesWithRest ? ["easesWithRest"] : [];
  return now.when.includes("only-running") ? ["when:only-running"] : [];
}
