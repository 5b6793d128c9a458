import { isRun } from "../../../domain/history.ts";
import { type Judgement, judge } from "../../../domain/judge.ts";
import type { CheckInRecord } from "../../../functions/messages/check-in.ts";
import type { LeftOut } from "../../../functions/providers/files/read-upload.ts";
import { storedRuns } from "../../../functions/shared/runner/same-runs.ts";
import { toCheckIns, toHistory, toShoes } from "../../../functions/shared/runner/to-domain.ts";
import { dayNumberOf } from "../../../functions/shared/time.ts";
import type { ImportedHistory } from "../import/read-history.ts";
import { type Arguments, shoeLimits } from "./arguments.ts";

/** A judgement, and how much of the file it rests on. */
export interface JudgedExport extends Judgement {
  readonly runs: number;
  readonly otherActivities: number;
  readonly rejected: readonly LeftOut[];
}

/**
 * Judges a history as of a day, by default the later of its last activity and the newest check-in: how a hip
 * is now is never judged as of an earlier day. What comes after that day counts nowhere, neither a run nor a
 * pair of shoes first worn later.
 */
export function judgeHistory(
  { records: all, shoes, rejected, lastDay }: ImportedHistory,
  asked: Omit<Arguments, "path" | "json" | "units" | "checkIn">,
  checkIns: readonly CheckInRecord[],
): JudgedExport {
  const days = [lastDay, ...checkIns.map(({ day }) => day)].filter((day) => day !== null);
  const asOf = asked.asOf ?? days.toSorted().at(-1) ?? lastDay;
  const told = all.filter(({ day }) => day <= asOf);
  const records = storedRuns(told, { order: [], apart: [] }).map(({ counted }) => counted.record);
  const worn = new Set(records.map(({ shoeSourceId }) => shoeSourceId));
  const history = toHistory(records);
  const runs = history.filter(isRun).length;
  const today = dayNumberOf(asOf);
  const { maxHeartRateBpm, restHeartRateBpm, sex, weekStart } = asked;
  return {
    ...judge({
      runnerId: "export",
      today,
      history: { activities: history },
      shoes: toShoes(shoes.filter(({ sourceId }) => worn.has(sourceId))),
      checkIns: toCheckIns(checkIns, today),
      shown: [],
      options: {
        athlete: { sex, maxHeartRateBpm, restHeartRateBpm, weekStart },
        limits: shoeLimits(asked),
      },
    }),
    runs,
    otherActivities: history.length - runs,
    rejected,
  };
}
