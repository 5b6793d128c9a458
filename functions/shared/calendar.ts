// Apart from time.ts, whose polyfill takes longer to load than all else that reads an argument.

/** Whether this is a date that exists, written `YYYY-MM-DD`: "2023-02-30" is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // Date rolls 30 February on into March, so only a date that comes back unchanged exists.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Whether this names a zone such as `Europe/Copenhagen`. An offset such as `+02:00` knows no summer time, so it is none. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
