import type { Basis } from "../../domain/finding.ts";
import type { PauseReason, Sex } from "../../domain/history.ts";
import type { NudgeTopic } from "../../domain/nudges/decide-nudges.ts";
import type { NUDGES } from "../../domain/nudges/thresholds.ts";
import type { PAIN } from "../../domain/pain/thresholds.ts";
import type { definitions, OwnThreshold, thresholds } from "../../domain/thresholds.ts";
import type { PRACTICE } from "../../domain/tips/thresholds.ts";
import type { DismissalReason } from "../ports/activities.ts";

/** Ending a pause answers no question: a fever told in a check-in holds until another one says that it has gone. */
const FEVER_TOLD =
  "If you told us of a fever in a check-in, make a new one as well: until then we go on saying not to run.";

/** The settings, the export and deleting the account, in English. */
export const settingsPage = {
  title: "Settings",
  saved: "Saved.",
  save: "Save",
  faults: {
    choose: (field: string) => `${field}: choose one from the list.`,
    time: (field: string) => `${field}: enter a time, such as 21:30.`,
    date: (field: string) => `${field}: choose a date.`,
    rates:
      "Heart rates: enter a maximum from 100 to 230, and a resting rate from 25 to 120 that is below it.",
    noDay: "Days: choose at least one for reminders by email.",
    quiet: "Your reminders fall in your quiet hours: change one or the other.",
    order: "Last day: it can't be before the first.",
    unreadable: "Reload the page and enter it again.",
  },
  changedMeanwhile: {
    title: "Your settings changed in the meantime",
    text: "Something else changed these settings just now, such as a link in an email. Nothing you entered was saved: go back, check the settings and save again.",
  },
  days: {
    title: "Days and units",
    zone: "Time zone",
    zoneHint: "Your days start and your emails come by this clock.",
    now: (time: string) => `It is ${time} there now.`,
    units: "Distances in",
    km: "kilometres",
    mi: "miles",
    weekStart: "Weeks start on",
  },
  digest: {
    title: "Weekly digest",
    on: "Send me the weekly digest",
    weekday: "Day",
    hour: "Hour",
    hint: "Before 12:00, it covers the seven days up to the day before. From 12:00 on, its own day counts too: choose an hour by which that day's run is done.",
    next: (text: string) => `The next one comes on ${text}.`,
    off: "The digest is off.",
  },
  reminders: {
    title: "Routine",
    lead: "The days you do your exercises. Strength falls on two of them, mobility on the others. If you choose none, we choose the days for you.",
    days: "Days",
    hour: "Time of day",
    email: "Remind me by email on these days",
    hint: "Your calendar can show the same days, without any email: set it up under",
  },
  nudges: {
    title: "Between digests",
    lead: "What can't wait for the digest comes in an email of its own, two a week at most. After a check-in with a red flag, an email comes at any hour; no setting stops that.",
    quietFrom: "Quiet from",
    quietTo: "Quiet until",
    quietHint:
      "What comes up in these hours waits until they end. For no quiet hours, set both to the same time.",
    topics: "Email me about",
    topic: {
      load: "Load: a run or a week far beyond what is usual for you",
      rest: "Rest: a week with no day off",
      form: "Form: your steps change",
      shoes: "Shoes: a pair is worn",
      connection: "Connection: your runs stop arriving",
    } satisfies Record<NudgeTopic, string>,
  },
  body: {
    title: "About you",
    lead: "We use this only to tell how hard a run was. For runs from files with heart rate, your maximum is enough: we count the minutes in each heart-rate zone. For other runs we need both heart rates, and go by the average, with a formula that differs for women and men. Leave empty what you don't know; we then use time and effort.",
    max: "Maximum heart rate, beats a minute",
    rest: "Resting heart rate, beats a minute",
    sex: "Sex, for that formula",
    sexes: {
      unspecified: "Not stated: average of the two",
      female: "Female",
      male: "Male",
    } satisfies Record<Sex, string>,
    selfScreen:
      "What you can see for yourself, such as a knee that falls inward or a tight hip, is the last page of a check-in, and just as optional.",
    toSelfScreen: "Start a check-in",
  },
  pause: {
    title: "Pause",
    lead: "While you pause, nothing comes between digests, except after a red flag. Checks that make no sense then stay quiet. The reason is kept with your settings until you end the pause, even when its last day is past.",
    reason: "Reason",
    reasons: {
      ill: "Ill",
      pregnant: "Pregnant",
      travelling: "Travelling",
      "race-week": "Race week",
      taper: "Easier weeks before a race",
    } satisfies Record<PauseReason, string>,
    from: "First day",
    to: "Last day",
    toHint: "Leave it empty if you don't know yet.",
    begin: "Pause",
    end: "End the pause",
    /** What comes of the reason. */
    endHint: {
      ill: `Once you end an illness, yesterday counts as its last day, and your first runs after it are to be short and easy. ${FEVER_TOLD}`,
      "race-week":
        "Once you end a race week, its race is judged like any other run. To keep it a race, enter the last day above instead.",
    } as Readonly<Partial<Record<PauseReason, string>>>,
    /** The same of an illness whose last day is past. */
    endHintWell: `Your illness is over. Once you end it here too, we forget that you were ill, and your first runs after it are judged like any others. ${FEVER_TOLD}`,
    lasts: (from: string, to: string | null) =>
      to === null ? `Paused since ${from}, until you end it.` : `Paused from ${from} to ${to}.`,
  },
  mail: {
    title: "Your address",
    resumeHint:
      "If your mailbox still rejects our emails, this note comes back. In that case, change your address or ask whoever runs this Stridewell.",
    resume: "Email me again",
    resumed: "You get our emails again.",
    change: "Change it",
    label: "New address",
    hint: "We email a link to the new address. Nothing changes until you open that link while you are signed in. We also tell your old address.",
    button: "Send the link",
    invalid: "That isn't an email address. It should look like name@example.com.",
    same: "That is already your address.",
    sent: {
      title: "Check your new inbox",
      text: (to: string) =>
        `If ${to} exists, it gets an email with a link. Open that link in this browser within 24 hours of asking. Until then everything stays as it is.`,
    },
    unsent: {
      title: "The email couldn't be sent",
      text: "Nothing was changed. Please check the address, or try again later. As long as AWS lets this Stridewell email listed addresses only, whoever runs it has to add the new one first.",
    },
    tooOften: {
      title: "Too many addresses tried",
      text: "Nothing was changed. Please try again tomorrow.",
    },
    cameBack: {
      title: "Too many addresses tried",
      text: "Nothing was changed. Emails to addresses that you gave us came back: there is no such mailbox, or nobody there wanted them. Too many of those stop everyone's emails, so please try again in a month, or ask whoever runs this Stridewell.",
    },
    confirm: {
      title: "Use this address?",
      text: (to: string) =>
        `From now on you sign in with ${to}, and all our emails go there. Every browser but this one is signed out.`,
      button: "Use it",
      owner:
        "You run this Stridewell, and the owner's page opens only for the address in its settings. After you change your address here, change it there too: npm run deploy -- --owner, followed by the new address.",
    },
    done: "Your address has been changed. Every other browser is signed out.",
    gone: {
      title: "This link no longer works",
      text: "It works once, for 24 hours, only for the latest address you asked for, and only when you are signed in to the account that asked. Nothing was changed.",
    },
    taken: {
      title: "This address can't be used",
      text: "Another account uses it. Nothing was changed.",
    },
  },
  session: {
    title: "Signed in",
    out: "Sign out",
    everywhere: "Sign out everywhere",
    hint: "Everywhere means every browser that is signed in as you, even on a device you have lost.",
  },
  data: {
    title: "Your data",
    consent: (date: string, version: string) =>
      `On ${date} you agreed that we store and assess data about your training and health (consent text of ${version}). To withdraw that, delete your account.`,
    sources: (titles: readonly string[]) =>
      titles.length === 0
        ? "Sources: none connected yet"
        : `Sources connected: ${titles.join(", ")}`,
    whichCounts: "Which source counts when two report the same run",
    thresholds: "Every number we go by, where it comes from, and how to set your own",
    leftOut: "Runs left out: not real, or with the wrong figures",
    exportLink: "Export everything",
    deleteLink: "Delete everything",
  },
  back: "Back to the settings",
};

