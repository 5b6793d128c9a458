import { type Checkup, checkup } from "../../../domain/checkup.ts";
import { isRun } from "../../../domain/history.ts";
import {
  parseExport,
  type RejectedRow,
} from "../../../functions/providers/strava-export/parse-export.ts";
import { dayNumberOf } from "../../../functions/shared/time.ts";
import { toHistory, toShoes } from "../../../functions/shared/to-domain.ts";
import { lastDayOf } from "../import/import-export.ts";

/** A checkup, and what of the file it rests on. */
export interface JudgedExport {
  readonly checkup: Checkup;
  readonly runs: number;
  readonly otherActivities: number;
  readonly rejected: readonly RejectedRow[];
}

/**
 * Judges the bytes of an `activities.csv` as of a day, by default that of its last activity. What
 * comes after that day counts nowhere, neither a run nor a pair of shoes first worn later.
 */
export function judgeExport(
  csv: Uint8Array,
  asked: { readonly zone: string; readonly asOf: string | null },
): ({ kind: "judged" } & JudgedExport) | { kind: "unreadable"; reason: string } {
  const parsed = parseExport(csv, { zone: asked.zone });
  if (parsed.kind === "unreadable") return parsed;
  const all = parsed.activities.map(({ record }) => record);
  const asOf = asked.asOf ?? lastDayOf(all);
  if (asOf === null || all.length === 0) {
    const [first] = parsed.rejected;
    const reason =
      first === undefined
        ? "It holds no activities. Export again once Strava has some."
        : `No row of it can be used. Mend row ${first.row} first: ${first.reason}`;
    return { kind: "unreadable", reason };
  }
  const records = all.filter(({ day }) => day <= asOf);
  const worn = new Set(records.map(({ shoeSourceId }) => shoeSourceId));
  const history = toHistory(records);
  const runs = history.filter(isRun).length;
  return {
    kind: "judged",
    checkup: checkup(
      { activities: history },
      toShoes(parsed.shoes.filter(({ sourceId }) => worn.has(sourceId))),
      dayNumberOf(asOf),
    ),
    runs,
    otherActivities: history.length - runs,
    rejected: parsed.rejected,
  };
}
