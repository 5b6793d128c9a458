import type { Caution } from "../../domain/caution.ts";
import type { Checkup } from "../../domain/checkup.ts";
import type { Answer, Because, Finding, RuleId, Severity } from "../../domain/finding.ts";
import type { DayNumber } from "../../domain/history.ts";
import { exceeds } from "../../domain/number.ts";
import { decidingRuns } from "../../domain/rules/session-spike.ts";
import { isSpike, type Session, type SpikeBand, wentTooFar } from "../../domain/sessions.ts";
import { mostWorn, soonestDueFirst } from "../../domain/shoes.ts";
import { definitions, type Limits } from "../../domain/thresholds.ts";
import {
  changeBeyond,
  counted,
  dateText,
  dayName,
  distance,
  duration,
  fallBeyond,
  fixed,
  label,
  lacksDistance,
  overPct,
  pct,
  type Reading,
  ratioBeyond,
  restDays,
  sentence,
  stepRate,
} from "./en.ts";
import { pairsText } from "./shoe-wear.en.ts";

export interface DescribedFinding {
  readonly title: string;
  /** The figure that decided it; null if the checkup has none. */
  readonly figure: string | null;
  readonly why: string;
  /** How far to trust it, in words: evidence, convention, advice, or the runner's own number. */
  readonly label: string;
}

export const ruleName: Record<RuleId, string> = {
  "session-spike": "Longest run",
  "distance-progression": "Weekly distance",
  "duration-progression": "Weekly time",
  "intensity-progression": "Intensity",
  "rest-days": "Rest days",
  "training-strain": "Training strain",
  cadence: "Cadence",
  "shoe-wear": "Shoes",
};

export const severityName: Record<Severity, string> = {
  info: "for your information",
  notice: "worth knowing",
  warning: "take care",
  urgent: "act now",
};

/** `bandName("small", limitsFor()) // "up to 30% longer than your recent longest"` */
export function bandName(band: SpikeBand, limits: Limits): string {
  const times = limits.spikeModerateRatio === 2 ? "twice" : `${limits.spikeModerateRatio} times`;
  const names: Record<SpikeBand, string> = {
    reference: `no more than ${overPct(limits.spikeReferenceRatio)} over your recent longest`,
    small: `up to ${overPct(limits.spikeSmallRatio)} longer than your recent longest`,
    moderate: `up to ${times} your recent longest`,
    large: `more than ${times} your recent longest`,
    "not-enough-data": "no run in the 30 days before to compare with",
  };
  return names[band];
}

export const because: Record<Because, string> = {
  "short-history": "There isn't enough history yet. This fills in by itself as you run.",
  "no-earlier-run": "There is no run with a distance in the previous 30 days to compare with.",
  "no-distance": "None of the week's runs came with a distance, so go by their time.",
  "some-distance-missing":
    "Some runs of these two weeks came without a distance, so compare their time instead.",
  "below-the-floor": "The week is still a short one, so a step like this is no cause for concern.",
  "no-shared-load-method":
    "This needs heart rate or an effort rating on your runs, measured the same way throughout. For heart rate, we also need to know your maximum and your resting one.",
  "too-few-measured-sessions":
    "In each week, this needs two runs and an hour of running with heart rate or an effort rating.",
  "no-cadence": "None of the week's runs came with a step rate (on trails it isn't compared).",
  "no-baseline": "There isn't enough history yet to know what is usual for you.",
  "no-shoes": "No shoes are listed. Add a pair to keep track of its distance.",
  "no-runs": "There were no runs this week.",
  paused: "You set a pause for this week, which keeps this quiet.",
  "front-hip-pain": "We don't suggest quicker steps while the front of your hip is sore.",
};

type Told = Pick<DescribedFinding, "title" | "figure" | "why">;

/**
 * The week's run that stands out most against the 30 days before it: one that went too far if there is any, of those
 * the ones that weigh most, and a race only where there is no other.
 */
export function standout(
  sessions: readonly Session[],
  limits: Limits,
): (Session & { readonly ratio: number }) | null {
  const others = sessions.filter(({ isRace }) => !isRace);
  const among = [decidingRuns(sessions, limits), others, sessions];
  const found = among.find(({ length }) => length > 0) ?? [];
  let most: (Session & { readonly ratio: number }) | null = null;
  for (const session of found) {
    const { ratio } = session;
    if (ratio !== null && (most === null || ratio > most.ratio)) most = { ...session, ratio };
  }
  return most;
}

