import * as z from "zod/mini";
import { stepsPerMinute } from "../../../domain/cadence.ts";
import { isRun, type Sport } from "../../../domain/history.ts";
import { limitsFor } from "../../../domain/thresholds.ts";
import type { ActivityRecord } from "../../messages/activity.ts";
import { foreignId } from "../../messages/provider-hint.ts";
import { oneLineOf } from "../../shared/one-line.ts";
import { asWritten } from "../../shared/time.ts";
import { figure, orNone } from "../figure.ts";

const WEEK_S = 7 * 86_400;
/** No watch of Suunto's can have recorded an earlier workout. */
const FIRST_MS = Date.UTC(2000, 0, 1);
const LAST_MS = Date.UTC(2100, 0, 1);
const instantMs = z.number().check(z.minimum(FIRST_MS), z.maximum(LAST_MS));

export const wireGear = z.nullish(
  z.object({ name: z.nullish(z.string()), displayName: z.nullish(z.string()) }),
);

/** A workout from a notification or from the API, with only the fields that are used. */
export const wireWorkout = z.object({
  workoutKey: foreignId,
  workoutName: z.nullish(z.string()),
  activityId: z.int().check(z.nonnegative()),
  startTime: instantMs,
  /** Sometimes missing. */
  stopTime: z.nullish(instantMs),
  /** Seconds, without pauses. */
  totalTime: z.pipe(z.number().check(z.nonnegative(), z.maximum(WEEK_S)), z.transform(orNone)),
  totalDistance: figure,
  stepCount: figure,
  timeOffsetInMinutes: z._default(z.number().check(z.minimum(-1080), z.maximum(1080)), 0),
  // In the API, `max` is the highest rate the runner's heart can reach; the workout's own is `hrmax`.
  hrdata: z.nullish(
    z.object({ workoutAvgHR: figure, workoutMaxHR: figure, avg: figure, hrmax: figure }),
  ),
  gear: wireGear,
});
export type WireWorkout = z.infer<typeof wireWorkout>;

const LIMITS = limitsFor();

/**
 * Suunto's numbers for sports (apizone.suunto.com, Activities.pdf, the app's column); all others are "other".
 */
const SPORTS: ReadonlyMap<number, { readonly sport: Sport; readonly name: string }> = new Map([
  [0, { sport: "walk", name: "Walking" }],
  [1, { sport: "run", name: "Running" }],
  [2, { sport: "ride", name: "Cycling" }],
  [10, { sport: "ride", name: "Mountain biking" }],
  [11, { sport: "hike", name: "Hiking" }],
  [21, { sport: "swim", name: "Swimming" }],
  [22, { sport: "trail-run", name: "Trail running" }],
  [23, { sport: "strength", name: "Gym" }],
  [24, { sport: "walk", name: "Nordic walking" }],
  [51, { sport: "mobility", name: "Yoga" }],
  [52, { sport: "ride", name: "Indoor cycling" }],
  [53, { sport: "virtual-run", name: "Treadmill" }],
  [54, { sport: "strength", name: "Crossfit" }],
  [55, { sport: "elliptical", name: "Cross trainer" }],
  [58, { sport: "mobility", name: "Stretching" }],
  // On a track, most people run.
  [59, { sport: "run", name: "Track and field" }],
  [60, { sport: "run", name: "Orienteering" }],
  [63, { sport: "strength", name: "Kettlebell" }],
  [70, { sport: "hike", name: "Trekking" }],
  [73, { sport: "strength", name: "Circuit training" }],
  [85, { sport: "swim", name: "Open water swimming" }],
  [95, { sport: "run", name: "Obstacle racing" }],
  [99, { sport: "ride", name: "Gravel cycling" }],
  [103, { sport: "run", name: "Track running" }],
  [104, { sport: "strength", name: "Calisthenics" }],
  [105, { sport: "ride", name: "E-biking" }],
  [106, { sport: "ride", name: "E-mountain biking" }],
  [114, { sport: "ride", name: "Cyclocross" }],
  [115, { sport: "trail-run", name: "Vertical running" }],
  [120, { sport: "mobility", name: "Pilates" }],
  [121, { sport: "mobility", name: "Yoga" }],
]);
const OTHER = { sport: "other", name: "Workout" } as const;

/**
 * One workout as a record of ours. Suunto gives steps but no cadence, and nothing on how hard it was.
 *
 *     toActivity({ workoutKey: "67604889401b942184624cb8", activityId: 1, startTime: 1702729200000,
 *       totalTime: 3600, totalDistance: 10000, stepCount: 9600, timeOffsetInMinutes: 120,
 *       hrdata: { workoutAvgHR: 145, workoutMaxHR: 175 } })
 *     // { source: "suunto", startAt: "2023-12-16T12:20:00.000Z", day: "2023-12-16", startMinute: 860,
 *     //   movingS: 3600, distanceM: 10000, cadenceSpm: 160, … }
 */
export function toActivity(workout: WireWorkout): ActivityRecord {
  const { startTime, stopTime, totalTime, hrdata } = workout;
  const { sport, name } = SPORTS.get(workout.activityId) ?? OTHER;
  const local = new Date(startTime + workout.timeOffsetInMinutes * 60_000).toISOString();
  const perMinute = totalTime > 0 ? ((workout.stepCount ?? 0) / totalTime) * 60 : 0;
  // Steps are both feet's: fewer than any runner takes mean a walk, not a count of one leg.
  const isCadence = isRun({ sport }) && perMinute >= LIMITS.cadencePerLegBelowSpm;
  const device = deviceOf(workout.gear);
  return {
    source: "suunto",
    sourceId: workout.workoutKey,
    name: oneLineOf(workout.workoutName ?? "", 300) || name,
    sport,
    startAt: new Date(startTime).toISOString(),
    ...asWritten(local),
    distanceM: workout.totalDistance ?? 0,
    movingS: totalTime,
    elapsedS: Math.max(totalTime, Math.min(((stopTime ?? 0) - startTime) / 1000, WEEK_S)),
    averageHeartRateBpm: beatsPerMinute(hrdata?.workoutAvgHR ?? hrdata?.avg),
    maxHeartRateBpm: beatsPerMinute(hrdata?.workoutMaxHR ?? hrdata?.hrmax),
    sessionRpe: null,
    cadenceSpm: isCadence ? stepsPerMinute(perMinute, "steps", LIMITS) : null,
    shoeSourceId: null,
    ...(device !== null && { device }),
  };
}

/** No heart beats so slowly: figures below this were seen to be beats a second. */
const HERTZ_BELOW = 15;

function beatsPerMinute(told: number | null | undefined): number | null {
  if (!told) return null;
  return told < HERTZ_BELOW ? told * 60 : told;
}

/** The watch, as Suunto calls it; null if it doesn't say. */
export function deviceOf(gear: WireWorkout["gear"]): string | null {
  return oneLineOf(gear?.displayName ?? gear?.name ?? "", 100) || null;
}
