import type { ActivityRecord } from "../messages/activity.ts";
import type { ToldActivity, ToldActivityStore } from "../ports/activities.ts";
import type { Policy } from "../providers/provider.ts";
import { type AskNudgesDeps, askNudgesAfter, isNews } from "../shared/events/ask-nudges.ts";
import { measure } from "../shared/measure.ts";
import { isDeepStrictEqual } from "../shared/same.ts";

export interface StoreDeps extends AskNudgesDeps {
  readonly activities: ToldActivityStore;
}

const DAY_MS = 24 * 3_600_000;
/** Left for the table's own sweep, which may be that late. */
const SWEEP_DAYS = 2;

function untilOf(atMs: number, { retention }: Policy): number | null {
  return retention === "until-disconnected" ? null : atMs + (retention.days - SWEEP_DAYS) * DAY_MS;
}

/**
 * Stores an activity as it was reported, if that changes anything. `isPast`: part of a new runner's
 * history, which the first digest reports and no nudge does.
 */
export async function saveTold(
  { record, atMs }: { readonly record: ActivityRecord; readonly atMs: number },
  stored: ToldActivity | undefined,
  whose: { readonly runnerId: string; readonly policy: Policy },
  deps: StoreDeps,
  isPast = false,
): Promise<"stored" | "replaced" | "outdated" | "unchanged"> {
  const untilMs = untilOf(atMs, whose.policy);
  const isSame = stored !== undefined && isDeepStrictEqual(stored.record, record);
  if (isSame && untilMs === null) return "unchanged";
  if (!isPast && isNews(record, stored?.record)) await askNudgesAfter(whose.runnerId, record, deps);
  const told = { atMs, untilMs, detailAtMs: atMs };
  const saved = await deps.activities.save(whose.runnerId, record, told);
  if (saved === "stored") measure("RunsIn", {});
  return saved;
}
