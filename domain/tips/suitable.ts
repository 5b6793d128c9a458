import type { Finding } from "../finding.ts";
import type { DayNumber } from "../history.ts";
import { type CheckIn, latestOf, nothingHurts } from "../pain/check-in.ts";
import { hurtsNow, sorePlaces } from "../pain/sore-places.ts";
import type { Triage } from "../pain/triage.ts";
import { CATALOGUE, type Exclusion, type Fit, maySayBeside, type TipId } from "./catalogue.ts";
import { PRACTICE } from "./thresholds.ts";

/** What decides which tips suit a runner now. The newest check-in holds until the next one. */
export interface Situation {
  readonly today: DayNumber;
  readonly findings: readonly Finding[];
  readonly checkIns: readonly CheckIn[];
  /** The triage of those check-ins; null if there are none. */
  readonly triage: Triage | null;
  /** Days without a run among the last seven; left out if nobody knows. */
  readonly restDaysIn7?: number;
}

export type Suitability = {
  /** What may be suggested at all. */
  readonly tips: readonly TipId[];
  /** What the runner's findings and answers call for. */
  readonly fits: ReadonlySet<Fit>;
  /** Why exercise is left out, if it is. */
  readonly noExercise: "red-flag" | "red-light" | null;
};

/**
 * The tips that nothing rules out. An emergency leaves none: there is nothing to read first. If a doctor must
 * look, only explanations are left; any other red flag, or a red light, leaves only what asks for no effort.
 */
export function suitableTips(situation: Situation): Suitability {
  const { triage } = situation;
  const fits = fitsOf(situation);
  const redLight = triage?.light === "red" ? "red-light" : null;
  const urgency = triage?.flags[0]?.urgency ?? redLight;
  const excluded = exclusionsOf(situation);
  const tips = CATALOGUE.filter(
    (tip) =>
      maySayBeside(tip.kind, urgency) &&
      tip.fits.some((fit) => fits.has(fit)) &&
      !tip.excludedBy.some((exclusion) => excluded.has(exclusion)),
  ).map((tip) => tip.id);
  return { tips, fits, noExercise: reasonForNoExercise(triage) };
}

/** Why no exercise may be suggested, or null where some may: any red flag, and a red light. */
export function reasonForNoExercise(triage: Triage | null): Suitability["noExercise"] {
  if (triage === null) return null;
  if (triage.flags.length > 0) return "red-flag";
  return triage.light === "red" ? "red-light" : null;
}

function fitsOf({ findings, checkIns, triage }: Situation): Set<Fit> {
  const fits = new Set<Fit>(["always"]);
  for (const finding of findings) {
    if (finding.answer === "raised") fits.add(`finding:${finding.rule}`);
  }
  const sore = sorePlaces(checkIns);
  for (const place of sore) fits.add(`place:${place}`);
  if (hurtsNow(checkIns)) {
    fits.add("pain");
    for (const cause of triage?.causes.slice(0, PRACTICE.explainedCausesCount.value) ?? []) {
      fits.add(`cause:${cause.id}`);
    }
  }
  for (const factor of triage?.contributing ?? []) fits.add(`factor:${factor.id}`);
  const sleepHours = latestOf(checkIns)?.checkIn.sleepHours ?? null;
  if (sleepHours !== null && sleepHours < PRACTICE.enoughSleepHours.value) fits.add("short-sleep");
  return fits;
}

/**
 * What rules tips out: where it hurts now, and where it hurt recently. Pain whose place wasn't given may be anywhere.
 * And plenty of days off, unless the runner asked for more.
 */
function exclusionsOf({ checkIns, today, findings, restDaysIn7 = 0 }: Situation) {
  const sore = sorePlaces(checkIns);
  const exclusions = new Set<Exclusion>([...sore].map((place) => `place:${place}` as const));
  if (sore.size === 0 && hurtsNow(checkIns)) {
    for (const exclusion of CATALOGUE.flatMap((tip) => tip.excludedBy)) {
      if (exclusion !== "rested") exclusions.add(exclusion);
    }
  }
  const asksForRest = findings.some(
    ({ rule, answer }) => rule === "rest-days" && answer === "raised",
  );
  if (restDaysIn7 >= PRACTICE.plentyRestDays.value && !asksForRest) exclusions.add("rested");
  for (const checkIn of checkIns) {
    if (today - checkIn.day >= PRACTICE.healingDays.value || nothingHurts(checkIn)) continue;
    for (const place of checkIn.places) exclusions.add(`healing:${place}`);
  }
  return exclusions;
}