export const thresholdsPage = {
  title: "Every number we go by",
  lead: "Evidence is a named study. A convention is widely used, or our own choice, and not shown to prevent injury. Advice comes from clinicians or the source article, with no trial found.",
  groups: {
    load: "Training and shoes: the same for everyone",
    definitions: "What our figures are made of",
    pain: "Pain",
    nudges: "Emails between digests",
    practice: "Tips and exercises",
  },
  show: (count: number) => `Show all ${count}`,
  /** Short: the source beside it may say that the choice is ours. */
  bases: { evidence: "Evidence", convention: "Convention", advice: "Advice" } satisfies Record<
    Basis,
    string
  >,
  own: {
    title: "Yours to set",
    lead: "Every page and email goes by these. Leave a field empty to use our number. With a number of your own, no study and no convention stands behind what we say, and we then label it as yours.",
    ours: (value: string, basis: string, source: string) => `Ours: ${value} (${source}). ${basis}.`,
    faulty: (fields: readonly string[]) =>
      `Nothing was changed. Please check: ${fields.map((field) => `“${field}”`).join("; ")}.`,
    range: (least: string, most: string) => `From ${least} to ${most}.`,
    order: (low: string, high: string) => `“${low}” can't be more than “${high}”.`,
    saved: {
      kept: "Saved. Every page and email goes by it from now on.",
      reset: "Saved. All the numbers are ours again.",
    },
    reset: "Use our numbers for all",
    unit: {
      times: "×",
      percent: "%",
      km: "km",
      mi: "mi",
      minutes: "minutes",
      days: "days",
      spm: "steps a minute",
    },
  },
};

