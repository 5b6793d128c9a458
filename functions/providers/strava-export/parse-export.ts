import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import type { ActivityRecord, ShoeRecord } from "../../messages/activity.ts";
import { filesText } from "../../wording/files.en.ts";
import { MOST_ACTIVITIES } from "../files/bounds.ts";
import type { RecordOptions } from "../files/effort.ts";
import { utf16In } from "../files/xml.ts";
import { findColumns } from "./columns.ts";
import { type RowReading, readRow } from "./read-row.ts";
import { shoesOf } from "./shoes.ts";

/** `row` is the number of the CSV record; the header is 1. */
export interface RejectedRow {
  readonly row: number;
  readonly reason: string;
}

export type ParsedExport =
  | {
      readonly kind: "export";
      readonly activities: readonly { readonly row: number; readonly record: ActivityRecord }[];
      readonly shoes: readonly ShoeRecord[];
      readonly rejected: readonly RejectedRow[];
    }
  /** It doesn't begin like an `activities.csv`, at least not an English one. */
  | { readonly kind: "other" }
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Reads the `activities.csv` of a Strava bulk export (text, or bytes in UTF-8 or UTF-16), also once a
 * spreadsheet has saved it with semicolons or tabs, or in Windows-1252. A row that cannot be used is in
 * `rejected` with its number and what to do about it, and the rest is in; "unreadable" says why nothing could
 * be read. Days are the calendar days of `zone`. Never throws for a bad file.
 *
 *     parseExport(csv, { zone: "UTC", nowMs: Date.now() })
 *     // { kind: "export", activities: [{ row: 2, record: { source: "strava-export", … } }], shoes: [], rejected: [] }
 */
export function parseExport(csv: string | Uint8Array, options: RecordOptions): ParsedExport {
  const text = typeof csv === "string" ? csv : textOf(csv);
  const read = readRecords(text);
  if (read === "too many") {
    return { kind: "unreadable", reason: filesText.csvLarge(MOST_ACTIVITIES) };
  }
  const { rows, rest } = read;
  const [header, ...body] = rows;
  if (header === undefined) {
    return {
      kind: "unreadable",
      reason:
        rest?.reason ??
        "The file is empty. Use activities.csv exactly as it comes in Strava's export.",
    };
  }
  const found = findColumns(header);
  if (found.kind !== "columns") return found;

  const readings: { row: number; reading: RowReading & { kind: "row" } }[] = [];
  const rejected: RejectedRow[] = [];
  const rowOfId = new Map<string, number>();
  for (const [index, cells] of body.entries()) {
    const row = index + 2;
    const reading = readRow(cells, { ...options, columns: found.columns, width: header.length });
    if (reading.kind === "rejected") {
      rejected.push({ row, reason: reading.reason });
      continue;
    }
    const earlier = rowOfId.get(reading.record.sourceId);
    if (earlier !== undefined) {
      const reason = `Activity ID ${reading.record.sourceId} is already used by row ${earlier}: it is taken once, from there`;
      rejected.push({ row, reason });
      continue;
    }
    rowOfId.set(reading.record.sourceId, row);
    readings.push({ row, reading });
  }
  if (rest !== null) rejected.push(rest);

  const { shoes, shoeIdOf } = shoesOf(readings.map(({ reading }) => reading));
  return {
    kind: "export",
    activities: readings.map(({ row, reading }) => ({
      row,
      record: { ...reading.record, shoeSourceId: shoeIdOf(reading) },
    })),
    shoes,
    rejected,
  };
}

function textOf(csv: Uint8Array): string {
  const marked = utf16In(csv);
  const text = new TextDecoder(marked ?? "utf-8").decode(csv);
  // Letters of Windows-1252 hardly ever make one of UTF-8, which may be damaged or cut short all the same.
  const isRead = !text.includes("\ufffd") || /[\x80-\ufffc]/.test(text);
  return marked !== null || isRead ? text : new TextDecoder("windows-1252").decode(csv);
}

/** Strava's header has some 100 columns. Even an empty cell takes memory. */
const MOST_CELLS = 200 * MOST_ACTIVITIES;

class TooMany extends Error {}

/** The records up to the first place that can't be read, which `rest` reports. */
function readRecords(text: string): { rows: string[][]; rest: RejectedRow | null } | "too many" {
  // No heading before the first separator has one of these in it.
  const [delimiter = ","] = /[,;\t]/.exec(text) ?? [];
  let cells = 0;
  for (let at = text.indexOf(delimiter); at !== -1; at = text.indexOf(delimiter, at + 1))
    cells += 1;
  if (cells > MOST_CELLS) return "too many";
  const rows: string[][] = [];
  try {
    parse(text, {
      bom: true,
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      on_record: (cells: string[]) => {
        // The header counts as a record here.
        if (rows.length > MOST_ACTIVITIES) throw new TooMany();
        rows.push(cells);
        return null;
      },
    });
    return { rows, rest: null };
  } catch (error) {
    if (error instanceof TooMany) return "too many";
    if (!(error instanceof CsvError)) throw error;
    const reason =
      error.code === "CSV_QUOTE_NOT_CLOSED"
        ? "A quotation mark opens in this row and never closes, so nothing from here on could be read: close it, or export again"
        : "From here on this can't be read as CSV: use activities.csv exactly as it comes in Strava's export";
    return { rows, rest: { row: rows.length + 1, reason } };
  }
}
