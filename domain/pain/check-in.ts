import type { DayNumber } from "../history.ts";

/**
 * Where it hurts. Q1 of the source article has four answers; `deep`, `sit-bone` and `outer-knee`
 * split them where the advice differs.
 */
export type Place =
  | "front-or-groin"
  | "outside"
  | "buttock"
  | "deep"
  | "sit-bone"
  | "inner-thigh"
  | "outer-knee";

export type Side = "left" | "right" | "both";

export type Kind = "sharp-and-sudden" | "dull-and-gradual" | "radiating";

export type When =
  | "only-running"
  | "after-running"
  | "at-rest"
  | "stairs"
  | "standing-on-one-leg"
  | "lying-on-it"
  | "sitting";

/** What can be answered yes or no, in the order in which the questions are asked. */
export const SIGNS = [
  "cannotBearWeight",
  "bladderOrBowelTrouble",
  "saddleNumbness",
  "hotSwollenCalf",
  "fever",
  "pop",
  "lossOfFunction",
  "fallOrInjury",
  "growsDuringRun",
  "earlierEachRun",
  "easesWithRest",
  "nightPain",
  "limp",
  "swelling",
  "redness",
  "warmth",
  "numbness",
  "tingling",
  "radiating",
  "spreading",
  "troubleWalking",
  "troubleStairs",
  "troubleSleeping",
] as const;

export type Sign = (typeof SIGNS)[number];

/**
 * The signs that only ever make the answer more urgent. `easesWithRest` is not here, but it is no
 * comfort either: bone pain eases with rest too.
 */
export const DANGER_SIGNS = SIGNS.filter((sign) => sign !== "easesWithRest");

/**
 * One answer to "How is your hip?". Null means "not answered", which is never read as no.
 * Nobody is ever asked to hop on the sore leg.
 */
export interface CheckIn extends Readonly<Record<Sign, boolean | null>> {
  readonly day: DayNumber;
  /** Minutes after that day's midnight; left out or null if it was told on a later day, or the time isn't known. */
  readonly toldAtMinute?: number | null;
  /** Empty if nothing hurts or the question wasn't answered. */
  readonly places: readonly Place[];
  readonly side: Side | null;
  readonly kind: Kind | null;
  readonly when: readonly When[];
  /** 0 (none) to 10 (the worst there is). */
  readonly painDuring: number | null;
  readonly painAfter: number | null;
  readonly painNextMorning: number | null;
  readonly daysLasted: number | null;
  readonly restTried: boolean | null;
  readonly iceTried: boolean | null;
  /** Whether a professional has examined it since the signs of earlier days, and says that the runner may run. */
  readonly clearedToRun: boolean | null;
  /** Last night's sleep. */
  readonly sleepHours: number | null;
  readonly selfScreen: SelfScreen | null;
}

/** The signs behind the emergencies: asked first, and remembered even if nothing hurts any more. */
export const CANNOT_WAIT = [
  "cannotBearWeight",
  "bladderOrBowelTrouble",
  "saddleNumbness",
  "hotSwollenCalf",
  "fever",
  "pop",
  "lossOfFunction",
  "fallOrInjury",
] as const satisfies readonly Sign[];

/** Those of them that say how it began: told again, they are nothing new. */
export const ONSET_SIGNS: readonly Sign[] = ["pop", "lossOfFunction", "fallOrInjury"];

/** What a runner can see for themselves, in a mirror or in a friend's video. */
export interface SelfScreen {
  readonly kneesInward: boolean | null;
  readonly pelvicDrop: boolean | null;
  readonly trunkSways: boolean | null;
  readonly tightHipFlexors: boolean | null;
  readonly tightHamstrings: boolean | null;
  readonly tightItBand: boolean | null;
  readonly shoesWornOnInnerEdge: boolean | null;
}

/**
 * The worst score that was given; null if none was.
 *
 * @example
 * worstScore({ painDuring: 2, painAfter: null, painNextMorning: 4 }) // 4
 */
export function worstScore(
  checkIn: Pick<CheckIn, "painDuring" | "painAfter" | "painNextMorning">,
): number | null {
  const given = [checkIn.painDuring, checkIn.painAfter, checkIn.painNextMorning].filter(
    (score) => score !== null,
  );
  return given.length === 0 ? null : Math.max(...given);
}

