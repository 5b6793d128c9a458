import { cautionOf } from "../../domain/caution.ts";
import { shownCeiling } from "../../domain/ceiling.ts";
import type { Checkup } from "../../domain/checkup.ts";
import type { DayNumber } from "../../domain/history.ts";
import { findingsToTell } from "../../domain/nudges/news.ts";
import {
  isOutdated,
  reasonNotToRun,
  runsSinceStop,
  type Triage,
} from "../../domain/pain/triage.ts";
import { longestSessionM } from "../../domain/sessions.ts";
import { type ShoeStatus, type ShoeWear, soonestDueFirst } from "../../domain/shoes.ts";
import type { TipId } from "../../domain/tips/catalogue.ts";
import type { Routine } from "../../domain/tips/weekly-routine.ts";
import type { Week } from "../../domain/weeks.ts";
import type { WeeksChart } from "../charts/weeks-chart.ts";
import { oneLine } from "../shared/one-line.ts";
import { capped, givenName } from "../shared/runner/typed-name.ts";
import { digestWords, exerciseName } from "../wording/digest.en.ts";
import type { Units } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import {
  cautionText,
  type DescribedFinding,
  describeFinding,
  looksFine,
  ruleName,
} from "../wording/finding.en.ts";
import {
  FLAG_TEXTS,
  HIP_REPORT,
  lightText,
  NOT_A_DIAGNOSIS,
  reportWordsFor,
  URGENCY_TEXTS,
  unansweredText,
} from "../wording/pain.en.ts";
import { reportWords } from "../wording/report.en.ts";
import { shoeFigure, shoeOutlook, unassignedShoes } from "../wording/shoe-wear.en.ts";
import { doseText } from "../wording/tips.en.ts";
import {
  ceilingsWhy,
  chartAlt,
  chartTitle,
  knownOf,
  knowsTimeOnly,
  limitFall,
  preheader,
  subject,
  weekLead,
  weekNotes,
  weekStory,
  weekWas,
} from "../wording/week.en.ts";
import { webAddress } from "./web-address.ts";

export interface DigestTip {
  readonly title: string;
  readonly text: string;
  readonly label: string;
}

/** An earlier digest that the runner needn't wait for any longer. */
export interface MissedDigest {
  /** The day that it was to judge, YYYY-MM-DD. */
  readonly day: string;
  /** Skipped because it was too late, or handed over without an answer on whether it left. */
  readonly fate: "skipped" | "unknown";
}

export interface DigestContext {
  /** True for a history made up by a program; the digest then says so first. */
  readonly generated: boolean;
  readonly units: Units;
  readonly isoDay: (day: DayNumber) => string;
  readonly tips: readonly DigestTip[];
  /** What the runner's check-ins say; null without any. */
  readonly pain: Triage | null;
  /** Exercises for the seven days after the day judged; null leaves them out. */
  readonly routine: Routine | null;
  /** Weeks in a row with enough strength work. */
  readonly streakWeeks: number;
  /** A link that marks a day's exercises as done. */
  readonly doneUrl: (day: DayNumber, tips: readonly TipId[]) => string;
  /** Which runs may be missing from the figures, as a sentence; null if none are. */
  readonly missingRuns: string | null;
  /** Since the last digest that certainly left, oldest first. */
  readonly missed: readonly MissedDigest[];
  /** What the digests of the last weeks said that needn't be said in each; see `standingKeyOf`. */
  readonly said: readonly string[];
  readonly urls: {
    readonly app: string;
    readonly unsubscribe: string;
    readonly today: string;
    readonly settings: string;
    readonly checkIn: string;
    readonly routine: string;
    readonly shoes: string;
  };
  /** Why the runner gets this, as a sentence. */
  readonly why: string;
  /** What services require to be said where their runs are shown. */
  readonly credits: readonly string[];
}

interface Figure {
  readonly name: string;
  readonly value: string;
  /** Why the value is unknown, or what else belongs to it. */
  readonly note: string | null;
}

/** One day's session of one kind, with the link that marks it as done. */
interface RoutineSession {
  readonly title: string;
  readonly exercises: string;
  readonly doneUrl: string;
}

