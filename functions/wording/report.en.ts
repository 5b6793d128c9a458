import type { Caution } from "../../domain/caution.ts";

/** What stands around the figures of a week, wherever they are shown: headings, limits, reasons to stay under them. */
export const reportWords = {
  thisWeek: "This week",
  lastWeek: "Last week",
  distance: "Distance",
  time: "Time",
  runs: "Runs",
  restDays: "Rest days",
  longestRun: "Longest run",
  findings: "What stood out",
  nothingRaised: "Nothing stood out this week.",
  onlyReturn: "Nothing stood out but how much you ran after your break: see below.",
  clear: "Looks fine",
  notEnoughData: "Can't say yet",
  quiet: "Not judged",
  ceilings: "Next week, at most",
  ceilingsWhy: (over: string) =>
    `${over} over what you are used to: a cautious rule of thumb, and a limit to stay under, not a target.`,
  ceilingsOwn: (over: string) =>
    `${over} over what you are used to, by your own settings: a limit to stay under, not a target.`,
  pregnant:
    "You told us you are pregnant: ask your doctor or midwife how much running, and which exercises, suit you now.",
  /** Above the limits, if they leave more room than should be used now. */
  caution: {
    ill: "You told us you are ill. These limits are for when you are well again; start well under them.",
    amber: "Your hip comes first: only shorter, easier runs, well under these limits, or days off.",
    "no-run-score":
      "We don't know yet how a run feels to your hip. Keep the next one short and easy, well under these limits, and tell us how it went.",
    "after-illness":
      "You have just been ill. Keep your first two or three runs short and easy, well under these limits.",
    rest: "First take a day without a run.",
    "long-run":
      "One run went beyond what you were used to, and raised these limits. Keep the next two or three runs short and easy, well under them.",
    "after-long-run":
      "An earlier run went beyond what you were used to, and fewer than two easy ones have followed it. Keep the next two or three runs short and easy, well under these limits.",
    return:
      "This week was more than you should start with after a break, and raised these limits. Keep the next two or three runs short and easy, well under them.",
    "long-week":
      "This week was a step up, and raised these limits. Stay at this week's level or below.",
    pregnant:
      "These limits go by your running so far. While you are pregnant, what your doctor or midwife says comes first.",
  } satisfies Record<Caution, string>,
  noWeekCeiling: "needs two weeks of running",
  noDistance: "needs a distance on nearly all your runs",
  noRunCeiling: "needs a run with a distance in the last 30 days",
  allRuns: "All runs together",
  shoes: "Shoes",
  tips: "To try this week",
  minutes: "minutes",
  unsubscribe: "Stop the weekly digest",
  settings: "Change your email settings",
  notDiagnosis:
    "Stridewell gives information, not a diagnosis. If something hurts, ask a doctor or physiotherapist.",
  generated: "This runner is made up: generated data for trying Stridewell out.",
};
