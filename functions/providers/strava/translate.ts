import { stepsPerMinute } from "../../../domain/cadence.ts";
import { isRun, RUN_SPORTS, type Sport } from "../../../domain/history.ts";
import { limitsFor } from "../../../domain/thresholds.ts";
import type { ActivityRecord } from "../../messages/activity.ts";
import type { Told } from "../../ports/activities.ts";
import type { ToldShoe } from "../../ports/shoes.ts";
import { oneLineOf } from "../../shared/one-line.ts";
import { asWritten } from "../../shared/time.ts";
import { sportOf } from "../strava-export/sport.ts";
import type { WireActivity, WireGear } from "./wire.ts";

export const STRAVA = "strava";

const LIMITS = limitsFor();
const ON_FOOT: readonly Sport[] = [...RUN_SPORTS, "walk", "hike"];

/**
 * One of Strava's activities as a record of ours. The day and minute are those of `start_date_local`, which ends
 * in Z though it is local time. A runner may hide the time of day: Strava then says one second past midnight, and
 * the minute is 0.
 *
 *     toActivity({ id: "7", sport_type: "Run", start_date: "2025-10-18T12:49:30Z",
 *       start_date_local: "2025-10-18T08:49:30Z", average_cadence: 78.7, … })
 *     // { source: "strava", day: "2025-10-18", startMinute: 529.5, cadenceSpm: 157.4, … }
 */
export function toActivity(activity: WireActivity): ActivityRecord {
  const sport = sportIn(activity);
  const movingS = activity.moving_time ?? activity.elapsed_time ?? 0;
  const cadence = activity.average_cadence ?? 0;
  const exertion = activity.perceived_exertion ?? null;
  const device = oneLineOf(activity.device_name ?? "", 100);
  return {
    source: STRAVA,
    sourceId: activity.id,
    name: oneLineOf(activity.name ?? "", 300),
    sport,
    startAt: new Date(activity.start_date).toISOString(),
    ...localStart(activity.start_date_local),
    distanceM: activity.distance ?? 0,
    movingS,
    elapsedS: activity.elapsed_time ?? movingS,
    // Strava writes 0 if the strap picked up nothing.
    averageHeartRateBpm: activity.average_heartrate || null,
    maxHeartRateBpm: activity.max_heartrate || null,
    sessionRpe: exertion !== null && exertion >= 0 && exertion <= 10 ? exertion : null,
    // For a run Strava counts one leg; for a ride the same field counts turns of the pedals.
    cadenceSpm: isRun({ sport }) ? stepsPerMinute(cadence, "strides", LIMITS) : null,
    shoeSourceId: ON_FOOT.includes(sport) ? shoeIdOf(activity.gear_id) : null,
    ...(device !== "" && { device }),
  };
}

/**
 * Gear as a pair of shoes; null for a bike. That `notification_distance` is in metres, as `distance`
 * is, is an assumption: no public record was found in which it isn't 0.
 *
 *     toShoe({ id: "g1", name: "Blue pair", distance: 966309, retired: true, notification_distance: 0 })
 *     // { shoe: { source: "strava", sourceId: "g1", name: "Blue pair" }, distanceM: 966309,
 *     //   retired: true, notificationDistanceM: null }
 */
export function toShoe(gear: WireGear): Omit<ToldShoe, keyof Told> | null {
  const sourceId = shoeIdOf(gear.id);
  if (sourceId === null) return null;
  const makersName = [gear.brand_name, gear.model_name].filter(Boolean).join(" ");
  const named = [gear.name, gear.nickname, makersName].map((text) => oneLineOf(text ?? "", 200));
  return {
    shoe: {
      source: STRAVA,
      sourceId,
      name: named.find((text) => text !== "") ?? `Unnamed shoe ${sourceId}`,
    },
    distanceM: gear.distance ?? 0,
    retired: gear.retired ?? false,
    notificationDistanceM: gear.notification_distance || null,
  };
}

/** Strava adds kinds to `sport_type`; the older `type` then holds the nearest that was there before. */
function sportIn({ sport_type, type }: WireActivity): Sport {
  const sport = sportOf(sport_type ?? "");
  return sport === "other" ? sportOf(type ?? "") : sport;
}

function localStart(startDateLocal: string): { day: string; startMinute: number } {
  const start = asWritten(startDateLocal);
  return startDateLocal.endsWith("T00:00:01Z") ? { ...start, startMinute: 0 } : start;
}

/** Ids of shoes are g and digits, of bikes b and digits. */
function shoeIdOf(gearId: string | null | undefined): string | null {
  return gearId?.startsWith("g") ? gearId : null;
}
