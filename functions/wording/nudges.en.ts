import type { Checkup } from "../../domain/checkup.ts";
import type { Basis, RuleId } from "../../domain/finding.ts";
import type { NudgeTopic } from "../../domain/nudges/decide-nudges.ts";
import type { Urgency } from "../../domain/pain/flags.ts";
import type { ShoeWear } from "../../domain/shoes.ts";
import type { ConnectionHealth } from "../ports/connections.ts";
import { titleOf } from "../providers/sources.ts";
import type { Reading } from "./en.ts";
import * as en from "./en.ts";
import { describeFinding, ruleName, standout } from "./finding.en.ts";

/** What is new, and what to do about it. */
export interface NudgeText {
  /** Both show on lock screens: they name neither pain nor health. */
  readonly subject: string;
  readonly preheader: string;
  /** The first line of the email: what was seen, and what to do. */
  readonly headline: string;
  /** What to do, at more length. */
  readonly todo: string;
}

/** A red flag's first line says when to see somebody, and whom. */
export const FLAG_NUDGES: Readonly<Record<Urgency, Omit<NudgeText, "todo">>> = {
  emergency: {
    subject: "Please read this now: about your check-in",
    preheader: "It is short, and it can't wait.",
    headline:
      "Get emergency care now: call your local emergency number, or go to an emergency department.",
  },
  "stop-and-see-doctor": {
    subject: "Please read this today: about your check-in",
    preheader: "It is short. Please read it before your next run.",
    headline:
      "See a doctor within the next few days, and don't run until then: a sports physician if you can see one soon, otherwise your own doctor. If the hip is hot, or hurts while you have a fever, see one today.",
  },
  "stop-until-well": {
    subject: "Please read this before your next run: about your check-in",
    preheader: "It is short.",
    headline:
      "Don't run until you are well again. If the fever is high, lasts more than three days or you feel worse, see a doctor.",
  },
  "book-visit": {
    subject: "About your check-in: something to arrange",
    preheader: "It is short, and it is about this week or next.",
    headline:
      "Book a visit this week or next with a sports physician, a physical therapist or a kinesiologist.",
  },
};

export const FLAG_WORDS = {
  told: "What you told us",
  label: {
    evidence: en.label.evidence,
    convention: "Convention: our own reading of how pain should ease, not tested in a trial",
    advice: "Advice: what clinicians look out for, no trial found",
  } satisfies Record<Basis, string>,
  why: "You get this because of what you told us in a check-in. A message like this one is sent at any hour, and no setting turns it off. It is repeated for a week at most, and ends sooner with a check-in that no longer calls for it.",
};

/** Shown while the hip says not to run: then no advice on training fits. */
export const FIRST_THE_HIP =
  "Your last check-in says not to run for now. That comes first, whatever the runs themselves look like.";

/** Before what to do, while the hip asks for less than that. */
export const HIP_ASKS_FOR_LESS =
  "Your last check-in asks for shorter, easier runs or days off, and that comes first.";

export const TELL_AGAIN = "Before you run again, tell us in a new check-in how it is now.";

const STAY =
  "Keep your next two or three runs short and easy. After that, build up again in small steps, staying under the limits on your Today page. If the distance is wrong, leave the run out there.";

type RuleText = (checkup: Checkup, reading: Reading) => NudgeText;

/** For rules with only a title to show: they mostly wait for the digest. */
const plain =
  (rule: RuleId, todo: string): RuleText =>
  (checkup, reading) => {
    const finding = checkup.findings.find((one) => one.rule === rule);
    const title =
      finding === undefined ? ruleName[rule] : describeFinding(finding, checkup, reading).title;
    return {
      subject: `Worth a look: ${ruleName[rule].toLowerCase()}`,
      preheader: todo,
      headline: `${title}. ${todo}`,
      todo,
    };
  };

