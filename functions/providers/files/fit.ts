import { Decoder, Profile, Stream } from "@garmin/fitsdk";
import type { Sport } from "../../../domain/history.ts";
import { filesText } from "../../wording/files.en.ts";
import type { Effort } from "./effort.ts";
import { isUnfinished, MOST_MESSAGES, TooLong, writeOutTimes } from "./fit-times.ts";
import { fastestOf } from "./sport.ts";
import { type Point, type TrackSums, trackOf } from "./track.ts";

export type FitReading =
  | {
      readonly kind: "efforts";
      readonly efforts: readonly Effort[];
      readonly leftOut: readonly string[];
      /** Whether the watch never finished the file, so that an end may be missing. */
      readonly isUnfinished: boolean;
    }
  /** Sleep, steps, settings, courses: watches write them in the same format. */
  | { readonly kind: "no-activity"; readonly type: string }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Each session goes through every record. A day of many sports has a dozen sessions. */
const MOST_SESSIONS = 100;
/** A session whose time leaves that much to its last reading began by a clock that was wrong. Our own figure. */
const CLOCK_SET_BY_MS = 48 * 3_600_000;
/** Beyond a last reading or two. Our own figure. */
const CUT_SHORT_BY_S = 60;
/** Of no bytes, which take time all the same. No real file that was tried has any. Our own figure. */
const MOST_EMPTY_FIELDS = 8;
const SEMICIRCLES = 2 ** 31;
const CRC_BYTES = 2;
/** Seconds from 1970 to FIT's own epoch, the last day of 1989. */
const FIT_EPOCH_S = 631_065_600;

// The SDK (21.217) fails at a reading that holds such a field beside one that it is made from, as Garmin's own
// watches write totalCycles beside cycles. No field that is read here is made from others.
for (const { fields } of Object.values(Profile.messages)) {
  for (const field of Object.values(fields)) field.isAccumulated = false;
}

// Nor is a developer's. The SDK would look for each one's description among all that the file has, so that a
// megabyte could take it hours, and fails at one of a type that FIT doesn't have.
const { FIELD_DESCRIPTION } = Profile.MesgNum;
if (FIELD_DESCRIPTION !== undefined) delete Profile.messages[FIELD_DESCRIPTION];

type Mesg = Readonly<Record<string, unknown>>;

/**
 * Reads a FIT file with Garmin's own decoder. Each session in it is an activity; in a file without one, all
 * the records together are. A file that is cut short or has a wrong checksum is unreadable as a whole; one that
 * the watch never finished is read as far as it goes.
 * Running cadence is counted in strides, and the session's effort in tenths. Never throws for a bad file.
 */
export function readFit(bytes: Uint8Array): FitReading {
  const decoded = decode(bytes);
  if (typeof decoded === "string") return { kind: "unreadable", reason: decoded };
  const { fileIdMesgs, sessionMesgs, activityMesgs, sportMesgs } = decoded;
  const type = textOf(fileIdMesgs[0]?.["type"]) ?? "activity";
  if (type !== "activity") return { kind: "no-activity", type };
  if (sessionMesgs.length > MOST_SESSIONS) {
    return { kind: "unreadable", reason: filesText.fitSessions(MOST_SESSIONS) };
  }
  const whole = {
    utcOffsetMin: offsetOf(activityMesgs[0], fileIdMesgs[0]),
    device: deviceOf(fileIdMesgs[0]),
  };

  const leftOut: string[] = [];
  const efforts: Effort[] = [];
  const told = sessionMesgs.map((session) => msOf(session["startTime"]));
  const starts = sessionMesgs.map((session) => startOf(session, decoded.points, told));
  const rest = new Set(restOf(decoded, starts.at(-1) ?? null));
  const own = { ...decoded, points: decoded.points.filter((point) => !rest.has(point)) };
  for (const [index, session] of sessionMesgs.entries()) {
    // From one sport of a triathlon to the next: nothing that anybody misses.
    if (session["sport"] === "transition") continue;
    const sport = sportOf(session);
    const startMs = starts[index] ?? null;
    const sums = sumsOf(own, sport, { fromMs: startMs, toMs: endOf(session, startMs, starts) });
    const began = startMs ?? sums?.startMs;
    if (began === undefined) {
      leftOut.push(filesText.clockNotSet);
      continue;
    }
    efforts.push(effortOf(session, sport, began, sums, whole));
  }
  if (rest.size > 0) {
    // Its sport is told as it begins, if there is a message for each.
    const begun = sportMesgs[sessionMesgs.length];
    const sport = begun === undefined ? null : sportOf(begun);
    const sums = sumsOf({ ...decoded, points: [...rest] }, sport, { fromMs: null, toMs: null });
    if (begun?.["sport"] !== "transition" && sums !== null && sums.elapsedS > CUT_SHORT_BY_S) {
      efforts.push(effortOf({}, sport, sums.startMs, sums, whole));
    }
  }
  if (sessionMesgs.length === 0) {
    const sport = sportMesgs[0] === undefined ? null : sportOf(sportMesgs[0]);
    const sums = sumsOf(decoded, sport, { fromMs: null, toMs: null });
    if (sums === null) return { kind: "no-activity", type: filesText.nothingRecorded };
    efforts.push(effortOf({}, sport, sums.startMs, sums, whole));
  }
  return { kind: "efforts", efforts, leftOut, isUnfinished: decoded.isUnfinished };
}

