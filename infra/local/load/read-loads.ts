import { type CsvError, parse } from "csv-parse/sync";
import type { DayNumber } from "../../../domain/history.ts";
import { isDay } from "../../../functions/shared/calendar.ts";
import { dayNumberOf } from "../../../functions/shared/time.ts";

/** Loads by day from the first to the last day of a file; days that the file doesn't name are 0. */
export interface DailyLoads {
  readonly kind: "loads";
  readonly first: DayNumber;
  readonly loads: Float64Array;
}

export interface Unreadable {
  readonly kind: "unreadable";
  /** Names the line. */
  readonly reason: string;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A day's load is far below this in any unit; beyond it the sums of a year would lose their digits. */
const HIGHEST = 1e9;

/** A slip such as 0026 for 2026 would fill the gap with two thousand years of empty days. */
const [EARLIEST, LATEST] = ["1900-01-01", "2199-12-31"];

/**
 * Reads a CSV with the header `day,load`: days may be in any order, and repeated ones add up.
 *
 * @example
 * readLoads("day,load\n2026-01-03,40\n2026-01-01,30\n2026-01-01,5\n")
 * // { kind: "loads", first: 20454, loads: [35, 0, 40] }
 * readLoads("day,load\n2026-02-30,40\n")
 * // { kind: "unreadable", reason: `line 2: "2026-02-30" isn't a date: write a real one, as YYYY-MM-DD` }
 */
export function readLoads(text: string): DailyLoads | Unreadable {
  const lines = split(text);
  if (typeof lines === "string") return unreadable(lines);
  const [header, ...rows] = lines;
  if (header?.fields.length !== 2 || header.fields.join() !== "day,load") {
    return unreadable(`line ${header?.line ?? 1}: the header must be day,load`);
  }
  const byDay = new Map<DayNumber, number>();
  for (const { line, fields } of rows) {
    const fault = faultOf(fields);
    if (fault !== null) return unreadable(`line ${line}: ${fault}`);
    const [day = "", load = ""] = fields;
    const number = dayNumberOf(day);
    byDay.set(number, (byDay.get(number) ?? 0) + Number(load));
  }
  if (byDay.size === 0) return unreadable("line 2: there are no rows below the header");
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const day of byDay.keys()) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  const loads = new Float64Array(last - first + 1);
  for (const [day, load] of byDay) loads[day - first] = load;
  return { kind: "loads", first, loads };
}

function faultOf(fields: readonly string[]): string | null {
  const [day = "", load = ""] = fields;
  if (fields.length !== 2) return `there are ${fields.length} fields, not the 2 of day,load`;
  if (!isDay(day)) return `"${day}" isn't a date: write a real one, as YYYY-MM-DD`;
  if (day < EARLIEST || day > LATEST) return `${day} is not between ${EARLIEST} and ${LATEST}`;
  if (!DECIMAL.test(load)) return `the load "${load}" isn't a number`;
  if (Number(load) < 0) return `the load ${load} is negative`;
  return Number(load) > HIGHEST ? `the load ${load} is more than a day can hold` : null;
}

/** Rows with the line that each ends on, blank ones left out; or what is wrong with the file. */
function split(text: string): readonly { line: number; fields: readonly string[] }[] | string {
  const rows: { line: number; fields: readonly string[] }[] = [];
  try {
    // Only one kind of line ending, because the parser would count both halves of another as lines.
    parse(text.replace(/\r\n?/g, "\n"), {
      bom: true,
      trim: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      onRecord: (fields: string[], { lines }) => {
        rows.push({ line: lines, fields });
        return null;
      },
    });
    return rows;
  } catch (error) {
    if (!isCsvError(error)) throw error;
    return `line ${error.lines}: ${error.message}`;
  }
}

function isCsvError(error: unknown): error is CsvError & { readonly lines: number } {
  return error instanceof Error && "lines" in error;
}

function unreadable(reason: string): Unreadable {
  return { kind: "unreadable", reason };
}
