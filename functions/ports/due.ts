import type { Weekday } from "../../domain/history.ts";

/** One that is due, or an item that can't be read, which belongs to `id`. */
export type Due<T> =
  | { readonly kind: "due"; readonly due: T }
  | { readonly kind: "unreadable"; readonly id: string };

/** What the planner needs to know about a runner whose digest is due. */
export interface DueRunner {
  readonly runnerId: string;
  readonly nextDigestAt: string;
  readonly zone: string;
  readonly weekday: Weekday;
  readonly hour: number;
}

export interface DueStore {
  /** Everyone due at `instant`, oldest first within a shard, read page by page. */
  dueAt(instant: string): AsyncIterable<Due<DueRunner>>;
  /** Moves the runner's next digest, unless it was moved meanwhile, and notes for when the last one was asked. */
  advance(
    due: DueRunner,
    nextDigestAt: string,
    lastDigestAt: string,
  ): Promise<"advanced" | "moved-meanwhile">;
}
