const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** In American English, and in British English, of which the newer form of September is Sept. */
const SHAPES = [
  /^(?<month>[A-Z][a-z]{2}) (?<day>\d\d?), (?<year>\d{4}), (?<hour>\d\d?):(?<minute>\d\d):(?<second>\d\d) (?<half>[AP])M$/,
  /^(?<day>\d\d?) (?<month>[A-Z][a-z]{2})t? (?<year>\d{4}), (?<hour>\d\d?):(?<minute>\d\d):(?<second>\d\d)$/,
];

/**
 * The instant that an `Activity Date` names, or null if there is no such date or time. The export
 * writes UTC, whatever the runner's zone.
 *
 *     instantOf("Jan 27, 2021, 1:57:47 PM") // "2021-01-27T13:57:47.000Z"
 *     instantOf("27 Jan 2021, 13:57:47") // "2021-01-27T13:57:47.000Z"
 */
export function instantOf(text: string): string | null {
  // Newer exports put a narrow no-break space (U+202F) before AM and PM; \s covers it.
  const written = text.trim().replace(/\s+/g, " ");
  const parts = SHAPES.map((shape) => shape.exec(written)?.groups).find(Boolean);
  if (parts === undefined) return null;
  const month = MONTHS.indexOf(parts["month"] ?? "");
  const year = Number(parts["year"]);
  const day = Number(parts["day"]);
  const hour = hourOf(Number(parts["hour"]), parts["half"]);
  const minute = Number(parts["minute"]);
  const second = Number(parts["second"]);
  if (month === -1 || year < 1900 || hour === null || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  // Date turns 30 February into a day in March; a day that exists stays as it was set.
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, minute, second);
  return date.toISOString();
}

/** The hour of the day; null if there is none such in its half, or in a day without halves. */
function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null;
  return hour >= 1 && hour <= 12 ? (hour % 12) + (half === "P" ? 12 : 0) : null;
}
