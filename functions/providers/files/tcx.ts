import type { Sport } from "../../../domain/history.ts";
import { filesText } from "../../wording/files.en.ts";
import { MOST_ACTIVITIES } from "./bounds.ts";
import type { Effort } from "./effort.ts";
import { fastestOf, namedSport } from "./sport.ts";
import { type Point, type Track, trackOf } from "./track.ts";
import { figureIn, Refused, timeIn, type XmlFormat } from "./xml.ts";

interface Lap {
  seconds: number;
  distanceM: number;
  averageHeartRateBpm: number | null;
  maxHeartRateBpm: number | null;
  cadence: number | null;
}

interface Started {
  readonly sport: Sport | null;
  readonly track: Track;
  readonly laps: Lap[];
  startMs: number | null;
  device: string | null;
}

/**
 * TCX, Garmin's Training Center Database. An activity's time and distance are the sums over its laps,
 * whose clock stops while the watch is paused; what the laps lack comes from the track. Most files have one
 * leg's cadence, some both legs'. `leftOut` says whether an activity lacks a time.
 */
export function tcxFormat(): XmlFormat & { efforts(): Effort[]; leftOut(): ReadonlySet<string> } {
  const done: Effort[] = [];
  const leftOut = new Set<string>();
  let activity: Started | null = null;
  let lap: Lap | null = null;
  let point: { -readonly [key in keyof Point]: Point[key] } | null = null;

  return {
    open(name, _parent, attributes) {
      if (name === "Activity") {
        const sport = namedSport(attributes["Sport"] ?? "");
        const track = trackOf({ fastestMPerS: fastestOf(sport) });
        activity = { sport, track, laps: [], startMs: null, device: null };
      } else if (name === "Lap" && activity !== null) {
        lap = {
          seconds: 0,
          distanceM: 0,
          averageHeartRateBpm: null,
          maxHeartRateBpm: null,
          cadence: null,
        };
        activity.laps.push(lap);
        if (activity.laps.length === 1) begin(activity, attributes["StartTime"] ?? "");
      } else if (name === "Track") activity?.track.pause();
      else if (name === "Trackpoint" && activity !== null) {
        point = {
          atMs: Number.NaN,
          latitude: null,
          longitude: null,
          distanceM: null,
          heartRateBpm: null,
          cadence: null,
        };
      }
    },

    close(name, parent, text) {
      if (activity === null) return;
      if (point !== null) {
        if (name === "Time") point.atMs = timeIn(text) ?? Number.NaN;
        else if (name === "LatitudeDegrees") point.latitude = figureIn(text);
        else if (name === "LongitudeDegrees") point.longitude = figureIn(text);
        else if (name === "DistanceMeters") point.distanceM = figureIn(text);
        else if (name === "Value" && parent === "HeartRateBpm") point.heartRateBpm = figureIn(text);
        else if (name === "Cadence" || name === "RunCadence") point.cadence = figureIn(text);
        else if (name === "Trackpoint") {
          activity.track.add(point);
          point = null;
        }
        return;
      }
      if (name === "Id" && parent === "Activity") begin(activity, text);
      else if (name === "Name" && parent === "Creator") activity.device = text;
      else if (name === "Activity") {
        const effort = effortOf(activity);
        if (effort === null) leftOut.add(filesText.noTimes);
        else done.push(effort);
        activity = null;
        if (done.length > MOST_ACTIVITIES) throw new Refused(filesText.tooMany(MOST_ACTIVITIES));
      } else if (lap !== null) {
        if (name === "Lap") lap = null;
        else readLap(lap, name, parent, text);
      }
    },

    efforts: () => done,
    leftOut: () => leftOut,
  };
}

/** Some programs write as an activity's id when it ended, and Polar a second before its first lap. */
function begin(activity: Started, time: string): void {
  const atMs = timeIn(time);
  if (atMs !== null) activity.startMs = Math.min(atMs, activity.startMs ?? atMs);
}

function readLap(lap: Lap, name: string, parent: string, text: string): void {
  const figure = figureIn(text);
  if (figure === null || figure <= 0) return;
  if (name === "TotalTimeSeconds") lap.seconds = figure;
  else if (name === "DistanceMeters" && parent === "Lap") lap.distanceM = figure;
  else if (name === "Value" && parent === "AverageHeartRateBpm") lap.averageHeartRateBpm = figure;
  else if (name === "Value" && parent === "MaximumHeartRateBpm") lap.maxHeartRateBpm = figure;
  else if (name === "AvgRunCadence" || (name === "Cadence" && parent === "Lap"))
    lap.cadence = figure;
}

function effortOf({ sport, track, laps, startMs, device }: Started): Effort | null {
  const sums = track.sums();
  const began = startMs ?? sums?.startMs ?? null;
  if (began === null) return null;
  const total = (of: (lap: Lap) => number) => laps.reduce((sum, lap) => sum + of(lap), 0);
  /** Weighted by the laps' time, over those that have the figure. */
  const mean = (of: (lap: Lap) => number | null) => {
    const told = laps.filter((lap) => of(lap) !== null && lap.seconds > 0);
    const seconds = told.reduce((sum, lap) => sum + lap.seconds, 0);
    return seconds === 0
      ? null
      : told.reduce((sum, lap) => sum + (of(lap) ?? 0) * lap.seconds, 0) / seconds;
  };
  const highest = Math.max(0, ...laps.map(({ maxHeartRateBpm }) => maxHeartRateBpm ?? 0));
  const toldM = total(({ distanceM }) => distanceM);
  const movingS = total(({ seconds }) => seconds) || (sums?.movingS ?? 0);
  const cadence = sums?.averageCadence ?? mean((lap) => lap.cadence);
  return {
    sport,
    name: "",
    device,
    startMs: began,
    utcOffsetMin: null,
    distanceM: toldM || (sums?.distanceM ?? 0),
    movingS,
    elapsedS: Math.max(sums?.elapsedS ?? 0, movingS),
    averageHeartRateBpm:
      sums?.averageHeartRateBpm ?? mean(({ averageHeartRateBpm }) => averageHeartRateBpm),
    maxHeartRateBpm: sums?.maxHeartRateBpm ?? (highest || null),
    heartRateBands: sums?.heartRateBands ?? null,
    sessionRpe: null,
    isOutOfOrder: toldM === 0 && sums?.isOutOfOrder === true,
    cadence: cadence === null ? null : { figure: cadence, convention: "unclear" },
  };
}
