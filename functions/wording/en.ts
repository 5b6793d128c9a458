import type { Basis } from "../../domain/finding.ts";
import type { Activity, DayNumber, Weekday } from "../../domain/history.ts";
import { exceeds } from "../../domain/number.ts";
import type { Week } from "../../domain/weeks.ts";
import { once, onceEach } from "../shared/once.ts";

export type Units = "km" | "mi";

/** What a sentence about a checkup needs besides the checkup. `isoDay` gives YYYY-MM-DD. */
export interface Reading {
  readonly units: Units;
  readonly isoDay: (day: DayNumber) => string;
}

export const lang = "en";
export const dir = "ltr";

export const metresPer: Readonly<Record<Units, number>> = { km: 1000, mi: 1609.344 };
/** Shown for a figure that isn't known. */
export const unknown = "—";
export const unnamedRun = "Run";
/** What a refused form is answered with: what to correct, each said once. */
export const nothingChanged = (faults: readonly string[]) =>
  `Nothing was changed. ${[...new Set(faults)].join(" ")}`;

// A format takes fifty times as long to make as to use, and a digest holds some sixty figures and dates.
const digitsFormat = onceEach(
  (digits: number) =>
    new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const dateFormat = (options: Intl.DateTimeFormatOptions) =>
  once(() => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }));
const DATE_FORMATS = {
  weekday: dateFormat({ weekday: "long" }),
  day: dateFormat({ day: "numeric" }),
  dayMonth: dateFormat({ day: "numeric", month: "long" }),
  shortDayMonth: dateFormat({ day: "numeric", month: "short" }),
  dayMonthYear: dateFormat({ day: "numeric", month: "long", year: "numeric" }),
  monthYear: dateFormat({ month: "long", year: "numeric" }),
};

export function fixed(value: number, digits: number): string {
  return digitsFormat(digits).format(value);
}

/** Metres as `15.0 km` or `9.3 mi`; `distance(15000, "km") // "15.0 km"`. */
export function distance(distanceM: number | null, units: Units, digits = 1): string {
  if (distanceM === null) return unknown;
  return `${fixed(distanceM / metresPer[units], digits)} ${units}`;
}

/**
 * A limit is rounded down: whoever keeps to the figure shown has to have kept to the limit; `atMost(11_055, "km") //
 * "11.0 km"`
 */
export function atMost(limitM: number | null, units: Units): string {
  const tenthM = metresPer[units] / 10;
  return distance(limitM === null ? null : wholeDown(limitM, tenthM), units);
}

/** The same for a time; `atMostTime(5579) // "1 h 32 min"` */
export function atMostTime(limitS: number | null): string {
  return duration(limitS === null ? null : wholeDown(limitS, 60));
}

/** Whole steps, with a tolerance for sums a hair below one. */
function wholeDown(amount: number, step: number): number {
  return step * Math.floor((amount / step) * (1 + 1e-9));
}

/** Whether all of a week was on a treadmill without a sensor, which isn't the same as 0 km. */
export const lacksDistance = ({ distanceM, runs: count }: Pick<Week, "distanceM" | "runs">) =>
  distanceM === 0 && count > 0;

export function weekDistance(week: Pick<Week, "distanceM" | "runs">, units: Units): string {
  return distance(lacksDistance(week) ? null : week.distanceM, units);
}

/** Seconds as hours and minutes; `duration(5520) // "1 h 32 min"`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return unknown;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/**
 * One run as a line of a list; `runLine("25 Nov", { distanceM: 0, movingS: 3000, name: "" }, "km") // "25
 * Nov, 50 min, Run"`
 */
export function runLine(
  date: string,
  { distanceM, movingS, name }: Pick<Activity, "distanceM" | "movingS"> & { readonly name: string },
  units: Units,
  digits = 1,
): string {
  const amount = distanceM > 0 ? distance(distanceM, units, digits) : duration(movingS);
  return `${date}, ${amount}, ${name || unnamedRun}`;
}

/** Time for one km or mile; `pace(3000, 10000, "km") // "5:00 /km"`. Unknown without a distance. */
export function pace(movingS: number, distanceM: number, units: Units): string {
  if (distanceM <= 0 || movingS <= 0) return unknown;
  const seconds = Math.round(movingS / (distanceM / metresPer[units]));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} /${units}`;
}

/** `pct(12.4) // "12%"` */
export function pct(percent: number | null): string {
  return percent === null ? unknown : `${fixed(Math.round(percent), 0)}%`;
}

/** A signed percentage; `change(-35) // "−35%"`. */
export function change(percent: number | null): string {
  if (percent === null) return unknown;
  const whole = Math.round(percent);
  if (whole === 0) return "no change";
  return `${whole > 0 ? "+" : "−"}${fixed(Math.abs(whole), 0)}%`;
}

