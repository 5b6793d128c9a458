import type { ActivityRecord } from "../messages/activity.ts";
import type { StoredCheckIn } from "../messages/check-in.ts";
import type { Dismissal, Sameness } from "./activities.ts";
import type { ConnectionHealth } from "./connections.ts";
import type { StoredShoe, Wear } from "./shoes.ts";

/** How far a runner's stored history can be judged, given that a provider's copies expire. */
export type Window =
  /** All there, as far as the provider reports; also if no provider is connected. */
  | { readonly kind: "whole" }
  /** Expired, or never completely fetched. `isAsked`: it is already being fetched. */
  | { readonly kind: "behind"; readonly isAsked: boolean }
  /** Expired, and not available until the runner agrees again. */
  | { readonly kind: "lost" };

/** Everything stored about a runner that a judgement is made from. */
export interface StoredCase {
  /** What may still be read, from every source. */
  readonly activities: readonly ActivityRecord[];
  readonly shoes: readonly StoredShoe[];
  readonly checkIns: readonly StoredCheckIn[];
  readonly wear: Wear;
  readonly sameness: Sameness;
  readonly dismissals: readonly Dismissal[];
  readonly health: ConnectionHealth;
  readonly window: Window;
}

export interface CaseStore {
  read(runnerId: string): Promise<StoredCase>;
}

export interface WindowStore {
  find(runnerId: string, nowMs: number): Promise<Window>;
  /** False if it was asked for lately already: of several that ask at the same moment, only one does. */
  noteAsked(runnerId: string, what: "window" | "look-back", nowMs: number): Promise<boolean>;
  /**
   * Whether everything since `sinceS` (unix seconds) is here, as far as the provider reports. `asked`: it is on
   * its way. `unknown`: it isn't available now, because the window itself is not whole.
   */
  findSince(
    runnerId: string,
    sinceS: number,
    nowMs: number,
  ): Promise<"here" | "absent" | "asked" | "unknown">;
}
