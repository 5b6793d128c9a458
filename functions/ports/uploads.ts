import type { ActivityRecord } from "../messages/activity.ts";

/** What became of a file that a runner uploaded. */
export interface UploadOutcome {
  /** In the bucket. */
  readonly key: string;
  readonly name: string;
  /** UTC instant. */
  readonly at: string;
  /** Why none of it could be used; null if some was. */
  readonly unusable: string | null;
  /** Set while its activities are being stored: `stored` then is how many they are, new or not. */
  readonly isStoring?: true | undefined;
  /** Activities that are new or changed, and those that were here already. */
  readonly stored: number;
  readonly known: number;
  /** Activities that another file in it holds too, and files that hold no activity. */
  readonly twice: number;
  readonly others: number;
  readonly leftOut: readonly UploadLine[];
  readonly leftOutMore: number;
  /** Of what is in, that which was guessed or may be wrong: how many, and the first of them. */
  readonly notes?: { readonly count: number; readonly first: readonly UploadLine[] } | undefined;
}

/** Where in the file it is, and what to say about it. */
export interface UploadLine {
  readonly place: string;
  readonly reason: string;
}

export interface UploadStore {
  /** The latest outcome of a file counts. */
  save(runnerId: string, outcome: UploadOutcome): Promise<void>;
  /** Saves what is about to be stored of a file, unless there is word of it already. */
  noteStoring(runnerId: string, outcome: UploadOutcome): Promise<void>;
  /** Those of the last week, newest first. */
  all(runnerId: string): Promise<UploadOutcome[]>;
  /** Nothing more of an upload is stored from the moment this is noted. */
  noteUndone(runnerId: string, uploadId: string): Promise<void>;
  /** The ids of those of the last weeks, the earliest form first. */
  undone(runnerId: string): Promise<ReadonlySet<string>>;
}

/** Activities that uploads bring. An upload is all that was sent with one form. */
export interface UploadedActivityStore {
  /**
   * An activity belongs to the upload that brought it first, whoever changes it later; if that one was
   * undone and it is still here, to this one.
   */
  save(
    runnerId: string,
    activity: ActivityRecord,
    uploadId: string,
    undone: ReadonlySet<string>,
  ): Promise<"stored" | "replaced" | "unchanged">;
  /** What the runner's uploads brought and is still here, each as `source:sourceId`. */
  known(runnerId: string): Promise<{
    readonly activities: ReadonlySet<string>;
    readonly shoes: ReadonlySet<string>;
  }>;
  /** How many activities each upload brought that are still here, by its id; none is left out. */
  counts(runnerId: string): Promise<ReadonlyMap<string, number>>;
  brought(runnerId: string, uploadId: string): Promise<Brought>;
  /** Removes what the upload brought. Broken off, it can be repeated, and then does the rest. */
  remove(runnerId: string, uploadId: string): Promise<void>;
}

/** What is here because one upload was the first to bring it. */
export interface Brought {
  readonly activities: number;
  /** YYYY-MM-DD; null without activities. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  /** Pairs that nothing else names and for which the runner wrote no figures. */
  readonly shoes: number;
}

/** A form that a browser posts straight to the bucket: where to, and its hidden fields. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadForms {
  /** `then` says what the bucket answers once a file has arrived, in S3's own fields. */
  make(prefix: string, then: Readonly<Record<string, string>>): Promise<UploadForm>;
}

export interface UploadBucket {
  /** Writes an object to a file. */
  fetch(key: string, path: string): Promise<"fetched" | "gone">;
  /**
   * Unless another file has come under the same key, as when a form is sent twice: that has an event of its own.
   * Repeating it is not an error.
   */
  remove(object: { readonly key: string; readonly etag: string }): Promise<void>;
}

/** Everything that a runner uploaded and nobody has read yet. */
export interface UnreadUploads {
  erase(runnerId: string): Promise<void>;
}
