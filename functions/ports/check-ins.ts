import type { StoredCheckIn } from "../messages/check-in.ts";

export interface CheckInStore {
  /** Replaces one with the same day and id, if there is one. */
  save(runnerId: string, checkIn: StoredCheckIn): Promise<"stored">;
  remove(runnerId: string, checkIn: Pick<StoredCheckIn, "day" | "id">): Promise<void>;
  /** In order of day. */
  all(runnerId: string): Promise<readonly StoredCheckIn[]>;
}
