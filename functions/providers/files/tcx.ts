import type { Sport } from "../../../domain/history.ts";
import { filesText } from "../../wording/files.en.ts";
import { MOST_ACTIVITIES } from "./bounds.ts";
import type { Effort } from "./effort.ts";
import { fastestOf, namedSport } from "./sport.ts";
import { type Point, type Track, type TrackSums, trackOf, weightedMean } from "./track.ts";
import { figureIn, Refused, timeIn, type XmlFormat } from "./xml.ts";

/** Beyond a last reading or two, and what two ways of counting differ by. Our own figures. */
const LAP_MISSING_ABOVE_S = 60;
const LAP_MISSING_ABOVE_SHARE = 1.05;

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
  readonly laps: ReturnType<typeof lapsOf>;
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
  let author = "";
  let activity: Started | null = null;
  let lap: Lap | null = null;
  let point: { -readonly [key in keyof Point]: Point[key] } | null = null;

  return {
    open(name, _parent, attributes) {
      if (name === "Activity") {
        const sport = namedSport(attributes["Sport"] ?? "");
        const track = trackOf({ fastestMPerS: fastestOf(sport) });
        activity = { sport, track, laps: lapsOf(), startMs: null, device: null };
      } else if (name === "Lap" && activity !== null) {
        lap = {
          seconds: 0,
          distanceM: 0,
          averageHeartRateBpm: null,
          maxHeartRateBpm: null,
          cadence: null,
        };
        begin(activity, attributes["StartTime"] ?? "");
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
      if (name === "Name" && parent === "Author") author = text;
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
        if (name === "Lap") {
          activity.laps.add(lap);
          lap = null;
        } else readLap(lap, name, parent, text);
      }
    },

    efforts: () => done.map((effort) => ({ ...effort, device: withMaker(effort.device, author) })),
    leftOut: () => leftOut,
  };
}

/**
 * Garmin's own programs name the model alone, and Garmin asks to be named. Its Connect calls itself so.
 *
 *     withMaker("Forerunner 945", "Connect Api") // "Garmin Forerunner 945"
 *     withMaker("Polar V800", "Polar Flow Mobile Viewer") // "Polar V800"
 */
function withMaker(device: string | null, author: string): string | null {
  const isGarmins = /^(garmin|connect api$)/i.test(author);
  return device !== null && isGarmins && !/^garmin/i.test(device) ? `Garmin ${device}` : device;
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

/**
 * Suunto's Movescount left out the last lap, whose readings it wrote into the one before. A distance that was
 * corrected since differs too, but no watch is in motion for longer than its laps last.
 */
function isLapMissing(laps: ReturnType<typeof lapsOf>, sums: TrackSums | null): boolean {
  const [toldS, toldM] = [laps.seconds(), laps.distanceM()];
  if (sums === null || toldS === 0 || toldM === 0) return false;
  return (
    sums.movingS > toldS + LAP_MISSING_ABOVE_S && sums.distanceM > toldM * LAP_MISSING_ABOVE_SHARE
  );
}

/** What the laps say together. It holds none of them, so that a file of any length takes the same memory. */
function lapsOf() {
  let seconds = 0;
  let distanceM = 0;
  let highest = 0;
  const heartRate = weightedMean();
  const cadence = weightedMean();
  return {
    add(lap: Lap) {
      seconds += lap.seconds;
      distanceM += lap.distanceM;
      highest = Math.max(highest, lap.maxHeartRateBpm ?? 0);
      if (lap.averageHeartRateBpm !== null) heartRate.add(lap.averageHeartRateBpm, lap.seconds);
      if (lap.cadence !== null) cadence.add(lap.cadence, lap.seconds);
    },
    seconds: () => seconds,
    distanceM: () => distanceM,
    maxHeartRateBpm: () => highest || null,
    averageHeartRateBpm: heartRate.mean,
    cadence: cadence.mean,
  };
}

function effortOf({ sport, track, laps, startMs, device }: Started): Effort | null {
  const sums = track.sums();
  const began = startMs ?? sums?.startMs ?? null;
  if (began === null) return null;
  const isWhole = !isLapMissing(laps, sums);
  const toldM = isWhole ? laps.distanceM() : 0;
  const toldS = isWhole ? laps.seconds() : 0;
  const movingS = toldS || (sums?.movingS ?? 0);
  const cadence = sums?.averageCadence ?? laps.cadence();
  return {
    sport,
    name: "",
    device,
    startMs: began,
    utcOffsetMin: null,
    distanceM: toldM || (sums?.distanceM ?? 0),
    movingS,
    elapsedS: Math.max(sums?.elapsedS ?? 0, movingS),
    averageHeartRateBpm: sums?.averageHeartRateBpm ?? laps.averageHeartRateBpm(),
    maxHeartRateBpm: sums?.maxHeartRateBpm ?? laps.maxHeartRateBpm(),
    heartRateBands: sums?.heartRateBands ?? null,
    sessionRpe: null,
    isOutOfOrder: toldM === 0 && sums?.isOutOfOrder === true,
    cadence: cadence === null ? null : { figure: cadence, convention: "unclear" },
  };
}