/** All that a digest shows, already in words: the template and the text part only lay it out. */
export interface DigestView {
  readonly lang: string;
  readonly dir: string;
  readonly words: typeof reportWords;
  readonly subject: string;
  /** What an inbox shows after the subject; like the subject, fit for a lock screen. */
  readonly preheader: string;
  readonly generated: boolean;
  readonly period: string;
  /** What the hip says; it comes before all training. Never in the subject or the preheader. */
  readonly hip: {
    readonly title: string;
    readonly from: string;
    /** A red flag: what to do, when and whom to see, and which signs led to it. */
    readonly flag: {
      readonly title: string;
      readonly whenAndWhom: string;
      readonly until: string;
      readonly signs: readonly string[];
    } | null;
    readonly light: string;
    /** What the runner should tell us before relying on it: a newer check-in, answers left open. */
    readonly asks: readonly string[];
    readonly note: string;
  } | null;
  readonly headline: string;
  readonly lead: string;
  /** Which runs may be missing, and what became of earlier digests, if that needs saying. */
  readonly missed: readonly string[];
  /** Empty while no run is known. */
  readonly comparison: readonly {
    readonly name: string;
    readonly now: string;
    readonly before: string;
    /** Null if `before` isn't last week's; `note` then says what it is. */
    readonly mean: string | null;
    readonly note: string | null;
  }[];
  readonly notes: readonly string[];
  /** False in a week without a run, unless something stands out all the same. */
  readonly hasFindings: boolean;
  /** While the hip says not to run, without `why`, which says how to train on. */
  readonly raised: readonly (Omit<DescribedFinding, "why"> & {
    readonly why: string | null;
    readonly strong: boolean;
  })[];
  readonly clear: string | null;
  /** What could not be judged or was not looked at: which checks, and why. */
  readonly unjudged: readonly {
    readonly answer: string;
    readonly names: string;
    readonly why: string;
  }[];
  /** Why to stay well under the ceilings; null if nothing speaks against using them. */
  readonly caution: string | null;
  /** Empty while the hip says to stop; `ceilingsWhy` then says so. */
  readonly ceilings: readonly Figure[];
  readonly ceilingsWhy: string;
  /** What the link to the page of shoes says. */
  readonly moreShoes: string;
  readonly shoes: readonly {
    readonly name: string;
    readonly figure: string;
    readonly usedPct: number;
    readonly outlook: string;
    readonly status: ShoeStatus;
  }[];
  readonly unassignedShoes: string | null;
  readonly tips: readonly DigestTip[];
  readonly routine: {
    /** Shown instead of exercises while the hip says not to do any. */
    readonly none: string | null;
    readonly aroundRuns: readonly string[];
    readonly sessions: readonly RoutineSession[];
    readonly streak: string | null;
  } | null;
  readonly chart:
    | (WeeksChart & {
        readonly title: string;
        /** The Content-ID of its picture; null if there is none and only the figures are shown. */
        readonly image: string | null;
      })
    | null;
  readonly extra: typeof digestWords;
  readonly urls: DigestContext["urls"];
  readonly why: string;
  readonly credits: readonly string[];
}

const MAX_SUBJECT = 120;
const MEAN_WEEKS = 4;

/**
 * Puts a checkup into the words of a digest. Names that people typed are made harmless here.
 *
 * @throws TypeError when one of `context.urls` is not a plain http or https URL
 */