/** What each number that runners may set is called. */
export const ownThresholdText: Readonly<Record<OwnThreshold, string>> = {
  spikeReferenceRatio: "A run stands out above this multiple of your longest in 30 days",
  spikeSmallRatio: "It counts as much longer above this multiple",
  spikeModerateRatio: "It counts as very much longer above this multiple",
  ceilingRatio: "The limit to stay under, as a multiple of what you are used to",
  progressionPct: "A week stands out when it grows by more than",
  progressionFloorM: "A week never stands out for its distance below",
  progressionFloorS: "A week never stands out for its time below",
  breakMinDays: "Days without a run that make a break (28 always do)",
  breakReturnFraction: "After a break, start with this share of your earlier level",
  restMinDaysPerWeek: "Days without a run in a week, at least",
  strainPercentile: "Training strain stands out when it is above this share of your own weeks",
  cadenceUsualFromSpm: "Usual step rate, from",
  cadenceUsualToSpm: "Usual step rate, to",
  cadenceDropPct: "Your step rate stands out when it falls by more than",
  shoeNoticeM: "First notice about a pair at",
  shoeReplaceM: "A pair is due for replacement at",
};

type FixedThreshold =
  | Exclude<keyof typeof thresholds, OwnThreshold>
  | keyof typeof PAIN
  | keyof typeof NUDGES
  | keyof typeof PRACTICE
  | keyof typeof definitions;

