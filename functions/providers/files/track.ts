import { HEART_RATE_BAND_BPM, type HeartRateBands } from "../../../domain/history.ts";

/** One reading of a watch. Unknown figures are null. */
export interface Point {
  readonly atMs: number;
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Metres since the start, as the watch counted them. */
  readonly distanceM: number | null;
  readonly heartRateBpm: number | null;
  /** As the format counts it: one leg's or both legs'. */
  readonly cadence: number | null;
}

export interface TrackSums {
  readonly startMs: number;
  readonly movingS: number;
  readonly elapsedS: number;
  readonly distanceM: number;
  readonly averageHeartRateBpm: number | null;
  readonly maxHeartRateBpm: number | null;
  readonly heartRateBands: HeartRateBands | null;
  readonly averageCadence: number | null;
  /** Whether much of it is earlier than what comes before it, and so is not in these sums. */
  readonly isOutOfOrder: boolean;
}

interface Place {
  readonly atMs: number;
  readonly latitude: number;
  readonly longitude: number;
}

export interface Track {
  add(point: Point): void;
  /** The watch was paused here: the time up to the next point is not movement. */
  pause(): void;
  /** Null without two points in time. */
  sums(): TrackSums | null;
  /** How many readings there are, with or without a time. */
  readings(): number;
  /** Whether any reading has an earlier time than one before it. */
  goesBack(): boolean;
}

/** Slower than any walk: anyone slower is standing, and the rest is the receiver's noise. Our own figure. */
const STANDING_BELOW_M_PER_S = 0.5;
/** Without a distance, a longer gap between two readings is a pause. Our own figure. */
const PAUSE_AFTER_S = 60;
/** No runner's heart is outside these; a strap that lost contact reads so. */
const LEAST_BPM = 30;
const MOST_BPM = 230;
export const isHeartRate = (bpm: number) => bpm >= LEAST_BPM && bpm <= MOST_BPM;
const MEDIAN_OF = 5;
/**
 * By then a receiver that jumped is back; one that began with its last known place is not. Our own figure.
 */
const JUMP_BELIEVED_AFTER_S = 60;
/** A share of the readings; a few are written twice by some receivers. Our own figure. */
const OUT_OF_ORDER_ABOVE = 0.05;
const EARTH_RADIUS_M = 6_371_008.8;

/**
 * Sums up a track point by point, holding none of them, so that a file of any length takes the same memory.
 *
 * - Distance is the watch's own; without one, the way along the positions. A position that could only
 *   be reached faster than `fastestMPerS` is a jump of the receiver and is skipped, unless all the
 *   positions go on from there for a minute: then it was the position before that was wrong.
 * - A reading with an earlier time than one before it is left out: it may be there twice. Two of the
 *   same time are one.
 * - An interval counts as movement at 0.5 m/s or more; without any distance, each of up to a minute does.
 * - Heart rates outside 30 to 230 are no heart's. The highest is the highest median of five readings
 *   in a row, since a strap's spike is one reading long. The mean and the bands are weighted by the time
 *   since the heart rate before, a minute at most, and a second for the first one and after a pause. So is
 *   the cadence's mean, which leaves out standing (0). A reading without the figure doesn't end that time,
 *   as some watches write positions between heart rates.
 */
