import type { ProviderName } from "../providers/table.ts";

interface ProviderWords {
  readonly lead: string;
  /** What is read there, and what for. */
  readonly reads: string;
  /** Where runners find a key of their own; empty if the service has none. */
  readonly keyHint: string;
}

/** `activityCount(1) // "1 activity"` */
export const activityCount = (count: number) =>
  count === 1 ? "1 activity" : `${count} activities`;

/** What the page of all sources says about each service. */
const WORDS: Readonly<Record<ProviderName, ProviderWords>> = {
  polar: {
    lead: "Connect Polar Flow and every run arrives by itself, a minute after your watch has synced.",
    reads:
      "Your exercises are read: day, distance, time, heart rate, and how hard you said it was. Polar passes on those of the last 30 days, and only what was synced after you connected.",
    keyHint: "",
  },
  suunto: {
    lead: "Connect the Suunto app and every run arrives by itself, as soon as your watch has synced.",
    reads:
      "Your workouts are read: day, distance, time, heart rate and steps, of the last 180 days and from now on. Suunto doesn't pass on how hard you said it was; you can say so by adding the run by hand as well.",
    keyHint: "",
  },
  intervals: {
    lead: "Connect intervals.icu, and the runs of a Garmin, COROS, Suunto, Wahoo or other watch that sends them there arrive here too.",
    reads:
      "Your activities are read: day, distance, time, heart rate, cadence, and how hard you said it was. It may not pass on activities that came to it from Strava; how many there are is shown here. It takes in no new activities for whoever hasn't opened it for 90 days, unless they pay for it: so open it now and then.",
    keyHint:
      "You'll find it at the bottom of your settings at intervals.icu, as API key. It is kept encrypted.",
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
    button: (title: string) => `Connect ${title} with this key`,
    faults: {
      noKey: (title: string) =>
        `A key from ${title} is one word of letters and digits. Nothing was changed: please copy it again, in full.`,
      refused: (title: string) =>
        `${title} didn't accept this key. Nothing was changed: please copy it again, in full.`,
    },
  },
  stored: (title: string) =>
    `What comes from ${title} is kept until you disconnect it, then erased. Stridewell never writes anything there.`,
  connected: (title: string) => `${title} is connected. New runs arrive by themselves.`,
  fetching: (days: number) => `The last ${days} days are about to be fetched.`,
  running: (days: number, activities: number) =>
    `Here so far: ${activityCount(activities)} from the last ${days} days.`,
  fetched: (days: number, activities: number) =>
    `When you connected, ${activityCount(activities)} came in from the ${days} days before.`,
  noHistory: (title: string, days: number) =>
    `When you connected, ${title} passed on no activities from the ${days} days before.`,
  withheld: (title: string, count: number) =>
    count === 1
      ? `${title} has 1 more activity that came to it from Strava, and may not pass it on. Connect Strava itself, or your watch's own service, to have it here too.`
      : `${title} has ${count} more activities that came to it from Strava, and may not pass them on. Connect Strava itself, or your watch's own service, to have them here too.`,
  needsConsent: (title: string) =>
    `${title} no longer lets Stridewell read your runs. If you withdrew access there, what came from ${title} is erased by itself. If not, connect again and nothing is lost.`,
  leaving: (title: string) =>
    `${title} is being disconnected: what came from it will be erased within a few minutes.`,
  disconnect: {
    title: (title: string) => `Disconnect ${title}`,
    text: (title: string) =>
      `Withdraws Stridewell's access at ${title} and erases all runs that came from there. What you told Stridewell yourself stays.`,
    textOfKey: (title: string) =>
      `Deletes your key here and erases all runs that came from ${title}. You can revoke the key itself there, in your settings. What you told Stridewell yourself stays.`,
    button: (title: string) => `Disconnect ${title} and erase its data`,
  },
  back: "Back",
};

type Words = { readonly title: string; readonly text: string };

const ANSWERS = {
  "not-ours": () => ({
    title: "Please start connecting from here",
    text: "This address was opened without a request from us, or more than a quarter of an hour after one. Nothing was changed.",
  }),
  "not-set-up": (title) => ({
    title: `${title} isn't set up here`,
    text: `Whoever runs this Stridewell has to create an application of their own at ${title} and enter it here. Nothing was changed.`,
  }),
  denied: (title) => ({
    title: "Nothing was connected",
    text: `You said no at ${title}, so nothing was stored. You can connect at any time.`,
  }),
  refused: (title) => ({
    title: `${title} didn't accept it`,
    text: "It was too old, already used, or mistyped. Nothing was changed: please start again.",
  }),
  forbidden: (title) => ({
    title: `Something is missing at ${title}`,
    text: `${title} didn't let us read your runs: a permission was left out, or there is something to agree to in your account there. Nothing was changed; please connect again once that is done.`,
  }),
  "try-again": (title) => ({
    title: `${title} isn't answering`,
    text: "Nothing was changed. Please try again in a few minutes.",
  }),
  "too-often": () => ({
    title: "Too many tries",
    text: "Nothing was changed. Please try again tomorrow.",
  }),
  "application-refused": (title) => ({
    title: `${title} is refusing this Stridewell`,
    text: "Its application there has been closed, or its secret has changed. It isn't your fault; please tell whoever runs it.",
  }),
  "account-taken": (title) => ({
    title: `This ${title} account is connected to someone else`,
    text: `A ${title} account belongs to one runner here. If both are you, sign in with the other address and disconnect it there first.`,
  }),
  "other-account": (title) => ({
    title: `Another ${title} account is connected`,
    text: "You are connected with a different account. Disconnect that one first; nothing was changed.",
  }),
  "being-erased": (title) => ({
    title: "Still erasing",
    text: `What came from ${title} before is still being erased. Please connect again in five minutes.`,
  }),
} satisfies Record<string, (title: string) => Words>;

/** What a runner reads after a service has answered. */
export function connectAnswersOf(what: keyof typeof ANSWERS, title: string): Words {
  return ANSWERS[what](title);
}
