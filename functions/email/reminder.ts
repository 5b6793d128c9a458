import type { RenderedEmail } from "./digest.ts";
import { wrap } from "./digest-text.ts";
import { reminderHtml } from "./reminder.generated.ts";
import type { ReminderView } from "./reminder-view.ts";

/** A reminder as it leaves: one subject line, the HTML part, and a text part that was written, not stripped. */
export function renderReminder(view: ReminderView): RenderedEmail {
  return { subject: view.subject, html: reminderHtml(view), text: reminderText(view) };
}

function reminderText(view: ReminderView): string {
  const link = ({ text, url }: ReminderView["done"]) => `${text}: ${url}`;
  const blocks = [
    view.heading,
    ...(view.generated === null ? [] : [wrap(view.generated)]),
    ...view.exercises.map(({ name, dose, how }) => `${name}, ${dose}\n${wrap(how)}`),
    ...view.aroundRun.map((line) => wrap(line)),
    link(view.done),
    ...(view.streak === null ? [] : [wrap(view.streak)]),
    `${view.care}\n${link(view.checkIn)}`,
    link(view.routine),
    "-".repeat(24),
    ...view.footer.map((line) => wrap(line)),
    link(view.settings),
    link(view.stop),
  ];
  return `${blocks.join("\n\n")}\n`;
}