function tellSpike(
  { answer, severity }: Finding,
  checkup: Checkup,
  { units, isoDay }: Reading,
): Told {
  const most = standout(checkup.sessions, checkup.limits);
  if (most === null || answer === "not-enough-data") {
    return {
      title: "Longest run: can't compare yet",
      figure: null,
      why: because["no-earlier-run"],
    };
  }
  const against = `${ratioBeyond(most.ratio, checkup.limits.spikeReferenceRatio)} × your longest in the 30 days before (${distance(most.longestPrior30dM, units, 2)})`;
  const figure = `${distance(most.distanceM, units, 2)} on ${dayName(isoDay(most.day))}, ${against}`;
  if (answer === "clear") {
    const hasLongRace = checkup.sessions.some((one) => isSpike(one) && one.isRace);
    return {
      title: hasLongRace
        ? "No run but your race stood out for its length"
        : "No run stood out for its length",
      figure,
      why: `${hasLongRace ? "Apart from your race, no run" : "No run"} was more than ${overPct(checkup.limits.spikeReferenceRatio)} longer than the longest in the 30 days before it.`,
    };
  }
  if (severity === "info") {
    return {
      title: "One run was longer than your recent longest",
      figure,
      why: "It kept to the limit that held for it, so this is for your information only.",
    };
  }
  const others = checkup.sessions.filter((one) => wentTooFar(one) && !one.isRace).length - 1;
  return {
    title:
      most.band === "small"
        ? "One run was longer than your recent longest"
        : "One run was much longer than your recent longest",
    figure: others > 0 ? `${figure}; ${counted(others, "other run", "other runs")} too` : figure,
    why: `Among 5,205 runners, injuries were more common after a run more than 10% longer than the longest in the 30 days before it. Even going over by a little counted, so extend your longest run in small steps.${unlessFurther(checkup, most.day, isoDay)}`,
  };
}

/** Somebody who has just come, without older runs, may be used to more than we know. */
function unlessFurther({ firstRunOn }: Checkup, day: DayNumber, isoDay: Reading["isoDay"]): string {
  if (firstRunOn === null || firstRunOn <= day - definitions.spikeWindowDays.value) return "";
  return ` We know your runs since ${dateText(isoDay(firstRunOn))} only: if you ran as far in the weeks before, this doesn't apply to you.`;
}

/** Why to stay well under the limits, in these words; of a long run, unless the runner is used to it. */
export function cautionText(
  words: string,
  caution: Caution,
  checkup: Checkup,
  isoDay: Reading["isoDay"],
): string {
  const isOfLongRun = caution === "long-run" || caution === "after-long-run";
  return isOfLongRun ? `${words}${unlessFurther(checkup, checkup.today, isoDay)}` : words;
}

type Measure = "distance" | "duration" | "intensity";

const progressionTitle: Record<Measure, Record<Answer, string>> = {
  distance: {
    raised: "More distance than the week before",
    clear: "Weekly distance: no big jump",
    "not-enough-data": "Weekly distance: can't compare yet",
  },
  duration: {
    raised: "More time on your feet than the week before",
    clear: "Weekly time: no big jump",
    "not-enough-data": "Weekly time: can't compare yet",
  },
  intensity: {
    raised: "Harder running than the week before",
    clear: "Intensity: no big jump",
    "not-enough-data": "Intensity: can't compare yet",
  },
};

const progressionWhy: Record<Measure, string> = {
  distance:
    "Many runners add no more than 10% a week. Trials have not shown that this rule prevents injury; the idea is to give muscle, tendon and bone time to adapt.",
  duration:
    "Time on your feet is load too, however slow the run. Adding no more than about 10% a week is a cautious rule of thumb.",
  intensity:
    "Raise one thing at a time: in a week with more effort per minute, keep distance and time steady.",
};

const progressionWithinLimits =
  "It kept to the limits that held for it, so this is for your information only.";

