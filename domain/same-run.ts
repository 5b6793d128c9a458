import { byText } from "./by-text.ts";
import { hasDistanceFault } from "./diary.ts";
import { isRun, type Sport } from "./history.ts";
import { definitions } from "./thresholds.ts";

/** One source's record of an activity, as far as needed to find another source's record of the same one. */
export interface Telling {
  /** Unique among the records. */
  readonly id: string;
  /** The source. One source never reports the same run twice. */
  readonly teller: string;
  /** Of two records of one run the lower counts. */
  readonly rank: number;
  /** How many of the figures that not every source reports are known, such as a heart rate; breaks ties in rank. */
  readonly figures: number;
  readonly sport: Sport;
  /** The runner's day, in any form that is equal for equal days: it is only compared. */
  readonly day: string;
  /** The instant it began, unix seconds; null if the time of day is hidden or unknown. */
  readonly startS: number | null;
  /** Metres; 0 if none was recorded. */
  readonly distanceM: number;
  /** Seconds in motion. */
  readonly movingS: number;
  /** Seconds from start to end. */
  readonly elapsedS: number;
}

/** One run, however many sources report it. */
export interface SameRun<T> {
  /** Taken in full, as it came: no figure from another record ever fills a gap in it. */
  readonly counted: T;
  /** The best first. */
  readonly others: readonly T[];
}

/**
 * Records that can be one run: more than all sources have of one together. Files by the thousand that all claim
 * the same start are nobody's runs, and comparing each with each would take longer than anyone waits.
 */
const MOST_OF_ONE = 20;

/** Two ids, in no order. */
export type IdPair = readonly [string, string];

/**
 * Finds which records are one run reported by several sources, and which of them counts. Two records are the
 * same run if they
 *
 * - come from two sources and are both runs of some kind, or the same other sport,
 * - began within 2 minutes of each other, and overlap,
 * - lasted as long, in motion or in all, within 5 % of the longer, however far they went: nobody runs twice at
 *   once, and a distance is corrected at one source (a treadmill's) and wrong at the other,
 * - or each took, in all, at least as long as the other was in motion, and they went as far, within 5 % of the
 *   longer: one source leaves out pauses and another also stops, so a single duration may lie between the
 *   other's two. A distance that nobody measured, or can have run, contradicts none.
 *
 * If a time of day is hidden, the same day stands in for the start; then both distances must be known, and one
 * of the two durations alike.
 * The limit itself still counts as the same.
 *
 * Everything in a group must be the same run as everything else in it: if A matches B and B matches C but A
 * doesn't match C, the closer two are one run and the third is another. So at worst a run counts twice, and
 * none is lost; that also goes for what is more than 20 records of one. The order of the records changes nothing, nor
 * do ranks change what belongs together.
 *
 * `apart` holds what the runner called two runs. The record that counts is one with a distance that can be true,
 * then the lowest rank, the most figures, and finally the lower id.
 *
 * @example
 * sameRuns([{ id: "strava:1", rank: 3, startS: 0, … }, { id: "polar:a", rank: 0, startS: 60, … }], [])
 * // [{ counted: { id: "polar:a", … }, others: [{ id: "strava:1", … }] }]
 */
export function sameRuns<T extends Telling>(
  tellings: readonly T[],
  apart: readonly IdPair[],
): readonly SameRun<T>[] {
  const pairs = candidates(tellings).sort(closestFirst);
  if (pairs.length === 0) return tellings.map((counted) => ({ counted, others: [] }));
  const keptApart = new Set(apart.map(([a, b]) => keyOf(a, b)));
  const isApart = (a: T, b: T) => keptApart.size > 0 && keptApart.has(keyOf(a.id, b.id));
  const isOne = (a: T, b: T) => isSameRun(a, b) && !isApart(a, b);
  const groups = new Map(tellings.map((telling) => [telling.id, [telling]]));
  for (const { a, b } of pairs) {
    const [some, more] = [groups.get(a.id) ?? [], groups.get(b.id) ?? []];
    if (some === more || some.length + more.length > MOST_OF_ONE) continue;
    if (!some.every((one) => more.every((other) => isOne(one, other)))) continue;
    const all = [...some, ...more];
    for (const { id } of all) groups.set(id, all);
  }
  return [...new Set(groups.values())].map((group) => {
    const [counted, ...others] = group.sort(bestFirst);
    return { counted: counted as T, others };
  });
}

