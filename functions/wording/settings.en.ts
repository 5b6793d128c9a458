import type { PauseReason, Sex, Weekday } from "../../domain/history.ts";
import type { NudgeTopic } from "../../domain/nudges/decide-nudges.ts";
import type { NUDGES } from "../../domain/nudges/thresholds.ts";
import type { PAIN } from "../../domain/pain/thresholds.ts";
import type { definitions, OwnThreshold, thresholds } from "../../domain/thresholds.ts";
import type { PRACTICE } from "../../domain/tips/thresholds.ts";
import type { DismissalReason } from "../ports.ts";
import * as en from "./en.ts";

/** The settings, the export and the way out, in English. */
export const settingsPage = {
  title: "Settings",
  saved: "Saved.",
  save: "Save",
  faulty: (fields: readonly string[]) =>
    `Nothing was changed. Please look again at: ${fields.join("; ")}.`,
  changedMeanwhile: {
    title: "That was changed at the same moment",
    text: "Something else changed these settings just now, such as a link in a mail. Nothing of yours was saved: go back, look at them and save again.",
  },
  days: {
    title: "Days and units",
    zone: "Time zone",
    zoneHint: "Your days begin and your mails come by this clock.",
    now: (time: string) => `It is ${time} there now.`,
    units: "Distances in",
    km: "kilometres",
    mi: "miles",
    weekStart: "A week begins on",
  },
  weekdays: {
    1: "Monday",
    2: "Tuesday",
    3: "Wednesday",
    4: "Thursday",
    5: "Friday",
    6: "Saturday",
    7: "Sunday",
  } satisfies Record<Weekday, string>,
  digest: {
    title: "Weekly digest",
    on: "Send me the weekly digest",
    weekday: "Day",
    hour: "Hour",
    next: (text: string) => `The next one comes on ${text}.`,
    off: "No digest comes.",
  },
  reminders: {
    title: "Routine",
    lead: "The days on which you do your exercises. Strength falls on two of them, mobility on the others; with no day chosen we choose them.",
    days: "Days",
    hour: "At",
    email: "Remind me by mail on these days",
    hint: "Your calendar can show the same days, without any mail: see the routine's page.",
    noDay: "Days: choose one at least for reminders by mail",
    quiet: "The hour of your reminders lies in your quiet hours: change one of them",
  },
  nudges: {
    title: "Between digests",
    lead: "What can't wait for the digest comes by a mail of its own, two a week at most. After a check-in with a red flag a mail comes at any hour; no setting stops that.",
    quietFrom: "Quiet from",
    quietTo: "until",
    quietHint:
      "What comes up in these hours waits until they end. The same time twice: no quiet hours.",
    topics: "Write to me about",
    topic: {
      load: "Load: a run or a week far beyond your usual",
      rest: "Rest: a week with no day off",
      form: "Form: your steps change",
      shoes: "Shoes: a pair is worn",
      connection: "Connection: your runs stop arriving",
    } satisfies Record<NudgeTopic, string>,
  },
  body: {
    title: "About you",
    lead: "Only for how hard a run was: with both heart rates, training load is told from heart rate, by a formula that differs for women and men. Leave empty what you don't know; then time and effort are used.",
    max: "Highest heart rate, beats a minute",
    rest: "Resting heart rate, beats a minute",
    sex: "Sex, for that formula",
    sexes: {
      unspecified: "Not told: the formula is not used",
      female: "Female",
      male: "Male",
    } satisfies Record<Sex, string>,
    selfScreen:
      "What you can see on yourself, such as a knee that falls inward or a tight hip, is the last page of a check-in, and as optional.",
    toSelfScreen: "Begin one",
    range: "Highest 100 to 230, resting 25 to 120, and the resting one lower",
  },
  pause: {
    title: "Pause",
    lead: "While you pause, nothing comes between digests, save after a red flag. Rules that make no sense then are left alone. The reason is kept with your settings, and a past pause is forgotten when you end it.",
    reason: "Why",
    reasons: {
      ill: "Ill",
      pregnant: "Pregnant",
      travelling: "Travelling",
      "race-week": "Race week",
      taper: "Easier weeks before a race",
    } satisfies Record<PauseReason, string>,
    from: "First day",
    to: "Last day",
    toHint: "Empty while you don't know.",
    begin: "Pause",
    end: "End the pause",
    lasts: (from: string, to: string | null) =>
      to === null ? `Paused since ${from}, until you end it.` : `Paused from ${from} to ${to}.`,
    order: "The last day can't be before the first",
  },
  mail: {
    title: "Your address",
    stopped: {
      bounce: (date: string) =>
        `No mail is sent to you since ${date}: your mailbox refused one for good.`,
      complaint: (date: string) =>
        `No mail is sent to you since ${date}: one was marked as spam in your mailbox.`,
      erased: (_date: string) => "No mail is sent to you: this account is being erased.",
    },
    resumeHint:
      "If your mailbox still refuses, this note comes back; then change the address, or ask whoever runs this Stridewell.",
    resume: "Write to me again",
    resumed: "Mail is sent to you again.",
    change: "Change it",
    label: "New address",
    hint: "A mail with a link goes there. Nothing changes until you open it here, signed in. Your old address is told.",
    button: "Send the link",
    invalid: "This is no email address: it looks like name@example.com",
    same: "That is the address you have",
    sent: {
      title: "Look into the new mailbox",
      text: "If the address exists, a mail is on its way. Open its link in this browser within 24 hours. Until then everything stays as it is.",
    },
    unsent: {
      title: "The mail could not be sent",
      text: "Nothing was changed. Please look at the address, or try again later. While AWS lets this Stridewell write to named addresses only, whoever runs it has to name the new one first.",
    },
    tooOften: {
      title: "Too many addresses were tried",
      text: "Nothing was changed. Please try again tomorrow.",
    },
    confirm: {
      title: "Use this address?",
      text: (to: string) => `From now on you sign in with ${to}, and all mail goes there.`,
      button: "Use it",
    },
    done: "Your address is changed.",
    gone: {
      title: "This link has ended",
      text: "It works once, for 24 hours, for the newest address you asked for, signed in as who asked. Nothing was changed.",
    },
    taken: {
      title: "This address can't be used",
      text: "Another account has it. Nothing was changed.",
    },
  },
  session: {
    title: "Signed in",
    out: "Sign out",
    everywhere: "Sign out everywhere",
    hint: "Everywhere: every browser that is signed in as you, also one you lost.",
  },
  data: {
    title: "Your data",
    consent: (date: string, version: string) =>
      `You agreed on ${date} that data about your training and health is stored and judged (text of ${version}). You take that back by deleting your account.`,
    sources: (titles: readonly string[]) =>
      titles.length === 0
        ? "Sources: none is connected yet"
        : `Sources connected: ${titles.join(", ")}`,
    whichCounts: "Which source counts, where two tell the same run",
    thresholds: "Every number we go by, with its source, and your own in its place",
    leftOut: "Runs left out: not real, or with wrong figures",
    exportLink: "Export everything",
    deleteLink: "Delete everything",
  },
  back: "Back to the settings",
};

