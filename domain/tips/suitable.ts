import type { Finding } from "../finding.ts";
import type { DayNumber } from "../history.ts";
import { type CheckIn, type Place, worstScore } from "../pain/check-in.ts";
import type { Triage } from "../pain/triage.ts";
import {
  asksToMove,
  CATALOGUE,
  type Exclusion,
  type Fit,
  isExercise,
  type TipId,
} from "./catalogue.ts";

/** What decides which tips suit a runner now. The newest check-in holds until the next one. */
export interface Situation {
  readonly today: DayNumber;
  readonly findings: readonly Finding[];
  readonly checkIns: readonly CheckIn[];
  /** The triage of those check-ins; null where there are none. */
  readonly triage: Triage | null;
}

/** A place counts as sore for this long before the newest check-in. Our own rule. */
const SORE_WITHIN_DAYS = 14;
/** Deadlifts come back this long after the last sit-bone pain. Our own rule; no trial found. */
const HEALING_DAYS = 28;
/** Adults are advised seven hours or more; a custom here, not a judgement. */
const ENOUGH_SLEEP_HOURS = 7;
/** Explaining every possible cause would read like a diagnosis. */
const EXPLAINED_CAUSES = 2;

export type Suitability = {
  /** What may be suggested at all. */
  readonly tips: readonly TipId[];
  /** What the runner's findings and answers call for. */
  readonly fits: ReadonlySet<Fit>;
  /** Why exercise is left out, where it is. */
  readonly noExercise: "red-flag" | "red-light" | null;
};

/**
 * The tips that nothing speaks against. An emergency leaves none: there is nothing to read first. Any
 * other red flag, or a red light, leaves only what asks for no effort.
 */
export function suitableTips(situation: Situation): Suitability {
  const { triage } = situation;
  const fits = fitsOf(situation);
  const flagged = triage !== null && triage.flags.length > 0;
  const noExercise = flagged ? "red-flag" : triage?.light === "red" ? "red-light" : null;
  if (triage?.flags.some((flag) => flag.urgency === "emergency")) {
    return { tips: [], fits, noExercise };
  }
  const excluded = exclusionsOf(situation);
  const tips = CATALOGUE.filter(
    (tip) =>
      !(noExercise !== null && asksToMove(tip.kind)) &&
      tip.fits.some((fit) => fits.has(fit)) &&
      !tip.excludedBy.some((exclusion) => excluded.has(exclusion)),
  ).map((tip) => tip.id);
  return { tips, fits, noExercise };
}

/** The exercises that may be done, whether or not they are called for. */
export function suitableExercises(situation: Situation): readonly TipId[] {
  const { tips } = suitableTips(situation);
  return CATALOGUE.filter((tip) => isExercise(tip.kind) && tips.includes(tip.id)).map(
    (tip) => tip.id,
  );
}

function fitsOf({ findings, checkIns, triage }: Situation): Set<Fit> {
  const fits = new Set<Fit>(["always"]);
  for (const finding of findings) {
    if (finding.answer === "raised") fits.add(`finding:${finding.rule}`);
  }
  const sore = sorePlaces(checkIns);
  for (const place of sore) fits.add(`place:${place}`);
  if (hurts(checkIns)) {
    fits.add("pain");
    for (const cause of triage?.causes.slice(0, EXPLAINED_CAUSES) ?? []) {
      fits.add(`cause:${cause.id}`);
    }
  }
  for (const factor of triage?.contributing ?? []) fits.add(`factor:${factor.id}`);
  const sleepHours = newest(checkIns)?.sleepHours ?? null;
  if (sleepHours !== null && sleepHours < ENOUGH_SLEEP_HOURS) fits.add("short-sleep");
  return fits;
}

/** What rules exercises out: where it hurts now, and where it hurt not long ago. */
export function exclusionsOf({ checkIns, today }: Pick<Situation, "checkIns" | "today">) {
  const exclusions = new Set<Exclusion>(
    [...sorePlaces(checkIns)].map((place) => `place:${place}` as const),
  );
  if (hurts(checkIns)) exclusions.add("pain");
  for (const checkIn of checkIns) {
    if (today - checkIn.day >= HEALING_DAYS || worstScore(checkIn) === 0) continue;
    for (const place of checkIn.places) exclusions.add(`healing:${place}`);
  }
  return exclusions;
}

/** Every place named lately, up to the last check-in in which nothing hurt. */
function sorePlaces(checkIns: readonly CheckIn[]): Set<Place> {
  const ordered = checkIns.toSorted((a, b) => a.day - b.day);
  const last = ordered.at(-1);
  if (last === undefined) return new Set();
  const painFree = ordered.findLastIndex((checkIn) => worstScore(checkIn) === 0);
  const lately = ordered
    .slice(painFree + 1)
    .filter((checkIn) => last.day - checkIn.day <= SORE_WITHIN_DAYS);
  return new Set(lately.flatMap((checkIn) => checkIn.places));
}

/** A score that wasn't told counts as pain where a place was. */
function hurts(checkIns: readonly CheckIn[]): boolean {
  const last = newest(checkIns);
  if (last === undefined) return false;
  const worst = worstScore(last);
  return worst === null ? last.places.length > 0 : worst > 0;
}

function newest(checkIns: readonly CheckIn[]): CheckIn | undefined {
  return checkIns.toSorted((a, b) => a.day - b.day).at(-1);
}