interface Messages {
  readonly fileIdMesgs: readonly Mesg[];
  readonly sessionMesgs: readonly Mesg[];
  readonly activityMesgs: readonly Mesg[];
  readonly sportMesgs: readonly Mesg[];
  /** The readings that have a time. */
  readonly points: readonly Point[];
  /** How many of them came before the last session. */
  readonly pointsBefore: number;
  /** When the timer was stopped, in order. */
  readonly stopsMs: readonly number[];
}

interface Decoded extends Messages {
  readonly isUnfinished: boolean;
}

/** The messages that matter, or why there are none. */
function decode(content: Uint8Array): Decoded | string {
  if (!Decoder.isFIT(Stream.fromBuffer(content))) return filesText.fitDamaged;
  const bytes = withoutPadding(content);
  const isOpen = isUnfinished(bytes);
  try {
    const writtenOut = () => messagesIn(writeOutTimes(bytes), { dataOnly: true });
    let { messages, errors } = isOpen ? writtenOut() : messagesIn(bytes);
    if (errors[0]?.message.includes("compressed timestamp") === true) {
      ({ messages, errors } = writtenOut());
    }
    const [error] = errors;
    if (error instanceof TooLong) return filesText.fitTooLong;
    return error === undefined ? { ...messages, isUnfinished: isOpen } : filesText.fitDamaged;
  } catch (error) {
    if (error instanceof TooLong) return filesText.fitTooLong;
    if (error instanceof RangeError) return filesText.fitDamaged;
    throw error;
  }
}

/** What a recovered disk or a careless copy fills up with zeros ends where its headers say. */
function withoutPadding(content: Uint8Array): Buffer {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  if (isUnfinished(bytes)) return bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
  let end = 0;
  // Several files may follow each other in one.
  while (bytes.toString("latin1", end + 8, end + 12) === ".FIT") {
    end += bytes.readUInt8(end) + bytes.readUInt32LE(end + 4) + CRC_BYTES;
  }
  return bytes.subarray(end).every((byte) => byte === 0) ? bytes.subarray(0, end) : bytes;
}

/** Takes what matters from each message and empties it: the decoder holds them all, with all their fields. */
function messagesIn(bytes: Uint8Array, { dataOnly = false } = {}) {
  const { FILE_ID, SESSION, ACTIVITY, SPORT, RECORD, EVENT } = Profile.MesgNum;
  const whole = { fileIdMesgs: [], sessionMesgs: [], activityMesgs: [], sportMesgs: [] };
  const kept = new Map<number | undefined, Mesg[]>([
    [FILE_ID, whole.fileIdMesgs],
    [SESSION, whole.sessionMesgs],
    [ACTIVITY, whole.activityMesgs],
    [SPORT, whole.sportMesgs],
  ]);
  const points: Point[] = [];
  const stopsMs: number[] = [];
  let pointsBefore = 0;
  let count = 0;
  const { errors } = new Decoder(Stream.fromBuffer(bytes)).read({
    mesgListener: (number, held) => {
      count += 1;
      if (count > MOST_MESSAGES) throw new TooLong();
      // Without the SDK's types, which promise more about a field than a damaged file holds.
      const message: Mesg = { ...held };
      const some = kept.get(number);
      // One more than may be used, so that it is noticed.
      if (some !== undefined && some.length <= MOST_SESSIONS) some.push(message);
      if (number === SESSION) pointsBefore = points.length;
      const atMs = msOf(message["timestamp"]);
      if (atMs !== null && number === RECORD) points.push(pointOf(message, atMs));
      if (atMs !== null && number === EVENT && isStop(message)) stopsMs.push(atMs);
      for (const name of Object.keys(held)) Reflect.deleteProperty(held, name);
    },
    mesgDefinitionListener: ({ fieldDefinitions, developerFieldDefinitions }) => {
      const empty = [...fieldDefinitions, ...developerFieldDefinitions].filter(
        ({ size }) => size === 0,
      );
      if (empty.length > MOST_EMPTY_FIELDS) throw new RangeError("Too many fields without a byte.");
    },
    expandSubFields: false,
    expandComponents: false,
    mergeHeartRates: false,
    dataOnly,
  });
  stopsMs.sort((a, b) => a - b);
  return { messages: { ...whole, points, pointsBefore, stopsMs }, errors };
}