export const thresholdsPage = {
  title: "Every number we go by",
  lead: "Evidence is a named study; a convention is widely used and not shown; advice is clinicians' or the source article's, with no trial found.",
  groups: {
    load: "Training and shoes: the same for everybody",
    definitions: "What figures are made of",
    pain: "Pain",
    nudges: "Mails between digests",
    practice: "Tips and exercises",
  },
  show: (count: number) => `Show all ${count}`,
  bases: en.label,
  own: {
    title: "Yours to set",
    lead: "Every page and mail goes by these. An empty field takes our number. With a number of yours no study and no custom stands behind what we say; we then call it yours.",
    ours: (value: string, basis: string, source: string) => `Ours: ${value} (${source}). ${basis}.`,
    range: (least: string, most: string) => `From ${least} to ${most}.`,
    order: (low: string, high: string) => `“${low}” can't be more than “${high}”.`,
    saved: {
      kept: "Saved. Every page and mail goes by it from now on.",
      reset: "Saved. All numbers are ours again.",
    },
    reset: "Take our numbers for all",
    unit: {
      times: "times",
      percent: "%",
      km: "km",
      mi: "mi",
      minutes: "minutes",
      days: "days",
      spm: "steps a minute",
    },
  },
};

/** What each number that a runner may set is called. */
export const ownThresholdText: Readonly<Record<OwnThreshold, string>> = {
  spikeReferenceRatio: "A run stands out above, of your longest of 30 days",
  spikeSmallRatio: "It counts as much longer above",
  spikeModerateRatio: "It counts as very much longer above",
  ceilingRatio: "The line to stay under, of what you are used to",
  progressionPct: "A week stands out when it grows by more than",
  progressionFloorM: "Smaller weeks never do, by distance",
  progressionFloorS: "Smaller weeks never do, by time",
  breakMinDays: "Days without a run that make a break",
  breakReturnFraction: "After a break, begin with",
  restMinDaysPerWeek: "Days without a run in a week, at least",
  strainPercentile: "Strain stands out above this share of your own weeks",
  cadenceUsualFromSpm: "Usual step rate, from",
  cadenceUsualToSpm: "Usual step rate, to",
  cadenceDropPct: "A lower step rate stands out when it falls by more than",
  shoeNoticeM: "A first word about a pair at",
  shoeReplaceM: "A pair is due at",
};

