import { describe, expect, it } from "vitest";
import { renderReminder } from "../../../functions/email/reminder.ts";
import { reminderView } from "../../../functions/email/reminder-view.ts";
import { reminderSamples } from "../../../infra/email/samples.ts";
import { untied } from "../../support/email-html.ts";

const rendered = reminderSamples().map(({ name, context }) => ({
  name,
  context,
  view: reminderView(context),
  ...renderReminder(reminderView(context)),
}));

describe("every reminder", () => {
  it.each(rendered)("$name says the same in both parts", ({ view, html, text }) => {
    const flat = text.replaceAll(/\s+/g, " ");
    const lines = view.exercises.flatMap(({ name, dose, how }) => [name, dose, how]);
    for (const line of [view.heading, view.care, ...view.aroundRun, ...view.footer, ...lines]) {
      expect(flat).toContain(line);
      expect(untied(html)).toContain(line.replaceAll("&", "&amp;").replaceAll("'", "&#39;"));
    }
    for (const { url } of [view.done, view.routine, view.checkIn, view.settings, view.stop]) {
      expect(html).toContain(`href="${url}"`);
      expect(text).toContain(url);
    }
  });

  it("takes no address that could run something or end a header", () => {
    const [sample] = rendered;
    if (sample === undefined) throw new Error("no sample");
    const { context } = sample;
    for (const done of ["javascript:alert(1)", "https://run.example/a\r\nBcc: a@b.example"]) {
      expect(() => reminderView({ ...context, urls: { ...context.urls, done } })).toThrow(
        TypeError,
      );
    }
  });
});
