/**
 * The id of a check-in that is begun now. It sorts by time, so that the later of two on one day is the newer.
 *
 *     checkInId(1_700_000_000_000, "4c4f7d6b-b0bb") // "0loyw3v28-4c4f7d6b-b0bb"
 */
export function checkInId(nowMs: number, random: string): string {
  return `${nowMs.toString(36).padStart(9, "0")}-${random}`;
}

/** When the check-in with that id was begun; null for an id that wasn't made above. */
export function begunAtMs(id: string): number | null {
  const [, time] = /^(0[a-z0-9]{8})-/.exec(id) ?? [];
  return time === undefined ? null : Number.parseInt(time, 36);
}
