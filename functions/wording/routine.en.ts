import * as en from "./en.ts";

/** The page of the exercises. */
export const routinePage = {
  title: "Routine",
  lead: "Strength twice a week, a few minutes of warm-up before a run and of stretching after it. Two short sessions, kept up, count for more than a long one now and then. Leave out whatever hurts, and tell us in a check-in.",
  label: en.label.advice,
  whileIll: "You told us you are ill: leave these until you are well again.",
  weeks: { now: "This week", last: "Last week" },
  weeksLabel: "Which week",
  today: "today",
  none: "Nothing noted for this day.",
  free: "Nothing planned for this day.",
  runDay: "You usually run on this day: warm up before, stretch after.",
  groups: {
    beforeRun: "Before a run",
    afterRun: "After a run",
    strength: "Strength",
    mobility: "Mobility",
    others: "Something else",
  },
  intros: {
    beforeRun: "Loosely, one after the other, in about five minutes.",
    afterRun: "Gently. Keep breathing, and hold each one still.",
    strength: "Slowly, with good form. What you did counts, and the dose goes up with it.",
    mobility: "Small and slow, on any day.",
  },
  instead: "Did something else instead?",
  othersTitle: "Others that suit you now",
  othersIntro: "Swap one in if you like it better.",
  note: (done: number) => (done === 0 ? "Note what you did" : `${done} noted`),
  save: "Save",
  saved: "Noted.",
  undo: "Undo",
  streakTitle: "Your streak",
  streak: (weeks: number) =>
    weeks === 0
      ? "A week counts if it has strength on two or more days. This can be the first."
      : weeks === 1
        ? "1 week with strength on two or more days."
        : `${weeks} weeks in a row with strength on two or more days.`,
  thisWeek: (days: number) =>
    `This week so far: ${days === 1 ? "1 day" : `${days} days`} with strength.`,
  sources: "Where this comes from",
  plan: {
    title: "Reminders and calendar",
    none: "You haven't chosen your days yet, so we choose them, and you get no reminders.",
    days: (days: string, hour: string) => `You do it on ${days} at ${hour}.`,
    mailed: "An email reminds you.",
    unmailed: "No email reminds you.",
    change: "Choose days, hour and email",
    /** Why nothing comes for now. */
    quiet: {
      pause: "While you pause, no email reminds you, and your calendar leaves these days out.",
      hip: "While no exercise is suggested, no email reminds you, and your calendar is empty.",
    },
    feed: "Your calendar can show these days: subscribe to a private address, which gives away nothing but the time.",
    make: "Make a private address",
    address: "Your calendar's address",
    subscribe: "Subscribe on this device",
    how: "Elsewhere: add a calendar by its address, and paste this one. Anyone who has it can see when you practise, so keep it to yourself.",
    renew: "Make a new address",
    renewHint: "The old one then stops working at once, wherever it is used.",
    drop: "Remove the address",
  },
  refused: {
    title: "Nothing was noted",
    day: "You can note what you did on any day of the last two weeks, today included. Go back and choose one.",
    exercise: "We don't know that exercise. Reload the page and try again.",
    link: "Back to the routine",
  },
};

/** What a calendar shows, on whatever screen: that it is time, and nothing about health. */
export const calendarWords = {
  name: "Stridewell",
  title: "Stridewell: routine",
  text: (url: string) => `Today's exercises, and boxes to tick: ${url}`,
  gone: {
    title: "We can't find that calendar",
    text: "Its address may have been replaced by a newer one. You'll find yours on the Routine page.",
    link: "Open your routine",
  },
};
