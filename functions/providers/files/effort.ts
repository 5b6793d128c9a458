import { type CadenceConvention, stepsPerMinute } from "../../../domain/cadence.ts";
import { type HeartRateBands, isRun, type Sport } from "../../../domain/history.ts";
import { limitsFor } from "../../../domain/thresholds.ts";
import type { ActivityRecord } from "../../messages/activity.ts";
import { oneLineOf } from "../../shared/one-line.ts";
import { localTime, wallTime } from "../../shared/time.ts";
import { filesText } from "../../wording/files.en.ts";
import { MOST_AHEAD_MS, MOST_METRES, MOST_SECONDS } from "./bounds.ts";
import { isHeartRate } from "./track.ts";

/** The source of runs from a runner's own files. */
const FILE = "file";

/** What one activity in a file says, no longer in its format's terms. Unknown figures are null. */
export interface Effort {
  /** Null if the file doesn't say. */
  readonly sport: Sport | null;
  readonly name: string;
  /** What recorded it, as the file names it. */
  readonly device: string | null;
  readonly startMs: number;
  /** Minutes that the watch's own clock was ahead of UTC; with null, the runner's zone applies. */
  readonly utcOffsetMin: number | null;
  readonly distanceM: number;
  readonly movingS: number;
  readonly elapsedS: number;
  readonly averageHeartRateBpm: number | null;
  readonly maxHeartRateBpm: number | null;
  readonly heartRateBands: HeartRateBands | null;
  readonly sessionRpe: number | null;
  /** Whether much of the file is left out of these figures because its times go back. */
  readonly isOutOfOrder: boolean;
  readonly cadence: { readonly figure: number; readonly convention: CadenceConvention } | null;
}

export interface RecordOptions {
  readonly zone: string;
  /** Now: what begins after it came from a wrong clock. */
  readonly nowMs: number;
}

export type RecordReading =
  | { readonly kind: "record"; readonly record: ActivityRecord; readonly notes: readonly string[] }
  | { readonly kind: "rejected"; readonly reason: string };

const LIMITS = limitsFor();
const YEAR_2000 = Date.UTC(2000, 0, 1);

/**
 * A file's activity as a record. Its identity is the second in which it began, so that a file uploaded
 * twice, or as FIT today and as GPX tomorrow, is one activity. Its day is that of the watch's own
 * clock if the file has it, otherwise of `zone`. The implausible is kept; only the impossible is rejected.
 *
 *     toRecord({ startMs: Date.UTC(2021, 8, 12, 17, 6), distanceM: 5000, … }, { zone: "Europe/Copenhagen", nowMs })
 *     // { kind: "record", record: { source: "file", sourceId: "2021-09-12T17:06:00Z", day: "2021-09-12", startMinute: 1146, … }, notes: [] }
 */
export function toRecord(effort: Effort, { zone, nowMs }: RecordOptions): RecordReading {
  const { startMs, utcOffsetMin, distanceM, movingS, cadence } = effort;
  if (startMs < YEAR_2000) return { kind: "rejected", reason: filesText.clockNotSet };
  if (startMs > nowMs + MOST_AHEAD_MS) return { kind: "rejected", reason: filesText.clockAhead };
  if (!(distanceM <= MOST_METRES && Math.max(movingS, effort.elapsedS) <= MOST_SECONDS)) {
    return { kind: "rejected", reason: filesText.impossible };
  }
  if (movingS <= 0 && distanceM <= 0) return { kind: "rejected", reason: filesText.nothingDone };
  const startAt = new Date(startMs).toISOString();
  const sport = effort.sport ?? sportByPace(distanceM, movingS);
  const device = oneLineOf(effort.device ?? "", 100);
  const heart = (bpm: number | null) => (bpm !== null && isHeartRate(bpm) ? Math.round(bpm) : null);
  const average = heart(effort.averageHeartRateBpm);
  const highest = heart(effort.maxHeartRateBpm);
  const bands = effort.heartRateBands;
  return {
    kind: "record",
    record: {
      source: FILE,
      sourceId: startAt.replace(/\.\d+Z$/, "Z"),
      name: oneLineOf(effort.name, 300),
      sport,
      startAt,
      ...(utcOffsetMin === null
        ? localTime(startAt, zone)
        : wallTime(startMs + utcOffsetMin * 60_000)),
      distanceM: Math.round(distanceM * 10) / 10,
      movingS: Math.round(movingS),
      elapsedS: Math.round(Math.max(effort.elapsedS, movingS)),
      averageHeartRateBpm: average,
      // With few readings the median may be below the mean.
      maxHeartRateBpm: highest === null ? null : Math.max(highest, average ?? 0),
      sessionRpe: effort.sessionRpe,
      cadenceSpm:
        cadence !== null && isRun({ sport })
          ? stepsPerMinute(cadence.figure, cadence.convention, LIMITS)
          : null,
      // Only runs make load, and an item should stay small.
      ...(bands !== null && isRun({ sport }) && { heartRateBands: bands }),
      shoeSourceId: null,
      ...(device !== "" && { device }),
    },
    notes: [
      ...(effort.sport === null ? [filesText.sportGuessed(sport)] : []),
      ...(effort.isOutOfOrder ? [filesText.outOfOrder] : []),
    ],
  };
}

/**
 * An unnamed sport is most likely what runners do at that pace: few run faster than 18 km/h for long, and many
 * ride no faster than that. The bounds are our own.
 */
function sportByPace(distanceM: number, movingS: number): Sport {
  const metresPerS = movingS > 0 ? distanceM / movingS : 0;
  if (metresPerS === 0) return "other";
  if (metresPerS < 1.7) return "walk";
  return metresPerS <= 5 ? "run" : "ride";
}
