/** The pages Today and Training, in English. */
export const todayPage = {
  toMail: "Have it sent again",
  title: "Today",
  askTitle: "Can I run, and how far?",
  verdict: {
    yes: {
      title: "Yes, within these lines",
      text: "Nothing you told about your hips speaks against running.",
    },
    amber: {
      title: "Yes, but shorter and easier",
      text: "Stay well under the lines below, or take a day off.",
    },
    ill: {
      title: "Not while you are ill",
      text: "You told us that you are ill. The lines below are for when you are well again; begin well under them.",
    },
    short: {
      title: "Yes, but short and easy",
      text: "One of your last runs went beyond what you were used to. Keep the next two or three short and easy, well under the lines below.",
    },
    hold: {
      title: "Yes, but add nothing",
      text: "Your last 7 days were a big step up. Stay there or below for the next 7; the lines below are the most.",
    },
    rest: {
      title: "Better a day off first",
      text: "You ran on each of the last 7 days. A day without a run comes before the lines below.",
    },
    behind: {
      title: "Can't say yet",
      text: "Your runs are being fetched. What is here so far would look like weeks of rest, and the next run like a spike; so nothing is judged until all of it is here.",
    },
    lost: {
      title: "Can't say any more",
      text: "What came from Strava expired, and Strava gives no more of it until you say yes again.",
    },
    toSources: "How far your history is",
    "red-flag": { title: "No, not now" },
    "red-light": { title: "No, not while it hurts this much" },
    paused: (reasons: string) => `You paused your training (${reasons}): most checks stay quiet.`,
  },
  pauseName: {
    ill: "ill",
    pregnant: "pregnant",
    travelling: "travelling",
    "race-week": "race week",
    taper: "taper",
  },
  untold: "You have not told how your hips are.",
  tellHips: "Tell how your hips are",
  tellAgain: "Tell how it is now",
  nextRun: "Next run, at most",
  nextWeek: "Next 7 days, at most",
  nextWeekTime: "or in time",
  lastWeek: "Last 7 days",
  noNextRun: "needs a run in the last 30 days",
  noNextWeek: "needs two weeks of history",
  noDistance: "your runs came without a distance",
  lines: "Lines to stay under, no targets.",
  rest: "Rest days",
  restFigure: (in7: number, in14: number) => `${in7} of 7, ${in14} of 14`,
  streak: "Running days in a row",
  findings: "What the last check found",
  asOf: (date: string) => `As of ${date}, by your own clock.`,
  nothing: "Nothing stands out.",
  inOrder: "In order",
  why: "Why",
  formula: "How it is worked out",
  figures: "With your figures",
  sources: "Where the numbers come from",
  nextShoe: "Next shoe",
  noShoes: "No pair is listed yet, so nobody can tell you when one is worn.",
  addShoe: "Add a pair",
  allShoes: "All shoes",
  weeks: "Your weeks",
  leaveOut: "Is a run not real, or its distance wrong? Leave it out",
  allTraining: "Your training in charts",
  routine: "This week's exercises",
  new: {
    title: "No run has reached us yet",
    text: "Stridewell can say how far to go once it knows what you are used to. After the first run it knows your longest, after two weeks your usual week.",
    steps: "What to do now",
    connect: "Connect Strava or another service",
    connectText:
      "Your last 180 days arrive within minutes, and each new run by itself. Connected already? This shows how far your history is.",
    import: "No such service, or years of runs in files?",
    bring: "Bring the files of your watch or an export",
    hips: "Something hurts? You need no run to find out whether somebody should look at it.",
    shoes: "List the pair you run in, with what it has run already.",
  },
};

export const trainingPage = {
  title: "Training",
  lead: (over: string, isOwn: boolean) =>
    `A look back. The line is what each week could have stayed under, ${over} over what you were used to before it: ${isOwn ? "your own number" : "a cautious custom that no trial has shown to prevent injury"}.`,
  coming:
    "Runs from before the last 180 days are being listed at Strava again, since they are kept for a few days only.",
  leftOut: (runs: string) => `Left out by you, and counted nowhere: ${runs}.`,
  show: "Weeks shown",
  weeks: (count: number) => `${count} weeks`,
  none: "No run has reached us yet. Connect a service, and the last 180 days fill these charts.",
  connect: "Connect a service",
  typeIn: "Type in a run",
  bring: "Bring files of a watch",
  table: "The same as a table",
  week: "Week to",
  line: "Line",
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
      "session-rpe": "By your rating of each run times its minutes.",
      edwards: "By the minutes in each heart-rate zone.",
      banister: "By average heart rate and minutes.",
    },
    none: "Load needs a rating of your runs, or a heart rate together with your highest and your resting pulse, on four fifths of the running time of the last four weeks.",
    enter: "Enter your heart rates",
  },
  runs: {
    title: "Each run against its 30 days",
    text: (ratio: string) =>
      `A bar is a run, the line is ${ratio} times the longest run of the 30 days before. Injuries came more often after runs above it, by a little or by a lot (one cohort of 5,205 runners).`,
    own: (ratio: string) =>
      `A bar is a run, the line is ${ratio} times the longest run of the 30 days before, by your own settings.`,
    alt: (runs: string, over: number, ratio: string) =>
      `${runs}, ${over} of them above ${ratio} times the longest run of the 30 days before. The table below has every figure.`,
    none: "No run in these weeks.",
    day: "Day",
    run: "Run",
    distance: "Distance",
    longest: "Longest before",
    ratio: "Ratio",
    band: "What it is",
  },
  form: {
    title: "Fitness, fatigue and form",
    text: "Fitness is your load over some six weeks, fatigue over one; form is what is left of one less the other. A model, shown as description: it predicts no injury. Runs without a rating or heart rate count as none.",
    fitness: "Fitness",
    fatigue: "Fatigue",
    form: "Form",
    day: "Day",
    alt: (fitness: string, fatigue: string, form: string) =>
      `Three lines over the days, ending today at fitness ${fitness}, fatigue ${fatigue} and form ${form}. The table below has a figure for each week.`,
  },
};