/** Whether two records are close enough to be one run; see `sameRuns`. */
export function isSameRun(a: Telling, b: Telling): boolean {
  if (a.teller === b.teller || kindOf(a.sport) !== kindOf(b.sport)) return false;
  const isAsLong = isAlike(a.movingS, b.movingS) || isAlike(a.elapsedS, b.elapsedS);
  const isAsFar = isAlike(a.distanceM, b.distanceM);
  if (a.startS === null || b.startS === null) {
    return isAsLong && isAsFar && a.distanceM > 0 && a.day === b.day;
  }
  const mayBeAsLong = a.movingS <= b.elapsedS && b.movingS <= a.elapsedS;
  const mayBeAsFar = isAsFar || !hasDistance(a) || !hasDistance(b);
  if (!isAsLong && !(mayBeAsLong && mayBeAsFar)) return false;
  const apartS = Math.abs(a.startS - b.startS);
  return apartS <= definitions.sameRunStartS.value && apartS < Math.min(lengthS(a), lengthS(b));
}

/** One that can be true. */
function hasDistance(telling: Telling): boolean {
  return telling.distanceM > 0 && !(isRun(telling) && hasDistanceFault(telling));
}

interface Candidate<T> {
  /** The one with the lower id. */
  readonly a: T;
  readonly b: T;
  /** After all pairs in which both have a time of day. */
  readonly isByDay: boolean;
  readonly apartS: number;
  readonly apartM: number;
}

/** All pairs that are the same run, some twice, sought only among neighbours in time, as many as can be one run. */
function candidates<T extends Telling>(tellings: readonly T[]): Candidate<T>[] {
  const found: Candidate<T>[] = [];
  const take = (one: T, other: T, apartS: number | null) => {
    if (!isSameRun(one, other)) return;
    const [a, b] = one.id < other.id ? [one, other] : [other, one];
    const apartM = Math.abs(a.distanceM - b.distanceM);
    found.push({ a, b, isByDay: apartS === null, apartS: apartS ?? 0, apartM });
  };

  const timed = tellings
    .flatMap((telling) => (telling.startS === null ? [] : [{ telling, startS: telling.startS }]))
    .sort((a, b) => a.startS - b.startS || byText(a.telling.id, b.telling.id));
  timed.forEach((one, i) => {
    for (const other of timed.slice(i + 1, i + MOST_OF_ONE)) {
      const apartS = other.startS - one.startS;
      if (apartS > definitions.sameRunStartS.value) return;
      take(one.telling, other.telling, apartS);
    }
  });

  const hidden = tellings
    .filter(({ startS }) => startS === null)
    .sort((a, b) => byText(a.id, b.id));
  const hiddenOn = Map.groupBy(hidden, ({ day }) => day);
  for (const telling of tellings) {
    for (const other of hiddenOn.get(telling.day)?.slice(0, MOST_OF_ONE) ?? []) {
      take(telling, other, null);
    }
  }
  return found;
}

function closestFirst<T extends Telling>(a: Candidate<T>, b: Candidate<T>): number {
  return (
    Number(a.isByDay) - Number(b.isByDay) ||
    a.apartS - b.apartS ||
    a.apartM - b.apartM ||
    byText(a.a.id, b.a.id) ||
    byText(a.b.id, b.b.id)
  );
}

function bestFirst(a: Telling, b: Telling): number {
  return (
    Number(hasDistance(b)) - Number(hasDistance(a)) ||
    a.rank - b.rank ||
    b.figures - a.figures ||
    byText(a.id, b.id)
  );
}

/** The length of the first settles where it ends, whatever is in the ids. */
function keyOf(a: string, b: string): string {
  const [first, second] = a < b ? [a, b] : [b, a];
  return `${first.length} ${first} ${second}`;
}

function kindOf(sport: Sport): Sport {
  return sport === "trail-run" || sport === "virtual-run" ? "run" : sport;
}

function lengthS({ movingS, elapsedS }: Telling): number {
  return Math.max(movingS, elapsedS);
}

/** Within 5 % of the greater. Multiplied out, so that the limit itself is met exactly. */
function isAlike(a: number, b: number): boolean {
  return 100 * Math.abs(a - b) <= definitions.sameRunPct.value * Math.max(a, b);
}
