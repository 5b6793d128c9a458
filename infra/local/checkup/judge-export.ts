import { isRun } from "../../../domain/history.ts";
import { type Judgement, judge } from "../../../domain/judge.ts";
import { type CheckInRecord, toCheckIns } from "../../../functions/messages/check-in.ts";
import {
  parseExport,
  type RejectedRow,
} from "../../../functions/providers/strava-export/parse-export.ts";
import { dayNumberOf } from "../../../functions/shared/time.ts";
import { toHistory, toShoes } from "../../../functions/shared/to-domain.ts";
import { lastDayOf, whyEmpty } from "../import/read-history.ts";
import { type Arguments, shoeLimits } from "./arguments.ts";

/** A judgement, and what of the file it rests on. */
export interface JudgedExport extends Judgement {
  readonly runs: number;
  readonly otherActivities: number;
  readonly rejected: readonly RejectedRow[];
}

/**
 * Judges the bytes of an `activities.csv` as of a day, by default that of its last activity or, where
 * it is later, of the newest check-in: how a hip is now is never judged as of a day before it. What
 * comes after that day counts nowhere, neither a run nor a pair of shoes first worn later.
 */
export function judgeExport(
  csv: Uint8Array,
  asked: Omit<Arguments, "path" | "json" | "units" | "checkIn">,
  checkIns: readonly CheckInRecord[],
): ({ kind: "judged" } & JudgedExport) | { kind: "unreadable"; reason: string } {
  const parsed = parseExport(csv, { zone: asked.zone });
  if (parsed.kind === "unreadable") return parsed;
  const all = parsed.activities.map(({ record }) => record);
  const days = [lastDayOf(all), ...checkIns.map(({ day }) => day)].filter((day) => day !== null);
  const asOf = asked.asOf ?? days.toSorted().at(-1) ?? null;
  if (asOf === null || all.length === 0) {
    return { kind: "unreadable", reason: whyEmpty(parsed.rejected) };
  }
  const records = all.filter(({ day }) => day <= asOf);
  const worn = new Set(records.map(({ shoeSourceId }) => shoeSourceId));
  const history = toHistory(records);
  const runs = history.filter(isRun).length;
  const today = dayNumberOf(asOf);
  const { maxHeartRateBpm, restHeartRateBpm, sex, weekStart } = asked;
  return {
    kind: "judged",
    ...judge({
      runnerId: "export",
      today,
      history: { activities: history },
      shoes: toShoes(parsed.shoes.filter(({ sourceId }) => worn.has(sourceId))),
      checkIns: toCheckIns(checkIns, today, dayNumberOf),
      shown: [],
      options: {
        athlete: { sex, maxHeartRateBpm, restHeartRateBpm, weekStart },
        limits: shoeLimits(asked),
      },
    }),
    runs,
    otherActivities: history.length - runs,
    rejected: parsed.rejected,
  };
}
