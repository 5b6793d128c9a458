import type { Checkup, ShoeWear } from "../../domain/checkup.ts";
import type { Basis, RuleId } from "../../domain/finding.ts";
import type { NudgeTopic } from "../../domain/nudges/decide-nudges.ts";
import type { Urgency } from "../../domain/pain/flags.ts";
import type { ConnectionHealth } from "../ports.ts";
import { titleOf } from "../providers/sources.ts";
import type { Reading } from "./en.ts";
import * as en from "./en.ts";

/** What is new, and what to do about it. */
export interface NudgeText {
  /** Both show on lock screens: they name neither pain nor health. */
  readonly subject: string;
  readonly preheader: string;
  /** The first line of the email: what, and what to do. */
  readonly headline: string;
  /** What to do, at more length. */
  readonly todo: string;
}

/** A red flag's first line says when and whom. */
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
      "See a doctor within the next days, and don't run until then: a sports physician if you can get to one soon, else your own.",
  },
  "book-visit": {
    subject: "About your check-in: something to arrange",
    preheader: "It is short, and it is for this week or next.",
    headline:
      "Book a visit this week or next, with a sports physician, a physical therapist or a kinesiologist.",
  },
};

export const FLAG_WORDS = {
  told: "What you told us",
  label: {
    evidence: en.label.evidence,
    convention: "Convention: our own reading of how pain should ease, not tested in a trial",
    advice: "Advice: what clinicians look out for, no trial found",
  } satisfies Record<Basis, string>,
  why: "You get this because of what you told us in a check-in. A message like this one is sent at any hour, and no setting switches it off. It is repeated for a week at most; a new check-in with other answers ends it.",
};

/** Stands where the hip says not to run: then no advice on training fits. */
export const FIRST_THE_HIP =
  "Your last check-in says not to run for now. That comes first, whatever the runs themselves look like.";

export const TELL_AGAIN = "Tell us in a new check-in how it is now, before you run again.";

const STAY =
  "Let no run of the next two weeks be longer than this one, and keep the next two or three short and easy.";

type RuleText = (checkup: Checkup, reading: Reading) => NudgeText;

/** Rules of which only a heading is known: they mostly wait for the digest. */
const plain =
  (rule: RuleId, todo: string): RuleText =>
  (checkup, reading) => {
    const finding = checkup.findings.find((one) => one.rule === rule);
    const title =
      finding === undefined
        ? en.ruleName[rule]
        : en.describeFinding(finding, checkup, reading).title;
    return {
      subject: `Worth a look: ${en.ruleName[rule].toLowerCase()}`,
      preheader: todo,
      headline: `${title}. ${todo}`,
      todo,
    };
  };

/** What each rule says when it can't wait for the digest. */
export const RULE_NUDGE_TEXTS: Readonly<Record<RuleId, RuleText>> = {
  "session-spike": ({ sessions }, { isoDay, units }) => {
    const run = sessions.reduce((most, one) =>
      (one.ratio ?? 0) > (most?.ratio ?? 0) ? one : most,
    );
    const day = en.dayName(isoDay(run.day));
    const size = run.band === "small" ? "longer" : "much longer";
    return {
      subject: `${day}'s ${en.distance(run.distanceM, units)}: ${size} than your recent runs`,
      preheader: "What it means, and how to go on from here.",
      headline: `${day}'s run was ${size} than your recent longest. Keep the next ones short and easy.`,
      todo: STAY,
    };
  },
  "rest-days": ({ rest }) => ({
    subject:
      rest.restDaysIn7 === 0 ? "Seven days, and a run on each" : "Few days off in the last seven",
    preheader: "Time for a day without a run.",
    headline:
      rest.restDaysIn7 === 0
        ? "You have run on each of the last seven days. Make the next one a day without a run."
        : "You had few days without a run lately. Make the next one such a day.",
    todo: "Plan the free days first and fill the others after. On a free day a swim, a walk or an easy ride is fine.",
  }),
  "training-strain": plain(
    "training-strain",
    "Set the easy days clearly apart from the hard ones.",
  ),
  "distance-progression": ({ week, previousWeek }, { units }) => {
    const now = en.distance(week.distanceM, units);
    const before = en.distance(previousWeek.distanceM, units);
    return {
      subject: `Your last seven days: ${now}, after ${before}`,
      preheader: "A big step up. How to go on from here.",
      headline: `Your last seven days came to ${now}, after ${before} in the seven before. Hold the next seven there, or below.`,
      todo: "Stay at this distance for a week before you add to it, and keep time and effort where they are meanwhile.",
    };
  },
  "duration-progression": ({ week, previousWeek }) => {
    const now = en.duration(week.movingS);
    const before = en.duration(previousWeek.movingS);
    return {
      subject: `Your last seven days: ${now} of running, after ${before}`,
      preheader: "A big step up. How to go on from here.",
      headline: `You ran for ${now} in the last seven days, after ${before} in the seven before. Hold the next seven there, or below.`,
      todo: "Stay at this time for a week before you add to it, and keep distance and effort where they are meanwhile.",
    };
  },
  "intensity-progression": plain(
    "intensity-progression",
    "Hold distance and time steady while the effort is up.",
  ),
  cadence: plain("cadence", "Change your step rate gradually, if at all."),
  "shoe-wear": plain("shoe-wear", "Have the next pair in mind."),
};