export function trackOf({ fastestMPerS }: { fastestMPerS: number }): Track {
  let startMs: number | null = null;
  let last: Point | null = null;
  /** Not counted yet: some watches write a second's position and heart rate as two readings. */
  let held: { point: Point; readonly follows: "reading" | "pause" } | null = null;
  let paused = false;
  let readings = 0;
  let points = 0;
  let earlier = 0;
  let counted: number | null = null;
  /** The time of the last reading with a position or a distance; null before the first and after a pause. */
  let wayAtMs: number | null = null;
  let movingS = 0;
  /** The time between readings, without pauses. */
  let recordedS = 0;
  let countedM = 0;
  const way = wayAlong(fastestMPerS);
  const heart = heartRates();
  const cadence = weightedMean();
  const [heartTime, cadenceTime] = [sensorTime(), sensorTime()];

  const count = (point: Point, follows: "reading" | "pause") => {
    const { atMs, distanceM, heartRateBpm } = point;
    startMs ??= atMs;
    if (follows === "pause") {
      wayAtMs = null;
      // What follows a pause says nothing about it: a heart has calmed down by then.
      heartTime.begin();
      cadenceTime.begin();
    }
    const place = placeOf(point);
    const went = place === null ? NOWHERE : way.goTo(place, wayAtMs === null);
    let { stepM } = went;
    if (counted === null) movingS += went.movedBeforeS;
    const hasDistance = distanceM !== null && distanceM >= 0;
    if (hasDistance) {
      const metres = counted === null ? 0 : distanceM - counted;
      if (counted !== null && metres >= 0) {
        countedM += metres;
        stepM = metres;
      }
      counted = distanceM;
    }
    const sinceS = last !== null && follows === "reading" ? (atMs - last.atMs) / 1000 : Infinity;
    if (sinceS <= PAUSE_AFTER_S) recordedS += sinceS;
    if (stepM !== null && wayAtMs !== null) {
      const seconds = (atMs - wayAtMs) / 1000;
      if (isMovement(stepM, seconds)) movingS += seconds;
    } else if (sinceS <= PAUSE_AFTER_S && !way.hasBegun() && counted === null) movingS += sinceS;
    if (hasDistance || place !== null) wayAtMs = atMs;
    if (heartRateBpm !== null) {
      const weight = heartTime.secondsTo(atMs);
      if (isHeartRate(heartRateBpm)) heart.add(heartRateBpm, weight);
    }
    if (point.cadence !== null) {
      const weight = cadenceTime.secondsTo(atMs);
      if (point.cadence > 0) cadence.add(point.cadence, weight);
    }
    last = point;
  };
  const countHeld = () => {
    if (held !== null) count(held.point, held.follows);
    held = null;
  };

  return {
    pause() {
      paused = true;
    },

    add(point) {
      const { atMs } = point;
      readings += 1;
      if (!Number.isFinite(atMs)) return;
      points += 1;
      const before = held?.point ?? last;
      if (before !== null && atMs < before.atMs) earlier += 1;
      if (held !== null && atMs === held.point.atMs) {
        held.point = together(held.point, point);
        // Segments and laps may share a reading: that is no pause.
        paused = false;
        return;
      }
      if (before !== null && atMs <= before.atMs) return;
      countHeld();
      held = { point, follows: paused ? "pause" : "reading" };
      paused = false;
    },

    readings: () => readings,
    goesBack: () => earlier > 0,

    sums() {
      countHeld();
      if (startMs === null || last === null || last.atMs === startMs) return null;
      const distanceM = countedM > 0 ? countedM : way.metres();
      return {
        startMs,
        // On a treadmill some write their last known place with each reading.
        movingS: distanceM > 0 ? movingS : recordedS,
        elapsedS: (last.atMs - startMs) / 1000,
        distanceM,
        averageHeartRateBpm: heart.mean(),
        maxHeartRateBpm: heart.highest(),
        heartRateBands: heart.bands(),
        averageCadence: cadence.mean(),
        isOutOfOrder: earlier > OUT_OF_ORDER_ABOVE * points,
      };
    },
  };
}

/** The time that each figure of one sensor stands for: since the one before. */
function sensorTime() {
  let beforeMs: number | null = null;
  return {
    begin() {
      beforeMs = null;
    },
    secondsTo(atMs: number): number {
      const seconds = beforeMs === null ? 1 : Math.min((atMs - beforeMs) / 1000, PAUSE_AFTER_S);
      beforeMs = atMs;
      return seconds;
    },
  };
}

/** Two readings of the same time as one: what the first doesn't know is the second's. */
function together(first: Point, second: Point): Point {
  const { latitude, longitude } = placeOf(first) === null ? second : first;
  return {
    atMs: first.atMs,
    latitude,
    longitude,
    distanceM: first.distanceM ?? second.distanceM,
    heartRateBpm: first.heartRateBpm ?? second.heartRateBpm,
    cadence: first.cadence ?? second.cadence,
  };
}

interface Went {
  /** Null if the position adds nothing to the way: the first one, after a pause, or a jump. */
  readonly stepM: number | null;
  /** Seconds of movement that count only now: those on the far side of a jump that is believed. */
  readonly movedBeforeS: number;
}

const NOWHERE: Went = { stepM: null, movedBeforeS: 0 };

