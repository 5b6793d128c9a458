import { digestWords } from "./digest.en.ts";

/** What a reminder says, and the page that stops it. */
export const reminderWords = {
  subject: (day: string) => `${day}'s routine`,
  preheader: (count: number) =>
    count === 1 ? "One exercise, a few minutes." : `${count} exercises, a few minutes each.`,
  heading: (day: string) => `Your routine for ${day}`,
  beforeRun: (exercises: string) => `If you run today, warm up first: ${exercises}.`,
  afterRun: (exercises: string) => `After the run: ${exercises}.`,
  done: "Done? Mark it",
  streak: digestWords.streak,
  care: "Leave out whatever hurts, and tell us.",
  checkIn: "Tell us how your hips are",
  routine: "The whole routine, with drawings",
  why: "You get this because you chose this day and hour for a reminder of your routine.",
  settings: "Choose other days",
  stop: "Stop the reminders",
};

export const reminderPages = {
  ask: {
    title: "Stop the reminders?",
    text: "Press the button, and you get no more emails to remind you of your routine. Your calendar and the weekly digest stay as they are.",
    button: "Stop the reminders",
  },
  done: {
    title: "The reminders have stopped",
    text: "If one is already on its way, it is the last. You can turn them on again in the settings.",
  },
};