function progressionFigure(measure: Measure, checkup: Checkup, { units }: Reading): string | null {
  const { week, previousWeek, progression } = checkup;
  const { changePct, answer, because: code } = progression[measure];
  if (measure === "intensity") {
    return changePct === null
      ? null
      : `${changeBeyond(changePct, checkup.limits.progressionPct)} in load per minute`;
  }
  if (measure === "distance" && [week, previousWeek].some(lacksDistance)) return null;
  const [now, before] =
    measure === "distance"
      ? [distance(week.distanceM, units), distance(previousWeek.distanceM, units)]
      : [duration(week.movingS), duration(previousWeek.movingS)];
  if (changePct === null) return `${now} after ${before}`;
  const change = changeBeyond(changePct, checkup.limits.progressionPct);
  return code === null || answer !== "raised"
    ? `${now} after ${before} (${change})`
    : `At least ${now} after ${before} (${change}), as some runs came without a distance`;
}

function tellProgression(
  measure: Measure,
  { answer, severity }: Finding,
  checkup: Checkup,
  reading: Reading,
): Told {
  const why: Record<Answer, string> = {
    raised: severity === "info" ? progressionWithinLimits : progressionWhy[measure],
    clear:
      (checkup.progression[measure].changePct ?? 0) > 0
        ? `It rose by no more than about ${pct(checkup.limits.progressionPct)} on the week before.`
        : "It was no more than the week before.",
    "not-enough-data": because["short-history"],
  };
  return {
    title: progressionTitle[measure][answer],
    figure: progressionFigure(measure, checkup, reading),
    why: why[answer],
  };
}

/** Nobody knows whether a day before the first known run was one off. */
export function knowsFortnight({ rest, firstRunOn }: Pick<Checkup, "rest" | "firstRunOn">) {
  return firstRunOn !== null && firstRunOn <= rest.to - 13;
}

function tellRest(answer: Answer, { rest, today, firstRunOn }: Checkup): Told {
  const told: Record<Answer, Omit<Told, "figure">> = {
    raised: {
      title: rest.restDaysIn7 === 0 ? "No day without a run" : "Few days without a run",
      why: "Tissue repairs and adapts on the days in between. Take a day off running; a swim or an easy ride is fine.",
    },
    clear: { title: "You had days to recover", why: "At least one day was without a run." },
    "not-enough-data": { title: "Rest days: can't say yet", why: because["short-history"] },
  };
  const streak = rest.streakDays > 7 ? `, ${rest.streakDays} running days in a row` : "";
  const [week, fortnight] =
    rest.to < today ? ["the 7 days up to yesterday", "the 14"] : ["the last 7", "the last 14"];
  const before = knowsFortnight({ rest, firstRunOn })
    ? `, ${rest.restDaysIn14} in ${fortnight}`
    : "";
  const figure = `${sentence(restDays(rest.restDaysIn7))} in ${week}${before}${streak}`;
  return { ...told[answer], figure };
}

function tellStrain(answer: Answer, { load }: Checkup): Told {
  const told: Record<Answer, Omit<Told, "figure">> = {
    raised: {
      title: "One of your hardest weeks lately",
      why: "Your load, multiplied by how alike your days were, was higher than in nearly all of those weeks. Running less, or making easy days clearly easier than hard ones, brings it down.",
    },
    clear: {
      title: "Training strain: within your usual range",
      why: "Your load, multiplied by how alike your days were, is within your usual range.",
    },
    "not-enough-data": { title: "Training strain: can't say yet", why: because["short-history"] },
  };
  const share = load.strainAboveShare;
  const figure =
    share === null
      ? null
      : `Higher than in ${fixed(share * load.strainWeeks, 0)} of your ${counted(load.strainWeeks, "earlier week", "earlier weeks")}`;
  return { ...told[answer], figure };
}

