import type { ActivityRecord } from "../messages/activity.ts";

/** When a provider reported something, and how long it may be kept. */
export interface Told {
  /** Taken before the question was asked: what was reported later wins, whatever order the answers are stored in. */
  readonly atMs: number;
  /** After this it is never read again, and soon swept; null keeps it. */
  readonly untilMs: number | null;
}

/** An activity, with when and how it was reported. */
export interface ToldActivity extends Told {
  readonly record: ActivityRecord;
  /** When the provider was last asked for the whole activity, not only for its entry in a list. */
  readonly detailAtMs: number | null;
}

/** What a comparison found unchanged. */
export interface Together {
  /** Records that expire, kept from now until they do. */
  readonly copies: readonly (ToldActivity & { readonly untilMs: number })[];
  /** When the provider was last asked for a whole activity that is kept for good, by its id there. */
  readonly lookedAtMs: ReadonlyMap<string, number>;
  /** When the item that this replaces was stored; null if it replaces nothing. */
  readonly seenAtMs: number | null;
}

export interface StoredTelling extends ToldActivity {
  /** In the one item of `saveTogether`. */
  readonly isTogether: boolean;
}

export interface ActivityStore {
  save(runnerId: string, activity: ActivityRecord): Promise<"stored" | "replaced" | "unchanged">;
  /** What may still be read, from every source. */
  all(runnerId: string): Promise<ActivityRecord[]>;
}

/** Runs that the runner added by hand, under the source `manual`. */
export interface ManualRunStore {
  all(runnerId: string): Promise<readonly ActivityRecord[]>;
  /**
   * Stores a run in place of the one that was seen; null for a new one. `changed-meanwhile` if that is no longer what
   * is stored: then it has to be read again.
   */
  keep(
    runnerId: string,
    seen: ActivityRecord | null,
    wanted: ActivityRecord,
  ): Promise<"kept" | "changed-meanwhile">;
  /** Removes what was said about it too. Repeating it is not an error. */
  remove(runnerId: string, sourceId: string): Promise<void>;
}

/** Activities of a provider that keeps reporting: edits, deletions, and a limit to how long they are kept. */
export interface ToldActivityStore {
  save(
    runnerId: string,
    activity: ActivityRecord,
    told: Told & { readonly detailAtMs: number | null },
  ): Promise<"stored" | "replaced" | "outdated">;
  /** Whether it is stored; one that was removed isn't. */
  has(
    runnerId: string,
    activity: { readonly source: string; readonly sourceId: string },
  ): Promise<boolean>;
  /** What may still be read, from one source. */
  ofSource(runnerId: string, source: string): Promise<readonly StoredTelling[]>;
  /** The same, and when the item that `saveTogether` replaces was stored; null if there is none. */
  toldOf(
    runnerId: string,
    source: string,
  ): Promise<{ readonly known: readonly StoredTelling[]; readonly togetherAtMs: number | null }>;
  /**
   * Stores everything in one item, replacing what was seen there; it expires with the first copy. If an activity
   * is also stored on its own, the later record counts. `outdated`: another item is there by now.
   */
  saveTogether(
    runnerId: string,
    source: string,
    together: Together,
    atMs: number,
  ): Promise<"stored" | "outdated">;
  remove(
    runnerId: string,
    activity: { readonly source: string; readonly sourceId: string },
    atMs: number,
  ): Promise<"removed" | "unknown" | "outdated">;
  /** Leaves nothing from one source, and returns how many items were erased. */
  eraseSource(runnerId: string, source: string): Promise<number>;
}

export const DISMISSAL_REASONS = ["not-a-run", "wrong-figures"] as const;

export type DismissalReason = (typeof DISMISSAL_REASONS)[number];

/** A run that the runner left out of every judgement and every figure. */
export interface Dismissal {
  /** `source:sourceId` */
  readonly activityId: string;
  readonly why: DismissalReason;
}

export interface DismissalStore {
  all(runnerId: string): Promise<readonly Dismissal[]>;
  /** The latest choice counts; it survives its source reporting the run again. */
  dismiss(
    runnerId: string,
    activity: Pick<ActivityRecord, "source" | "sourceId">,
    why: DismissalReason,
  ): Promise<void>;
  /** Counts the run again. Repeating it is not an error. */
  takeBack(runnerId: string, activityId: string): Promise<void>;
}

/** What the runner said about runs and pairs that several sources report; each is named `source:sourceId`. */
export interface Sameness {
  /** Sources whose record of a run counts, in order of preference. */
  readonly order: readonly string[];
  /** Activities that are two runs although they look like one. */
  readonly apart: readonly (readonly [string, string])[];
  /** Pairs of shoes that are the same as another: that one's name and limits apply. */
  readonly pairs: ReadonlyMap<string, { readonly sameAs: string; readonly since: string }>;
}

export interface SamenessStore {
  read(runnerId: string): Promise<Sameness>;
  setOrder(runnerId: string, order: readonly string[]): Promise<void>;
  /** Repeating any of these is not an error, nor is taking back what was never said. */
  keepApart(runnerId: string, activityIds: readonly [string, string]): Promise<void>;
  putTogether(runnerId: string, activityIds: readonly [string, string]): Promise<void>;
  /** `since`: the runner's day on which it is said, YYYY-MM-DD. */
  joinPairs(runnerId: string, shoeId: string, sameAs: string, since: string): Promise<void>;
  partPairs(runnerId: string, shoeId: string): Promise<void>;
}
