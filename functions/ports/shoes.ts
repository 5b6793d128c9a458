import type { DefaultShoes } from "../../domain/shoes.ts";
import type { ActivityRecord, ShoeRecord } from "../messages/activity.ts";
import type { Told } from "./activities.ts";

/** A shoe as its source named it, plus what the runner set, here or at the provider. */
export interface StoredShoe extends ShoeRecord {
  readonly startDistanceM: number;
  readonly noticeAtM: number | null;
  readonly replaceAtM: number | null;
  readonly retired: boolean;
  /** The provider's own total; null if none was reported, or none that may still be read. */
  readonly providerDistanceM: number | null;
}

export interface ShoeStore {
  save(runnerId: string, shoe: ShoeRecord): Promise<"stored" | "renamed" | "unchanged">;
  all(runnerId: string): Promise<readonly StoredShoe[]>;
}

/** What a runner says about a pair, whatever its source. Distances in metres; null takes the default limit. */
export interface ShoeSettings {
  readonly startDistanceM: number;
  readonly noticeAtM: number | null;
  readonly replaceAtM: number | null;
  readonly retired: boolean;
}

export interface OwnShoeStore {
  /** A pair of the runner's own, under the source `own`. */
  add(
    runnerId: string,
    shoe: Pick<ShoeRecord, "sourceId" | "name"> & ShoeSettings,
  ): Promise<"added" | "exists">;
  /** Anything left out stays as it is. */
  change(
    runnerId: string,
    shoe: Pick<ShoeRecord, "source" | "sourceId">,
    settings: Partial<ShoeSettings & Pick<ShoeRecord, "name">>,
  ): Promise<"changed" | "unknown-shoe">;
  /** What the runner said of runs and this pair, or of another pair and this one, no longer has any effect. */
  remove(runnerId: string, sourceId: string): Promise<void>;
}

/** Which pair was worn, as the runner says. Pairs and activities are named `source:sourceId`. */
export interface Wear {
  readonly runs: ReadonlyMap<string, string>;
  readonly defaults: DefaultShoes;
}

export interface WearStore {
  read(runnerId: string): Promise<Wear>;
  /** The latest choice for a run counts; it survives its source reporting the run again. */
  assign(
    runnerId: string,
    activity: Pick<ActivityRecord, "source" | "sourceId">,
    shoeId: string,
  ): Promise<void>;
  setDefaults(runnerId: string, defaults: DefaultShoes): Promise<void>;
}

/** A provider's own figures for a pair of shoes. Distances in metres. */
export interface ToldShoe extends Told {
  readonly shoe: ShoeRecord;
  readonly distanceM: number;
  readonly retired: boolean;
  /** Null if the runner set none. */
  readonly notificationDistanceM: number | null;
}

/** A source's pairs, and what it last reported about them, expired or not. */
export interface ToldShoes {
  readonly pairs: readonly ShoeRecord[];
  readonly told: readonly ToldShoe[];
  /** When the latest of it was reported; null if nothing was. */
  readonly atMs: number | null;
}

/** Shoes of a provider that keeps their distance. What the runner set here survives its reports. */
export interface ToldShoeStore {
  toldOf(runnerId: string, source: string): Promise<ToldShoes>;
  /**
   * Stores what is now reported about some pairs, beside what was reported about the others, and forgets those
   * that are gone. The same report again writes nothing, unless it is incomplete: then its time is kept too, so
   * that the rest can follow. `outdated`: something was reported since `known` was read.
   */
  save(
    runnerId: string,
    source: string,
    known: ToldShoes,
    now: {
      readonly told: readonly ToldShoe[];
      /** Ids at the source. */
      readonly gone: readonly string[];
      readonly atMs: number;
      readonly isWhole: boolean;
    },
  ): Promise<"stored" | "outdated">;
  eraseSource(runnerId: string, source: string): Promise<number>;
}
