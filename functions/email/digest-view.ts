import { shownCeiling } from "../../domain/ceiling.ts";
import type { Checkup, ShoeStatus } from "../../domain/checkup.ts";
import type { Finding } from "../../domain/finding.ts";
import type { DayNumber } from "../../domain/history.ts";
import { isOutdated, reasonNotToRun, type Triage } from "../../domain/pain/triage.ts";
import { oneLine } from "../shared/one-line.ts";
import { mayHaveMissed } from "../wording/delivery.en.ts";
import { type DescribedFinding, en, type Units, type Wording } from "../wording/en.ts";
import {
  FLAG_TEXTS,
  HIP_REPORT,
  lightText,
  NOT_A_DIAGNOSIS,
  URGENCY_TEXTS,
  unansweredText,
} from "../wording/pain.en.ts";
import { capped, givenName } from "./typed-name.ts";
import { webAddress } from "./web-address.ts";

export interface DigestTip {
  readonly title: string;
  readonly text: string;
  readonly label: string;
}

export interface DigestContext {
  readonly runnerName: string | null;
  /** True for a history that a program made up; the digest then says so first. */
  readonly generated: boolean;
  readonly units: Units;
  readonly isoDay: (day: DayNumber) => string;
  readonly tips: readonly DigestTip[];
  /** What the runner's check-ins say; null where there is none. */
  readonly pain: Triage | null;
  readonly urls: {
    readonly app: string;
    readonly unsubscribe: string;
    readonly settings: string | null;
  };
  /** The day judged, YYYY-MM-DD. */
  readonly asOf: string;
  /** Days (YYYY-MM-DD) of earlier digests that may not have arrived. */
  readonly missed?: readonly string[];
  /** Why the runner gets this, as a sentence. */
  readonly why: string;
}

interface Figure {
  readonly name: string;
  readonly value: string;
  /** Why the value is unknown, or what stands beside it. */
  readonly note: string | null;
}

interface Bar {
  readonly value: string;
  readonly heightPx: number;
  readonly isThisWeek: boolean;
  readonly weekOf: string;
}

/** All that a digest shows, already in words: the template and the text part only lay it out. */
export interface DigestView {
  readonly lang: string;
  readonly dir: string;
  readonly words: Wording["report"];
  readonly subject: string;
  /** What an inbox shows after the subject; like it, fit for a lock screen. */
  readonly preheader: string;
  readonly generated: boolean;
  readonly greeting: string | null;
  readonly period: string;
  /** What the hip says comes before all training. Never in the subject or the preheader. */
  readonly hip: {
    readonly title: string;
    readonly from: string;
    /** A red flag: what to do, when and with whom, and which signs say so. */
    readonly flag: {
      readonly title: string;
      readonly whenAndWhom: string;
      readonly until: string;
      readonly signs: readonly string[];
    } | null;
    readonly light: string;
    /** What to tell before relying on it: an old check-in, questions left open. */
    readonly asks: readonly string[];
    readonly note: string;
  } | null;
  readonly headline: string;
  readonly lead: string;
  readonly comparison: readonly {
    readonly name: string;
    readonly now: string;
    readonly before: string;
    /** Where `before` is not last week's. */
    readonly note: string | null;
  }[];
  readonly notes: readonly string[];
  /** Without its `why`, which tells how to train on, while the hip says not to run. */
  readonly raised: readonly (Omit<DescribedFinding, "why"> & {
    readonly why: string | null;
    readonly strong: boolean;
  })[];
  readonly clear: string | null;
  /** What could not be judged, or was left alone: which checks, and why. */
  readonly unjudged: readonly {
    readonly answer: string;
    readonly names: string;
    readonly why: string;
  }[];
  /** Empty while the hip says to stop; `ceilingsWhy` then says so. */
  readonly ceilings: readonly Figure[];
  readonly ceilingsWhy: string;
  readonly shoes: readonly {
    readonly name: string;
    readonly figure: string;
    readonly usedPct: number;
    readonly outlook: string;
    readonly status: ShoeStatus;
  }[];
  readonly unassignedShoes: string | null;
  readonly tips: readonly DigestTip[];
  readonly chart: {
    readonly title: string;
    readonly alt: string;
    readonly from: string;
    readonly to: string;
    readonly bars: readonly Bar[];
  } | null;
  readonly urls: DigestContext["urls"];
  readonly why: string;
}