function tellCadence(answer: Answer, { cadence, limits }: Checkup): Told {
  const { spm, changePct, usualFromSpm, usualToSpm } = cadence;
  // Run by run: the median of a week can't be subtracted from the usual at several speeds.
  const own =
    changePct === null
      ? ""
      : `; run by run, ${fallBeyond(changePct, limits.cadenceDropPct)} from your usual at a similar speed`;
  const figure = spm === null ? null : `${stepRate(spm, usualFromSpm)}${own}`;
  const reference = `${usualFromSpm} to ${usualToSpm} a minute`;
  const hasDropped = changePct !== null && exceeds(-changePct, limits.cadenceDropPct);
  const told: Record<Answer, Omit<Told, "figure">> = {
    raised: {
      title: hasDropped
        ? "Your step rate was lower than usual for you"
        : "Your step rate was below the usual reference",
      why: `Shorter, quicker steps land closer under the body. ${reference} is the usual reference, not a limit for everyone; what is usual for you comes first. Change it gradually, as quicker steps may ask more of the calf and Achilles tendon.${hasDropped ? "" : " Walking breaks lower it too. If this rate is right for you, set your own reference in the settings, and we stop mentioning it."}`,
    },
    clear: {
      title: "Your step rate looks fine",
      why: `It hasn't dropped in a way that stands out. The usual reference is ${reference}.`,
    },
    "not-enough-data": { title: "Cadence: can't say yet", why: because["no-cadence"] },
  };
  return { ...told[answer], figure };
}

function tellShoes(answer: Answer, { shoes }: Checkup, { units }: Reading): Told {
  if (answer === "not-enough-data") {
    return { title: "Shoes: can't say yet", figure: null, why: because["no-shoes"] };
  }
  const worn = mostWorn(shoes);
  const figure = pairsText(answer === "raised" ? worn : soonestDueFirst(shoes), units);
  if (answer === "clear") {
    return {
      title: "Your shoes have distance left in them",
      figure,
      why: "No pair in use has reached its first notice.",
    };
  }
  const pairs = worn.length > 1 ? `${worn.length} pairs of shoes` : "One pair of shoes";
  if (worn.some(({ status }) => status === "replace")) {
    return {
      title: `${pairs} due for replacement`,
      figure,
      why: "Shoes are commonly replaced after 300 to 500 miles (483 to 805 km). This is about wear, not an alarm: plan a new pair that fits your foot and gait, and mix it in. Mark the old one as retired once you stop running in it.",
    };
  }
  return {
    title: `${pairs} starting to wear`,
    figure,
    why: "From about 300 miles (483 km) it is worth checking the sole and heel, and thinking about the next pair.",
  };
}

function tell(finding: Finding, checkup: Checkup, reading: Reading): Told {
  switch (finding.rule) {
    case "session-spike":
      return tellSpike(finding, checkup, reading);
    case "distance-progression":
      return tellProgression("distance", finding, checkup, reading);
    case "duration-progression":
      return tellProgression("duration", finding, checkup, reading);
    case "intensity-progression":
      return tellProgression("intensity", finding, checkup, reading);
    case "rest-days":
      return tellRest(finding.answer, checkup);
    case "training-strain":
      return tellStrain(finding.answer, checkup);
    case "cadence":
      return tellCadence(finding.answer, checkup);
    case "shoe-wear":
      return tellShoes(finding.answer, checkup, reading);
  }
}

/**
 * Clear because nothing was wrong, not because something kept the rule silent. A run no longer than those before a
 * break may still be too long after it.
 */
export function looksFine(
  { rule, answer, because: code }: Finding,
  { isBeyondReturn }: Pick<Checkup, "isBeyondReturn">,
): boolean {
  return answer === "clear" && code === null && !(isBeyondReturn && rule === "session-spike");
}

function reason(rule: RuleId, code: Because): string {
  // Only the longest run looks back 30 days; the weekly rules look at the week before.
  if (code !== "no-earlier-run" || rule === "session-spike") return because[code];
  const run = rule === "distance-progression" ? "run with a distance" : "run";
  return `There is no ${run} in the week before to compare with.`;
}

/**
 * A finding as a runner reads it: what was seen, the figure, why it matters, how far to trust it.
 *
 * @example
 * describeFinding({ rule: "rest-days", answer: "raised", … }, checkup, { units: "km", isoDay })
 * // { title: "No day without a run", figure: "No rest days in the last 7, 1 in the last 14",
 * //   why: "Tissue repairs and adapts on the days in between. …", label: "Advice: from clinicians, no trial found" }
 */
export function describeFinding(
  finding: Finding,
  checkup: Checkup,
  reading: Reading,
): DescribedFinding {
  const { rule, answer, because: code, basis } = finding;
  const told = tell(finding, checkup, reading);
  const why = code === null ? told.why : reason(rule, code);
  // Clear only because something kept it silent: that is no praise.
  const title = answer === "clear" && code !== null ? `${ruleName[rule]}: not judged` : told.title;
  return { ...told, title, why, label: label[basis] };
}
