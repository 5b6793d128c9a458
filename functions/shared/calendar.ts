// Kept apart from time.ts, so that reading an argument doesn't load the zone library.

/** Whether this is a date that exists, written `YYYY-MM-DD`: "2023-02-30" is not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // Date rolls 30 February over into March, so a date exists only if it comes back unchanged.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/**
 * Whether this names a zone such as `Europe/Copenhagen`. An offset such as `+02:00` knows no summer time,
 * so it doesn't count.
 */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
