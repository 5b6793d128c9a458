import type { ProviderName } from "../providers/table.ts";

interface ProviderWords {
  readonly lead: string;
  /** What is read there, and what for. */
  readonly reads: string;
  /** Where a runner finds a key of their own; empty where there is none. */
  readonly keyHint: string;
}

/** What the page of all sources says of each service. */
const WORDS: Readonly<Record<ProviderName, ProviderWords>> = {
  polar: {
    lead: "Connect Polar Flow and every run arrives by itself, a minute after your watch has synced.",
    reads:
      "Your exercises are read: day, distance, time, heart rate, and how hard you said it was. Polar tells those of the last 30 days, and only what was synced after you connected.",
    keyHint: "",
  },
  suunto: {
    lead: "Connect the Suunto app and every run arrives by itself, as soon as your watch has synced.",
    reads:
      "Your workouts are read: day, distance, time, heart rate and steps, of the last 180 days and from now on. Suunto does not tell how hard you said it was; a run that you type in as well does.",
    keyHint: "",
  },
  intervals: {
    lead: "Connect intervals.icu and the runs of a Garmin, COROS, Suunto, Wahoo or other watch that sends them there arrive here too.",
    reads:
      "Your activities are read: day, distance, time, heart rate, cadence, and how hard you said it was. Those that came to intervals.icu from Strava it may not pass on; how many these are is told here.",
    keyHint: "It stands at the bottom of intervals.icu's settings, as API key. It is kept sealed.",
  },
};

export function wordsOf(name: string): ProviderWords {
  const found = Object.entries(WORDS).find(([known]) => known === name);
  return found?.[1] ?? { lead: "", reads: "", keyHint: "" };
}

/** The page of all sources, for a service by its title. */
export const providerPage = {
  connect: (title: string) => `Connect with ${title}`,
  key: {
    label: (title: string) => `Your own key from ${title}`,
    button: (title: string) => `Connect ${title} by this key`,
  },
  stored: (title: string) =>
    `What comes from ${title} is kept until you disconnect it, and erased then. Stridewell never writes anything there.`,
  connected: (title: string) => `${title} is connected. New runs arrive by themselves.`,
  fetching: (days: number) => `The last ${days} days are about to be fetched.`,
  running: (days: number, activities: number) =>
    `${activities} activities of the last ${days} days are here so far.`,
  fetched: (days: number, activities: number) =>
    `The last ${days} days were compared: ${activities} activities are here.`,
  noHistory: (title: string, days: number) =>
    `${title} tells of no activity of the last ${days} days. Your next run arrives by itself.`,
  withheld: (title: string, count: number) =>
    `${title} knows of ${count} more activities that came to it from Strava, and may not pass them on. Connect Strava itself, or your watch's own service, to have them here too.`,
  needsConsent: (title: string) =>
    `${title} no longer lets Stridewell read your runs. If you took the access back there, what came from ${title} is erased by itself. If not, connect again and nothing is lost.`,
  leaving: (title: string) =>
    `${title} is being disconnected: what came from there is erased within a few minutes.`,
  disconnect: {
    title: "Disconnect",
    text: (title: string) =>
      `Takes Stridewell's access back at ${title} and erases all runs that came from there. What you told Stridewell yourself stays.`,
    textOfKey: (title: string) =>
      `Forgets your key and erases all runs that came from ${title}. The key itself you can end there, in your settings. What you told Stridewell yourself stays.`,
    button: (title: string) => `Disconnect ${title} and erase its data`,
  },
  back: "Back",
};

type Words = { readonly title: string; readonly text: string };

const ANSWERS = {
  "not-ours": () => ({
    title: "Connecting has to begin here",
    text: "This address was opened without a request of ours, twice, or more than a quarter of an hour after it. Nothing was changed.",
  }),
  "not-set-up": (title) => ({
    title: `${title} is not set up here`,
    text: `Whoever runs this Stridewell has to enter an application of their own at ${title}. Nothing was changed.`,
  }),
  denied: (title) => ({
    title: "Nothing was connected",
    text: `You said no at ${title}, so nothing was stored. You can connect at any time.`,
  }),
  refused: (title) => ({
    title: `${title} did not accept it`,
    text: "It was too old, used already, or mistyped. Nothing was changed: please begin again.",
  }),
  forbidden: (title) => ({
    title: `Something is missing at ${title}`,
    text: `${title} did not let us read your runs: a permission was left out, or there is something to agree to in your account there. Nothing was changed; please connect again after that.`,
  }),
  "no-key": (title) => ({
    title: "That is no key",
    text: `A key of ${title}'s is one word of letters and digits. Nothing was changed: please copy it again, whole.`,
  }),
  "try-again": (title) => ({
    title: `${title} gives no answer`,
    text: "Nothing was changed. Please try again in a few minutes.",
  }),
  "application-refused": (title) => ({
    title: `${title} refuses this Stridewell`,
    text: "Its application there has another password, or was ended. It is no fault of yours; please tell whoever runs it.",
  }),
  "athlete-taken": (title) => ({
    title: `This ${title} account is connected to somebody else`,
    text: `A ${title} account belongs to one runner here. If both are you, sign in with the other address and disconnect it there first.`,
  }),
  "other-account": (title) => ({
    title: `Another ${title} account is connected`,
    text: "You are connected with a different account. Disconnect that one first; nothing was changed.",
  }),
  "being-erased": (title) => ({
    title: "Still erasing",
    text: `What came from ${title} before is being erased. Please connect again in five minutes.`,
  }),
} satisfies Record<string, (title: string) => Words>;

/** What a runner reads after an answer of a service's. */
export function connectAnswersOf(what: keyof typeof ANSWERS, title: string): Words {
  return ANSWERS[what](title);
}
