import type { Caution } from "../../domain/caution.ts";
import { decidingBreak, fewRunsBehind, shownCeiling } from "../../domain/ceiling.ts";
import type { Checkup } from "../../domain/checkup.ts";
import type { Answer, Basis, Because, Finding, RuleId, Severity } from "../../domain/finding.ts";
import type { Activity, DayNumber, Weekday } from "../../domain/history.ts";
import { exceeds } from "../../domain/number.ts";
import type { WeekOverWeek } from "../../domain/progression.ts";
import { isSpike, type Session, type SpikeBand, wentTooFar } from "../../domain/sessions.ts";
import { type ShoeStatus, type ShoeWear, soonestDueFirst } from "../../domain/shoes.ts";
import { definitions, isOwn, type Limits } from "../../domain/thresholds.ts";
import type { Week } from "../../domain/weeks.ts";
import { once, onceEach } from "../shared/once.ts";

export type Units = "km" | "mi";

/** What a sentence about a checkup needs besides the checkup. `isoDay` gives YYYY-MM-DD. */
export interface Reading {
  readonly units: Units;
  readonly isoDay: (day: DayNumber) => string;
}

export interface DescribedFinding {
  readonly title: string;
  /** The figure that decided it; null if the checkup has none. */
  readonly figure: string | null;
  readonly why: string;
  /** How far to trust it, in words: evidence, convention, advice, or the runner's own number. */
  readonly label: string;
}

/** Which of the plain stories a week tells; `ordinary` is every other week. */
export type WeekStory = "no-history" | "no-runs" | "first-week" | "return" | "ordinary";

export const lang = "en";
export const dir = "ltr";

const METRES_PER_MILE = 1609.344;
export const metresPer: Record<Units, number> = { km: 1000, mi: METRES_PER_MILE };
/** Shown for a figure that isn't known. */
export const unknown = "—";
export const unnamedRun = "Run";

// A format takes fifty times as long to make as to use, and a digest holds some sixty figures and dates.
const digitsFormat = onceEach(
  (digits: number) =>
    new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const dateFormat = (options: Intl.DateTimeFormatOptions) =>
  once(() => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }));
const DATE_FORMATS = {
  weekday: dateFormat({ weekday: "long" }),
  day: dateFormat({ day: "numeric" }),
  dayMonth: dateFormat({ day: "numeric", month: "long" }),
  shortDayMonth: dateFormat({ day: "numeric", month: "short" }),
  dayMonthYear: dateFormat({ day: "numeric", month: "long", year: "numeric" }),
  monthYear: dateFormat({ month: "long", year: "numeric" }),
};

export function fixed(value: number, digits: number): string {
  return digitsFormat(digits).format(value);
}

/** Metres as `15.0 km` or `9.3 mi`; `distance(15000, "km") // "15.0 km"`. */
export function distance(distanceM: number | null, units: Units, digits = 1): string {
  if (distanceM === null) return unknown;
  const inUnit = units === "km" ? distanceM / 1000 : distanceM / METRES_PER_MILE;
  return `${fixed(inUnit, digits)} ${units}`;
}

/**
 * A limit is rounded down: whoever keeps to the figure shown has to have kept to the limit; `atMost(11_055, "km") //
 * "11.0 km"`
 */
export function atMost(limitM: number | null, units: Units): string {
  const tenthM = metresPer[units] / 10;
  return distance(limitM === null ? null : wholeDown(limitM, tenthM), units);
}

/** The same for a time; `atMostTime(5579) // "1 h 32 min"` */
export function atMostTime(limitS: number | null): string {
  return duration(limitS === null ? null : wholeDown(limitS, 60));
}

/** Whole steps, with a tolerance for sums a hair below one. */
function wholeDown(amount: number, step: number): number {
  return step * Math.floor((amount / step) * (1 + 1e-9));
}

/** Whether all of a week was on a treadmill without a sensor, which isn't the same as 0 km. */
export const lacksDistance = ({ distanceM, runs: count }: Pick<Week, "distanceM" | "runs">) =>
  distanceM === 0 && count > 0;

