import { type Caution, cautionOf } from "../../../domain/caution.ts";
import { decidingBreak, shownCeiling } from "../../../domain/ceiling.ts";
import type { Checkup } from "../../../domain/checkup.ts";
import type { Finding } from "../../../domain/finding.ts";
import type { LoadMethod } from "../../../domain/load/session-load.ts";
import type { Flag, Urgency } from "../../../domain/pain/flags.ts";
import {
  isOutdated,
  reasonNotToRun,
  runsSinceStop,
  type Triage,
} from "../../../domain/pain/triage.ts";
import { TIPS } from "../../../domain/tips/catalogue.ts";
import type { Week } from "../../../domain/weeks.ts";
import { givenName } from "../../../functions/shared/runner/typed-name.ts";
import { isoDay } from "../../../functions/shared/time.ts";
import type { Units } from "../../../functions/wording/en.ts";
import * as en from "../../../functions/wording/en.ts";
import {
  because,
  cautionText,
  describeFinding,
  looksFine,
  ruleName,
  severityName,
} from "../../../functions/wording/finding.en.ts";
import {
  CAUSE_CODE_TEXTS,
  CAUSE_TEXTS,
  FLAG_TEXTS,
  factorText,
  fitsText,
  HIP_REPORT,
  lightText,
  NOT_A_DIAGNOSIS,
  reportWordsFor,
  scoresText,
  TREND_TEXTS,
  URGENCY_TEXTS,
  unansweredText,
} from "../../../functions/wording/pain.en.ts";
import { reportWords } from "../../../functions/wording/report.en.ts";
import { shoeFigure, shoeOutlook, shoeStatus } from "../../../functions/wording/shoe-wear.en.ts";
import { TIP_TEXTS } from "../../../functions/wording/tips.en.ts";
import {
  ceilingsWhy,
  isByTime,
  knowsTimeOnly,
  limitFall,
  weekLead,
  weekNotes,
  weekWas,
} from "../../../functions/wording/week.en.ts";
import { placeOf } from "../import/read-history.ts";
import type { JudgedExport } from "./judge-history.ts";

/** How a heading and a raised finding stand out; both return the text unchanged where no colour is wanted. */
export interface Paint {
  readonly heading: (text: string) => string;
  readonly raised: (text: string) => string;
}

const COLUMNS = 80;
const REJECTED_SHOWN = 10;

/** A check-up as plain text for a terminal of 80 columns. */
export function report(judged: JudgedExport, look: { units: Units; paint: Paint }): string {
  const { triage, tips } = judged;
  const { units, paint } = look;
  const shoes = judged.checkup.shoes.map((shoe) => ({ ...shoe, name: givenName(shoe.name) }));
  const checkup = { ...judged.checkup, shoes };
  const noRun = reasonNotToRun(triage);
  const caution = cautionOf(checkup, triage);
  const words = reportWordsFor(noRun !== null, caution);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", paint.heading(title), ...lines];
  const withAnswer = (answer: Finding["answer"]) =>
    checkup.findings.filter((finding) => finding.answer === answer);
  const silent = withAnswer("clear").filter((finding) => finding.because !== null);
  const quiet = (findings: readonly Finding[]) =>
    findings.flatMap((finding) => quietLines(finding, checkup, units));

  return [
    paint.heading(`Check-up, ${en.span(isoDay(checkup.week.from), isoDay(checkup.week.to))}`),
    ...(triage === null ? [] : section(HIP_REPORT.title, painLines(triage, checkup, look))),
    ...(triage === null ? [] : [""]),
    ...wrap(`${en.sentence(weekWas(checkup, units))}.`, ""),
    ...wrap(noRun === null ? weekLead(checkup, units) : HIP_REPORT.lookBack, ""),
    "",
    ...weekTable(checkup, units),
    ...calendarLines(checkup, units),
    ...weekNotes(checkup).flatMap((note) => wrap(note)),
    ...section(
      "What to do first",
      wrap(
        triage === null || (noRun === null && triage.flags.length === 0)
          ? firstStep(checkup, caution, units)
          : HIP_REPORT.comesFirst,
      ),
    ),
    ...section(
      reportWords.findings,
      withAnswer("raised").length === 0
        ? wrap(words.nothingRaised)
        : withAnswer("raised").flatMap((finding) =>
            raisedLines(finding, checkup, { ...look, mayRun: noRun === null }),
          ),
    ),
    ...section(reportWords.clear, quiet(checkup.findings.filter((one) => looksFine(one, checkup)))),
    ...section(reportWords.quiet, quiet(silent)),
    ...section(reportWords.notEnoughData, quiet(withAnswer("not-enough-data"))),
    ...section(
      reportWords.ceilings,
      noRun === null ? ceilingLines(checkup, caution, units) : wrap(HIP_REPORT.noCeiling[noRun]),
    ),
    ...section(
      reportWords.shoes,
      checkup.shoes.flatMap((shoe) =>
        wrap(
          `${shoe.name}: ${shoeFigure(shoe, units)}, ${shoeStatus(shoe)}; ${shoeOutlook(shoe, { units, isoDay })}`,
        ),
      ),
    ),
    ...section("Training load", noRun === null ? loadLines(checkup) : []),
    ...section(
      words.tips,
      tips.flatMap((tip) => [
        ...wrap(TIP_TEXTS[tip].title),
        ...wrap(TIP_TEXTS[tip].text, "    "),
        ...wrap(en.label[TIPS[tip].basis], "    "),
      ]),
    ),
    ...section("The last 12 weeks", chart(checkup, units)),
    ...section("What this is based on", basisLines(judged, units)),
    "",
    ...wrap(reportWords.notDiagnosis, ""),
    "",
  ].join("\n");
}