/** What each number that is the same for everyone is called. */
export const fixedThresholdText: Readonly<Record<FixedThreshold, string>> = {
  spikeFloorM: "Below this, only a run of more than twice your longest is emailed at once (m)",
  intensityMinSessions: "Runs with a known load before a week has an intensity",
  intensityMinMinutes: "Minutes with a known load before a week has an intensity",
  ceilingMinHistoryDays: "Days since your first run before there is a limit to stay under",
  loadMinCoverage: "Share of the running time whose load or distance must be known",
  strainMinWeeks: "Weeks of your own before strain is compared with them",
  cadenceLikeSpeedPct: "Runs count as being at a similar speed within (%)",
  cadenceBaselineMinRuns: "Runs at a similar speed before there is a usual step rate",
  cadencePerLegBelowSpm: "A step rate is taken to count one leg only, below (steps a minute)",
  cadenceDoubledToSpm:
    "A step rate is doubled for both legs only where that gives at most (steps a minute)",
  cadencePlausibleToSpm: "A step rate is taken to be an error above (steps a minute)",
  heartRateCeilingBpm: "A heart rate is taken to be an error above (beats a minute)",
  heartRatePeakRatio: "A peak is taken to be an error above this multiple of your stated maximum",

  greenAtMostScore: "Green: pain of at most (out of 10)",
  amberAtMostScore: "Amber: pain of at most (out of 10)",
  settledAtMostScore: "Settled: pain of at most (out of 10)",
  stillSoreAfterDays: "Still sore: pain for at least (days)",
  stillSoreAtLeastScore: "Still sore: pain of at least (out of 10)",
  comesBackTimes: "One pain, over runs without any: it hurt at least so often, or for so many days",
  restTestDays: "Rest should have helped after (days)",
  restTestDropScore: "Rest has helped when the pain has fallen by (points)",
  risingRiseScore: "Getting stronger: pain that rises by (points)",
  risingWithinDays: "Getting stronger: pain that rises within (days)",
  veryPainfulAtLeastScore: "Very painful, together with a fever or a hot hip: from (out of 10)",
  severeAtLeastScore: "Severe: pain from (out of 10)",
  soreWithinDays: "A place counts as sore for (days)",
  outdatedAfterDays: "We ask how it is now after (days)",
  trendDays: "The trend is taken over (days)",
  trendMovesAtLeastScore: "The trend is steady below a change of (points)",
  episodeGapDays: "Check-ins belong to separate episodes when further apart than (days)",
  carryAnswerDays: "An answer that isn't given again still holds for (days)",
  boneStressHoldsDays:
    "Signs of a possible bone stress injury hold, without a run that is told to go well, for (days)",

  atMostInAWeekCount: "Emails between digests in a week, red flags aside, at most",
  weekDays: "Such a week has (days)",
  emergencyCoolDownDays: "“Get emergency care now” is repeated after (days)",
  seeDoctorCoolDownDays: "“See a doctor” is repeated after (days)",
  untilWellCoolDownDays: "“Don't run until you are well” is repeated after (days)",
  bookVisitCoolDownDays: "“Get it looked at” is repeated after (days)",
  remindsForDays: "The same answers are repeated for at most (days)",
  newsDays: "A run or a pair of shoes is news for (days)",

  tipsAWeekCount: "Tips in a digest",
  noRepeatWeeks: "A tip is not repeated within (weeks)",
  healingDays: "After pain at the sit bone, deadlifts come back after (days)",
  plentyRestDays: "Nobody is told to plan a day off who has, in a week, at least (days)",
  enoughSleepHours: "Sleep is enough from (hours)",
  explainedCausesCount: "Possible causes that are explained",
  strengthSessionsAWeekCount: "Strength days in a week",
  sessionsAStepCount: "The dose goes up after this many sessions",
  stepAtLeastDays: "The dose goes up no sooner than after (days)",
  lookBackWeeks: "Your usual running days are taken from the last (weeks)",
  usualInWeeksCount: "A day is usual when you ran on it in this many of those weeks",
  startsAgainAfterDays: "The dose starts again after a break of (days)",

  banisterMenFactor: "Load from heart rate, men: factor",
  banisterMenExponent: "Load from heart rate, men: exponent",
  banisterWomenFactor: "Load from heart rate, women: factor",
  banisterWomenExponent: "Load from heart rate, women: exponent",
  acuteDays: "Acute load covers (days)",
  chronicDays: "Chronic load covers (days)",
  ewmaAcuteDays: "Acute load, weighted, covers (days)",
  ewmaChronicDays: "Chronic load, weighted, covers (days)",
  fitnessDays: "Fitness fades over (days)",
  fatigueDays: "Fatigue fades over (days)",
  spikeWindowDays: "A run is compared with the longest in (days)",
  easyRunsCount: "Easy runs after one beyond what you were used to, at least",
  limitSlackM: "A distance still keeps to its limit when it is longer by (m)",
  limitSlackS: "A time still keeps to its limit when it is longer by (seconds)",
  breakForgetsDays: "A break after which nothing run before it counts (days)",
  fewRunsCount: "Few runs, which keep the limits low: in four weeks, at most",
  strainWeeks: "Strain is compared with your last (weeks)",
  cadenceBaselineDays: "Your usual step rate is taken from the last (days)",
  shoeUseDays: "How fast a pair wears is taken from the last (days)",
  shoeUseMinDays: "No date is given for a pair in its first (days)",
  shoeForecastMaxDays: "No date is given that is further off than (days)",
  runFastestMPerS: "A run's distance is taken to be an error above (metres a second)",
  sameRunStartS: "Two records of one run start within (seconds)",
  sameRunPct: "Two records of one run differ in distance and time by at most (%)",
};

