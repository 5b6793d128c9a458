import type { Scope } from "../providers/strava/oauth.ts";
import { activityCount } from "./providers.en.ts";

/** The page of the services that runs come from, in English. */
export const connectPage = {
  title: "Where your runs come from",
  lead: "Connect the services that your watch or phone sends your runs to; more than one is fine. Each can be disconnected on its own, which erases what came from it and nothing else.",
  toToday: "See what your runs say today",
  none: {
    lead: "Connect Strava and every run arrives here by itself, a minute after you save it. Strava asks you what Stridewell may read; Stridewell never writes anything there.",
    reads: "What is read, and what for",
    stored:
      "Runs from Strava are kept for only a few days and fetched again each night, as Strava's terms ask, unless whoever runs this Stridewell has decided otherwise. Disconnecting erases them.",
    button: "Connect with Strava",
  },
  scopes: {
    read: "Who you are there: your id, nothing more.",
    "activity:read": "Your runs: day, distance, time, heart rate and cadence.",
    "activity:read_all":
      "Your private runs and those with a hidden start: without them your load looks lower than it is, and a spike can be missed.",
    "profile:read_all":
      "Your shoes and their distance: without them you can't be told before a pair is worn out.",
  } satisfies Record<Scope, string>,
  connected: {
    lead: "Strava is connected. New runs arrive by themselves.",
    missing: "Some permissions are missing",
    missingText: "Stridewell works with what it has. This is what is missing:",
    askAgain: "Ask Strava again",
    profile: "View your profile on Strava",
  },
  backfill: {
    title: "Your history",
    waiting: "The last 180 days are about to be fetched.",
    running: (activities: number) =>
      `Here so far: ${activityCount(activities)} from the last 180 days. You can leave this page: the rest follows by itself.`,
    done: (activities: number) =>
      `When you connected, ${activityCount(activities)} came in from the 180 days before.`,
    here: "The last 180 days are here.",
    comparing: "They will be compared with Strava once more, and then judged.",
    none: "When you connected, Strava had no activities from the 180 days before.",
  },
  needsConsent: {
    refused:
      "Strava no longer lets Stridewell read your runs. If you withdrew access there, what came from Strava is erased by itself. If not, connect again and nothing is lost.",
    "missing-scope":
      "Stridewell lacks the permission at Strava that it needs to read your runs. Ask again, and leave the boxes for your activities ticked.",
    noDigest:
      "Once what came from Strava has expired, nothing is judged and no digest is sent, even if other sources report your runs. If they report every one of them, disconnect Strava, and the digest goes on without it.",
    button: "Connect with Strava again",
  },
  leaving: {
    lead: "Strava is being disconnected: what came from it will be erased within a few minutes. If Strava itself can't be reached, you can also remove Stridewell at strava.com, under Settings, My Apps.",
  },
  disconnect: {
    title: "Disconnect Strava",
    text: "Withdraws Stridewell's access at Strava and erases all runs and shoes that came from there. What you told Stridewell yourself stays.",
    button: "Disconnect Strava and erase its data",
  },
  without: {
    title: "Without a service",
    files: "Upload files from a watch, or an export",
    typed: "Add a run that no watch recorded",
  },
  notSetUp:
    "Strava isn't set up here yet. Whoever runs this Stridewell has to create an API application of their own at Strava and enter it here; until then, runs come from files.",
  brand: "Powered by Strava",
};

export const connectAnswers = {
  "not-ours": {
    title: "Please start connecting from here",
    text: "This address was opened without a request from us, or more than a quarter of an hour after one. Nothing was changed.",
  },
  denied: {
    title: "Nothing was connected",
    text: "You said no at Strava, so nothing was stored. You can connect at any time.",
  },
  "needs-activities": {
    title: "Stridewell can't see any runs",
    text: "The boxes for your activities were unticked at Strava. Without them there is nothing to watch, so nothing was connected.",
  },
  "invalid-grant": {
    title: "Strava didn't accept the request",
    text: "It was too old or had already been used. Nothing was changed: please start again.",
  },
  "try-again": {
    title: "Strava isn't answering",
    text: "Nothing was changed. Please try again in a few minutes.",
  },
  "too-often": {
    title: "Too many tries",
    text: "Nothing was changed. Please try again tomorrow.",
  },
  "athlete-limit": {
    title: "This Stridewell is full",
    text: "Its application at Strava may not have any more runners. Whoever runs it can ask Strava for more, in the settings of their API application.",
  },
  "app-refused": {
    title: "Strava is refusing this Stridewell",
    text: "Its application at Strava has lapsed, or its secret has changed. It isn't your fault; please tell whoever runs it.",
  },
  "account-taken": {
    title: "This Strava account is connected to someone else",
    text: "A Strava account belongs to one runner here. If both are you, sign in with the other address and disconnect it there first.",
  },
  "other-account": {
    title: "Another Strava account is connected",
    text: "You are connected with a different account. Disconnect that one first; nothing was changed.",
  },
  "being-erased": {
    title: "Still erasing",
    text: "What came from Strava before is still being erased. Please connect again in five minutes.",
  },
  back: "Back",
};
