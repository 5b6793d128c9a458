import type { Sport } from "../../../domain/history.ts";

/** Strava's activity types, in letters only: exports have written both "Trail Run" and "TrailRun". */
const SPORTS: ReadonlyMap<string, Sport> = new Map<string, Sport>([
  ["run", "run"],
  ["trailrun", "trail-run"],
  ["virtualrun", "virtual-run"],
  ["walk", "walk"],
  ["hike", "hike"],
  ["ride", "ride"],
  ["virtualride", "ride"],
  ["ebikeride", "ride"],
  ["gravelride", "ride"],
  ["mountainbikeride", "ride"],
  ["emountainbikeride", "ride"],
  ["swim", "swim"],
  ["elliptical", "elliptical"],
  ["weighttraining", "strength"],
  ["crossfit", "strength"],
  ["yoga", "mobility"],
  ["pilates", "mobility"],
]);

/** The sport that an `Activity Type` stands for; a type that we don't know is "other". */
export function sportOf(activityType: string): Sport {
  return SPORTS.get(activityType.toLowerCase().replace(/[^a-z]/g, "")) ?? "other";
}