export function digestView(judged: Checkup, context: DigestContext): DigestView {
  const checkup: Checkup = {
    ...judged,
    shoes: judged.shoes.map((shoe) => ({ ...shoe, name: givenName(shoe.name) })),
  };
  const { units, isoDay, urls } = context;
  const { week } = checkup;
  const was = weekWas(checkup, units);
  const noRun = reasonNotToRun(context.pain);
  const caution = cautionOf(checkup, context.pain);
  return {
    lang: en.lang,
    dir: en.dir,
    words: reportWordsFor(noRun !== null, caution),
    subject: capped(subject(was), MAX_SUBJECT),
    preheader: preheader(checkup, units, noRun === null && caution === null),
    generated: context.generated,
    period: en.span(isoDay(week.from), isoDay(week.to)),
    hip: hip(checkup, context),
    headline: en.sentence(was),
    lead: noRun === null ? leadOf(checkup, units) : HIP_REPORT.lookBack,
    missed: [
      ...(context.missingRuns === null ? [] : [context.missingRuns]),
      ...missedText(context.missed),
    ],
    comparison: comparison(checkup, units),
    notes: weekNotes(checkup),
    ...findings(checkup, context),
    caution:
      noRun === null && caution !== null
        ? cautionText(reportWords.caution[caution], caution, checkup, isoDay)
        : null,
    ceilings: noRun === null ? ceilings(checkup, context) : [],
    ceilingsWhy: noRun === null ? ceilingsWhy(checkup, caution) : HIP_REPORT.noCeiling[noRun],
    ...shoes(checkup, context),
    unassignedShoes: unassignedShoes(checkup, units),
    tips: context.tips.map(({ title, text, label }) => ({
      title: oneLine(title),
      text: oneLine(text),
      label: oneLine(label),
    })),
    routine: routine(checkup, context),
    chart: chart(checkup, context),
    extra: digestWords,
    urls: {
      app: webAddress(urls.app),
      unsubscribe: webAddress(urls.unsubscribe),
      today: webAddress(urls.today),
      settings: webAddress(urls.settings),
      checkIn: webAddress(urls.checkIn),
      routine: webAddress(urls.routine),
      shoes: webAddress(urls.shoes),
    },
    why: oneLine(context.why),
    credits: context.credits,
  };
}

function leadOf(checkup: Checkup, units: Units): string {
  const lead = weekLead(checkup, units);
  return checkup.firstRunOn === null ? `${lead} ${digestWords.begin}` : lead;
}

function hip({ today, sessions }: Checkup, { pain, isoDay }: DigestContext): DigestView["hip"] {
  if (pain === null) return null;
  const [top] = pain.flags;
  const open = unansweredText(pain.unanswered.length);
  const since = runsSinceStop(pain, sessions);
  return {
    title: HIP_REPORT.title,
    from: HIP_REPORT.fromCheckIn(en.dateText(isoDay(pain.day))),
    flag:
      top === undefined
        ? null
        : {
            title: URGENCY_TEXTS[top.urgency].title,
            whenAndWhom: HIP_REPORT.whenAndWhom(URGENCY_TEXTS[top.urgency]),
            until: URGENCY_TEXTS[top.urgency].until,
            signs: pain.flags.map(({ id }) => FLAG_TEXTS[id]),
          },
    light: lightText(pain),
    asks: [
      ...(since === 0 ? [] : [HIP_REPORT.ranSince(since)]),
      ...(pain.clearedOn === null ? [] : [HIP_REPORT.cleared(en.dateText(isoDay(pain.clearedOn)))]),
      ...(isOutdated(pain, today) ? [HIP_REPORT.outdated] : []),
      ...(open === null ? [] : [open]),
    ],
    note: NOT_A_DIAGNOSIS,
  };
}

function comparison(checkup: Checkup, units: Units): DigestView["comparison"] {
  const { distance, duration, unknown, weekDistance } = en;
  const { week, previousWeek, sessions } = checkup;
  const story = weekStory(checkup);
  if (story === "no-history") return [];
  // Nobody knows what a runner did before the first run that reached us; 0 km would be a guess.
  const known = story !== "first-week";
  const usual = known ? weeksBefore(checkup) : null;
  const row = (
    name: string,
    figure: (week: Pick<Week, "distanceM" | "movingS" | "runs" | "restDays">) => string,
  ) => ({
    name,
    now: figure(week),
    before: known ? figure(previousWeek) : unknown,
    mean: usual === null ? unknown : figure(usual),
    note: null,
  });
  const longestM = longestSessionM(sessions);
  const priorM = sessions[0]?.longestPrior30dM ?? null;
  const ofTime = [
    row(reportWords.time, ({ movingS }) => duration(movingS)),
    row(reportWords.runs, ({ runs }) => count(runs)),
    row(reportWords.restDays, ({ restDays }) => count(restDays)),
  ];
  if (knowsTimeOnly(checkup)) return ofTime;
  return [
    row(reportWords.distance, (told) => weekDistance(told, units)),
    ...ofTime,
    {
      name: reportWords.longestRun,
      now: longestM === 0 ? unknown : distance(longestM, units),
      before: distance(priorM, units),
      mean: null,
      note: priorM === null ? null : digestWords.longestOf30,
    },
  ];
}