const MAX_SUBJECT = 120;
const CHART_HEIGHT_PX = 88;

/**
 * Puts a checkup into the words of a digest. Names that somebody typed are made harmless here.
 *
 * @throws TypeError when one of `context.urls` is no plain http or https address
 */
export function digestView(
  judged: Checkup,
  context: DigestContext,
  wording: Wording = en,
): DigestView {
  const checkup: Checkup = {
    ...judged,
    shoes: judged.shoes.map((shoe) => ({ ...shoe, name: givenName(shoe.name) })),
  };
  const { units, isoDay, urls } = context;
  const { week } = checkup;
  const weekWas = wording.weekWas(checkup, units);
  const noRun = reasonNotToRun(context.pain);
  const named = context.runnerName === null ? "" : givenName(context.runnerName);
  return {
    lang: wording.lang,
    dir: wording.dir,
    words: noRun === null ? wording.report : { ...wording.report, ...HIP_REPORT.words },
    subject: capped(wording.subject(weekWas), MAX_SUBJECT),
    preheader: wording.preheader(checkup, units, noRun === null),
    generated: context.generated,
    greeting: named === "" ? null : wording.greeting(named),
    period: wording.span(isoDay(week.from), isoDay(week.to)),
    hip: hip(checkup, context, wording),
    headline: wording.sentence(weekWas),
    lead: noRun === null ? wording.weekLead(checkup, units) : HIP_REPORT.lookBack,
    comparison: comparison(checkup, units, wording),
    notes: [
      ...(context.missed ?? []).map((day) => mayHaveMissed(wording.dateText(day))),
      ...wording.weekNotes(checkup),
    ],
    ...findings(checkup, context, wording),
    ceilings: noRun === null ? ceilings(checkup, units, wording) : [],
    ceilingsWhy: noRun === null ? wording.ceilingsWhy(checkup) : HIP_REPORT.noCeiling[noRun],
    shoes: shoes(checkup, context, wording),
    unassignedShoes: wording.unassignedShoes(checkup, units),
    tips: context.tips.map(({ title, text, label }) => ({
      title: oneLine(title),
      text: oneLine(text),
      label: oneLine(label),
    })),
    chart: chart(checkup, context, wording),
    urls: {
      app: webAddress(urls.app),
      unsubscribe: webAddress(urls.unsubscribe),
      settings: urls.settings === null ? null : webAddress(urls.settings),
    },
    why: oneLine(context.why),
  };
}

function hip(
  { today }: Checkup,
  { pain, isoDay }: DigestContext,
  wording: Wording,
): DigestView["hip"] {
  if (pain === null) return null;
  const [top] = pain.flags;
  const open = unansweredText(pain.unanswered.length);
  return {
    title: HIP_REPORT.title,
    from: HIP_REPORT.fromCheckIn(wording.dateText(isoDay(pain.day))),
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
      ...(isOutdated(pain, today) ? [HIP_REPORT.outdated] : []),
      ...(open === null ? [] : [open]),
    ],
    note: NOT_A_DIAGNOSIS,
  };
}

function comparison(
  checkup: Checkup,
  units: Units,
  { report, distance, duration, unknown, weekStory }: Wording,
): DigestView["comparison"] {
  const { week, previousWeek, sessions } = checkup;
  const story = weekStory(checkup);
  // Nobody knows what a runner did before the first run that reached us; 0 km would be a guess.
  const before = (figure: string) =>
    story === "first-week" || story === "no-history" ? unknown : figure;
  const longestM = sessions.reduce((most, session) => Math.max(most, session.distanceM), 0);
  const priorM = sessions[0]?.longestPrior30dM ?? null;
  return [
    {
      name: report.distance,
      now: distance(week.distanceM, units),
      before: before(distance(previousWeek.distanceM, units)),
      note: null,
    },
    {
      name: report.time,
      now: duration(week.movingS),
      before: before(duration(previousWeek.movingS)),
      note: null,
    },
    {
      name: report.runs,
      now: String(week.runs),
      before: before(String(previousWeek.runs)),
      note: null,
    },
    {
      name: report.restDays,
      now: String(week.restDays),
      before: before(String(previousWeek.restDays)),
      note: null,
    },
    {
      name: report.longestRun,
      now: longestM === 0 ? unknown : distance(longestM, units),
      before: distance(priorM, units),
      note: priorM === null ? null : report.longestPrior,
    },
  ];
}

