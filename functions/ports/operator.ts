/** What the index of who is due holds, as far as a page may look. */
export interface Census {
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
  /** Of those counted, due before a moment. */
  readonly late: number;
}

/** Counts only, for the person who runs the application. */
export interface CensusStore {
  /** Runners who get a digest, with the ids of the first few. */
  digests(lateBefore: string, most: number): Promise<Census & { readonly ids: readonly string[] }>;
  /** Connections that are compared on a schedule, with how many of the first few are in which state. */
  connections(
    lateBefore: string,
    most: number,
  ): Promise<Census & { readonly looked: number; readonly states: ReadonlyMap<string, number> }>;
}

/** Where one work queue's dead letters are. */
export interface DeadLetters {
  readonly queueArn: string;
  readonly deadLettersArn: string;
  readonly deadLettersUrl: string;
}

export interface DeadLetterWatch {
  count(queue: Pick<DeadLetters, "deadLettersUrl">): Promise<number>;
}

export interface DeadLetterMover {
  /** Back to the queue they came from; `moving` if that is already under way. */
  sendAgain(queue: Pick<DeadLetters, "queueArn" | "deadLettersArn">): Promise<"started" | "moving">;
}
