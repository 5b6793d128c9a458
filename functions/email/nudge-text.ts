import { wrap } from "./digest-text.ts";
import type { NudgeView } from "./nudge-view.ts";

/** The nudge for a client that shows no HTML. The first line says what was seen, and what to do. */
export function nudgeText(view: NudgeView): string {
  const { seen, todo, settings, stop, open } = view;
  const lines = [seen.title, seen.figure, ...seen.why].filter((line) => line !== null);
  const blocks = [
    wrap(view.headline),
    ...(view.generated === null ? [] : [wrap(view.generated)]),
    [...lines.map((line) => wrap(line)), ...seen.labels.map((label) => wrap(`[${label}]`))].join(
      "\n",
    ),
    [
      todo.title.toUpperCase(),
      wrap(todo.text),
      ...(todo.label === null ? [] : [wrap(`[${todo.label}]`)]),
    ].join("\n"),
    `${open.text}: ${open.url}`,
    "-".repeat(24),
    ...view.footer.map((line) => wrap(line)),
    ...(stop === null ? [] : [`${settings.text}: ${settings.url}\n${stop.text}: ${stop.url}`]),
  ];
  return `${blocks.join("\n\n")}\n`;
}