type FixedThreshold =
  | Exclude<keyof typeof thresholds, OwnThreshold>
  | keyof typeof PAIN
  | keyof typeof NUDGES
  | keyof typeof PRACTICE
  | keyof typeof definitions;

/** What each number is called that is the same for everybody. */
export const fixedThresholdText: Readonly<Record<FixedThreshold, string>> = {
  intensityMinSessions: "Runs with a load, for a week to have an intensity",
  intensityMinMinutes: "Minutes with a load, for a week to have an intensity",
  ceilingMinHistoryDays: "Days of history before there is a line to stay under",
  loadMinCoverage: "Share of the running time whose load must be known",
  strainMinWeeks: "Weeks of yours before strain is compared with them",
  cadenceLikeSpeedPct: "Runs are of like speed within (%)",
  cadenceBaselineMinRuns: "Runs of like speed before there is a usual step rate",
  cadencePerLegBelowSpm: "A step rate counts one leg only below (steps a minute)",
  cadenceDoubledToSpm: "Twice a step rate is taken for both legs' up to (steps a minute)",
  cadencePlausibleToSpm: "A step rate is taken for a fault above (steps a minute)",
  heartRateCeilingBpm: "A heart rate is taken for a fault above (beats a minute)",
  heartRatePeakRatio: "A peak is taken for a fault above, of your stated highest (times)",

  greenAtMostScore: "Green is pain of at most (of 10)",
  amberAtMostScore: "Amber is pain of at most (of 10)",
  settledAtMostScore: "It has settled at (of 10)",
  stillSoreAfterDays: "Still sore is pain for more than (days)",
  stillSoreAtLeastScore: "Still sore is pain of at least (of 10)",
  restTestDays: "Rest should have helped after (days)",
  restTestDropScore: "Rest helped when the pain fell by (points)",
  risingRiseScore: "Pain gets stronger when it rises by (points)",
  risingWithinDays: "It gets stronger within (days)",
  veryPainfulAtLeastScore: "Very painful, beside a fever or a hot place, is from (of 10)",
  severeAtLeastScore: "Severe is pain from (of 10)",
  soreWithinDays: "A place counts as sore for (days)",
  outdatedAfterDays: "You are asked how it is now after (days)",
  trendDays: "Where it goes is told over (days)",
  trendMovesAtLeastScore: "It is steady below a change of (points)",
  episodeGapDays: "Check-ins are of two episodes when further apart than (days)",
  carryAnswerDays: "An answer holds where it isn't given anew for (days)",

  atMostInAWeekCount: "Mails between digests in a week, red flags aside, at most",
  weekDays: "Such a week has (days)",
  emergencyCoolDownDays: "“Get emergency care now” is repeated after (days)",
  seeDoctorCoolDownDays: "“See a doctor” is repeated after (days)",
  bookVisitCoolDownDays: "“Have it looked at” is repeated after (days)",
  remindsForDays: "The same answers are repeated for at most (days)",
  newsDays: "A run or a pair is news for (days)",

  tipsAWeekCount: "Tips in a digest",
  noRepeatWeeks: "A tip is not repeated within (weeks)",
  healingDays: "Deadlifts come back after pain at the sit bone in (days)",
  enoughSleepHours: "Sleep is enough from (hours)",
  explainedCausesCount: "Possible causes that are explained",
  strengthSessionsAWeekCount: "Days with strength in a week",
  sessionsAStepCount: "The dose grows after this many sessions",
  stepAtLeastDays: "It grows no sooner than after (days)",
  lookBackWeeks: "Your usual days are looked for in the last (weeks)",
  usualInWeeksCount: "A day is usual when it had a run in this many of them",
  startsAgainAfterDays: "The dose begins anew after a break of (days)",

  banisterMenFactor: "Load from heart rate, men: factor",
  banisterMenExponent: "Load from heart rate, men: exponent",
  banisterWomenFactor: "Load from heart rate, women: factor",
  banisterWomenExponent: "Load from heart rate, women: exponent",
  acuteDays: "Acute load is that of (days)",
  chronicDays: "Chronic load is that of (days)",
  ewmaAcuteDays: "Acute load, weighted, is over (days)",
  ewmaChronicDays: "Chronic load, weighted, is over (days)",
  fitnessDays: "Fitness fades over (days)",
  fatigueDays: "Fatigue fades over (days)",
  spikeWindowDays: "A run is compared with the longest of (days)",
  strainWeeks: "Strain is compared with your last (weeks)",
  cadenceBaselineDays: "Your usual step rate is that of the last (days)",
  shoeUseDays: "A pair's pace is that of the last (days)",
  shoeForecastMaxDays: "No date is told that is further off than (days)",
  sameRunStartS: "The same run began within (seconds)",
  sameRunPct: "The same run differs in length and time by at most (%)",
};

