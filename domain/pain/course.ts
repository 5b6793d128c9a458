import {
  type CheckIn,
  nothingHurts,
  type Place,
  ranWithoutPain,
  type Side,
  scoresRun,
  worstScore,
} from "./check-in.ts";
import { type Episode, lastStretch } from "./episode.ts";
import { any, type FlagReason } from "./reasons.ts";
import { PAIN } from "./thresholds.ts";

/** R1: sore for two weeks, or no lower after a week off, or after a week of rest and ice. */
export function notImproving(episode: Episode): FlagReason[] {
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

/**
 * What the runner says or said, or what the check-ins show, whichever is longer; from a clearance on, if there is one.
 * A run without pain ends it, unless it keeps coming back within 14 days: some comes on long runs only.
 */
function daysSore({ now, before, clearance }: Episode): number {
  const told = [...before, now];
  const all = soreLately(told);
  const sinceGone = told.slice(told.findLastIndex(ranWithoutPain) + 1);
  const sore = keepsComingBack(all, now) ? all : soreLately(sinceGone);
  const days = Math.max(0, ...sore.map((one) => now.day - one.day + (one.daysLasted ?? 0)));
  return clearance === null ? days : Math.min(days, now.day - clearance.day);
}

/** Those of the last stretch of pain that say how much it hurts, or for how long. */
function soreLately(told: readonly CheckIn[]): readonly CheckIn[] {
  const hurt = told.filter((one) => !nothingHurts(one) && !ranWithoutPain(one));
  return lastStretch(hurt).filter((one) => one.daysLasted !== null || worstScore(one) !== null);
}

/** Whether it hurt often enough, or long enough before, to be one pain. A run and the morning after it are one time. */
function keepsComingBack(sore: readonly CheckIn[], now: CheckIn): boolean {
  const enough = PAIN.comesBackTimes.value;
  const times: number[] = [];
  for (const { day } of [...sore, now]) {
    if (day - (times.at(-1) ?? Number.NEGATIVE_INFINITY) > 1) times.push(day);
  }
  const lasted = sore.some((one) => one.day < now.day && (one.daysLasted ?? 0) >= enough);
  return lasted || times.length >= enough;
}

/**
 * The score when the runner stopped running, at least 7 days before the last score: the last check-in up to the
 * day after the last run, or otherwise the first one since.
 */
function scoreWhenRestBegan({ before, lastScored, context }: Episode): number | null {
  const { lastRunDay } = context;
  const restedSince = (day: number) => lastScored.day - day >= PAIN.restTestDays.value;
  if (lastRunDay === null || !restedSince(lastRunDay)) return null;
  const sore = before.filter((one) => !nothingHurts(one) && worstScore(one) !== null);
  const start = sore.findLast((checkIn) => checkIn.day <= lastRunDay + 1) ?? sore[0];
  return start === undefined || !restedSince(start.day) ? null : worstScore(start);
}

/** R2: a pain that gets stronger, starts earlier in each run, or spreads to another place or side. */
export function worseningOrSpreading(episode: Episode): FlagReason[] {
  const { now, before, newest, clearance, nothingHurts } = episode;
  const reasons: FlagReason[] = [
    ...any("spreading", "earlierEachRun")(episode),
    ...rising(episode),
  ];
  // Before the check-in that counts, or after it in one that was only begun.
  const spread = somewhereNew([...before, ...newest], now).some(
    ({ day }) =>
      (clearance === null || day >= clearance.day) &&
      Math.abs(now.day - day) <= PAIN.risingWithinDays.value,
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
  const all = lastExamined === undefined ? before : [lastExamined, ...before];
  const told = painful(all, lastScored);
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

/**
 * Those with which the last score can be compared. Every new pain rises from 0, and one that only running brings on after
 * each day off: that alone is no stronger one.
 */
function painful(checkIns: readonly CheckIn[], last: CheckIn): readonly CheckIn[] {
  return checkIns.filter((checkIn) => {
    if (nothingHurts(checkIn)) return false;
    return !scoresRun(last) || (scoresRun(checkIn) && !ranWithoutPain(checkIn));
  });
}

/** Those of the check-ins, oldest first, that name a place or a side which none before did and that still hurts now. */
function somewhereNew(told: readonly CheckIn[], now: CheckIn): readonly CheckIn[] {
  const places = new Set<Place>();
  const sides = new Set<Side>();
  return told.filter((one) => {
    const isNew =
      places.size > 0 &&
      (one.places.some((place) => !places.has(place) && now.places.includes(place)) ||
        sidesOf(one.side).some((side) => !sides.has(side) && sidesOf(now.side).includes(side)));
    for (const place of one.places) places.add(place);
    // A pain whose side wasn't told may have been on either.
    const side = one.places.length > 0 ? (one.side ?? "both") : one.side;
    for (const either of sidesOf(side)) sides.add(either);
    return isNew;
  });
}

function sidesOf(side: Side | null): readonly Side[] {
  if (side === "both") return ["left", "right"];
  return side === null ? [] : [side];
}
