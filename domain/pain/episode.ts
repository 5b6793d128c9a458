import type { RuleId } from "../finding.ts";
import type { DayNumber } from "../history.ts";
import type { Week } from "../weeks.ts";
import {
  CANNOT_WAIT,
  type CheckIn,
  clearanceDay,
  clearanceDayAfterEach,
  type Latest,
  latestAfterEach,
  latestOf,
  nothingHurts,
  ONSET_SIGNS,
  type Place,
  ranWithoutPain,
  SIGNS,
  type Sign,
  scoresRun,
  speaksOf,
  type When,
  withoutEasing,
  worstScore,
} from "./check-in.ts";
import { PAIN } from "./thresholds.ts";

/** What the runs say, as far as pain is judged in its light. */
export interface LoadContext {
  /** The day of the last run that a check-in told of; null if none is known. */
  readonly lastRunDay: DayNumber | null;
  readonly weeks: readonly Pick<Week, "from" | "to" | "runs" | "distanceM">[];
  /** The rules of the checkup that are raised. */
  readonly raised: readonly RuleId[];
}

/** One stretch of soreness: the latest answers, and the check-ins before them that belong to it. */
export interface Episode {
  /** The check-in that counts now (`latestOf`), its unanswered questions filled from the runner's last answers. */
  readonly now: CheckIn;
  /** The day on which the newest of this was told. */
  readonly toldOn: DayNumber;
  /** Oldest first, without that one, and of those before a clearance only what it doesn't end. */
  readonly before: readonly CheckIn[];
  /** That check-in and those that were only begun since, as they were told, oldest first. */
  readonly newest: readonly CheckIn[];
  /** The day of the newest clearance, also of an earlier stretch; null if there is none. */
  readonly clearedOn: DayNumber | null;
  /** The same if it is of this stretch and was told after something else; otherwise null. */
  readonly clearance: Clearance | null;
  /** All there are, as they were told, oldest first. */
  readonly all: readonly CheckIn[];
  /** The worst score for what is told now; never one carried over. */
  readonly worst: number | null;
  /** A check-in that was only begun tells of more, which has no score yet. */
  readonly isAddedTo: boolean;
  /** The newest check-in with a score of those whose answers count; the latest where none has, or nothing hurt in it. */
  readonly lastScored: CheckIn;
  /** Its scores are 0 and it names no place. */
  readonly nothingHurts: boolean;
  readonly context: LoadContext;
}

/** What a runner told of a professional who examined them since, and says that they may run. */
export interface Clearance {
  readonly day: DayNumber;
  /** What had been told of this stretch on the days before, oldest first. */
  readonly examined: readonly CheckIn[];
  /** The same of twelve weeks, whatever the gaps. */
  readonly known: readonly CheckIn[];
}

/** The newest check-in and what leads up to it without a gap; null if there is no check-in. */
export function episodeOf(
  checkIns: readonly CheckIn[],
  context: LoadContext,
  /** Null for how it would be without a clearance. */
  clearedOn: DayNumber | null = clearanceDay(checkIns),
): Episode | null {
  const latest = latestOf(checkIns);
  if (latest === undefined) return null;
  const { isAddedTo, newest, toldOn } = latest;
  const { today, recent, ...held } = heldBy(latest, clearedOn);
  const scored = [today, ...recent].find((checkIn) => worstScore(checkIn) !== null) ?? today;
  return {
    ...held,
    toldOn,
    newest,
    clearedOn,
    all: checkIns.toSorted((a, b) => a.day - b.day),
    worst: isAddedTo ? null : worstScore(today),
    isAddedTo,
    lastScored: nothingHurts(scored) ? today : scored,
    context,
  };
}

/**
 * What held after each of the check-ins, which are in order: as `episodeOf` of those up to it has it, apart from the
 * self-screen. It looks only as far back as answers are carried, and the day before that, to which a morning's
 * score may belong: with the whole of it each time, two thousand check-ins would take tens of seconds.
 */
