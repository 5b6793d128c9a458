import * as z from "zod/mini";
import { stepsPerMinute } from "../../../domain/cadence.ts";
import { isRun } from "../../../domain/history.ts";
import { limitsFor } from "../../../domain/thresholds.ts";
import { toldId } from "../../messages/provider-hint.ts";
import { isZone } from "../../shared/calendar.ts";
import { oneLineOf } from "../../shared/one-line.ts";
import { asWritten, instantAt, localTime } from "../../shared/time.ts";
import { figure, orNone } from "../figure.ts";
import type { Told } from "../provider.ts";
import { sportOf } from "../strava-export/sport.ts";

const local = z.iso.datetime({ local: true });

/**
 * intervals.icu may not pass on what it has from Strava: that is an id, a day and a note that says so.
 * All else is the activity itself, with only the fields that are used.
 */
export const wireActivity = z.union([
  z.object({ id: toldId, source: z.literal("STRAVA") }),
  z.object({
    id: toldId,
    source: z.nullish(z.string()),
    type: z.nullish(z.string()),
    name: z.nullish(z.string()),
    start_date_local: local,
    start_date: z.nullish(z.iso.datetime({ offset: true })),
    timezone: z.nullish(z.string()),
    distance: figure,
    moving_time: figure,
    elapsed_time: figure,
    average_heartrate: figure,
    max_heartrate: figure,
    average_cadence: figure,
    icu_rpe: z.nullish(z.number()),
    device_name: z.nullish(z.string()),
  }),
]);
export type WireActivity = z.infer<typeof wireActivity>;

const LIMITS = limitsFor();

/**
 * One activity as a record of ours. Types are Strava's, and so is a cadence that counts one leg.
 *
 *     toTold({ id: "i55610271", source: "GARMIN_CONNECT", type: "Run", start_date: "2026-11-22T07:49:30Z",
 *       start_date_local: "2026-11-22T08:49:30", distance: 8200, moving_time: 2730, icu_rpe: 6, … })
 *     // { kind: "activity", record: { source: "intervals", day: "2026-11-22", startMinute: 529.5, … } }
 *     toTold({ id: "7", source: "STRAVA" }) // { kind: "withheld" }
 */
export function toTold(activity: WireActivity): Told {
  if (!("start_date_local" in activity)) return { kind: "withheld" };
  const sport = sportOf(activity.type ?? "");
  const movingS = activity.moving_time ?? activity.elapsed_time ?? 0;
  const rpe = activity.icu_rpe == null ? null : orNone(activity.icu_rpe);
  const device = oneLineOf(activity.device_name ?? "", 100);
  return {
    kind: "activity",
    record: {
      source: "intervals",
      sourceId: activity.id,
      name: oneLineOf(activity.name ?? "", 300),
      sport,
      ...startOf(activity),
      distanceM: activity.distance ?? 0,
      movingS,
      elapsedS: activity.elapsed_time ?? movingS,
      averageHeartRateBpm: activity.average_heartrate || null,
      maxHeartRateBpm: activity.max_heartrate || null,
      sessionRpe: rpe !== null && rpe >= 0 && rpe <= 10 ? rpe : null,
      cadenceSpm: isRun({ sport })
        ? stepsPerMinute(activity.average_cadence ?? 0, "strides", LIMITS)
        : null,
      shoeSourceId: null,
      ...(device !== "" && { device }),
    },
  };
}

const QUARTER_MS = 15 * 60_000;
const FARTHEST_MS = 14 * 3_600_000;

/** Whether a clock somewhere shows this time of day at that instant: zones differ by quarters of an hour. */
function isSomewhere(local: string, startAt: string): boolean {
  const aheadMs = Date.parse(`${local.replace(/Z$/, "")}Z`) - Date.parse(startAt);
  return Math.abs(aheadMs) <= FARTHEST_MS && Math.abs(aheadMs) % QUARTER_MS === 0;
}

/** `"(GMT+01:00) Europe/Copenhagen"` and `"Europe/Copenhagen"` are the same zone; UTC if there is none. */
function zoneOf(told: string | null | undefined): string {
  const name = (told ?? "").split(" ").at(-1) ?? "";
  return isZone(name) ? name : "UTC";
}

function startOf(activity: Extract<WireActivity, { start_date_local: string }>) {
  const local = asWritten(activity.start_date_local);
  const zone = zoneOf(activity.timezone);
  // Without the instant itself, the zone's clock gives it; without a zone, UTC does.
  if (!activity.start_date) return { startAt: instantAt({ ...local, zone }), ...local };
  const startAt = new Date(activity.start_date).toISOString();
  // The time of day is where the runner was, who may be far from the zone in their settings.
  return isSomewhere(activity.start_date_local, startAt)
    ? { startAt, ...local }
    : { startAt, ...localTime(startAt, zone) };
}