function pointOf(record: Mesg, atMs: number): Point {
  return {
    atMs,
    latitude: degreesOf(record["positionLat"]),
    longitude: degreesOf(record["positionLong"]),
    distanceM: figureOf(record["distance"]),
    heartRateBpm: figureOf(record["heartRate"]),
    cadence: stridesOf(record, "cadence", "fractionalCadence"),
  };
}

function isStop({ event, eventType }: Mesg): boolean {
  return event === "timer" && textOf(eventType)?.startsWith("stop") === true;
}

function effortOf(
  session: Mesg,
  sport: Sport | null,
  startMs: number,
  sums: TrackSums | null,
  whole: Pick<Effort, "utcOffsetMin" | "device">,
): Effort {
  const told = (field: string) => positive(session[field]);
  const elapsedS = told("totalElapsedTime");
  // Some Suuntos leave the last lap out of the session's times.
  const isCutShort =
    told("totalDistance") === null &&
    (sums?.elapsedS ?? 0) > (elapsedS ?? Infinity) + CUT_SHORT_BY_S;
  const movingS = (isCutShort ? null : told("totalTimerTime")) ?? sums?.movingS ?? 0;
  const rpe = figureOf(session["workoutRpe"]);
  const cadence = sums?.averageCadence ?? stridesOf(session, "avgCadence", "avgFractionalCadence");
  return {
    sport,
    name: textOf(session["sportProfileName"]) ?? "",
    startMs,
    ...whole,
    distanceM: told("totalDistance") ?? sums?.distanceM ?? 0,
    movingS,
    elapsedS: (isCutShort ? null : elapsedS) ?? sums?.elapsedS ?? movingS,
    // The session's own figures include a strap's spikes, and some watches' standing; its records let us
    // leave them out.
    averageHeartRateBpm: sums?.averageHeartRateBpm ?? told("avgHeartRate"),
    maxHeartRateBpm: sums?.maxHeartRateBpm ?? told("maxHeartRate"),
    heartRateBands: sums?.heartRateBands ?? null,
    sessionRpe: rpe !== null && rpe >= 0 && rpe <= 100 ? rpe / 10 : null,
    isOutOfOrder: told("totalDistance") === null && sums?.isOutOfOrder === true,
    cadence: cadence === null ? null : { figure: cadence, convention: "strides" },
  };
}

function sumsOf(
  { points, stopsMs }: Pick<Messages, "points" | "stopsMs">,
  sport: Sport | null,
  { fromMs, toMs }: { fromMs: number | null; toMs: number | null },
): TrackSums | null {
  const track = trackOf({ fastestMPerS: fastestOf(sport) });
  let stops = 0;
  for (const point of points) {
    const { atMs } = point;
    if ((fromMs !== null && atMs < fromMs) || (toMs !== null && atMs > toMs)) continue;
    for (; (stopsMs[stops] ?? atMs) < atMs; stops += 1) track.pause();
    track.add(point);
  }
  return track.sums();
}

/**
 * What a watch recorded after the last session that it came to write: one of many sports writes each at its end, so the
 * battery may die within the next one. None if the session has no time, as it is then not known to be at its end.
 */
function restOf(
  { isUnfinished: isOpen, sessionMesgs, points, pointsBefore }: Decoded,
  lastStartMs: number | null,
): readonly Point[] {
  const last = sessionMesgs.at(-1);
  const lastedS = positive(last?.["totalElapsedTime"]) ?? positive(last?.["totalTimerTime"]);
  if (!isOpen || lastStartMs === null || lastedS === null) return [];
  // Some watches leave pauses out of that time; only what came after the session in the file is no part of it.
  return points.slice(pointsBefore).filter(({ atMs }) => atMs > lastStartMs + lastedS * 1000);
}

/**
 * By the clock at its end, if that was set meanwhile: receivers set a watch's clock once they have a position.
 * A session's own end is not enough, since it may be when it was saved, days later and as the next one began.
 */
