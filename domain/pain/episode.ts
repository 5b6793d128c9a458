import type { RuleId } from "../finding.ts";
import type { DayNumber } from "../history.ts";
import type { Week } from "../weeks.ts";
import {
  CANNOT_WAIT,
  type CheckIn,
  nothingHurts,
  SIGNS,
  type Sign,
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

/** One stretch of soreness: today's answers, and the check-ins before them that belong to it. */
export interface Episode {
  /** Today's check-in, its unanswered questions filled from the runner's last answers. */
  readonly now: CheckIn;
  /** Oldest first, without today's. */
  readonly before: readonly CheckIn[];
  /** The same, with the check-ins of the episodes before. */
  readonly everBefore: readonly CheckIn[];
  /** Today's worst score; never one carried over. */
  readonly worst: number | null;
  /** The newest check-in with a score of those whose answers count, or today's where none has one. */
  readonly lastScored: CheckIn;
  /** Today's scores are 0 and no place is named today. */
  readonly nothingHurts: boolean;
  readonly context: LoadContext;
}

/** The newest check-in and what leads up to it without a gap; null if there is no check-in. */
export function episodeOf(checkIns: readonly CheckIn[], context: LoadContext): Episode | null {
  const ordered = checkIns.toSorted((a, b) => a.day - b.day);
  const today = ordered.pop();
  if (today === undefined) return null;
  const before: CheckIn[] = [];
  let day = today.day;
  for (const earlier of ordered.toReversed()) {
    if (day - earlier.day > PAIN.episodeGapDays.value) break;
    before.unshift(earlier);
    day = earlier.day;
  }
  const recent = before
    .filter((earlier) => today.day - earlier.day <= PAIN.carryAnswerDays.value)
    .toReversed();
  return {
    now: withEarlierAnswers(today, before, recent),
    before,
    everBefore: ordered,
    worst: worstScore(today),
    lastScored: [today, ...recent].find((checkIn) => worstScore(checkIn) !== null) ?? today,
    nothingHurts: nothingHurts(today),
    context,
  };
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
): CheckIn {
  const told = [today, ...recent].findIndex(
    (checkIn) => worstScore(checkIn) !== null || checkIn.places.length > 0,
  );
  const healed = nothingHurts([today, ...recent][told] ?? today);
  /** Those that tell of the pain there is. */
  const ofThisPain = healed ? recent.slice(0, told) : recent;
  const cannotWait: readonly Sign[] = CANNOT_WAIT;
  const signs = Object.fromEntries(
    SIGNS.map((sign) => {
      const ofThis = lastAnswer(ofThisPain, sign);
      const earlier = ofThis ?? lastAnswer(recent, sign);
      const counts = ofThis !== null || earlier === false || cannotWait.includes(sign);
      return [sign, today[sign] ?? (counts ? earlier : null)];
    }),
  );
  const placed = [today, ...recent].find((checkIn) => checkIn.places.length > 0);
  const timed = [today, ...ofThisPain].find((checkIn) => checkIn.when.length > 0);
  const gone = recent.findIndex((checkIn) => worstScore(checkIn) === 0);
  /** Without the care for a pain that went. */
  const sinceGone = recent.slice(0, gone < 0 ? undefined : gone);
  return {
    ...today,
    ...signs,
    places: placed?.places ?? [],
    side: lastAnswer([today, ...recent], "side"),
    kind: lastAnswer([today, ...ofThisPain], "kind"),
    when: timed?.when ?? [],
    restTried: lastAnswer([today, ...sinceGone], "restTried"),
    iceTried: lastAnswer([today, ...sinceGone], "iceTried"),
    selfScreen: lastAnswer([today, ...before.toReversed()], "selfScreen"),
  };
}

/** The first answer to a question that isn't left open; null if all are. */
function lastAnswer<Q extends keyof CheckIn>(
  newestFirst: readonly CheckIn[],
  question: Q,
): CheckIn[Q] | null {
  return newestFirst.find((checkIn) => checkIn[question] !== null)?.[question] ?? null;
}
