import type { TipId } from "../../domain/tips/catalogue.ts";
import type { Due } from "./due.ts";

/** Exercises that a runner marked, by the day (YYYY-MM-DD) that they were meant for. */
export interface ExerciseMark {
  readonly day: string;
  readonly tip: TipId;
  readonly done: boolean;
}

export interface ExerciseLogStore {
  /** Repeating it changes nothing; the latest mark for a day and an exercise counts. */
  save(runnerId: string, entries: readonly ExerciseMark[]): Promise<void>;
  /** In order of day. */
  all(runnerId: string): Promise<ExerciseMark[]>;
  /** Those of one day. */
  ofDay(runnerId: string, day: string): Promise<ExerciseMark[]>;
}

export interface ReminderWakeStore {
  /** Has the runner checked at this instant, and no longer at the previous one. */
  wakeAt(runnerId: string, instant: string): Promise<void>;
}

/** A runner to be reminded, if that still holds. */
export interface DueReminder {
  readonly runnerId: string;
  readonly dueAt: string;
}

export interface DueReminderStore {
  dueAt(instant: string): AsyncIterable<Due<DueReminder>>;
  /** To the next one, or to none, unless it was moved meanwhile. */
  move(due: DueReminder, next: string | null): Promise<"advanced" | "moved-meanwhile">;
}