function startOf(
  session: Mesg,
  points: readonly Point[],
  starts: readonly (number | null)[],
): number | null {
  const startMs = msOf(session["startTime"]);
  const savedMs = msOf(session["timestamp"]);
  // A Suunto was seen to write one for the other.
  const elapsedS = Math.max(
    positive(session["totalElapsedTime"]) ?? 0,
    positive(session["totalTimerTime"]) ?? 0,
  );
  if (startMs === null || savedMs === null || elapsedS === 0) return startMs;
  const nextMs = Math.min(...starts.flatMap((one) => (one !== null && one > startMs ? one : [])));
  const isBefore = ({ atMs }: Point) => atMs <= savedMs && atMs < nextMs;
  const lastMs = points.findLast(isBefore)?.atMs ?? startMs;
  const byEndMs = lastMs - elapsedS * 1000;
  return byEndMs - startMs > CLOCK_SET_BY_MS ? byEndMs : startMs;
}

/**
 * Some watches write a start too late for the time that follows, so no session reaches into the next one. The
 * last one without a distance or a time of its own reaches to the last record.
 */
function endOf(
  session: Mesg,
  startMs: number | null,
  starts: readonly (number | null)[],
): number | null {
  if (startMs === null) return null;
  const elapsedS = positive(session["totalElapsedTime"]);
  const later = starts.flatMap((start) => (start !== null && start > startMs ? [start - 1] : []));
  const isOpen = elapsedS === null || positive(session["totalDistance"]) === null;
  if (later.length === 0 && isOpen) return null;
  return Math.min(startMs + (elapsedS ?? Infinity) * 1000, ...later);
}

/**
 * The maker, and the model if the file has it in words: `deviceOf({ manufacturer: "garmin" }) // "Garmin"`.
 */
function deviceOf(fileId: Mesg | undefined): string | null {
  const maker = textOf(fileId?.["manufacturer"]);
  if (maker === null) return null;
  const model = textOf(fileId?.["productName"]);
  return [maker.charAt(0).toUpperCase() + maker.slice(1), ...(model === null ? [] : [model])].join(
    " ",
  );
}

/**
 * How far the watch's own clock was ahead of UTC; null if no time zone is that far ahead. Makers that don't know
 * write UTC for both times (COROS, TomTom), so only Garmin's word is taken for a zone without a difference.
 */
function offsetOf(activity: Mesg | undefined, fileId: Mesg | undefined): number | null {
  const utcMs = msOf(activity?.["timestamp"]);
  const localMs = msOf(activity?.["localTimestamp"]);
  if (utcMs === null || localMs === null) return null;
  // Some watches write the two a moment apart; zones differ by quarters of an hour.
  const minutes = Math.round((localMs - utcMs) / 900_000) * 15;
  if (minutes === 0 && fileId?.["manufacturer"] !== "garmin") return null;
  return Math.abs(minutes) <= 14 * 60 ? minutes : null;
}

const SPORTS: Readonly<Record<string, Sport>> = {
  running: "run",
  walking: "walk",
  hiking: "hike",
  cycling: "ride",
  eBiking: "ride",
  swimming: "swim",
};
/** The sub-sports that say more than the sport does. */
const SUB_SPORTS: Readonly<Record<string, Sport>> = {
  "running/trail": "trail-run",
  "running/virtualActivity": "virtual-run",
  "fitnessEquipment/elliptical": "elliptical",
  "fitnessEquipment/treadmill": "run",
  "fitnessEquipment/indoorRunning": "run",
  "fitnessEquipment/indoorWalking": "walk",
  "fitnessEquipment/indoorCycling": "ride",
  "fitnessEquipment/pilates": "mobility",
  "training/strengthTraining": "strength",
  "training/flexibilityTraining": "mobility",
  "training/yoga": "mobility",
  "training/pilates": "mobility",
};

function sportOf(session: Mesg): Sport | null {
  const sport = textOf(session["sport"]);
  if (sport === null || sport === "generic") return null;
  const sub = `${sport}/${textOf(session["subSport"]) ?? ""}`;
  return lookUp(SUB_SPORTS, sub) ?? lookUp(SPORTS, sport) ?? "other";
}

function lookUp(table: Readonly<Record<string, Sport>>, key: string): Sport | null {
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null;
}

function figureOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function positive(value: unknown): number | null {
  const figure = figureOf(value);
  return figure !== null && figure > 0 ? figure : null;
}

/** FIT has a cadence's whole and its fraction in two fields; 0 is standing. */
function stridesOf(mesg: Mesg, whole: string, fraction: string): number | null {
  const strides = figureOf(mesg[whole]);
  return strides === null || strides <= 0 ? strides : strides + (figureOf(mesg[fraction]) ?? 0);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function degreesOf(value: unknown): number | null {
  const semicircles = figureOf(value);
  return semicircles === null ? null : (semicircles * 180) / SEMICIRCLES;
}

/** The decoder turns some times into dates and leaves local ones as FIT counts them. */
function msOf(value: unknown): number | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.getTime();
  const seconds = figureOf(value);
  return seconds === null ? null : (seconds + FIT_EPOCH_S) * 1000;
}
