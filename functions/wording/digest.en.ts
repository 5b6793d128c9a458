import type { TipId } from "../../domain/tips/catalogue.ts";
import { TIP_TEXTS } from "./tips.en.ts";

/** What a digest says around the figures: the routine, the way to a check-in, what did not arrive. */
export const digestWords = {
  mean: "4 weeks before, mean",
  longestOf30: "longest of the 30 days before",
  ceilingLine: (figure: string) => `Next week at most ${figure}`,

  routine: "Next week's routine",
  routineIntro:
    "Strength on two days, mobility on others. Mark what you did; the exercises grow with it.",
  routineWhileIll: "You told us that you are ill, so your routine waits until you are well.",
  beforeRun: (exercises: string) => `Before each run: ${exercises}.`,
  afterRun: (exercises: string) => `After each run: ${exercises}.`,
  session: { strength: "strength", mobility: "mobility" },
  sessionTitle: (day: string, date: string, session: string) => `${day} ${date}: ${session}`,
  done: "Done? Mark it",
  streak: (weeks: number) =>
    weeks === 1
      ? "You did two strength sessions or more last week. Keep it up."
      : `${weeks} weeks in a row with two strength sessions or more.`,
  moreRoutine: "The whole routine",

  moreShoes: "Change a pair or its limit",
  checkIn: {
    title: "How are your hips?",
    text: "A check-in takes a minute, and the next digest answers it. A danger sign is answered at once.",
    link: "Tell us how they are",
    again: "Tell us how it is now",
  },
  today: "Open your page",

  missed: {
    skipped: (dates: string, count: number) =>
      count === 1
        ? `The digest of ${dates} was skipped: it would have come more than three days late.`
        : `The digests of ${dates} were skipped: they would have come more than three days late.`,
    unknown: (dates: string, count: number) =>
      count === 1
        ? `The digest of ${dates} may not have reached you. It was not sent again, so that it can't come twice.`
        : `The digests of ${dates} may not have reached you. They were not sent again, so that none can come twice.`,
  },
};

/** `exerciseName("G1") // "clamshells"`: the title without what kind of exercise it is. */
export function exerciseName(tip: TipId): string {
  const { title } = TIP_TEXTS[tip];
  return title.slice(title.indexOf(":") + 1).trim();
}

/** The pages behind the links that a mail carries. */
export const actionPages = {
  done: {
    ask: {
      title: "Mark these as done?",
      text: (day: string) => `Your exercises of ${day}:`,
      button: "Yes, done",
    },
    saved: {
      title: "Noted",
      text: "Well done. The next digest counts it.",
      link: "See the whole routine",
    },
  },
  expired: {
    title: "This link is too old",
    text: "Links in a mail work for two weeks. Please use the newest mail, or your own page.",
    link: "Open your page",
  },
  refused: {
    title: "This link doesn't work",
    text: "It may have been cut off in the email, or replaced by a newer one. Please use the link in the latest mail.",
  },
};