export function weekDistance(week: Pick<Week, "distanceM" | "runs">, units: Units): string {
  return distance(lacksDistance(week) ? null : week.distanceM, units);
}

/** Seconds as hours and minutes; `duration(5520) // "1 h 32 min"`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return unknown;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/**
 * One run as a line of a list; `runLine("25 Nov", { distanceM: 0, movingS: 3000, name: "" }, "km") // "25
 * Nov, 50 min, Run"`
 */
export function runLine(
  date: string,
  { distanceM, movingS, name }: Pick<Activity, "distanceM" | "movingS"> & { readonly name: string },
  units: Units,
  digits = 1,
): string {
  const amount = distanceM > 0 ? distance(distanceM, units, digits) : duration(movingS);
  return `${date}, ${amount}, ${name || unnamedRun}`;
}

/** Time for one km or mile; `pace(3000, 10000, "km") // "5:00 /km"`. Unknown without a distance. */
export function pace(movingS: number, distanceM: number, units: Units): string {
  if (distanceM <= 0 || movingS <= 0) return unknown;
  const seconds = Math.round(movingS / (distanceM / (units === "km" ? 1000 : METRES_PER_MILE)));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} /${units}`;
}

/** `pct(12.4) // "12%"` */
export function pct(percent: number | null): string {
  return percent === null ? unknown : `${fixed(Math.round(percent), 0)}%`;
}

/** A signed percentage; `change(-35) // "−35%"`. */
export function change(percent: number | null): string {
  if (percent === null) return unknown;
  const whole = Math.round(percent);
  if (whole === 0) return "no change";
  return `${whole > 0 ? "+" : "−"}${fixed(Math.abs(whole), 0)}%`;
}

/** A change that stands out, but by so little that it would read like the limit; `changeBeyond(10.3, 10) // "just over +10%"` */
export function changeBeyond(percent: number | null, limitPct: number): string {
  const text = change(percent);
  return percent !== null && exceeds(percent, limitPct) && text === change(limitPct)
    ? `just over ${text}`
    : text;
}

/** The same for a ratio; `ratioBeyond(1.103, 1.1) // "just over 1.10"` */
export function ratioBeyond(ratio: number, limit: number): string {
  const text = fixed(ratio, 2);
  return exceeds(ratio, limit) && text === fixed(limit, 2) ? `just over ${text}` : text;
}

function dated(iso: string, format: keyof typeof DATE_FORMATS): string {
  return DATE_FORMATS[format]().format(new Date(`${iso}T00:00:00Z`));
}

/** `dayName("2021-09-12") // "Sunday"` */
export function dayName(iso: string): string {
  return dated(iso, "weekday");
}

/** `dateText("2021-09-12") // "12 September 2021"` */
export function dateText(iso: string): string {
  return dated(iso, "dayMonthYear");
}

/** `monthText("2021-09-12") // "September 2021"` */
function monthText(iso: string): string {
  return dated(iso, "monthYear");
}

/** `shortDate("2021-09-12") // "12 Sept"` */
export function shortDate(iso: string): string {
  return dated(iso, "shortDayMonth");
}

/** `span("2021-09-06", "2021-09-12") // "6 to 12 September 2021"` */
export function span(fromIso: string, toIso: string): string {
  const sameMonth = fromIso.slice(0, 7) === toIso.slice(0, 7);
  const sameYear = fromIso.slice(0, 4) === toIso.slice(0, 4);
  const format = sameMonth ? "day" : sameYear ? "dayMonth" : "dayMonthYear";
  return `${dated(fromIso, format)} to ${dateText(toIso)}`;
}

function counted(count: number, one: string, many: string): string {
  return `${fixed(count, 0)} ${count === 1 ? one : many}`;
}

export const weekdays: Readonly<Record<Weekday, string>> = {
  1: "Monday",
  2: "Tuesday",
  3: "Wednesday",
  4: "Thursday",
  5: "Friday",
  6: "Saturday",
  7: "Sunday",
};

