/** The pages Today and Training, in English. */
export const todayPage = {
  toMail: "Turn emails back on",
  title: "Today",
  askTitle: "Can I run, and how far?",
  verdict: {
    yes: {
      title: "Yes, within these limits",
      text: "Nothing you told us about your hips is a reason not to run.",
    },
    noLimits: { title: "Yes, but short and easy" },
    amber: {
      title: "Yes, but shorter and easier",
      text: "Stay well under the limits below, or take a day off.",
    },
    ill: {
      title: "Not while you are ill",
      text: "You told us you are ill. The limits below are for when you are well again; start well under them.",
    },
    "no-run-score": {
      title: "Yes, but short and easy",
      text: "We don't know yet how a run feels to your hip. Keep the next one well under the limits below, and tell us how it went.",
    },
    "after-illness": {
      title: "Yes, but short and easy",
      text: "You have just been ill. Keep your first two or three runs short and easy, well under the limits below.",
    },
    "long-run": {
      title: "Yes, but short and easy",
      text: "One of your recent runs went beyond what you were used to. Keep the next two or three short and easy, well under the limits below.",
    },
    "after-long-run": {
      title: "Yes, but short and easy",
      text: "An earlier run went beyond what you were used to, and fewer than two easy ones have followed it. Keep the next two or three short and easy, well under the limits below.",
    },
    return: {
      title: "Yes, but short and easy",
      text: "Your last 7 days were more than you should start with after a break. Keep the next two or three runs short and easy, well under the limits below.",
    },
    "long-week": {
      title: "Yes, but add nothing",
      text: "Your last 7 days were a step up. Stay at that level or below for the next 7; the limits below are the maximum.",
    },
    pregnant: {
      title: "Ask your doctor or midwife how far",
      text: "The limits below go by your running so far. While you are pregnant, what your doctor or midwife says comes first.",
    },
    rest: {
      title: "Better to take a day off first",
      text: "There have been too few days without a run lately. One comes before the limits below.",
    },
    behind: {
      title: "Can't say yet",
      text: "We are still fetching your runs. What is here so far would look like weeks of rest, and your next run like a spike, so we judge nothing and send no digest until everything is here.",
    },
    lost: {
      title: "Can't say any more",
      text: "What we have from Strava has expired or isn't complete, and Strava gives us no more until you connect again. What is left could look like weeks of rest, so until then we judge nothing and send no digest, even if other sources report your runs. If they report every one of them, you can disconnect Strava instead.",
    },
    toSources: {
      whole: "Open your sources",
      behind: "See how far your history has come",
      lost: "Connect Strava again, or disconnect it",
    },
    "red-flag": { title: "No, not now" },
    "red-light": { title: "No, not while it hurts this much" },
    paused: (reasons: string) => `You set a pause (${reasons}), so some checks stay quiet.`,
    race: {
      limits: "The limits below are for training: a race may go beyond them.",
      body: "What is said above goes for the race as well.",
    },
  },
  pauseName: {
    ill: "ill",
    pregnant: "pregnant",
    travelling: "travelling",
    "race-week": "race week",
    taper: "taper",
  },
  untold: "You haven't told us how your hips are.",
  tellHips: "Tell us how your hips are",
  tellAgain: "Tell us how it is now",
  nextRun: "Next run, at most",
  nextWeek: "Next 7 days, at most",
  nextWeekTime: "or, by time,",
  lastWeek: "Last 7 days",
  noNextRun: "needs a run with a distance in the last 30 days",
  noNextWeek: "needs two weeks of running",
  lines: "Limits to stay under, not targets.",
  findings: "What the last check found",
  asOf: (date: string) => `As of ${date}, in your time zone.`,
  nothing: "Nothing stands out.",
  onlyReturn: "Nothing stands out but how much you ran after your break: see above.",
  why: "Why",
  formula: "How it is worked out",
  figures: "With your figures",
  sources: "Where the numbers come from",
  nextShoe: "Next shoe",
  noShoes: "No pair is listed yet, so we can't tell you when one is worn.",
  addShoe: "Add a pair",
  allShoes: "All shoes",
  leaveOut: "Not a real run, or the wrong distance? Leave it out",
  allTraining: "Your training in charts",
  routine: "This week's exercises",
  new: {
    title: "No runs have reached us yet",
    text: "Stridewell can say how far to go once it knows what you are used to. After your first run it knows your longest, after two weeks your usual week.",
    steps: "What to do now",
    connect: "Connect Strava or another service",
    connectText:
      "Up to 180 days of runs arrive within minutes, as far back as the service passes them on, and every new run automatically. Already connected? This shows how far your history has come.",
    import: "No such service, or years of runs in files?",
    bring: "Upload the files from your watch or an export",
    noWatch: "No watch?",
    typed: "Add a run yourself",
    hips: "Does something hurt? You don't need a run to find out whether somebody should look at it.",
    shoes: "Add the pair you run in, with the distance it has done already.",
  },
};

