import type { ConnectionHealth } from "../ports/connections.ts";
import { titleOf } from "../providers/sources.ts";

/** What sources that aren't services are called, and the page that says which one counts, in English. */
const NAMES: Readonly<Record<string, string>> = {
  "strava-export": "Strava export",
  file: "a file",
  manual: "your own entries",
  own: "your own list",
};

/** `sourceName("polar") // "Polar"`; a source without a name here is called by its own. */
export function sourceName(source: string): string {
  return NAMES[source] ?? titleOf(source);
}

/** Goes with figures that a service's runs may be missing from; null if all is well. */
export function missingRuns(health: ConnectionHealth): string | null {
  if (health.kind === "ok") return null;
  const service = titleOf(health.provider);
  if (health.kind === "consent-missing") {
    return `Runs from ${service} don't reach us, because a permission is missing there. Until you connect it again, its new runs are missing from these figures.`;
  }
  return health.reason === "ended"
    ? `Your connection to ${service} has ended, so nothing that came from there counts in these figures.`
    : `Runs from ${service} no longer reach us, because it doesn't accept our connection any more. Until you connect it again, its new runs are missing from these figures.`;
}

export const sourcesPage = {
  title: "Which source counts",
  lead: "A run that several of your sources record counts once: as the first of them on this list has it. What that one doesn't know about the run isn't taken from another. There are two exceptions: your own rating of how hard it was, and the pair of shoes.",
  same: "Two records are taken to be the same run when they began within 2 minutes of each other and took as long, give or take 5%, even if a distance was corrected in one of them. Where pauses make their times differ, or a source hides the time of day and only the day is known, they must have gone as far too. One without a distance, or with one that nobody can have run, counts only where none of the others has a better one.",
  split: "If two runs were taken for one, you can say so on Training, in the table of single runs.",
  usual:
    "Unless you say otherwise, the service of your watch comes first, since it has the run first-hand. Then come services the run was passed on to, then files, and last your own entries, which stand in until the watch's record arrives.",
  one: (source: string) =>
    `All your runs come from one source (${source}), so there is nothing to choose.`,
  none: "No run has reached us yet.",
  told: (told: number, counted: number) =>
    `${told.toLocaleString("en")} received, ${counted.toLocaleString("en")} of them counted`,
  up: "Count before the one above",
  upOf: (source: string) => `: ${source}`,
  usualOrder: "Back to the usual order",
  apart: {
    title: "Two runs that look like one",
    text: "You said these are two runs, so both count.",
    run: (date: string, distance: string, source: string) => `${date}, ${distance} (${source})`,
    and: (one: string, other: string) => `${one} and ${other}`,
    together: "One run after all",
  },
  done: {
    order: "Saved. All figures follow this order from now on.",
    apart: "Saved: these are two runs, and both count.",
    together: "Saved: this is one run, and it counts once.",
  },
  gone: {
    title: "These are no longer two records of one run",
    text: "Nothing was changed. One of them may have been deleted or changed at its source in the meantime.",
  },
  training: "Go to Training",
};

/** Beside a run on the page Training. */
export const alsoFrom = {
  also: (sources: string) => `also from ${sources}`,
  apart: "These are two runs",
  apartOf: (date: string, source: string) => `, the one of ${date} and the one from ${source}`,
};
