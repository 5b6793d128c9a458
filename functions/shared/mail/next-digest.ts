import type { Runner } from "../../ports/runner.ts";
import { nextLocalOccurrence } from "../time.ts";

export const HALF_WEEK_MS = 3.5 * 24 * 3600_000;

/**
 * The next time for a digest, after `now` if that is given: at the runner's hour on their weekday, and more than half
 * a week after the last one, which may have come on another weekday, so that no week gets two.
 *
 *     nextDigest({ zone: "Europe/Copenhagen", weekday: 1, hour: 7 }, "2026-11-23T06:00:00Z")
 *     // "2026-11-30T06:00:00.000Z"
 *     nextDigest({ zone: "Europe/Copenhagen", weekday: 3, hour: 7 }, "2026-11-23T06:00:00Z")
 *     // "2026-12-02T06:00:00.000Z": the 25th would be two days later
 */
export function nextDigest(
  { zone, weekday, hour }: Pick<Runner, "zone"> & Pick<Runner["digest"], "weekday" | "hour">,
  last: string,
  now = last,
): string {
  const afterMs = Math.max(Date.parse(now), Date.parse(last) + HALF_WEEK_MS);
  const after = new Date(afterMs).toISOString();
  return nextLocalOccurrence({ after, zone, weekday, hour });
}