/** What each rule says when it can't wait for the digest. */
export const RULE_NUDGE_TEXTS: Readonly<Record<RuleId, RuleText>> = {
  "session-spike": ({ sessions, limits }, { isoDay, units }) => {
    const run = standout(sessions, limits);
    if (run === null) throw new Error("A long run's email without a run.");
    const day = en.dayName(isoDay(run.day));
    const size = run.band === "small" ? "longer" : "much longer";
    return {
      subject: `${day}'s ${en.distance(run.distanceM, units)}: ${size} than your recent runs`,
      preheader: "What it means, and how to go on from here.",
      headline: `${day}'s run was ${size} than your recent longest. Keep the next ones short and easy.`,
      todo: STAY,
    };
  },
  "rest-days": ({ rest, today }) => {
    // Today may be the day off.
    const isOpen = rest.to < today;
    const days = isOpen ? "the seven days up to yesterday" : "the last seven days";
    const isDaily = rest.restDaysIn7 === 0;
    const seen = isDaily
      ? `You ran on each of ${days}.`
      : "You have had few days without a run lately.";
    const day = isOpen ? "today or tomorrow" : "the next one";
    return {
      subject: isDaily ? `A run on each of ${days}` : "Few days off lately",
      preheader: "Time for a day without a run.",
      headline: `${seen} Make ${day} a day without a run.`,
      todo: "Plan your days off first and fill in the others afterwards. On a day off, a swim, a walk or an easy ride is fine.",
    };
  },
  "training-strain": plain(
    "training-strain",
    "Make the easy days clearly easier than the hard ones.",
  ),
  "distance-progression": ({ week, previousWeek, progression }, { units }) => {
    const least = progression.distance.because === null ? "" : "at least ";
    const now = `${least}${en.distance(week.distanceM, units)}`;
    const before = en.distance(previousWeek.distanceM, units);
    return {
      subject: `Your last seven days: ${now}, after ${before}`,
      preheader: "A step up. How to go on from here.",
      headline: `Your last seven days came to ${now}, after ${before} in the seven before. Keep the next seven at that, or below.`,
      todo: "Stay at this distance or below for a week before you add to it, and don't raise time or effort in the meantime.",
    };
  },
  "duration-progression": ({ week, previousWeek }) => {
    const now = en.duration(week.movingS);
    const before = en.duration(previousWeek.movingS);
    return {
      subject: `Your last seven days: ${now} of running, after ${before}`,
      preheader: "A step up. How to go on from here.",
      headline: `You ran for ${now} in the last seven days, after ${before} in the seven before. Keep the next seven at that, or below.`,
      todo: "Stay at this time or below for a week before you add to it, and don't raise distance or effort in the meantime.",
    };
  },
  "intensity-progression": plain(
    "intensity-progression",
    "Keep distance and time steady while the effort is up.",
  ),
  cadence: plain("cadence", "Change your step rate gradually, if at all."),
  "shoe-wear": plain("shoe-wear", "Think about the next pair."),
};

/** A pair at its first notice or at its limit. `hasOwnLimit`: the runner set it, for this pair or for all. */
export function shoeNudge(
  shoe: ShoeWear,
  hasOwnLimit: boolean,
  { units }: Pick<Reading, "units">,
): NudgeText & { readonly figure: string; readonly why: string; readonly label: string } {
  const { name } = shoe;
  const has = en.distance(shoe.distanceM, units, 0);
  const limit = en.distance(shoe.status === "replace" ? shoe.replaceAtM : shoe.noticeAtM, units, 0);
  const label = hasOwnLimit ? en.label.own : en.label.convention;
  const whose = hasOwnLimit ? "the limit you set" : "the usual limit, as you haven't set one";
  if (shoe.status === "replace") {
    // Nothing is past what it reads like.
    const reached = has === limit ? "the distance" : `past the ${limit}`;
    return {
      subject: `${name}: ${has}, time for the next pair`,
      preheader: `They are due at ${limit}.`,
      headline: `${name} has ${has} on it, ${reached} at which it is due. Get the next pair.`,
      figure: `${has}; due at ${limit}, ${whose}`,
      why: "Shoes are commonly replaced after 300 to 500 miles. This is about wear, not an alarm: a worn or tilted sole tells you more than the number.",
      todo: "Choose a pair that fits your foot and how you land, and wear it on short runs first. Mark this one as retired once you stop running in it.",
      label,
    };
  }
  return {
    subject: `${name}: ${has}, time for a first look at the soles`,
    preheader: `They are due at ${en.distance(shoe.replaceAtM, units, 0)}.`,
    headline: `${name} has ${has} on it. Check its soles, and think about the next pair.`,
    figure: `${has}; first notice at ${limit}, ${whose}; due at ${en.distance(shoe.replaceAtM, units, 0)}`,
    why: "From about 300 miles (483 km) it is worth checking the sole and heel. There is nothing you have to do yet.",
    todo: "If the sole is worn through anywhere or tilts to one side, plan the next pair now. Otherwise, keep running in this one.",
    label,
  };
}