/** A pair at its first notice or at its last distance. `hasOwnLimit`: the runner set it, for this pair or all. */
export function shoeNudge(
  shoe: ShoeWear,
  hasOwnLimit: boolean,
  { units }: Pick<Reading, "units">,
): NudgeText & { readonly figure: string; readonly why: string; readonly label: string } {
  const { name } = shoe;
  const has = en.distance(shoe.distanceM, units, 0);
  const limit = en.distance(shoe.status === "replace" ? shoe.replaceAtM : shoe.noticeAtM, units, 0);
  const label = hasOwnLimit ? en.label.own : en.label.convention;
  const whose = hasOwnLimit ? "the limit you set" : "the usual limit, as you set none";
  if (shoe.status === "replace") {
    return {
      subject: `${name}: ${has}, time for the next pair`,
      preheader: `You replace them at ${limit}.`,
      headline: `${name} has ${has} on it, past the ${limit} for replacing it. Get the next pair.`,
      figure: `${has}; to replace at ${limit}, ${whose}`,
      why: "Shoes are commonly replaced between 300 and 500 miles. It is about wear, not an alarm: a worn or tilted sole tells you more than the number.",
      todo: "Choose a pair that fits your foot and how you land, and wear it on short runs first. Set this one to retired once you stop running in it.",
      label,
    };
  }
  return {
    subject: `${name}: ${has}, a first look at the soles`,
    preheader: `You replace them at ${en.distance(shoe.replaceAtM, units, 0)}.`,
    headline: `${name} has ${has} on it. Look at its soles, and have the next pair in mind.`,
    figure: `${has}; first notice at ${limit}, ${whose}; to replace at ${en.distance(shoe.replaceAtM, units, 0)}`,
    why: "From about 300 miles (480 km) it is worth looking at sole and heel. Nothing has to be done yet.",
    todo: "If the sole is worn through somewhere or tilts to one side, plan the next pair now; else run on.",
    label,
  };
}

type Unwell = Exclude<ConnectionHealth, { kind: "ok" }>;

export function connectionNudge(health: Unwell): NudgeText & { readonly why: string } {
  const service = titleOf(health.provider);
  if (health.kind === "consent-missing") {
    return {
      subject: `One permission is missing at ${service}`,
      preheader: "Until you give it, your runs don't reach us.",
      headline: `${service} doesn't let us see your activities. Connect again and leave that box ticked.`,
      why: "The connection itself works, but the permission to view your activities was not given. Without it no run reaches us, and no check-up is right.",
      todo: `Open Stridewell, connect ${service} again, and leave the boxes ticked that let us view your activities.`,
    };
  }
  if (health.reason === "ended") {
    return {
      subject: `Your connection to ${service} has ended`,
      preheader: "What came from there is erased here.",
      headline: `${service} told us that you took our access back. If you didn't mean to, connect again.`,
      why: `What came from ${service} is erased here, and nothing more is fetched. Your check-ins and settings are still here.`,
      todo: "If you meant it, there is nothing to do.",
    };
  }
  return {
    subject: "Your runs no longer reach us",
    preheader: `${service} asks you to connect again.`,
    headline: `${service} no longer accepts our connection to your account. Please connect it again.`,
    why: "Until then no new run reaches us, and the check-ups stand still. What we have is kept for 30 days at most.",
    todo: `Open Stridewell and connect ${service} again. It takes a minute.`,
  };
}

export const NUDGE_WORDS = {
  todo: "What to do",
  todoLabel: "Convention: a cautious custom, not tested in a trial",
  open: "Open Stridewell",
  sources: "Open your sources",
  settings: "Change what you get",
};

interface TopicText {
  readonly why: string;
  /** The link's own words. */
  readonly stop: string;
  readonly ask: { readonly title: string; readonly text: string; readonly button: string };
  readonly done: { readonly title: string; readonly text: string };
}

const topicText = (about: string, when: string): TopicText => ({
  why: `You get this because Stridewell may write to you ${when}. It does so twice a week at most, red flags aside.`,
  stop: `Stop messages about ${about}`,
  ask: {
    title: `Stop messages about ${about}?`,
    text: `Press the button and nothing more is sent to you ${when}. The weekly digest still tells of it, and a red flag after a check-in still reaches you.`,
    button: `Stop messages about ${about}`,
  },
  done: {
    title: `Messages about ${about} are stopped`,
    text: "If one is on its way at this very moment, it is the last. Everything else stays as it was.",
  },
});

/** Each topic in the footer of its emails, and on the page that stops it. */
export const NUDGE_TOPIC_TEXTS: Readonly<Record<NudgeTopic, TopicText>> = {
  load: topicText("your training load", "when a run or a week goes far beyond your usual"),
  rest: topicText("rest days", "when a week had no day without a run"),
  form: topicText("your running form", "when your steps change"),
  shoes: topicText("your shoes", "when a pair has come so far that it is worth a look"),
  connection: topicText("your connection", "when your runs stop reaching us"),
};
