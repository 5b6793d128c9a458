import { Encoder, Profile } from "@garmin/fitsdk";

/** One reading of a made-up watch. */
export interface Sample {
  /** Seconds after the start. */
  readonly atS: number;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly distanceM?: number;
  readonly heartRateBpm?: number;
  readonly cadence?: number;
  /** More fields of FIT's record by the SDK's names. */
  readonly fitFields?: Readonly<Record<string, unknown>>;
}

export const START_MS = Date.UTC(2021, 8, 12, 17, 6);
/** The present, as far as whatever reads such a file is concerned. */
export const NOW_MS = START_MS + 24 * 3_600_000;
/** A degree of latitude on the sphere that the parsers use. */
const DEGREE_M = 111_195.0797;

/** Northwards from Copenhagen at 3 m/s, with a reading every second. */
export function evenRun(seconds: number, more: Omit<Sample, "atS"> = {}): Sample[] {
  return Array.from({ length: seconds + 1 }, (_, atS) => ({
    atS,
    latitude: 55.6 + (3 * atS) / DEGREE_M,
    longitude: 12.5,
    ...more,
  }));
}

const at = (startMs: number, atS: number) => new Date(startMs + atS * 1000);
const iso = (startMs: number, atS: number) => at(startMs, atS).toISOString();
const semicircles = (degrees: number) => Math.round((degrees * 2 ** 31) / 180);

export interface FitSession {
  readonly startMs?: number;
  readonly samples?: readonly Sample[];
  /** Seconds after the start at which the timer was stopped. */
  readonly stopsS?: readonly number[];
  /** What else happened, by the SDK's names, 200 seconds after the start. */
  readonly events?: readonly { readonly event: string; readonly eventType: string }[];
  /** Fields of the session message by the SDK's names; null writes no session. */
  readonly session?: Readonly<Record<string, unknown>> | null;
  /** Fields of sport messages before it. */
  readonly sports?: readonly Readonly<Record<string, unknown>>[];
}

/** A FIT file as Garmin's own encoder writes it. */
export function makeFit(
  sessions: readonly FitSession[],
  {
    type = "activity",
    manufacturer = "garmin",
    utcOffsetS,
  }: { type?: string; manufacturer?: string; utcOffsetS?: number } = {},
): Uint8Array {
  const { MesgNum } = Profile;
  const encoder = new Encoder();
  const write = (mesgNum: number | undefined, fields: object) => {
    if (mesgNum === undefined) throw new Error("The SDK's profile knows no such message.");
    encoder.onMesg(mesgNum, { mesgNum, ...fields });
  };
  write(MesgNum["FILE_ID"], {
    type,
    manufacturer,
    product: 1,
    serialNumber: 1,
    timeCreated: at(START_MS, 0),
  });
  for (const {
    startMs = START_MS,
    samples = [],
    stopsS = [],
    events = [],
    session = {},
    sports = [],
  } of sessions) {
    for (const sport of sports) write(MesgNum["SPORT"], sport);
    for (const event of events) write(MesgNum["EVENT"], { timestamp: at(startMs, 200), ...event });
    for (const atS of stopsS) {
      const timestamp = at(startMs, atS);
      write(MesgNum["EVENT"], { timestamp, event: "timer", eventType: "stopAll" });
    }
    for (const sample of samples) {
      write(MesgNum["RECORD"], {
        timestamp: at(startMs, sample.atS),
        ...(sample.latitude !== undefined && { positionLat: semicircles(sample.latitude) }),
        ...(sample.longitude !== undefined && { positionLong: semicircles(sample.longitude) }),
        ...(sample.distanceM !== undefined && { distance: sample.distanceM }),
        ...(sample.heartRateBpm !== undefined && { heartRate: sample.heartRateBpm }),
        ...(sample.cadence !== undefined && { cadence: sample.cadence }),
        ...sample.fitFields,
      });
    }
    if (session === null) continue;
    const endS = samples.at(-1)?.atS ?? 0;
    write(MesgNum["SESSION"], {
      timestamp: at(startMs, endS),
      startTime: at(startMs, 0),
      sport: "running",
      ...session,
    });
  }
  if (utcOffsetS !== undefined) {
    const seconds = Math.floor(START_MS / 1000) - 631_065_600;
    write(MesgNum["ACTIVITY"], {
      timestamp: at(START_MS, 0),
      localTimestamp: seconds + utcOffsetS,
      numSessions: sessions.length,
    });
  }
  return encoder.close();
}