/** `3`, or for a mean `3.3`. */
function count(amount: number): string {
  return Number.isInteger(amount) ? String(amount) : amount.toFixed(1);
}

/** The mean of the four weeks before this one; null if the runner's history doesn't reach back that far. */
function weeksBefore({ weeks }: Checkup) {
  const four = weeks.slice(-1 - MEAN_WEEKS, -1);
  const first = weeks.findIndex(({ runs }) => runs > 0);
  if (four.length < MEAN_WEEKS || first < 0 || first > weeks.length - 1 - MEAN_WEEKS) return null;
  const mean = (figure: (week: Week) => number) =>
    four.reduce((sum, week) => sum + figure(week), 0) / MEAN_WEEKS;
  return {
    distanceM: mean(({ distanceM }) => distanceM),
    movingS: mean(({ movingS }) => movingS),
    runs: mean(({ runs }) => runs),
    restDays: mean(({ restDays }) => restDays),
  };
}

/** What became of earlier digests, in sentences. */
export function missedText(digests: readonly MissedDigest[]): readonly string[] {
  const { list, dateText } = en;
  return (["skipped", "unknown"] as const).flatMap((fate) => {
    const days = digests.filter((digest) => digest.fate === fate).map(({ day }) => dateText(day));
    return days.length === 0 ? [] : [digestWords.missed[fate](list(days), days.length)];
  });
}

function routine(
  { pauses }: Checkup,
  { routine: week, streakWeeks, doneUrl, isoDay }: DigestContext,
): DigestView["routine"] {
  const { dayName, shortDate, list, sentence } = en;
  if (week === null) return null;
  const nothing = { none: null, aroundRuns: [], sessions: [], streak: null };
  if (week.answer === "no-exercise") return { ...nothing, none: HIP_REPORT.comesFirst };
  if (pauses.includes("ill")) return { ...nothing, none: digestWords.routineWhileIll };

  const { beforeRun, afterRun, session, sessionTitle } = digestWords;
  const runs = week.days.some(({ run }) => run);
  const names = (items: readonly { readonly tip: TipId }[]) =>
    list(items.map(({ tip }) => exerciseName(tip)));
  const aroundRuns = runs
    ? [
        ...(week.beforeRun.length > 0 ? [beforeRun(names(week.beforeRun))] : []),
        ...(week.afterRun.length > 0 ? [afterRun(names(week.afterRun))] : []),
      ]
    : [];
  const sessions = week.days.flatMap(({ day, ...plan }) => {
    return (["strength", "mobility"] as const).flatMap((kind) => {
      const items = plan[kind];
      if (items.length === 0) return [];
      const iso = isoDay(day);
      return [
        {
          title: sessionTitle(dayName(iso), shortDate(iso), session[kind]),
          exercises: sentence(
            items.map(({ tip, dose }) => `${exerciseName(tip)} ${doseText(dose)}`).join(", "),
          ),
          doneUrl: webAddress(
            doneUrl(
              day,
              items.map(({ tip }) => tip),
            ),
          ),
        },
      ];
    });
  });
  const streak = streakWeeks === 0 ? null : digestWords.streak(streakWeeks);
  return { ...nothing, aroundRuns, sessions, streak };
}

function findings(
  checkup: Checkup,
  reading: DigestContext,
): Pick<DigestView, "hasFindings" | "raised" | "clear" | "unjudged"> {
  const told = findingsToTell(checkup, reading.said);
  const raised = told.filter(({ answer }) => answer === "raised");
  const mayRun = reasonNotToRun(reading.pain) === null;
  const clear = told.filter((one) => looksFine(one, checkup)).map(({ rule }) => ruleName[rule]);
  const others = told.filter(({ answer, because }) => answer !== "raised" && because !== null);
  const unjudged = others.map((finding) => ({
    answer: finding.answer === "clear" ? reportWords.quiet : reportWords.notEnoughData,
    name: ruleName[finding.rule],
    why: describeFinding(finding, checkup, reading).why,
  }));
  const alike = Map.groupBy(unjudged, ({ answer, why }) => `${answer} ${why}`);
  return {
    hasFindings: told.length > 0,
    raised: raised.map((finding) => {
      const described = describeFinding(finding, checkup, reading);
      return {
        ...described,
        why: mayRun ? described.why : null,
        strong: finding.severity === "warning" || finding.severity === "urgent",
      };
    }),
    clear: clear.length === 0 ? null : en.list(clear),
    unjudged: [...alike.values()].flatMap((group) =>
      group.slice(0, 1).map(({ answer, why }) => ({
        answer,
        names: en.list(group.map(({ name }) => name)),
        why,
      })),
    ),
  };
}

