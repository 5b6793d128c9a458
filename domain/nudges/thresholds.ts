import type { Threshold } from "../thresholds.ts";

const HOUSE = "our own choice: often enough to be useful without being a nuisance; no study";

export const NUDGES = {
  atMostInAWeekCount: { value: 2, basis: "convention", source: HOUSE },
  weekDays: { value: 7, basis: "convention", source: HOUSE },
  emergencyCoolDownDays: { value: 1, basis: "convention", source: HOUSE },
  seeDoctorCoolDownDays: { value: 3, basis: "convention", source: HOUSE },
  /** Longer than the same answers are repeated: whoever is ill is told once. */
  untilWellCoolDownDays: { value: 14, basis: "convention", source: HOUSE },
  /** The same answers are not repeated for longer than this; a new check-in starts again. */
  remindsForDays: { value: 7, basis: "convention", source: HOUSE },
  bookVisitCoolDownDays: { value: 7, basis: "convention", source: HOUSE },
  /** Today, yesterday, and the day before, for what came late in the evening and waited for the morning. */
  newsDays: { value: 3, basis: "convention", source: HOUSE },
} as const satisfies Record<string, Threshold>;