function weekTable(checkup: Checkup, units: Units): string[] {
  const { week, previousWeek } = checkup;
  const row = (name: string, now: string, before: string) =>
    `  ${name.padEnd(14)}${now.padStart(14)}${before.padStart(14)}`;
  return [
    row("", reportWords.thisWeek, reportWords.lastWeek),
    ...(knowsTimeOnly(checkup)
      ? []
      : [
          row(
            reportWords.distance,
            en.weekDistance(week, units),
            en.weekDistance(previousWeek, units),
          ),
        ]),
    row(reportWords.time, en.duration(week.movingS), en.duration(previousWeek.movingS)),
    row(reportWords.runs, String(week.runs), String(previousWeek.runs)),
    row(reportWords.restDays, String(week.restDays), String(previousWeek.restDays)),
  ];
}

/** The same by whole weeks, which begin on the first day of the runner's own week. */
function calendarLines({ calendar }: Checkup, units: Units): string[] {
  const { lastWeek, weekBefore, progression } = calendar;
  const byTime = isByTime([lastWeek, weekBefore], progression);
  const { changePct } = byTime ? progression.duration : progression.distance;
  const change = changePct === null ? "" : ` (${en.change(changePct)})`;
  const span = en.span(isoDay(lastWeek.from), isoDay(lastWeek.to));
  const [now, before] = [lastWeek, weekBefore].map((week) =>
    byTime ? en.duration(week.movingS) : en.weekDistance(week, units),
  );
  return wrap(`Last full week, ${span}: ${now} after ${before}${change}.`);
}

const METHOD_NAMES: Readonly<Record<LoadMethod, string>> = {
  "session-rpe": "your effort ratings",
  edwards: "your time in heart-rate zones",
  banister: "your average heart rate",
};

/** Figures to follow over the months. They raise no finding, and no line may read as if they did. */
function loadLines({ load }: Checkup): string[] {
  const figure = (value: number | null, digits: number) =>
    value === null ? en.unknown : value.toFixed(digits).replace("-", "−");
  const { heartRateFaults: faults } = load;
  const setAside =
    faults === 0
      ? []
      : wrap(`${en.runs(faults)} with a heart rate that can't be true: it was ignored.`);
  if (load.method === null || load.coverage === null) {
    return [...wrap(because["no-shared-load-method"]), ...setAside];
  }
  const times = (ratio: number | null) => `× ${figure(ratio, 2)}`;
  return [
    ...wrap(
      `Measured from ${METHOD_NAMES[load.method]}, known for ${en.pct(100 * load.coverage)} of the running time of 28 days.`,
    ),
    ...setAside,
    ...wrap(
      `An average day of the last 7 compared with one of the last 28: ${times(load.acwrCoupled)}; with one of the 21 before: ${times(load.acwrUncoupled)}; with the newest days weighted most: ${times(load.acwrEwma)}.`,
    ),
    ...wrap(
      `Monotony ${figure(load.monotony, 2)}, strain ${figure(load.strain, 0)}. Fitness ${figure(load.fitness, 1)}, fatigue ${figure(load.fatigue, 1)}, form ${figure(load.form, 1)}.`,
    ),
    ...wrap("These figures describe your training; none of them predicts an injury."),
  ];
}