export const leftOutPage = {
  title: "Runs left out",
  lead: "A run that wasn't one, such as a drive with your watch on, or a run with the wrong distance, would spoil every comparison. Leave it out, and no page, email or total counts it, even if its source sends it again. Nothing is deleted.",
  out: "Left out now",
  none: "No run is left out.",
  notStored: "A run that isn't stored at the moment",
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
    "left-out": "Left out. From now on everything is judged without it.",
    "taken-back": "It counts again.",
  },
  faults: {
    run: "Choose a run from the list.",
    why: "Say what is wrong with the run.",
    unknown: "That run is not left out.",
  },
};

export const exportPage = {
  title: "Export everything",
  lead: "One zip file with everything that is stored about you: everything.json as it is stored, plus runs, shoes and check-ins as CSV for a spreadsheet. It leaves out only what gives access to something: keys, tokens and their checksums.",
  link: "Download everything",
  csv: "In the CSV files, any text that a spreadsheet would run as a formula starts with an apostrophe.",
  tooLarge: {
    title: "Too much for one file",
    text: "A download can hold about 4 MB, and yours is larger. Nothing is left out: download it year by year. Each file also holds what belongs to no particular year.",
    none: "Even one year is too much for one download. Whoever runs this Stridewell can export it for you from the database.",
  },
  noSuch: { title: "File not found", text: "Choose a year on the export page." },
  readMe: (date: string) =>
    `Exported from Stridewell on ${date}.\n\neverything.json: every item as it is stored, without keys, tokens and their checksums. Distances are metres, times seconds.\nruns.csv, shoes.csv, check-ins.csv: the same runs, shoes and check-ins for a spreadsheet. Any text that it would run as a formula starts with an apostrophe. In runs.csv, heartRateBands holds the seconds at each heart rate, in bands of 5 beats a minute from fromBpm up.\n`,
};

export const deletePage = {
  title: "Delete everything",
  lead: "This can't be undone. What happens when you press the button:",
  happens: [
    "You are signed out of every browser, and every link in an email stops working at once.",
    "Your runs, shoes, check-ins, settings and the records of your emails are erased at once.",
    "We give up our access to each service. Until the service confirms it, at most a day, your address and that connection stay; then they go too.",
    "A last email confirms it.",
    "Backups of the database keep deleted data for at most 28 days, and messages between our programs that failed for at most 14. Nobody reads them except to repair something.",
    "If your mailbox rejected our emails for good, your address stays on Amazon's list of addresses that get none from here. Whoever runs this Stridewell can take it off.",
  ],
  export: "You may want to export everything first.",
  word: "delete",
  label: (word: string) => `Type the word ${word}`,
  button: "Delete everything",
  wrong: (word: string) => `Nothing was deleted. Type ${word} to confirm.`,
  done: {
    title: "Your account has been deleted",
    text: "You are signed out everywhere, and what was stored about you has been erased. An email confirms it as soon as our access to each service you connected has ended. Backups keep deleted data for at most 28 days.",
  },
};

export const accountMails = {
  confirm: {
    subject: "Confirm your new address",
    preheader: "One button, within 24 hours.",
    before: [
      "Somebody who is signed in to Stridewell asked us to send their emails to this address.",
      "If it was you, open this link in the browser where you are signed in:",
    ],
    button: "Use this address",
    after: ["It works once, for 24 hours. If it wasn't you, do nothing: nothing will change."],
    why: "You get this because this address was entered on the settings page.",
  },
  told: {
    subject: "Your Stridewell address is being changed",
    preheader: "If this wasn't you, please read on.",
    before: [
      "A new address was confirmed for your Stridewell account. From now on our emails go there, and nobody can sign in with this one.",
    ],
    after: [
      "If this wasn't you, somebody is using a browser where you are signed in. Reply to this email, and whoever runs this Stridewell can help.",
    ],
    why: "You get this because this was the address of a Stridewell account.",
  },
  farewell: {
    subject: "Your Stridewell account has been deleted",
    preheader: "Nothing is left, and this is our last email.",
    before: [
      "Everything that was stored about you has been erased: runs, shoes, check-ins, settings, your address. We gave up our access to the services you had connected.",
    ],
    after: [
      "Backups of the database keep deleted data for at most 28 days; nobody reads them except to repair a loss.",
      "This is our last email. You are welcome back at any time.",
    ],
    why: "You get this because your Stridewell account was deleted.",
  },
};
