import type { Sport } from "../../../domain/history.ts";
import { filesText } from "../../wording/files.en.ts";
import { MOST_ACTIVITIES } from "./bounds.ts";
import type { Effort } from "./effort.ts";
import { fastestOf, namedSport, sportInName } from "./sport.ts";
import { type Point, type Track, trackOf } from "./track.ts";
import { figureIn, Refused, timeIn, type XmlFormat } from "./xml.ts";

/**
 * GPX 1.0 and 1.1 with the heart-rate and cadence extensions that Garmin, Strava and others write.
 * Each track is an activity; the time between two of its segments is a pause. `leftOut` says why a track is none.
 *
 * `gpxtpx:cad` is documented as one leg's, but services write both legs' into it too. So it counts as steps,
 * and a figure that no runner has is taken for one leg's.
 */
export function gpxFormat(): XmlFormat & { efforts(): Effort[]; leftOut(): ReadonlySet<string> } {
  const done: Effort[] = [];
  const leftOut = new Set<string>();
  let creator = "";
  let track: { sums: Track; name: string; sport: Sport | null } | null = null;
  let point: { -readonly [key in keyof Point]: Point[key] } | null = null;

  return {
    open(name, parent, attributes) {
      if (name === "gpx") creator = attributes["creator"] ?? "";
      else if (name === "trk") {
        track = { sums: trackOf({ fastestMPerS: fastestOf(null) }), name: "", sport: null };
      } else if (name === "trkseg") track?.sums.pause();
      else if (name === "trkpt" && parent === "trkseg") {
        point = {
          atMs: Number.NaN,
          latitude: figureIn(attributes["lat"] ?? ""),
          longitude: figureIn(attributes["lon"] ?? ""),
          distanceM: null,
          heartRateBpm: null,
          cadence: null,
        };
      } else if (name === "rte") leftOut.add(filesText.noTimes);
    },

    close(name, parent, text) {
      if (point !== null) {
        if (name === "time" && parent === "trkpt") point.atMs = timeIn(text) ?? Number.NaN;
        else if (name === "hr" || name === "heartrate") point.heartRateBpm = figureIn(text);
        else if (name === "cad" || name === "cadence") point.cadence = figureIn(text);
        else if (name === "trkpt") {
          track?.sums.add(point);
          point = null;
        }
        return;
      }
      if (track === null) return;
      if ((name === "name" || name === "type") && parent === "trk") {
        if (name === "name") {
          track.name = text;
          track.sport ??= sportInName(text);
        } else track.sport = namedSport(text) ?? track.sport;
        // The schema puts both before the first segment, so nothing is lost by starting again.
        if (track.sums.sums() === null)
          track.sums = trackOf({ fastestMPerS: fastestOf(track.sport) });
      } else if (name === "trk") {
        const sums = track.sums.sums();
        if (sums === null) leftOut.add(whyNone(track.sums));
        else done.push({ ...effortOf(sums, track), device: creator });
        track = null;
        if (done.length > MOST_ACTIVITIES) throw new Refused(filesText.tooMany(MOST_ACTIVITIES));
      }
    },

    efforts: () => done,
    leftOut: () => leftOut,
  };
}

function whyNone(track: Track): string {
  if (track.readings() < 2) return filesText.gpxEmpty;
  return track.goesBack() ? filesText.nothingLater : filesText.noTimes;
}

function effortOf(
  sums: NonNullable<ReturnType<Track["sums"]>>,
  { name, sport }: { name: string; sport: Sport | null },
): Omit<Effort, "device"> {
  const { averageCadence, ...rest } = sums;
  return {
    ...rest,
    sport,
    name,
    utcOffsetMin: null,
    sessionRpe: null,
    cadence: averageCadence === null ? null : { figure: averageCadence, convention: "steps" },
  };
}