export function heldAfterEach(
  ordered: readonly CheckIn[],
): (index: number) => Pick<Episode, "now" | "nothingHurts"> | null {
  const latests = latestAfterEach(ordered);
  const cleared = clearanceDayAfterEach(ordered);
  return (index) => {
    const latest = latests[index];
    if (latest === undefined) return null;
    const { at, checkIn } = latest;
    const isFar = ({ day }: CheckIn) => checkIn.day - day > PAIN.carryAnswerDays.value + 1;
    let from = at;
    for (let one = ordered[at - 1]; one !== undefined && !isFar(one); one = ordered[from - 1]) {
      from -= 1;
    }
    return heldBy({ ...latest, before: ordered.slice(from, at) }, cleared[index] ?? null);
  };
}

function heldBy(
  { checkIn, before: earlier, alsoAt, isAddedTo }: Omit<Latest, "newest">,
  clearedOn: DayNumber | null,
) {
  const told = withTheirRuns([...earlier, checkIn], clearedOn);
  const today = told.at(-1) ?? checkIn;
  const stretch = lastStretch(told);
  const clearance = clearanceIn(stretch, told, clearedOn);
  const examined = clearance?.examined.map(whatStays) ?? [];
  const before = [...examined, ...stretch.slice(examined.length, -1)];
  const recent = before
    .filter((one) => today.day - one.day <= PAIN.carryAnswerDays.value)
    .toReversed();
  const where = {
    places: placesOf(today, alsoAt, recent),
    side: lastAnswer([today, ...recent], "side"),
  };
  const now: CheckIn = { ...withEarlierAnswers(today, before, recent, clearance, where), ...where };
  return { now, today, before, recent, clearance, nothingHurts: !isAddedTo && nothingHurts(today) };
}

/** The newest of the check-ins, which are in order, and what leads up to it without a gap. */
export function lastStretch(ordered: readonly CheckIn[]): readonly CheckIn[] {
  const begins = ordered.findLastIndex(
    ({ day }, index) => day - (ordered[index - 1]?.day ?? day) > PAIN.episodeGapDays.value,
  );
  return ordered.slice(Math.max(0, begins));
}

/**
 * Scores, days and sleep are today's or unknown (but see `lastScored`); the rest holds until the runner says otherwise.
 * Once nothing hurts, an earlier yes only counts for what can't wait, and what the pain was like not at all, until
 * a place or a score is told again.
 */
function withEarlierAnswers(
  today: CheckIn,
  before: readonly CheckIn[],
  /** Those whose answers still count, the newest first. */
  recent: readonly CheckIn[],
  clearance: Clearance | null,
  where: Pick<CheckIn, "places" | "side">,
): CheckIn {
  const told = [today, ...recent].findIndex(
    (checkIn) => worstScore(checkIn) !== null || checkIn.places.length > 0,
  );
  const healed = nothingHurts([today, ...recent][told] ?? today);
  /** Those that tell of the pain there is. */
  const ofThisPain = ofThePainAt(where, healed ? recent.slice(0, told) : recent);
  const sore = ofThisPain.filter((one) => !nothingHurts(one) && speaksOf(one, where));
  const cannotWait: readonly Sign[] = CANNOT_WAIT;
  const signs = Object.fromEntries(
    SIGNS.map((sign) => {
      const last = lastAnswer(ofThisPain, sign);
      // A no of another pain, or from a day on which nothing hurt, ends an earlier yes, and is none about this one.
      const ofThis = last === false && lastAnswer(sore, sign) !== false ? null : last;
      const earlier = ofThis ?? (healed ? lastAnswer(recent, sign) : null);
      const counts = ofThis !== null || earlier === false || cannotWait.includes(sign);
      return [sign, today[sign] ?? (counts ? earlier : null)];
    }),
  );
  const timed = [today, ...ofThisPain].find((checkIn) => checkIn.when.length > 0);
  const gone = recent.findIndex(ranWithoutPain);
  /** Without the care for a pain that went. */
  const sinceGone = recent.slice(0, gone < 0 ? undefined : gone);
  return {
    ...today,
    ...signs,
    kind: lastAnswer([today, ...ofThisPain], "kind"),
    when: timed === undefined ? [] : whenStays(timed, clearance),
    restTried: lastAnswer([today, ...sinceGone], "restTried"),
    iceTried: lastAnswer([today, ...sinceGone], "iceTried"),
    selfScreen: lastAnswer([today, ...before.toReversed()], "selfScreen"),
  };
}