type Unwell = Exclude<ConnectionHealth, { kind: "ok" }>;

/** Only Strava's copies expire, unless the owner keeps them, and what is left isn't judged (ADR 10). */
const STRAVA_EXPIRES =
  " Once what we have from Strava has expired, nothing is judged and no digest is sent, even if other sources report your runs: what is left could look like weeks of rest.";
const OR_DISCONNECT =
  " If another source reports every one of your runs, you can disconnect Strava there instead, and the digest goes on without it.";

export function connectionNudge(health: Unwell): NudgeText & { readonly why: string } {
  const service = titleOf(health.provider);
  const isExpiring = health.provider === "strava" && health.isKept !== true;
  const expires = isExpiring ? STRAVA_EXPIRES : "";
  const orDisconnect = isExpiring ? OR_DISCONNECT : "";
  if (health.kind === "consent-missing") {
    return {
      subject: `One permission is missing at ${service}`,
      preheader: "Until you give it, your runs don't reach us.",
      headline: `${service} doesn't let us see your activities. Please connect again, and leave that permission ticked.`,
      why: `The connection itself works, but the permission to view your activities was not given. Without it, no runs reach us and no check-up is right.${expires}`,
      todo: `Open Stridewell, connect ${service} again, and leave ticked the boxes that let us view your activities.${orDisconnect}`,
    };
  }
  if (health.reason === "ended") {
    return {
      subject: `Your connection to ${service} has ended`,
      preheader: "We erase what came from there.",
      headline: `${service} no longer gives us access to your account. If you didn't withdraw it on purpose, connect again.`,
      why: `We erase what came from ${service} and fetch nothing more. Your check-ins and settings are still here.`,
      todo: "If you withdrew it on purpose, there is nothing to do.",
    };
  }
  return {
    subject: "Your runs no longer reach us",
    preheader: `${service} asks you to connect again.`,
    headline: `${service} no longer accepts our connection to your account. Please connect it again.`,
    why: `Until then no new runs reach us, and your check-ups stand still. We keep what we have for 30 days at most.${expires}`,
    todo: `Open Stridewell and connect ${service} again. It takes a minute.${orDisconnect}`,
  };
}

export const NUDGE_WORDS = {
  todo: "What to do",
  todoLabel: "Convention: a cautious rule of thumb, not tested in a trial",
  open: "Open Stridewell",
  sources: "Open your sources",
  settings: "Change your email settings",
};

interface TopicText {
  readonly why: string;
  /** The text of the link. */
  readonly stop: string;
  readonly ask: { readonly title: string; readonly text: string; readonly button: string };
  readonly done: { readonly title: string; readonly text: string };
}

const topicText = (about: string, when: string): TopicText => ({
  why: `You get this because Stridewell may email you ${when}. It does so twice a week at most, red flags aside.`,
  stop: `Stop messages about ${about}`,
  ask: {
    title: `Stop messages about ${about}?`,
    text: `Press the button, and we stop emailing you ${when}. The weekly digest, if it is on, still mentions it, and a red flag after a check-in still reaches you.`,
    button: `Stop messages about ${about}`,
  },
  done: {
    title: `Messages about ${about} have stopped`,
    text: "If one is already on its way, it is the last. Everything else stays as it was.",
  },
});

/** Each topic, in the footer of its emails and on the page that stops it. */
export const NUDGE_TOPIC_TEXTS: Readonly<Record<NudgeTopic, TopicText>> = {
  load: topicText(
    "your training load",
    "when a run or a week goes far beyond what is usual for you",
  ),
  rest: topicText("rest days", "when a week has no day without a run"),
  form: topicText("your running form", "when your steps change"),
  shoes: topicText("your shoes", "when a pair has gone far enough to be worth a look"),
  connection: topicText("your connection", "when your runs stop reaching us"),
};
