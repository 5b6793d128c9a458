import type { ActivityRecord, ShoeRecord } from "../../../functions/messages/activity.ts";
import {
  parseExport,
  type RejectedRow,
} from "../../../functions/providers/strava-export/parse-export.ts";
import { readExport } from "./read-export.ts";

/** What an export holds: one activity at the least. */
export interface ExportedHistory {
  readonly records: readonly ActivityRecord[];
  readonly shoes: readonly ShoeRecord[];
  readonly rejected: readonly RejectedRow[];
  /** The runner's day of the last activity, which a check-up can be asked for. */
  readonly lastDay: string;
}

export type HistoryReading =
  | { readonly kind: "history"; readonly history: ExportedHistory }
  /** One line that says what is wrong and what to do. */
  | { readonly kind: "unreadable"; readonly line: string };

/** Reads a Strava bulk export (its zip, its folder or its `activities.csv`), with days as in `zone`. */
export async function readHistory(path: string, zone: string): Promise<HistoryReading> {
  const file = await readExport(path);
  if (file.kind === "unreadable") return { kind: "unreadable", line: file.reason };
  const parsed = parseExport(file.bytes, { zone });
  if (parsed.kind === "unreadable") {
    return { kind: "unreadable", line: `${path}: ${parsed.reason}` };
  }
  const { shoes, rejected } = parsed;
  const records = parsed.activities.map(({ record }) => record);
  const lastDay = lastDayOf(records);
  return lastDay === null
    ? { kind: "unreadable", line: `${path}: ${whyEmpty(rejected)}` }
    : { kind: "history", history: { records, shoes, rejected, lastDay } };
}

/** The last calendar day that any of these began on; null where there are none. */
export function lastDayOf(records: readonly { readonly day: string }[]): string | null {
  return (
    records
      .map(({ day }) => day)
      .toSorted()
      .at(-1) ?? null
  );
}

/** What to do about an export of which no row was used. */
export function whyEmpty([first]: readonly RejectedRow[]): string {
  return first === undefined
    ? "It holds no activities. Export again once Strava has some."
    : `No row of it can be used. Mend row ${first.row} first: ${first.reason}`;
}
