import type { Due } from "./due.ts";

/** An email that delivered one or several nudges, or may have. */
export interface StoredNudge {
  /** The runner's first one is 1. */
  readonly number: number;
  readonly state: "sent" | "skipped" | "released" | "in-flight" | "abandoned";
  /** UTC instant. */
  readonly claimedAt: string;
  /** What it contained; see `NudgeKey`. */
  readonly keys: readonly string[];
}

export interface NudgeLog {
  /** In order of number. */
  nudges(runnerId: string, now: string): Promise<StoredNudge[]>;
}

export interface NudgeWakeStore {
  /**
   * Has the runner's nudges decided again at `instant`, unless that happens sooner anyway. A wake that is due
   * by `now` no longer counts: it led to this decision, and is only not forgotten yet.
   */
  wakeAt(runnerId: string, instant: string, now: string): Promise<void>;
}

/** A runner whose nudges are to be decided again. */
export interface DueWake {
  readonly runnerId: string;
  readonly wakeAt: string;
}

export interface DueWakeStore {
  dueAt(instant: string): AsyncIterable<Due<DueWake>>;
  /** Forgets it, unless another was requested meanwhile. */
  done(due: DueWake): Promise<"advanced" | "moved-meanwhile">;
}
