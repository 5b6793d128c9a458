import { titleOf } from "../providers/sources.ts";

/** What sources are called that are no services, and the page that says which one counts, in English. */
const NAMES: Readonly<Record<string, string>> = {
  "strava-export": "Strava export",
  file: "a file",
  manual: "typed by hand",
  own: "your own list",
};

/** `sourceName("polar") // "Polar"`; one that nobody named here is called as it calls itself. */
export function sourceName(source: string): string {
  return NAMES[source] ?? titleOf(source);
}

export const sourcesPage = {
  title: "Which source counts",
  lead: "A run that several of your sources tell counts once: as the first of them on this list tells it. Nothing is mixed, so what that one doesn't know of the run is not taken from another.",
  same: "Two are taken for the same run when they began within 2 minutes of each other and took as long and went as far, give or take 5%. Without a distance, one counts only where no other has it. Where a source hides the time of day, the same day is enough.",
  usual:
    "Unless you say otherwise, the service of your watch comes first, since it has the run first-hand. Then those it was passed on to, then files, and last what was typed: that stands in until the watch's own comes.",
  one: (source: string) =>
    `All of your runs come from one source (${source}), so there is nothing to choose.`,
  none: "No run has reached us yet.",
  told: (told: number, counted: number) =>
    `${told.toLocaleString("en")} told, ${counted.toLocaleString("en")} of them counted`,
  up: "Count before the one above",
  upOf: (source: string) => `Count ${source} before the one above`,
  usualOrder: "Back to the usual order",
  apart: {
    title: "Two runs that look like one",
    text: "You said that these are two runs, so both count.",
    run: (date: string, distance: string, source: string) => `${date}, ${distance} (${source})`,
    and: (one: string, other: string) => `${one} and ${other}`,
    together: "One run after all",
  },
  done: {
    order: "Kept. All figures follow this order from now on.",
    apart: "Kept: these are two runs, and both count.",
    together: "Kept: that is one run, and counts once.",
  },
  gone: {
    title: "These are not two tellings of one run any more",
    text: "Nothing was changed. One of them may have been deleted or changed at its source meanwhile.",
  },
  training: "To your training",
};

/** Beside a run on the page Training. */
export const alsoFrom = {
  also: (sources: string) => `also from ${sources}`,
  apart: "These are two runs",
  apartOf: (date: string, source: string) => `, the one of ${date} and the one from ${source}`,
};