export function runs(count: number): string {
  return count === 0 ? "no runs" : counted(count, "run", "runs");
}

export function restDays(count: number): string {
  return count === 0 ? "no rest days" : counted(count, "rest day", "rest days");
}

export const label: Record<Basis | "own", string> = {
  evidence: "Evidence: one cohort of 5,205 runners",
  convention: "Convention: widely used, not shown to prevent injury",
  advice: "Advice: from clinicians, no trial found",
  own: "Your own number, from your settings",
};

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

/** `overPct(1.1) // "10%"` */
export function overPct(ratio: number): string {
  return pct((ratio - 1) * 100);
}

const wornNames: Record<Exclude<ShoeStatus, "ok">, string> = {
  notice: "starting to wear",
  replace: "time to replace",
  retired: "retired",
};

/** How worn a pair is. One whose limit is close to its first notice can be nearly there without a notice. */
export function shoeStatus({ status, distanceM, replaceAtM }: ShoeWear): string {
  if (status !== "ok") return wornNames[status];
  const leftPct = Math.floor(100 - (100 * distanceM) / replaceAtM);
  return leftPct < 1 ? "less than 1% left" : `${pct(leftPct)} left`;
}

export const because: Record<Because, string> = {
  "short-history": "There isn't enough history yet. This fills in by itself as you run.",
  "no-earlier-run": "There is no run with a distance in the previous 30 days to compare with.",
  "no-distance": "None of the week's runs came with a distance.",
  "some-distance-missing":
    "Some runs of these two weeks came without a distance, so compare their time instead.",
  "below-the-floor": "The week is still a short one, so a step like this is no cause for concern.",
  "no-shared-load-method":
    "This needs heart rate or an effort rating on your runs, measured the same way throughout.",
  "too-few-measured-sessions":
    "In each week, this needs two runs and an hour of running with heart rate or an effort rating.",
  "no-cadence": "None of the week's runs came with a step rate (on trails it isn't compared).",
  "no-baseline": "There isn't enough history yet to know what is usual for you.",
  "no-shoes": "No shoes are listed. Add a pair to keep track of its distance.",
  "no-runs": "There were no runs this week.",
  paused: "You set a pause for this week, which keeps this quiet.",
  "front-hip-pain": "We don't suggest quicker steps while the front of your hip is sore.",
};

export const report = {
  thisWeek: "This week",
  lastWeek: "Last week",
  distance: "Distance",
  time: "Time",
  runs: "Runs",
  restDays: "Rest days",
  longestRun: "Longest run",
  findings: "What stood out",
  nothingRaised: "Nothing stood out this week.",
  clear: "Looks fine",
  notEnoughData: "Can't say yet",
  quiet: "Not judged",
  ceilings: "Next week, at most",
  ceilingsWhy: (over: string) =>
    `${over} over what you are used to: a cautious rule of thumb, and a limit to stay under, not a target.`,
  ceilingsOwn: (over: string) =>
    `${over} over what you are used to, by your own settings: a limit to stay under, not a target.`,
  pregnant:
    "You told us you are pregnant: ask your doctor or midwife how much running, and which exercises, suit you now.",
  /** Above the limits, if they leave more room than should be used now. */
  caution: {
    ill: "You told us you are ill. These limits are for when you are well again; start well under them.",
    amber: "Your hip comes first: only shorter, easier runs, well under these limits, or days off.",
    rest: "First take a day without a run.",
    "long-run":
      "One run went beyond what you were used to, and raised these limits. Keep the next two or three runs short and easy, well under them.",
    return:
      "This week was more than you should start with after a break, and raised these limits. Keep the next two or three runs short and easy, well under them.",
    "long-week":
      "This week was a step up, and raised these limits. Stay at this week's level or below.",
    pregnant:
      "These limits go by your running so far. While you are pregnant, what your doctor or midwife says comes first.",
  } satisfies Record<Caution, string>,
  noWeekCeiling: "needs two weeks since your first run",
  noDistance: "needs a distance on nearly all your runs",
  noRunCeiling: "needs a run with a distance in the last 30 days",
  allRuns: "All runs together",
  shoes: "Shoes",
  tips: "To try this week",
  minutes: "minutes",
  unsubscribe: "Stop the weekly digest",
  settings: "Change your email settings",
  notDiagnosis:
    "Stridewell gives information, not a diagnosis. If something hurts, ask a doctor or physiotherapist.",
  generated: "This runner is made up: generated data for trying Stridewell out.",
};

