import type { CallsRefused } from "../ports/connections.ts";

const HOUR_MS = 3_600_000;
/** Longer than any outage that we have heard of. */
const COUNTS_AFTER_MS = 24 * HOUR_MS;
/** The first try comes after this long, each further one after as long as it has lasted by then, up to an hour. */
const SOONEST_MS = 60_000;
const LATEST_MS = HOUR_MS;

/**
 * What a refused call means if the token should be good. An outage refuses good tokens too, so it counts only
 * once nothing else has come for a day. `noted` is what was known before the call.
 *
 *     afterRefusedCall(undefined, 0) // { kind: "doubtful", refused: { sinceMs: 0, retryAtMs: 60000 } }
 *     afterRefusedCall({ sinceMs: 0, retryAtMs: 60_000 }, 86_400_000).kind // "counts"
 */
export function afterRefusedCall(
  noted: CallsRefused | undefined,
  nowMs: number,
):
  | { readonly kind: "doubtful"; readonly refused: CallsRefused }
  /** `sinceMs`: when it began to count. It is the same however often it is found out. */
  | { readonly kind: "counts"; readonly sinceMs: number; readonly refused: CallsRefused } {
  const sinceMs = noted?.sinceMs ?? nowMs;
  const countsAtMs = sinceMs + COUNTS_AFTER_MS;
  if (nowMs >= countsAtMs) {
    const refused = { sinceMs, retryAtMs: nowMs + SOONEST_MS };
    return { kind: "counts", sinceMs: countsAtMs, refused };
  }
  const waitMs = Math.min(Math.max(nowMs - sinceMs, SOONEST_MS), LATEST_MS);
  const retryAtMs = Math.min(nowMs + waitMs, countsAtMs);
  return { kind: "doubtful", refused: { sinceMs, retryAtMs } };
}
