import { isRun } from "../../../domain/history.ts";
import type { ActivityRecord } from "../../messages/activity.ts";
import type { NudgeMessage } from "../../messages/nudge.ts";
import type { Queue } from "../../ports/queue.ts";
import { isDeepStrictEqual } from "../same.ts";

export interface AskNudgesDeps {
  readonly nudges: Queue<NudgeMessage>;
  /** How long to wait after a run, so that runs arriving together are judged together. */
  readonly nudgeDelayS: number;
  readonly nowMs: () => number;
}

/** Covers whatever began on its runner's today or yesterday. */
const RECENT_MS = 48 * 3_600_000;

/**
 * Asks for the runner's nudges to be decided after a run of the last two days; an older one is not news.
 * This comes before the run is stored: a crash between the two then asks needlessly, while in the other
 * order it would never ask.
 */
export async function askNudgesAfter(
  runnerId: string,
  activity: Pick<ActivityRecord, "sport" | "startAt">,
  { nudges, nudgeDelayS, nowMs }: AskNudgesDeps,
): Promise<void> {
  if (isRecentRun(activity, nowMs())) await nudges.send([{ runnerId }], nudgeDelayS);
}

/** Whether this is a run that nudges are decided after. */
export function isRecentRun(
  { sport, startAt }: Pick<ActivityRecord, "sport" | "startAt">,
  nowMs: number,
): boolean {
  return isRun({ sport }) && nowMs - Date.parse(startAt) <= RECENT_MS;
}

/** Whether a record brings a run that was unknown, or different; each night's copy of the same run is no news. */
export function isNews(record: ActivityRecord, stored: ActivityRecord | undefined): boolean {
  if (stored === undefined) return true;
  const told = ({ sport, day, distanceM, movingS, shoeSourceId }: ActivityRecord) => [
    sport,
    day,
    distanceM,
    movingS,
    shoeSourceId,
  ];
  return !isDeepStrictEqual(told(record), told(stored));
}
