import { parse, toSeconds } from "iso8601-duration";
import * as z from "zod/mini";
import type { Sport } from "../../../domain/history.ts";
import type { ActivityRecord } from "../../messages/activity.ts";
import { toldId } from "../../messages/provider-hint.ts";
import { oneLineOf } from "../../shared/one-line.ts";
import { asWritten } from "../../shared/time.ts";
import { figure } from "../figure.ts";

const loadPro = z.nullish(z.object({ "user-rpe": z.nullish(z.string()) }));

/** An exercise from AccessLink v3, with only the fields that are used. */
export const wireExercise = z.object({
  id: toldId,
  /** The runner's own time, whatever it ends in: the older documents write a Z there. */
  start_time: z.iso.datetime({ local: true }),
  start_time_utc_offset: z._default(z.number().check(z.minimum(-1080), z.maximum(1080)), 0),
  duration: z.iso
    .duration({ abort: true })
    .check(z.refine((text) => secondsOf(text) <= 7 * 86_400)),
  sport: z._default(z.string(), "OTHER"),
  detailed_sport_info: z.nullish(z.string()),
  device: z.nullish(z.string()),
  distance: figure,
  heart_rate: z.nullish(z.object({ average: figure, maximum: figure })),
  // Both spellings have been seen.
  "training-load-pro": loadPro,
  training_load_pro: loadPro,
});
export type WireExercise = z.infer<typeof wireExercise>;

/**
 * How hard it was, in Polar's ten words, in the order in which GoldenCheetah reads them (2026-11).
 * UNKNOWN is not one of them.
 */
const RPE: ReadonlyMap<string, number> = new Map([
  ["RPE_NONE", 1],
  ["RPE_EASY", 2],
  ["RPE_LIGHT", 3],
  ["RPE_FAIRLY_BRISK", 4],
  ["RPE_BRISK", 5],
  ["RPE_MODERATE", 6],
  ["RPE_FAIRLY_HARD", 7],
  ["RPE_HARD", 8],
  ["RPE_EXHAUSTING", 9],
  ["RPE_EXTREME", 10],
]);

const SPORTS: readonly (readonly [RegExp, Sport])[] = [
  // In deep water, with no impact: what many turn to when a hip hurts.
  [/WATER_RUNNING/, "other"],
  [/TREADMILL|INDOOR_RUNNING|VIRTUAL_RUNNING/, "virtual-run"],
  [/TRAIL_RUNNING|ULTRARUNNING|OFFROAD\w{0,20}_RUNNING/, "trail-run"],
  [/RUNNING|JOGGING|ORIENTEERING$|OBSTACLE/, "run"],
  [/NORDIC_WALKING|WALKING/, "walk"],
  [/HIKING/, "hike"],
  [/CYCLING|BIKING/, "ride"],
  [/SWIMMING/, "swim"],
  [/CROSS.?TRAINER|ELLIPTICAL/, "elliptical"],
  [/STRENGTH/, "strength"],
  [/YOGA|PILATES|STRETCHING|MOBILITY/, "mobility"],
];

/**
 * One exercise as a record of ours. `detailed_sport_info` tells a trail from a road and comes first.
 *
 *     toActivity({ id: "2AC312F", start_time: "2026-11-22T08:49:30", start_time_utc_offset: 60,
 *       duration: "PT45M30S", sport: "RUNNING", distance: 8200, … })
 *     // { source: "polar", sourceId: "2AC312F", startAt: "2026-11-22T07:49:30.000Z",
 *     //   day: "2026-11-22", startMinute: 529.5, movingS: 2730, distanceM: 8200, … }
 */
export function toActivity(exercise: WireExercise): ActivityRecord {
  const wallMs = Date.parse(exercise.start_time.replace(/Z?$/i, "Z"));
  const startAt = new Date(wallMs - exercise.start_time_utc_offset * 60_000).toISOString();
  const durationS = secondsOf(exercise.duration);
  const device = oneLineOf(exercise.device ?? "", 100);
  const load = exercise["training-load-pro"] ?? exercise.training_load_pro;
  return {
    source: "polar",
    sourceId: exercise.id,
    name: nameOf(exercise.detailed_sport_info ?? exercise.sport),
    sport: sportOf(exercise),
    startAt,
    ...asWritten(exercise.start_time),
    distanceM: exercise.distance ?? 0,
    // Polar gives one duration, which leaves out pauses.
    movingS: durationS,
    elapsedS: durationS,
    averageHeartRateBpm: exercise.heart_rate?.average || null,
    maxHeartRateBpm: exercise.heart_rate?.maximum || null,
    sessionRpe: RPE.get(load?.["user-rpe"] ?? "") ?? null,
    cadenceSpm: null,
    shoeSourceId: null,
    ...(device !== "" && { device }),
  };
}

function sportOf({ sport, detailed_sport_info: detail }: WireExercise): Sport {
  for (const told of [detail ?? "", sport]) {
    const found = SPORTS.find(([words]) => words.test(told.toUpperCase()));
    if (found !== undefined) return found[1];
  }
  return "other";
}

/** Polar gives an exercise no name, so its sport is used. */
function nameOf(sport: string): string {
  const words = oneLineOf(sport, 300).toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A month has no fixed length: it counts as January, and a run of a month is refused. */
function secondsOf(duration: string): number {
  return toSeconds(parse(duration), new Date(0));
}