/** Where one sign of a bone stress injury is enough. */
export const BONE_STRESS_PLACES: readonly Place[] = ["front-or-groin", "deep"];

/** Whether the pain may be one of the bone. */
export function mayBeOfBone({ places }: Pick<CheckIn, "places">): boolean {
  return places.length === 0 || places.some((place) => BONE_STRESS_PLACES.includes(place));
}

/** Whether one of these sides may be the other. */
export function mayBeSameSide(one: Side | null, other: Side | null): boolean {
  return one === other || [one, other].some((side) => side === null || side === "both");
}

type Where = Pick<CheckIn, "places" | "side">;

/**
 * Whether a no that was told there may be one about this pain: of the outer hip alone it says nothing of the groin,
 * where the pain may be of the bone.
 *
 * @example
 * speaksOf({ places: ["outside"], side: "left" }, { places: ["deep"], side: "left" }) // false
 * speaksOf({ places: ["deep"], side: "left" }, { places: ["outside"], side: "left" }) // true
 */
export function speaksOf(told: Where, pain: Where): boolean {
  return !mayBeOfBone(pain) || (mayBeOfBone(told) && mayBeSameSide(told.side, pain.side));
}

/** Whether it says how much a run hurt, and not only how it is since. */
export function scoresRun({
  painDuring,
  painAfter,
}: Pick<CheckIn, "painDuring" | "painAfter">): boolean {
  return painDuring !== null || painAfter !== null;
}

/**
 * Whether it tells of a run without pain. On a day off, a 0 says nothing of the next one.
 *
 * @example
 * ranWithoutPain({ painDuring: 0, painAfter: null, painNextMorning: 0 })    // true
 * ranWithoutPain({ painDuring: null, painAfter: null, painNextMorning: 0 }) // false
 */
export function ranWithoutPain(
  checkIn: Pick<CheckIn, "painDuring" | "painAfter" | "painNextMorning">,
): boolean {
  return worstScore(checkIn) === 0 && scoresRun(checkIn);
}

/** Whether it says how running went, or how it is since: one left before that was only begun. */
export function tellsOfRuns(checkIn: CheckIn): boolean {
  const { when, growsDuringRun } = checkIn;
  return worstScore(checkIn) !== null || when.length > 0 || growsDuringRun !== null;
}

/** What holds of a runner's check-ins. */
export interface Latest {
  /**
   * The newest that isn't only begun, with what those begun since answer; all of them together if each was only
   * begun. It keeps its day, its scores and its places: theirs are added.
   */
  readonly checkIn: CheckIn;
  /** Those before it, oldest first; with it as it was told, if nothing hurt and one begun since names a place. */
  readonly before: readonly CheckIn[];
  /** It and those begun since, each as it was told. */
  readonly newest: readonly CheckIn[];
  /** Its places that only those begun since name. */
  readonly alsoAt: readonly Place[];
  /** Whether one begun since tells of a sign, a place or a side that it doesn't. */
  readonly isAddedTo: boolean;
  /** The day of the newest such one, or of the check-in itself. */
  readonly toldOn: DayNumber;
}

/**
 * The check-in that counts now: one that was only begun replaces and ends nothing, however late it comes, but for
 * what it answers.
 *
 * @example
 * latestOf([{ ...told, day: 20_000, painDuring: 9 }, { ...begun, day: 20_030, fever: true }])
 * // { checkIn: { day: 20_000, painDuring: 9, fever: true, … }, before: [], alsoAt: [], isAddedTo: true, toldOn: 20_030 }
 */
export function latestOf(checkIns: readonly CheckIn[]): Latest | undefined {
  const ordered = checkIns.toSorted((a, b) => a.day - b.day);
  const latest = latestAfterEach(ordered).at(-1);
  if (latest === undefined) return undefined;
  return { ...latest, before: ordered.slice(0, latest.at), newest: ordered.slice(latest.at) };
}

/** The latest without those before and since, and which of them all it was. */
type LatestAt = Omit<Latest, "before" | "newest"> & { readonly at: number };