function ceilings(checkup: Checkup, { units, isoDay }: DigestContext): readonly Figure[] {
  const ceiling = shownCeiling(checkup.ceiling);
  const { atMost, atMostTime } = en;
  const { weekDistanceM, weekMovingS } = ceiling;
  const noWeek = weekMovingS === null ? reportWords.noWeekCeiling : null;
  const ofTime = { name: reportWords.time, value: atMostTime(weekMovingS), note: noWeek };
  if (knowsTimeOnly(checkup)) return [ofTime];
  return [
    {
      name: reportWords.distance,
      value: atMost(weekDistanceM, units),
      note: weekDistanceM === null ? (noWeek ?? reportWords.noDistance) : null,
    },
    ofTime,
    {
      name: reportWords.longestRun,
      value: atMost(ceiling.longestRunM, units),
      note:
        ceiling.longestRunM === null
          ? reportWords.noRunCeiling
          : limitFall(checkup, { units, isoDay }),
    },
  ];
}

/** Many more, and Gmail would cut off the end of the email. */
const MOST_PAIRS = 5;

function shoes(checkup: Checkup, reading: DigestContext): Pick<DigestView, "shoes" | "moreShoes"> {
  const inUse = soonestDueFirst(checkup.shoes);
  // A worn pair has no date while nobody runs in it, and would be the last.
  const isOk = ({ status }: ShoeWear) => Number(status === "ok");
  const shown = inUse.toSorted((a, b) => isOk(a) - isOk(b)).slice(0, MOST_PAIRS);
  return {
    moreShoes: digestWords.moreShoes(inUse.length - shown.length),
    shoes: shown.map((shoe) => ({
      name: shoe.name,
      figure: shoeFigure(shoe, reading.units),
      usedPct: Math.min(100, Math.max(1, Math.round((100 * shoe.distanceM) / shoe.replaceAtM))),
      outlook: en.sentence(shoeOutlook(shoe, reading)),
      status: shoe.status,
    })),
  };
}

function chart(checkup: Checkup, { units, isoDay, pain }: DigestContext): DigestView["chart"] {
  const { weeks } = checkup;
  const last = weeks.at(-1);
  if (last === undefined || weeks.every(({ runs }) => runs === 0)) return null;

  const byTime = knowsTimeOnly(checkup);
  const bars = weeks.map((week) => {
    const { distanceM, movingS } = knownOf(checkup, week);
    return {
      amount: (byTime ? movingS : distanceM) ?? 0,
      value: byTime ? en.barMinutes(movingS) : en.barDistance(distanceM, units),
      weekOf: week === last ? reportWords.thisWeek : en.shortDate(isoDay(week.to)),
      isThisWeek: week === last,
    };
  });
  const unit = byTime ? reportWords.minutes : units;
  const most = shownCeiling(checkup.ceiling);
  const amount = byTime ? most.weekMovingS : most.weekDistanceM;
  // A limit to run up to has no place beside a hip that says not to run.
  const ceiling =
    amount === null || reasonNotToRun(pain) !== null
      ? null
      : {
          amount,
          label: digestWords.ceilingLine(byTime ? en.atMostTime(amount) : en.atMost(amount, units)),
        };
  const figures = chartAlt(
    bars.map(({ value }) => value),
    unit,
  );
  return {
    title: chartTitle(weeks.length, unit),
    alt: ceiling === null ? figures : `${figures} ${ceiling.label}.`,
    image: null,
    bars,
    ceiling,
  };
}
