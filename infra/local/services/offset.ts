/**
 * Minutes by which a zone's own time is ahead of UTC at an instant.
 *
 *     zoneOffsetMinutes("2026-07-01T10:00:00Z", "Europe/Copenhagen") // 120
 */
export function zoneOffsetMinutes(instant: string, zone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    timeZoneName: "longOffset",
  }).formatToParts(new Date(instant));
  const offset = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours = "0", minutes = "0"] = /([+-])(\d\d):?(\d\d)?/.exec(offset) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
