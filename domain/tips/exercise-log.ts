import type { DayNumber, Weekday } from "../history.ts";
import type { Light } from "../pain/traffic-light.ts";
import { type Dose, TIPS, type Tip, type TipId } from "./catalogue.ts";
import { PRACTICE } from "./thresholds.ts";

/** One tap: done, or not done. */
export interface ExerciseEntry {
  readonly day: DayNumber;
  readonly tip: TipId;
  readonly done: boolean;
}

/** The week that contains `day`, as a number that grows by one each week. Day 0 was a Thursday. */
function weekOf(day: DayNumber, weekStart: Weekday): number {
  return Math.floor((day + 4 - weekStart) / 7);
}

/**
 * How many weeks in a row have two or more days of strength work, counted back from this week, or from last
 * week while this one doesn't have them yet.
 *
 * @example
 * // Monday, 2021-09-06 is day 18876
 * streakWeeks([18_876, 18_878].map((day) => ({ day, tip: "G5-squat", done: true })), 18_879, 1) // 1
 */
export function streakWeeks(
  log: readonly ExerciseEntry[],
  today: DayNumber,
  weekStart: Weekday,
): number {
  const days = strengthDays(log, today);
  const full = (week: number) =>
    days.filter((day) => weekOf(day, weekStart) === week).length >=
    PRACTICE.strengthSessionsAWeekCount.value;
  const thisWeek = weekOf(today, weekStart);
  let week = full(thisWeek) ? thisWeek : thisWeek - 1;
  let streak = 0;
  while (full(week)) {
    streak += 1;
    week -= 1;
  }
  return streak;
}

/**
 * On how many days of this week there has been strength work so far.
 *
 * @example
 * strengthDaysInWeek([{ day: 18_878, tip: "G5-squat", done: true }], 18_879, 1) // 1
 */
export function strengthDaysInWeek(
  log: readonly ExerciseEntry[],
  today: DayNumber,
  weekStart: Weekday,
): number {
  const thisWeek = weekOf(today, weekStart);
  return strengthDays(log, today).filter((day) => weekOf(day, weekStart) === thisWeek).length;
}

/** The days up to `today` with strength work, each once. */
function strengthDays(log: readonly ExerciseEntry[], today: DayNumber): DayNumber[] {
  const done = log.filter(
    (entry) => entry.done && entry.day <= today && TIPS[entry.tip].kind === "strength",
  );
  return [...new Set(done.map(({ day }) => day))];
}

/**
 * How far an exercise has progressed: a step for every four sessions, at most one in two weeks. After two weeks
 * without it, it starts again, and soreness (amber) takes it one step back. Our own steps, advice.
 *
 * @example
 * // five sessions within two weeks
 * stepOf("G5-squat", [0, 4, 7, 11, 14].map((ago) => ({ day: 18_900 - ago, tip: "G5-squat", done: true })), 18_900, null) // 1
 */
export function stepOf(
  tip: TipId,
  log: readonly ExerciseEntry[],
  today: DayNumber,
  light: Light | null,
): number {
  const { progression }: Tip = TIPS[tip];
  if (progression === null || light === "red") return 0;
  const days = [
    ...new Set(
      log
        .filter((entry) => entry.tip === tip && entry.done && entry.day <= today)
        .map((entry) => entry.day),
    ),
  ].sort((a, b) => b - a);
  let sessions = 0;
  let first = today;
  for (const day of days) {
    if (first - day > PRACTICE.startsAgainAfterDays.value) break;
    sessions += 1;
    first = day;
  }
  const earned = Math.min(
    progression.steps,
    Math.floor(sessions / PRACTICE.sessionsAStepCount.value),
    Math.floor((today - first) / PRACTICE.stepAtLeastDays.value),
  );
  return Math.max(0, light === "amber" ? earned - 1 : earned);
}

/**
 * The dose after some steps; null if the tip isn't an exercise.
 *
 * @example
 * doseAt("G5-squat", 1) // { sets: 2, reps: 12, holdS: null, sides: "both-together" }
 * doseAt("L1", 1)       // null
 */
export function doseAt(tip: TipId, step: number): Dose | null {
  const { dose, progression }: Tip = TIPS[tip];
  if (dose === null || progression === null) return dose;
  const steps = Math.min(step, progression.steps);
  return {
    ...dose,
    reps: dose.reps === null ? null : dose.reps + steps * progression.addReps,
    holdS: dose.holdS === null ? null : dose.holdS + steps * progression.addHoldS,
  };
}
