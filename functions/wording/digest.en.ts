import type { TipId } from "../../domain/tips/catalogue.ts";
import { digestReason } from "./pages.en.ts";
import { TIP_TEXTS } from "./tips.en.ts";

/**
 * What a digest says around the figures: the routine, the way to a check-in, the emails that didn't arrive.
 */
export const digestWords = {
  mean: "Average, 4 weeks before",
  longestOf30: "longest in the 30 days before",
  ceilingLine: (figure: string) => `Next week at most ${figure}`,

  routine: "Next week's routine",
  routineIntro:
    "Strength on two days, mobility on others. Leave out whatever hurts. Mark what you do, and the exercises build up with it.",
  routineWhileIll: "You told us you are ill, so your routine waits until you are well again.",
  beforeRun: (exercises: string) => `Before each run: ${exercises}.`,
  afterRun: (exercises: string) => `After each run: ${exercises}.`,
  session: { strength: "strength", mobility: "mobility" },
  sessionTitle: (day: string, date: string, session: string) => `${day} ${date}: ${session}`,
  done: "Done? Mark it",
  streak: (weeks: number) =>
    weeks === 1
      ? "One week with two or more strength sessions. Keep it up."
      : `${weeks} weeks in a row with two or more strength sessions.`,
  moreRoutine: "See the whole routine",

  moreShoes: (others: number) =>
    others === 0
      ? "Change a pair or its limits"
      : `See ${others === 1 ? "the other pair" : `the other ${others} pairs`}, or change a pair or its limits`,
  checkIn: {
    title: "How are your hips?",
    text: "A check-in takes a minute, and your next digest answers it. A danger sign is answered at once.",
    link: "Tell us how they are",
    again: "Tell us how it is now",
  },
  today: "Open your page",
  /** For a runner without a known run, beside the link of that name. */
  begin: "Open your page to connect a service, upload files or add a run yourself.",

  missed: {
    skipped: (dates: string, count: number) =>
      count === 1
        ? `The digest for ${dates} was skipped: it would have been more than three days late.`
        : `The digests for ${dates} were skipped: they would have been more than three days late.`,
    unknown: (dates: string, count: number) =>
      count === 1
        ? `The digest for ${dates} may not have reached you. We didn't send it again, so that you can't get it twice.`
        : `The digests for ${dates} may not have reached you. We didn't send them again, so that you can't get any of them twice.`,
  },
};

/** Comes in place of a digest that could only be wrong (ADR 10). */
export const noDigest = {
  subject: "No digest this week: Strava isn't connected",
  preheader: "Connect it again, and the next one comes as usual.",
  before: [
    "Strava no longer lets us read your runs, and what we have from there has expired or isn't complete. What is left could look like weeks of rest, and your next run like a jump, so we judge nothing rather than tell you something wrong.",
  ],
  button: "Connect Strava again",
  after: [
    "If another source reports every one of your runs, you can disconnect Strava on the same page instead. The digest then goes on without it.",
    "Check-ins work as before, and nothing you told us is lost.",
  ],
  why: digestReason,
  stop: "Stop the weekly digest",
};

/** `exerciseName("G1") // "clamshells"`: the title without the kind of exercise. */
export function exerciseName(tip: TipId): string {
  const { title } = TIP_TEXTS[tip];
  return title.slice(title.indexOf(":") + 1).trim();
}

/** The pages behind the links in an email. */
export const actionPages = {
  done: {
    ask: {
      title: "Mark these as done?",
      text: (day: string) => `Your exercises for ${day}:`,
      button: "Yes, done",
    },
    already: {
      title: "These are done",
      text: (day: string) =>
        `Your exercises for ${day} are marked as done. If that's not right, untick them in your routine.`,
      link: "Open your routine",
    },
    early: {
      title: "That day hasn't come yet",
      text: (day: string) =>
        `This link is for your exercises on ${day}. Nothing was noted. If you have done them already, tick them under today in your routine.`,
      link: "Open your routine",
    },
    saved: {
      title: "Noted",
      text: "Well done. Your next digest counts it.",
      link: "See the whole routine",
    },
  },
  expired: {
    title: "This link has expired",
    text: "Links in an email work for two weeks. Please use the latest email, or your own page.",
    link: "Open your page",
  },
  refused: {
    title: "This link doesn't work",
    text: "It may have been cut off in the email, or replaced by a newer one. Please use the link in the latest email, or tick what you did in your routine.",
    link: "Open your routine",
  },
};