/** A GPX file with one track of these segments. */
export function makeGpx(
  segments: readonly (readonly Sample[])[],
  { type = "running", name = "Evening", startMs = START_MS, prolog = "" } = {},
): string {
  const point = ({ atS, latitude = 0, longitude = 0, heartRateBpm, cadence }: Sample) =>
    `<trkpt lat="${latitude}" lon="${longitude}"><time>${iso(startMs, atS)}</time>${
      heartRateBpm === undefined && cadence === undefined
        ? ""
        : `<extensions><gpxtpx:TrackPointExtension>${
            heartRateBpm === undefined ? "" : `<gpxtpx:hr>${heartRateBpm}</gpxtpx:hr>`
          }${cadence === undefined ? "" : `<gpxtpx:cad>${cadence}</gpxtpx:cad>`}</gpxtpx:TrackPointExtension></extensions>`
    }</trkpt>`;
  const tracks = segments.map((samples) => `<trkseg>${samples.map(point).join("\n")}</trkseg>`);
  return `<?xml version="1.0" encoding="UTF-8"?>${prolog}
<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
<trk><name>${name}</name>${type === "" ? "" : `<type>${type}</type>`}${tracks.join("")}</trk></gpx>`;
}

export interface TcxLap {
  readonly seconds: number;
  readonly distanceM?: number;
  readonly averageHeartRateBpm?: number;
  readonly maxHeartRateBpm?: number;
  readonly cadence?: number;
  readonly samples?: readonly Sample[];
}

/** A TCX file with one activity of these laps, which begins when the first one does. */
export function makeTcx(
  laps: readonly TcxLap[],
  { sport = "Running", startMs = START_MS } = {},
): string {
  const tag = (name: string, value: number | undefined) =>
    value === undefined ? "" : `<${name}>${value}</${name}>`;
  const heart = (name: string, value: number | undefined) =>
    value === undefined ? "" : `<${name}><Value>${value}</Value></${name}>`;
  const point = (sample: Sample) =>
    `<Trackpoint><Time>${iso(startMs, sample.atS)}</Time>${
      sample.latitude === undefined
        ? ""
        : `<Position><LatitudeDegrees>${sample.latitude}</LatitudeDegrees><LongitudeDegrees>${sample.longitude}</LongitudeDegrees></Position>`
    }${tag("DistanceMeters", sample.distanceM)}${heart("HeartRateBpm", sample.heartRateBpm)}${
      sample.cadence === undefined
        ? ""
        : `<Extensions><ns3:TPX><ns3:RunCadence>${sample.cadence}</ns3:RunCadence></ns3:TPX></Extensions>`
    }</Trackpoint>`;
  const one = (lap: TcxLap) =>
    `<Lap StartTime="${iso(startMs, 0)}">${tag("TotalTimeSeconds", lap.seconds)}${tag("DistanceMeters", lap.distanceM)}${heart("AverageHeartRateBpm", lap.averageHeartRateBpm)}${heart("MaximumHeartRateBpm", lap.maxHeartRateBpm)}${tag("Cadence", lap.cadence)}<Track>${(lap.samples ?? []).map(point).join("")}</Track></Lap>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Activities><Activity Sport="${sport}"><Id>${iso(startMs, 0)}</Id>${laps.map(one).join("")}</Activity></Activities></TrainingCenterDatabase>`;
}
