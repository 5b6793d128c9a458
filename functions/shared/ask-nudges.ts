import type { ActivityRecord } from "../messages/activity.ts";
import type { NudgeQueue } from "../ports.ts";

export interface AskNudgesDeps {
  readonly nudges: NudgeQueue;
  /** How long a run waits, so that what arrives together is judged together. */
  readonly nudgeDelayS: number;
  readonly nowMs: () => number;
}

/** Whatever began on its runner's today or yesterday began in these. */
const RECENT_MS = 48 * 3_600_000;

/**
 * Has the runner's nudges decided after a run of the last two days; an older one is no news. It goes
 * before the run is stored: a crash between the two asks in vain, the other order would ask never.
 */
export async function askNudgesAfter(
  runnerId: string,
  activity: Pick<ActivityRecord, "sport" | "startAt">,
  { nudges, nudgeDelayS, nowMs }: AskNudgesDeps,
): Promise<void> {
  if (isNews(activity, nowMs())) await nudges.send([{ runnerId }], nudgeDelayS);
}

/** Whether it is a run after which nudges are decided. */
export function isNews(
  { sport, startAt }: Pick<ActivityRecord, "sport" | "startAt">,
  nowMs: number,
): boolean {
  const isRun = sport === "run" || sport === "trail-run" || sport === "virtual-run";
  return isRun && nowMs - Date.parse(startAt) <= RECENT_MS;
}
