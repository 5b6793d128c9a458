import type { StoredCheckIn } from "../messages/check-in.ts";

export interface CheckInStore {
  /** Replaces one with the same day and id, if there is one. */
  save(runnerId: string, checkIn: StoredCheckIn): Promise<"stored">;
  /**
   * Writes the answers that differ from those seen, so that others given meanwhile stay; one with another day moves
   * there. `changed-meanwhile` if what was seen is gone, or one is there that wasn't seen: it has to be read again.
   */
  keep(
    runnerId: string,
    seen: StoredCheckIn | null,
    wanted: StoredCheckIn,
  ): Promise<"kept" | "changed-meanwhile">;
  remove(runnerId: string, checkIn: Pick<StoredCheckIn, "day" | "id">): Promise<void>;
  /** In order of day. */
  all(runnerId: string): Promise<readonly StoredCheckIn[]>;
}