function findings(
  checkup: Checkup,
  reading: DigestContext,
  wording: Wording,
): Pick<DigestView, "raised" | "clear" | "unjudged"> {
  const { ruleName, report } = wording;
  const raised = checkup.findings.filter(({ answer }) => answer === "raised");
  const mayRun = reasonNotToRun(reading.pain) === null;
  const clear = checkup.findings.filter(isInOrder).map(({ rule }) => ruleName[rule]);
  const others = checkup.findings.filter((one) => one.answer !== "raised" && !isInOrder(one));
  const described = others.map((finding) => ({
    answer: finding.answer === "clear" ? report.quiet : report.notEnoughData,
    name: ruleName[finding.rule],
    why: wording.describeFinding(finding, checkup, reading).why,
  }));
  const alike = Map.groupBy(described, ({ answer, why }) => `${answer} ${why}`);
  return {
    raised: raised.map((finding) => {
      const told = wording.describeFinding(finding, checkup, reading);
      return {
        ...told,
        why: mayRun ? told.why : null,
        strong: finding.severity === "warning" || finding.severity === "urgent",
      };
    }),
    clear: clear.length === 0 ? null : wording.list(clear),
    unjudged: [...alike.values()].flatMap((group) =>
      group.slice(0, 1).map(({ answer, why }) => ({
        answer,
        names: wording.list(group.map(({ name }) => name)),
        why,
      })),
    ),
  };
}

/** Clear because nothing was wrong, and not because something kept the rule silent. */
function isInOrder({ answer, because }: Finding): boolean {
  return answer === "clear" && because === null;
}

function ceilings(checkup: Checkup, units: Units, wording: Wording): readonly Figure[] {
  const ceiling = shownCeiling(checkup.ceiling);
  const { report, distance, duration } = wording;
  // A treadmill without a sensor leaves distances at 0, and a limit of 0 km would forbid running.
  const distanceM = ceiling.weekDistanceM === 0 ? null : ceiling.weekDistanceM;
  const noWeek = (known: number | null) => (known === null ? report.noWeekCeiling : null);
  return [
    {
      name: report.distance,
      value: distance(distanceM, units),
      note: ceiling.weekDistanceM === 0 ? report.noDistance : noWeek(distanceM),
    },
    {
      name: report.time,
      value: duration(ceiling.weekMovingS),
      note: noWeek(ceiling.weekMovingS),
    },
    {
      name: report.longestRun,
      value: distance(ceiling.longestRunM, units),
      note: ceiling.longestRunM === null ? report.noRunCeiling : null,
    },
  ];
}

function shoes(checkup: Checkup, reading: DigestContext, wording: Wording): DigestView["shoes"] {
  return checkup.shoes
    .filter(({ status }) => status !== "retired")
    .map((shoe) => ({
      name: shoe.name,
      figure: wording.shoeFigure(shoe, reading.units),
      usedPct: Math.min(100, Math.max(1, Math.round((100 * shoe.distanceM) / shoe.replaceAtM))),
      outlook: wording.sentence(wording.shoeOutlook(shoe, reading)),
      status: shoe.status,
    }));
}

function chart(
  { weeks }: Checkup,
  { units, isoDay }: DigestContext,
  wording: Wording,
): DigestView["chart"] {
  const first = weeks.at(0);
  const last = weeks.at(-1);
  if (first === undefined || last === undefined || weeks.every(({ runs }) => runs === 0)) {
    return null;
  }
  // A runner on a treadmill without a sensor has time and no distance.
  const byTime = weeks.every(({ distanceM }) => distanceM === 0);
  const amounts = weeks.map((week) => (byTime ? week.movingS : week.distanceM));
  const most = Math.max(...amounts, 1);
  const bars = weeks.map((week, index) => {
    const amount = amounts[index] ?? 0;
    return {
      value: byTime ? wording.barMinutes(amount) : wording.barDistance(amount, units),
      heightPx: amount === 0 ? 1 : Math.max(3, Math.round((CHART_HEIGHT_PX * amount) / most)),
      isThisWeek: week === last,
      weekOf: wording.shortDate(isoDay(week.to)),
    };
  });
  const unit = byTime ? wording.report.minutes : units;
  return {
    title: wording.chartTitle(weeks.length, unit),
    alt: wording.chartAlt(
      bars.map(({ value }) => value),
      unit,
    ),
    from: wording.weekTo(isoDay(first.to)),
    to: wording.report.thisWeek,
    bars,
  };
}