export const trainingPage = {
  title: "Training",
  lead: (over: string, isOwn: boolean) =>
    `A look back. The line shows the limit that each week could have stayed under, ${over} over what you were used to before it: ${isOwn ? "your own number" : "a cautious rule of thumb that no trial has shown to prevent injury"}.`,
  coming:
    "We are fetching runs from before the last 180 days from Strava again, since we keep them for a few days only.",
  leftOut: (runs: string) => `Left out by you and counted nowhere: ${runs}.`,
  show: "Weeks shown",
  weeks: (count: number) => `${count} weeks`,
  none: "No runs have reached us yet. Connect a service, and up to 180 days of runs fill these charts.",
  connect: "Connect a service",
  typeIn: "Add a run",
  bring: "Upload files from a watch",
  table: "The same as a table",
  week: "Week ending",
  line: "Limit",
  unknown: "not known",
  hours: "hours",
  distance: {
    title: "Distance",
    alt: (weeks: number, now: string, most: string) =>
      `Distance of each of ${weeks} weeks: ${now} in the last seven days, ${most} in the longest week. The table below has every figure.`,
  },
  time: {
    title: "Time",
    alt: (weeks: number, now: string, most: string) =>
      `Running time of each of ${weeks} weeks: ${now} in the last seven days, ${most} in the longest week. The table below has every figure.`,
  },
  load: {
    title: "Load",
    alt: (weeks: number, now: string, most: string) =>
      `Load of each of ${weeks} weeks: ${now} in the last seven days, ${most} in the heaviest week. The table below has every figure.`,
    by: {
      "session-rpe": "From your rating of each run multiplied by its minutes.",
      edwards:
        "From the minutes in five heart-rate zones, which begin at 50, 60, 70, 80 and 90% of your maximum.",
      banister: "From average heart rate and minutes.",
    },
    none: "Load needs one and the same measure for four fifths of the running time of the last 7 days, and of the 21 days before: your rating of each run, or heart rate together with your maximum and resting heart rates. For runs from files with heart rate, your maximum is enough.",
    enter: "Enter your heart rates",
    faults: (runs: string, maximum: number | null) =>
      maximum === null
        ? `In the last four weeks ${runs} had a heart rate that nobody has, so it was ignored.`
        : `In the last four weeks ${runs} had a heart rate above your maximum of ${maximum}, so it was ignored. If your maximum is higher, change it in the settings.`,
  },
  runs: {
    title: "Each run against the 30 days before it",
    text: (ratio: string) =>
      `Each bar is a run; the line is ${ratio} times the longest run in the 30 days before. Injuries were more common after runs above it, by a little or by a lot (one cohort of 5,205 runners).`,
    own: (ratio: string) =>
      `Each bar is a run; the line is ${ratio} times the longest run in the 30 days before, by your own settings.`,
    alt: (runs: string, over: number, ratio: string) =>
      `${runs}, ${over} of them above ${ratio} times the longest run in the 30 days before. The table below has every figure.`,
    none: "No runs in these weeks.",
    day: "Day",
    run: "Run",
    distance: "Distance",
    longest: "Longest before",
    ratio: "Ratio",
    band: "How it compares",
  },
  form: {
    title: "Fitness, fatigue and form",
    text: "Fitness is your load over about six weeks, fatigue over one; form is the fitness less the fatigue of the day before. This is a model, shown as a description: it does not predict injury. Runs that can't be measured this way count as no load.",
    fitness: "Fitness",
    fatigue: "Fatigue",
    form: "Form",
    day: "Day",
    alt: (fitness: string, fatigue: string, form: string) =>
      `Three lines, day by day, ending today at fitness ${fitness}, fatigue ${fatigue} and form ${form}. The table below has a figure for each week.`,
  },
};