export const leftOutPage = {
  title: "Runs left out",
  lead: "A run that was none, such as a drive with the watch on, or one with a wrong distance, would spoil every comparison. Leave it out, and no page, mail or sum counts it, also when its source tells it again. Nothing is deleted.",
  out: "Left out now",
  none: "No run is left out.",
  notStored: "A run that is not stored now",
  takeBack: "Count it again",
  leave: "Leave a run out",
  noRuns: "There is no run to leave out.",
  run: "Run",
  choose: "Choose a run",
  why: "What is wrong with it",
  reasons: {
    "not-a-run": "It was not a run",
    "wrong-figures": "Its distance or time is wrong",
  } satisfies Record<DismissalReason, string>,
  button: "Leave it out",
  toTraining: "Your training",
  done: {
    "left-out": "Left out. Everything is judged without it from now on.",
    "taken-back": "It counts again.",
  },
  faults: {
    run: "Nothing was changed. Choose a run from the list.",
    why: "Nothing was changed. Say what is wrong with the run.",
    unknown: "Nothing was changed: that run is not left out.",
  },
};

export const exportPage = {
  title: "Export everything",
  lead: "One zip file with all that is stored of you: everything.json as it is stored, and runs, shoes and check-ins as CSV for a spreadsheet. It leaves out only what opens something: keys, tokens and their checksums.",
  link: "Download everything",
  csv: "In the CSV files a text that a spreadsheet would run as a formula begins with an apostrophe.",
  tooLarge: {
    title: "Too much for one file",
    text: "One download holds about 4 MB, and yours is larger. Nothing is left out: take it year by year. Each file also holds what belongs to no year.",
    none: "Even one year is too much for one download. Whoever runs this Stridewell can export it for you from the table.",
  },
  noSuch: { title: "There is no such file", text: "Choose a year from the export page." },
  readMe: (date: string) =>
    `Exported from Stridewell on ${date}.\n\neverything.json: every item as it is stored, without keys, tokens and their checksums. Distances are metres, times seconds.\nruns.csv, shoes.csv, check-ins.csv: the same runs, shoes and check-ins for a spreadsheet. A text that it would run as a formula begins with an apostrophe.\n`,
};

export const deletePage = {
  title: "Delete everything",
  lead: "This can't be undone. What happens when you press the button:",
  happens: [
    "Every browser and every link in a mail stops working at once.",
    "Your runs, shoes, check-ins, mails' records and settings are erased at once.",
    "Access to each service is given back. Until the service confirms it, at most a day, your address and that connection stay; then they go too.",
    "A last mail confirms it.",
    "Backups of the table keep deleted data for at most 35 days; nobody reads them but to repair a loss.",
  ],
  export: "You may want to export everything first.",
  word: "delete",
  label: (word: string) => `Type the word ${word}`,
  button: "Delete everything",
  wrong: (word: string) => `Nothing was deleted. Type ${word} to show that you mean it.`,
  done: {
    title: "Your account is deleted",
    text: "You are signed out everywhere, and what was stored of you is erased. A mail confirms it, as soon as each service that you connected has its access back. Backups keep deleted data for at most 35 days.",
  },
};

export const accountMails = {
  confirm: {
    subject: "Confirm your new address",
    preheader: "One button, within 24 hours.",
    before: [
      "Somebody who is signed in to Stridewell asked to be written to at this address.",
      "If it was you, open this link in the browser in which you are signed in:",
    ],
    button: "Use this address",
    after: ["It works once, for 24 hours. If it wasn't you, do nothing: nothing is changed."],
    why: "You get this because this address was typed in on the settings page.",
  },
  told: {
    subject: "Your address at Stridewell is being changed",
    preheader: "If this wasn't you, please read on.",
    before: [
      "A new address was confirmed for your Stridewell account. From now on mail goes there, and this address lets nobody in.",
    ],
    after: [
      "If this wasn't you, somebody has a browser in which you are signed in: answer this mail, and whoever runs this Stridewell can help.",
    ],
    why: "You get this because this was the address of a Stridewell account.",
  },
  farewell: {
    subject: "Your Stridewell account is deleted",
    preheader: "Nothing is left, and this is the last mail.",
    before: [
      "All that was stored of you is erased: runs, shoes, check-ins, settings, your address. Access to the services you had connected was given back.",
    ],
    after: [
      "Backups of the table keep deleted data for at most 35 days; nobody reads them but to repair a loss.",
      "This is the last mail. You are welcome to come back at any time.",
    ],
    why: "You get this because your account was deleted from its own settings page.",
  },
};
