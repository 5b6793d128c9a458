import type { DayNumber } from "../../../domain/history.ts";
import { type LoadDay, type LoadSeries, loadDay } from "../../../domain/load/series.ts";
import { isoDay } from "../../../functions/shared/time.ts";

const COLUMNS: readonly [heading: string, figure: keyof LoadDay, digits: number][] = [
  ["load", "load", 1],
  ["7 days", "acuteRolling", 1],
  ["28 days", "chronicRolling", 1],
  ["coupled", "acwrCoupled", 2],
  ["uncoupled", "acwrUncoupled", 2],
  ["EWMA 7", "acuteEwma", 1],
  ["EWMA 28", "chronicEwma", 1],
  ["ratio", "acwrEwma", 2],
  ["monotony", "monotony", 2],
  ["strain", "strain", 1],
  ["fitness", "fitness", 1],
  ["fatigue", "fatigue", 1],
  ["form", "form", 1],
];

const WIDTH = 10;

/** The series for a terminal, one line per day; a dash stands for a figure that is not defined. */
export function loadTable(series: LoadSeries, first: DayNumber): string {
  const heading = `day       ${COLUMNS.map(([text]) => text.padStart(WIDTH)).join("")}`;
  const lines = Array.from(series.load, (_, i) => {
    const day = loadDay(series, i);
    const cells = COLUMNS.map(([, figure, digits]) =>
      (day[figure]?.toFixed(digits) ?? "-").padStart(WIDTH),
    );
    return isoDay(first + i) + cells.join("");
  });
  return `${[heading, ...lines].join("\n")}\n`;
}

/** The same as a JSON array, one object and line per day; undefined figures are null. */
export function loadJson(series: LoadSeries, first: DayNumber): string {
  const days = Array.from(series.load, (_, i) =>
    JSON.stringify({ day: isoDay(first + i), ...loadDay(series, i) }),
  );
  return `[\n${days.join(",\n")}\n]\n`;
}