/**
 * What a check-in says: red flags with when to see whom, then what may be behind it, then the traffic light.
 */
function painLines(
  triage: Triage,
  { today, sessions }: Checkup,
  { units, paint }: { units: Units; paint: Paint },
): string[] {
  const { flags, unanswered, contributing } = triage;
  const [top] = flags;
  const open = unansweredText(unanswered.length);
  const since = runsSinceStop(triage, sessions);
  // Next to an emergency, a milder possible cause would only be a reason to wait.
  const causes = top?.urgency === "emergency" ? [] : triage.causes;
  return [
    ...wrap(HIP_REPORT.fromCheckIn(en.dateText(isoDay(triage.day)))),
    ...(isOutdated(triage, today) ? wrap(HIP_REPORT.outdated) : []),
    ...(triage.clearedOn === null
      ? []
      : wrap(HIP_REPORT.cleared(en.dateText(isoDay(triage.clearedOn))))),
    ...(top === undefined ? [] : urgencyLines(top.urgency, flags, paint)),
    ...causes.flatMap(({ id, fits, against }) => [
      ...wrap(CAUSE_TEXTS[id]),
      ...wrap(`it fits because ${fitsText(fits)}`, "    "),
      ...(against.length === 0
        ? []
        : wrap(`against it: ${en.list(against.map((code) => CAUSE_CODE_TEXTS[code]))}`, "    ")),
    ]),
    ...(causes.length === 0 ? [] : contributing.flatMap((factor) => wrap(factorText(factor)))),
    ...wrap(lightText(triage)),
    ...(since === 0 ? [] : wrap(HIP_REPORT.ranSince(since))),
    ...trendLines(triage, units),
    ...(open === null ? [] : wrap(open)),
    ...wrap(NOT_A_DIAGNOSIS),
  ];
}

/** The scores with each week's running; nothing if there is only one. */
function trendLines({ trend }: Triage, units: Units): string[] {
  const scores = scoresText(trend, units);
  return scores === null ? [] : wrap(`${scores} ${TREND_TEXTS[trend.direction]}`);
}

function urgencyLines(urgency: Urgency, flags: readonly Flag[], paint: Paint): string[] {
  const text = URGENCY_TEXTS[urgency];
  return [
    paint.raised(`  ! ${text.title}`),
    ...wrap(HIP_REPORT.whenAndWhom(text), "    "),
    ...wrap(text.until, "    "),
    ...flags.flatMap(({ id }) => wrap(`- ${FLAG_TEXTS[id]}`, "    ")),
  ];
}

const CAUTIOUS_STEPS: Readonly<Record<Caution, (week: Week, units: Units) => string>> = {
  ill: () => "Get well first.",
  amber: () => "Only shorter, easier runs, or a day off.",
  "no-run-score": () => "Keep the next run short and easy, and tell us how it went.",
  "after-illness": () => "Keep your first two or three runs short and easy.",
  rest: () => "Make tomorrow a day without a run.",
  "long-run": () => "Keep the next two or three runs short and easy.",
  "after-long-run": () => "Keep the next two or three runs short and easy.",
  return: () => "Keep the next two or three runs short and easy.",
  pregnant: () => "Ask your doctor or midwife how much running suits you now.",
  "long-week": (week, units) =>
    week.distanceM > 0
      ? `Run no more next week than in this one: ${en.distance(week.distanceM, units)}, ${en.duration(week.movingS)}.`
      : `Run no longer next week than in this one: ${en.duration(week.movingS)}.`,
};

/** The one thing to do: what speaks for caution, otherwise about what was raised for more than information. */
function firstStep(checkup: Checkup, caution: Caution | null, units: Units): string {
  if (caution !== null) return CAUTIOUS_STEPS[caution](checkup.week, units);
  const first = checkup.findings.find(
    ({ answer, severity }) => answer === "raised" && severity !== "info",
  );
  switch (first?.rule) {
    case "intensity-progression":
      return "Run easily next week, and add neither distance nor pace until that feels light.";
    case "rest-days":
      return "Make tomorrow a day without a run.";
    case "training-strain":
      return "Make next week a lighter one, with easy days clearly easier than the hard ones.";
    case "cadence":
      return "On one easy run, try slightly shorter, quicker steps; change it gradually.";
    case "shoe-wear":
      return "Check the soles of your most worn pair, and plan the next one.";
  }
  if (checkup.firstRunOn === null) return "Nothing yet: there are no runs to judge.";
  return decidingBreak(checkup.ceiling) === null
    ? "Nothing needs to change. Stay under next week's limits."
    : "Start gently after the break: the limits below start well under where you left off.";
}