/** As they are told, but what eases with rest elsewhere, and doesn't grow on a run, is no sign of the bone here. */
function ofThePainAt(
  where: Pick<CheckIn, "places" | "side">,
  newestFirst: readonly CheckIn[],
): readonly CheckIn[] {
  const elsewhere = newestFirst.filter((one) => !speaksOf(one, where));
  if (lastAnswer(elsewhere, "growsDuringRun") !== false) return newestFirst;
  return newestFirst.map((one) => (elsewhere.includes(one) ? withoutEasing(one) : one));
}

const EMERGENCIES: readonly Sign[] = CANNOT_WAIT.filter((sign) => !ONSET_SIGNS.includes(sign));

/** Without what may be a sign of the bone, where it was told before a clearance. */
function whenStays({ when, day }: CheckIn, clearance: Clearance | null): readonly When[] {
  if (clearance === null || day >= clearance.day) return when;
  return when.filter((moment) => !isOfBone(moment));
}

/** Whether pain at that moment may be a sign of the bone. */
export function isOfBone(moment: When): boolean {
  return moment === "only-running" || moment === "standing-on-one-leg";
}

/**
 * What no clearance ends: where it hurts, or that nothing did, what was answered with no, and a sign of an emergency
 * until it is.
 */
function whatStays(told: CheckIn): CheckIn {
  const ended = SIGNS.filter((sign) => told[sign] === true && !EMERGENCIES.includes(sign));
  return {
    ...told,
    ...Object.fromEntries(ended.map((sign) => [sign, null])),
    ...(!nothingHurts(told) && { painDuring: null, painAfter: null, painNextMorning: null }),
    kind: null,
    daysLasted: null,
    restTried: null,
    iceTried: null,
  };
}

/** It is about what was told on the days before it: what is told on its own day may have come after it. */
function clearanceIn(
  stretch: readonly CheckIn[],
  told: readonly CheckIn[],
  clearedOn: DayNumber | null,
): Clearance | null {
  if (clearedOn === null || stretch.every(({ day }) => day !== clearedOn)) return null;
  const isBefore = ({ day }: CheckIn) => day < clearedOn;
  const isKnown = ({ day }: CheckIn) => clearedOn - day <= PAIN.boneStressHoldsDays.value;
  const known = told.filter(isBefore).filter(isKnown);
  if (known.length === 0) return null;
  return { day: clearedOn, examined: stretch.filter(isBefore), known };
}

/**
 * The morning's score is the other half of what was told of a run the day before, or earlier that day: the tendon rule
 * asks for both, and one of a night can't undo the other. From the second day on it stands alone, as pain that has eased,
 * and so it does where a clearance ends what was told of that run.
 */
function withTheirRuns(told: readonly CheckIn[], clearedOn: DayNumber | null): readonly CheckIn[] {
  let run: CheckIn | undefined;
  return told.map((one) => {
    if (scoresRun(one)) run = one;
    if (one.painNextMorning === null || scoresRun(one)) return one;
    if (run === undefined || one.day - run.day > 1) return one;
    if (clearedOn !== null && run.day < clearedOn && clearedOn <= one.day) return one;
    return { ...one, painDuring: run.painDuring, painAfter: run.painAfter };
  });
}

/** Its own places, otherwise the last that were named; and those that were only added to it. */
function placesOf(
  today: CheckIn,
  alsoAt: readonly Place[],
  recent: readonly CheckIn[],
): readonly Place[] {
  const own = today.places.filter((place) => !alsoAt.includes(place));
  const isNewPain = alsoAt.length > 0 && worstScore(today) === 0;
  if (own.length > 0 || isNewPain) return today.places;
  const placed = recent.find((checkIn) => checkIn.places.length > 0);
  return [...new Set([...(placed?.places ?? []), ...alsoAt])];
}

/** The first answer to a question that isn't left open; null if all are. */
function lastAnswer<Q extends keyof CheckIn>(
  newestFirst: readonly CheckIn[],
  question: Q,
): CheckIn[Q] | null {
  return newestFirst.find((checkIn) => checkIn[question] !== null)?.[question] ?? null;
}