/** What held after each of the check-ins, which are in order. */
export function latestAfterEach(ordered: readonly CheckIn[]): readonly LatestAt[] {
  const after: LatestAt[] = [];
  for (const [at, one] of ordered.entries()) {
    const last = after.at(-1);
    if (last === undefined || tellsOfRuns(one)) {
      after.push({ checkIn: one, at, alsoAt: [], isAddedTo: false, toldOn: one.day });
      continue;
    }
    const { checkIn } = last;
    const isNews = adds(one, checkIn);
    const elsewhere = one.places.filter((place) => !checkIn.places.includes(place));
    const isNewPain = one.places.length > 0 && (nothingHurts(checkIn) || !speaksOf(checkIn, one));
    after.push({
      ...last,
      // A no says nothing of another pain, nor does one from a day on which nothing hurt: that is one of those before it.
      at: isNewPain ? at : last.at,
      checkIn: together(isNewPain ? asOfAnother(checkIn, one) : checkIn, one),
      alsoAt: [...last.alsoAt, ...elsewhere],
      isAddedTo: last.isAddedTo || isNews,
      toldOn: isNews ? one.day : last.toldOn,
    });
  }
  return after;
}

function adds(begun: CheckIn, told: CheckIn): boolean {
  return (
    SIGNS.some((sign) => begun[sign] === true) ||
    begun.places.some((place) => !told.places.includes(place)) ||
    (begun.side === "both" && told.side !== "both") ||
    (begun.kind !== null && begun.kind !== told.kind)
  );
}

/** What it says of the new pain, which was only begun to be told. */
function asOfAnother(told: CheckIn, begun: CheckIn): CheckIn {
  const isHarmless = told.growsDuringRun === false && !speaksOf(told, begun);
  const carried = isHarmless ? withoutEasing(told) : told;
  return { ...carried, ...Object.fromEntries(SIGNS.map((sign) => [sign, carried[sign] || null])) };
}

/** Without the answers that it eases with rest, or comes with running alone. */
export function withoutEasing(told: CheckIn): CheckIn {
  return {
    ...told,
    easesWithRest: told.easesWithRest && null,
    when: told.when.filter((moment) => moment !== "only-running"),
  };
}

function together(told: CheckIn, begun: CheckIn): CheckIn {
  return {
    ...told,
    ...Object.fromEntries(SIGNS.map((sign) => [sign, begun[sign] ?? told[sign]])),
    places: [...new Set([...told.places, ...begun.places])],
    side: begun.side === "both" ? begun.side : told.side,
    kind: begun.kind ?? told.kind,
    daysLasted: begun.daysLasted ?? told.daysLasted,
    restTried: begun.restTried ?? told.restTried,
    iceTried: begun.iceTried ?? told.iceTried,
    sleepHours: begun.sleepHours ?? told.sleepHours,
    selfScreen: begun.selfScreen ?? told.selfScreen,
  };
}

/**
 * The day of the newest clearance; null if there is none. It ends what was told before its day. One that was only begun
 * is none, as the signs of today are still to come in it; nor is one that a later check-in of its day takes back.
 *
 * @example
 * clearanceDay([{ ...checkIn, day: 20_000, clearedToRun: true }]) // 20_000
 * clearanceDay([{ ...checkIn, day: 20_000, clearedToRun: true }, { ...checkIn, day: 20_000, clearedToRun: false }]) // null
 */
export function clearanceDay(checkIns: readonly CheckIn[]): DayNumber | null {
  return clearanceDayAfterEach(checkIns.toSorted((a, b) => a.day - b.day)).at(-1) ?? null;
}

/** The same after each of the check-ins, which are in order. */
export function clearanceDayAfterEach(ordered: readonly CheckIn[]): readonly (DayNumber | null)[] {
  let newest: DayNumber | null = null;
  /** The newest of an earlier day than that. */
  let before: DayNumber | null = null;
  return ordered.map((one) => {
    if (one.clearedToRun === false && one.day === newest) newest = before;
    if (one.clearedToRun === true && tellsOfRuns(one) && one.day !== newest) {
      before = newest;
      newest = one.day;
    }
    return newest;
  });
}

/**
 * Scores of 0 and no place. A runner who scores 0 and still names a place counts as sore there.
 *
 * @example
 * nothingHurts({ painDuring: 0, painAfter: null, painNextMorning: null, places: [] })          // true
 * nothingHurts({ painDuring: 0, painAfter: null, painNextMorning: null, places: ["outside"] }) // false
 */
export function nothingHurts(
  checkIn: Pick<CheckIn, "painDuring" | "painAfter" | "painNextMorning" | "places">,
): boolean {
  return worstScore(checkIn) === 0 && checkIn.places.length === 0;
}