function raisedLines(
  finding: Finding,
  checkup: Checkup,
  { units, paint, mayRun }: { units: Units; paint: Paint; mayRun: boolean },
): string[] {
  const told = describeFinding(finding, checkup, { units, isoDay });
  const [title = "", ...more] = wrap(`! ${told.title} (${severityName[finding.severity]})`);
  return [
    paint.raised(title),
    ...more,
    ...(told.figure === null ? [] : wrap(told.figure, "    ")),
    ...(mayRun ? wrap(told.why, "    ") : []),
    ...wrap(told.label, "    "),
  ];
}

function quietLines(finding: Finding, checkup: Checkup, units: Units): string[] {
  const told = describeFinding(finding, checkup, { units, isoDay });
  const isPlainlyClear = finding.answer === "clear" && finding.because === null;
  const says = isPlainlyClear ? (told.figure ?? told.title) : told.why;
  return wrap(`${ruleName[finding.rule]}: ${says}`);
}

function ceilingLines(checkup: Checkup, caution: Caution | null, units: Units): string[] {
  const { weekDistanceM, weekMovingS, longestRunM } = shownCeiling(checkup.ceiling);
  const distance = weekDistanceM === null ? "" : `${en.atMost(weekDistanceM, units)}, `;
  const week =
    weekMovingS === null ? reportWords.noWeekCeiling : `${distance}${en.atMostTime(weekMovingS)}`;
  const fall = limitFall(checkup, { units, isoDay });
  const longest =
    longestRunM === null
      ? reportWords.noRunCeiling
      : [en.atMost(longestRunM, units), ...(fall === null ? [] : [`(${fall})`])].join(" ");
  return [
    ...(caution === null
      ? []
      : wrap(cautionText(reportWords.caution[caution], caution, checkup, isoDay))),
    ...wrap(`${reportWords.allRuns}: ${week}`),
    ...(knowsTimeOnly(checkup) ? [] : wrap(`${reportWords.longestRun}: ${longest}`)),
    ...wrap(ceilingsWhy(checkup, caution)),
  ];
}

/** One bar per week, drawn in eighths of a character; the longest fills the width. */
function chart(checkup: Checkup, units: Units): string[] {
  const width = 50;
  const byTime = knowsTimeOnly(checkup);
  const amountOf = ({ movingS, distanceM }: Week) => (byTime ? movingS : distanceM);
  const most = Math.max(...checkup.weeks.map(amountOf), 1);
  return checkup.weeks.map((week) => {
    const eighths = Math.round((amountOf(week) / most) * width * 8);
    const bar = "█".repeat(Math.floor(eighths / 8)) + ["", ..."▏▎▍▌▋▊▉"][eighths % 8];
    const day = en.shortDate(isoDay(week.from)).padStart(7);
    const told = byTime ? en.duration(week.movingS) : en.weekDistance(week, units);
    return `  ${day} ${bar === "" ? "·" : bar} ${told}`;
  });
}

function basisLines(
  { checkup, runs, otherActivities, rejected }: JudgedExport,
  units: Units,
): string[] {
  const shown = rejected.slice(0, REJECTED_SHOWN);
  const left = rejected.length - shown.length;
  const { unassigned } = checkup;
  return [
    ...wrap(`Runs: ${runs}. Other activities: ${otherActivities}. Left out: ${rejected.length}.`),
    ...shown.flatMap((left) => wrap(`${placeOf(left)}: ${left.reason}`, "    ")),
    ...(left > 0 ? wrap(`and ${left} more; --json lists them all`, "    ") : []),
    ...(unassigned.runs > 0
      ? wrap(`Not run in any known pair of shoes: ${en.distance(unassigned.distanceM, units, 0)}.`)
      : []),
  ];
}

/** Breaks a sentence at its spaces so that no line passes the terminal's edge. */
function wrap(text: string, indent = "  "): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > COLUMNS) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line];
}