/** A change that stands out, but by so little that it would read like the limit; `changeBeyond(10.3, 10) // "just over +10%"` */
export function changeBeyond(percent: number | null, limitPct: number): string {
  const text = change(percent);
  return percent !== null && exceeds(percent, limitPct) && text === change(limitPct)
    ? `just over ${text}`
    : text;
}

/** The same for a fall; `fallBeyond(-5.3, 5) // "down just over 5%"` */
export function fallBeyond(percent: number | null, limitPct: number): string {
  const text = change(percent);
  return percent !== null && exceeds(-percent, limitPct) && text === change(-limitPct)
    ? `down just over ${pct(limitPct)}`
    : text;
}

/** The same for a ratio; `ratioBeyond(1.103, 1.1) // "just over 1.10"` */
export function ratioBeyond(ratio: number, limit: number): string {
  const text = fixed(ratio, 2);
  return exceeds(ratio, limit) && text === fixed(limit, 2) ? `just over ${text}` : text;
}

/** One below the usual, but by so little that it would read like it; `stepRate(169.6, 170) // "just under 170 steps a minute"` */
export function stepRate(spm: number, usualFromSpm: number): string {
  const text = fixed(spm, 0);
  const isJustUnder = spm < usualFromSpm && text === fixed(usualFromSpm, 0);
  return `${isJustUnder ? "just under " : ""}${text} steps a minute`;
}

function dated(iso: string, format: keyof typeof DATE_FORMATS): string {
  return DATE_FORMATS[format]().format(new Date(`${iso}T00:00:00Z`));
}

/** `dayName("2021-09-12") // "Sunday"` */
export function dayName(iso: string): string {
  return dated(iso, "weekday");
}

/** `dateText("2021-09-12") // "12 September 2021"` */
export function dateText(iso: string): string {
  return dated(iso, "dayMonthYear");
}

/** `monthText("2021-09-12") // "September 2021"` */
export function monthText(iso: string): string {
  return dated(iso, "monthYear");
}

/** `shortDate("2021-09-12") // "12 Sept"` */
export function shortDate(iso: string): string {
  return dated(iso, "shortDayMonth");
}

/** `span("2021-09-06", "2021-09-12") // "6 to 12 September 2021"` */
export function span(fromIso: string, toIso: string): string {
  const sameMonth = fromIso.slice(0, 7) === toIso.slice(0, 7);
  const sameYear = fromIso.slice(0, 4) === toIso.slice(0, 4);
  const format = sameMonth ? "day" : sameYear ? "dayMonth" : "dayMonthYear";
  return `${dated(fromIso, format)} to ${dateText(toIso)}`;
}

export function counted(count: number, one: string, many: string): string {
  return `${fixed(count, 0)} ${count === 1 ? one : many}`;
}

export const weekdays: Readonly<Record<Weekday, string>> = {
  1: "Monday",
  2: "Tuesday",
  3: "Wednesday",
  4: "Thursday",
  5: "Friday",
  6: "Saturday",
  7: "Sunday",
};

export function runs(count: number): string {
  return count === 0 ? "no runs" : counted(count, "run", "runs");
}

/**
 * How long nobody ran, as one would say it.
 *
 * @example
 * timeWithout(49)   // "49 days"
 * timeWithout(100)  // "about 3 months"
 * timeWithout(1102) // "about 3 years"
 */
export function timeWithout(days: number): string {
  if (days < 90) return `${fixed(days, 0)} days`;
  if (days < 730) return `about ${fixed(days / 30.44, 0)} months`;
  return `about ${fixed(days / 365.25, 0)} years`;
}

export function restDays(count: number): string {
  return count === 0 ? "no rest days" : counted(count, "rest day", "rest days");
}

export const label: Record<Basis | "own", string> = {
  evidence: "Evidence: one cohort of 5,205 runners",
  convention: "Convention: widely used, not shown to prevent injury",
  advice: "Advice: from clinicians, no trial found",
  own: "Your own number, from your settings",
};

/** `overPct(1.1) // "10%"` */
export function overPct(ratio: number): string {
  return pct((ratio - 1) * 100);
}

/** `list(["Shoes", "Cadence"]) // "Shoes and Cadence"` */
export function list(items: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(items);
}

/** A bar's figure is whole and has no unit: twelve of them share the width of a phone. */
export function barDistance(distanceM: number | null, units: Units): string {
  return distanceM === null ? unknown : fixed(distanceM / metresPer[units], 0);
}

export function barMinutes(seconds: number | null): string {
  return seconds === null ? unknown : fixed(seconds / 60, 0);
}

/** First letter in upper case. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
