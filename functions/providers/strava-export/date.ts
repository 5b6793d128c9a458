const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SHAPE = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}), (\d{1,2}):(\d{2}):(\d{2}) ([AP])M$/;

/**
 * The instant that an `Activity Date` names, or null if there is no such date or time. The export
 * writes UTC, whatever the runner's zone.
 *
 *     instantOf("Jan 27, 2021, 1:57:47 PM") // "2021-01-27T13:57:47.000Z"
 */
export function instantOf(text: string): string | null {
  // Newer exports put a narrow no-break space (U+202F) before AM and PM; \s covers it.
  const parts = SHAPE.exec(text.trim().replace(/\s+/g, " "));
  if (parts === null) return null;
  const month = MONTHS.indexOf(parts[1] ?? "");
  const [day = 0, year = 0, hour = 0, minute = 0, second = 0] = parts.slice(2, 7).map(Number);
  if (month === -1 || year < 1900 || hour < 1 || hour > 12 || minute > 59 || second > 59)
    return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  // Date turns 30 February into a day in March; a day that exists stays as it was set.
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return null;
  date.setUTCHours((hour % 12) + (parts[7] === "P" ? 12 : 0), minute, second);
  return date.toISOString();
}
