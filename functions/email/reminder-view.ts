import type { RoutineItem } from "../../domain/tips/weekly-routine.ts";
import { exerciseName } from "../wording/digest.en.ts";
import * as en from "../wording/en.ts";
import { reminderWords as words } from "../wording/reminder.en.ts";
import { reportWords } from "../wording/report.en.ts";
import { doseText, TIP_TEXTS } from "../wording/tips.en.ts";
import { webAddress } from "./web-address.ts";

export interface ReminderContext {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly exercises: readonly RoutineItem[];
  /** Empty if the runner doesn't usually run on that day. */
  readonly beforeRun: readonly RoutineItem[];
  readonly afterRun: readonly RoutineItem[];
  readonly streakWeeks: number;
  readonly generated: boolean;
  /** What the runs' sources require to be said beside anything made from them. */
  readonly credits: readonly string[];
  readonly urls: {
    readonly app: string;
    readonly routine: string;
    readonly checkIn: string;
    readonly settings: string;
    readonly done: string;
    readonly unsubscribe: string;
  };
}

interface Link {
  readonly text: string;
  readonly url: string;
}

/** All that a reminder shows, already in words: the template and the text part only lay it out. */
export interface ReminderView {
  readonly lang: string;
  readonly dir: string;
  readonly subject: string;
  /** What an inbox shows after the subject; like the subject, fit for a lock screen. */
  readonly preheader: string;
  readonly appUrl: string;
  readonly heading: string;
  readonly generated: string | null;
  readonly exercises: readonly {
    readonly name: string;
    readonly dose: string;
    readonly how: string;
  }[];
  readonly aroundRun: readonly string[];
  readonly done: Link;
  readonly streak: string | null;
  readonly care: string;
  readonly checkIn: Link;
  readonly routine: Link;
  readonly footer: readonly string[];
  readonly settings: Link;
  readonly stop: Link;
}

/**
 * Puts a day's exercises into the words of a reminder.
 *
 * @throws TypeError when one of `context.urls` is not a plain http or https URL
 */
export function reminderView(context: ReminderContext): ReminderView {
  const { day, exercises, beforeRun, afterRun, urls } = context;
  const names = (items: readonly RoutineItem[]) =>
    en.list(items.map(({ tip }) => exerciseName(tip)));
  return {
    lang: en.lang,
    dir: en.dir,
    subject: words.subject(en.dayName(day)),
    preheader: words.preheader(exercises.length),
    appUrl: webAddress(urls.app),
    heading: words.heading(en.dayName(day)),
    generated: context.generated ? reportWords.generated : null,
    exercises: exercises.map(({ tip, dose }) => ({
      name: en.sentence(exerciseName(tip)),
      dose: doseText(dose),
      how: TIP_TEXTS[tip].text,
    })),
    aroundRun: [
      ...(beforeRun.length === 0 ? [] : [words.beforeRun(names(beforeRun))]),
      ...(afterRun.length === 0 ? [] : [words.afterRun(names(afterRun))]),
    ],
    done: { text: words.done, url: webAddress(urls.done) },
    streak: context.streakWeeks === 0 ? null : words.streak(context.streakWeeks),
    care: words.care,
    checkIn: { text: words.checkIn, url: webAddress(urls.checkIn) },
    routine: { text: words.routine, url: webAddress(urls.routine) },
    footer: [en.label.advice, words.why, reportWords.notDiagnosis, ...context.credits],
    settings: { text: words.settings, url: webAddress(urls.settings) },
    stop: { text: words.stop, url: webAddress(urls.unsubscribe) },
  };
}