type Told = Pick<DescribedFinding, "title" | "figure" | "why">;

/**
 * The week's run that stands out most against the 30 days before it: one that went too far if there is any, and a
 * race only where there is no other.
 */
export function standout(
  sessions: readonly Session[],
): (Session & { readonly ratio: number }) | null {
  const others = sessions.filter(({ isRace }) => !isRace);
  const tooFar = others.filter(wentTooFar);
  const among = [tooFar, others, sessions].find(({ length }) => length > 0) ?? [];
  let most: (Session & { readonly ratio: number }) | null = null;
  for (const session of among) {
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
  const most = standout(checkup.sessions);
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
    why: `Among 5,205 runners, injuries were more common after a run more than 10% longer than the longest in the 30 days before it. Even going over by a little counted, so extend your longest run in small steps.${unlessFurther(checkup, most, isoDay)}`,
  };
}

/** Somebody who has just come, without older runs, may be used to more than we know. */
function unlessFurther(
  { firstRunOn }: Checkup,
  { day }: Session,
  isoDay: Reading["isoDay"],
): string {
  if (firstRunOn === null || firstRunOn <= day - definitions.spikeWindowDays.value) return "";
  return ` We know your runs since ${dateText(isoDay(firstRunOn))} only: if you ran as far in the weeks before, this doesn't apply to you.`;
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

const progressionWithinUsual =
  "The week before was an easy one. Compared with the weeks before that, this one is no more than you are used to.";

function progressionFigure(measure: Measure, checkup: Checkup, { units }: Reading): string | null {
  const { week, previousWeek, progression } = checkup;
  const { changePct } = progression[measure];
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
  return changePct === null
    ? `${now} after ${before}`
    : `${now} after ${before} (${changeBeyond(changePct, checkup.limits.progressionPct)})`;
}

function tellProgression(
  measure: Measure,
  { answer, severity }: Finding,
  checkup: Checkup,
  reading: Reading,
): Told {
  const why: Record<Answer, string> = {
    raised: severity === "info" ? progressionWithinUsual : progressionWhy[measure],
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

function tellRest(answer: Answer, { rest, today }: Checkup): Told {
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
  const figure = `${sentence(restDays(rest.restDaysIn7))} in ${week}, ${rest.restDaysIn14} in ${fortnight}${streak}`;
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

function tellCadence(answer: Answer, checkup: Checkup): Told {
  const { spm, changePct, usualFromSpm, usualToSpm } = checkup.cadence;
  // Run by run: the median of a week can't be subtracted from the usual at several speeds.
  const own =
    changePct === null
      ? ""
      : `; run by run, ${change(changePct)} from your usual at a similar speed`;
  const figure = spm === null ? null : `${fixed(spm, 0)} steps a minute${own}`;
  const reference = `${usualFromSpm} to ${usualToSpm} a minute`;
  const hasDropped = changePct !== null && exceeds(-changePct, checkup.limits.cadenceDropPct);
  const told: Record<Answer, Omit<Told, "figure">> = {
    raised: {
      title: hasDropped
        ? "Your step rate was lower than usual for you"
        : "Your step rate was below the usual reference",
      why: `Shorter, quicker steps land closer under the body. ${reference} is the usual reference, not a limit for everyone; what is usual for you comes first. Change it gradually, as quicker steps may ask more of the calf and Achilles tendon.${hasDropped ? "" : " If this rate is right for you, set your own reference in the settings, and we stop mentioning it."}`,
    },
    clear: {
      title: "Your step rate looks fine",
      why: `It hasn't dropped in a way that stands out. The usual reference is ${reference}.`,
    },
    "not-enough-data": { title: "Cadence: can't say yet", why: because["no-cadence"] },
  };
  return { ...told[answer], figure };
}

export function shoeFigure(shoe: ShoeWear, units: Units): string {
  return `${distance(shoe.distanceM, units, 0)} of ${distance(shoe.replaceAtM, units, 0)}`;
}

const PAIRS_NAMED = 3;

/** A wardrobe of pairs would bury what is beside it; the pages list them all. */
function pairsText(shoes: readonly ShoeWear[], units: Units): string | null {
  const named = soonestDueFirst(shoes).slice(0, PAIRS_NAMED);
  const more = shoes.length - named.length;
  const told = named.map((shoe) => `${shoe.name}: ${shoeFigure(shoe, units)}`);
  const rest = more === 0 ? [] : [`and ${more} more ${more === 1 ? "pair" : "pairs"}`];
  return [...told, ...rest].join("; ") || null;
}

function tellShoes(answer: Answer, { shoes }: Checkup, { units }: Reading): Told {
  if (answer === "not-enough-data") {
    return { title: "Shoes: can't say yet", figure: null, why: because["no-shoes"] };
  }
  const inUse = shoes.filter((shoe) => shoe.status !== "retired");
  const due = inUse.filter((shoe) => shoe.status === "replace");
  const worn = due.length > 0 ? due : inUse.filter((shoe) => shoe.status === "notice");
  const figure = pairsText(answer === "raised" ? worn : inUse, units);
  if (answer === "clear") {
    return {
      title: "Your shoes have distance left in them",
      figure,
      why: "No pair in use has reached its first notice.",
    };
  }
  const pairs = worn.length > 1 ? `${worn.length} pairs of shoes` : "One pair of shoes";
  if (due.length > 0) {
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

/** Consecutive empty seven-day weeks just before this one. */
function emptyWeeksBefore(weeks: readonly Week[]): number {
  const earlier = weeks.slice(0, -1);
  return earlier.length - 1 - earlier.findLastIndex((week) => week.runs > 0);
}

export function weekStory({ week, weeks, firstRunOn }: Checkup): WeekStory {
  if (firstRunOn === null) return "no-history";
  if (week.runs === 0) return "no-runs";
  if (firstRunOn >= week.from) return "first-week";
  return emptyWeeksBefore(weeks) >= 2 ? "return" : "ordinary";
}

/**
 * What a raised finding says of the week, as the tail of a
 * headline. Nothing on health: it shows on lock screens.
 */
function headlineTail(finding: Finding, { sessions, rest }: Checkup): string | null {
  switch (finding.rule) {
    case "session-spike":
      if (finding.severity === "info") return null;
      return standout(sessions)?.band === "small"
        ? "one run longer than usual"
        : "one run much longer than usual";
    case "distance-progression":
      return finding.severity === "info" ? "more than last week" : "a step up from last week";
    case "duration-progression":
      return "more time on your feet than last week";
    case "intensity-progression":
      return "harder running than last week";
    case "rest-days":
      return rest.restDaysIn7 === 0 ? "no day off" : "few days off";
    case "training-strain":
      return "one of your hardest weeks lately";
    case "cadence":
    case "shoe-wear":
      return null;
  }
}

/**
 * What the week was, in one line without a full stop; safe on a lock screen.
 *
 * @example
 * weekWas(checkup, "km") // "15.0 km, one run much longer than usual"
 */
export function weekWas(checkup: Checkup, units: Units): string {
  const { week } = checkup;
  const total = week.distanceM > 0 ? distance(week.distanceM, units) : duration(week.movingS);
  switch (weekStory(checkup)) {
    case "no-history":
      return "no runs yet";
    case "no-runs":
      return "no runs";
    case "first-week":
      return `${total} in ${runs(week.runs)}, your first week here`;
    case "return":
      return `${total} in ${runs(week.runs)}, back after a break`;
    case "ordinary": {
      const raised = checkup.findings.filter(({ answer }) => answer === "raised");
      const tails = raised.map((finding) => headlineTail(finding, checkup));
      const tail = tails.find((text) => text !== null);
      return tail === undefined ? `${total} in ${runs(week.runs)}` : `${total}, ${tail}`;
    }
  }
}

/** A treadmill without a sensor leaves distances at 0: then two weeks are compared by time. */
export function isByTime(
  weeks: readonly Pick<Week, "distanceM" | "runs">[],
  { distance: { because: code } }: WeekOverWeek,
): boolean {
  return code === "some-distance-missing" || weeks.some(lacksDistance);
}

/** The sentence after the headline: honest about what can and can't be said of such a week. */
export function weekLead(checkup: Checkup, units: Units): string {
  const { week, previousWeek, weeks, ceiling } = checkup;
  const shape = `${runs(week.runs)} and ${restDays(week.restDays)}`;
  switch (weekStory(checkup)) {
    case "no-history":
      return "No runs have reached us yet. This starts to fill in after your first one.";
    case "no-runs": {
      const away = ceiling.afterBreak;
      const isAway = away !== null && away.lastRunOn + away.days === checkup.today;
      const since = isAway
        ? `No runs have reached us for ${fixed(away.days, 0)} days.`
        : "No runs reached us.";
      return `${since} If you were resting, that is time well spent; if you did run, check your connection.`;
    }
    case "first-week":
      return `${sentence(shape)}. There is little to compare with yet, and most checks say so. After two weeks they can answer.`;
    case "return": {
      const away = ceiling.afterBreak;
      const time =
        away === null ? `${emptyWeeksBefore(weeks)} weeks or more` : `${fixed(away.days, 0)} days`;
      return `${sentence(shape)}, after ${time} without a run. Welcome back. It is a good habit to start well below where you left off and build up again.`;
    }
    case "ordinary": {
      const byTime = isByTime([week, previousWeek], checkup.progression);
      const told = (amount: number) => (byTime ? duration(amount) : distance(amount, units));
      const difference = byTime
        ? week.movingS - previousWeek.movingS
        : week.distanceM - previousWeek.distanceM;
      const size = told(Math.abs(difference));
      if (size === told(0)) {
        return `${sentence(shape)}, the same ${byTime ? "time" : "distance"} as last week.`;
      }
      return `${sentence(shape)}, ${size} ${difference > 0 ? "more" : "less"} than last week.`;
    }
  }
}

export function subject(weekWas: string): string {
  return `Your week: ${weekWas}`;
}

/**
 * What an inbox shows after the subject; as public as the subject. Without the limits where
 * something speaks against using them: the email says what, and a lock screen shouldn't.
 */
export function preheader(checkup: Checkup, units: Units, hasLimits = true): string {
  const { previousWeek } = checkup;
  const ceiling = shownCeiling(checkup.ceiling);
  const parts: string[] = [];
  if (previousWeek.runs > 0) {
    const { distanceM, movingS } = previousWeek;
    parts.push(`Last week ${distanceM > 0 ? distance(distanceM, units) : duration(movingS)}.`);
  }
  if (hasLimits && ceiling.weekDistanceM !== null) {
    parts.push(`Next week at most ${atMost(ceiling.weekDistanceM, units)} in all.`);
  }
  if (hasLimits && ceiling.longestRunM !== null) {
    parts.push(`Longest run at most ${atMost(ceiling.longestRunM, units)}.`);
  }
  if (parts.length > 0) return parts.join(" ");
  const story = weekStory(checkup);
  return story === "no-history" || story === "first-week"
    ? "A first look at your running."
    : "How it went, and how to go on.";
}

/** `list(["Shoes", "Cadence"]) // "Shoes and Cadence"` */
export function list(items: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(items);
}

/** A bar's figure is whole and has no unit: twelve of them share the width of a phone. */
export function barDistance(distanceM: number, units: Units): string {
  return fixed(units === "km" ? distanceM / 1000 : distanceM / METRES_PER_MILE, 0);
}

export function barMinutes(seconds: number): string {
  return fixed(seconds / 60, 0);
}

export function chartTitle(weeks: number, unit: string): string {
  return `The last ${weeks} weeks, in ${unit}`;
}

export function chartAlt(values: readonly string[], unit: string): string {
  return `Running per week in ${unit}, oldest first: ${values.join(", ")}.`;
}

/** First letter in upper case. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What else the week held, each as a sentence: other sports, and runs that no figure counts. */
export function weekNotes({
  crossTraining,
  dismissed,
  distanceFaults,
  pauses,
  week,
}: Checkup): readonly string[] {
  const notes: string[] = [];
  if (pauses.includes("pregnant")) notes.push(report.pregnant);
  if (crossTraining.activities > 0) {
    const sessions = counted(crossTraining.activities, "session", "sessions");
    notes.push(
      `Besides running: ${sessions} of other sports, ${duration(crossTraining.movingS)}. They keep you fit and don't count as running load.`,
    );
  }
  const faults = distanceFaults.length;
  if (faults > 0) {
    const wrong =
      faults === 1
        ? "the distance must be wrong: it counts nowhere, only the time does. If it wasn't a run, you can leave it out."
        : "the distances must be wrong: they count nowhere, only the times do. If they weren't runs, you can leave them out.";
    notes.push(`${sentence(runs(faults))} went faster than anyone can run, so ${wrong}`);
  }
  const aside = dismissed.filter(({ day }) => day >= week.from).length;
  if (aside > 0) {
    notes.push(
      `You left out ${runs(aside)} as wrong data; no figure counts ${aside === 1 ? "it" : "them"}.`,
    );
  }
  return notes;
}

/** What the ceilings rest on: the last weeks, or after a break a fraction of the level before it. */
export function ceilingsWhy(checkup: Checkup, caution: Caution | null): string {
  const { ceiling, limits } = checkup;
  const away = decidingBreak(ceiling);
  if (away === null) {
    const tell = isOwn(limits, "ceilingRatio") ? report.ceilingsOwn : report.ceilingsWhy;
    const few = fewRuns(checkup, caution);
    return [tell(overPct(limits.ceilingRatio)), ...(few === null ? [] : [few])].join(" ");
  }
  const { days, returnFraction } = away;
  return `After ${fixed(days, 0)} days without a run, these start at ${pct(100 * returnFraction)} of your level before the break. ${isOwn(limits, "breakMinDays", "breakReturnFraction") ? "That is your own number." : "That is common coaching practice; no trial has tested it."}`;
}

/** Why the limits are lower than a run the runner is used to; null beside a reason to stay well under them. */
export function fewRuns(checkup: Checkup, caution: Caution | null): string | null {
  const count = fewRunsBehind(checkup.ceiling, checkup.weeks, checkup.limits);
  if (count === null || caution !== null) return null;
  return `These limits are low because they go by your average week, and we know of only ${runs(count)} in the last four weeks. A run no longer than your recent ones may go over them: that is no jump by itself, but it can make the week one. To raise them, run a little more often rather than further.`;
}

export function unassignedShoes({ unassigned, shoes }: Checkup, units: Units): string | null {
  // Runs without a distance add nothing to any pair.
  if (shoes.length === 0 || unassigned.distanceM === 0) return null;
  return `${sentence(runs(unassigned.runs))} with no pair named: ${distance(unassigned.distanceM, units)} not counted towards any pair.`;
}

/** How far a pair has got and when it is due. */
export function shoeOutlook(shoe: ShoeWear, { isoDay }: Reading): string {
  if (shoe.status === "retired") return "retired";
  if (shoe.status === "replace") return "past the distance you replace it at";
  if (shoe.replaceOn === null) return "used too little lately to give a date";
  return `at your recent pace, due around ${monthText(isoDay(shoe.replaceOn))}`;
}
