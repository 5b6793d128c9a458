import type { Threshold } from "../thresholds.ts";

const OWN = "our own choice, not tested in a trial";

/** Every number behind the tips, except the doses, which are given with each exercise. */
export const PRACTICE = {
  tipsAWeekCount: { value: 2, basis: "convention", source: `${OWN}: two get read, ten don't` },
  noRepeatWeeks: { value: 4, basis: "convention", source: OWN },
  /** Deadlifts come back this long after the last sit-bone pain. */
  healingDays: { value: 28, basis: "convention", source: OWN },
  /** Whoever has as many days off a week needn't plan another. */
  plentyRestDays: { value: 3, basis: "convention", source: OWN },
  enoughSleepHours: {
    value: 7,
    basis: "convention",
    source: "the usual advice for adults; a convention here, not a judgement",
  },
  /** Explaining every possible cause would read like a diagnosis. */
  explainedCausesCount: { value: 2, basis: "convention", source: OWN },

  strengthSessionsAWeekCount: {
    value: 2,
    basis: "advice",
    source: "the usual advice of clinicians; no trial of this routine",
  },
  sessionsAStepCount: { value: 4, basis: "convention", source: OWN },
  stepAtLeastDays: { value: 14, basis: "convention", source: OWN },
  /** A weekday counts as a running day if it had a run in this many of the last weeks. */
  lookBackWeeks: { value: 4, basis: "convention", source: OWN },
  usualInWeeksCount: { value: 2, basis: "convention", source: OWN },
  startsAgainAfterDays: { value: 14, basis: "convention", source: OWN },
} as const satisfies Record<string, Threshold>;