/** The way along the positions, without the receiver's jumps. */
function wayAlong(fastestMPerS: number) {
  let wayM = 0;
  let place: Place | null = null;
  /** Where a jump led to, and what was done since then by positions that can be reached from there. */
  let elsewhere: { place: Place; sinceMs: number; wayM: number; movingS: number } | null = null;

  /** Null if nobody is that fast. */
  const reach = (from: Place, to: Place): number | null => {
    const metres = metresBetween(from, to);
    return metres <= (fastestMPerS * (to.atMs - from.atMs)) / 1000 + 5 ? metres : null;
  };

  const jumpTo = (here: Place, paused: boolean): Went => {
    const stepM = elsewhere === null ? null : reach(elsewhere.place, here);
    if (elsewhere === null || stepM === null) {
      elsewhere = { place: here, sinceMs: here.atMs, wayM: 0, movingS: 0 };
      return NOWHERE;
    }
    const seconds = (here.atMs - elsewhere.place.atMs) / 1000;
    elsewhere.place = here;
    if (!paused) {
      elsewhere.wayM += stepM;
      if (isMovement(stepM, seconds)) elsewhere.movingS += seconds;
    }
    if (here.atMs - elsewhere.sinceMs < JUMP_BELIEVED_AFTER_S * 1000) return NOWHERE;
    // The jump itself counts for nothing, as nobody can have covered it; what came after does.
    wayM += elsewhere.wayM;
    const { movingS } = elsewhere;
    place = here;
    elsewhere = null;
    return { stepM: null, movedBeforeS: movingS };
  };

  return {
    hasBegun: () => place !== null,
    metres: () => wayM,
    goTo(here: Place, paused: boolean): Went {
      const stepM = place === null ? null : reach(place, here);
      if (place !== null && stepM === null) return jumpTo(here, paused);
      place = here;
      elsewhere = null;
      if (stepM === null || paused) return NOWHERE;
      wayM += stepM;
      return { stepM, movedBeforeS: 0 };
    },
  };
}

/** The mean, the highest median of a few readings in a row, and the time in each band. */
function heartRates() {
  const mean = weightedMean();
  const recent: number[] = [];
  let highest: number | null = null;
  const bandS = new Float64Array(Math.floor(MOST_BPM / HEART_RATE_BAND_BPM) + 1);
  return {
    bands(): HeartRateBands | null {
      const seconds = Array.from(bandS, Math.round);
      const first = seconds.findIndex((some) => some > 0);
      const last = seconds.findLastIndex((some) => some > 0);
      return first === -1
        ? null
        : { fromBpm: first * HEART_RATE_BAND_BPM, seconds: seconds.slice(first, last + 1) };
    },
    mean: mean.mean,
    highest: () => highest ?? (recent.length > 0 ? middleOf(recent) : null),
    add(bpm: number, weight: number) {
      mean.add(bpm, weight);
      const band = Math.floor(bpm / HEART_RATE_BAND_BPM);
      bandS[band] = (bandS[band] ?? 0) + weight;
      recent.push(bpm);
      if (recent.length < MEDIAN_OF) return;
      if (recent.length > MEDIAN_OF) recent.shift();
      // Only a reading above the highest median so far can raise it: then sorting takes a tenth of the time.
      if (highest !== null && bpm <= highest) return;
      highest = Math.max(highest ?? 0, middleOf(recent));
    },
  };
}

function isMovement(metres: number, seconds: number): boolean {
  return metres >= STANDING_BELOW_M_PER_S * seconds;
}

/** The lower one if there are two in the middle. */
function middleOf(some: readonly number[]): number {
  return some.toSorted((a, b) => a - b)[Math.floor((some.length - 1) / 2)] ?? 0;
}

/** A mean that holds no value; null without a weight above zero. */
export function weightedMean() {
  let sum = 0;
  let weights = 0;
  return {
    add(value: number, weight: number) {
      sum += value * weight;
      weights += weight;
    },
    mean: () => (weights > 0 ? sum / weights : null),
  };
}

/** Null if the receiver had no position. */
function placeOf({ atMs, latitude, longitude }: Point): Place | null {
  if (latitude === null || longitude === null) return null;
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  // 0, 0 is what a receiver without a fix writes.
  return isOnEarth && (latitude !== 0 || longitude !== 0) ? { atMs, latitude, longitude } : null;
}

/**
 * Along the great circle, by the haversine formula with the
 * earth's mean radius (IUGG, 6,371,008.8 m): within 0.5 %.
 *
 *     metresBetween({ latitude: 55, longitude: 12 }, { latitude: 55.01, longitude: 12 }) // 1111.95…
 */
export function metresBetween(
  a: { latitude: number; longitude: number },
  b: { latitude: number; longitude: number },
): number {
  const rad = Math.PI / 180;
  const north = Math.sin(((b.latitude - a.latitude) * rad) / 2);
  const east = Math.sin(((b.longitude - a.longitude) * rad) / 2);
  const h = north * north + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * east * east;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}
